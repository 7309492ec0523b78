"""What others may ask about alarms and rules: viewer in, rows out. The judge's own questions need no viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from watchroom.alarms.detection import DETECTORS, Limits, RuleSpec, settings_of
from watchroom.alarms.faults import NoSuchAlarm, NoSuchRule
from watchroom.alarms.holding import is_held, values
from watchroom.alarms.models import Alarm, Hold, Rule, Silence
from watchroom.alarms.rule_inputs import with_numbers
from watchroom.alarms.rules import LADDER, OPEN, STANDING, UNSEEN, HoldKind, State
from watchroom.alarms.told_values import judged, judged_by
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.kernel.units import Quantity
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST = 500
SIMILAR_FOR = timedelta(days=90)
RANK = {
    State.UNACK: 0, State.ACK: 1, State.RTN: 2, State.LATCHED_UNACK: 2, State.LATCHED_ACK: 3, State.CLEARED: 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """How loaded the watch is. `new` counts annunciations of the last ten minutes, not acknowledgements.

    What is held back is counted by what holds it back foremost: nobody can hide an alarm without its being told.
    """

    unseen: int
    known: int
    new: int
    shelved: int = 0
    suppressed: int = 0
    out: int = 0
    escalated: int = 0

    @property
    def held(self) -> int:
        return self.shelved + self.suppressed + self.out


def alarms(
    viewer: Viewer, open: bool = True, limit: int | None = MOST, held: bool = False, now: datetime | None = None
) -> list[Alarm]:
    """Unacknowledged first, then acknowledged, then returned; late records after news; the gravest first, then newest.

    `open` False: the newest of all, cleared ones too. `held`: those that are held back instead of those that are heard.
    A shelf whose time has run out holds nothing back, whether the worker has noted it or not. At most `limit` rows;
    every one with None.
    """
    viewer.must(Act.SEE)
    if not open:
        return list(_whole().order_by("-raised_at", "-pk")[: _most(limit)])
    rows = _whole().filter(state__in=values(OPEN)).order_by("priority", "-raised_at", "-pk")
    back = is_held(now or site_now())
    rows = rows.filter(back) if held else rows.exclude(back)
    return sorted(rows[: _most(limit)], key=lambda alarm: (RANK[State(alarm.state)], alarm.late, alarm.priority))


def alarm(viewer: Viewer, pk: int) -> Alarm:
    """Raises NoSuchAlarm."""
    viewer.must(Act.SEE)
    row = _whole().filter(pk=pk).first()
    if row is None:
        raise NoSuchAlarm(alarm=pk)
    return row


def about_one(code: str, about: str) -> Alarm | None:
    """The newest alarm of a built-in rule about something: what the room whose it is shows of it."""
    return Alarm.objects.filter(rule__code=code, about=about).order_by("-pk").first()


def quantities(rows: Sequence[Alarm]) -> dict[int, Quantity]:
    """By alarm, what its value, peak and limit are; those that no sensor measured have none."""
    how = judged_by(row.rule for row in rows)
    return {row.pk: how[row.rule_id].own or row.sensor.measured for row in rows if row.sensor}


def of_incident(viewer: Viewer, incident: int) -> list[Alarm]:
    viewer.must(Act.SEE)
    return list(_whole().filter(incident=incident).order_by("raised_at"))


def of_sensor(viewer: Viewer, sensor: str, limit: int = 50) -> list[Alarm]:
    """The sensor's alarms, newest first."""
    viewer.must(Act.SEE)
    return list(_whole().filter(sensor__code=sensor).order_by("-raised_at", "-pk")[: min(limit, MOST)])


def begun(viewer: Viewer, sensor: str, since: datetime, until: datetime) -> list[Alarm]:
    """The sensor's alarms whose condition began in since <= t < until, the newest MOST of them."""
    viewer.must(Act.SEE)
    return list(
        _whole().filter(sensor__code=sensor, onset__gte=since, onset__lt=until).order_by("-onset", "-pk")[:MOST]
    )


def similar(viewer: Viewer, row: Alarm, limit: int = 20) -> list[Alarm]:
    """Earlier alarms of the same rule and sensor (or about the same thing) in the 90 days before, newest first."""
    viewer.must(Act.SEE)
    rows = _whole().filter(rule=row.rule_id, sensor=row.sensor_id, about=row.about)
    before = rows.filter(raised_at__lte=row.raised_at, raised_at__gt=row.raised_at - SIMILAR_FOR).exclude(pk=row.pk)
    return list(before.order_by("-raised_at", "-pk")[:limit])


def load(viewer: Viewer, now: datetime | None = None) -> Load:
    viewer.must(Act.SEE)
    among, counts = load_counts(now or site_now())
    return Load(
        **Alarm.objects.filter(among).aggregate(**{name: Count("pk", filter=one) for name, one in counts.items()})
    )


def load_counts(now: datetime) -> tuple[Q, dict[str, Q]]:
    """Among which alarms a `Load` is counted, and how: the queue counts it and its groups in one question."""
    is_open, new = Q(state__in=values(OPEN)), Q(raised_at__gt=now - timedelta(minutes=10))
    out, shelved = Q(out_of_service=True), Q(shelved_until__gt=now)
    heard = is_open & ~is_held(now)
    unseen = heard & Q(state__in=values(UNSEEN))
    return is_open | new, {
        "unseen": unseen,
        "known": heard & ~Q(state__in=values(UNSEEN)),
        "new": new & Q(late=False) & ~is_held(now),
        "shelved": is_open & shelved & ~out,
        "suppressed": is_open & ~Q(suppressed_by="") & ~shelved & ~out,
        "out": is_open & out,
        "escalated": unseen & Q(escalated__gt=0),
    }


def holds(viewer: Viewer, kind: HoldKind | None = None, *, ended: bool = False, limit: int | None = MOST) -> list[Hold]:
    """What holds alarms back now or is planned to, the soonest first; with `ended` those of the past, newest first.

    Every one with `limit` None.
    """
    viewer.must(Act.SEE)
    rows = Hold.objects.select_related("rule", "sensor__place", "place")
    rows = rows.filter(kind=kind.value) if kind else rows
    if ended:
        return list(rows.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[: _most(limit)])
    return list(rows.filter(ended_at=None).order_by("since", "pk")[: _most(limit)])


def _most(limit: int | None) -> int | None:
    return None if limit is None else min(limit, MOST)


def silent_until(viewer: Viewer) -> datetime | None:
    """Until when this person's own loudspeaker is silent; None when it is not."""
    row = Silence.objects.filter(person=viewer.person, until__gt=site_now()).first() if viewer.person else None
    return row.until if row else None


def to_sound(viewer: Viewer) -> list[Alarm]:
    """The alarms that sound, the gravest first: unseen by anybody, held back by nothing, and news."""
    viewer.must(Act.SEE)
    rows = Alarm.objects.filter(state__in=values(UNSEEN), late=False).exclude(is_held(site_now()))
    return list(rows.order_by("priority", "-raised_at", "-pk")[:MOST])


def before_me(viewer: Viewer) -> list[Alarm]:
    """The alarms that the ladder has brought before a post that this viewer holds now."""
    viewer.must(Act.SEE)
    rungs = [n for n, (role, _) in enumerate(LADDER, start=1) if role in viewer.roles]
    if not rungs:
        return []
    rows = _whole().filter(state__in=values(UNSEEN), escalated__gte=min(rungs)).exclude(is_held(site_now()))
    return list(rows.order_by("priority", "raised_at", "pk")[:MOST])


def next_to_acknowledge(viewer: Viewer) -> Alarm | None:
    """The alarm that one key acknowledges: the first of the queue that nobody has seen."""
    viewer.must(Act.SEE)
    rows = _whole().exclude(is_held(site_now())).order_by("late", "priority", "-raised_at", "-pk")
    ranks = sorted({RANK[state] for state in UNSEEN})
    among = ([state.value for state in UNSEEN if RANK[state] == rank] for rank in ranks)
    return next((row for states in among if (row := rows.filter(state__in=states).first())), None)


def rules(viewer: Viewer) -> list[Rule]:
    viewer.must(Act.SEE)
    return list(Rule.objects.select_related("sensor__place", "suppressed_by").order_by("code"))


def rule(viewer: Viewer, code: str) -> Rule:
    """Raises NoSuchRule."""
    viewer.must(Act.SEE)
    row = Rule.objects.select_related("sensor__place", "suppressed_by").filter(code=code).first()
    if row is None:
        raise NoSuchRule(rule=code[:64])
    return row


def limits_of(viewer: Viewer, sensor: str) -> list[tuple[Rule, Limits]]:
    """The lines to draw into a sensor's plot: of its live rules that judge what it measures, the gravest first."""
    viewer.must(Act.SEE)
    rows = (
        Rule.objects.select_related("sensor__place", "suppressed_by")
        .filter(sensor__code=sensor, live=True)
        .order_by("priority", "code")
    )
    drawn = [(row, limits(row)) for row in rows if judged(row.detector, row.inputs).own is None]
    return [(row, line) for row, line in drawn if line is not None]


def limits(rule: Rule) -> Limits | None:
    """A rule's limit and the value at which it clears; None when its detector has no line to draw."""
    if rule.detector not in DETECTORS:
        return None
    return DETECTORS[rule.detector]().limits(settings_of(rule.detector, rule.settings))


def rule_specs(partition: int) -> list[RuleSpec]:
    """For the judge of a partition: its live rules, by rule."""
    rows = Rule.objects.filter(sensor__partition=partition, live=True).select_related("sensor").order_by("pk")
    return with_numbers(list(rows))


def standing(partition: int) -> list[tuple[int, int]]:
    """For a judge without a snapshot: rule and onset (ms) of each condition that an alarm stands for."""
    rows = Alarm.objects.filter(sensor__partition=partition, state__in=values(STANDING)).values_list(
        "rule_id", "onset", "beats"
    )
    return [(rule, beats[-1] if beats else ms(onset)) for rule, onset, beats in rows]


def _whole() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("rule", "sensor__place", "sensor__source")


def all_standing() -> list[Alarm]:
    """For followers, whose rights are the platform's: every alarm whose measured condition stands, oldest first; those
    that are held back too, for the world is as it is whether anybody hears of it."""
    return list(_whole().filter(sensor__isnull=False, state__in=values(STANDING)).order_by("raised_at", "pk"))
