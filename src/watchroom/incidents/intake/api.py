"""Reading calls, keeping them, and saying which incidents are one event, over the API: the same actions as the screen."""

import base64
import binascii
from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.incidents.intake import actions, queries
from watchroom.incidents.intake.faults import MailUnfit
from watchroom.incidents.intake.likeness import Score
from watchroom.incidents.intake.mail import MOST_BYTES, read_mail
from watchroom.incidents.intake.models import Call, Tie
from watchroom.incidents.intake.proposals import Proposal
from watchroom.incidents.queries import incident as one_incident
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import Instant
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

router = Router(tags=["incidents"])
type Channel = Literal["telephone", "message", "mail", "form", "field"]


class ReadIn(Schema):
    """A text, or a mail as a file in base64. `received_at`: what times in the text count from; without it, now."""

    text: str = Field("", max_length=4000)
    mail: str = Field("", max_length=(MOST_BYTES * 4) // 3 + 8)
    received_at: Instant | None = None


class ChoiceOut(Schema):
    """`values` are what goes into the fields of a report, as text; times are of the site's zone."""

    zh: str
    en: str
    values: dict[str, str]


class ProposalOut(Schema):
    """`start`, `end`: where it stands in the text, in characters. More than one choice: a person must choose."""

    field: str
    title_zh: str
    title_en: str
    start: int
    end: int
    said: str
    how: str
    asks_zh: str | None
    asks_en: str | None
    choices: list[ChoiceOut]


class PartOut(Schema):
    """`most` 0: not known on one side, so it speaks neither for nor against."""

    name_zh: str
    name_en: str
    points: int
    most: int
    said_zh: str
    said_en: str


class LikelyOut(Schema):
    """An open incident that may be the same event. `total` of a hundred."""

    incident: int
    number: str
    title_zh: str
    title_en: str
    total: int
    parts: list[PartOut]


class ReadOut(Schema):
    text: str
    proposals: list[ProposalOut]
    likely: list[LikelyOut]


class CallIn(Schema):
    """`told`: what is confirmed of the call, by field, as the reading proposes it. `incident`: what it is about, if known."""

    text: str = Field(max_length=4000)
    channel: Channel = "telephone"
    received_at: Instant | None = None
    told: dict[str, str] = Field(default_factory=dict, max_length=40)
    caller: str = Field("", max_length=120)
    phone: str = Field("", max_length=40)
    incident: int | None = None


class CallOut(Schema):
    """`text`, `caller` and `phone` are null for whoever may not see personal data. `settled_at`: when it was said to be of none."""

    id: int
    incident: int | None
    channel: Channel
    received_at: datetime
    taken_at: datetime
    told: dict[str, str]
    text: str | None
    caller: str | None
    phone: str | None
    settled_at: datetime | None
    settled_why: str


class MoveIn(Schema):
    """`incident` null: it is parted from the one that it is with."""

    incident: int | None
    reason: str = Field(max_length=500)


class SettleIn(Schema):
    reason: str = Field(max_length=500)


class TieIn(Schema):
    """`same`: the incident of the address goes on, and reports are owed for it alone; `other` is part of the same event."""

    other: int
    sort: Literal["same", "related"]
    reason: str = Field(max_length=500)


class EndIn(Schema):
    reason: str = Field(max_length=500)


class TieOut(Schema):
    id: int
    incident: int
    other: int
    sort: Literal["same", "related"]
    at: datetime
    reason: str
    ended_at: datetime | None
    ended_reason: str


@router.post("/incident-reading", response=ReadOut, summary="Read a call into proposals; nothing is written")
def reading(request: HttpRequest, given: ReadIn) -> ReadOut:
    viewer = viewer_of(request)
    viewer.must(Act.OPEN_INCIDENT)
    text, at = given.text, given.received_at
    if given.mail:
        mail = read_mail(_bytes(given.mail))
        text, at = mail.text, at or mail.received_at
    return read_out(viewer, text, at)


def read_out(viewer: Viewer, text: str, at: datetime | None) -> ReadOut:
    """What a text seems to say, and which open incidents it is likely to be of by what it says clearly."""
    found = queries.read(viewer, text, at)
    clear = {name: value for one in found for name, value in one.values.items()}
    near = queries.likely(viewer, queries.of_told(clear, text, at or site_now())) if viewer.may(Act.SEE) else []
    return ReadOut(text=text, proposals=[_proposal(one, text) for one in found], likely=[_likely(one) for one in near])


@router.get("/calls", response=list[CallOut], summary="Calls, newest first")
def calls(request: HttpRequest, loose: bool = False, limit: int = 200) -> list[CallOut]:
    """With `loose` only those that are of no incident and wait for somebody to see to them."""
    viewer = viewer_of(request)
    return [call_out(viewer, one) for one in queries.calls(viewer, loose=loose, limit=limit)]


@router.post("/calls", response=CallOut, summary="Keep a call, with an incident or of none yet")
def take(request: HttpRequest, given: CallIn) -> CallOut:
    viewer = viewer_of(request)
    return call_out(viewer, actions.take_call(viewer, **given.model_dump()))


@router.post("/calls/{int:pk}/move", response=CallOut, summary="Put a call to another incident, or part it")
def move(request: HttpRequest, pk: int, given: MoveIn) -> CallOut:
    viewer = viewer_of(request)
    return call_out(viewer, actions.move_call(viewer, pk, to=given.incident, reason=given.reason))


@router.post("/calls/{int:pk}/settle", response=CallOut, summary="Say that a call is of no incident and dealt with")
def settle(request: HttpRequest, pk: int, given: SettleIn) -> CallOut:
    viewer = viewer_of(request)
    return call_out(viewer, actions.settle_call(viewer, pk, reason=given.reason))


@router.get("/incidents/{int:pk}/calls", response=list[CallOut], summary="The calls of an incident, newest first")
def of_incident(request: HttpRequest, pk: int) -> list[CallOut]:
    viewer = viewer_of(request)
    return [call_out(viewer, one) for one in queries.calls(viewer, pk)]


@router.get("/incidents/{int:pk}/likely", response=list[LikelyOut], summary="Open incidents that may be the same event")
def likely(request: HttpRequest, pk: int) -> list[LikelyOut]:
    viewer = viewer_of(request)
    one_incident(viewer, pk)
    return [_likely(one) for one in queries.likely_same(viewer, pk)]


@router.get("/incidents/{int:pk}/ties", response=list[TieOut], summary="What an incident is tied to, and was")
def ties(request: HttpRequest, pk: int) -> list[TieOut]:
    return [tie_out(one) for one in queries.ties(viewer_of(request), pk)]


@router.post(
    "/incidents/{int:pk}/ties", response=TieOut, summary="Say that another incident is the same event, or related"
)
def tie(request: HttpRequest, pk: int, given: TieIn) -> TieOut:
    return tie_out(actions.tie(viewer_of(request), pk, given.other, sort=given.sort, reason=given.reason))


@router.post("/incidents/{int:pk}/ties/{int:tie}/end", response=TieOut, summary="End a tie")
def untie(request: HttpRequest, pk: int, tie: int, given: EndIn) -> TieOut:
    return tie_out(actions.untie(viewer_of(request), pk, tie, reason=given.reason))


def call_out(viewer: Viewer, row: Call) -> CallOut:
    personal = viewer.may(Act.SEE_PERSONAL)
    told = {name: value for name, value in row.told.items() if personal or name != "already_told"}
    return CallOut.model_validate({
        "id": row.pk, "incident": row.incident_id, "channel": row.channel, "received_at": row.received_at,
        "taken_at": row.taken_at, "told": told, "text": row.text if personal else None,
        "caller": row.caller if personal else None, "phone": row.phone if personal else None,
        "settled_at": row.settled_at, "settled_why": row.settled_why,
    })  # fmt: skip


def tie_out(row: Tie) -> TieOut:
    return TieOut.model_validate({
        "id": row.pk, "incident": row.incident_id, "other": row.other_id, "sort": row.sort, "at": row.at,
        "reason": row.reason, "ended_at": row.ended_at, "ended_reason": row.ended_reason,
    })  # fmt: skip


def _proposal(one: Proposal, text: str) -> ProposalOut:
    return ProposalOut(
        field=one.field, title_zh=one.title.zh, title_en=one.title.en, start=one.start, end=one.end,
        said=text[one.start : one.end], how=one.how, asks_zh=one.asks.zh if one.asks else None,
        asks_en=one.asks.en if one.asks else None,
        choices=[ChoiceOut(zh=each.words.zh, en=each.words.en, values=each.values) for each in one.choices],
    )  # fmt: skip


def _likely(one: queries.Likely) -> LikelyOut:
    row = one.incident
    return LikelyOut(
        incident=row.pk,
        number=row.number,
        title_zh=row.zh,
        title_en=row.en,
        total=one.score.total,
        parts=_parts(one.score),
    )


def _parts(score: Score) -> list[PartOut]:
    return [
        PartOut(
            name_zh=p.name.zh, name_en=p.name.en, points=p.points, most=p.most, said_zh=p.said.zh, said_en=p.said.en
        )
        for p in score.parts
    ]


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MailUnfit(why=Words(zh="不是 base64", en="it is not base64")) from None
