"""Orders and units over the API. A changing request may carry `Idempotency-Key`: sent twice, it is done once."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import actions, queries
from watchroom.dispatch.models import Unit
from watchroom.dispatch.orders_out import OrderOut, once_keyed, order_out
from watchroom.dispatch.run_api import router as run_router
from watchroom.people.queries import viewer_of

router = Router()
router.add_router("", run_router)


class AnswerIn(Schema):
    """`said_by`: who gave the answer on the telephone, when the duty officer records it for a post."""

    said_by: str = Field(default="", max_length=128)
    note: str = Field(default="", max_length=2000)
    last: bool = Field(default=False, description="The last time of a task that repeats: it is done for good.")


class UnitOut(Schema):
    """A unit. `position_at` null: it reports no position, and lon/lat are its home's."""

    id: int
    code: str
    kind: str
    zh: str
    en: str
    skills: list[str]
    status: str
    since: datetime
    incident: int | None
    lon: float
    lat: float
    position_at: datetime | None


class CandidateOut(Schema):
    """An available unit with its estimated arrival in seconds, the range, and how it was estimated."""

    unit: UnitOut
    eta_s: int
    low_s: int
    high_s: int
    straight_m: int
    how_zh: str
    how_en: str


class DispatchIn(Schema):
    incident: int
    order: int | None = None


class StatusIn(Schema):
    """`status`: en_route, on_scene, available or off."""

    status: str = Field(max_length=32)
    said_by: str = Field(default="", max_length=128)


def _unit(row: Unit, where: queries.Position) -> UnitOut:
    return UnitOut(
        id=row.pk, code=row.code, kind=row.kind, zh=row.zh, en=row.en, skills=row.skills, status=row.status, since=row.since,
        incident=row.incident_id, lon=where.point[0], lat=where.point[1], position_at=where.at,
    )  # fmt: skip


def _position(request: HttpRequest, unit: int) -> queries.Position:
    """Asked before the act: it goes over the network, and the act is a transaction."""
    row = queries.unit(viewer_of(request), unit)
    return queries.positions([row])[row.pk]


@router.get("/orders", response=list[OrderOut], summary="Orders of all incidents, or of one")
def orders(request: HttpRequest, incident: int | None = None, open_only: bool = False) -> list[OrderOut]:
    return [order_out(row) for row in queries.orders(viewer_of(request), incident, open_only=open_only)]


@router.get("/orders/{order}", response=OrderOut, summary="One order")
def order(request: HttpRequest, order: int) -> OrderOut:
    return order_out(queries.order(viewer_of(request), order))


@router.post("/orders/{order}/receive", response=OrderOut, summary="Receive an order (签收)")
def receive(request: HttpRequest, order: int, body: AnswerIn) -> OrderOut | dict[str, object]:
    return once_keyed(
        request, body, lambda: order_out(actions.receive_order(viewer_of(request), order, said_by=body.said_by))
    )


@router.post("/orders/{order}/finish", response=OrderOut, summary="Report an order done (反馈完成)")
def finish(request: HttpRequest, order: int, body: AnswerIn) -> OrderOut | dict[str, object]:
    def act() -> OrderOut:
        return order_out(
            actions.finish_order(viewer_of(request), order, said_by=body.said_by, note=body.note, last=body.last)
        )

    return once_keyed(request, body, act)


@router.get("/units", response=list[UnitOut], summary="All units, or those on one incident, with their positions")
def units(request: HttpRequest, incident: int | None = None) -> list[UnitOut]:
    rows = queries.units(viewer_of(request), incident)
    where = queries.positions(rows)
    return [_unit(row, where[row.pk]) for row in rows]


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


@router.post("/units/{unit}/dispatch", response=UnitOut, summary="Dispatch a unit to an incident (派遣)")
def dispatch(request: HttpRequest, unit: int, body: DispatchIn) -> UnitOut | dict[str, object]:
    viewer = viewer_of(request)
    where, estimate = _position(request, unit), queries.arrival_of(viewer, unit, body.incident)

    def act() -> UnitOut:
        return _unit(actions.dispatch_unit(viewer, unit, body.incident, order=body.order, estimate=estimate), where)

    return once_keyed(request, body, act)


@router.post("/units/{unit}/status", response=UnitOut, summary="Report a unit's status (状态报告)")
def status(request: HttpRequest, unit: int, body: StatusIn) -> UnitOut | dict[str, object]:
    where = _position(request, unit)
    return once_keyed(
        request,
        body,
        lambda: _unit(actions.unit_status(viewer_of(request), unit, body.status, said_by=body.said_by), where),
    )
