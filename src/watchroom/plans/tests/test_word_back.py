"""A plan that was written as Word is found again by the reading of documents: its levels, by number and in order."""

import pytest

from watchroom.people.testing import Cast
from watchroom.plans.actions import put_shipped
from watchroom.plans.documents import read
from watchroom.plans.exporting import written
from watchroom.plans.exporting_word import word
from watchroom.plans.extraction.extract import extract
from watchroom.plans.loading import load

NUMERALS = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V"}


@pytest.mark.parametrize("code", ["zone-snow", "ski-jump-wind", "gate-crowd"])
def test_the_levels_of_a_plan_that_was_written_as_word_are_found_again(cast: Cast, code: str) -> None:
    row = next(row for row in put_shipped() if row.code == code)

    found = extract(read(word(written(row, "zh")), f"{code}.docx"))

    responses = {one.code for one in found.levels if one.kind == "response"}
    assert responses == {NUMERALS[level.level] for level in load(row).levels}
