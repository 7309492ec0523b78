"""Bodies of English plans: who issues one where the lines of its cover run together, what a body does in the present tense."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_again import Before
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure


def found(text: str) -> Found:
    return extract(plain(text, name="plan.txt", digest=hashlib.sha256(text.encode()).hexdigest()))


@pytest.mark.parametrize(
    ("line", "issuer", "date"),
    [
        ("Prepared by the Tolbury Office of Flood Works Adopted April 2, 2021", "Tolbury Office of Flood Works", "2021-04-02"),
        ("Promulgated by the Tolbury Harbour Board 7 May 2019", "Tolbury Harbour Board", "2019-05-07"),
        ("Issued by the Tolbury Harbour Board Effective 2019-05-07", "Tolbury Harbour Board", "2019-05-07"),
        ("Issued by the May Street Hospital Approved 7 May 2019", "May Street Hospital", "2019-05-07"),
        (
            "A warning that the sea comes over the wall is issued by the Weather Office 7 May 2019 and later lifted again",
            None,
            None,
        ),
    ],
)  # fmt: skip
def test_the_issuer_ends_where_the_date_of_a_cover_begins(line: str, issuer: str | None, date: str | None) -> None:
    told = found(f"Tolbury Flood Response Plan\n{line}\n\n1. Purpose\nThis plan says who closes the gates.\n").metadata
    assert told.issued_date == date
    assert told.issuer == issuer


def test_what_a_body_does_may_begin_like_a_small_word() -> None:
    text = """Tolbury Flood Response Plan

1. Roles and responsibilities

1.1 Quay Operations
a) Issues passes to the crews.
b) Assigns berths behind the wall.

1.2 Purpose of the quay
a) Is the place from which sandbags are sent.
"""
    units = {unit.name: [duty.text for duty in unit.duties] for unit in found(text).units}
    assert units["Quay Operations"] == ["Issues passes to the crews", "Assigns berths behind the wall"]
    assert "Purpose of the quay" not in units


SNOW = """Tolbury Snow Response Plan

1. Roles
Harbour Manager. The Harbour Manager opens the sluice and may call in the night crew.
Streets Department. The department ploughs the hill roads and salts the bridges.
Weather Desk. The Office of Snow Studies (OSS) keeps the record of depths.
The committee weighs every request.

2. Response
The Streets Department will close the hill road. The department will set up diversions within 30 minutes.
The agency will send the record to the county.
"""


def test_a_body_called_again_by_its_last_word_is_the_one_named_before() -> None:
    plan = found(SNOW)
    units = {unit.name: [duty.text for duty in unit.duties] for unit in plan.units}
    assert units["Streets Department"][0] == "ploughs the hill roads and salts the bridges"
    assert units["Harbour Manager"] == ["opens the sluice and may call in the night crew"]
    assert "Office of Snow Studies" in units
    assert not {"department", "committee", "agency"} & set(units)
    who = {one.text[:24]: one.units for one in plan.actions}
    assert who["The Streets Department w"] == ["Streets Department"]
    assert who["The agency will send the"] == []


def test_a_word_for_a_body_is_its_name_where_it_is_written_so() -> None:
    before = Before()
    assert before.of(["Harbour Office", "office"]) == ["Harbour Office"]
    assert before.of(["team"]) == []
    assert before.of(["team"], ["Night Watch"]) == ["Night Watch"]
    assert before.of(["Council", "council"]) == ["Council", "council"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The Quays and Markets Department will open the hall.", ["Quays and Markets Department"]),
        ("The Quays, Markets and Fairs Department will open it.", ["Quays, Markets and Fairs Department"]),
        ("The Department of Quays and Markets will open the hall.", ["Department of Quays and Markets"]),
        ("The Harbour Office and the Quays and Markets Division shall act.", ["Harbour Office", "Quays and Markets Division"]),
        ("The Mayor, Sheriff and Fire Department will meet.", ["Mayor", "Sheriff", "Fire Department"]),
        ("The Department of Health and Harbour Office will meet.", ["Department of Health", "Harbour Office"]),
        ("The Police and Fire Department will meet.", ["Police", "Fire Department"]),
    ],
)  # fmt: skip
def test_a_department_of_several_fields_is_one_body(text: str, who: list[str]) -> None:
    assert Actors(English(shipped()["bodies_english"])).subjects(text) == who
