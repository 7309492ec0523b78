"""Tables that tell measures: with a column of measures, or with a column for each level beside the bodies that act."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.found import Deadline, Doubt, LevelCode
from watchroom.plans.extraction.grades import Scale
from watchroom.plans.extraction.items import split
from watchroom.plans.extraction.measure_lists import Piece
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row
from watchroom.plans.extraction.units import Names

TABLED = ("response", "procedure", "warning", "conditions", "other")  # chapters whose tables may tell measures
LEAST = 6  # characters of a measure
FEW = ("这一行的单元格比表头少，最后一格按其余各级都适用读取", "The row has fewer cells than its heading; the last one is read for all levels that are left.")  # fmt: skip
_WHAT = re.compile(
    r"(?:应急|响应|处置|主要|具体|防御|应对|现场|采取){0,2}(?:措施|行动|任务|工作内容|步骤内容|处置内容|操作)(?:内容|要点|及要求|和要求)?"
)
_WHO = re.compile(r"(?:责任|负责|执行|牵头|实施|处置)(?:单位|部门|人|人员|岗位|者)?(?:及人员)?|岗位|承担单位")
_WHEN = re.compile(r"(?:完成|响应|处置)?(?:时限|时间|时间要求|时限要求)")
_BODIES = re.compile(r"(?:成员|联动|责任|有关|相关|参与|牵头|执行|负责)?(?:单位|部门|机构)(?:名称)?")
_OF_LEVEL = re.compile(r"响应|预警|措施|行动|级$")
_TITLE = re.compile(r"[\u4e00-\u9fff]{0,4}(?:[ⅠⅡⅢⅣⅤIV]{1,3}|[一二三四五]|关注)级(?:应急)?(?:响应|预警)?(?:措施|行动)?")


@dataclass(frozen=True, slots=True)
class Told:
    """A measure of a table: what is done and by whom, at which levels, by when.

    goes_on  it is the rest of the measure that the row before told in the same column
    """

    piece: Piece
    codes: list[LevelCode]
    limit: Deadline | None = None
    column: int = 0
    goes_on: bool = False
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table tell what is done, by whom and by when."""

    what: int
    who: int | None
    when: int | None


def columns_of(cells: list[Span]) -> Columns | None:
    """The columns of a heading row; None where none is of measures."""
    titles = [cell.plain.strip() for cell in cells]
    what, who, when = (
        next((n for n, title in enumerate(titles) if pattern.fullmatch(title)), None)
        for pattern in (_WHAT, _WHO, _WHEN)
    )
    return Columns(what, who, when) if what is not None and len(titles) > 1 else None


class Tables:
    """Takes row after row. `subjects`: who acts in a text."""

    def __init__(
        self, reading: Reading, names: Names, scale: Scale, subjects: Callable[[Span], tuple[str, ...]]
    ) -> None:
        self.reading, self.names, self.scale, self.subjects = reading, names, scale, subjects
        self.limits = Limits(reading.vocabulary)
        self.columns: Columns | None = None  # of the table that is being read
        self.levels: dict[int, list[LevelCode]] = {}  # of each column, where the table has one for each level
        self.untitled = 0  # the column behind those of the levels whose heading is empty, until a row is read; else 0
        self.begun = ""  # a label that is no body's name: it may go on in the row below

    def end(self) -> None:
        """The table is over."""
        self.columns, self.levels, self.untitled, self.begun = None, {}, 0, ""

    def row(self, part: Part) -> Iterator[Told]:
        """The measures of a row; none of a heading row, which is kept."""
        cells = split_row(part.span)
        columns, levels = columns_of(cells), self._levels(cells)
        if columns is not None or levels:
            self.columns, self.levels = columns, {} if columns else levels
            empty = not columns and len(cells) == len(levels) + 2 and not cells[-1].plain.strip()
            self.untitled, self.begun = len(cells) - 1 if empty else 0, ""
        elif part.role in TABLED:
            yield from self._graded(cells) if self.levels else self._listed(cells) if self.columns else ()

    def _levels(self, cells: list[Span]) -> dict[int, list[LevelCode]]:
        """`成员单位 | Ⅳ级响应 | Ⅲ级响应`: the levels of the columns behind that of the bodies."""
        titles = "\t".join(cell.plain.strip() for cell in cells).rstrip("\t").split("\t")
        if len(titles) < 2 or _BODIES.fullmatch(titles[0]) is None:
            return {}
        found = {n: self.scale.of(title) for n, title in enumerate(titles) if n and _OF_LEVEL.search(title)}
        if any("关注" in title for title in titles):  # beside it a `V级` is a misread IV
            found = {n: ["IV"] if codes == ["V"] and "关注" not in titles[n] else codes for n, codes in found.items()}
        return found if len(found) == len(titles) - 1 and all(found.values()) else {}

    def _graded(self, cells: list[Span]) -> Iterator[Told]:
        """A row with a cell for each level; the last cell of a row that is too short holds for the levels that are left."""
        cells = self._without_heading(cells)
        if len(cells) <= len(self.levels):
            cells = cells[: max(n for n, cell in enumerate(cells) if cell.plain.strip() or not n) + 1]
        names = self._bodies(cells[0])
        for n, cell in enumerate(cells[1 : len(self.levels) + 1], 1):
            text = cell.plain.strip()
            left = range(n + 1, len(self.levels) + 1) if n == len(cells) - 1 else range(0)
            codes = [code for at in (n, *left) for code in self.levels[at]]
            if text and not cells[0]:
                yield Told(Piece(cell, ()), codes, column=n, goes_on=True)
            elif names and len(text) >= LEAST:
                doubts = (Doubt(code="few_cells", zh=FEW[0], en=FEW[1], places=[cell.place()]),) if left else ()
                yield Told(Piece(cell, names), codes, column=n, doubts=doubts)

    def _without_heading(self, cells: list[Span]) -> list[Span]:
        """The first row without the title of the last column, which may have slid into it from the heading above."""
        at, self.untitled = self.untitled, 0
        title = cells[-1].plain.strip()
        codes = self.scale.of(title) if at and len(cells) > 1 and _TITLE.fullmatch(title) else []
        if not codes or any(codes == own for own in self.levels.values()):
            return cells
        self.levels[at] = codes
        return cells[:-1]

    def _bodies(self, cell: Span) -> tuple[str, ...]:
        """Who stands in a cell: several bodies may be parted by blanks, and a name may be broken over lines, or rows."""
        begun, self.begun = self.begun, ""
        if begun and (whole := self.names.whole(begun + cell.plain.strip())):
            return tuple(name.name for name in whole)
        found = self._parted(cell)
        self.begun = "" if found else cell.plain.strip()
        return found

    def _parted(self, cell: Span) -> tuple[str, ...]:
        place = cell.place()
        found: list[str] = []
        rest = ""
        for word in self.reading.document.text[place.start : place.end].split():
            rest += word
            if whole := self.names.whole(rest):
                found, rest = [*found, *(name.name for name in whole)], ""
        return tuple(found) if not rest else tuple(name.name for name in self.names.whole(cell.plain.strip()))

    def _listed(self, cells: list[Span]) -> Iterator[Told]:
        """A row of a table whose heading names a column of measures: `响应措施`, and perhaps who and by when."""
        columns = self.columns
        if columns is None or columns.what >= len(cells) or len(cells[columns.what].plain.strip()) < LEAST:
            return
        what, who, when = columns.what, columns.who, columns.when
        names = (
            tuple(n.name for n in self.names.whole(cells[who].plain.strip()))
            if who is not None and who < len(cells)
            else ()
        )
        told = list(
            dict.fromkeys(code for n, cell in enumerate(cells) if n != what for code in self.scale.of(cell.plain[:20]))
        )
        timed = self.limits.first(cells[when].plain) if when is not None and when < len(cells) else None
        for mark, span in split(cells[what]):
            span = span if mark or span else cells[what]
            if len(span.plain) >= LEAST:
                yield Told(Piece(span, self.subjects(span) or names), told, timed.deadline if timed else None)
