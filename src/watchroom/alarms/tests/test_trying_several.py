"""Rules over several sensors, or over other rules, are tried on the past like all others: each input as it came."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.conf import settings as site
from django.test import Client

from watchroom.alarms import trying
from watchroom.alarms.detection import RuleSpec
from watchroom.alarms.judging import Judge
from watchroom.alarms.models import Rule, RuleVersion
from watchroom.alarms.tests.scene import TOLD, wind_rule
from watchroom.alarms.tests.test_rule_inputs import BOTH, LIMIT, put, sensor
from watchroom.alarms.tests.test_rule_pages import browser, text
from watchroom.alarms.tests.test_trying_rules import MINUTE, START, series
from watchroom.alarms.trying import Episode, episodes, run
from watchroom.conftest import SetClock
from watchroom.kernel.clock import ms
from watchroom.people.testing import Cast
from watchroom.sources import history
from watchroom.sources.history import Series
from watchroom.sources.models import Sensor
from watchroom.sources.readings import ReadingBatch, Tick


@pytest.fixture(autouse=True)
def _no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has younger readings than the history's."""
    monkeypatch.setattr("watchroom.sources.queries.line", lambda: SimpleNamespace(ask=lambda *_, **__: None))


def as_lived(rules: list[RuleSpec], told: dict[int, Series], until_ms: int, rule: int) -> list[Episode]:
    """The judge as the watch process feeds it: every reading as it comes, and a tick at every second."""
    judge, changes = Judge(0, rules), []
    coming = sorted(
        (int(one.received_ms[k]), int(one.measured_ms[k]), number, float(one.value[k]))
        for number, one in told.items()
        for k in range(len(one))
    )
    for now in range(coming[0][0], until_ms, 1000):
        while coming and coming[0][0] <= now:
            received, measured, number, value = coming.pop(0)
            column = np.full(1, measured, np.int64)
            changes += judge.judge(
                ReadingBatch(
                    "x", np.full(1, number, np.int32), np.full(1, value), column, np.full(1, received, np.int64)
                )
            )
        changes += judge.judge(Tick("t", now))
    return episodes(changes, rule)


def test_what_several_sensors_say_is_heard_in_the_order_in_which_it_came() -> None:
    minutes = range(60)
    told = {
        3: series([(n * 60, 12.0 if 20 <= n < 30 else 4.0) for n in minutes]),
        4: series([(n * 60 + 7, 4.1 if n < 40 else 12.0) for n in minutes], delay_ms=90_000),
        5: series([(n * 60 + 20, 3.9 if n < 40 else 12.5) for n in minutes]),
    }
    until = START + 61 * MINUTE
    odd = RuleSpec(-1, 1, "neighbour", 3, {"limit": 5, "hold_s": 120}, inputs=(4, 5))
    found, upto = run([odd], 0, told, until, 60)

    assert upto is None
    mine, lived = episodes(found, -1), as_lived([odd], told, until, -1)
    assert [(one.onset_ms, one.ended_ms) for one in mine] == [(one.onset_ms, one.ended_ms) for one in lived]
    assert all(abs(a.raised_ms - b.raised_ms) < 1000 for a, b in zip(mine, lived, strict=True))
    assert [(one.onset_ms - START, one.value) for one in mine] == [
        (20 * MINUTE, 12.0),
        (42 * MINUTE, 4.0),  # both others are at odds with it once the late one has come
    ]


def test_a_rule_over_rules_hears_their_conditions_and_ends_by_the_clock_at_most_a_minute_late() -> None:
    told = {
        3: series([(n * 60, 5.0 if 10 <= n < 20 else 2.0) for n in range(60)]),
        4: series([(n * 60 + 30, 5.0 if 15 <= n < 18 else 2.0) for n in range(20)]),  # then it falls silent
    }
    until = START + 61 * MINUTE
    rules = [
        RuleSpec(7, 1, "threshold", 3, {"limit": 4, "hold_s": 120}),
        RuleSpec(8, 1, "threshold", 4, {"limit": 4}),
        RuleSpec(
            -1, 1, "composite", 3, {"when": "wind && gust", "names": ["wind", "gust"], "within_s": 600}, inputs=(7, 8)
        ),
    ]
    found, _ = run(rules, 0, told, until, 60)
    (mine,), (lived,) = episodes(found, -1), as_lived(rules, told, until, -1)

    assert (mine.onset_ms, mine.value) == (lived.onset_ms, lived.value) == (START + 15 * MINUTE + 30_000, 5.0)
    assert mine.ended_ms
    assert lived.ended_ms
    assert 0 <= mine.ended_ms - lived.ended_ms <= MINUTE
    assert lived.ended_ms == pytest.approx(START + 28 * MINUTE + 30_000, abs=1000)


def blow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: SetClock) -> tuple[Rule, Sensor]:
    """Two days on disk, a value a minute: the wind is strong for ten minutes of every sixth hour; in every
    second of these the gust too, from a minute before. A rule for each.
    """
    monkeypatch.setattr(site, "DATA", tmp_path)
    wind, gust = wind_rule(settings=LIMIT), sensor("gust", "wind_gust")
    put("gust-4", "threshold", "gust", LIMIT)
    now = ms(clock.at)
    at = np.arange(now - 2 * 86_400_000, now, MINUTE, dtype=np.int64)
    minute = (now - at - MINUTE) // MINUTE
    value = np.concatenate([np.where(minute % 360 < 10, 5.0, 2.0), np.where(minute % 720 < 11, 6.0, 2.0)])
    numbers = np.repeat(np.array([wind.watched.number, gust.number], np.int32), at.size)
    batch = ReadingBatch("x", numbers, value, np.tile(at, 2), np.tile(at, 2) + 400)
    assert gust.partition == wind.watched.partition
    history.append(tmp_path, "test", gust.partition, [(1, batch)], 1)
    return wind, gust


def test_the_page_tries_a_rule_over_rules_beside_what_is_in_force(
    cast: Cast, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blow(tmp_path, monkeypatch, clock)
    put("both", "composite", "jump-wind", BOTH, ("jump-wind-4", "gust-4"))
    lin = browser("lin", "en")
    form = {
        "detector": "composite", "sensor": "jump-wind", "priority": "2", "s-when": "wind && !gust", "s-names": "wind\ngust",
        "s-within_s": "60", "inputs": "jump-wind-4, gust-4", "code": "both", **TOLD,
    }  # fmt: skip
    week = lin.post("/rules/try?days=7", form)

    assert "cannot be tried" not in text(week)
    assert "<b>4</b>" in week.content.decode()  # two days of eight strong winds, four of them without a gust
    assert "4 (the same)" in text(week)  # and four with one
    assert f"{2 * 2 * 24 * 60} readings" in text(week)
    plot = json.loads(re.search(r'data-series="([^"]*)"', week.content.decode())[1].replace("&quot;", '"'))  # type: ignore[index]
    assert len(plot["marks"]) == 4
    gone = lin.post("/rules/try", form | {"inputs": "jump-wind-4, nothing"})
    assert "there is no such rule" in text(gone)


def test_a_sensor_that_said_nothing_is_named_and_what_has_lost_an_input_is_not_compared(
    cast: Cast, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchroom.people.actions import make_api_token
    from watchroom.people.queries import person_by_code

    blow(tmp_path, monkeypatch, clock)
    sensor("mute")
    client = Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code('lin'))}"})
    put("odd", "neighbour", "jump-wind", {"limit": 1, "neighbours": 1, "hold_s": 0}, ("mute",))
    RuleVersion.objects.filter(rule__code="odd").update(inputs=["taken-away"])
    given = {
        "detector": "neighbour", "sensor": "jump-wind", "settings": {"limit": 1, "neighbours": 1, "hold_s": 0},
        "inputs": ["mute"], "priority": 2, "days": 1, "rule": "odd", **TOLD,
    }  # fmt: skip
    tried = client.post("/api/rules/try", given, content_type="application/json").json()

    assert (tried["silent"], tried["summary"]["alarms"], tried["present"]) == (["mute"], 0, None)
    assert tried["readings"] == 24 * 60


def test_several_sensors_share_the_readings_that_may_be_judged_and_begin_together(
    cast: Cast, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wind, gust = blow(tmp_path, monkeypatch, clock)
    monkeypatch.setattr(trying, "MOST_READINGS", 200)
    told, full = trying._past([wind.watched, gust], clock.at.replace(year=2020), clock.at)

    assert full
    assert [len(told[one.number]) for one in (wind.watched, gust)] == [100, 100]
    assert told[gust.number].measured_ms[0] == told[wind.watched.number].measured_ms[0] == ms(clock.at) - 100 * MINUTE
