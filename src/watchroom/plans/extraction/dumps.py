"""Papers that lost their line ends on the way out of a file: one long line, whose numbers and blanks say where its lines were."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from watchroom.plans.documents.text import Block, Document
from watchroom.plans.extraction.markers import COUNTED

MOST_LINE = 1500  # characters: no paragraph of a plan is longer
LEAST_CHAPTERS = 6  # numbers in a row that show that chapters were run together
LEAST_LISTED = 3  # chapters of a table of contents
MOST_TITLE = 24
_NUMBER = re.compile(r"(?:(?<=\s)|^)(\d{1,2}(?:\.\d{1,2}){0,3}) ?(?=[\u4e00-\u9fff（(])")
_TITLE = re.compile(rf"[^\s，。；：,;:]{{2,{MOST_TITLE}}}(?=\s)")
_PAGE = re.compile(
    r"(?<=\s)(?:[-—–]{1,2} ?\d{1,3} ?[-—–]{1,2}|第 ?\d{1,3} ?页(?: ?[/,，]? ?共 ?\d{1,3} ?页)?|\d{1,3}(?= \d))(?=\s)"
)
# Blanks that were line ends: behind a stop, before the mark of an item, before a label or an annex.
_ENDED = re.compile(
    r"(?<=[。；;：:])\s+|(?<!\s)\s+(?=[（(][\d一二三四五六七八九十]{1,3}[)）]|[\u2460-\u2473]|[一二三四五六七八九十]{1,3}、|附\s?[件录表]\s?\d"
    r"|(?:常务|执行)?副?(?:总指挥长?|指挥长|组长|主任)[：:]|[\u4e00-\u9fff]{2,8}[：:])"
)


def parted(document: Document, block: Block) -> list[Block]:
    """A block cut into the lines that it was, where it is a paper in one line; else the block as it is."""
    if block.kind != "paragraph" or block.end - block.start <= MOST_LINE:
        return [block]
    text = document.text[block.start : block.end]
    chapters = [*_chapters(_PAGE.sub(lambda page: " " * len(page[0]), text))]
    begins = max((n for n, (start, end) in enumerate(chapters) if text[start:end].strip() == "1"), default=0)
    contents = (chapters[0][0], chapters[begins][0]) if chapters else (0, 0)
    if len(chapters) - begins < LEAST_CHAPTERS or "。" in text[slice(*contents)]:
        return [block]
    cuts = {0, len(text)}
    for start, end in chapters:
        title = _TITLE.match(text, end)
        cuts |= {start, *([title.end()] if title else [])}
    cuts |= {blank.end() for blank in _ENDED.finditer(text)}
    first = chapters[0][0]  # the cover, where every blank was a line end
    cuts |= {blank.end() for blank in re.finditer(r"\s+", text[:first])}
    ends = _around(sorted(cuts), [page.span() for page in _PAGE.finditer(text)])
    pieces = [(a, b) for a, b in pairwise(ends) if text[a:b].strip() and not contents[0] <= a < contents[1]]
    return [replace(block, start=block.start + a, end=block.start + b) for a, b in pieces]


def _around(cuts: list[int], pages: list[tuple[int, int]]) -> list[int]:
    """The cuts, with those around the numbers of pages and none within one."""
    starts = [start for start, _ in pages]
    kept = {at for page in pages for at in page}
    for cut in cuts:
        before = bisect_left(starts, cut) - 1
        if before < 0 or cut >= pages[before][1]:
            kept.add(cut)
    return sorted(kept)


def _chapters(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers of chapters stand, each of which goes on from the one before: 1, 1.1, 1.2, 2, 2.1."""
    last: tuple[int, ...] = ()
    for found in _NUMBER.finditer(text):
        number = tuple(int(part) for part in found[1].split("."))
        if _goes_on(last, number) and not COUNTED.match(text, found.end()):
            last = number
            yield found.start(1), found.end()


def _goes_on(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether a number comes next behind another: its first below, or one more on its own or a higher rank."""
    if number == (*last, 1) or (number == (1,) and last[0] >= LEAST_LISTED):  # behind the table of contents
        return True
    rank = len(number)
    return bool(last) and rank <= len(last) and number[:-1] == last[: rank - 1] and number[-1] == last[rank - 1] + 1
