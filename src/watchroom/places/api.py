"""Places over the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.people.queries import viewer_of
from watchroom.places import queries
from watchroom.places.models import Place

router = Router()


class PlaceOut(Schema):
    """A place. `population` and `capacity` are null when not known; `schematic` shapes are drawn, not surveyed."""

    code: str
    kind: str
    zh: str
    en: str
    geometry: dict[str, Any]
    population: int | None
    capacity: int | None
    source: str
    schematic: bool
    parent: str | None


def _out(place: Place) -> PlaceOut:
    return PlaceOut(
        code=place.code, kind=place.kind, zh=place.zh, en=place.en, geometry=place.geometry, population=place.population,
        capacity=place.capacity, source=place.source, schematic=place.schematic, parent=place.parent.code if place.parent else None,
    )  # fmt: skip


@router.get("/places", response=list[PlaceOut], summary="All places, or those of one kind")
def places(request: HttpRequest, kind: str | None = None) -> list[PlaceOut]:
    return [_out(place) for place in queries.places(viewer_of(request), kind)]


@router.get("/places/{code}", response=PlaceOut, summary="One place")
def place(request: HttpRequest, code: str) -> PlaceOut:
    return _out(queries.seen(viewer_of(request), code))
