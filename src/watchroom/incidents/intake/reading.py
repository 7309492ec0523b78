"""A text becomes proposals: one for each field that it seems to speak of, with the words that say so. Pure; nothing is written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from watchroom.incidents.intake.naming import Named, callers, kinds, places
from watchroom.incidents.intake.people import people
from watchroom.incidents.intake.positions import positions
from watchroom.incidents.intake.proposals import Proposal
from watchroom.incidents.intake.times import times
from watchroom.incidents.intake.words import opened
from watchroom.kernel.geometry import LonLat

MOST_TEXT = 4000


def proposals(
    text: str, received: datetime, zone: str, known: Iterable[Named], near: LonLat | None = None
) -> list[Proposal]:
    """In the order of the text.

    text      what was said, at most `MOST_TEXT` characters are read
    received  when it was received, aware: times count from it
    zone      the site's, an IANA name;  known  the places of the site
    near      where the site lies: for metres whose zone is not told
    """
    plain = opened(text[:MOST_TEXT])
    where = positions(plain, near)
    rest = _blanked(plain, where)
    called = callers(rest)
    rest = _blanked(rest, [each for each in called if each.field == "phone"])
    found = [
        *times(rest, received, zone),
        *kinds(plain),
        *places(plain, known),
        *where,
        *people(rest),
        *called,
    ]
    return sorted((_trimmed(each, plain) for each in found), key=lambda each: (each.start, each.end))


def _trimmed(each: Proposal, text: str) -> Proposal:
    """Its span without the blanks round it."""
    said = text[each.start : each.end]
    start = each.start + len(said) - len(said.lstrip())
    return replace(each, start=start, end=start + len(said.strip()))


def _blanked(text: str, spoken: list[Proposal]) -> str:
    """Without the figures that have been understood, so that they are not taken for others; the length stays."""
    for each in spoken:
        text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text
