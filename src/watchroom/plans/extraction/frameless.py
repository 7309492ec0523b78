"""Tables of levels that lost their frame: what the cells beside the conditions leave within their lines.

Below the heading row (`响应 事件情形 级别`) each level's list begins with a line that says what it starts; the cells with the level,
its grade and its colour stand somewhere in the lines behind it (`…30人以上 Ⅱ级 橙色 死亡的。`), and the heading row comes again
on every page.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from watchroom.plans.documents.text import Block, Document
from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import LevelCode
from watchroom.plans.extraction.markers import mark_at
from watchroom.plans.extraction.spans import half_width

MOST_HEADING = 32  # characters of a heading row
_NAMES_LEVEL = re.compile(r"级别|等级|分级|颜色|标[示识]")
_NAMES_CASE = re.compile(r"情形|条件|标准|情况|描述|指标|程度")
_WORD = r"[\u4e00-\u9fff()]{2,10}"
_HEADING = re.compile(rf"{_WORD}(?:\s+{_WORD}){{1,6}}")
_LIST = re.compile(
    r"(?:当|若|如)?(?:有|符合|出现|发生|具备|达到|满足)?(?:下列|以下)[^,;。:]{0,10}(?:情形|情况|条件|标准)[^。;:]{0,16}"
    r"(?:启动|发布|宣布|进入|为|属于?)(?P<level>[^,;。:]{1,16}):"
)
_ANNEX = re.compile(r"\s*(?:附\s?[件录表]|注\s?[:：]|备注)")
_NUMERAL = {"I": "(?:Ⅰ|I|一)", "II": "(?:Ⅱ|II|二)", "III": "(?:Ⅲ|III|三)", "IV": "(?:Ⅳ|IV|四)", "V": "(?:Ⅴ|V|五)"}
_GRADES = {"I": "特别重大", "II": "重大", "III": "较大", "IV": "一般"}
_COLOURS = {"I": "红", "II": "橙", "III": "黄", "IV": "蓝"}
_NAMES_BODY = re.compile(r"机构|主体|单位|部门|权限")  # a column for who starts it
_BODY = re.compile(
    r"(?:^|(?<=\s))[\u4e00-\u9fff()、]{1,20}(?:政府|指挥部|[局厅委办]|委员会|领导小组|办公室|中心|总指挥|指挥机构)(?=\s|$)"
)
_SPOKEN_OF = r"(?!\s+(?:(?:[及或]?以上)?(?:应急)?(?:响应|预警)))"  # `启动 Ⅱ级 应急响应`: no cell


def without_cells(document: Document, blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[int, int]]]:
    """The blocks without heading rows and without cells at their ends; and where cells stand within a block."""
    made: list[Block] = []
    holes: list[tuple[int, int]] = []
    code: LevelCode | None = None
    below = ""  # the heading row that stands above
    for at, block in enumerate(blocks):
        plain = half_width(document.text[block.start : block.end])
        mark = mark_at(plain)
        if block.kind != "paragraph" or _ANNEX.match(plain) or (mark and mark.style in ("decimal", "chapter")):
            code, below = None, ""
        elif _is_heading(plain) and (code or _opens(document, blocks[at + 1 :])):
            below = plain
            continue
        elif told := _LIST.fullmatch("".join(plain.split())):
            named = ranks.mentions(told["level"])
            code = named[0].code if below and len(named) == 1 else None
        elif code:
            inside = _cells(plain, code, bodies=_NAMES_BODY.search(below) is not None)
            left, right = _ends(plain, inside)
            holes += [(block.start + a, block.start + b) for a, b in inside if left <= a and b <= right]
            block = replace(block, start=block.start + left, end=block.start + right)
        if block.start < block.end:
            made.append(block)
    return made, holes


def _is_heading(plain: str) -> bool:
    """A row of short words, one of which names the level and one the case."""
    told = plain.strip()
    row = len(told) <= MOST_HEADING and _HEADING.fullmatch(told) is not None
    return row and _NAMES_LEVEL.search(told) is not None and _NAMES_CASE.search(told) is not None


def _opens(document: Document, after: Sequence[Block]) -> bool:
    """Whether the list of a level begins in one of the next lines."""
    return any(_LIST.fullmatch("".join(half_width(document.text[b.start : b.end]).split())) for b in after[:2])


def _cells(plain: str, code: LevelCode, *, bodies: bool) -> list[tuple[int, int]]:
    """Where cells of the level stand, parted by blanks from what is told; `bodies`: also those that name who starts it."""
    words = [rf"{_NUMERAL[code]} ?级"]
    if code in _GRADES:
        grade = _GRADES[code]
        broken = (rf"\({grade[:n]}|{grade[n:]}\)" for n in range(1, len(grade)))
        words += [rf"{_COLOURS[code]}色", rf"\({grade}\)", *broken]
    one = "|".join(words)
    found = [m.span() for m in re.finditer(rf"(?:^|(?<=\s))(?:{one})(?:\s+(?:{one}))*(?=\s|$){_SPOKEN_OF}", plain)]
    if bodies:
        found += [m.span() for m in _BODY.finditer(plain) if m.start() and m[0] != plain.strip()]
    return sorted(found)


def _ends(plain: str, cells: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where the line begins behind a cell at its start, and ends before one at its end."""
    left, right = 0, len(plain)
    for start, end in cells:
        if not plain[:start].strip():
            left = end
        if start >= left and not plain[end:].strip():
            right = start
    return left, max(left, right)
