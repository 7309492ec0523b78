"""F-13: the site's clock is set back by an hour. Who falls silent is noticed, values are shown, feeds are asked."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from watchroom.conftest import T0, SetClock
from watchroom.kernel.clock import ms
from watchroom.sources import actions, feeds, leases
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Asked
from watchroom.sources.models import Source
from watchroom.sources.partition import Work
from watchroom.sources.readings import encode_readings, encode_tick
from watchroom.sources.tests.scene import Scene
from watchroom.sources.tests.test_partition import Paper

AT, BACK = ms(T0), -60.0


class Site:
    """One partition's work, told readings and ticks by the minute."""

    def __init__(self, scene: Scene) -> None:
        lease = leases.take(scene.partition, "elsewhere:1:a", "s")
        assert lease is not None
        self.scene, self.sequence = scene, 0
        self.work = Work(lease, Paper(), Catalogue(), Path("/nowhere"))
        self.work.begin()

    def tell(self, data: bytes) -> None:
        self.sequence += 1
        self.work.judge(self.work.absorb([(self.sequence, data)]), self.sequence, now=True)

    def read(self, minute: float, value: float) -> None:
        at = np.array([AT + round(minute * 60_000)], np.int64)
        self.tell(encode_readings(np.array([self.scene.wind.number], np.int32), np.array([value]), at, at)[0])

    def tick(self, *minutes: float) -> None:
        for minute in minutes:
            self.tell(encode_tick(AT + round(minute * 60_000)))

    def value(self) -> list[float]:
        values: list[float] = self.work.latest.of([self.scene.wind.number])["value"]
        return values


def test_who_falls_silent_after_it_is_noticed_after_three_periods(scene: Scene) -> None:
    """D-08 holds then too, and the source is well again with its next reading."""
    site = Site(scene)
    site.read(0, 3.0)
    site.tick(0, BACK + 1, BACK + 2, BACK + 3)
    assert Source.objects.get().health == "well"
    site.tick(BACK + 4.1, BACK + 4.2)
    assert Source.objects.get().health == "silent"

    site.read(BACK + 5, 3.1)
    site.tick(BACK + 5)

    assert Source.objects.get().health == "well"


def test_the_newest_value_is_the_newest_again(scene: Scene) -> None:
    site = Site(scene)
    site.read(0, 3.0)
    site.tick(0, BACK)
    assert site.value() == []  # nothing is better than a value of an hour ahead

    site.read(BACK + 1, 4.4)

    assert site.value() == [4.4]


def test_a_feed_is_asked_again_at_once_and_then_in_its_own_time(clock: SetClock) -> None:
    made = actions.put_source(
        "observatory",
        "cap_feed",
        "气象台",
        "Observatory",
        settings={"url": "https://alerts.example.org/a", "every_s": 60},
    )
    feeds.took(made, Asked([], {}))
    clock.forward(hours=-1)

    assert feeds.due() == [made]
    feeds.took(made, Asked([], {}))
    assert feeds.due() == []
    clock.forward(seconds=61)
    assert feeds.due() == [made]
    assert Source.objects.get().polled_at == T0 - timedelta(hours=1)
