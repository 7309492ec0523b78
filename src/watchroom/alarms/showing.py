"""An alarm as a person sees it: words, numbers with units, and the value now with its age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watchroom.alarms.models import Alarm, Hold
from watchroom.alarms.rules import (
    HELD_WORDS,
    HOLD_WORDS,
    LADDER,
    LATCHED,
    PRIORITY_WORDS,
    STANDING,
    STATE_WORDS,
    UNSEEN,
    Happening,
    Held,
    HoldKind,
    State,
    follows,
    foremost,
)
from watchroom.alarms.saying import number
from watchroom.alarms.told_values import Judged, judged_by
from watchroom.journal.clock import site_now
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.units import Quantity
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources

_NONE = Words(zh="—", en="—")


@dataclass(frozen=True)
class Shown:
    """`value` is the sensor's latest and `value_at` its event time; those of the raising while nothing newer is known, or
    when the value is not what the sensor measures: then `live` is False. What no sensor measured has no value: `detail`
    says what is wrong with it. `measured` is what value, peak and limit are.
    """

    alarm: Alarm
    measured: Quantity | None
    live: bool
    value: str
    value_at: datetime
    stale_after_s: int
    may_acknowledge: bool
    may_reset: bool
    acknowledged_by: Words | None
    assigned_to: Words | None
    held: Held | None

    @property
    def title(self) -> Words:
        return self.alarm.title

    @property
    def detail(self) -> Words | None:
        return self.alarm.detail

    @property
    def place(self) -> Words | None:
        return self.alarm.sensor.place.words if self.alarm.sensor else None

    @property
    def where(self) -> Words | None:
        """The place, unless the title names it already."""
        place = self.place
        return None if place is None or place.zh in self.title.zh or place.en in self.title.en else place

    @property
    def look_state(self) -> str:
        """How the row is drawn: what holds it back before the state of its condition."""
        return self.held.value if self.held else self.alarm.state

    @property
    def state(self) -> Words:
        return STATE_WORDS[State(self.alarm.state)]

    @property
    def held_words(self) -> Words | None:
        return HELD_WORDS[self.held] if self.held else None

    @property
    def latched(self) -> bool:
        return State(self.alarm.state) in LATCHED

    @property
    def priority(self) -> Words:
        return PRIORITY_WORDS[self.alarm.priority]

    @property
    def escalated_to(self) -> Words | None:
        """Who heard of it last, while nobody has acknowledged it."""
        waiting = self.alarm.escalated and State(self.alarm.state) in UNSEEN
        return LADDER[self.alarm.escalated - 1][1] if waiting else None

    @property
    def look(self) -> str:
        """The level's shape: filled while the condition stands, an outline when it is gone, grey while held back."""
        if self.held:
            return "grey"
        return "" if State(self.alarm.state) in STANDING else "none"

    @property
    def simulated(self) -> bool:
        return self.alarm.sensor is not None and self.alarm.sensor.source.simulated

    @property
    def unit(self) -> Words | str:
        return self.measured.unit_words if self.measured else ""

    @property
    def digits(self) -> int:
        return self.measured.digits if self.measured else 0

    @property
    def quantity(self) -> Words:
        return self.measured.title if self.measured else _NONE

    @property
    def seen_after(self) -> Words | None:
        """How long it stood before a person acknowledged it."""
        at = self.alarm.acknowledged_at
        if at is None:
            return None
        seconds = max(0, round((at - self.alarm.raised_at).total_seconds()))
        for unit, zh, en in ((3600, "小时", "h"), (60, "分", "min")):
            if seconds >= 2 * unit:
                return Words(zh=f"{seconds // unit} {zh}", en=f"{seconds // unit} {en}")
        return Words(zh=f"{seconds} 秒", en=f"{seconds} s")

    @property
    def raised_value(self) -> str:
        return number(self.alarm.value, self.measured, self.alarm.limit) if self.measured else "—"

    @property
    def peak(self) -> str:
        return number(self.alarm.peak, self.measured, self.alarm.limit) if self.measured else "—"

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
    codes = sorted({alarm.sensor.code for alarm in alarms if alarm.sensor})
    latest = sources.latest(codes) if codes else {}
    may = viewer.may(Act.ACKNOWLEDGE_ALARM)
    now = site_now() if any(alarm.shelved_until for alarm in alarms) else None
    judged = judged_by(alarm.rule for alarm in alarms)
    rows = []
    for alarm in alarms:
        measured, live = _measured(alarm, judged[alarm.rule_id])
        value, at = _value(alarm, measured, latest.get(alarm.sensor.code) if alarm.sensor and live else None)
        rows.append(
            Shown(
                alarm=alarm,
                measured=measured,
                live=live,
                value=value,
                value_at=at,
                stale_after_s=3 * alarm.sensor.source.expected_every_s if alarm.sensor else 0,
                may_acknowledge=may and State(alarm.state) in UNSEEN,
                may_reset=may and follows(alarm.position, Happening.RESET) is not None,
                acknowledged_by=who(viewer, alarm.acknowledged_by),
                assigned_to=_assigned(viewer, alarm),
                held=_held(alarm, now),
            )
        )
    return rows


def _measured(alarm: Alarm, judged: Judged) -> tuple[Quantity | None, bool]:
    """What its value is, and whether the sensor's newest reading is such a value."""
    if alarm.sensor is None:
        return None, False
    return judged.own or alarm.sensor.measured, judged.own is None


def _value(alarm: Alarm, measured: Quantity | None, newest: sources.Latest | None) -> tuple[str, datetime]:
    if measured is None:
        return "—", alarm.measured_at
    if newest is not None and newest.measured_at >= alarm.measured_at:
        return number(newest.value, measured, alarm.limit), newest.measured_at
    return number(alarm.value, measured, alarm.limit), alarm.measured_at


def _held(alarm: Alarm, now: datetime | None) -> Held | None:
    """A shelf whose time has run out holds nothing back, whether the worker has noted it or not."""
    held = alarm.position.held
    over = alarm.shelved_until is not None and now is not None and alarm.shelved_until <= now
    return foremost(held - {Held.SHELVED} if over else held)


def _assigned(viewer: Viewer, alarm: Alarm) -> Words | None:
    if alarm.assigned_to is None:
        return None
    return alarm.assigned_to.words if viewer.may(Act.SEE_NAMES) else Words(zh="值守人员", en="the watch")


@dataclass(frozen=True)
class ShownHold:
    """What holds alarms back, in words."""

    hold: Hold
    kind: Words
    about: Words
    laid_by: Words | None
    may_end: bool


def shown_holds(viewer: Viewer, holds: Sequence[Hold]) -> list[ShownHold]:
    return [
        ShownHold(
            hold,
            HOLD_WORDS[HoldKind(hold.kind)],
            hold.words,
            who(viewer, hold.laid_by),
            viewer.may(Act.ACKNOWLEDGE_ALARM if hold.kind == HoldKind.SHELF else Act.TAKE_OUT_ALARMS),
        )
        for hold in holds
    ]


def who(viewer: Viewer, actor: str) -> Words | None:
    """Who did it, as this viewer may know it; None when nobody did it yet."""
    return people.who(viewer, actor) if actor else None
