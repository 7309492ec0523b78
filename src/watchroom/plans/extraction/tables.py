"""Tables that grade: levels across and quantities down, or levels down and quantities across."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from watchroom.plans.extraction.found import LevelCode, Place
from watchroom.plans.extraction.items import circled
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.ranks import mentions
from watchroom.plans.extraction.spans import Span

_UNIT = re.compile(r"\(([^()]{1,8})\)$")
_NUMBER = re.compile(r"(\d[\d.,]*[万亿]?)(?=$|[以及~,、或\-])(?!.*\d)")
_AMOUNT = re.compile(r"[\d.,~、或\s%-]|以[上下内]|[万亿]?(?:人|户|间|元|公顷|米|毫米|小时|级|起|例)")
_GRADED = re.compile(r"(特别重大|重大|较大|一般)级?(?:突发[\u4e00-\u9fff]{0,8}|事件|事故|灾害|灾情|险情|火灾)?")
_GRADES: dict[str, LevelCode] = {"特别重大": "I", "重大": "II", "较大": "III", "一般": "IV"}
_DEFINES = re.compile(r"标准|条件|情形|分级|criteria|description", re.IGNORECASE)  # a label that is no quantity
_MOST = 400  # characters of a cell that is read as a condition


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says of one level: its heading, the label of the row or column, the text as written, and as read."""

    code: LevelCode
    heading: str
    label: str
    text: str
    read: str
    place: Place
    part: Part
    listed: bool = False  # whether it is an item of a list in a cell


def cells(outline: Outline) -> Iterator[Cell]:
    """The cells of every grading table of a document."""
    for table in _tables(outline):
        rows = [split_row(part.span) for part in table]
        across = {n: code for n, span in enumerate(rows[0]) if (code := code_of_cell(span.plain))}
        down = {n: code for n, row in enumerate(rows) if row and (code := code_of_cell(row[0].plain))}
        if len(across) >= 2:
            for part, row in zip(table[1:], rows[1:], strict=True):
                for n, code in across.items():
                    if n < len(row) and row[n] and row[0]:
                        yield from _cells(code, rows[0][n].text, row[0].plain, row[n], part)
        elif len(down) >= 2:
            for n, code in down.items():
                for label, span in zip(rows[0][1:], rows[n][1:], strict=False):
                    if span:
                        yield from _cells(code, rows[n][0].text, label.plain, span, table[n])


def _tables(outline: Outline) -> Iterator[list[Part]]:
    """Runs of rows: of one table where the file says so, else that follow one another."""
    run: list[Part] = []
    for part in outline.parts:
        if run and (part.kind != "row" or part.table != run[-1].table):
            yield run
            run = []
        if part.kind == "row":
            run.append(part)
    if run:
        yield run


def split_row(row: Span) -> list[Span]:
    """The cells of a row."""
    made, at = [], 0
    for cell in row.text.split("\t"):
        made.append(row.cut(at, at + len(cell)))
        at += len(cell) + 1
    return made


def code_of_cell(plain: str) -> LevelCode | None:
    """The level that a heading cell names; a longer text is no heading."""
    if len(plain) > 20:
        return None
    named = {mention.code for mention in mentions(plain)}
    if not named and (graded := _GRADED.fullmatch(plain)):
        return _GRADES[graded[1]]
    return named.pop() if len(named) == 1 else None


def _cells(code: LevelCode, heading: str, label: str, span: Span, part: Part) -> list[Cell]:
    """What a cell states: its items one by one where it holds a list."""
    listed = circled(span)
    return [replace(_cell(code, heading, label, one, part), listed=bool(listed)) for one in listed or [span]]


def _cell(code: LevelCode, heading: str, label: str, span: Span, part: Part) -> Cell:
    """A bare number is read with its label and the unit that the label gives in brackets."""
    plain, unit = span.plain[:_MOST], _UNIT.search(label)
    name = "" if _DEFINES.search(label) else _UNIT.sub("", label)
    if unit and "/" not in unit[1]:
        plain = _NUMBER.sub(rf"\g<1>{unit[1]}", plain)
    if len(_AMOUNT.sub("", plain)) >= 4:
        return Cell(code, heading, label, span.text, plain, span.place(), part)
    return Cell(code, heading, label, name + span.text, name + plain, span.place(), part)
