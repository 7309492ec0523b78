"""The only writer of places."""

import json
from typing import Any

from watchroom.journal.book import book
from watchroom.kernel.geometry import GeoJSON, check_geojson, shape
from watchroom.places.entries import PlaceSet
from watchroom.places.faults import NoSuchPlace, NumberWithoutSource, PartOfItself, UnknownKind
from watchroom.places.models import KINDS, Place


def put_place(
    code: str, kind: str, zh: str, en: str, geometry: str | GeoJSON, *,
    population: int | None = None, capacity: int | None = None, source: str = "", schematic: bool = False,
    parent: str | None = None, actor: str = "ops:setup",
) -> Place:  # fmt: skip
    """Enters a place or changes it; the same again changes nothing.

    Raises GeometryRefused, UnknownKind, NumberWithoutSource, NoSuchPlace (the parent), PartOfItself.
    """
    checked = check_geojson(geometry)
    if kind not in KINDS:
        raise UnknownKind(kind=kind, kinds=", ".join(KINDS))
    if (population is not None or capacity is not None) and not source.strip():
        raise NumberWithoutSource(code=code)
    west, south, east, north = shape(checked).bounds
    with book(actor=actor) as b:
        wanted: dict[str, Any] = {
            "kind": kind, "zh": zh, "en": en, "geometry": checked, "population": population, "capacity": capacity,
            "source": source, "schematic": schematic, "parent": _parent(code, parent),
            "west": west, "south": south, "east": east, "north": north,
        }  # fmt: skip
        place = Place.objects.filter(code=code).select_related("parent").first()
        if place and all(getattr(place, name) == value for name, value in wanted.items()):
            return place
        place, _ = Place.objects.update_or_create(code=code, defaults=wanted)
        b.record(_facts(place), subject=place.subject)
    return place


def _parent(code: str, parent: str | None) -> Place | None:
    """The parent's row. Raises NoSuchPlace, or PartOfItself when following the parents leads back here."""
    if parent is None:
        return None
    found = Place.objects.filter(code=parent).select_related("parent").first()
    if found is None:
        raise NoSuchPlace(code=parent)
    above: Place | None = found
    while above is not None:
        if above.code == code:
            raise PartOfItself(code=code)
        above = above.parent
    return found


def _facts(place: Place) -> PlaceSet:
    return PlaceSet(
        code=place.code, place_kind=place.kind, zh=place.zh, en=place.en, geometry=json.dumps(place.geometry, sort_keys=True),
        population=place.population, capacity=place.capacity, source=place.source, schematic=place.schematic,
        parent=place.parent.code if place.parent else "",
    )  # fmt: skip
