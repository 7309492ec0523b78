"""The driver: the only one who moves a scenario's clock, and only when everything up to now has been done.

Live and headless are one mechanism: `pace` waits as long as the wall asks for between two instants, or not at all.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

_log = logging.getLogger("watchroom.scenario")

POLL_S = 0.012  # asking costs the site about as much as it takes to answer; asking oftener makes it slower
STUCK_S = 20.0  # after so long a wait the log says for what


class World(Protocol):
    """What the driver needs of the site; the real one is in `site.py`."""

    def now(self) -> datetime: ...

    def advance(self, to: datetime) -> None: ...

    def undone(self, now: datetime) -> str:
        """What is still to be done up to `now`, in a few words for the log; empty when everything is."""
        ...

    def report(self, now: datetime) -> None:
        """Every device says what it measures now, and it was taken."""
        ...

    def next_deadlines(self, now: datetime) -> Iterable[datetime]:
        """Instants after `now` at which something falls due."""
        ...

    def act(self, now: datetime) -> int:
        """The autopilot does what is due; how many acts. 0 also when it is switched off."""
        ...

    def next_act(self) -> datetime | None: ...


class Pace(Protocol):
    def wait(self, now: datetime, upto: datetime) -> datetime:
        """Waits and says to which instant the clock may move: `upto`, or less of the way. Raises Stopped."""
        ...


class Stopped(Exception):
    """The driver was told to end; the clock stays where it is."""


class AtOnce:
    """As fast as the site can."""

    def __init__(self, stopping: Callable[[], bool] = lambda: False) -> None:
        self._stopping = stopping

    def wait(self, now: datetime, upto: datetime) -> datetime:
        if self._stopping():
            raise Stopped
        return upto


class Live:
    """As many times real time as `speed` says (0: paused), in steps of a quarter second of the wall."""

    QUANTUM_S = 0.25

    def __init__(
        self,
        speed: Callable[[], float],
        stopping: Callable[[float], bool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """stopping  waits the given seconds; True when the driver is to end"""
        self._speed, self._stopping, self._monotonic = speed, stopping, monotonic
        self._last = monotonic()

    def wait(self, now: datetime, upto: datetime) -> datetime:
        while True:
            left = max(0.0, self.QUANTUM_S - (self._monotonic() - self._last))
            if self._stopping(left):
                raise Stopped
            self._last = self._monotonic()
            speed = self._speed()
            if speed > 0:
                return min(upto, now + timedelta(seconds=round(speed * self.QUANTUM_S, 3)))


@dataclass(frozen=True, slots=True)
class Played:
    steps: int
    acts: int
    seconds: float


class Driver:
    def __init__(
        self, world: World, pace: Pace, *, ends: datetime, step: timedelta, stopping: Callable[[], bool] = lambda: False,
        sleep: Callable[[float], None] = time.sleep, monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._world, self._pace, self._ends, self._step = world, pace, ends, step
        self._stopping, self._sleep, self._monotonic = stopping, sleep, monotonic
        self.steps = self.acts = 0

    def play(self) -> Played:
        """Until the day ends. Raises Stopped."""
        began = self._monotonic()
        self._world.report(
            self._step_before(self._world.now())
        )  # after a restart again: the same changes nothing twice
        while True:
            now = self._world.now()
            self.settle(now)
            if now >= self._ends:
                return Played(self.steps, self.acts, self._monotonic() - began)
            to = self._pace.wait(now, self.next_instant(now))
            self._world.advance(to)
            self.steps += 1
            if self._on_step(to):
                self._world.report(to)
                self._sleep(POLL_S)  # nothing can be judged sooner

    def settle(self, now: datetime) -> None:
        """Until everything up to `now` is done, the people's acts and what follows from them included."""
        while True:
            self._drain(now)
            acted = self._world.act(now)
            if not acted:
                return
            self.acts += acted

    def next_instant(self, now: datetime) -> datetime:
        """The next full step, act or deadline, whichever comes first."""
        after = self._step_before(now) + self._step
        act = self._world.next_act()
        others = [*self._world.next_deadlines(now), *([act] if act else [])]
        return min([self._ends, after, *(at for at in others if at > now)])

    def _on_step(self, at: datetime) -> bool:
        return at == self._step_before(at)

    def _step_before(self, at: datetime) -> datetime:
        """The last full step at or before an instant."""
        whole = self._step.total_seconds()
        return datetime.fromtimestamp(at.timestamp() // whole * whole, at.tzinfo)

    def _drain(self, now: datetime) -> None:
        began, said = self._monotonic(), False
        while left := self._world.undone(now):
            if self._stopping():
                raise Stopped
            if not said and self._monotonic() - began > STUCK_S:
                _log.warning("waiting at %s for: %s", now.isoformat(), left)
                said = True
            self._sleep(POLL_S)
