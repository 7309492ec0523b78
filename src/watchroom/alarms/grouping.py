"""Grouping and floods in the database: what the rules need is found by time and key, never by looking at all alarms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet, Subquery

from watchroom.alarms import changes as step
from watchroom.alarms.entries import FloodBegan, FloodEnded, Grouped, GroupFacts, Ungrouped
from watchroom.alarms.faults import GroupIsApart, NoSuchGroup
from watchroom.alarms.flood_rules import FEWER_THAN, MORE_THAN, begins, ends_at
from watchroom.alarms.grouping_rules import Grouper, Known, Limits, Start
from watchroom.alarms.holding import is_held, values
from watchroom.alarms.models import Alarm, Flood, Group
from watchroom.alarms.rules import UNSEEN, heard
from watchroom.journal import rows
from watchroom.journal.book import Book, book
from watchroom.kernel.canonical import canonical
from watchroom.kernel.clock import from_ms, iso, ms
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places.models import Place
from watchroom.sources.models import Sensor

MOST_LOOSE = 2000  # far more than can stand alone: a key with that many has long been a group
_SPAN = ["id", "first_id", "first_onset", "last_onset", "count", "keys"]
AT_ONCE = 25  # alarms acknowledged in one transaction


def limits() -> Limits:
    return Limits(window_ms=1000 * settings.ALARM_GROUP_S)


def keys_of(sensor: Sensor) -> tuple[str, ...]:
    """What an alarm of this sensor can have in common with others, from narrow to wide."""
    keys = [f"source:{sensor.source_id}"]
    place: Place | None = sensor.place
    while place is not None and len(keys) < 4:
        keys.append(f"place:{place.pk}")
        place = place.parent if len(keys) < 4 else None
    return tuple(keys)


@dataclass
class Placing:
    """New alarms and the groups into which they go: `parent` is set before they are inserted, the rest by `finish`."""

    b: Book
    grouper: Grouper
    fresh: Sequence[Alarm]
    names: dict[str, Words]
    groups: dict[int, Group] = field(default_factory=dict)

    def lay(self) -> None:
        changed = self.grouper.changed.values()
        known = Group.objects.in_bulk([one.group for one in changed if not one.fresh])
        self.groups = {one.group: self._made(one) if one.fresh else known[one.group] for one in changed}
        for token, alarm in enumerate(self.fresh, start=1):
            if group := self.grouper.placed.get(-token):
                alarm.parent = self.groups[group]

    def _made(self, known: Known) -> Group:
        name = self.names[known.key]
        return Group.objects.create(
            key=known.key, keys=list(known.keys), zh=name.zh, en=name.en, first_onset=from_ms(known.first_ms),
            last_onset=from_ms(known.last_ms), count=known.count, formed_at=self.b.now,
        )  # fmt: skip

    def finish(self) -> None:
        """The alarms have numbers now: those that stood alone go into their groups, and a new group is written down."""
        for known in self.grouper.changed.values():
            row = self.groups[known.group]
            if alone := [pk for pk in known.joined if pk > 0]:
                Alarm.objects.filter(pk__in=alone).update(parent=row)
            if known.absorbed:
                Alarm.objects.filter(parent__in=known.absorbed).update(parent=row)
                Group.objects.filter(pk__in=known.absorbed).update(into=row)
            row.first_id = self._pk(known.first)
            row.first_onset, row.last_onset = from_ms(known.first_ms), from_ms(known.last_ms)
            row.count, row.keys = known.count, list(known.keys)
        if self.groups:
            rows.update(Group, _SPAN, [_span(row) for row in self.groups.values()])
        made = [known for known in self.grouper.changed.values() if known.fresh]
        firsts = Alarm.objects.select_related("rule").in_bulk([self._pk(known.first) for known in made])
        for known in made:
            members = sorted(self._pk(alarm) for alarm in known.joined)
            title = firsts[self._pk(known.first)].title
            record(self.b, self.groups[known.group], Grouped, title, members, sorted(known.absorbed))

    def _pk(self, alarm: int) -> int:
        return alarm if alarm > 0 else int(self.fresh[-alarm - 1].pk)


def _span(row: Group) -> tuple[object, ...]:
    return row.pk, row.first_id, row.first_onset, row.last_onset, row.count, canonical(row.keys)


def place(b: Book, fresh: Sequence[Alarm]) -> Placing:
    """Decides the groups of alarms that are about to be inserted, and sets their `parent`. Then call `finish`."""
    starts = [
        Start(-token, ms(a.onset), keys_of(a.measured_by)) for token, a in enumerate(fresh, start=1) if not a.late
    ]
    within = limits()
    groups, loose = _around(starts, within) if starts and within.window_ms else ([], [])
    grouper = Grouper(within, groups, loose)
    for start in starts:
        grouper.take(start)
    made = [known.key for known in grouper.changed.values() if known.fresh]
    placing = Placing(b, grouper, fresh, _names(fresh, made))
    placing.lay()
    return placing


def _around(starts: Sequence[Start], within: Limits) -> tuple[list[Known], list[Start]]:
    """The groups and the single alarms of these alarms' time that share a key with them."""
    first = from_ms(min(start.onset_ms for start in starts) - within.window_ms)
    last = from_ms(max(start.onset_ms for start in starts) + within.window_ms)
    wanted = {key for start in starts for key in start.keys}
    rows = Group.objects.filter(into=None, last_onset__gte=first, first_onset__lte=last).order_by("pk")
    groups = [
        Known(
            group=row.pk, key=row.key, keys=tuple(row.keys), first_ms=ms(row.first_onset), last_ms=ms(row.last_onset),
            count=row.count, first=row.first_id or 0, dissolved=row.dissolved_at is not None,
        )
        for row in rows
        if row.key in wanted or wanted & set(row.keys)
    ]  # fmt: skip
    sources, places = _numbers(wanted, "source:"), _numbers(wanted, "place:")
    shared = Q(sensor__source__in=sources) | Q(sensor__place__in=places)
    shared |= Q(sensor__place__parent__in=places) | Q(sensor__place__parent__parent__in=places)
    alone = Alarm.objects.filter(shared, parent=None, apart=False, late=False, onset__range=(first, last))
    alone = alone.select_related("sensor__place__parent__parent").order_by("-onset", "-pk")[:MOST_LOOSE]
    return groups, [Start(row.pk, ms(row.onset), keys_of(row.measured_by)) for row in reversed(alone)]


def _numbers(keys: set[str], noun: str) -> list[int]:
    return [int(key.removeprefix(noun)) for key in keys if key.startswith(noun)]


def _names(fresh: Sequence[Alarm], keys: Sequence[str]) -> dict[str, Words]:
    """How a group's source or place is called, by key."""
    if not keys:
        return {}
    named: dict[str, Words] = {}
    for alarm in fresh:
        sensor = alarm.measured_by
        own = keys_of(sensor)
        if own[0] in keys and own[0] not in named:
            named[own[0]] = sensor.source.words
        where: Place | None = sensor.place
        for key in own[1:]:
            if where is not None:
                named[key] = where.words
                where = where.parent
    return named


def record(b: Book, row: Group, kind: type[GroupFacts], title: Words, members: list[int], absorbed: list[int]) -> None:
    """`title` is the first-out's."""
    b.record(
        kind(
            group=row.pk, key=row.key, zh=row.zh, en=row.en, first=row.first_id or 0, title_zh=title.zh, title_en=title.en,
            first_onset=iso(row.first_onset), last_onset=iso(row.last_onset), count=row.count,
            window_s=settings.ALARM_GROUP_S, alarms=members, absorbed=absorbed,
        ),
        subject=row.subject,
    )  # fmt: skip


# ---- by hand -------------------------------------------------------------------------------------------------------


def ungroup(viewer: Viewer, group: int) -> Group:
    """Takes a group apart: each alarm has its own line again, and is not grouped anew.

    Raises NotAllowed, NoSuchGroup, GroupIsApart.
    """
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor) as b:
        row = _locked(group)
        members = list(row.children.order_by("pk").values_list("pk", flat=True))
        row.children.update(parent=None, apart=True)
        row.dissolved_at, row.dissolved_by = b.now, b.actor
        row.save(update_fields=["dissolved_at", "dissolved_by"])
        title = Alarm.objects.select_related("rule").get(pk=row.first_id or 0).title
        record(b, row, Ungrouped, title, members, [])
    return row


def acknowledge(viewer: Viewer, group: int) -> int:
    """ "I have seen these": all of the group that nobody has seen, but not those of priority 1, each of which wants a
    look of its own. A few in each transaction, so that nobody waits long; what someone else acknowledged meanwhile, and
    what is held back, is left as it is. How many were acknowledged. Raises NotAllowed, NoSuchGroup, GroupIsApart.
    """
    viewer.must(Act.ACKNOWLEDGE_ALARM)
    with book(actor=viewer.actor):
        _locked(group)
    rows = Alarm.objects.filter(parent=group, priority__gt=1, state__in=values(UNSEEN))
    pks = list(rows.order_by("onset", "pk").values_list("pk", flat=True))
    done = 0
    for at in range(0, len(pks), AT_ONCE):
        with book(actor=viewer.actor) as b:
            some = Alarm.objects.filter(pk__in=pks[at : at + AT_ONCE]).select_related("rule", "sensor__place")
            done += sum(
                heard(row.position) and step.acknowledge(b, row) is not None
                for row in some.order_by("pk").select_for_update(of=("self",))
            )
    return done


def _locked(pk: int) -> Group:
    row = Group.objects.filter(pk=pk).select_for_update().first()
    if row is None:
        raise NoSuchGroup(group=pk)
    if row.dissolved_at or row.into_id:
        raise GroupIsApart(group=pk)
    return row


# ---- floods --------------------------------------------------------------------------------------------------------


def newest_raised(now: datetime) -> list[datetime]:
    """When the newest alarms were raised, newest first. As many as the rules look at."""
    rows = _news(now).filter(raised_at__lte=now).order_by("-raised_at")
    return list(rows.values_list("raised_at", flat=True)[: MORE_THAN + 1])


def watch_flood(b: Book, fresh: Sequence[Alarm], before: Sequence[datetime]) -> None:
    """Notes that a flood ended before these alarms, and that with them one begins."""
    new = [alarm for alarm in fresh if not alarm.late]
    if not new:
        return
    standing = Flood.objects.filter(ended_at=None).order_by("pk").last()
    if standing:
        end = ends_at(before) or b.now  # without five that are heard it is over: the others were held back meanwhile
        if end > b.now:
            return
        standing.ended_at = max(end, standing.since)
        standing.save(update_fields=["ended_at"])
        _record_flood(b, standing, FloodEnded)
    newest = newest_raised(b.now)
    if not begins(newest, b.now):
        return
    floor = max(newest[MORE_THAN], _last_end() or newest[MORE_THAN])
    mine = _news(b.now).filter(raised_at__gte=floor, raised_at__lte=b.now)
    first = mine.select_related("rule").order_by("onset", "pk").first()
    if first is None:
        return
    made = Flood.objects.create(since=floor, first=first)
    _record_flood(b, made, FloodBegan)


def _last_end() -> datetime | None:
    return Flood.objects.exclude(ended_at=None).order_by("-pk").values_list("ended_at", flat=True).first()


def _record_flood(b: Book, row: Flood, kind: type[FloodBegan] | type[FloodEnded]) -> None:
    title = row.first.title
    b.record(
        kind(
            flood=row.pk, since=iso(row.since), count=counted(row, b.now), first=row.first_id, title_zh=title.zh,
            title_en=title.en, ended_at=iso(row.ended_at) if row.ended_at else None,
        ),
        subject=row.subject,
    )  # fmt: skip


def _news(now: datetime) -> QuerySet[Alarm]:
    """What the watch has to take in: late records are no news, and what is held back is not heard."""
    return Alarm.objects.filter(late=False).exclude(is_held(now))


def counted(row: Flood, now: datetime) -> int:
    """How many alarms a flood brought so far."""
    rows = _news(now).filter(raised_at__gte=row.since)
    return (rows.filter(raised_at__lt=row.ended_at) if row.ended_at else rows).count()


def flood_noted() -> Subquery:
    """The flood that began and of which no end is written down, as part of another question: it is asked all the time."""
    return Subquery(Flood.objects.filter(ended_at=None).order_by("-pk").values("pk")[:1])


def flood_now(noted: int | None, recent: int) -> Flood | None:
    """The flood in which we are. It is over when too few are new, even if nothing has happened since to write that down.

    recent  how many alarms that are heard were raised in the last ten minutes
    """
    if noted is None or recent < FEWER_THAN:
        return None
    return Flood.objects.select_related("first__rule").get(pk=noted)
