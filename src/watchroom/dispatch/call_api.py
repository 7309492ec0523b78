"""Calls over the API: the ledger of who was told what, call lists, and the address to which carriers report."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import call_answers, call_queries, rolls
from watchroom.dispatch.call_models import Roll
from watchroom.dispatch.call_queries import Told
from watchroom.dispatch.orders_out import OrderOut, order_out
from watchroom.dispatch.orders_out import once_keyed as _once
from watchroom.dispatch.roll_table import TABLE, lines_of_table
from watchroom.kernel.tables import Encoding
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router()
Owner = Annotated[str, Field(max_length=80, description="`person:CODE` or `post:CODE`")]
Step = Annotated[
    int, Field(ge=30, le=3600, description="Seconds without an answer until the next of a line is called too.")
]


class TryOut(Schema):
    """One message or telephone call. state: waiting, sending, sent, arrived, failed, expired (it waited until it was no longer
    true, at `at`), dropped. Times are UTC."""

    channel_zh: str
    channel_en: str
    state: str
    said_zh: str
    said_en: str
    at: datetime
    possible_repeat: bool


class CalledOut(Schema):
    """One who was called, or who stands next in the line. state: waiting, called, accepted, declined, over.

    `who_*`: the post alone for whoever may see no names. `phones`: as far as the viewer may know them.
    """

    id: int
    line: int
    rank: int
    who_zh: str
    who_en: str
    state: str
    turn_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    answered_at: datetime | None
    answered_via: str
    done_at: datetime | None
    reminders: int
    phones: list[str]
    tries: list[TryOut]


class CallOut(Schema):
    """kind: order, recall, reminder, roll. outcome: answered, recalled, over, ended; empty while people are called.

    `unanswered`: a line has come to its end without an answer. `lines`, `confirmed`: how many there are, and were answered.
    `good_until`: when what it is about is over by itself.
    """

    id: int
    kind: str
    about: str
    order: int | None
    incident: int | None
    title_zh: str
    title_en: str
    exercise: bool
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    next_person_s: int
    good_until: datetime | None
    unanswered: bool
    lines: int
    confirmed: int
    called: list[CalledOut]


class RollOut(Schema):
    code: str
    zh: str
    en: str
    lines: list[list[str]]
    next_person_s: int


class RollIn(Schema):
    zh: str = Field(max_length=128)
    en: str = Field(default="", max_length=128)
    lines: list[list[Owner]] = Field(max_length=rolls.MOST_LINES)
    next_person_s: Step = 600


class StartIn(Schema):
    """Either `roll`, a list that is kept, or `lines`: each a person or post and those who stand in. About a warning without
    `title` and `text`: in its own words, in both languages."""

    title: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=1000)
    roll: str = Field(default="", max_length=64)
    lines: list[list[Owner]] = Field(default=[], max_length=rolls.MOST_LINES)
    incident: int | None = None
    about: str = Field(default="", max_length=64, pattern="^(warning:[0-9]{1,12}|order:[0-9]{1,12})?$")
    next_person_s: Step | None = None


class DialledIn(Schema):
    """`minutes`: until he is there, of one who was called out and comes."""

    outcome: Literal["confirmed", "no_answer", "busy", "wrong", "declined"]
    said_by: str = Field(default="", max_length=128)
    note: str = Field(default="", max_length=500)
    minutes: int | None = Field(default=None, ge=0, le=1440)


class DeclineIn(Schema):
    reason: str = Field(max_length=500)


class SeenIn(Schema):
    via: Literal["console", "field"] = "console"


class SeenOut(Schema):
    """How many lines of the order's call were marked as read: none for whoever was not called, or had read it."""

    marked: int


class CodeIn(Schema):
    way: int


class CodeOut(Schema):
    sent: bool


def call_out(told: Told) -> CallOut:
    one = told.call
    return CallOut(
        id=one.pk, kind=one.kind, about=one.about, order=one.order_id, incident=one.incident_id, title_zh=one.title_zh,
        title_en=one.title_en, exercise=one.exercise, started_at=one.started_at, ended_at=one.ended_at, outcome=one.outcome,
        next_person_s=one.next_person_s, good_until=one.good_until, unanswered=told.unanswered, lines=told.lines, confirmed=told.confirmed,
        called=[called_out(row) for row in told.rows],
    )  # fmt: skip


def called_out(row: call_queries.Row) -> CalledOut:
    one = row.called
    return CalledOut(
        id=one.pk, line=one.line, rank=one.rank, who_zh=row.who.zh, who_en=row.who.en, state=one.state, turn_at=one.turn_at,
        sent_at=one.sent_at, delivered_at=one.delivered_at, read_at=one.read_at, answered_at=one.answered_at,
        answered_via=one.answered_via, done_at=one.done_at, reminders=one.reminders, phones=row.phones,
        tries=[
            TryOut(
                channel_zh=each.channel.zh, channel_en=each.channel.en, state=each.state, said_zh=each.said.zh if each.said else "",
                said_en=each.said.en if each.said else "", at=each.at, possible_repeat=each.repeat,
            )
            for each in row.tries
        ],
    )  # fmt: skip


def roll_out(row: Roll) -> RollOut:
    return RollOut(code=row.code, zh=row.zh, en=row.en, lines=row.lines, next_person_s=row.next_person_s)


@router.get("/callings", response=list[CallOut], summary="Who was called for orders and lists, the newest first")
def calls(
    request: HttpRequest,
    incident: int | None = None,
    order: int | None = None,
    about: str = "",
    open_only: bool = False,
) -> list[CallOut]:
    found = call_queries.calls(
        viewer_of(request), incident=incident, order=order, about=about[:64], open_only=open_only
    )
    return [call_out(one) for one in found]


@router.get("/unanswered-orders", response=list[CallOut], summary="Orders that nobody has answered, the oldest first")
def unanswered(request: HttpRequest) -> list[CallOut]:
    return [call_out(one) for one in call_queries.unanswered(viewer_of(request))]


@router.get("/callings/{int:call}", response=CallOut, summary="One call with all who are in it")
def call(request: HttpRequest, call: int) -> CallOut:
    return call_out(call_queries.call(viewer_of(request), call))


@router.post("/callings/start", response=CallOut, summary="Begin to call a list of people (叫应)")
def start(request: HttpRequest, body: StartIn) -> CallOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> CallOut:
        made = rolls.start(
            viewer, title=body.title, text=body.text, roll=body.roll, lines=body.lines, incident=body.incident,
            about=body.about, next_person_s=body.next_person_s,
        )  # fmt: skip
        return call_out(call_queries.call(viewer, made.pk))

    return _once(request, body, act)


@router.post("/callings/{int:call}/end", response=CallOut, summary="End a call list")
def end(request: HttpRequest, call: int) -> CallOut:
    rolls.end(viewer_of(request), call)
    return call_out(call_queries.call(viewer_of(request), call))


@router.post("/called/{int:called}/dialled", response=CallOut, summary="How a telephone call to one of them went")
def dialled(request: HttpRequest, called: int, body: DialledIn) -> CallOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> CallOut:
        row = rolls.dialled(viewer, called, body.outcome, said_by=body.said_by, note=body.note, minutes=body.minutes)
        return call_out(call_queries.call(viewer, row.call_id))

    return _once(request, body, act)


@router.get("/call-lists", response=list[RollOut], summary="Lists of people to be called that are kept")
def lists(request: HttpRequest) -> list[RollOut]:
    return [roll_out(row) for row in call_queries.rolls(viewer_of(request))]


@router.put("/call-lists/{code}", response=RollOut, summary="Enter a call list or change it")
def put_list(request: HttpRequest, code: str, body: RollIn) -> RollOut:
    viewer = viewer_of(request)
    return roll_out(rolls.put_roll(viewer, code, body.zh, body.en, body.lines, next_person_s=body.next_person_s))


@router.put(
    "/call-lists/{code}/table", response=RollOut, summary="Enter a call list from a table: CSV or Excel (导入叫应名单)",
    openapi_extra={"requestBody": {"content": {"text/csv": {}, "application/octet-stream": {}}, "required": True}},
)  # fmt: skip
def put_table(
    request: HttpRequest, code: str, zh: str = "", en: str = "", next_person_s: int = 600, encoding: Encoding = ""
) -> RollOut:
    """The file's bytes are the body: a column “who” (被叫人), and columns “stand-in” (递补). 422 names each line that is wrong.

    Without `zh` and `en` a list that is there keeps its names.
    """
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_ROSTER)  # before anything of the body is taken in
    lines = lines_of_table(request.read(TABLE.size + 1), encoding)
    kept = Roll.objects.filter(code=code[:64]).first()  # whoever keeps lists may see nothing else
    names = (zh or (kept.zh if kept else code), en or (kept.en if kept else ""))
    return roll_out(rolls.put_roll(viewer, code, *names, lines, next_person_s=next_person_s))


@router.post("/orders/{order}/seen", response=SeenOut, summary="I have read the order")
def seen(request: HttpRequest, order: int, body: SeenIn) -> SeenOut:
    return SeenOut(marked=len(call_answers.seen(viewer_of(request), order, via=body.via)))


@router.post("/orders/{order}/decline", response=OrderOut, summary="I cannot: the next in the line is called at once")
def decline(request: HttpRequest, order: int, body: DeclineIn) -> OrderOut | dict[str, object]:
    return _once(
        request, body, lambda: order_out(call_answers.decline_order(viewer_of(request), order, reason=body.reason))
    )


@router.post(
    "/orders/{order}/remind", response=OrderOut, summary="Remind whoever has not answered, or has not finished (催办)"
)
def remind(request: HttpRequest, order: int) -> OrderOut:
    return order_out(rolls.remind_order(viewer_of(request), order))


@router.post("/callings/codes", response=CodeOut, summary="Send a code to a way, to verify it")
def code(request: HttpRequest, body: CodeIn) -> CodeOut:
    viewer = viewer_of(request)
    viewer.own()
    return CodeOut(sent=rolls.send_code(viewer, body.way) is not None)
