"""A hub's message over the API: what it says, and which of our units it means. Reading does nothing."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.dispatch import hub
from watchroom.dispatch.hub import Message, Proposal
from watchroom.dispatch.models import Unit
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router()


class ProposalOut(Schema):
    """What a message would have us do. `our_unit`: the unit of ours that bears the resource's number or the end of it, null
    where there is none; `case` is the sender's number of the incident."""

    what: str
    zh: str
    en: str
    case: str
    unit: str
    our_unit: int | None
    name: str
    agency: str
    unit_kind: str
    status: str
    at: datetime | None
    lon: float | None
    lat: float | None
    text: str


class MessageOut(Schema):
    kind: str
    sender: str
    sent_at: datetime | None
    exercise: bool
    proposals: list[ProposalOut]


def our_units(message: Message) -> dict[str, int]:
    """Our units by the hub's number of the resource: one of that code, or of what stands behind its last point."""
    wanted = {one.unit: {one.unit, one.unit.rpartition(".")[2]} for one in message.proposals if one.unit}
    codes = set().union(*wanted.values()) if wanted else set()
    known = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    return {number: known[code] for number, both in wanted.items() for code in sorted(both, key=len) if code in known}


def message_out(message: Message) -> MessageOut:
    ours = our_units(message)
    return MessageOut(
        kind=message.kind, sender=message.sender, sent_at=message.sent_at, exercise=message.exercise,
        proposals=[_proposal(one, ours) for one in message.proposals],
    )  # fmt: skip


def _proposal(one: Proposal, ours: dict[str, int]) -> ProposalOut:
    lon, lat = one.point or (None, None)
    return ProposalOut(
        what=one.what, zh=one.words.zh, en=one.words.en, case=one.case, unit=one.unit, our_unit=ours.get(one.unit), name=one.name,
        agency=one.agency, unit_kind=one.unit_kind, status=one.status, at=one.at, lon=lon, lat=lat, text=one.text,
    )  # fmt: skip


@router.post(
    "/dispatch/messages",
    response=MessageOut,
    summary="Read a message of a health-emergency hub (EDXL-DE, JSON or XML) into proposals",
    openapi_extra={"requestBody": {"content": {"application/json": {}, "application/xml": {}}, "required": True}},
)
def read(request: HttpRequest) -> MessageOut:
    """The body is the message as it was received. Nothing is done with it."""
    viewer_of(request).must(Act.DISPATCH_UNIT)
    return message_out(hub.read(request.body))
