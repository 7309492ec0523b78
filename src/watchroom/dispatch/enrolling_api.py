"""Units, and the stations where they are at home, entered over the API."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import enrolling, queries
from watchroom.dispatch.enrolling import TABLE, Given
from watchroom.dispatch.orders_out import once_keyed
from watchroom.dispatch.unit_api import Thing, UnitOut, _unit
from watchroom.dispatch.unit_api import router as unit_router
from watchroom.kernel.tables import Encoding
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router()


class UnitIn(Schema):
    """A unit; the one of this code is changed, not its status. `en` empty: as `zh`. `home`: a place's code."""

    code: str = Field(max_length=32)
    kind: str = Field(max_length=32)
    zh: str = Field(max_length=128)
    en: str = Field(default="", max_length=128)
    home: str = Field(max_length=64)
    skills: list[str] = Field(default_factory=list, max_length=30)
    crew: int | None = Field(default=None, ge=0, le=500)
    agency_zh: str = Field(default="", max_length=128)
    agency_en: str = Field(default="", max_length=128)
    equipment: list[Thing] = Field(default_factory=list, max_length=100)


class TakenOut(Schema):
    """`new` units were entered; `known` ones were there and are now as the table says."""

    new: int
    known: int


class StationIn(Schema):
    code: str = Field(max_length=64)
    kind: Literal["station", "depot", "hospital", "post"]
    zh: str = Field(max_length=128)
    en: str = Field(default="", max_length=128)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class StationOut(Schema):
    code: str
    kind: str
    zh: str
    en: str


@unit_router.post("/units", response=UnitOut, summary="Enter a unit, or change the one of this code (登记力量)")
def enter(request: HttpRequest, body: UnitIn) -> UnitOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> UnitOut:
        told = body.model_dump()
        things = tuple((one.zh, one.en, one.n) for one in body.equipment)
        row = enrolling.enter_unit(viewer, Given(**(told | {"skills": tuple(body.skills), "equipment": things})))
        return _unit(row, queries.at_home(row))

    return once_keyed(request, body, act)


@router.post(
    "/unit-table", response=TakenOut, summary="Enter units from a table: CSV or Excel (导入力量)",
    openapi_extra={"requestBody": {"content": {"text/csv": {}, "application/octet-stream": {}}, "required": True}},
)  # fmt: skip
def take(request: HttpRequest, encoding: Encoding = "") -> TakenOut:
    """The file's bytes are the body, at most 4 MB and 5,000 lines. 422 names each line that is wrong; nothing is entered then."""
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_UNITS)  # before anything of the body is taken in
    return taken_out(enrolling.take_table(viewer, request.read(TABLE.size + 1), encoding))


def taken_out(taken: enrolling.Taken) -> TakenOut:
    return TakenOut(new=taken.new, known=taken.known)


@router.post("/stations", response=StationOut, summary="Enter a station or a store as a point, or change it (登记驻地)")
def station(request: HttpRequest, body: StationIn) -> StationOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> StationOut:
        row = enrolling.enter_station(viewer, body.code, body.kind, body.zh, body.en, body.lon, body.lat)
        return StationOut(code=row.code, kind=row.kind, zh=row.zh, en=row.en)

    return once_keyed(request, body, act)
