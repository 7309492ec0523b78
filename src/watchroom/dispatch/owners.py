"""Whom an order may be given to beside a post: a unit, whose crew answers; an agency, whose posts that are held do.

An order names it in the place of its post, `unit:amb-1` or `agency:north`. Whoever was called for it may answer it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchroom.dispatch.models import Order, Unit
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.agencies import agencies
from watchroom.people.viewer import Viewer
from watchroom.people.way_queries import Link, present

UNIT, AGENCY = "unit:", "agency:"
MOST_CALLED, MOST_CODE = 6, 64


@dataclass(frozen=True, slots=True)
class Owner:
    """links: who is called, in order; none where nobody of it can be."""

    code: str
    words: Words
    links: Sequence[Link]


def is_owner(code: str) -> bool:
    return code.startswith((UNIT, AGENCY))


def owner(code: str, at: datetime) -> Owner | None:
    """None where there is none of this code."""
    kind, _, name = code.partition(":")
    if len(code) > MOST_CODE or not code.isprintable() or not is_owner(code):
        return None
    return _unit(code, name) if f"{kind}:" == UNIT else _agency(code, name, at)


def _unit(code: str, name: str) -> Owner | None:
    row = Unit.objects.filter(code=name).first()
    if row is None:
        return None
    crew = row.members.filter(is_active=True).order_by("pk")[:MOST_CALLED]
    return Owner(code, row.words, [Link(None, one.pk) for one in crew])


def _agency(code: str, name: str, at: datetime) -> Owner | None:
    """Of its posts those that are held now; where it has no post at all, its people."""
    row = next((one for one, _ in agencies() if one.code == name), None)
    if row is None:
        return None
    posts, held = [one for one in people.posts() if one.agency_id == row.pk], present(at)
    links = {held[one.code]: Link(one, held[one.code]) for one in posts if one.code in held}
    if not posts:
        links = {one.pk: Link(None, one.pk) for one in people.people() if one.is_active and one.agency_id == row.pk}
    return Owner(code, row.words, list(links.values())[:MOST_CALLED])


def choices() -> list[tuple[str, Words]]:
    """All that an order can be given to beside posts: units, then agencies."""
    units = [(f"{UNIT}{one.code}", one.words) for one in Unit.objects.order_by("code")]
    return units + [(f"{AGENCY}{one.code}", one.words) for one, _ in agencies()]


def named(code: str, at: datetime) -> Words | None:
    """A post, a unit or an agency in words; None where there is none of this code."""
    found = owner(code, at) if is_owner(code) else people.post(code)
    return found.words if found else None


def links_of(codes: Iterable[str], at: datetime) -> dict[str, list[Link]]:
    """Who is called for each of these that is no post."""
    found = {code: owner(code, at) for code in dict.fromkeys(codes) if is_owner(code)}
    return {code: list(one.links) if one else [] for code, one in found.items()}


def is_for(viewer: Viewer, row: Order) -> bool:
    """Whether an order is this viewer's: by his post, as who stands in, or as the first of the unit or agency that has it."""
    return row.post in viewer.posts or (row.person_id == viewer.person and (row.stand_in or is_owner(row.post)))
