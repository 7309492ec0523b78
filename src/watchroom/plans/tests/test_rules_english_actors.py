"""Who acts in English plans: partners, names that share a word, brackets behind a measure, those who send somebody."""

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.extract import read as outlined
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.units import Names
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

ACTORS = Actors(Names(shipped()).english)

LEVELS = """Marlow County Flood Plan

III. CONCEPT OF OPERATIONS

A. Readiness Levels

1. Level 2 - High Readiness. Declared when a flood is expected.

2. Level 1 - Full Readiness. Declared when the town is flooded.

B. Activities by Level

1. Level 2. When Level 2 is declared:

a. The Road Commission will set out barriers. The Sheriff and the Fire Chief will
send a representative to the control room within one hour.

b. The shelter may be opened on a limited basis with one attendant.

c. The Flood Warden will call the duty officer at least every
12 hours.

2. Level 1. In addition to the actions for Level 2:

a. Farmers are asked to move their cattle. (Agriculture Officer)
"""


def found(plain: str) -> Found:
    return extract(read(plain.encode(), "plan.txt"))


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The Harbour Police, assisted by the Coastguard, will close the quay.", ["Harbour Police", "Coastguard"]),
        ("The Transit Office, together with the Red Cross, will move the sick.", ["Transit Office", "Red Cross"]),
        ("Water and gas utilities will shut off the mains.", ["Water utilities", "gas utilities"]),
        ("Parks and Recreation will close the playgrounds.", ["Parks and Recreation"]),
        ("Lakes and Rivers, Fire and EMS will send crews.", ["Lakes and Rivers", "Fire", "EMS"]),
        ("The County Engineer (Bridges) will close the ford.", ["County Engineer"]),
        ("The ferry stays in port. (Harbour Master Officer)", ["Harbour Master Officer"]),
        ("Health and safety officers will walk the site.", []),  # one body, of which no name is made up
    ],
)
def test_who_acts(sentence: str, names: list[str]) -> None:
    assert ACTORS.all(sentence) == names


def test_a_bracket_that_explains_is_nobody_who_acts() -> None:
    assert ACTORS.all("running the Borough Control Centre (BCC)") == []
    assert ACTORS.all("The ford floods early. (See the map)") == []


def test_an_item_is_one_measure_for_all_whom_its_sentences_name() -> None:
    item = found(LEVELS).actions[0]
    assert item.units == ["Road Commission", "Sheriff", "Fire Chief"]
    assert item.text.startswith("The Road Commission")
    assert item.text.endswith("within one hour.")


def test_what_may_be_done_at_a_level_is_one_of_its_measures() -> None:
    assert [a.levels for a in found(LEVELS).actions if a.text.startswith("The shelter may")] == [["II"]]


def test_a_line_that_goes_on_with_what_is_counted_is_no_chapter() -> None:
    read_ = outlined(read(LEVELS.encode(), "plan.txt"))
    assert any(part.span.text.endswith("at least every 12 hours.") for part in read_.outline.parts)
    called = next(a for a in found(LEVELS).actions if a.text.startswith("The Flood Warden"))
    assert called.deadline is not None
    assert called.deadline.every_minutes == 720


def test_whom_a_body_sends_is_no_report_and_who_is_asked_to_do_something_is_not_told() -> None:
    reports = found(LEVELS).reports
    assert [(report.sender, report.to) for report in reports] == [("Flood Warden", ["duty officer"])]
    last = found(LEVELS).actions[-1]
    assert (last.units, last.levels) == (["Agriculture Officer"], ["I"])


def test_a_body_told_with_its_short_name_in_brackets_is_called_by_either() -> None:
    plan = found(
        "Harbour Emergency Plan\n\n1 Roles\n\n1.1 Vessel Traffic Service (VTS)\nKeeps the channel clear.\nAlerts the pilots.\n\n"
        "2 Response\n\n2.1 The VTS closes the channel immediately.\n"
    )

    assert [(unit.name, unit.abbr) for unit in plan.units if "V" in unit.name] == [("Vessel Traffic Service", "VTS")]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Tarn Harbour Trust (THT) closes the outer lock.", ["Tarn Harbour Trust"]),
        ("The Duty Engineer (Pumps and Gates) opens the sluice.", ["Duty Engineer"]),
        ("NW and the Coast Watch Officer provide a boat.", ["NW", "Coast Watch Officer"]),
        ("Each agency keeps a log of its own.", ["Each agency"]),
        ("The Clerk to the Council files the order.", ["Clerk to the Council"]),
        ("I will stay with my class.", []),
        ("On receipt of the call the Ward Manager will clear two bays.", ["Ward Manager"]),
        ("After the alarm the Duty Manager closes the gate.", ["Duty Manager"]),
        ("NO smoking is allowed.", []),
    ],
)
def test_who_acts_with_a_bracket_behind_the_name(text: str, who: list[str]) -> None:
    assert ACTORS.subjects(text) == who


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The clerk passes it to the Mayor and the Sheriff.", ["Mayor", "Sheriff"]),
        ("Report what you see to Floodwatch 0345 600 7117.", ["Floodwatch"]),
        ("The desk sends its list to NORC and to the Port Captain.", ["NORC", "Port Captain"]),
        ("The clerk passes it to NORC, SARC and HMCC.", ["NORC", "SARC", "HMCC"]),
        ("Call out the Second Watch.", []),
        ("Send a Technical Adviser to Tarn House.", []),
        ("The crew moves the boats forward and sends word.", []),
    ],
)
def test_who_is_told(text: str, told: list[str]) -> None:
    assert [name for names, _ in ACTORS.receivers(text) for name in names] == told


def test_what_stands_behind_a_semicolon_has_its_own_sender() -> None:
    text = """Marlow County Flood Plan

III. NOTIFICATION

1. The Town Surveyor will give the first loss estimate to the Operations Chief within 20 hours; the Budget Officer forwards it to the State Office within 40 hours.
2. Leaks at the tank farm must be reported at once by the tank owner to the Harbour Office.
"""
    told = [
        (one.sender, one.to, one.deadline and one.deadline.minutes)
        for one in extract(read(text.encode(), "plan.txt")).reports
    ]
    assert told == [
        ("Town Surveyor", ["Operations Chief"], 1200),
        ("Budget Officer", ["State Office"], 2400),
        ("tank owner", ["Harbour Office"], 0),
    ]
