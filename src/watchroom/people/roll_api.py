"""Roll-calls over the API."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import Instant
from watchroom.kernel.pictures import MOST_BYTES
from watchroom.people import nightly, roll_actions, roll_queries
from watchroom.people.models import RollCall, RollDraw, RollRule
from watchroom.people.pictures import picture_answer
from watchroom.people.queries import viewer_of
from watchroom.people.roll_rules import Tally

router = Router(tags=["duty"])
_FILE = {"requestBody": {"required": False, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class RollOut(Schema):
    """A roll-call. `missed_at`: when its limit passed unanswered; `picture`: the SHA-256 of the answer's picture, if it has one."""

    id: int
    post: str
    person: str | None
    draw: int | None
    called_at: datetime
    due_at: datetime
    answered_at: datetime | None
    missed_at: datetime | None
    settled_at: datetime | None
    note: str
    why: str
    picture: str | None
    exercise: bool


class TallyOut(Schema):
    """What calls come to; times in seconds from the call to the answer. `of`: a post's code or an account, empty for all."""

    of: str
    calls: int
    in_time: int
    late: int
    missed: int
    open: int
    median_s: float | None
    longest_s: float | None


class DrawOut(Schema):
    """A draw. `seed` is told when it is over; `commitment` in the journal is its SHA-256."""

    id: int
    since: datetime
    until: datetime
    posts: list[str]
    count: int
    made: int
    limit_s: int
    ended_at: datetime | None
    seed: str | None
    rule: int | None


class NightlyOut(Schema):
    """A standing draw: each night between two times of the site's clock, which may cross midnight. `last_night`: drawn last."""

    id: int
    begins: str
    ends: str
    posts: list[str]
    count: int
    limit_s: int
    last_night: date | None
    ended_at: datetime | None


class NightlyIn(Schema):
    begins: str = Field(max_length=5)
    ends: str = Field(max_length=5)
    posts: list[str] = Field(max_length=200)
    count: int
    limit_s: int = roll_actions.LIMIT_S


class RollsOut(Schema):
    rolls: list[RollOut]
    all: TallyOut
    posts: list[TallyOut]
    people: list[TallyOut]
    draws: list[DrawOut]


class CallIn(Schema):
    post: str = Field(max_length=64)
    limit_s: int = roll_actions.LIMIT_S


class DrawIn(Schema):
    since: Instant
    until: Instant
    posts: list[str] = Field(max_length=200)
    count: int
    limit_s: int = roll_actions.LIMIT_S


class SettleIn(Schema):
    why: str = Field(max_length=500)


@router.get(
    "/duty/rolls", response=RollsOut, summary="Roll-calls of a span (30 days without one), what they come to, and draws"
)
def rolls(request: HttpRequest, since: Instant | None = None, until: Instant | None = None) -> RollsOut:
    viewer, now = viewer_of(request), site_now()
    last = until or now + timedelta(seconds=1)
    found = roll_queries.rolls(viewer, since or now - roll_queries.LOOKED_BACK, last)
    return RollsOut(
        rolls=[roll_out(row) for row in found.calls], all=_tally("", found.all), posts=[_tally(post.code, one) for post, one in found.of_post],
        people=[_tally(person.code, one) for person, one in found.of_person], draws=[draw_out(row) for row in roll_queries.draws(viewer)],
    )  # fmt: skip


@router.get("/duty/rolls/mine", response=list[RollOut], summary="The roll-calls that wait for one's own answer")
def mine(request: HttpRequest) -> list[RollOut]:
    viewer = viewer_of(request)
    viewer.own()
    return [roll_out(row) for row in roll_queries.mine(viewer)]


@router.post("/duty/rolls", response=RollOut, summary="Call whoever holds a post")
def call(request: HttpRequest, given: CallIn) -> RollOut:
    return roll_out(roll_actions.call(viewer_of(request), given.post, limit_s=given.limit_s))


@router.post("/duty/roll-draws", response=DrawOut, summary="Arrange roll-calls at random times of a window")
def draw(request: HttpRequest, given: DrawIn) -> DrawOut:
    told = (given.since, given.until, given.posts, given.count)
    return draw_out(roll_actions.draw(viewer_of(request), *told, limit_s=given.limit_s))


@router.post("/duty/roll-draws/{int:pk}/stop", response=DrawOut, summary="No more calls of a draw")
def stop(request: HttpRequest, pk: int) -> DrawOut:
    return draw_out(roll_actions.stop(viewer_of(request), pk))


@router.get("/duty/nightly", response=list[NightlyOut], summary="Standing draws that call each night")
def standing(request: HttpRequest) -> list[NightlyOut]:
    return [nightly_out(row) for row in nightly.rules(viewer_of(request))]


@router.post("/duty/nightly", response=NightlyOut, summary="Call at random times each night from now on")
def put_standing(request: HttpRequest, given: NightlyIn) -> NightlyOut:
    told = (given.begins, given.ends, given.posts, given.count)
    return nightly_out(nightly.put(viewer_of(request), *told, limit_s=given.limit_s))


@router.post("/duty/nightly/{int:pk}/end", response=NightlyOut, summary="No more nights of a standing draw")
def end_standing(request: HttpRequest, pk: int) -> NightlyOut:
    return nightly_out(nightly.end(viewer_of(request), pk))


@router.post(
    "/duty/rolls/{int:pk}/answer", response=RollOut, summary="Answer a roll-call: I am here", openapi_extra=_FILE
)
def answer(request: HttpRequest, pk: int, note: str = "") -> RollOut:
    """The body is a picture (JPEG, PNG, WebP, at most 4 MB), or empty."""
    viewer = viewer_of(request)
    viewer.own()  # before anything of the body is taken in
    return roll_out(roll_actions.answer(viewer, pk, note=note, photo=request.read(MOST_BYTES + 1)))


@router.post("/duty/rolls/{int:pk}/settle", response=RollOut, summary="Say what was found out about a missed roll-call")
def settle(request: HttpRequest, pk: int, given: SettleIn) -> RollOut:
    return roll_out(roll_actions.settle(viewer_of(request), pk, given.why))


@router.get("/duty/rolls/{int:pk}/photo", summary="The picture of an answer")
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    row = roll_queries.picture(viewer_of(request), pk)
    return picture_answer(bytes(row.body or b""), row.kind, f"roll-{row.pk}-{row.digest[:12]}")


def roll_out(row: RollCall) -> RollOut:
    names = ("called_at", "due_at", "answered_at", "missed_at", "settled_at", "note", "why", "exercise")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    person = row.person.code if row.person else None
    return RollOut(id=row.pk, post=row.post.code, person=person, draw=row.draw_id, picture=row.digest or None, **told)


def draw_out(row: RollDraw) -> DrawOut:
    names = ("since", "until", "posts", "count", "made", "limit_s", "ended_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return DrawOut(id=row.pk, rule=row.rule_id, seed=row.seed if row.ended_at else None, **told)


def nightly_out(row: RollRule) -> NightlyOut:
    names = ("begins", "ends", "posts", "count", "limit_s", "last_night", "ended_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return NightlyOut(id=row.pk, **told)


def _tally(of: str, one: Tally) -> TallyOut:
    return TallyOut(
        of=of, calls=one.calls, in_time=one.in_time, late=one.late, missed=one.missed, open=one.open, median_s=one.median_s, longest_s=one.longest_s,
    )  # fmt: skip
