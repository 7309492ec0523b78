"""Groups, the queue's lines and the KPIs over the API: what the screen shows and does."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.alarms import grouping, kpi, lines
from watchroom.alarms.lines import GroupLine
from watchroom.alarms.rules import State
from watchroom.people.queries import viewer_of

router = Router(tags=["alarms"])


class GroupOut(Schema):
    """A group of alarms. `first` is the first-out; counts are of what is open, without alarms of priority 1, which
    keep lines of their own, and without those that are held back; `alarms` are its members, first-out first."""

    id: int
    key: str
    zh: str
    en: str
    first: int
    first_onset: datetime
    last_onset: datetime
    count: int
    state: State
    priority: int
    unack: int
    ack: int
    rtn: int
    reset_due: int
    dissolved_at: datetime | None
    into: int | None
    alarms: list[int]


class FloodOut(Schema):
    since: datetime
    count: int
    first: int


class QueueOut(Schema):
    """What the console shows: `lines` are subjects (`alarm:12`, `group:3`) in the order in which they want to be seen."""

    lines: list[str]
    total: int
    flood: FloodOut | None


class Acknowledged(Schema):
    acknowledged: int


class TitleOut(Schema):
    zh: str
    en: str


class OftenOut(Schema):
    point: str
    title: TitleOut
    count: int
    share: float


class FloodRowOut(Schema):
    since: datetime
    until: datetime
    count: int
    worst_at: datetime
    worst: int


class StaleOut(Schema):
    alarm: int
    title: TitleOut
    raised_at: datetime


class AckOut(Schema):
    priority: int
    acknowledged: int
    median_s: float | None
    p95_s: float | None


class KpiOut(Schema):
    """The figures of a range. Shares lie between 0 and 1; `priorities` are [count, share]; `bucket_s` is the length of
    each of `buckets`."""

    since: datetime
    until: datetime
    raised: int
    late: int
    per_10_min: float
    per_hour: float
    per_day: float
    peak: int
    peak_at: datetime | None
    flooded_periods: float
    busy_hours: float
    in_flood: float
    floods: list[FloodRowOut]
    stale: int
    stalest: list[StaleOut]
    chattering: list[OftenOut]
    fleeting: list[OftenOut]
    fleeting_count: int
    frequent: list[OftenOut]
    top_share: float
    priorities: dict[str, list[float]]
    by_priority: dict[str, int]
    acknowledging: list[AckOut]
    unacknowledged: int
    groups: int
    hidden: int
    repeats: int
    aside: dict[str, int]
    bucket_s: int
    buckets: list[int]


@router.get("/alarm-queue", response=QueueOut, summary="The lines of the queue as the console shows them now")
def queue(request: HttpRequest) -> QueueOut:
    told = lines.queue(viewer_of(request))
    flood = None
    if told.flood:
        flood = FloodOut(since=told.flood.flood.since, count=told.flood.count, first=told.flood.flood.first_id)
    subjects = [line.group.subject if isinstance(line, GroupLine) else line.subject for line in told.lines]
    return QueueOut(lines=subjects, total=told.total, flood=flood)


@router.get("/alarm-groups", response=list[GroupOut], summary="Groups of alarms of which something is open")
def groups(request: HttpRequest) -> list[GroupOut]:
    viewer = viewer_of(request)
    rows = sorted(lines.groups(viewer), key=lambda line: line.group.pk)
    return [_group(line, [one.pk for one in lines.members(viewer, line.group.pk)]) for line in rows[:100]]


@router.get("/alarm-groups/{int:pk}", response=GroupOut, summary="One group of alarms")
def group(request: HttpRequest, pk: int) -> GroupOut:
    viewer = viewer_of(request)
    return _group(lines.group(viewer, pk), [one.pk for one in lines.members(viewer, pk)])


@router.post(
    "/alarm-groups/{int:pk}/acknowledge", response=Acknowledged,
    summary="Acknowledge all of a group that nobody has seen, but not those of priority 1",
)  # fmt: skip
def acknowledge(request: HttpRequest, pk: int) -> dict[str, int]:
    return {"acknowledged": grouping.acknowledge(viewer_of(request), pk)}


@router.post("/alarm-groups/{int:pk}/ungroup", response=GroupOut, summary="Take a group apart by hand")
def ungroup(request: HttpRequest, pk: int) -> GroupOut:
    viewer = viewer_of(request)
    grouping.ungroup(viewer, pk)
    return _group(lines.group(viewer, pk), [])


@router.get("/alarms/kpi", response=KpiOut, summary="Alarm KPIs after IEC 62682 and EEMUA 191, from the journal")
def kpis(request: HttpRequest, range: str = "day", day: str = "", exercise: bool = False) -> dict[str, Any]:
    """`range` is day, week or month, `day` any day of it in the site's zone (default today). Exercises are told apart."""
    return kpi.told(kpi.kpis(viewer_of(request), range, kpi.local_day(day), exercise=exercise))


def _group(line: GroupLine, members: list[int]) -> GroupOut:
    row = line.group
    return GroupOut(
        id=row.pk, key=row.key, zh=row.zh, en=row.en, first=row.first_id or 0, first_onset=row.first_onset,
        last_onset=row.last_onset, count=row.count, state=line.state, priority=line.priority, unack=line.unack,
        ack=line.ack, rtn=line.rtn, reset_due=line.reset_due, dissolved_at=row.dissolved_at, into=row.into_id, alarms=members,
    )  # fmt: skip
