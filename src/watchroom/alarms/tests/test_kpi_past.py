"""What a past period shows: what stood then, as the book knew it, and a plot whose words no bar covers."""

import re
from datetime import timedelta

import pytest

from watchroom.alarms import kpi
from watchroom.alarms.kpi_plot import TOP, bars
from watchroom.alarms.models import Alarm
from watchroom.alarms.tests.scene import Watch, wind_rule
from watchroom.conftest import SetClock

DAY = timedelta(days=1)


def test_what_is_stale_is_what_stood_then_whatever_became_of_it(clock: SetClock) -> None:
    began = clock.at
    watch = Watch(wind_rule(settings={"limit": 4, "clear": 3.5}).watched, began)
    watch.read((0, 5.0))
    clock.forward(days=2, hours=1)
    watch.read((49 * 60, 2.0))
    clock.forward(days=3)

    def stale(days: float) -> int:
        return kpi.of_period(began, began + days * DAY).stale

    assert [stale(days) for days in (0.9, 1.5, 2, 3, 4)] == [0, 1, 1, 0, 0]
    (one,) = kpi.of_period(began, began + 2 * DAY).stalest
    assert (one.alarm, one.title.en) == (Alarm.objects.get().pk, "Mean wind, National Ski Jumping Centre")
    Alarm.objects.update(state="unack", returned_at=None)  # as the row is when the condition came again since
    assert [stale(days) for days in (2, 3)] == [1, 0]
    assert kpi.of_period(began, began + 2 * DAY, exercise=True).stale == 0


@pytest.mark.pure
def test_the_words_of_the_limit_stand_where_no_bar_reaches() -> None:
    drawn = bars([1, 50, 12, 60], [(0, "0")], 12.0, "目标 12", "每小时")
    (at,) = re.findall(r'y="([\d.]+)" text-anchor="end" fill="currentColor">目标 12<', drawn)
    tops = [float(top) for top in re.findall(r'<rect x="[\d.]+" y="([\d.]+)"', drawn)]
    assert float(at) < TOP <= min(tops)
