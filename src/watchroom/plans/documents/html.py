"""Web pages: their text, headings and tables, as a stream; scripts, styles, menus and forms are left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from watchroom.kernel.packing import Refused, heavy
from watchroom.plans.documents.numbering import letters, roman
from watchroom.plans.documents.pieces import Piece
from watchroom.plans.documents.wording import collapsed

MOST_ELEMENTS = 500_000
MOST_DEPTH = 200
_CHUNK = 64 << 10
_SKIPPED = frozenset(
    {
        "script", "style", "head", "template", "noscript", "svg", "math", "nav", "aside", "footer", "form", "button",
        "select", "textarea", "iframe", "object", "embed", "canvas", "audio", "video",
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
        "ins", "kbd", "label", "mark", "q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Names that pages give to what is around the text: menus, paths, buttons to share it, feet.
_AROUND = frozenset(
    {
        "nav", "navbar", "navigation", "topnav", "mainnav", "menu", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "share",
        "sidebar", "toolbar", "footer", "copyright", "pagination",
    }
)  # fmt: skip
_WHOLE = frozenset({"html", "body", "main", "article", "h1", "h2", "h3"})
_MOST_OVER = 50  # columns that a cell may go over
_HEADING = re.compile(r"h([1-6])")


@dataclass(slots=True)
class _Target:
    """Takes what the parser says. `lists` are the open lists: the kind of a numbered one and how far it has counted.

    whole  whether what is named as being around the text is read too
    """

    whole: bool = False
    made: list[Piece] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    lists: list[list[Any]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    before: str = ""
    listed: bool = False  # the text that comes next begins an item of a list with signs
    over: int = 0  # further columns that the cell goes over which is being read
    skipped: int = 0
    tables: int = 0
    elements: int = 0

    def start(self, tag: str, attributes: Any) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise heavy("网页的标记数", "elements of the page", MOST_ELEMENTS)
        if tag in _VOID:
            if tag == "br":
                self.parts.append("\0")
            return
        self.open.append(tag)
        if len(self.open) > MOST_DEPTH:
            raise heavy("网页标记的嵌套层数", "levels of elements in one another", MOST_DEPTH)
        if tag in _SKIPPED or self.skipped or (not self.whole and _around(tag, attributes)):
            self.skipped += 1
        elif tag not in _INLINE:
            self._block(tag, attributes)

    def _block(self, tag: str, attributes: Any) -> None:
        self._flush()
        if tag in ("ol", "ul"):
            start = attributes.get("start", "1")
            count = int(start) - 1 if start.isdecimal() and len(start) < 5 else 0
            self.lists.append([attributes.get("type", "1") if tag == "ol" else "", count])
        elif tag == "li" and self.lists:
            self.lists[-1][1] += 1
            self.before = _number(*self.lists[-1]) if self.lists[-1][0] else ""
            self.listed = not self.lists[-1][0]
        elif tag == "table":
            self.tables += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1] += [""] * self.over + [""]
            self.over = _over(attributes)

    def end(self, tag: str) -> None:
        if tag in _VOID or tag not in self.open:
            return
        while self.open:
            closed = self.open.pop()
            if self.skipped:
                self.skipped -= 1
            elif closed not in _INLINE:
                self._close(closed)
            if closed == tag:
                return

    def _close(self, tag: str) -> None:
        match = _HEADING.fullmatch(tag)
        self._flush(int(match[1]) if match else 0)
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif tag == "tr" and self.rows:
            cells = self.rows.pop() + [""] * self.over
            self.over = 0
            if self.rows and self.rows[-1]:  # a table within a cell gives its text to the cell
                self.rows[-1][-1] = " ".join(filter(None, (self.rows[-1][-1], *cells)))
            elif any(cells):
                whole = len(cells) > 1
                row = Piece("\t".join(cells), "row" if whole else "paragraph", table=self.tables - 1 if whole else None)
                self.made.append(row)

    def _flush(self, depth: int = 0) -> None:
        text, self.parts = "".join(self.parts), []
        for line in text.split("\0"):
            if not (line := collapsed(line)):
                continue
            line, self.before = self.before + line, ""
            listed, self.listed = self.listed, False
            if self.rows and self.rows[-1]:
                self.rows[-1][-1] = f"{self.rows[-1][-1]} {line}".strip()
            else:
                self.made.append(Piece(line, "heading" if depth else "item" if listed else "paragraph", depth))

    def data(self, text: str) -> None:
        if not self.skipped:
            self.parts.append(text.replace("\0", "").replace("\t", " "))

    def close(self) -> None:
        self._flush()


def _around(tag: str, attributes: Any) -> bool:
    """Whether an element is named as one around the text; of those that hold a whole page none is."""
    named = f"{attributes.get('class', '')} {attributes.get('id', '')}" if attributes and tag not in _WHOLE else ""
    return not _AROUND.isdisjoint(named[:200].lower().split())


def _over(attributes: Any) -> int:
    over = attributes.get("colspan", "1") if attributes else "1"
    return min(int(over[:3]), _MOST_OVER) - 1 if over.isdecimal() and int(over[:3]) else 0


def pieces(text: str) -> Iterator[Piece]:
    """Without what is around the text, unless nothing else is there. Raises Refused for a page too large or too deep."""
    some = False
    for piece in _read(text, whole=False):
        some = True
        yield piece
    if not some:
        yield from _read(text, whole=True)


def _read(text: str, *, whole: bool) -> Iterator[Piece]:
    target: Any = _Target(whole)
    parser = etree.HTMLParser(target=target, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        for at in range(0, len(text), _CHUNK):
            parser.feed(text[at : at + _CHUNK])
            made, target.made = target.made, []
            yield from made
        parser.close()
    except etree.LxmlError as error:
        raise Refused("DocumentBroken", why=str(error)[:120]) from error
    yield from target.made


def _number(form: str, count: int) -> str:
    written = {"a": letters(count), "A": letters(count).upper(), "i": roman(count).lower(), "I": roman(count)}
    return f"{written.get(form, count)}. "
