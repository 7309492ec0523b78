"""Texts, places and spans of time of a plan file, made of what was found."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.found import Deadline, Doubt, Element, Found, Place

MOST_LINE = 4000
DOCUMENT = "document"  # code of the source that every number of the plan has
MOST_CLAUSES = 1990
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STARTS = re.compile(r"发生|事发|接报|接到[^，。]{0,8}报告|获悉|知悉|occurr|incident|notified", re.IGNORECASE)
_ORDERED = re.compile(r"接到(?:指令|命令|通知|调度)|接令|receiv\w* (?:the )?order", re.IGNORECASE)


@dataclass(slots=True)
class Clauses:
    """The clauses of the plan, and in which of them a place of the document lies.

    settled  ids of the elements that a person has confirmed or corrected: their doubts are over
    """

    document: Document
    language: str
    settled: frozenset[str] = frozenset()
    made: list[dict[str, Any]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, found: Found, document: Document, settled: frozenset[str] = frozenset()) -> "Clauses":
        one = cls(document, found.language, settled)
        chapters = sorted(found.chapters, key=lambda chapter: chapter.start)[:MOST_CLAUSES]
        taken: set[str] = set()
        above: list[tuple[int, str]] = []
        if not chapters or chapters[0].start > 0:
            one._add("0", 0, chapters[0].start if chapters else len(document.text), taken)
        for at, chapter in enumerate(chapters):
            end = chapters[at + 1].start if at + 1 < len(chapters) else max(chapter.end, chapter.start)
            above = [level for level in above if level[0] < chapter.depth]
            number = chapter.number.strip() or chapter.title.strip() or str(at + 1)
            if number in taken and above:
                number = f"{above[-1][1]} {number}"
            above.append((chapter.depth, one._add(number, chapter.start, end, taken)))
        if not one.made:
            one.made.append({"number": "0", "text": {"zh": "（没有文字）", "en": "(no text)"}})
            one._starts.append(0)
        return one

    def _add(self, number: str, start: int, end: int, taken: set[str]) -> str:
        number, base, count = number[:200], number[:200], 1
        while number in taken:
            count += 1
            number = f"{base} ({count})"
        text = self.document.text[start:end].strip()
        if text:
            taken.add(number)
            self._starts.append(start)
            block = self.document.block_at(start)
            page = {"page": block.page} if block and block.page else {}
            cut = {"start": start, "end": end, **page}
            self.made.append({"number": number, "text": {self.language: text[:MOST_LINE]}, "cut": cut, **page})
        return number

    def at(self, places: Sequence[Place]) -> str:
        """The number of the clause in which the first place lies."""
        at = bisect_right(self._starts, places[0].start) - 1 if places else 0
        return str(self.made[max(at, 0)]["number"])

    def text(self, said: str | None) -> dict[str, str] | None:
        """A text in the one language of the document; None for none. Braces would be gaps to fill, so they are turned."""
        said = " ".join((said or "").split()).replace("{", "｛").replace("}", "｝")[:MOST_LINE]
        return {self.language: said} if said else None

    def cut(self, place: Place) -> dict[str, int]:
        block = self.document.block_at(place.start)
        page = {"page": block.page} if block and block.page else {}
        return {"start": place.start, "end": place.end, **page}

    def part(self, element: Element, *more: dict[str, str] | None) -> dict[str, Any]:
        """What every part says of itself: where it stands, and what is doubtful until a person has settled it."""
        doubt = None if element.id in self.settled else doubts(element.doubts, *more)
        return {"cut": self.cut(element.places[0]), **({"doubt": doubt} if doubt else {})}


def doubts(found: Sequence[Doubt], *more: dict[str, str] | None) -> dict[str, str] | None:
    """Several doubts as one text in both languages."""
    said = [{"zh": one.zh, "en": one.en} for one in found] + [one for one in more if one]
    if not said:
        return None
    return {
        "zh": "；".join(one["zh"] for one in said)[:MOST_LINE],
        "en": "; ".join(one["en"] for one in said)[:MOST_LINE],
    }


def day(said: str | None) -> str | None:
    """A whole date; a year alone is none."""
    return said if said and _DAY.fullmatch(said) else None


def span(minutes: int) -> str:
    """In the greatest unit that says it exactly; a span has four digits at most."""
    for size, unit in ((1440, "d"), (60, "h")):
        if minutes and minutes % size == 0 and minutes // size <= 9999:
            return f"{minutes // size}{unit}"
    return f"{minutes}m" if minutes <= 9999 else f"{min(minutes // 1440, 9999)}d"


def deadline(one: Deadline | None) -> dict[str, Any] | None:
    """As the plan file says it; None where nothing is stated."""
    if one is None:
        return None
    made: dict[str, Any] = {}
    if one.minutes is not None:
        base = one.base or ""
        of = "order_sent" if _ORDERED.search(base) else "incident_opened" if _STARTS.search(base) else "activation"
        made = {"within": span(max(one.minutes, 0)), "of": of}
    elif one.every_minutes:
        made = {"every": span(one.every_minutes)}
    elif one.daily_by and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", one.daily_by):
        made = {"daily_by": one.daily_by}
    return {**made, "workdays": True} if made and one.workdays else made or None
