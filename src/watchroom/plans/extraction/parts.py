"""What an outline is: the chapters, items and paragraphs of a plan in order, each below what it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from watchroom.plans.extraction.found import Chapter
from watchroom.plans.extraction.markers import Style
from watchroom.plans.extraction.spans import Span

PartKind = Literal["chapter", "item", "text", "row"]
Region = Literal["front", "body", "annex", "other_plan"]

MOST_HEADING = 60  # characters of a chapter's heading, in the plain form


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, a numbered item, a paragraph or a row of a table.

    index   in the outline; parent: index of what it stands below, or None
    number  as written, with its brackets
    title   of a chapter; of an item, the words before its colon or first full stop where they are a title
    depth   of a chapter, from 1; of everything else, one more than its parent's
    span    the text without the number
    role    what the chapter is about (table `chapters` of the vocabulary), inherited from above
    region  `front` before the first chapter, `body`, `annex`, or `other_plan` for further plans in the same file
    """

    index: int
    parent: int | None
    kind: PartKind
    style: Style
    number: str
    value: int
    title: str
    depth: int
    span: Span
    role: str
    region: Region
    table: int | None = None

    @property
    def bare(self) -> bool:
        """A heading and nothing else; a numbered paragraph is a chapter that has a text of its own."""
        return self.kind == "chapter" and self.title == self.span.text

    @property
    def says(self) -> bool:
        """Whether a chapter's own text is a sentence, with its stop or, where that was lost, too long for a title."""
        plain = self.span.plain.rstrip()
        most = MOST_HEADING * (2 if plain.isascii() else 1)
        return plain.endswith(("。", ";", ".")) or len(plain) > most


@dataclass(slots=True)
class Outline:
    parts: list[Part] = field(default_factory=list)
    below: dict[int | None, list[int]] = field(default_factory=dict)
    inferred: set[int] = field(default_factory=set)  # parts whose role was read from what they say

    def children(self, part: Part | None) -> list[Part]:
        """What stands directly below a part; below None: at the top."""
        return [self.parts[i] for i in self.below.get(part.index if part else None, [])]

    def parent(self, part: Part) -> Part | None:
        return None if part.parent is None else self.parts[part.parent]

    def above(self, part: Part) -> Iterator[Part]:
        """The parts that it stands below, the nearest first."""
        while part.parent is not None:
            part = self.parts[part.parent]
            yield part

    def under(self, part: Part) -> list[Part]:
        """Everything below a part, in order."""
        end = part.index + 1
        while end < len(self.parts) and self.parts[end].depth > part.depth:
            end += 1
        return self.parts[part.index + 1 : end]

    def section(self, part: Part) -> Part | None:
        """The chapter that it stands in; of a chapter, itself."""
        return part if part.kind == "chapter" else next((p for p in self.above(part) if p.kind == "chapter"), None)

    def chapters(self, end: int) -> list[Chapter]:
        """As they are stored: each rules the text to the next chapter that is not below it. `end` of the text."""
        found: list[Chapter] = []
        open_: list[tuple[int, Chapter]] = []
        for part in (p for p in self.parts if p.kind == "chapter"):
            start = part.span.place().start
            while open_ and open_[-1][1].depth >= part.depth:
                at, chapter = open_.pop()
                found[at] = chapter.model_copy(update={"end": start})
            chapter = Chapter(number=part.number, title=part.title, depth=part.depth, start=start, end=end)
            open_.append((len(found), chapter))
            found.append(chapter)
        return found
