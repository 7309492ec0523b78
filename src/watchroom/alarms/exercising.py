"""A drill's alarms: raised for a sensor and a rule of their own beside the real ones, so that a real alarm neither joins
them nor hides behind them, is not grouped with them, and counts in no flood of theirs.
"""

from datetime import datetime, timedelta

from watchroom.alarms import changes as step
from watchroom.alarms.actions import whole
from watchroom.alarms.detection import DETECTORS, Limits, settings_of
from watchroom.alarms.faults import NoSuchRule
from watchroom.alarms.holding import settle, values
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import TEXTS, put_rule
from watchroom.alarms.rules import STANDING, State
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.exercise import mark, marked
from watchroom.kernel.words import Words
from watchroom.sources.actions import put_sensor
from watchroom.sources.exercising import played_source

PREFIX = "drill-"


def playable() -> list[Rule]:
    """The rules whose alarms a drill can raise: in force, and of a sensor of the site."""
    rows = Rule.objects.filter(live=True, sensor__isnull=False).exclude(code__startswith=PREFIX)
    return list(rows.select_related("sensor__place").order_by("code"))


def raise_played(
    rule: str, value: float, *, held: timedelta | None, batch: str, actor: str, cause: Cause = None
) -> Alarm:
    """Raises the alarm that this rule would raise at this value; one of it that stands returns first.

    value  in the unit of the rule's sensor;  held  how long the condition has lasted; None: as long as the rule waits
    batch  what stands for the reading in the chain of causes
    Joins a book that is an exercise's. Raises NoSuchRule.
    """
    with book(actor=actor, cause=cause, exercise=True) as b:
        real = _real(rule)
        own, limits = _own(real, actor), _limits(real)
        _return(b, _code(rule))
        since = held if held is not None else timedelta(seconds=float(real.settings.get("hold_s", 0) or 0))
        row = Alarm.objects.create(
            rule=own, sensor=own.sensor, onset=_free(own, b.now - since), raised_at=b.now, measured_at=b.now,
            announced_at=b.now, state=State.UNACK.value, priority=own.priority, value=value, peak=value,
            limit=limits.limit if limits else value, above=limits.above if limits else True, batch=batch,
        )  # fmt: skip
        settle(b, [row], step.record_raised(b, row))
    return row


def return_played(rule: str, *, actor: str, cause: Cause = None) -> int:
    """What this rule's drill alarm stood for is over. How many stood."""
    with book(actor=actor, cause=cause, exercise=True) as b:
        return _return(b, _code(rule))


def return_all_played(*, actor: str, cause: Cause = None) -> int:
    """The drill is over: none of its alarms stands any more. How many did."""
    with book(actor=actor, cause=cause, exercise=True) as b:
        return _return(b, None)


def _return(b: Book, code: str | None) -> int:
    rows = whole().filter(rule__code__startswith=PREFIX, state__in=values(STANDING)).order_by("pk")
    found = list((rows if code is None else rows.filter(rule__code=code)).select_for_update(of=("self",)))
    for row in found:
        step.end_condition(b, row, b.now, cause=b.cause)
    settle(b, found)
    return len(found)


def _real(code: str) -> Rule:
    found = Rule.objects.select_related("sensor__place").filter(code=code, sensor__isnull=False).first()
    if found is None or found.code.startswith(PREFIX):
        raise NoSuchRule(rule=code[:64])
    return found


def _own(real: Rule, actor: str) -> Rule:
    """The drill's rule beside the real one, over a sensor that no device feeds. The same again changes nothing."""
    sensor = real.watched
    named = marked(Words(zh=sensor.zh, en=sensor.en))
    own = put_sensor(
        _code(sensor.code), played_source(actor).code, sensor.place.code, sensor.quantity, named.zh[:128], named.en[:128],
        position=sensor.position, actor=actor,
    )  # fmt: skip
    limits = _limits(real)
    asked = {
        "direction": "above" if limits is None or limits.above else "below",
        "limit": limits.limit if limits else 0,
    }
    told = {name: getattr(real, name) for name in TEXTS}
    told |= {name: mark(told[name], True, name[-2:])[:128] for name in ("title_zh", "title_en")}
    return put_rule(
        _code(real.code),
        detector="threshold",
        sensor=own.code,
        settings=asked,
        priority=real.priority,
        actor=actor,
        **told,
    )


def _limits(rule: Rule) -> Limits | None:
    return DETECTORS[rule.detector]().limits(settings_of(rule.detector, rule.settings))


def _free(rule: Rule, onset: datetime) -> datetime:
    """The onset is the alarm's identity: two within one drill's moment are two."""
    while Alarm.objects.filter(rule=rule, sensor=rule.sensor, onset=onset).exists():
        onset += timedelta(milliseconds=1)
    return onset


def _code(code: str) -> str:
    return f"{PREFIX}{code}"[:64]
