"""A drill's alarms: raised for a sensor and a rule of their own beside the real ones, so that a real alarm neither joins
them nor hides behind them, is not grouped with them, and counts in no flood of theirs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from watchroom.alarms import changes as step
from watchroom.alarms.actions import whole
from watchroom.alarms.detection import DETECTORS, Limits, settings_of
from watchroom.alarms.faults import NoSuchRule
from watchroom.alarms.holding import settle, values
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import TEXTS, put_rule
from watchroom.alarms.rule_inputs import with_numbers
from watchroom.alarms.rules import STANDING, State
from watchroom.alarms.trying import run
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.clock import ms
from watchroom.kernel.exercise import mark, marked
from watchroom.kernel.words import Words
from watchroom.sources.actions import put_sensor
from watchroom.sources.exercising import played_source
from watchroom.sources.history import Series
from watchroom.sources.queries import sensors

PREFIX = "drill-"
_MOST_S = 5.0  # of judging: a script holds at most some hundred readings


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


def judge_played(
    sensor: str, told: Mapping[str, Sequence[tuple[datetime, float]]], *, batch: str, actor: str, cause: Cause = None
) -> list[Alarm]:
    """Lets the rules in force judge what sensors read in a drill, as they judge real readings; the last of `sensor` is new.

    told  by sensor, event time and value in its own unit, oldest first
    Joins a book that is an exercise's. Gives the alarms that the new reading has raised. A rule over rules is not judged.
    """
    raised: list[Alarm] = []
    with book(actor=actor, cause=cause, exercise=True):
        for rule in playable():
            if DETECTORS[rule.detector].takes.of != "sensors" or sensor not in (rule.watched.code, *rule.inputs):
                continue
            for change in _new_changes(rule, sensor, told):
                if change.kind == "raise":
                    held = timedelta(milliseconds=change.at_ms - change.onset_ms)
                    raised.append(
                        raise_played(rule.code, change.value, held=held, batch=batch, actor=actor, cause=cause)
                    )
                else:
                    return_played(rule.code, actor=actor, cause=cause)
    return raised


def _new_changes(rule: Rule, sensor: str, told: Mapping[str, Sequence[tuple[datetime, float]]]) -> list[Change]:
    """What the last reading of the sensor adds to what the rule had found before it."""
    before = {code: each[:-1] if code == sensor else each for code, each in told.items()}
    return _changes(rule, told)[len(_changes(rule, before)) :]


def _changes(rule: Rule, told: Mapping[str, Sequence[tuple[datetime, float]]]) -> list[Change]:
    heard = {one.number: told[one.code] for one in sensors((rule.watched.code, *rule.inputs)) if told.get(one.code)}
    if not heard:
        return []
    series = {number: _series(each) for number, each in heard.items()}
    until = max(int(one.measured_ms[-1]) for one in series.values())
    return run(with_numbers([rule]), rule.watched.partition, series, until, _MOST_S)[0]


def _series(told: Sequence[tuple[datetime, float]]) -> Series:
    at = np.array([ms(each) for each, _ in told], np.int64)
    return Series(at, np.array([value for _, value in told], np.float64), at)


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
