"""Bodies of English plans as titles and tables tell them: a title over its duties, a row of post and function."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchroom.plans.extraction.drafts import Draft
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.found import Duty, Place, UnitKind
from watchroom.plans.extraction.outline import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

_WHO = re.compile(
    r"(?:role|position|post|title|member|agency|department|organi[sz]ation|team|unit|who)s?", re.IGNORECASE
)
_WHAT = re.compile(r"functions?|dut(?:y|ies)|responsibilit(?:y|ies)|tasks?|role and responsibilities", re.IGNORECASE)
_DOES = re.compile(
    r"(?!This|As|Its|Is|Has|Was|Plans|Services|Actions|Emergencies|Incidents)[A-Z][a-z]+s\b (?!and\b.{0,20} (?:is|are)\b)"
)
_SENTENCE = re.compile(r"(?:[^.]|\.(?! [A-Z]|$)){3,600}\.?")
_HOLDS = re.compile(
    r"(?:roles?|responsibilities|responsibility|structure|sections|organi[sz]ation|membership|government)s?$",
    re.IGNORECASE,
)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Described:
    """A body, its kind, its short name, where it is named, and what it has to do."""

    name: str
    kind: UnitKind
    abbr: str | None
    place: Place
    duties: list[Duty]


def describe(reading: Reading, english: English, drafts: dict[str, Draft]) -> None:
    """Adds the bodies that only a title or a table's first column names, and the duties that stand below."""
    for one in described(reading, english) if reading.language == "en" else ():
        draft = drafts.setdefault(one.name, Draft(one.name, one.kind, "described", [one.place], abbr=one.abbr))
        known = {duty.text.rstrip(".") for duty in draft.duties}
        draft.duties += [duty for duty in one.duties if duty.text not in known]


def described(reading: Reading, english: English) -> Iterator[Described]:
    """The bodies below the chapters on the organisation."""
    who: int | None = None
    what: int | None = None
    for part in reading.body:
        if part.role != "organisation":
            continue
        if part.kind == "chapter":
            who = what = None
            if one := _title(reading, part, english):
                yield one
        elif part.kind == "row":
            cells = split_row(part.span)
            if who is None or what is None:
                who = next((n for n, cell in enumerate(cells) if _WHO.fullmatch(cell.text.strip())), None)
                what = next((n for n, cell in enumerate(cells) if _WHAT.fullmatch(cell.text.strip())), None)
            elif max(who, what) < len(cells) and cells[who]:
                yield _row(cells[who], cells[what], english)


def _row(name: Span, does: Span, english: English) -> Described:
    titled = english.titled(name.text.strip())
    duties = [Duty(text=does.text.rstrip("."), places=[does.place()])] if does else []
    kind = titled[1] if titled else "role"
    return Described(name.text.strip(), kind, titled[2] if titled else None, name.place(), duties)


def _title(reading: Reading, part: Part, english: English) -> Described | None:
    """A title that ends like a body's name, or is a known short name, or over a text that begins with what it does."""
    title = part.title
    below = [p for p in reading.outline.children(part) if p.kind in ("item", "text")]
    if not below or len(title.split()) > _MOST_WORDS or _HOLDS.search(title):
        return None
    place, duties = part.span.place(), [duty for p in below for duty in _duties(p)]
    if titled := english.titled(title):
        return Described(titled[0], titled[1], titled[2], place, duties)
    if title in english.known:
        return Described(title, english.known[title], None, place, duties)
    if below[0].kind == "text" and _DOES.match(below[0].span.plain) and part.span.text == title:
        return Described(title, "working_group", None, place, duties)
    return None


def _duties(part: Part) -> Iterator[Duty]:
    """An item is one duty; of a paragraph, its sentences."""
    if part.kind == "item":
        yield Duty(text=part.span.text.rstrip("."), places=[part.span.place()])
        return
    for match in _SENTENCE.finditer(part.span.text):
        text = match[0].strip().rstrip(".")
        if text:
            yield Duty(text=text, places=[part.span.place(match.start(), match.end())])
