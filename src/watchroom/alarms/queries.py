"""What others may ask about alarms and rules: viewer in, rows out. The judge's own questions need no viewer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from watchroom.alarms.detection import DETECTORS, Limits, RuleSpec, settings_of
from watchroom.alarms.faults import NoSuchAlarm, NoSuchRule
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rules import OPEN, STANDING, UNSEEN, State
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST = 500
_RANK = {State.UNACK: 0, State.ACK: 1, State.RTN: 2, State.CLEARED: 3}


@dataclass(frozen=True, slots=True)
class Load:
    """How loaded the watch is. `new` counts annunciations of the last ten minutes, not acknowledgements."""

    unseen: int
    known: int
    new: int

    @property
    def flood(self) -> bool:
        """More than ten new alarms in ten minutes: what EEMUA 191 calls a flood."""
        return self.new > 10


def alarms(viewer: Viewer, open: bool = True, limit: int = MOST) -> list[Alarm]:
    """Unacknowledged first, then acknowledged, then returned; late records after news; the gravest first, then newest.

    `open` False: the newest of all, cleared ones too. At most `limit` rows.
    """
    viewer.must(Act.SEE)
    if not open:
        return list(_whole().order_by("-raised_at", "-pk")[: min(limit, MOST)])
    rows = _whole().filter(state__in=_values(OPEN)).order_by("priority", "-raised_at", "-pk")[: min(limit, MOST)]
    return sorted(rows, key=lambda alarm: (_RANK[State(alarm.state)], alarm.late, alarm.priority))


def alarm(viewer: Viewer, pk: int) -> Alarm:
    """Raises NoSuchAlarm."""
    viewer.must(Act.SEE)
    row = _whole().filter(pk=pk).first()
    if row is None:
        raise NoSuchAlarm(alarm=pk)
    return row


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


def load(viewer: Viewer) -> Load:
    viewer.must(Act.SEE)
    since = site_now() - timedelta(minutes=10)
    counts = Alarm.objects.filter(Q(state__in=_values(OPEN)) | Q(raised_at__gt=since)).aggregate(
        unseen=Count("pk", filter=Q(state__in=_values(UNSEEN))),
        known=Count("pk", filter=Q(state=State.ACK.value)),
        new=Count("pk", filter=Q(raised_at__gt=since, late=False)),
    )
    return Load(**counts)


def next_to_acknowledge(viewer: Viewer) -> Alarm | None:
    """The alarm that one key acknowledges: the first of the queue that nobody has seen."""
    return next((row for row in alarms(viewer) if State(row.state) in UNSEEN), None)


def rules(viewer: Viewer) -> list[Rule]:
    viewer.must(Act.SEE)
    return list(Rule.objects.select_related("sensor__place").order_by("code"))


def rule(viewer: Viewer, code: str) -> Rule:
    """Raises NoSuchRule."""
    viewer.must(Act.SEE)
    row = Rule.objects.select_related("sensor__place").filter(code=code).first()
    if row is None:
        raise NoSuchRule(rule=code[:64])
    return row


def limits_of(viewer: Viewer, sensor: str) -> list[tuple[Rule, Limits]]:
    """The lines to draw into a sensor's plot: of its live rules, the gravest first."""
    viewer.must(Act.SEE)
    rows = (
        Rule.objects.select_related("sensor__place").filter(sensor__code=sensor, live=True).order_by("priority", "code")
    )
    drawn = [(row, limits(row)) for row in rows]
    return [(row, line) for row, line in drawn if line is not None]


def limits(rule: Rule) -> Limits | None:
    """A rule's limit and the value at which it clears; None when its detector has no line to draw."""
    if rule.detector not in DETECTORS:
        return None
    return DETECTORS[rule.detector]().limits(settings_of(rule.detector, rule.settings))


def rule_specs(partition: int) -> list[RuleSpec]:
    """For the judge of a partition: its live rules, by rule."""
    rows = Rule.objects.filter(sensor__partition=partition, live=True).order_by("pk")
    values = rows.values_list("pk", "version", "detector", "sensor__number", "settings", "generation")
    return [RuleSpec(*row) for row in values]


def standing(partition: int) -> list[tuple[int, int]]:
    """For a judge without a snapshot: rule and onset (ms) of each condition that an alarm stands for."""
    rows = Alarm.objects.filter(sensor__partition=partition, state__in=_values(STANDING)).values_list(
        "rule_id", "onset"
    )
    return [(rule, ms(onset)) for rule, onset in rows]


def _whole() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("rule", "sensor__place", "sensor__source")


def _values(states: frozenset[State]) -> list[str]:
    return [state.value for state in states]


def all_standing() -> list[Alarm]:
    """For followers, whose rights are the platform's: every alarm whose condition stands, oldest first."""
    return list(_whole().filter(state__in=_values(STANDING)).order_by("raised_at", "pk"))
