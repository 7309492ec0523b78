"""Units over the API: the board, one unit, its runs, what is done with it and what it reports; kinds and radio codes."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import actions, fleet_board, queries
from watchroom.dispatch.fleet_board import Wanted
from watchroom.dispatch.kinds import UnitKind, codes, kinds
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.moves import UnitStatus, is_late
from watchroom.dispatch.orders_out import once_keyed
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

MOST_OFFSET = 1_000_000
router = Router()


class Thing(Schema):
    zh: str
    en: str
    n: int


class UnitOut(Schema):
    """A unit. `position_at` null: it reports no position, and lon/lat are its home's. `since`: when its status began, as it
    happened; `late`: it has been in it for longer than is usual."""

    id: int
    code: str
    kind: str
    zh: str
    en: str
    agency_zh: str
    agency_en: str
    skills: list[str]
    equipment: list[Thing]
    crew: int | None
    home: str
    status: str
    since: datetime
    late: bool
    reason: str
    incident: int | None
    lon: float
    lat: float
    position_at: datetime | None


class GroupOut(Schema):
    status: str
    count: int
    late: int


class BoardOut(Schema):
    """`matched` units fit; a page of them is listed by code. `groups`: how many of all that fit are in each status."""

    matched: int
    groups: list[GroupOut]
    units: list[UnitOut]


class CandidateOut(Schema):
    """An available unit with its estimated arrival in seconds, the range, and how it was estimated."""

    unit: UnitOut
    eta_s: int
    low_s: int
    high_s: int
    straight_m: int
    how_zh: str
    how_en: str


class RunOut(Schema):
    """One unit sent to one incident. Times are as they happened, null where nobody reported; `outcome` is empty while it goes
    on; `disorder`: pairs of stages of which the second is timed before the first."""

    id: int
    unit: int
    incident: int
    order: int | None
    dispatched_at: datetime
    en_route_at: datetime | None
    on_scene_at: datetime | None
    transporting_at: datetime | None
    at_destination_at: datetime | None
    cleared_at: datetime | None
    ended_at: datetime | None
    outcome: str
    diverted_to: int | None
    reason: str
    disorder: list[list[str]]


class UnitWithRuns(UnitOut):
    """`members`: codes of the persons on board, for those who may see names."""

    members: list[str]
    runs: list[RunOut]


class KindOut(Schema):
    code: str
    zh: str
    en: str
    icon: str
    tone: str
    speed_kmh: float
    shipped: bool


class KindIn(Schema):
    """`speed_kmh` is what is assumed where an arrival is estimated."""

    zh: str = Field(max_length=64)
    en: str = Field(max_length=64)
    speed_kmh: float
    icon: str = Field(default="pin", max_length=32)
    tone: str = Field(default="plain", max_length=16)


class CodeOut(Schema):
    code: str
    status: str


class CodeIn(Schema):
    status: str = Field(max_length=16)


class DispatchIn(Schema):
    """`divert` with a `reason` also takes a unit from the run that it is on. `at`: when it was told, if that is recorded later."""

    incident: int
    order: int | None = None
    divert: bool = False
    reason: str = Field(default="", max_length=400)
    at: Instant | None = None


class StatusIn(Schema):
    """`status`: en_route, on_scene, transporting, at_destination, returning, available, off or out (which owes a `reason`).

    at         when it was so, if that was before now
    incident   the run of which it tells, if not the present one
    cancelled  the unit is free because it was called off before it arrived
    """

    status: str = Field(max_length=32)
    said_by: str = Field(default="", max_length=128)
    at: Instant | None = None
    incident: int | None = None
    reason: str = Field(default="", max_length=400)
    cancelled: bool = False


class RadioIn(Schema):
    """`line`: unit, status or radio code, and perhaps the time of day at the site: `E32 4 03:12`."""

    line: str = Field(max_length=200)
    said_by: str = Field(default="", max_length=128)


def _parts(row: Unit, where: queries.Position) -> dict[str, object]:
    return {
        "id": row.pk, "code": row.code, "kind": row.kind, "zh": row.zh, "en": row.en, "agency_zh": row.agency_zh, "agency_en": row.agency_en,
        "skills": row.skills, "equipment": row.equipment, "crew": row.crew, "home": row.home.code, "status": row.status, "since": row.since,
        "late": is_late(UnitStatus(row.status), row.since, site_now()), "reason": row.reason, "incident": row.seen_incident.pk if row.seen_incident else None,
        "lon": where.point[0], "lat": where.point[1], "position_at": where.at,
    }  # fmt: skip


def _unit(row: Unit, where: queries.Position) -> UnitOut:
    return UnitOut.model_validate(_parts(row, where))


def _run(row: Run) -> RunOut:
    return RunOut(
        id=row.pk, unit=row.unit_id, incident=row.incident_id, order=row.order_id, dispatched_at=row.dispatched_at,
        en_route_at=row.en_route_at, on_scene_at=row.on_scene_at, transporting_at=row.transporting_at,
        at_destination_at=row.at_destination_at, cleared_at=row.cleared_at, ended_at=row.ended_at, outcome=row.outcome,
        diverted_to=row.diverted_to_id, reason=row.reason, disorder=[list(pair) for pair in row.disorder],
    )  # fmt: skip


def _position(request: HttpRequest, unit: int) -> queries.Position:
    """Asked before the act: it goes over the network, and the act is a transaction."""
    row = queries.unit(viewer_of(request), unit)
    return queries.positions([row])[row.pk]


@router.get("/units", response=list[UnitOut], summary="All units, or those on one incident, with their positions")
def units(request: HttpRequest, incident: int | None = None) -> list[UnitOut]:
    rows = queries.units(viewer_of(request), incident)
    where = queries.positions(rows)
    return [_unit(row, where[row.pk]) for row in rows]


@router.get("/unit-board", response=BoardOut, summary="Units by what they are doing, found by typing")
def board(
    request: HttpRequest, q: str = "", status: str = "", station: str = "", agency: str = "", kind: str = "",
    limit: int = 100, offset: int = 0,
) -> BoardOut:  # fmt: skip
    """`status` may also be `free` or `assigned`."""
    viewer, wanted = viewer_of(request), Wanted(q, status, station, agency, kind)
    groups = fleet_board.board(viewer, wanted, most=0)
    rows, matched = fleet_board.listed(viewer, wanted, min(max(limit, 1), 1000), min(max(offset, 0), MOST_OFFSET))
    where = queries.positions(rows)
    counted = [GroupOut(status=group.status, count=group.count, late=group.late) for group in groups]
    return BoardOut(matched=matched, groups=counted, units=[_unit(row, where[row.pk]) for row in rows])


@router.post("/units/radio", response=UnitOut, summary="Report a status by one line of the radio (电台报告)")
def radio(request: HttpRequest, body: RadioIn) -> UnitOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> UnitOut:
        row = actions.radio(viewer, body.line, said_by=body.said_by)
        return _unit(row, queries.at_home(row))

    return once_keyed(request, body, act)


@router.get("/units/{unit}", response=UnitWithRuns, summary="One unit with its runs, newest first")
def unit(request: HttpRequest, unit: int) -> UnitWithRuns:
    viewer = viewer_of(request)
    row = fleet_board.seen(viewer, unit)
    members = [one.code for one in row.members.all()] if viewer.may(Act.SEE_NAMES) else []
    told = [_run(line.run) for line in fleet_board.runs(viewer, unit=unit)]
    parts = _parts(row, queries.positions([row])[row.pk])
    return UnitWithRuns.model_validate({**parts, "members": members, "runs": [one.model_dump() for one in told]})


@router.get("/incidents/{incident}/runs", response=list[RunOut], summary="The runs to an incident, newest first")
def runs(request: HttpRequest, incident: int) -> list[RunOut]:
    return [_run(line.run) for line in fleet_board.runs(viewer_of(request), incident=incident)]


@router.get(
    "/incidents/{incident}/nearest-units", response=list[CandidateOut], summary="Available units, soonest first"
)
def nearest(request: HttpRequest, incident: int, kind: str | None = None) -> list[CandidateOut]:
    return [
        CandidateOut(
            unit=_unit(one.unit, one.position), eta_s=one.arrival.eta_s, low_s=one.arrival.low_s, high_s=one.arrival.high_s,
            straight_m=one.arrival.straight_m, how_zh=one.arrival.how.zh, how_en=one.arrival.how.en,
        )
        for one in queries.nearest(viewer_of(request), incident, kind)
    ]  # fmt: skip


@router.post(
    "/units/{unit}/dispatch", response=UnitOut, summary="Dispatch a unit to an incident, or divert it (派遣、改派)"
)
def dispatch(request: HttpRequest, unit: int, body: DispatchIn) -> UnitOut | dict[str, object]:
    viewer = viewer_of(request)
    where, estimate = _position(request, unit), queries.arrival_of(viewer, unit, body.incident)

    def act() -> UnitOut:
        sent = actions.dispatch_unit(
            viewer,
            unit,
            body.incident,
            order=body.order,
            estimate=estimate,
            at=body.at,
            divert=body.divert,
            reason=body.reason,
        )
        return _unit(sent, where)

    return once_keyed(request, body, act)


@router.post("/units/{unit}/status", response=UnitOut, summary="Report a unit's status, now or late (状态报告、补记)")
def status(request: HttpRequest, unit: int, body: StatusIn) -> UnitOut | dict[str, object]:
    viewer, where = viewer_of(request), _position(request, unit)

    def act() -> UnitOut:
        told = actions.unit_status(
            viewer, unit, body.status, at=body.at, incident=body.incident, said_by=body.said_by, reason=body.reason,
            cancelled=body.cancelled,
        )  # fmt: skip
        return _unit(told, where)

    return once_keyed(request, body, act)


@router.get("/unit-kinds", response=list[KindOut], summary="Kinds of units, shipped and the site's own")
def unit_kinds(request: HttpRequest) -> list[KindOut]:
    viewer_of(request).must(Act.SEE)
    return [_kind(one) for one in kinds().values()]


def _kind(one: UnitKind) -> KindOut:
    return KindOut(
        code=one.code,
        zh=one.title.zh,
        en=one.title.en,
        icon=one.icon,
        tone=one.tone,
        speed_kmh=one.speed_kmh,
        shipped=one.shipped,
    )


@router.put("/unit-kinds/{code}", response=KindOut, summary="Enter a kind of unit of the site's own, or change it")
def put_kind(request: HttpRequest, code: str, body: KindIn) -> KindOut:
    made = actions.set_kind(
        viewer_of(request), code, body.zh, body.en, speed_kmh=body.speed_kmh, icon=body.icon, tone=body.tone
    )
    return _kind(made)


@router.get("/radio-codes", response=list[CodeOut], summary="Radio codes and the statuses that they mean")
def radio_codes(request: HttpRequest) -> list[CodeOut]:
    viewer_of(request).must(Act.SEE)
    return [CodeOut(code=code, status=status) for code, status in codes().items()]


@router.put(
    "/radio-codes/{code}", response=CodeOut, summary="Enter a radio code of the site's own, or change what it means"
)
def put_code(request: HttpRequest, code: str, body: CodeIn) -> CodeOut:
    return CodeOut(code=code, status=actions.set_code(viewer_of(request), code, body.status))
