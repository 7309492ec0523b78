"""Bodies of English plans: who issues one where the lines of its cover run together, what a body does in the present tense."""

import hashlib

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found

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
