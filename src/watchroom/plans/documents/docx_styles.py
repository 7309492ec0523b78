"""The styles of a Word document: which make a heading of which depth, which number, which are a table of contents."""

import re
from dataclasses import dataclass, field

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading)", re.IGNORECASE)
_MOST_PARENTS = 20


@dataclass(slots=True)
class Style:
    name: str = ""
    parent: str = ""
    outline: int | None = None  # from 0
    number: str | None = None
    depth: int | None = None


@dataclass(slots=True)
class Styles:
    """Handles styles.xml."""

    known: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    _now: Style | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "w:style":
            self._now = self.known.setdefault(attributes.get("styleId", "")[:200], Style())
            if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true", "on"):
                self.default = attributes.get("styleId", "")[:200]
        elif self._now is None:
            return
        elif name == "w:name":
            self._now.name = value[:200]
        elif name == "w:basedOn":
            self._now.parent = value[:200]
        elif name == "w:outlineLvl" and value.isdecimal():
            self._now.outline = int(value[:3])
        elif name == "w:numId":
            self._now.number = value
        elif name == "w:ilvl" and value.isdecimal():
            self._now.depth = int(value[:3])

    def end(self, name: str) -> None:
        if name == "w:style":
            self._now = None

    def text(self, text: str) -> None:
        pass

    def _chain(self, style: str) -> list[Style]:
        chain: list[Style] = []
        while style in self.known and len(chain) < _MOST_PARENTS:
            chain.append(self.known[style])
            style = self.known[style].parent
        return chain

    def heading(self, style: str) -> int:
        """Depth from 1 of a paragraph of this style as a heading; 0 when it is none."""
        for one in self._chain(style):
            if one.outline is not None:
                return one.outline + 1 if one.outline < 9 else 0
            if match := _HEADING.fullmatch(one.name.strip()):
                return int(match[1])
        return 0

    def contents(self, style: str) -> bool:
        """Whether it is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(one.name.strip()) for one in self._chain(style))

    def numbered(self, style: str) -> tuple[str, int | None]:
        """The list of a style and its depth there; an empty list when there is none."""
        chain = self._chain(style)
        number = next((one.number for one in chain if one.number is not None), "")
        return number, next((one.depth for one in chain if one.depth is not None), None)
