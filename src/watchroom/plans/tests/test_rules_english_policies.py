"""Short English policies: chapters named after what happens, clauses with a subject of their own, who may do what."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_sentences import clauses, imperative
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

ACTORS = Actors(Names(shipped()).english)

POLICY = """# MRC Bad Weather Rules

## What counts

The Marlow Regatta Committee (MRC) rows only when it is safe. Boats have been lost in squalls.

## Thunder and Lightning

Rowing should be stopped at the first thunder. Everyone should leave the landing stage. The umpire will raise the black flag and all coaches, players and spectators should go to the boathouse.

Rowing may not begin again until the umpire lowers the flag. Course managers or MRC officials may also close the slipway.

## Cold Weather

Frostbite is an emergency — call 112 and warm the rower slowly.

## Reporting

The umpire closes the log. The race should be reported to the Racing Office, and the Committee will decide whether it is rowed again.
"""


def found(plain: str) -> Found:
    return extract(read(plain.encode(), "plan.md"))


def measures() -> dict[str, list[str]]:
    return {action.text: action.units for action in found(POLICY).actions}


def test_a_chapter_named_after_what_happens_says_what_to_do_then() -> None:
    assert "Rowing should be stopped at the first thunder." in measures()
    assert not [text for text in measures() if text.startswith("Boats have")]


def test_a_clause_with_its_own_subject_is_a_measure_of_its_own() -> None:
    told = measures()
    assert told["The umpire will raise the black flag"] == ["umpire"]
    assert told["all coaches, players and spectators should go to the boathouse."] == [
        "coaches",
        "players",
        "spectators",
    ]
    assert told["the Committee will decide whether it is rowed again."] == ["Committee"]


def test_clauses_that_share_a_subject_stay_together() -> None:
    whole = "The umpire will raise the flag and call the boats, and will ring the bell."
    assert [piece.text for piece in clauses(whole)] == [whole]
    when = "When the flag is up and the crews must wait, the umpire will ring the bell."
    assert [piece.text for piece in clauses(when)] == [when]


def test_what_is_forbidden_is_a_measure_and_so_is_what_somebody_who_acts_may_do() -> None:
    told = measures()
    assert [text for text in told if text.startswith("Rowing may not begin")]
    assert [units for text, units in told.items() if "close the slipway" in text] == [
        ["Course managers", "MRC officials"]
    ]


def test_what_to_do_behind_a_dash_is_an_order() -> None:
    assert imperative("Heat stroke is an emergency — call 112 and cool the runner.")
    assert not imperative("The rule is simple — calls are short.")


def test_what_should_be_reported_is_reported_by_whoever_acts_before() -> None:
    assert [(report.sender, report.to) for report in found(POLICY).reports] == [("umpire", ["Racing Office"])]


def test_a_title_that_begins_with_an_acronym_tells_the_issuer() -> None:
    assert found(POLICY).metadata.issuer == "Marlow Regatta Committee"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Race/stage officials will close the slipway.", ["Race officials", "stage officials"]),
        ("The Marlow Rowing Club will lend its boats.", ["Marlow Rowing Club"]),
        ("All coaches and spectators must leave.", ["coaches", "spectators"]),
        ("MRC races should not be rowed.", []),
    ],
)
def test_who_acts(sentence: str, names: list[str]) -> None:
    assert ACTORS.all(sentence) == names
