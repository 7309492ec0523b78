"""English texts as they leave a page: lines broken at a width, heads that name their page, lists of acronyms."""

import textwrap

import pytest

from watchroom.plans.documents import read
from watchroom.plans.extraction.english_acronyms import explained
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.extract import read as outlined
from watchroom.plans.extraction.found import Found

pytestmark = pytest.mark.pure

HEAD = "Annex C             Page C-{}                        Ver. 2"
GENERAL = (
    "The county keeps boats and pumps in four depots along the river, which the wardens look after all year round and "
    "which the engineers inspect before the winter begins. Caravans are towed to the high ground beside the old railway "
    "station by those who own them, as long as the road to it is not yet covered by water and as long as the bridge can "
    "carry them, which the engineers say on the day when they have seen the piers and the gauges that are fixed on them "
    "for the purpose, and not by the forecast alone, which has been wrong before in years when the snow melted late and "
    "the river rose by night."
)
ITEM = "1. The Road Commission will put up the barriers at every ford that is covered. Lorries with sand will be sent by the Highways Department to the lower town."
PAGES = "\n\n".join(
    [
        "MARLOW COUNTY\nEMERGENCY OPERATIONS PLAN",
        "III. CONCEPT OF OPERATIONS",
        textwrap.fill(GENERAL, 80),
        textwrap.fill(f"In winter too, {GENERAL}", 80),
        textwrap.fill(ITEM, 80),
        HEAD.format(1),
        "2. The Harbour Master Officer will move the ferry.",
        HEAD.format(2),
    ]
)


def texts(plain: str) -> list[str]:
    return [part.span.text for part in outlined(read(plain.encode(), "plan.txt")).outline.parts]


def test_a_line_without_room_for_the_next_word_goes_on_also_behind_a_full_stop() -> None:
    assert "that is covered.\nLorries" in PAGES
    assert ITEM.removeprefix("1. ") in texts(PAGES)


def test_a_line_with_room_for_the_next_word_ends_its_paragraph() -> None:
    short = PAGES.replace("at every ford that is covered.", "at every ford.")
    assert "Lorries with sand will be sent by the Highways Department to the lower town." in texts(short)


def test_lines_that_were_not_broken_at_a_width_stay_apart() -> None:
    listed = "Plan\n\n" + "\n".join(
        f"The warden of ward {n} will close the sluice and ring the duty officer at the town hall." for n in range(12)
    )
    assert sum(text.startswith("The warden") for text in texts(listed)) == 12


def test_heads_that_name_their_page_are_left_out() -> None:
    assert not [text for text in texts(PAGES) if "Ver. 2" in text]


def test_one_line_that_names_a_page_is_text() -> None:
    assert [text for text in texts(PAGES.replace(HEAD.format(1), "")) if "Page C-2" in text]


ACRONYMS = """Marlow County Flood Plan

II. ACRONYMS

EOC     Emergency Operations Center
EMC     Emergency Management Coordinator
MRA - Marlow River Authority

III. RESPONSE

A. The EMC will open the control room. The MRA will read the gauges.

B. Streets and Drains will clear the culverts. The Red Cross will open the hall.

C. The MRA will open the weir.

IV. ASSIGNMENT OF RESPONSIBILITIES

1. The Emergency Management Coordinator will:

a. Keep a log of the river.

2. The Town Engineer (Streets and Drains) will:

a. Barricade the flooded roads.

3. The Marlow Red Cross will:

a. Register those who are sheltered.
"""


def found(plain: str) -> Found:
    return extract(read(plain.encode(), "plan.txt"))


def test_the_lines_of_a_list_of_acronyms_are_no_chapters() -> None:
    assert not [chapter.title for chapter in found(ACRONYMS).chapters if "EOC" in chapter.title]


def test_bodies_have_the_acronyms_that_the_plan_explains() -> None:
    units = {unit.name: unit.abbr for unit in found(ACRONYMS).units}
    assert units["Emergency Management Coordinator"] == "EMC"
    assert units["Marlow River Authority"] == "MRA"
    assert "EMC" not in units
    assert "MRA" not in units


def test_a_body_that_acts_by_its_other_name_is_no_second_one() -> None:
    units = {unit.name: unit.abbr for unit in found(ACRONYMS).units}
    assert units["Town Engineer"] == "Streets and Drains"
    assert "Streets and Drains" not in units
    assert "Red Cross" not in units


@pytest.mark.parametrize("text", ["EOC Emergency Planning Desk", "A Plan for Towns", "ALL Staff Leave", "Duty Officer"])
def test_what_is_no_acronym_is_not_explained(text: str) -> None:
    assert explained(text) is None


ANNEX = """MARLOW COUNTY EMERGENCY OPERATIONS PLAN

ANNEX C

SEARCH AND RESCUE

III. RESPONSE

A. The Rescue Team will search the woods.
"""


def test_an_annex_alone_is_called_by_its_own_name() -> None:
    metadata = found(ANNEX).metadata
    assert metadata.title == "Annex C Search and Rescue"
    assert metadata.plan_type == "special"
    assert metadata.issuer == "Marlow County"


def test_annexes_that_a_plan_lists_do_not_give_it_its_name() -> None:
    listed = ANNEX.replace("SEARCH AND RESCUE", "SEARCH AND RESCUE\n\nANNEX D\n\nSHELTERING")
    assert found(listed).metadata.title == "MARLOW COUNTY EMERGENCY OPERATIONS PLAN"


def test_lines_of_a_text_that_was_not_broken_at_a_width_stand_alone() -> None:
    long = "The caretaker keeps the keys of all halls and lends them to the wardens, who write down in the book by the door when each was taken and when it came back.\n\n"
    label = "- A storm warning is in force for the coast between the two lighthouses\nWhat the wardens do\nThe wardens lock the doors on the side of the sea.\n"
    assert "What the wardens do" in texts(long * 8 + label)
    assert "What the wardens do" not in texts(long * 2 + label)
