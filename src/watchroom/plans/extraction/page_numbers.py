"""Numbers of pages that a file left within its lines: `…的条件。 18` above the page's end, `7根据突发事件…` below it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from watchroom.plans.documents.text import Block, Document
from watchroom.plans.extraction.markers import COUNTED, mark_at
from watchroom.plans.extraction.spans import wide

LEAST_PAGES = 6  # numbers in a row that show that they are those of pages
LEAST_BEHIND = 3  # of these at the ends of lines or alone: the numbers of chapters never are
MOST_LEFT_OUT = 2  # by which the next one is greater: a page may show none
_ALONE = re.compile(r"[-—–\s]{0,4}(\d{1,3})[-—–\s]{0,4}")
_BEHIND = re.compile(r"(?<=\S)\s+(\d{1,3})$")
_BEFORE = re.compile(r"\s*(\d{1,3})(?=[\u4e00-\u9fff])")
_ENDED = "。；;：:！!？?"
_REFERS = re.compile(r"(?:附件|附录|附表|附图|表|图|第|共|电话|邮编|[:：])\s*$")


def without_numbers(document: Document, blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the numbers of pages within their lines, where enough of them go on from one to the next."""
    told = _chain([found for at in range(len(blocks)) for found in _numbers(document, blocks, at)])
    behind = sum(cut[1] != "before" for cut in told)
    inside = {at: (start, end) for at, kind, start, end in told if kind != "alone"}
    if len(told) < LEAST_PAGES or behind < LEAST_BEHIND:
        return list(blocks)
    return [
        replace(block, start=inside[at][0], end=inside[at][1]) if at in inside else block
        for at, block in enumerate(blocks)
    ]


type _Found = tuple[int, int, str, int, int]  # value, block, where it stands, what is left of the block


def _numbers(document: Document, blocks: Sequence[Block], at: int) -> list[_Found]:
    """What may be the number of a page in a block."""
    block = blocks[at]
    text = document.text[block.start : block.end].rstrip()
    if block.kind != "paragraph" or not text:
        return []
    if alone := _ALONE.fullmatch(text):
        return [(int(alone[1]), at, "alone", block.start, block.end)]
    found: list[_Found] = []
    behind = _BEHIND.search(text)
    if behind and wide(text[: behind.start()][-1]) and not _REFERS.search(text[: behind.start()]):
        found.append((int(behind[1]), at, "behind", block.start, block.start + behind.start()))
    before = _BEFORE.match(text)
    above = document.text[blocks[at - 1].start : blocks[at - 1].end].rstrip() if at else ""
    if before and above:
        inside_sentence = above[-1] not in _ENDED and not COUNTED.match(text, before.end())
        if inside_sentence or (mark_at(text, before.end(1)) and not mark_at(text)):
            found.append((int(before[1]), at, "before", block.start + before.end(), block.end))
    return found


def _chain(found: Sequence[_Found]) -> list[tuple[int, str, int, int]]:
    """The longest run of numbers in order, each greater than the last by one, or by a page that shows none."""
    best: dict[int, tuple[int, int]] = {}  # length and last number found, by value
    before: list[int] = []
    for n, (value, *_) in enumerate(found):
        length, last = max((best.get(value - less, (0, -1)) for less in range(1, MOST_LEFT_OUT + 1)), default=(0, -1))
        before.append(last)
        if length + 1 >= best.get(value, (0, -1))[0]:
            best[value] = (length + 1, n)
    at = max(best.values(), default=(0, -1))[1]
    told: list[tuple[int, str, int, int]] = []
    while at >= 0:
        told.append(found[at][1:])
        at = before[at]
    return told[::-1]
