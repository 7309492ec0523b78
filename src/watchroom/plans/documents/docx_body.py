"""The body of a Word document: paragraphs, headings, rows of tables, text boxes, as they are read."""

from dataclasses import dataclass, field

from watchroom.kernel.packing import heavy
from watchroom.plans.documents.docx_lists import Lists
from watchroom.plans.documents.docx_styles import Styles
from watchroom.plans.documents.pieces import MOST_CHARACTERS, Piece

_OFF = ("0", "false", "off", "none")
# What is not read: taken out, the second copy of a text box, notes on reading Chinese, contents of hidden fields.
_SKIPPED = frozenset({"w:del", "w:moveFrom", "mc:Fallback", "w:rt", "w:instrText", "w:delText", "w:sdtPr"})
_OLD = frozenset({"w:pPrChange", "w:rPrChange", "w:numberingChange"})  # how it looked before a tracked change
_MOST_COLUMNS = 63  # that a cell goes over: as many as a table of Word has
_MOST_OPEN = 60  # paragraphs and tables inside one another


@dataclass(slots=True)
class Paragraph:
    style: str = ""
    outline: int | None = None
    number: str | None = None
    depth: int | None = None
    joined: bool = False  # the end of the paragraph was taken out: it goes on in the next
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """`cells` of the row that is being read, each with its paragraphs; `wide` the columns that each goes over."""

    number: int
    cells: list[list[Piece]] = field(default_factory=list)
    wide: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """Handles document.xml."""

    styles: Styles
    lists: Lists
    _made: list[Piece] = field(default_factory=list)
    _paragraphs: list[Paragraph] = field(default_factory=list)
    _tables: list[Table | None] = field(default_factory=list)  # None: a text box, whose paragraphs are no cell's
    _skipping: int = 0
    _properties: int = 0
    _hidden: bool = False
    _text: bool = False
    _table_count: int = 0
    _carried: list[str] = field(default_factory=list)
    _left: int = MOST_CHARACTERS

    def taken(self) -> list[Piece]:
        """What has been made since it was last taken."""
        made, self._made = self._made, []
        return made

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping or name in _OLD or (name in _SKIPPED and not self._properties):
            self._skipping += 1
        elif name == "w:t":
            self._text = not self._properties
        elif name == "w:p":
            self._open()
            self._paragraphs.append(Paragraph())
        elif name == "w:tbl":
            self._open()
            self._tables.append(Table(self._table_count))
            self._table_count += 1
        elif name == "w:txbxContent":
            self._open()
            self._tables.append(None)
        elif name in ("w:tr", "w:tc"):
            self._cell(name)
        elif name in ("w:pPr", "w:rPr"):
            self._properties += 1
        elif self._properties:
            self._property(name, attributes.get("val", ""))
        elif name == "w:r":
            self._hidden = False
        else:
            self._sign(name, attributes)

    def _open(self) -> None:
        if len(self._paragraphs) + len(self._tables) > _MOST_OPEN:
            raise heavy("表格和文本框的嵌套层数", "levels of tables and text boxes", _MOST_OPEN)

    def _cell(self, name: str) -> None:
        table = self._tables[-1] if self._tables else None
        if table is not None:
            if name == "w:tr":
                table.cells, table.wide = [], []
            else:
                table.cells.append([])
                table.wide.append(1)

    def _property(self, name: str, value: str) -> None:
        now = self._paragraphs[-1] if self._paragraphs else Paragraph()
        if name == "w:pStyle":
            now.style = value
        elif name == "w:outlineLvl" and value.isdecimal():
            now.outline = int(value[:3])
        elif name == "w:numId":
            now.number = value
        elif name == "w:ilvl" and value.isdecimal():
            now.depth = int(value[:3])
        elif name == "w:vanish":
            self._hidden = value not in _OFF
        elif name == "w:del" and self._properties > 1:
            now.joined = True

    def _sign(self, name: str, attributes: dict[str, str]) -> None:
        if name == "m:t":
            self._text = True
        elif name == "w:tab":
            self._put(" ")
        elif name in ("w:br", "w:cr"):
            self._put("\n" if attributes.get("type", "textWrapping") == "textWrapping" else "")
        elif name == "w:noBreakHyphen":
            self._put("-")
        elif name == "w:gridSpan" and (value := attributes.get("val", "")).isdecimal():
            table = self._tables[-1] if self._tables else None
            if table is not None and table.wide:
                table.wide[-1] = min(int(value[:3]), _MOST_COLUMNS)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif name == "w:p" and self._paragraphs:
            self._close(self._paragraphs.pop())
        elif name in ("w:tbl", "w:txbxContent") and self._tables:
            self._tables.pop()
        elif name == "w:tr" and self._tables:
            self._row(self._tables[-1])
        elif name in ("w:pPr", "w:rPr"):
            self._properties -= 1
            if self._properties == 0 and name == "w:pPr":
                self._hidden = False  # of the mark at the end of the paragraph
        elif name in ("w:t", "m:t"):
            self._text = False

    def text(self, text: str) -> None:
        if self._text and not self._skipping:
            self._put(text)

    def _put(self, text: str) -> None:
        if self._paragraphs and not self._hidden:
            self._left -= len(text)
            if self._left < 0:
                raise heavy("文字字数", "characters of text", MOST_CHARACTERS)
            self._paragraphs[-1].parts.append(text)

    def _close(self, one: Paragraph) -> None:
        if not one.parts and one.number is None:
            return
        text = "".join(one.parts).replace("\t", " ")
        if self.styles.contents(one.style):
            return
        if one.joined:
            self._carried.append(text)
            return
        text, self._carried = "".join(self._carried) + text, []
        number, depth = one.number, one.depth
        if number is None:
            number, by_style = self.styles.numbered(one.style or self.styles.default)
            depth = by_style if depth is None else depth
        before = self.lists.next(number, depth, one.style) if number else ""
        heading = one.outline + 1 if one.outline is not None else self.styles.heading(one.style)
        heading = heading if heading <= 9 else 0
        text = text.strip(" \u3000")
        listed = bool(number) and not before and not heading and self.lists.bullet(number, depth, one.style)
        for at, line in enumerate((before + text).split("\n") if text else ()):
            self._give(
                Piece(line.strip(), "heading" if heading else "item" if listed and not at else "paragraph", heading)
            )

    def _give(self, piece: Piece) -> None:
        table = self._tables[-1] if self._tables else None
        if not piece.text:
            return
        if table is None:
            self._made.append(piece)
        elif table.cells:
            table.cells[-1].append(piece)

    def _row(self, table: Table | None) -> None:
        """A row of one cell is a frame around paragraphs; a table in a cell gives its text to the cell.

        A cell that goes over several columns is followed by empty ones, so that each text stands below its heading.
        """
        if table is None:
            return
        cells, table.cells = table.cells, []
        wide, table.wide = table.wide, []
        outer = self._tables[-2] if len(self._tables) > 1 else None
        if len(cells) == 1 or (outer is not None and outer.cells):
            for piece in (piece for cell in cells for piece in cell):
                if outer is not None and outer.cells:
                    outer.cells[-1].append(piece)
                else:
                    self._made.append(piece)
            return
        told = (" ".join(piece.text for piece in cell) for cell in cells)
        row = "\t".join(text + "\t" * (over - 1) for text, over in zip(told, wide, strict=True))
        if row.strip():
            self._made.append(Piece(row, "row", table=table.number))
