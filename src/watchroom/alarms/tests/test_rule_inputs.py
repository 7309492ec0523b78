"""A rule that listens to more than its sensor: what it may listen to, and how the judge and the book hear of it."""

from typing import Any

import pytest

from watchroom.alarms import queries
from watchroom.alarms.actions import apply_changes
from watchroom.alarms.faults import InputInUse, OtherPartition, TooFarApart, WrongInput, WrongInputs
from watchroom.alarms.judging import Judge
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import put_rule, take_off
from watchroom.alarms.tests.scene import TOLD, wind_rule
from watchroom.alarms.tests.test_detection import batch
from watchroom.conftest import SetClock
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.kernel.faults import Fault
from watchroom.people.testing import Cast
from watchroom.sources.actions import put_sensor
from watchroom.sources.models import Sensor

LIMIT = {"limit": 4}
BOTH = {"when": "wind && gust", "names": ["wind", "gust"], "within_s": 60}


def sensor(code: str, quantity: str = "wind_mean", lon: float = 115.475) -> Sensor:
    return put_sensor(
        code, "jump-station", "ski-jump", quantity, f"测点 {code}", f"Sensor {code}", position=(lon, 40.905)
    )


def elsewhere(code: str) -> Sensor:
    other = sensor(code)
    Sensor.objects.filter(pk=other.pk).update(partition=(other.partition + 1) % 16)
    return Sensor.objects.get(pk=other.pk)


def put(code: str, detector: str, of: str, settings: dict[str, Any], inputs: tuple[str, ...] = (), **more: Any) -> Rule:
    return put_rule(code, detector=detector, sensor=of, settings=settings, priority=2, inputs=inputs, **TOLD, **more)


def test_inputs_go_to_the_judge_as_numbers_and_into_the_book_as_codes(clock: SetClock) -> None:
    """One scene: sensors that are wrong, rules that are wrong, the right ones, their alarm, and how they end."""
    wind = wind_rule(settings=LIMIT)
    near, far, gust = sensor("near"), sensor("far", lon=115.6), sensor("gust", "wind_gust")
    elsewhere("away")
    odd = {"limit": 5, "neighbours": 1}
    refusals: list[tuple[type[Fault], str, str, dict[str, Any], tuple[str, ...]]] = [
        (WrongInputs, "neighbour", "jump-wind", odd, ()),
        (WrongInputs, "neighbour", "jump-wind", odd | {"neighbours": 2}, ("near",)),
        (WrongInputs, "neighbour", "jump-wind", odd, ("near", "near")),
        (WrongInputs, "threshold", "jump-wind", LIMIT, ("near",)),
        (WrongInput, "neighbour", "jump-wind", odd, ("nowhere",)),
        (WrongInput, "neighbour", "jump-wind", odd, ("jump-wind",)),
        (WrongInput, "neighbour", "jump-wind", odd, ("gust",)),
        (OtherPartition, "neighbour", "jump-wind", odd, ("near", "away")),
        (TooFarApart, "neighbour", "jump-wind", odd | {"within_m": 500}, ("near", "far")),
    ]
    for fault, detector, of, settings, inputs in refusals:
        with pytest.raises(fault) as refused:
            put("odd", detector, of, settings, inputs)
        assert refused.value.words.zh != refused.value.words.en
    rule = put("odd", "neighbour", "jump-wind", odd | {"within_m": 20_000}, ("near", "far"))
    assert put("odd", "neighbour", "jump-wind", odd | {"within_m": 20_000}, ("near", "far")).version == 1

    specs = {spec.rule: spec for spec in queries.rule_specs(wind.watched.partition)}
    assert specs[rule.pk].inputs == (near.number, far.number)
    assert specs[wind.pk].inputs == ()
    assert Entry.objects.get(kind="alarms.rule_put", subject=f"rule:{rule.pk}").facts["inputs"] == ["near", "far"]
    assert gust.partition == wind.watched.partition


def test_a_rule_over_rules_raises_one_alarm_and_holds_its_inputs_in_place(clock: SetClock, cast: Cast) -> None:
    wind = wind_rule(settings=LIMIT)
    gust = sensor("gust", "wind_gust")
    strong = put("gust-4", "threshold", "gust", LIMIT)
    draft = put("draft", "threshold", "gust", LIMIT, live=False)
    for of, inputs in (
        ("jump-wind", ("jump-wind-4", "nothing")),
        ("jump-wind", ("jump-wind-4", "both")),
        ("jump-wind", ("jump-wind-4", draft.code)),
        ("gust", ("jump-wind-4", "gust-4")),
    ):
        with pytest.raises(WrongInput):
            put("both", "composite", of, BOTH, inputs)
    both = put("both", "composite", "jump-wind", BOTH, ("jump-wind-4", "gust-4"))
    with pytest.raises(WrongInput):
        put("again", "composite", "jump-wind", BOTH, ("both", "gust-4"))

    judge = Judge(wind.watched.partition, queries.rule_specs(wind.watched.partition))
    changes = judge.judge(batch([(wind.watched.number, 5.0, 1_000_000), (gust.number, 6.0, 1_001_000)]))
    with book(actor="watch:detect"):
        apply_changes(changes, batch="batch:0@1")
    assert {alarm.rule_id for alarm in Alarm.objects.all()} == {wind.pk, strong.pk, both.pk}
    assert Alarm.objects.get(rule=both).value == 5.0

    for breaking in (
        lambda: take_off(cast.chen, "gust-4"),
        lambda: put("gust-4", "threshold", "jump-wind", LIMIT),
        lambda: put("gust-4", "threshold", "gust", LIMIT, live=False),
    ):
        with pytest.raises(InputInUse):
            breaking()
    take_off(cast.chen, "both")
    assert take_off(cast.chen, "gust-4").live is False
