"""One condition is one alarm whatever its readings' order and closeness, and muting an alarm hides nothing of its life."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest

from watchroom.alarms import chores, hold_actions, queries, sound_actions
from watchroom.alarms.actions import acknowledge
from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.tests.scene import TOLD, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.people.testing import Cast

AT_ONCE = {"limit": 4, "clear": 3.5, "max_gap_s": 120}
HELD = {"limit": 4, "clear": 3.5, "hold_s": 2, "max_gap_s": 120}
MS = 1 / 60_000  # of a minute


@pytest.fixture
def watch(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(chores, "drained", lambda at: [])
    return Watch(wind_rule(settings=AT_ONCE).watched, T0)


@pytest.mark.parametrize("apart_ms", [0, 1, 3, 999, 60_000])
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("together", [True, False])
def test_readings_however_close_and_in_whatever_order_are_one_alarm_and_one_return(
    watch: Watch, apart_ms: int, backwards: bool, together: bool
) -> None:
    """Two open alarms of one kind, of which one was never closed.

    Source: https://github.com/thingsboard/thingsboard/issues/2986, https://github.com/thingsboard/thingsboard/issues/15583
    """
    pair = [(1.0, 95.0), (1.0 + apart_ms * MS, 96.0)][:: -1 if backwards else 1]
    for part in [pair] if together else [[one] for one in pair]:
        watch.read(*part)

    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.returned_at) == ("unack", None)
    watch.read((5.0, 1.0))

    alarm.refresh_from_db()
    assert alarm.returned_at is not None
    assert not Alarm.objects.filter(state__in=("unack", "ack")).exists()


@pytest.mark.parametrize(
    ("high_ms", "normal_ms", "raised"),
    [(47_200, 48_100, False), (47_200, 49_199, False), (47_999, 49_000, False), (47_000, 49_000, False), (47_000, 49_001, True)],
)  # fmt: skip
def test_the_holding_time_is_of_the_events_own_time_to_the_millisecond(
    clock: SetClock, high_ms: int, normal_ms: int, raised: bool
) -> None:
    """A condition of two seconds made alarms of one. Just before the end a high reading still stands.

    Source: https://github.com/thingsboard/thingsboard/issues/10590
    """
    watch = Watch(wind_rule(settings=HELD).watched, T0)
    watch.read((high_ms * MS, 5.0))
    watch.read(((normal_ms - 1) * MS, 5.0))
    watch.read((normal_ms * MS, 1.0))

    assert Alarm.objects.exists() is raised


def test_a_value_that_changes_its_level_to_and_fro_leaves_the_lower_alarm_standing_and_counted_by_itself(
    watch: Watch, cast: Cast
) -> None:
    """A counter that begins anew with every level tells nobody anything. Source: https://github.com/alerta/alerta/issues/1568"""
    put_rule("jump-wind-6", detector="threshold", sensor="jump-wind", settings={"limit": 6, "clear": 5.5, "max_gap_s": 120}, priority=1, **TOLD)  # fmt: skip
    watch = Watch(watch.sensor, T0)

    watch.minutes(4.5, 4.6, 7.0, 4.7, 8.0, 4.8)

    minor = Alarm.objects.get(rule__code="jump-wind-4")
    major = Alarm.objects.filter(rule__code="jump-wind-6").order_by("onset")
    assert (minor.state, minor.returned_at, minor.repeats) == ("unack", None, 0)
    assert sum(1 + one.repeats for one in major) == 2
    assert all(one.state != "unack" or one.returned_at is None for one in major)


def shelved(cast: Cast, clock: SetClock, alarm: Alarm) -> Callable[[], object]:
    hold_actions.shelve(cast.lin, alarm.pk, 30, "探头检修")
    return lambda: hold_actions.unshelve(cast.lin, alarm.pk)


def out_of_service(cast: Cast, clock: SetClock, alarm: Alarm) -> Callable[[], object]:
    hold = hold_actions.take_out(cast.chen, sensor="jump-wind", reason="更换探头")
    return lambda: hold_actions.end_hold(cast.zhao, hold.pk)


def in_maintenance(cast: Cast, clock: SetClock, alarm: Alarm) -> Callable[[], object]:
    begins = clock.at + timedelta(minutes=1)
    hold_actions.plan_maintenance(cast.chen, begins, begins + timedelta(minutes=5), reason="年检", sensor="jump-wind")
    clock.set(begins)
    assert chores.KeepHolds().run(clock.at) == 1

    def over() -> None:
        clock.forward(minutes=5)
        assert chores.KeepHolds().run(clock.at) == 1

    return over


def silenced(cast: Cast, clock: SetClock, alarm: Alarm) -> Callable[[], object]:
    sound_actions.silence(cast.lin, 10)
    return lambda: sound_actions.silence(cast.lin, 0)


@pytest.mark.parametrize("mute", [shelved, out_of_service, in_maintenance, silenced])
@pytest.mark.parametrize("seen", [False, True])
def test_what_ends_while_it_is_muted_has_ended_and_the_next_is_a_new_alarm_and_heard(
    watch: Watch, cast: Cast, clock: SetClock, mute: Callable[[Cast, SetClock, Alarm], Callable[[], object]], seen: bool
) -> None:
    """The good news came in a muted hour and was thrown away. Source: https://github.com/alerta/alerta/issues/176"""
    watch.minutes(3.0, 4.5)
    clock.forward(minutes=2)
    first = Alarm.objects.get()
    if seen:
        acknowledge(cast.lin, first.pk)

    over = mute(cast, clock, first)
    watch.minutes(3.0, 3.0, at=2)
    over()
    first.refresh_from_db()
    assert first.returned_at is not None
    watch.minutes(4.6, at=10)
    clock.forward(minutes=1)

    second = Alarm.objects.exclude(pk=first.pk).get()
    assert (second.state, second.returned_at) == ("unack", None)
    assert second.pk in [row.pk for row in queries.alarms(cast.lin)]
    assert second.pk in [row.pk for row in queries.to_sound(cast.lin)]


def test_every_order_of_four_readings_ends_as_the_sorted_ones_do(watch: Watch) -> None:
    rows = [(1.0, 4.5), (2.0, 4.6), (3.0, 3.0), (4.0, 4.7)]
    for number, order in enumerate(itertools.permutations(rows)):
        watch.read(*((minute + number * 10, value) for minute, value in order))
        assert Alarm.objects.filter(state="unack").count() == 1, order
        watch.read((number * 10 + 6.0, 1.0))
