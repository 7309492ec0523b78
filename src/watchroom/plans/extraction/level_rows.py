"""Tables with a level in each row and its conditions in one cell: `一级 | 特别重大 | 有下列情形之一的：…`.

A cell of several paragraphs goes on in the lines below its row, where the file has lost the table's frame.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from watchroom.plans.extraction import ranks
from watchroom.plans.extraction.found import Colour, Grade
from watchroom.plans.extraction.heads import Head, Kind
from watchroom.plans.extraction.items import split
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import code_of_cell, split_row

MOST_CAPTION = 40  # characters of an annex's heading: `附件2：响应分级表`
_LONG = 16  # characters: a shorter cell is a name, no condition
_COLOUR = re.compile(r"([红橙黄蓝])色?(?:预警)?")
_DEFINES = re.compile(r"条件|标准|情形|分级|程度|criteria|trigger", re.IGNORECASE)
_MEASURES = re.compile(r"措施|行动|响应内容|职责|measures|actions", re.IGNORECASE)
_NOTE = re.compile(r"注[:：]|备注")


def row_heads(outline: Outline) -> Iterator[Head]:
    """A head for each row that names a level and defines it, by its cells or by the table's heading or caption."""
    header: Part | None = None
    for part in outline.parts:
        if part.kind == "chapter":
            header = None
        if part.kind != "row" or part.region == "other_plan":
            continue
        cells = split_row(part.span)
        code = code_of_cell(cells[0].plain)
        if code is None:
            header = part
            continue
        told = max(cells[1:], key=lambda cell: len(cell.plain), default=part.span.cut(0, 0))
        title = _title(outline, part, header)
        kind = _kind(told.plain, title)
        if len(told.plain) < _LONG or kind is None or not _DEFINES.search(title) or _MEASURES.search(title):
            continue
        yield Head(
            part,
            code,
            kind,
            _name(cells[0].text),
            told,
            misread=False,
            defines=True,
            grade=_grade(cells),
            colour=_colour(cells),
        )


def _title(outline: Outline, row: Part, header: Part | None) -> str:
    """What is over the table: its caption (the chapter's title, a line of its own below `附件2`) and its heading row."""
    section = outline.section(row)
    annex = section is not None and section.role == "annex"
    caption = (section.span.plain[:MOST_CAPTION] if annex else section.title) if section else ""
    line = _line_over(outline, row) if annex else ""
    return f"{caption} {line} {header.span.plain if header else ''}"


def _line_over(outline: Outline, row: Part) -> str:
    """The line without a stop right over the table."""
    over = next((part for part in reversed(outline.parts[: row.index]) if part.kind != "row"), None)
    plain = over.span.plain if over and over.kind == "text" and over.parent == row.parent else ""
    return plain if len(plain) <= MOST_CAPTION and not plain.endswith(("。", ";", "；")) else ""


def _kind(told: str, title: str) -> Kind | None:
    """The cell itself says what is started, else the words over the table."""
    for text in (told[:60], title):
        warns, responds = "预警" in text or "warning" in text.lower(), "响应" in text or "response" in text.lower()
        if warns != responds:
            return "warning" if warns else "response"
        if started := re.search(r"启动[^,。;]{0,8}?(预警|响应)", text):
            return "warning" if started[1] == "预警" else "response"
    return None


def _grade(cells: list[Span]) -> Grade | None:
    return next((grade for cell in cells if len(cell.plain) <= 10 and (grade := ranks.grade_in(cell.plain))), None)


def _colour(cells: list[Span]) -> Colour | None:
    named = (_COLOUR.fullmatch(cell.plain) for cell in cells)
    return next((ranks.COLOURS[match[1]] for match in named if match), None)


def _name(text: str) -> str:
    return text.split("（")[0].split("(")[0].strip()


def row_parts(outline: Outline, head: Head) -> list[Part]:
    """The cell and the lines that go on with it, each as an item of a list."""
    pieces = [span for _, span in split(head.rest) if span]
    made = [_item(head.part, span) for span in pieces]
    for part in outline.parts[head.part.index + 1 :]:
        if part.kind not in ("text", "item") or part.region != head.part.region or _NOTE.match(part.span.plain):
            break
        made.append(replace(part, kind="item"))
    return made


def _item(row: Part, span: Span) -> Part:
    return replace(row, kind="item", style="", number="", value=0, title="", span=span, table=None)
