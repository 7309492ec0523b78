"""The fourteen signals of 2007, against a second table of their figures, typed by hand from the measure's text."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from watchroom.alarms.detectors.threshold import ThresholdSettings
from watchroom.alarms.faults import NotExpressible
from watchroom.alarms.from_signal import content_of
from watchroom.alarms.rules import missing_words
from watchroom.alarms.signals import COLOURS, WHY_NOT, Signal, all_signals, signal
from watchroom.kernel.units import QUANTITIES

# kind, colour: hours ahead, reached already?, and what is compared. Wind forces as forces, not as m/s.
TABLE = """
typhoon     blue   24  yes  wind_mean>=F6     | wind_gust>=F8
typhoon     yellow 24  yes  wind_mean>=F8     | wind_gust>=F10
typhoon     orange 12  yes  wind_mean>=F10    | wind_gust>=F12
typhoon     red     6  yes  wind_mean>=F12    | wind_gust>=F14
rainstorm   blue   12  yes  rainfall_12h>=50
rainstorm   yellow  6  yes  rainfall_6h>=50
rainstorm   orange  3  yes  rainfall_3h>=50
rainstorm   red     3  yes  rainfall_3h>=100
snowstorm   blue   12  yes  snowfall_12h>=4
snowstorm   yellow 12  yes  snowfall_12h>=6
snowstorm   orange  6  yes  snowfall_6h>=10
snowstorm   red     6  yes  snowfall_6h>=15
cold-wave   blue   48  yes  temperature_fall>=8  & air_temperature<=4 & wind_mean>=F5
cold-wave   yellow 24  yes  temperature_fall>=10 & air_temperature<=4 & wind_mean>=F6
cold-wave   orange 24  yes  temperature_fall>=12 & air_temperature<=0 & wind_mean>=F6
cold-wave   red    24  yes  temperature_fall>=16 & air_temperature<=0 & wind_mean>=F6
gale        blue   24  yes  wind_mean>=F6     | wind_gust>=F7
gale        yellow 12  yes  wind_mean>=F8     | wind_gust>=F9
gale        orange  6  yes  wind_mean>=F10    | wind_gust>=F11
gale        red     6  yes  wind_mean>=F12    | wind_gust>=F13
sandstorm   yellow 12  yes  visibility<1000
sandstorm   orange  6  yes  visibility<500
sandstorm   red     6  yes  visibility<50
heat        yellow 72  no   air_temperature>=35
heat        orange 24  no   air_temperature>=37
heat        red    24  no   air_temperature>=40
drought     orange 168 no   drought_index severe  | crops_in_drought>=40
drought     red    168 no   drought_index extreme | crops_in_drought>=60
lightning   yellow  6  no   lightning possible
lightning   orange  2  yes  lightning very_likely
lightning   red     2  yes  lightning extremely_likely
hail        orange  6  no   hail possible
hail        red     2  no   hail extremely_likely
frost       blue   48  yes  ground_temperature<0
frost       yellow 24  yes  ground_temperature<-3
frost       orange 24  yes  ground_temperature<-5
fog         yellow 12  yes  visibility<500
fog         orange  6  yes  visibility<200
fog         red     2  yes  visibility<50
haze        yellow 12  yes  visibility<3000
haze        orange  6  yes  visibility<2000
road-icing  yellow 12  no   road_temperature<0 & precipitation
road-icing  orange  6  no   road_temperature<0 & precipitation
road-icing  red     2  yes  road_temperature<0 & precipitation
"""
# Lower bounds of the wind scale in m/s.
FORCES = {5: 8.0, 6: 10.8, 7: 13.9, 8: 17.2, 9: 20.8, 10: 24.5, 11: 28.5, 12: 32.7, 13: 37.0, 14: 41.5}
SIGNS = {"ge": ">=", "le": "<=", "lt": "<"}
# What a sensor of the fitting quantity makes of each kind; the other kinds can be held by none.
BY_SENSOR = {
    "typhoon",
    "rainstorm",
    "snowstorm",
    "cold-wave",
    "gale",
    "sandstorm",
    "heat",
    "frost",
    "fog",
    "haze",
    "road-icing",
}


def as_typed(one: Signal) -> str:
    parts = []
    for part in one.when:
        figure = f"F{part.force}" if part.force else "" if part.value is None else f"{part.value:g}"
        parts.append(f"{part.quantity}{SIGNS.get(part.op, ' ')}{figure or part.grade}".strip())
    joined = (" & " if one.join == "all" else " | ").join(parts)
    return f"{one.kind} {one.colour} {one.within_h} {'yes' if one.observed else 'no'} {joined}"


def sensor(quantity: str) -> Any:
    return SimpleNamespace(
        code="s1", zh="测点", en="Sensor", quantity=quantity, measured=QUANTITIES[quantity],
        source=SimpleNamespace(expected_every_s=60),
    )  # fmt: skip


def test_all_fourteen_kinds_are_there_with_the_right_figures() -> None:
    typed = {" ".join(line.split()) for line in TABLE.strip().splitlines()}

    assert {as_typed(one) for one in all_signals()} == typed
    assert len(all_signals()) == len(typed) == 44
    assert len({one.kind for one in all_signals()}) == 14


def test_each_wind_force_is_its_lower_bound_and_each_sum_says_its_hours() -> None:
    for one in all_signals():
        for part in one.when:
            if part.force:
                assert (part.value, part.unit) == (FORCES[part.force], "m/s"), one.origin
            if part.quantity.startswith(("rainfall_", "snowfall_")):
                assert (part.quantity, part.unit) == (f"{part.quantity[:8]}_{part.over_h}h", "mm"), one.origin
    bands = {
        one.origin: [(part.band, part.down_to) for part in one.when]
        for one in all_signals()
        if one.kind in ("gale", "fog")
    }
    assert bands["cma-2007/gale/blue"] == [(7, None), (8, None)]
    assert bands["cma-2007/gale/red"] == [(None, None), (None, None)]
    assert bands["cma-2007/fog/yellow"] == [(None, 200)]
    assert bands["cma-2007/fog/orange"] == [(None, 50)]


def test_the_source_says_who_issued_it_and_since_when_it_holds() -> None:
    source = all_signals()[0].source

    assert (source.number.zh, source.authority.zh) == ("中国气象局令第16号", "中国气象局")
    assert (source.issued, source.in_force, source.until) == (date(2007, 6, 12), date(2007, 6, 12), None)
    assert [source.holds(day) for day in (date(2007, 6, 11), date(2007, 6, 12), date(2026, 1, 1))] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("one", all_signals(), ids=lambda one: one.origin)
def test_a_criterion_becomes_a_rule_for_a_fitting_sensor_or_says_why_not(one: Signal) -> None:
    held = [part for part in one.when if not part.why_not]
    three_days = one.kind == "heat" and one.colour == "yellow"
    assert bool(held) == (one.kind in BY_SENSOR and not three_days)
    assert (one.never is None) == bool(held)
    for part in one.when:
        if part.why_not:
            assert WHY_NOT[part.why_not].zh
            assert part.quantity not in {other.quantity for other in held}
            continue
        content = content_of(one, sensor(part.quantity))
        read = ThresholdSettings.model_validate(content.settings)
        assert read.direction == ("above" if part.op == "ge" else "below")
        assert read.limit == pytest.approx(part.value, abs=0.051)
        assert (part.op == "le") == (part.value is not None and read.limit > part.value)
        assert content.priority == list(COLOURS).index(one.colour) + 1
        assert missing_words(content.told) == []
        assert all(len(content.told[f"title_{lang}"]) <= 128 for lang in ("zh", "en"))
        assert one.called.zh in content.told["cause_zh"]
        assert "不等于已发布预警" in content.told["consequence_zh"]
        assert f"priority P{content.priority}" in content.told["consequence_en"]
        assert ("这只是该标准同时要求的几个条件之一" in content.told["cause_zh"]) == (one.join == "all")
        assert ("标准说的是预报" in content.told["cause_zh"]) == (not one.observed)
        assert "{" not in "".join(content.told.values())


def test_a_sensor_of_another_quantity_is_told_why_it_does_not_fit() -> None:
    rain = signal("暴雨", "红色")
    drought = signal("drought", "red")
    assert rain is not None
    assert drought is not None
    for one, quantity, told in (
        (rain, "wind_mean", "测的不是该标准所用的量"), (rain, "rainfall_1h", "测的不是该标准所用的量"),
        (drought, "wind_mean", "没有传感器直接测得"),
    ):  # fmt: skip
        with pytest.raises(NotExpressible) as refusal:
            content_of(one, sensor(quantity))
        assert told in refusal.value.words.zh
        assert one.called.en in refusal.value.words.en


def test_signals_are_found_by_either_language_and_nothing_else() -> None:
    assert signal("rainstorm", "red") == signal("暴雨", "红") == signal("Rainstorm", "RED") != None  # noqa: E711
    assert [signal(*asked) for asked in (("hail", "blue"), ("rain", "red"), ("", ""), ("frost", "red"))] == [None] * 4
