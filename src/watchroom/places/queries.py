"""What other rooms may ask about places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from shapely import Point

from watchroom.journal import queries as journal
from watchroom.kernel.geometry import AREAS, GeoJSON, LonLat, check_geojson, shape
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places.faults import NoSuchPlace
from watchroom.places.index import INDEX, planted
from watchroom.places.models import FIXTURES, Place
from watchroom.places.rules import flat


@dataclass(frozen=True, slots=True)
class Within:
    """A place that an area touches, and the share of it that lies inside (0 < share <= 1)."""

    place: Place
    share: float


class Spot(NamedTuple):
    """A place as a part of others: without its name, its shape and what is on the map of it."""

    pk: int
    code: str
    kind: str
    parent_id: int | None


def places(viewer: Viewer, kind: str | None = None) -> list[Place]:
    """Those of one kind; without a kind all where something may happen, so no fixtures such as cameras."""
    viewer.must(Act.SEE)
    rows = Place.objects.select_related("parent").order_by("code")
    return list(rows.filter(kind=kind) if kind else rows.exclude(kind__in=FIXTURES))


def choosable() -> list[Place]:
    """Every place of which another may be a part, for whoever sets things up and looks at nothing."""
    return list(Place.objects.exclude(kind__in=FIXTURES).order_by("code"))


def names(viewer: Viewer) -> list[Place]:
    """Code and name of every place, also for an administrator, who says where something stands."""
    if not viewer.may(Act.SEE):
        viewer.must(Act.ADMIN)
    return list(Place.objects.only("code", "zh", "en").order_by("code"))


def codes() -> frozenset[str]:
    """Of every place on the map."""
    return frozenset(Place.objects.values_list("code", flat=True))


def spots() -> dict[int, Spot]:
    """Every place, by its key."""
    rows = Place.objects.values_list("pk", "code", "kind", "parent_id")
    return {row[0]: Spot._make(row) for row in rows}


def place(code: str) -> Place | None:
    return Place.objects.filter(code=code).select_related("parent").first()


def seen(viewer: Viewer, code: str) -> Place:
    """One place for a person. Raises NoSuchPlace."""
    viewer.must(Act.SEE)
    found = place(code)
    if found is None:
        raise NoSuchPlace(code=code[:64])
    return found


def within(geometry: str | GeoJSON, *, position: int | None = None, from_rows: bool = False) -> list[Within]:
    """The places that a polygon touches, by code; fixtures such as cameras are none.

    position   the journal position that the answer must include; None: all that is committed
    from_rows  read the database in this very transaction instead of the index: for decisions inside a book
    Raises GeometryRefused.
    """
    area = shape(check_geojson(geometry, AREAS))
    if from_rows:
        west, south, east, north = area.bounds
        rows = Place.objects.select_related("parent").filter(
            west__lte=east, east__gte=west, south__lte=north, north__gte=south
        )
        tree = planted(0, "", rows)
    else:
        tree = INDEX.at(position)
    found = (Within(*pair) for pair in tree.touching(flat(area)))
    return sorted((one for one in found if one.place.kind not in FIXTURES), key=lambda one: one.place.code)


def middle(rows: Sequence[Place]) -> LonLat | None:
    """The middle of the box round some places; None without any."""
    if not rows:
        return None
    west, east = min(row.west for row in rows), max(row.east for row in rows)
    return ((west + east) / 2, (min(row.south for row in rows) + max(row.north for row in rows)) / 2)


def holds(place: Place, points: Mapping[str, LonLat]) -> frozenset[str]:
    """Those of the named points that lie on a place; of a place that is itself a point, those at its own code."""
    area = shape(place.geometry)
    if area.geom_type.endswith("Point"):
        return frozenset({place.code}) & points.keys()
    return frozenset(
        name for name, (lon, lat) in points.items() if area.intersects(Point(lon, lat)) or name == place.code
    )


def centre(place: Place) -> LonLat:
    """A point that surely lies on the place: where it is sent to, where its label stands."""
    point = shape(place.geometry).representative_point()
    return (point.x, point.y)


def facts_at(viewer: Viewer, at: datetime | None) -> list[dict[str, Any]]:
    """Every place as the journal knew it at a moment, or as it is now: the facts of its last entry."""
    viewer.must(Act.SEE)
    if at is not None:
        return [{**entry.facts, "subject": entry.subject} for entry in journal.state_at("place", at)]
    return [
        {
            "subject": row.subject, "code": row.code, "place_kind": row.kind, "zh": row.zh, "en": row.en, "geometry": row.geometry,
            "population": row.population, "capacity": row.capacity, "source": row.source, "schematic": row.schematic,
        }
        for row in INDEX.at().rows.values()
    ]  # fmt: skip
