"""The roster over the API: what the duty pages can do."""

from datetime import date, datetime, time
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import asking, coverage, duty_queries, handover, rostering
from watchroom.people.handing import Matter
from watchroom.people.models import Absence, Exchange, Handover, Shift
from watchroom.people.models import Rota as RotaRow
from watchroom.people.pages import handover_facts
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.rota import Days, Rota, Turn
from watchroom.people.viewer import Viewer

router = Router(tags=["duty"])
State = Literal["asked", "accepted", "agreed", "refused", "withdrawn"]


class ShiftOut(Schema):
    """One person at one post, from `since` (inclusive) until `until` (exclusive); the person is null for who may see no names."""

    id: int
    post: str
    person: str | None
    since: datetime
    until: datetime
    taken_at: datetime | None
    rota: str | None


class TroubleOut(Schema):
    """kind: gap, leave (on leave and rostered), two_posts, in_a_row (more than 3 days), rest (under 8 h), year (holidays unknown)"""

    kind: str
    since: datetime
    post: str
    zh: str
    en: str


class RosterOut(Schema):
    first: date
    shifts: list[ShiftOut]
    troubles: list[TroubleOut]


class TurnIn(Schema):
    """An `end` that is not after `start` lies on the next day. Wall time of the rota's zone."""

    zh: str = Field(max_length=30)
    en: str = Field(max_length=40)
    start: time
    end: time


class RotaIn(Schema):
    """`cycle`: for each day of the cycle, for each turn, which member has it (from 0)."""

    zh: str = Field("", max_length=64)
    en: str = Field("", max_length=64)
    post: str = Field(max_length=64)
    zone: str = Field("Asia/Shanghai", max_length=64)
    turns: list[TurnIn] = Field(max_length=8)
    members: list[str] = Field(max_length=200)
    cycle: list[list[int]] = Field(max_length=366)
    first: date
    last: date | None = None
    days: Days = Days.ALL
    always: bool | None = None


class RotaOut(RotaIn):
    code: str
    filled_until: date | None


class ShiftIn(Schema):
    post: str = Field(max_length=64)
    person: str = Field(max_length=64)
    since: datetime
    until: datetime
    why: str = Field(max_length=200)


class AssignIn(Schema):
    person: str = Field(max_length=64)
    why: str = Field(max_length=200)


class WhyIn(Schema):
    why: str = Field(max_length=200)


class EndIn(Schema):
    last: date


class HeldIn(Schema):
    always: bool
    by_signature: bool


class LeaveIn(Schema):
    since: datetime
    until: datetime
    reason: str = Field(max_length=500)


class DecideIn(Schema):
    agree: bool


class AnswerIn(Schema):
    accept: bool


class LeaveOut(Schema):
    id: int
    person: str
    since: datetime
    until: datetime
    reason: str
    state: State


class ExchangeIn(Schema):
    """`other`: the shift that is taken in return; without it `since` and `until` may name a part."""

    shift: int
    taker: str = Field(max_length=64)
    reason: str = Field(max_length=500)
    other: int | None = None
    since: datetime | None = None
    until: datetime | None = None


class ExchangeOut(Schema):
    id: int
    shift: int
    other: int | None
    asker: str
    taker: str
    since: datetime
    until: datetime
    reason: str
    state: State


class MineOut(Schema):
    shifts: list[ShiftOut]
    leave: list[LeaveOut]
    exchanges: list[ExchangeOut]


class MatterOut(Schema):
    key: str
    zh: str
    en: str
    url: str
    urgent: bool


class HandoverOut(Schema):
    """What is open when the post changes hands, as the holder, or who takes it next, may see it."""

    post: str
    holder: str | None
    following: str | None
    given_at: datetime | None
    equipment: str
    remarks: str
    matters: list[MatterOut]


class GiveIn(Schema):
    equipment: str = Field("", max_length=2000)
    remarks: str = Field("", max_length=4000)


class TakeIn(Schema):
    """`read`: keys of all matters; `alone`: why, where nobody has handed the post over."""

    read: list[str] = Field(default_factory=list, max_length=2000)
    alone: str = Field("", max_length=500)


class SignedOut(Schema):
    post: str
    taker: str
    given_at: datetime | None
    taken_at: datetime | None
    alone: str


@router.get("/duty/roster", response=RosterOut, summary="The roster of a week, and what is wrong with the next 30 days")
def roster(request: HttpRequest, first: date | None = None) -> RosterOut:
    viewer, now = viewer_of(request), site_now()
    day = first or as_local(now, settings.SITE_ZONE).date()
    week = duty_queries.week(viewer, day, settings.SITE_ZONE)
    names = viewer.may(Act.SEE_NAMES)
    seen = {one.pk: one for _, days in week.rows for rows in days for one in rows}
    shifts = [_shift(one, names=names) for one in seen.values()]
    found = coverage.troubles(now, settings.SITE_ZONE) if names else []
    return RosterOut(first=day, shifts=shifts, troubles=[trouble_out(one) for one in found])


def trouble_out(one: coverage.Trouble) -> TroubleOut:
    return TroubleOut(kind=one.kind, since=one.since, post=one.post, zh=one.words.zh, en=one.words.en)


def _shift(row: Shift, *, names: bool = True) -> ShiftOut:
    return ShiftOut(
        id=row.pk, post=row.post.code, person=row.person.code if names else None, since=row.since, until=row.until,
        taken_at=row.taken_at, rota=row.rota.code if row.rota else None,
    )  # fmt: skip


@router.get("/duty/rotas/{code}", response=RotaOut, summary="A rota")
def get_rota(request: HttpRequest, code: str) -> RotaOut:
    viewer_of(request).must(Act.KEEP_ROSTER)
    return _rota(rostering.rota_row(code))


@router.put(
    "/duty/rotas/{code}", response=RotaOut, summary="Enter a rota or change it; its shifts are made for two months"
)
def put_rota(request: HttpRequest, code: str, given: RotaIn) -> RotaOut:
    turns = tuple(Turn(Words(zh=one.zh, en=one.en), one.start, one.end) for one in given.turns)
    rota = Rota(
        given.post,
        given.zone,
        turns,
        tuple(given.members),
        tuple(map(tuple, given.cycle)),
        given.first,
        given.last,
        given.days,
    )
    return _rota(rostering.put_rota(viewer_of(request), code, given.zh, given.en, rota, always=given.always))


@router.post("/duty/rotas/{code}/end", response=RotaOut, summary="End a rota after a day")
def end_rota(request: HttpRequest, code: str, given: EndIn) -> RotaOut:
    return _rota(rostering.end_rota(viewer_of(request), code, given.last))


def _rota(row: RotaRow) -> RotaOut:
    turns = [TurnIn(zh=zh, en=en, start=time.fromisoformat(a), end=time.fromisoformat(b)) for zh, en, a, b in row.turns]
    return RotaOut(
        code=row.code, zh=row.zh, en=row.en, post=row.post.code, zone=row.zone, turns=turns, members=row.members, cycle=row.cycle,
        first=row.first, last=row.last, days=Days(row.days), always=row.post.always, filled_until=row.filled_until,
    )  # fmt: skip


@router.post("/duty/shifts", response=ShiftOut, summary="Enter one shift by hand")
def put_shift(request: HttpRequest, given: ShiftIn) -> ShiftOut:
    return _shift(
        rostering.put_by_hand(viewer_of(request), given.post, given.person, given.since, given.until, given.why)
    )


@router.post(
    "/duty/shifts/{int:pk}/assign", response=ShiftOut, summary="Give a shift to somebody else, from now on if it runs"
)
def assign(request: HttpRequest, pk: int, given: AssignIn) -> ShiftOut:
    return _shift(rostering.assign(viewer_of(request), pk, given.person, given.why))


@router.post(
    "/duty/shifts/{int:pk}/drop", response=dict[str, bool], summary="Take a shift entered by hand off the roster"
)
def drop(request: HttpRequest, pk: int, given: WhyIn) -> dict[str, bool]:
    rostering.drop(viewer_of(request), pk, given.why)
    return {"dropped": True}


@router.post("/duty/posts/{code}", response=HeldIn, summary="How a post is held")
def set_post(request: HttpRequest, code: str, given: HeldIn) -> HeldIn:
    rostering.set_post(viewer_of(request), code, always=given.always, by_signature=given.by_signature)
    return given


@router.get("/duty/mine", response=MineOut, summary="One's own shifts, leave and exchanges")
def mine(request: HttpRequest) -> MineOut:
    own = duty_queries.mine(viewer_of(request), site_now())
    return MineOut(
        shifts=[_shift(one) for one in own.shifts], leave=[_leave(one) for one in own.absences],
        exchanges=[_exchange(one) for one in own.exchanges],
    )  # fmt: skip


@router.post("/duty/leave", response=LeaveOut, summary="Ask for leave")
def leave(request: HttpRequest, given: LeaveIn) -> LeaveOut:
    return _leave(asking.ask_leave(viewer_of(request), given.since, given.until, given.reason))


@router.post(
    "/duty/leave/{int:pk}/withdraw", response=LeaveOut, summary="Withdraw one's own leave, also after it was agreed"
)
def withdraw_leave(request: HttpRequest, pk: int) -> LeaveOut:
    return _leave(asking.withdraw_leave(viewer_of(request), pk))


@router.post("/duty/leave/{int:pk}/decide", response=LeaveOut, summary="Agree to somebody's leave, or refuse it")
def decide_leave(request: HttpRequest, pk: int, given: DecideIn) -> LeaveOut:
    return _leave(asking.decide_leave(viewer_of(request), pk, agree=given.agree))


def _leave(row: Absence) -> LeaveOut:
    return LeaveOut(
        id=row.pk, person=row.person.code, since=row.since, until=row.until, reason=row.reason, state=_state(row)
    )


@router.post("/duty/exchanges", response=ExchangeOut, summary="Ask somebody to take one's own shift, or to exchange")
def exchange(request: HttpRequest, given: ExchangeIn) -> ExchangeOut:
    told = given.model_dump()
    return _exchange(
        asking.ask_exchange(viewer_of(request), told.pop("shift"), told.pop("taker"), told.pop("reason"), **told)
    )


@router.post(
    "/duty/exchanges/{int:pk}/answer", response=ExchangeOut, summary="Accept or decline to take somebody's shift"
)
def answer_exchange(request: HttpRequest, pk: int, given: AnswerIn) -> ExchangeOut:
    return _exchange(asking.answer_exchange(viewer_of(request), pk, accept=given.accept))


@router.post("/duty/exchanges/{int:pk}/withdraw", response=ExchangeOut, summary="Withdraw one's own request")
def withdraw_exchange(request: HttpRequest, pk: int) -> ExchangeOut:
    return _exchange(asking.withdraw_exchange(viewer_of(request), pk))


@router.post(
    "/duty/exchanges/{int:pk}/decide", response=ExchangeOut, summary="Agree to an accepted exchange, or refuse it"
)
def decide_exchange(request: HttpRequest, pk: int, given: DecideIn) -> ExchangeOut:
    return _exchange(asking.decide_exchange(viewer_of(request), pk, agree=given.agree))


def _exchange(row: Exchange) -> ExchangeOut:
    return ExchangeOut(
        id=row.pk, shift=row.shift_id, other=row.other_id, asker=row.asker.code, taker=row.taker.code, since=row.since,
        until=row.until, reason=row.reason, state=_state(row),
    )  # fmt: skip


def _state(row: Absence | Exchange) -> Any:
    return row.state


@router.get("/duty/posts/{code}/handover", response=HandoverOut, summary="What is open when a post changes hands")
def change(request: HttpRequest, code: str) -> HandoverOut:
    viewer: Viewer = viewer_of(request)
    told = handover_facts(viewer, code)
    held, following, given = told["held"], told["following"], told["given"]
    names = told["names"]
    return HandoverOut(
        post=code, holder=held.person.code if held and names else None, following=following.person.code if following and names else None,
        given_at=given.given_at if given else None, equipment=given.equipment if given else "", remarks=given.remarks if given else "",
        matters=[matter_out(one) for _, rows in told["matters"] for one in rows],
    )  # fmt: skip


def matter_out(one: Matter) -> MatterOut:
    return MatterOut(key=one.key, zh=one.words.zh, en=one.words.en, url=one.url, urgent=one.urgent)


@router.post("/duty/posts/{code}/give", response=SignedOut, summary="The holder signs off")
def give(request: HttpRequest, code: str, given: GiveIn) -> SignedOut:
    return _signed(handover.give(viewer_of(request), code, equipment=given.equipment, remarks=given.remarks))


@router.post(
    "/duty/posts/{code}/take", response=SignedOut, summary="The next holder signs for every open matter and takes over"
)
def take(request: HttpRequest, code: str, given: TakeIn) -> SignedOut:
    return _signed(handover.take(viewer_of(request), code, given.read, alone=given.alone))


def _signed(row: Handover) -> SignedOut:
    return SignedOut(
        post=row.post.code, taker=row.taker.code, given_at=row.given_at, taken_at=row.taken_at, alone=row.alone
    )
