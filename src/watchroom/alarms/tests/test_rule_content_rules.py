"""What an approval covers, in what versions differ, and whose hand is in a draft."""

from dataclasses import replace

import pytest

from watchroom.alarms.rule_content import (
    TEXTS,
    Content,
    Hand,
    authors,
    differences,
    fingerprint,
    listed,
    names,
)
from watchroom.kernel.words import Words

WIND = Content("threshold", "jump-wind", {"limit": 4.0, "hold_s": 300}, 2, {name: f"text of {name}" for name in TEXTS})


@pytest.mark.parametrize(
    "changed",
    [
        replace(WIND, detector="other"), replace(WIND, sensor="jump-gust"), replace(WIND, priority=1),
        replace(WIND, settings={"limit": 4.1, "hold_s": 300}), replace(WIND, settings={"limit": 4.0}),
        replace(WIND, settings={"limit": 4.0, "hold_s": True}), replace(WIND, inputs=("a",)),
        *(replace(WIND, told={**WIND.told, name: "another text"}) for name in TEXTS),
    ],
)  # fmt: skip
def test_an_approval_covers_every_part_of_the_content(changed: Content) -> None:
    assert changed.hash != WIND.hash


def test_the_same_content_has_one_hash_however_its_numbers_were_written() -> None:
    assert replace(WIND, settings={"hold_s": 300.0, "limit": 4}).hash == WIND.hash
    assert replace(WIND, told={name: f" {text}\n" for name, text in WIND.told.items()}).hash == WIND.hash
    assert replace(WIND, inputs=("a", "b")).hash != replace(WIND, inputs=("b", "a")).hash


def test_a_fingerprint_names_one_content() -> None:
    mark = fingerprint(WIND.hash)

    assert names(mark, WIND.hash)
    assert names(mark.upper().replace(" ", "-"), WIND.hash)
    assert names(WIND.hash, WIND.hash)
    for wrong in ("", mark[:-1], mark + "0", fingerprint("0" * 64), WIND.hash[:13]):
        assert not names(wrong, WIND.hash)


def test_differences_are_told_in_the_order_of_the_form_with_their_names() -> None:
    after = replace(WIND, settings={"limit": 5, "clear": 4.5}, priority=1, told={**WIND.told, "cause_zh": "寒潮"})
    found = differences(WIND, after, {"limit": Words(zh="限值", en="Limit")})

    assert [(one.name, one.before, one.after) for one in found] == [
        ("settings.limit", "4", "5"), ("settings.clear", "", "4.5"), ("priority", "2", "1"),
        ("cause_zh", "text of cause_zh", "寒潮"), ("settings.hold_s", "300", ""),
    ]  # fmt: skip
    assert found[0].title.en == "Limit"
    assert found[3].title == Words(zh="可能原因（中文）", en="likely cause (Chinese)")
    assert differences(WIND, WIND) == []
    assert listed(["title_zh", "action_en"]).zh == "名称（中文）、处置（英文）"


def hands(*rows: tuple[int, int | None, int | None, bool]) -> dict[int, Hand]:
    return {row[0]: Hand(*row) for row in rows}


@pytest.mark.parametrize(
    ("number", "rows", "whose"),
    [
        (1, [(1, None, 7, False)], {7}),
        (1, [(1, None, None, False)], set()),  # the platform's own draft: anybody with the right may put it live
        (3, [(1, None, 7, True), (2, 1, 8, False), (3, 2, 9, False)], {8, 9}),  # back to what was approved
        (3, [(1, None, 7, False), (2, 1, 8, False), (3, 2, 9, False)], {7, 8, 9}),
        (3, [(1, None, 7, False), (2, None, 8, False), (3, 2, 9, False)], {8, 9}),  # 1 is not in its line
        (2, [(1, 2, 7, False), (2, 1, 8, False)], {7, 8}),  # a ring does not hold us up
        (5, [(4, None, 7, False)], set()),
    ],
)
def test_everybody_whose_draft_it_was_written_from_has_a_hand_in_it(
    number: int, rows: list[tuple[int, int | None, int | None, bool]], whose: set[int]
) -> None:
    assert authors(number, hands(*rows)) == whose
