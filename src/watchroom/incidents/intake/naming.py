"""What, where by name, who called, and whom he told already."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from watchroom.incidents.intake.proposals import Choice, Proposal, one
from watchroom.incidents.intake.words import any_of, by_word, entries, table
from watchroom.incidents.rules import KINDS
from watchroom.kernel.words import Words

_WHICH_KIND = Words(zh="是哪一类？", en="Which kind?")
_WHICH_PLACE = Words(zh="是指这个地点吗？", en="Is this the place?")
_MOBILE = r"(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}"
_LANDLINE = r"0\d{2,3}[-\s]?\d{7,8}(?:-\d{1,6})?"
_PHONE = re.compile(rf"(?<![\d.]){_MOBILE}(?!\d)|(?<![\d.]){_LANDLINE}(?!\d)")
_SHORT = 3
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A place of the site by its code and names."""

    code: str
    zh: str
    en: str


def kinds(text: str) -> list[Proposal]:
    """The kind of incident, or those that the text speaks of, where it speaks of several."""
    words = by_word(entries("kinds"))
    denied = re.compile(rf"(?:{any_of(table('kinds')['denied'])})\s?[^，。,.;；]{{0,2}}$", re.IGNORECASE)
    found: dict[str, tuple[int, int]] = {}
    for match in re.finditer(any_of(words), text, re.IGNORECASE):
        kind = words[match[0].casefold()]["kind"]
        if kind and not denied.search(text[max(0, match.start() - 10) : match.start()]):
            found.setdefault(str(kind), match.span())
    if not found:
        return []
    span = next(iter(found.values()))
    choices = tuple(Choice(KINDS[code].title, {"kind": code}) for code in list(found)[:4])
    return [Proposal("kind", *span, choices, "", _WHICH_KIND if len(choices) > 1 else None)]


def places(text: str, known: Iterable[Named]) -> list[Proposal]:
    """The place of the site that is named; a part of a name that only one place bears is asked for."""
    known = list(known)
    whole = sorted(_whole(text, known), key=lambda hit: (hit[0][0], -hit[0][1]))
    if whole:
        span = whole[0][0]
        inside = {place.code: place for (start, end), place in whole if start < span[1]}
        rest = {place.code: place for _, place in whole if place.code not in inside}
        chosen = list((inside | rest).values())[:_MOST_PLACES]
        return [Proposal("place", *span, tuple(map(_choice, chosen)), "", _WHICH_PLACE if len(chosen) > 1 else None)]
    part = _part(text, known)
    return [Proposal("place", *part[0], (_choice(part[1]),), "", _WHICH_PLACE)] if part else []


def _whole(text: str, known: list[Named]) -> Iterator[tuple[tuple[int, int], Named]]:
    """Names that stand in the text, none that is only a piece of a longer one there."""
    hits = []
    low = text.casefold()
    for place in known:
        for name in {place.zh, place.en}:
            if name and name.casefold() in low:
                hits += [(hit.span(), place) for hit in re.finditer(any_of([name.casefold()]), low)]
    for span, place in hits:
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other, _ in hits):
            yield span, place


def _part(text: str, known: list[Named]) -> tuple[tuple[int, int], Named] | None:
    """The longest beginning or end of a Chinese name, of at least three characters, that only one place bears."""
    parts: dict[str, set[str]] = {}
    for place in known:
        for size in range(_SHORT, len(place.zh)):
            for piece in (place.zh[:size], place.zh[-size:]):
                parts.setdefault(piece, set()).add(place.code)
    by_code = {place.code: place for place in known}
    for piece in sorted(parts, key=len, reverse=True):
        at = text.find(piece)
        if at >= 0 and len(parts[piece]) == 1:
            return (at, at + len(piece)), by_code[next(iter(parts[piece]))]
    return None


def _choice(place: Named) -> Choice:
    return Choice(Words(zh=place.zh, en=place.en), {"place": place.code})


def callers(text: str) -> list[Proposal]:
    """Who called, by a word that says so; his number; and whom he told already."""
    words: Mapping[str, list[str]] = table("callers")
    found = []
    number = _PHONE.search(text)
    if number is None:
        cue = re.search(
            rf"(?:{any_of(words['phone'])})\s?[号码]?\s?[:：是为]?\s?(?P<n>\d{{7,8}})(?!\d)", text, re.IGNORECASE
        )
        span = cue.span("n") if cue else None
    else:
        span = number.span()
    if span:
        said = text[span[0] : span[1]]
        found.append(one("phone", span, Words(zh=said, en=said), said))
    named = re.search(
        rf"(?:{any_of(words['caller'])})\s?[:：是为]?\s?(?P<who>[^，。；;,!！?？\n:：\d]{{2,24}})", text, re.IGNORECASE
    )
    if named:
        found.append(_text("caller", named, "who"))
    told = re.search(rf"(?:{any_of(words['told'])})了?\s?(?P<whom>[^，。；;!！?？\n]{{2,40}})", text, re.IGNORECASE)
    if told:
        found.append(_text("already_told", told, "whom"))
    return found


def _text(field: str, match: re.Match[str], group: str) -> Proposal:
    said = match[group].strip().rstrip(".")
    start = match.start(group) + len(match[group]) - len(match[group].lstrip())
    return one(field, (start, start + len(said)), Words(zh=said, en=said), said)
