"""The driver moves time only when everything is done, and does the same whether it runs live or at once. Time is pretended."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from watchroom.ops.scenario.driver import AtOnce, Driver, Live, Pace, Stopped

pytestmark = pytest.mark.pure
T0 = datetime(2026, 12, 12, 2, 30, tzinfo=UTC)
MIN = timedelta(minutes=1)


class Site:
    """A site in memory: a report keeps it busy for some polls, acts fall due at their times."""

    def __init__(self, acts: Iterable[datetime] = (), deadlines: Iterable[datetime] = (), busy: int = 3) -> None:
        self.clock, self.busy_for = T0, busy
        self.left = 0
        self.due, self.deadlines = sorted(acts), sorted(deadlines)
        self.told: list[tuple[str, datetime]] = []

    def now(self) -> datetime:
        return self.clock

    def advance(self, to: datetime) -> None:
        assert not self.left, "time moved although something was undone"
        assert not [at for at in self.due if at <= self.clock], "time moved although an act was due"
        self.clock = to

    def undone(self, now: datetime) -> str:
        self.left = max(0, self.left - 1)
        return "busy" if self.left else ""

    def report(self, now: datetime) -> None:
        self.told.append(("report", now))
        self.left = self.busy_for

    def next_deadlines(self, now: datetime) -> Iterable[datetime]:
        return [at for at in self.deadlines if at > now][:1]

    def act(self, now: datetime) -> int:
        ripe = [at for at in self.due if at <= now]
        self.due = [at for at in self.due if at > now]
        self.told += [("act", now) for _ in ripe]
        self.left = self.busy_for if ripe else self.left
        return len(ripe)

    def next_act(self) -> datetime | None:
        return self.due[0] if self.due else None


class Wall:
    """A wall clock that only waiting moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.stop_after: float | None = None

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def stopping(self, seconds: float) -> bool:
        self.seconds += seconds
        return self.stop_after is not None and self.seconds > self.stop_after


def driver(site: Site, pace: Pace | None = None, *, minutes: int = 5, wall: Wall | None = None) -> Driver:
    wall = wall or Wall()
    ends = T0 + minutes * MIN
    return Driver(site, pace or AtOnce(), ends=ends, step=MIN, sleep=wall.sleep, monotonic=wall.monotonic)


def test_devices_report_at_every_full_step_and_at_the_start() -> None:
    site = Site()
    driver(site).play()
    assert site.told == [("report", T0 + n * MIN) for n in range(6)]


def test_time_stands_until_everything_is_done_and_stops_at_acts_and_deadlines() -> None:
    site = Site(acts=[T0 + timedelta(seconds=100)], deadlines=[T0 + timedelta(seconds=150)])
    played = driver(site).play()
    assert ("act", T0 + timedelta(seconds=100)) in site.told
    assert (played.steps, played.acts) == (7, 1)
    assert [what for what, at in site.told if at == T0 + timedelta(seconds=150)] == []


def test_an_act_that_fell_due_while_the_driver_was_away_is_done_before_time_moves() -> None:
    site = Site(acts=[T0 - MIN])
    driver(site).play()
    assert site.told[:2] == [("report", T0), ("act", T0)]


def test_live_and_at_once_do_the_same_things_at_the_same_instants() -> None:
    def played(pace: Pace, wall: Wall) -> list[tuple[str, datetime]]:
        site = Site(acts=[T0 + timedelta(seconds=s) for s in (40, 95, 240)])
        driver(site, pace, wall=wall).play()
        return site.told

    wall = Wall()
    live = Live(lambda: 30.0, wall.stopping, wall.monotonic)
    assert played(live, wall) == played(AtOnce(), Wall())


def test_a_day_at_thirty_times_takes_a_thirtieth_of_its_time() -> None:
    wall, site = Wall(), Site()
    driver(site, Live(lambda: 30.0, wall.stopping, wall.monotonic), minutes=60, wall=wall).play()
    assert wall.seconds == pytest.approx(120, rel=0.05)


def test_paused_time_stands_and_the_driver_can_still_be_stopped() -> None:
    wall, site = Wall(), Site()
    wall.stop_after = 60
    with pytest.raises(Stopped):
        driver(site, Live(lambda: 0.0, wall.stopping, wall.monotonic), wall=wall).play()
    assert site.clock == T0


def test_a_changed_speed_counts_from_the_next_quarter_second() -> None:
    wall, speeds = Wall(), iter([1.0, 60.0, 1.0])
    live = Live(lambda: next(speeds), wall.stopping, wall.monotonic)
    first = live.wait(T0, T0 + MIN)
    second = live.wait(first, T0 + MIN)
    assert (first - T0, second - first) == (timedelta(seconds=0.25), timedelta(seconds=15))
    assert live.wait(second, second + timedelta(seconds=0.1)) == second + timedelta(seconds=0.1)


def test_a_driver_that_is_told_to_end_leaves_time_where_it_is_even_while_the_site_hangs() -> None:
    site = Site(busy=10**9)
    one = Driver(
        site, AtOnce(), ends=T0 + MIN, step=MIN, stopping=lambda: True, sleep=lambda _: None, monotonic=Wall().monotonic
    )
    with pytest.raises(Stopped):
        one.play()
    assert site.clock == T0


def test_a_driver_started_again_goes_on_where_the_clock_stands() -> None:
    site = Site()
    site.clock = T0 + 3 * MIN
    driver(site).play()
    assert site.told == [("report", T0 + n * MIN) for n in (3, 4, 5)]


def test_started_again_between_two_steps_it_says_the_last_steps_readings_again() -> None:
    site = Site()
    site.clock = T0 + timedelta(seconds=3 * 60 + 22.5)
    driver(site).play()
    assert site.told == [("report", T0 + n * MIN) for n in (3, 4, 5)]
