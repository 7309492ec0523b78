"""The one map over the API: its layers, the ground beneath them, and the features of each, now or at a past moment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from watchroom.onemap import base, pages
from watchroom.onemap.gathering import layers
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.places import queries as places

router = Router(tags=["map"])
_GEOJSON: dict[str, Any] = {
    "responses": {200: {"description": "A GeoJSON FeatureCollection, WGS 84", "content": {pages.GEOJSON: {}}}}
}


class LayerOut(Schema):
    """One layer. `follows`: beginnings of the subjects whose entries change it; `shown`: drawn when the map opens."""

    code: str
    zh: str
    en: str
    kind: str
    follows: list[str]
    shown: bool


class MapOut(Schema):
    """`bbox`: west, south, east, north of what the map opens with."""

    bbox: tuple[float, float, float, float]
    layers: list[LayerOut]


@router.get("/map", response=MapOut, summary="What the map opens with, and its layers")
def the_map(request: HttpRequest) -> MapOut:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    listed = [
        LayerOut(
            code=one.code, zh=one.title.zh, en=one.title.en, kind=one.kind, follows=list(one.follows), shown=one.shown
        )
        for one in layers().values()
    ]
    return MapOut(bbox=base.opening(places.facts_at(viewer, None)), layers=listed)


@router.get("/map/base", summary="The ground beneath the layers", openapi_extra=_GEOJSON)
def ground(request: HttpRequest, at: str = "") -> HttpResponse:
    """`at`: a past moment with its offset, by what was known then; without it now."""
    return pages.drawn_ground(viewer_of(request), at)


@router.get("/map/layers/{code}", summary="A layer's features", openapi_extra=_GEOJSON)
def features(request: HttpRequest, code: str, at: str = "") -> HttpResponse:
    """`at`: a past moment with its offset, by what was known then; without it now."""
    return pages.drawn(viewer_of(request), code, at)
