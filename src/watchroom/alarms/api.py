"""Alarms over the API: the same actions and queries as the screen. Rules have a file of their own."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.alarms import actions, queries
from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_api import router as rules
from watchroom.alarms.rules import State
from watchroom.alarms.showing import Shown, shown
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer

router = Router(tags=["alarms"])
router.add_router("", rules)


class AlarmOut(Schema):
    """An alarm. `value` is the latest known, `raised_value` that by which it was raised; numbers are text with unit."""

    id: int
    state: State
    priority: int
    rule: str
    sensor: str
    place: str
    place_zh: str
    place_en: str
    quantity: str
    title_zh: str
    title_en: str
    cause_zh: str
    cause_en: str
    consequence_zh: str
    consequence_en: str
    action_zh: str
    action_en: str
    value: str
    value_at: datetime
    raised_value: str
    peak: str
    limit: str | None
    above: bool
    unit: str
    onset: datetime
    measured_at: datetime
    raised_at: datetime
    late: bool
    batch: str
    acknowledged_by_zh: str | None
    acknowledged_by_en: str | None
    acknowledged_at: datetime | None
    returned_at: datetime | None
    cleared_at: datetime | None
    incident: int | None


@router.get("/alarms", response=list[AlarmOut], summary="Open alarms as the queue shows them, or the newest of all")
def alarms(request: HttpRequest, open: bool = True, limit: int = 200) -> list[AlarmOut]:
    viewer = viewer_of(request)
    return [_out(row) for row in shown(viewer, queries.alarms(viewer, open, max(1, limit)))]


@router.get("/alarms/{int:pk}", response=AlarmOut, summary="One alarm")
def alarm(request: HttpRequest, pk: int) -> AlarmOut:
    viewer = viewer_of(request)
    return _one(viewer, queries.alarm(viewer, pk))


@router.post("/alarms/{int:pk}/acknowledge", response=AlarmOut, summary="Acknowledge an alarm: a person has seen it")
def acknowledge(request: HttpRequest, pk: int) -> AlarmOut:
    """409 when someone did it before: the fault says who and when. Asking again is harmless."""
    viewer = viewer_of(request)
    actions.acknowledge(viewer, pk)
    return _one(viewer, queries.alarm(viewer, pk))


def _one(viewer: Viewer, row: Alarm) -> AlarmOut:
    return _out(shown(viewer, [row])[0])


def _out(row: Shown) -> AlarmOut:
    a, rule, place, by = row.alarm, row.alarm.rule, row.alarm.sensor.place, row.acknowledged_by
    texts: dict[str, Any] = {
        f"{name}_{lang}": getattr(words, lang)
        for name, words in (
            ("title", rule.title),
            ("cause", rule.cause),
            ("consequence", rule.consequence),
            ("action", rule.action),
        )
        for lang in ("zh", "en")
    }
    return AlarmOut(
        id=a.pk, state=State(a.state), priority=a.priority, rule=rule.code, sensor=a.sensor.code,
        place=place.code, place_zh=place.zh, place_en=place.en, quantity=a.sensor.quantity, **texts,
        value=row.value, value_at=row.value_at, raised_value=row.raised_value, peak=row.peak, limit=row.limit or None,
        above=a.above, unit=a.sensor.unit, onset=a.onset, measured_at=a.measured_at, raised_at=a.raised_at,
        late=a.late, batch=a.batch, acknowledged_by_zh=by.zh if by else None, acknowledged_by_en=by.en if by else None,
        acknowledged_at=a.acknowledged_at, returned_at=a.returned_at, cleared_at=a.cleared_at, incident=a.incident,
    )  # fmt: skip
