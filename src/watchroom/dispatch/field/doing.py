"""Each kind of act of the field, done by the action of its room. Called with the book open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from watchroom.dispatch import answering, reporting
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.field import distress
from watchroom.dispatch.field.faults import NoKind
from watchroom.dispatch.field.rules import OF_A_CALL_OUT, PRESENT, Kind
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus
from watchroom.dispatch.teams import calling_out, own
from watchroom.incidents import actions as incidents
from watchroom.incidents import scene_media
from watchroom.incidents.intake.actions import open_from_call
from watchroom.incidents.models import Incident
from watchroom.incidents.rules import KINDS
from watchroom.incidents.scene_media import Judged
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

if TYPE_CHECKING:
    from watchroom.dispatch.field.acts import Asked

RIGHTS: Mapping[Kind, Act] = {
    **dict.fromkeys((Kind.ORDER_RECEIVE, Kind.ORDER_DECLINE, Kind.ORDER_PROGRESS, Kind.ORDER_DONE), Act.ACT_ON_ORDER),
    Kind.UNIT_STATUS: Act.REPORT_UNIT,
    **dict.fromkeys((Kind.NOTE, Kind.PHOTO, Kind.VOICE), Act.NOTE_INCIDENT),
    Kind.INCIDENT: Act.OPEN_INCIDENT,
    **dict.fromkeys(OF_A_CALL_OUT, Act.REPORT_UNIT),  # of another; for himself whoever was called speaks
    **dict.fromkeys((Kind.DISTRESS, Kind.SAFE), Act.SEE),  # asked of nobody: whoever is signed in may call for help
}
FIELD = "field"
THE_WATCH = Words(zh="值班室", en="the watch")
_KEPT = Words(
    zh="{unit} 的状态已由他人另记为“{now}”，这一项只补记时间，没有改动现状。",
    en="{unit} was meanwhile put down as “{now}”; this only keeps the time and changes nothing else.",
)


_OPENED = Words(zh="{kind}（外勤报告）", en="{kind} (reported from the field)")
_NUMBERED = Words(zh="值班室已收到，事件编号 {number}。", en="The watch has it; the incident is {number}.")


@dataclass(frozen=True, slots=True)
class Done:
    """The incident that an act belongs to, what its person should know, and what it made where it was about nothing before."""

    incident: int | None
    words: Words | None = None
    about: str = ""


def do(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, *, late: timedelta) -> Done:
    """Raises whatever the room's own action raises."""
    return _DO[asked.kind](viewer, asked, media, at, late)


def _order(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    pk = asked.order or 0
    if asked.kind is Kind.ORDER_RECEIVE:
        row = answering.receive_order(viewer, pk, at=at)
    elif asked.kind is Kind.ORDER_DECLINE:
        # It stays open and calls: only the watch ends a task, or gives it to somebody else.
        row = answering.block_order(viewer, pk, reason=asked.reason, on=f"{THE_WATCH.zh} / {THE_WATCH.en}", at=at)
    elif asked.kind is Kind.ORDER_PROGRESS:
        row = answering.progress_order(viewer, pk, percent=asked.percent, said=asked.text, at=at)
    else:
        row = answering.finish_order(viewer, pk, note=asked.text, at=at)
    return Done(row.incident_id)


def _unit(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    """What is so now is reported as the present; what was so is dated, so that it never undoes what came after it."""
    moment = at if late > PRESENT else None
    row = reporting.unit_status(viewer, asked.unit or 0, asked.status, at=moment, reason=asked.reason)
    now = UnitStatus(row.status)
    words = None if now == asked.status else _KEPT.fill(unit=row.words, now=UNIT_WORDS[now])
    return Done(row.incident_id, words)


def _note(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    return Done(incidents.note(viewer, asked.incident or 0, asked.text).pk)


def _media(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    assert media is not None
    kept = scene_media.keep(viewer, asked.incident or 0, media, note=asked.text[: scene_media.MOST_NOTE], at=at)
    return Done(kept.incident_id)


def _opened(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    """A report that somebody took on the spot: the incident, the words as they came in, and the photo, all or nothing."""
    kind = KINDS.get(asked.event)
    if kind is None:
        raise NoKind(kinds=", ".join(KINDS))
    where = {"lon": asked.lon, "lat": asked.lat} if asked.spot else {}
    told = {name: f"{value:.6f}" for name, value in where.items() if value is not None}
    named = _OPENED.fill(kind=kind.title)
    row = open_from_call(
        viewer,
        {"text": asked.text, "channel": "field", "told": {"kind": kind.code, **told}, "caller": viewer.name.zh[:120]},
        {"title_zh": named.zh, "title_en": named.en, "kind": kind.code, "moments": {"discovered_at": at}, **where},
    )
    if media is not None:
        scene_media.keep(viewer, row.pk, media, at=at)
    return Done(row.pk, _NUMBERED.fill(number=row.number), row.subject)


def _distress(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    row = distress.press(viewer, at, asked.fix(at))
    return Done(row.incident_id, about=row.subject)


def _safe(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    row = distress.safe(viewer, at)
    return Done(row.incident_id, about=row.subject) if row else Done(None)


def _called(viewer: Viewer, asked: "Asked", media: Judged | None, at: datetime, late: timedelta) -> Done:
    pk = asked.called or 0
    if asked.kind is Kind.CALL_COME:
        own.come(viewer, pk, minutes=asked.minutes, via=FIELD, at=at)
    elif asked.kind is Kind.CALL_CANNOT:
        own.cannot(viewer, pk, reason=asked.reason, via=FIELD, at=at)
    elif asked.kind is Kind.CALL_THERE:
        calling_out.came(viewer, pk, people=asked.people, via=FIELD, at=at)
    else:
        calling_out.left(viewer, pk, reason=asked.reason, via=FIELD, at=at)
    return Done(_incident_of_call(pk))


def _incident_of_call(called: int) -> int | None:
    return Called.objects.filter(pk=called).values_list("call__incident", flat=True).first()


_DO: Mapping[Kind, Callable[[Viewer, "Asked", Judged | None, datetime, timedelta], Done]] = {
    **dict.fromkeys((Kind.ORDER_RECEIVE, Kind.ORDER_DECLINE, Kind.ORDER_PROGRESS, Kind.ORDER_DONE), _order),
    Kind.UNIT_STATUS: _unit,
    Kind.NOTE: _note,
    Kind.PHOTO: _media,
    Kind.VOICE: _media,
    Kind.INCIDENT: _opened,
    **dict.fromkeys(OF_A_CALL_OUT, _called),
    Kind.DISTRESS: _distress,
    Kind.SAFE: _safe,
}


def incident_of(asked: "Asked") -> int | None:
    """The incident to which a refused act belongs, if there is one."""
    if asked.order is not None:
        return Order.objects.filter(pk=asked.order).values_list("incident", flat=True).first()
    if asked.called is not None:
        return _incident_of_call(asked.called)
    if asked.unit is not None:
        return Unit.objects.filter(pk=asked.unit).values_list("incident", flat=True).first()
    return Incident.objects.filter(pk=asked.incident or 0).values_list("pk", flat=True).first()
