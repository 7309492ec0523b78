"""What holds alarms back, and whose loudspeaker is silent, over the API: the same actions and queries as the screen."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.alarms import hold_actions, queries, sound_actions
from watchroom.alarms.keyed import KEY, keyed
from watchroom.alarms.models import Hold
from watchroom.alarms.rules import HoldKind
from watchroom.alarms.showing import who
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer

router = Router(tags=["alarms"])


class HoldOut(Schema):
    """What holds alarms back. In force from `begun_at` to `ended_at`; `ended_at` without a person: its time had come."""

    id: int
    kind: HoldKind
    rule: str | None
    sensor: str | None
    place: str | None
    about_zh: str
    about_en: str
    since: datetime
    until: datetime | None
    reason: str
    laid_by_zh: str | None
    laid_by_en: str | None
    begun_at: datetime | None
    ended_at: datetime | None


class OutIn(Schema):
    """A rule or a sensor, not both."""

    rule: str = Field("", max_length=64)
    sensor: str = Field("", max_length=64)
    reason: str = Field(max_length=500)


class MaintenanceIn(Schema):
    """A rule, a sensor or a place: exactly one of them."""

    rule: str = Field("", max_length=64)
    sensor: str = Field("", max_length=64)
    place: str = Field("", max_length=64)
    since: Instant
    until: Instant
    reason: str = Field(max_length=500)


class SilenceIn(Schema):
    """Minutes; 0 lets the sounds be heard again."""

    minutes: int


class SoundOut(Schema):
    """What the person hears now: the gravest priority that sounds, how many alarms do, and until when it is silent."""

    priority: int | None
    alarms: list[int]
    silent_until: datetime | None


@router.get("/alarm-holds", response=list[HoldOut], summary="Shelves, planned maintenance and what is out of service")
def holds(request: HttpRequest, kind: HoldKind | None = None, ended: bool = False, limit: int = 200) -> list[HoldOut]:
    viewer = viewer_of(request)
    return [_out(viewer, row) for row in queries.holds(viewer, kind, ended=ended, limit=max(1, limit))]


@router.post("/alarm-holds/out-of-service", response=HoldOut, summary="Take a rule or a sensor out of service")
def take_out(request: HttpRequest, given: OutIn) -> HoldOut:
    """Its alarms are judged and recorded, not heard, until a person puts it back. 409 when it is out already."""
    viewer = viewer_of(request)
    return _out(viewer, hold_actions.take_out(viewer, **given.dict()))


@router.post("/alarm-holds/maintenance", response=HoldOut, summary="Plan maintenance of a rule, a sensor or a place")
def plan_maintenance(request: HttpRequest, given: MaintenanceIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    return keyed(
        viewer,
        key,
        "alarms.maintenance",
        given.model_dump(mode="json"),
        lambda: _out(viewer, hold_actions.plan_maintenance(viewer, **given.dict())),
    )


@router.post("/alarm-holds/{int:pk}/end", response=HoldOut, summary="End a shelf or a maintenance, or put back")
def end_hold(request: HttpRequest, pk: int) -> HoldOut:
    viewer = viewer_of(request)
    return _out(viewer, hold_actions.end_hold(viewer, pk))


@router.get("/alarm-sound", response=SoundOut, summary="What this person's loudspeaker has to sound now")
def sound(request: HttpRequest) -> SoundOut:
    viewer = viewer_of(request)
    rows = queries.to_sound(viewer)
    return SoundOut(
        priority=rows[0].priority if rows else None,
        alarms=[row.pk for row in rows],
        silent_until=queries.silent_until(viewer),
    )


@router.post("/alarm-sound/silence", response=SoundOut, summary="Silence one's own loudspeaker; acknowledges nothing")
def silence(request: HttpRequest, given: SilenceIn) -> SoundOut:
    sound_actions.silence(viewer_of(request), given.minutes)
    return sound(request)


@router.post("/alarm-sound/test", response=SoundOut, summary="Note that the sounds were listened to")
def sound_tested(request: HttpRequest) -> SoundOut:
    sound_actions.sound_tested(viewer_of(request))
    return sound(request)


def _out(viewer: Viewer, row: Hold) -> HoldOut:
    by, words = who(viewer, row.laid_by), row.words
    return HoldOut(
        id=row.pk, kind=HoldKind(row.kind), rule=row.rule.code if row.rule else None,
        sensor=row.sensor.code if row.sensor else None, place=row.place.code if row.place else None,
        about_zh=words.zh, about_en=words.en, since=row.since, until=row.until, reason=row.reason,
        laid_by_zh=by.zh if by else None, laid_by_en=by.en if by else None, begun_at=row.begun_at, ended_at=row.ended_at,
    )  # fmt: skip
