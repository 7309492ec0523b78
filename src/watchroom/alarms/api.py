"""Alarms over the API: the same actions and queries as the screen. Rules have a file of their own."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.alarms import actions, grouping_api, hold_actions, holds_api, queries
from watchroom.alarms.keyed import KEY, keyed
from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_api import router as rules
from watchroom.alarms.rules import Held, State
from watchroom.alarms.showing import Shown, shown
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer

router = Router(tags=["alarms"])
router.add_router("", rules)
router.add_router("", holds_api.router)
router.add_router("", grouping_api.router)


class AlarmOut(Schema):
    """An alarm. `value` is the latest known, `raised_value` that by which it was raised; numbers are text with unit.

    What no sensor measured has no sensor, place, quantity or value: `about` names its thing, `detail` what is wrong.
    `held` is what holds it back, foremost; `escalated` how many posts have heard that nobody acknowledged it.
    """

    id: int
    state: State
    held: Held | None
    priority: int
    rule: str
    sensor: str | None
    place: str | None
    place_zh: str | None
    place_en: str | None
    quantity: str | None
    about: str
    detail_zh: str | None
    detail_en: str | None
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
    unit: str | None
    onset: datetime
    measured_at: datetime
    raised_at: datetime
    late: bool
    latched: bool
    batch: str
    acknowledged_by_zh: str | None
    acknowledged_by_en: str | None
    acknowledged_at: datetime | None
    returned_at: datetime | None
    reset_at: datetime | None
    cleared_at: datetime | None
    shelved_until: datetime | None
    suppressed_by: str | None
    out_of_service: bool
    announced_at: datetime | None
    escalated: int
    escalated_at: datetime | None
    assigned_to_zh: str | None
    assigned_to_en: str | None
    incident: int | None
    parent: int | None
    repeats: int
    chattering: bool


class SeenIn(Schema):
    alarms: list[Annotated[int, Field(ge=1, lt=2**53)]] = Field(min_length=1, max_length=actions.MOST_AT_ONCE)


class ShelfIn(Schema):
    minutes: int
    reason: str = Field(max_length=500)


class AssignIn(Schema):
    """The code of a person who is on watch; empty takes the alarm back."""

    person: str = Field("", max_length=64)


class CommentIn(Schema):
    text: str = Field(max_length=2000)


class CommentOut(Schema):
    """What was written down, and on which alarm; the alarm as it now is has an address of its own."""

    alarm: int
    text: str


@router.get("/alarms", response=list[AlarmOut], summary="Open alarms as the queue shows them, or the newest of all")
def alarms(request: HttpRequest, open: bool = True, limit: int = 200, held: bool = False) -> list[AlarmOut]:
    """`held`: those open alarms that are held back, instead of those that are heard."""
    viewer = viewer_of(request)
    return [_out(row) for row in shown(viewer, queries.alarms(viewer, open, max(1, limit), held))]


@router.post("/alarms/acknowledge", response=list[AlarmOut], summary="Acknowledge several alarms, each by its number")
def acknowledge_seen(request: HttpRequest, given: SeenIn) -> list[AlarmOut]:
    """Which were acknowledged; those that somebody had seen before, or that are held back, are left as they are."""
    viewer = viewer_of(request)
    return [_out(row) for row in shown(viewer, actions.acknowledge_seen(viewer, given.alarms))]


@router.get("/alarms/{int:pk}", response=AlarmOut, summary="One alarm")
def alarm(request: HttpRequest, pk: int) -> AlarmOut:
    viewer = viewer_of(request)
    return _one(viewer, queries.alarm(viewer, pk))


@router.get("/alarms/{int:pk}/similar", response=list[AlarmOut], summary="Earlier alarms of the same rule and sensor")
def similar(request: HttpRequest, pk: int) -> list[AlarmOut]:
    """Of the 90 days before, the newest first."""
    viewer = viewer_of(request)
    return [_out(row) for row in shown(viewer, queries.similar(viewer, queries.alarm(viewer, pk)))]


@router.post("/alarms/{int:pk}/acknowledge", response=AlarmOut, summary="Acknowledge an alarm: a person has seen it")
def acknowledge(request: HttpRequest, pk: int) -> AlarmOut:
    """409 when someone did it before: the fault says who and when. Asking again is harmless."""
    viewer = viewer_of(request)
    actions.acknowledge(viewer, pk)
    return _one(viewer, queries.alarm(viewer, pk))


@router.post("/alarms/{int:pk}/reset", response=AlarmOut, summary="Reset a latched alarm: a person has looked after it")
def reset(request: HttpRequest, pk: int) -> AlarmOut:
    """409 as long as its condition stands, or nobody has acknowledged it."""
    viewer = viewer_of(request)
    actions.reset(viewer, pk)
    return _one(viewer, queries.alarm(viewer, pk))


@router.post("/alarms/{int:pk}/shelve", response=AlarmOut, summary="Shelve an alarm for a while, with the reason")
def shelve(request: HttpRequest, pk: int, given: ShelfIn) -> AlarmOut:
    """It comes back by itself. A shelf upon a shelf replaces it. P1 is the duty leader's to shelve."""
    viewer = viewer_of(request)
    hold_actions.shelve(viewer, pk, given.minutes, given.reason)
    return _one(viewer, queries.alarm(viewer, pk))


@router.post("/alarms/{int:pk}/unshelve", response=AlarmOut, summary="Let a shelved alarm be heard again")
def unshelve(request: HttpRequest, pk: int) -> AlarmOut:
    viewer = viewer_of(request)
    hold_actions.unshelve(viewer, pk)
    return _one(viewer, queries.alarm(viewer, pk))


@router.post("/alarms/{int:pk}/assign", response=AlarmOut, summary="Give an alarm to a person on watch")
def assign(request: HttpRequest, pk: int, given: AssignIn) -> AlarmOut:
    viewer = viewer_of(request)
    actions.assign(viewer, pk, given.person)
    return _one(viewer, queries.alarm(viewer, pk))


@router.post("/alarms/{int:pk}/comment", response=CommentOut, summary="Write a word on an alarm into the book")
def comment(request: HttpRequest, pk: int, given: CommentIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)

    def done() -> CommentOut:
        actions.comment(viewer, pk, given.text)
        return CommentOut(alarm=pk, text=given.text.strip())

    return keyed(viewer, key, f"alarms.comment:{pk}", given.model_dump(), done)


def _one(viewer: Viewer, row: Alarm) -> AlarmOut:
    return _out(shown(viewer, [row])[0])


def _out(row: Shown) -> AlarmOut:
    a, sensor = row.alarm, row.alarm.sensor
    place = sensor.place if sensor else None
    return AlarmOut(
        id=a.pk, state=State(a.state), held=row.held, priority=a.priority, rule=a.rule.code,
        sensor=sensor.code if sensor else None, place=place.code if place else None,
        place_zh=place.zh if place else None, place_en=place.en if place else None,
        quantity=row.measured.code if row.measured else None, unit=row.measured.unit if row.measured else None, about=a.about,
        value=row.value, value_at=row.value_at, raised_value=row.raised_value, peak=row.peak, limit=row.limit or None,
        above=a.above, onset=a.onset, measured_at=a.measured_at, raised_at=a.raised_at, late=a.late, latched=a.latched,
        batch=a.batch, acknowledged_at=a.acknowledged_at, returned_at=a.returned_at, reset_at=a.reset_at,
        cleared_at=a.cleared_at, shelved_until=a.shelved_until, suppressed_by=a.suppressed_by or None,
        out_of_service=a.out_of_service, announced_at=a.announced_at, escalated=a.escalated,
        escalated_at=a.escalated_at, incident=a.seen_incident, parent=a.parent_id, repeats=a.repeats,
        chattering=a.chattering_since is not None, **_words(row),
    )  # fmt: skip


def _words(row: Shown) -> dict[str, Any]:
    rule = row.alarm.rule
    texts = {
        "title": row.title, "cause": rule.cause, "consequence": rule.consequence, "action": rule.action,
        "detail": row.detail, "acknowledged_by": row.acknowledged_by, "assigned_to": row.assigned_to,
    }  # fmt: skip
    return {f"{name}_{lang}": getattr(words, lang, None) for name, words in texts.items() for lang in ("zh", "en")}
