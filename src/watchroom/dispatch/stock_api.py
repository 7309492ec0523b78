"""Supplies over the API: what lies where, and its movements."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import stocking
from watchroom.dispatch.models import Stock, StockMove
from watchroom.dispatch.orders_out import once_keyed
from watchroom.dispatch.stock_pages import move_stock
from watchroom.dispatch.stock_table import TABLE, take_table
from watchroom.dispatch.stocking import MOST_AT_ONCE, Item
from watchroom.kernel.tables import Encoding
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router()


class StockOut(Schema):
    """So many of a thing at a place. `low`: fewer than the least that somebody set."""

    id: int
    place: str
    zh: str
    en: str
    measure: str
    n: int
    least: int | None
    low: bool
    moved_at: datetime


class StockIn(Schema):
    place: str = Field(max_length=64)
    zh: str = Field(max_length=64)
    en: str = Field(default="", max_length=64)
    measure: str = Field(default="件", max_length=16)
    n: int = Field(ge=1, le=MOST_AT_ONCE)
    least: int | None = Field(default=None, ge=0, le=MOST_AT_ONCE)
    reason: str = Field(max_length=200)


class MoveIn(Schema):
    """`to`: the place of a transfer; `incident`: for which it went out."""

    way: Literal["in", "out", "transfer"]
    n: int = Field(ge=1, le=MOST_AT_ONCE)
    to: str = Field(default="", max_length=64)
    incident: int | None = None
    reason: str = Field(max_length=200)


class MoveOut(Schema):
    """`change` is signed; `left`: what there was after it; `other`: the place it was moved to or from."""

    id: int
    change: int
    left: int
    other: str | None
    incident: int | None
    reason: str
    at: datetime


def stock_out(row: Stock) -> StockOut:
    return StockOut(
        id=row.pk, place=row.place.code, zh=row.zh, en=row.en, measure=row.measure, n=row.n, least=row.least, low=row.low, moved_at=row.moved_at
    )  # fmt: skip


def move_out(row: StockMove) -> MoveOut:
    other = row.other.code if row.other else None
    return MoveOut(
        id=row.pk, change=row.change, left=row.left, other=other, incident=row.incident_id, reason=row.reason, at=row.at
    )


@router.get("/stock", response=list[StockOut], summary="What lies where (物资库存)")
def stock(request: HttpRequest, place: str = "", q: str = "") -> list[StockOut]:
    return [stock_out(row) for row in stocking.stock(viewer_of(request), place, q)]


class EnteredOut(Schema):
    """How many movements were entered: as many as the table has lines."""

    entered: int


@router.post(
    "/stock-table", response=EnteredOut, summary="Movements of supplies from a table: CSV or Excel (导入物资进出)",
    openapi_extra={"requestBody": {"content": {"text/csv": {}, "application/octet-stream": {}}, "required": True}},
)  # fmt: skip
def table(request: HttpRequest, reason: str = "", encoding: Encoding = "") -> EnteredOut:
    """The file's bytes are the body, at most 4 MB and 5,000 lines; a number below nought goes out. 422 names each line that is wrong."""
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_UNITS)  # before anything of the body is taken in
    data = request.read(TABLE.size + 1)
    return EnteredOut(entered=take_table(viewer, data, reason=reason[:200], encoding=encoding))


@router.post("/stock", response=StockOut, summary="So many came into a store (入库)")
def take_in(request: HttpRequest, body: StockIn) -> StockOut | dict[str, object]:
    item = Item(body.zh, body.en, body.measure, body.least)
    return once_keyed(
        request,
        body,
        lambda: stock_out(stocking.take_in(viewer_of(request), body.place, item, body.n, reason=body.reason)),
    )


@router.get(
    "/stock/{stock}/moves", response=list[MoveOut], summary="The movements of one thing at one place, newest first"
)
def moves(request: HttpRequest, stock: int) -> list[MoveOut]:
    return [move_out(row) for row in stocking.moves(viewer_of(request), stock)]


@router.post("/stock/{stock}/moves", response=StockOut, summary="In, out or to another place (入库、出库、调拨)")
def move(request: HttpRequest, stock: int, body: MoveIn) -> StockOut | dict[str, object]:
    def act() -> StockOut:
        row = move_stock(
            viewer_of(request), stock, body.way, body.n, reason=body.reason, to=body.to, incident=body.incident
        )
        return stock_out(row)

    return once_keyed(request, body, act)
