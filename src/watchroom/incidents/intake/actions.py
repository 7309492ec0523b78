"""The only writers of calls and of ties between incidents. A person says what is one event; nothing is merged by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchroom.incidents import clocks
from watchroom.incidents.actions import checked_moments, filled, open_incident, opening
from watchroom.incidents.faults import NoSuchIncident, NotFilled
from watchroom.incidents.intake import entries
from watchroom.incidents.intake.faults import AlreadyTied, CallIsOver, NoSuchCall, NotTied, StaysThere
from watchroom.incidents.intake.likeness import score
from watchroom.incidents.intake.models import CHANNELS, SORTS, Call, Tie
from watchroom.incidents.intake.proposals import FIELDS
from watchroom.incidents.intake.queries import checked, of_incident
from watchroom.incidents.models import Incident
from watchroom.incidents.recording import facts
from watchroom.incidents.rules import KINDS
from watchroom.journal.book import Book, book
from watchroom.kernel.clock import iso
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

CHANNEL_WORDS: dict[str, Words] = {
    "telephone": Words(zh="电话", en="telephone"),
    "message": Words(zh="短信、微信等", en="message"),
    "mail": Words(zh="邮件", en="mail"),
    "form": Words(zh="网页", en="web form"),
    "field": Words(zh="外勤手机", en="phone in the field"),
}
SORT_WORDS: dict[str, Words] = {
    "same": Words(zh="同一事件", en="one event"),
    "related": Words(zh="相关事件", en="related events"),
}
TOLD = frozenset(FIELDS) - {"caller", "phone", "position"} | {"lon", "lat", "datum"}
_REASON = Words(zh="依据", en="Because")
_MOST_TOLD = 300
_OPENED = "据此立案"


def take_call(
    viewer: Viewer, text: str, *, channel: str = "telephone", received_at: datetime | None = None,
    told: Mapping[str, str] | None = None, caller: str = "", phone: str = "", incident: int | None = None,
) -> Call:  # fmt: skip
    """Writes down what somebody told the watch: for an incident, or of none yet.

    told  what a person confirmed of it, by field, as text (`TOLD`, and `how-` before a number); the rest is left out
    Raises NotFilled, NoSuchIncident.
    """
    viewer.must(Act.OPEN_INCIDENT)
    text = filled(checked(text), Words(zh="来电原文", en="What was said"))
    if channel not in CHANNELS:
        raise NotFilled(
            what=Words(zh="来源", en="Channel"), why=Words(zh="不在可选之列", en="it is not one of the choices")
        )
    kept = _kept(told or {})
    caller, phone = _line(caller, "caller", 120), _line(phone, "phone", 40)
    with book(actor=viewer.actor) as b:
        at = checked_moments({"received_at": received_at}, b.now)["received_at"] or b.now
        of = _row(incident) if incident is not None else None
        row = Call.objects.create(
            incident=of, channel=channel, received_at=at, taken_at=b.now, taken_by=b.actor, text=text, told=kept,
            caller=caller, phone=phone,
        )  # fmt: skip
        by, about = CHANNEL_WORDS[channel], _about(kept, of)
        said = entries.CallTaken(
            row.pk, channel, by.zh, by.en, about.zh, about.en, iso(at), _impersonal(kept), of.pk if of else None
        )
        b.record(said, subject=row.subject, incident=of.pk if of else None, cause=opening(of) if of else None)
    return row


def open_from_call(viewer: Viewer, call: Mapping[str, Any], incident: Mapping[str, Any]) -> Incident:
    """Opens an incident and keeps the call that it was opened from, both or neither. Raises what either raises."""
    with book(actor=viewer.actor):
        row = open_incident(viewer, **incident)
        take_call(viewer, **call, incident=row.pk)
    return row


def open_of_call(viewer: Viewer, call: int, incident: Mapping[str, Any]) -> Incident:
    """Opens an incident of a call that was kept before, and puts the call to it, both or neither. Raises what either raises."""
    with book(actor=viewer.actor):
        row = open_incident(viewer, **incident)
        move_call(viewer, call, to=row.pk, reason=_OPENED)
    return row


def move_call(viewer: Viewer, call: int, *, to: int | None, reason: str) -> Call:
    """Puts a call to another incident, or parts it from the one that it is with (None). The call itself stays as it is.

    Raises NotFilled, NoSuchCall, NoSuchIncident, StaysThere.
    """
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, _REASON, 500)
    with book(actor=viewer.actor) as b:
        row = Call.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=call).first()
        if row is None:
            raise NoSuchCall(call=call)
        before, after = row.incident, _row(to) if to is not None else None
        if row.incident_id == to:
            raise StaysThere(call=row.pk, number=before.number if before else "—")
        row.incident, row.settled_at, row.settled_by, row.settled_why = after, None, "", ""
        row.save(update_fields=["incident", "settled_at", "settled_by", "settled_why"])
        told = entries.CallMoved(row.pk, before.number if before else "—", after.number if after else "—", to, reason)
        for one in filter(None, (before, after)):  # it stands in the timeline of both
            b.record(told, subject=row.subject, incident=one.pk, cause=opening(one))
    return row


def settle_call(viewer: Viewer, call: int, *, reason: str) -> Call:
    """Says that a call is of no incident and that nothing is left to do about it: until then each watch hands it to the next.

    Raises NotFilled, NoSuchCall, CallIsOver.
    """
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, Words(zh="办理情况", en="What was done about it"), 500)
    with book(actor=viewer.actor) as b:
        row = Call.objects.select_for_update(of=("self",)).filter(pk=call).first()
        if row is None:
            raise NoSuchCall(call=call)
        if row.incident_id is not None or row.settled_at is not None:
            raise CallIsOver(call=row.pk)
        row.settled_at, row.settled_by, row.settled_why = b.now, b.actor, reason
        row.save(update_fields=["settled_at", "settled_by", "settled_why"])
        b.record(entries.CallSettled(row.pk, reason), subject=row.subject)
    return row


def tie(viewer: Viewer, incident: int, other: int, *, sort: str, reason: str) -> Tie:
    """Says that `other` is one event with `incident`, or related to it. Both keep everything that is theirs.

    Of one event, reports are owed for `incident` alone: the limits of `other` rest until the tie is ended.
    Raises NotFilled, NoSuchIncident, AlreadyTied.
    """
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, _REASON, 500)
    if sort not in SORTS:
        raise NotFilled(
            what=Words(zh="关联", en="Tie"), why=Words(zh="不在可选之列", en="it is not one of the choices")
        )
    with book(actor=viewer.actor) as b:
        held = {row.pk: row for row in _locked(incident, other)}
        one, two = _of(held, incident), _of(held, other)
        if one.pk == two.pk or _taken(one, two, sort):
            raise AlreadyTied(number=one.number, other=two.number)
        parts = [
            {"name": part.name.zh, "points": str(part.points), "most": str(part.most), "said": part.said.zh}
            for part in score(of_incident(one), of_incident(two)).parts
        ]
        row = Tie.objects.create(incident=one, other=two, sort=sort, at=b.now, by=b.actor, reason=reason, score=parts)
        if sort == "same":
            clocks.end_all(two, b.now)
        _say(b, entries.Tied, row, reason=reason, score=parts)
    return row


def untie(viewer: Viewer, incident: int, number: int, *, reason: str) -> Tie:
    """Ends a tie; the limits of reports that rested for it run on as they began. Raises NotFilled, NotTied."""
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, _REASON, 500)
    with book(actor=viewer.actor) as b:
        row = Tie.objects.select_for_update(of=("self",)).select_related("incident", "other").filter(pk=number).first()
        if row is None or row.ended_at is not None or incident not in (row.incident_id, row.other_id):
            raise NotTied(number=_row(incident).number)
        row.ended_at, row.ended_by, row.ended_reason = b.now, b.actor, reason
        row.save(update_fields=["ended_at", "ended_by", "ended_reason"])
        if row.sort == "same" and row.other.is_open:
            clocks.resume(row.other, row.at)
            clocks.begin(b, row.other, cause=opening(row.other))
        _say(b, entries.Untied, row, reason=reason)
    return row


def _say(b: Book, kind: type[entries.Tied] | type[entries.Untied], row: Tie, **more: Any) -> None:
    """In the timeline of both."""
    words = SORT_WORDS[row.sort]
    for one, two in ((row.incident, row.other), (row.other, row.incident)):
        said = facts(
            one, kind, other=two.number, other_id=two.pk, sort=row.sort, sort_zh=words.zh, sort_en=words.en, **more
        )
        b.record(said, subject=one.subject, incident=one.pk, cause=opening(one))


def _taken(one: Incident, two: Incident, sort: str) -> bool:
    """Whether they are tied already, or one of them cannot be part of another event: a part has no parts of its own."""
    held = Tie.objects.filter(ended_at=None)
    if held.filter(incident=one, other=two).exists() or held.filter(incident=two, other=one).exists():
        return True
    parts = held.filter(sort="same")
    return sort == "same" and (parts.filter(other__in=(one, two)).exists() or parts.filter(incident=two).exists())


def _locked(*pks: int) -> list[Incident]:
    rows = Incident.objects.select_for_update(of=("self",)).select_related("place__parent").filter(pk__in=pks)
    return list(rows.order_by("pk"))


def _of(held: Mapping[int, Incident], pk: int) -> Incident:
    if pk not in held:
        raise NoSuchIncident(incident=pk)
    return held[pk]


def _row(pk: int) -> Incident:
    return _of({row.pk: row for row in Incident.objects.select_related("place").filter(pk=pk)}, pk)


def _kept(told: Mapping[str, str]) -> dict[str, str]:
    """What may stand with a call and in the book: known fields, short, and plain text."""
    kept = {}
    for name, value in told.items():
        if name.removeprefix("how-") in TOLD and str(value).strip():
            kept[name] = _line(str(value), name, _MOST_TOLD)
    return kept


def _impersonal(kept: Mapping[str, str]) -> dict[str, str]:
    """Whom a caller told is free text, and may name persons."""
    return {name: value for name, value in kept.items() if name != "already_told"}


def _line(text: str, name: str, most: int) -> str:
    text = text.strip()
    if len(text) > most or unfit(text, ""):
        what = FIELDS.get(name.removeprefix("how-"), Words(zh=name[:32], en=name[:32]))
        raise NotFilled(
            what=what, why=Words(zh=f"应是不超过 {most} 字的一行文字", en=f"it is one line of up to {most} characters")
        )
    return text


def _about(told: Mapping[str, str], of: Incident | None) -> Words:
    """What a call is about, without what was said: its incident, else its kind."""
    if of is not None:
        return Words(zh=of.number, en=of.number)
    kind = KINDS.get(told.get("kind", ""))
    return kind.title if kind else Words(zh="未归事件", en="of no incident yet")
