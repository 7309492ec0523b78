"""An alarm as a person sees it: words, numbers with units, and the value now with its age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import PRIORITY_WORDS, STANDING, STATE_WORDS, UNSEEN, State
from watchroom.alarms.saying import number
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources


@dataclass(frozen=True)
class Shown:
    """`value` is the sensor's latest and `value_at` its event time; those of the raising while nothing newer is known."""

    alarm: Alarm
    value: str
    value_at: datetime
    stale_after_s: int
    may_acknowledge: bool
    acknowledged_by: Words | None

    @property
    def title(self) -> Words:
        return self.alarm.rule.title

    @property
    def state(self) -> Words:
        return STATE_WORDS[State(self.alarm.state)]

    @property
    def priority(self) -> Words:
        return PRIORITY_WORDS[self.alarm.priority]

    @property
    def look(self) -> str:
        """The level's shape: filled while the condition stands, an outline when it is gone."""
        return "" if State(self.alarm.state) in STANDING else "none"

    @property
    def unit(self) -> Words:
        return self.alarm.sensor.measured.unit_words

    @property
    def digits(self) -> int:
        return self.alarm.sensor.measured.digits

    @property
    def quantity(self) -> Words:
        return self.alarm.sensor.measured.title

    @property
    def raised_value(self) -> str:
        return number(self.alarm.value, self.alarm.sensor.measured, self.alarm.limit)

    @property
    def peak(self) -> str:
        return number(self.alarm.peak, self.alarm.sensor.measured, self.alarm.limit)

    @property
    def limit(self) -> str:
        return "" if self.alarm.limit is None else decimal_text(self.alarm.limit)

    @property
    def condition(self) -> Words:
        """The limit as the plans say it: 以上 includes the number, 以下 does not."""
        if self.alarm.above:
            return Words(zh="{limit} {unit} 及以上", en="{limit} {unit} or more").fill(limit=self.limit, unit=self.unit)
        return Words(zh="低于 {limit} {unit}", en="below {limit} {unit}").fill(limit=self.limit, unit=self.unit)


def shown(viewer: Viewer, alarms: Sequence[Alarm]) -> list[Shown]:
    latest = sources.latest(sorted({alarm.sensor.code for alarm in alarms})) if alarms else {}
    may = viewer.may(Act.ACKNOWLEDGE_ALARM)
    rows = []
    for alarm in alarms:
        newest = latest.get(alarm.sensor.code)
        fresher = newest is not None and newest.measured_at >= alarm.measured_at
        value, at = (newest.value, newest.measured_at) if newest and fresher else (alarm.value, alarm.measured_at)
        rows.append(
            Shown(
                alarm=alarm,
                value=number(value, alarm.sensor.measured, alarm.limit),
                value_at=at,
                stale_after_s=3 * alarm.sensor.source.expected_every_s,
                may_acknowledge=may and State(alarm.state) in UNSEEN,
                acknowledged_by=who(viewer, alarm.acknowledged_by),
            )
        )
    return rows


def who(viewer: Viewer, actor: str) -> Words | None:
    """Who did it, as this viewer may know it; None when nobody did it yet."""
    return people.who(viewer, actor) if actor else None
