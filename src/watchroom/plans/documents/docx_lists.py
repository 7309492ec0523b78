"""The lists of a Word document: numbering.xml."""

from dataclasses import dataclass, field

from watchroom.plans.documents.docx_styles import Styles
from watchroom.plans.documents.numbering import MOST_LEVELS, ListLevel, Numbering


@dataclass(slots=True)
class Lists:
    """Handles numbering.xml. `styled` says at which level of its list a style stands."""

    made: Numbering = field(default_factory=Numbering)
    styled: dict[tuple[str, str], int] = field(default_factory=dict)
    _linked: dict[str, str] = field(default_factory=dict)  # an abstract list to the style that numbers for it
    _abstract: str = ""
    _number: str = ""
    _depth: int = 0
    _level: ListLevel | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "w:abstractNum":
            self._abstract, self._number = attributes.get("abstractNumId", ""), ""
        elif name == "w:num":
            self._number, self._abstract = attributes.get("numId", ""), ""
        elif name == "w:abstractNumId" and self._number:
            self.made.lists[self._number] = value
        elif name == "w:numStyleLink" and self._abstract:
            self._linked[self._abstract] = value
        elif name in ("w:lvl", "w:lvlOverride"):
            given = attributes.get("ilvl", "0")
            self._depth = int(given) if given.isdecimal() and len(given) < 3 else MOST_LEVELS
            if name == "w:lvl":
                self._begin()
        elif name == "w:startOverride" and value.isdecimal():
            self.made.anew[self._number, self._depth] = int(value[:6])
        elif self._level is not None:
            self._detail(name, value)

    def _begin(self) -> None:
        self._level = ListLevel()
        if self._number:
            self.made.changed[self._number, self._depth] = self._level
        else:
            self.made.levels.setdefault(self._abstract, {})[self._depth] = self._level

    def _detail(self, name: str, value: str) -> None:
        level = self._level
        if level is None:
            return
        if name == "w:start" and value.isdecimal():
            level.start = int(value[:6])
        elif name == "w:numFmt":
            level.form = value
        elif name == "w:lvlText":
            level.text = value
        elif name == "w:lvlRestart" and value.isdecimal():
            level.restart = int(value[:3])
        elif name == "w:isLgl":
            level.legal = value not in ("0", "false", "off")
        elif name == "w:pStyle":
            self.styled[self._abstract, value] = self._depth

    def end(self, name: str) -> None:
        if name == "w:lvl":
            self._level = None

    def text(self, text: str) -> None:
        pass

    def done(self, styles: Styles) -> "Lists":
        """Lists that only point at a style take over the levels of the list of that style."""
        for abstract, style in self._linked.items():
            number, _ = styles.numbered(style)
            self.made.levels.setdefault(abstract, self.made.levels.get(self.made.lists.get(number, ""), {}))
        return self

    def next(self, number: str, depth: int | None, style: str) -> str:
        """The number before the next paragraph of a list; without a depth the style says where it stands."""
        return self.made.next(number, self._at(number, depth, style))

    def bullet(self, number: str, depth: int | None, style: str) -> bool:
        """Whether a paragraph of a list has a sign before it, and no number."""
        return self.made.bullet(number, self._at(number, depth, style))

    def _at(self, number: str, depth: int | None, style: str) -> int:
        return self.styled.get((self.made.lists.get(number, ""), style), 0) if depth is None else depth
