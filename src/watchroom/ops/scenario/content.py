"""The written day, read from its folder and checked: nothing half-written is ever played."""

from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import yaml
from pydantic import Field, model_validator

from watchroom.kernel.geometry import GeoJSON, check_geojson
from watchroom.kernel.words import Words
from watchroom.people.rights import Role
from watchroom.plans.terms import Line, Strict, Text
from watchroom.sources.cameras.site_file import CameraOf, Cameras

HERE = Path(__file__).parent
Position = list[float]
_M = TypeVar("_M", bound=Strict)


class PlaceOf(Strict):
    """A place as written: exactly one of point, line and polygon (whose ring is closed for it)."""

    code: Line
    kind: Line
    name: Text
    point: Position | None = None
    line: list[Position] | None = None
    polygon: list[Position] | None = None
    schematic: bool = False
    parent: Line | None = None
    capacity: int | None = None
    population: int | None = None
    source: Text

    @model_validator(mode="after")
    def one_shape(self) -> Self:
        if sum(shape is not None for shape in (self.point, self.line, self.polygon)) != 1:
            raise ValueError(f"{self.code}: one of point, line, polygon")
        return self

    @property
    def geometry(self) -> GeoJSON:
        if self.point:
            return check_geojson({"type": "Point", "coordinates": self.point})
        if self.line:
            return check_geojson({"type": "LineString", "coordinates": self.line})
        ring = self.polygon or []
        return check_geojson({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


class PersonOf(Strict):
    code: Line
    name: Text
    standing: Line = Role.OUTSIDER.value


class PostOf(Strict):
    code: Line
    name: Text
    role: Line
    day: Line
    night: Line


class ShiftOf(Strict):
    since: datetime
    until: datetime
    of: Literal["day", "night"]


class People(Strict):
    people: list[PersonOf]
    posts: list[PostOf]
    shifts: list[ShiftOf]
    links: list[Line]

    @model_validator(mode="before")
    @classmethod
    def times(cls, given: Any) -> Any:
        """Shifts are written as text, so that the file shows the wall time and its zone."""
        for shift in given["shifts"]:
            shift.update({end: datetime.fromisoformat(shift[end]) for end in ("since", "until")})
        return given


Origin = Literal["weather", "hourly", "gust", "sum_12h", "crowd"]


class SensorOf(Strict):
    code: Line
    quantity: Line
    place: Line
    origin: Origin = Field(alias="from")
    name: Text


class SourceOf(Strict):
    code: Line
    kind: Literal["mqtt", "http_push", "cap_feed"]
    name: Text
    every_s: int
    sensors: list[SensorOf]


class RuleOf(Strict):
    code: Line
    sensor: Line
    detector: Line
    settings: dict[str, Any]
    priority: int = Field(ge=1, le=4)
    title: Text
    cause: Text
    consequence: Text
    action: Text


class UnitOf(Strict):
    code: Line
    kind: Line
    name: Text
    place: Line
    at: Position
    skills: list[Line]
    speed_kmh: float
    reports: Line = Field(description="The post that reports for the unit's crew.")


class MemberOf(Strict):
    person: Line
    title: Text


class TeamOf(Strict):
    """An emergency team, or a group of experts of whom each is asked."""

    code: Line
    sort: Literal["team", "experts"]
    name: Text
    home: Line
    fields: list[Line]
    skills: Text
    agency: Text
    ready_min: int = Field(ge=0)
    members: list[MemberOf] = Field(min_length=1)


class LanesOf(Strict):
    since: time
    open: int

    @model_validator(mode="before")
    @classmethod
    def clock(cls, given: Any) -> Any:
        return {**given, "since": time.fromisoformat(given["since"])}


class CrowdOf(Strict):
    title: Text
    since: time = Field(alias="from")
    peak: time
    until: time
    total: int
    per_lane: float
    lanes: list[LanesOf]
    walking: int
    forecourt_m2: float
    coach_ahead_min: int
    coach_wait_min: int

    @model_validator(mode="before")
    @classmethod
    def clock(cls, given: Any) -> Any:
        return {**given, **{name: time.fromisoformat(given[name]) for name in ("from", "peak", "until")}}


class DocumentOf(Strict):
    file: Line
    appears: datetime
    title: Line


class FeedOf(Strict):
    id: Line
    title: Line
    documents: list[DocumentOf]


class Head(Strict):
    code: Line
    title: Text
    notice: Text
    zone: Line
    starts: datetime
    ends: datetime
    step_s: int = Field(ge=1)
    reports_as: Literal["unit", "county", "city", "province"] | None = None


class _Places(Strict):
    places: list[PlaceOf]


class _Sources(Strict):
    sources: list[SourceOf]


class _Rules(Strict):
    rules: list[RuleOf]


class _Units(Strict):
    units: list[UnitOf]


class _Teams(Strict):
    teams: list[TeamOf]


class Content:
    """Everything that is written of one scenario."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head = self._read("scenario.yaml", Head)
        self.places = self._read("places.yaml", _Places).places
        self.cameras = self._cameras()
        self.people = self._read("people.yaml", People)
        self.sources = self._read("sources.yaml", _Sources).sources
        self.rules = self._read("rules.yaml", _Rules).rules
        self.units = self._read("units.yaml", _Units).units
        self.teams = self._read("teams.yaml", _Teams).teams if (folder / "teams.yaml").exists() else []
        self.crowd = self._read("crowd.yaml", CrowdOf)
        self.feed = self._read("feed/feed.yaml", FeedOf)

    def place(self, code: str) -> PlaceOf:
        return next(place for place in self.places if place.code == code)

    def source(self, code: str) -> SourceOf:
        return next(source for source in self.sources if source.code == code)

    def unit(self, code: str) -> UnitOf:
        return next(unit for unit in self.units if unit.code == code)

    def roads(self) -> list[list[tuple[float, float]]]:
        return [[(lon, lat) for lon, lat in place.line] for place in self.places if place.kind == "road" and place.line]

    def _cameras(self) -> list[CameraOf]:
        """A scenario may have none."""
        there = (self.folder / "cameras.yaml").exists()
        return Cameras.model_validate(self.yaml("cameras.yaml")).cameras if there else []

    def _read(self, name: str, model: type[_M]) -> _M:
        return model.model_validate(self.yaml(name))

    def yaml(self, name: str) -> Any:
        return yaml.load((self.folder / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@cache
def load(code: str) -> Content:
    """The scenario of that code. Raises FileNotFoundError, or pydantic's error with the place of the mistake."""
    return Content(HERE / code.replace("-", "_"))


def titles() -> dict[str, Words]:
    """The scenarios that there are."""
    return {
        (c := load(path.parent.name)).head.code: c.head.title.words for path in sorted(HERE.glob("*/scenario.yaml"))
    }
