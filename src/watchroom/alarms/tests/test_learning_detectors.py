"""The detectors that learn: when they speak, when they stay silent, and that the same readings always give the same."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from watchroom.alarms import compiled, snapshots
from watchroom.alarms.detection import DETECTORS, RuleSpec, lay_rows
from watchroom.alarms.detectors import anomaly, changepoint
from watchroom.alarms.judging import Judge
from watchroom.sources.readings import ReadingBatch, RulesChanged, Tick

pytestmark = pytest.mark.pure
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
QUICK: dict[str, dict[str, Any]] = {
    "anomaly": {"quiet_h": 0, "hold_h": 0.5, "calm": 5, "learn_days": 1},
    "changepoint": {"learn": 50, "hold_h": 0.5, "calm": 5, "sensitivity": "high"},
}
Told = tuple[str, int, int]  # kind, onset and moment of judgement, in readings


def judge(detector: str, settings: dict[str, Any], generation: int = 0) -> Judge:
    return Judge(0, [RuleSpec(1, 1, detector, 0, settings, generation)])


def batch(values: Sequence[float], start: int = 0, every_ms: int = MINUTE) -> ReadingBatch:
    at_ms = (start + np.arange(len(values))) * every_ms
    return ReadingBatch("batch:0@1", np.zeros(len(values), np.int32), np.array(values, np.float64), at_ms, at_ms)


def told(by: Judge, values: Sequence[float], start: int = 0, every_ms: int = MINUTE) -> list[Told]:
    changes = by.judge(batch(values, start, every_ms))
    return [(c.kind, c.onset_ms // every_ms, c.at_ms // every_ms) for c in changes]


def usual(n: int, level: float = 10.0) -> list[float]:
    """A level with a small, even noise of ±1 that repeats itself every eleven readings."""
    return [level + (k * 7 % 11 - 5) / 5 for k in range(n)]


def state(of: Judge, name: str) -> Any:
    kept = snapshots.unpack(of.snapshot(), 0).arrays
    return next(array[0] for key, array in kept.items() if key.endswith(f".{name}"))


# ---- anomaly ---------------------------------------------------------------------------------------------------------


def test_an_anomaly_is_one_alarm_however_often_it_flickers_and_it_names_the_worst_value() -> None:
    by = judge("anomaly", QUICK["anomaly"])
    flicker = [30.0, 10.0, 40.0, 10.0, 35.0]

    changes = by.judge(batch(usual(200) + flicker + usual(20)))

    assert [(c.kind, c.at_ms // MINUTE) for c in changes] == [("raise", 200), ("return", 209)]
    assert [c.peak for c in changes] == [30.0, 40.0]
    assert len({c.onset_ms for c in changes}) == 1


@pytest.mark.parametrize(("readings", "quiet_h"), [(99, 0), (300, 24)])
def test_it_does_not_speak_before_it_has_seen_enough_readings_and_enough_hours(readings: int, quiet_h: int) -> None:
    by = judge("anomaly", QUICK["anomaly"] | {"quiet_h": quiet_h})

    assert told(by, [*usual(readings), 1000.0]) == []


def test_a_level_that_stays_is_an_alarm_for_the_holding_time_and_then_the_new_normal() -> None:
    by = judge("anomaly", QUICK["anomaly"] | {"hold_h": 2, "season": "none"})

    assert told(by, usual(200) + usual(200, level=50.0)) == [("raise", 200, 200), ("return", 200, 200 + 120 + 5)]


def test_silence_and_ticks_end_no_alarm() -> None:
    by = judge("anomaly", QUICK["anomaly"])
    told(by, [*usual(200), 30.0])

    assert [by.judge(Tick("tick", 200 * MINUTE + hours * HOUR)) for hours in range(1, 100)] == [[]] * 99


def test_what_has_been_seen_is_no_anomaly_until_it_is_forgotten() -> None:
    by = judge("anomaly", QUICK["anomaly"] | {"season": "none"})
    day = DAY // MINUTE
    seen = [*usual(200), 30.0, *usual(100)]

    assert told(by, [*seen, 30.0, *usual(10)]) == [("raise", 200, 200), ("return", 200, 205)]
    assert told(by, usual(2 * day + 100), start=400) == []
    assert told(by, [30.0], start=2 * day + 600) == [("raise", 2 * day + 600, 2 * day + 600)]


@pytest.mark.parametrize(("direction", "value", "speaks"), [
    ("above", 30.0, True), ("above", -10.0, False), ("below", -10.0, True), ("below", 30.0, False),
])  # fmt: skip
def test_only_the_direction_that_matters_raises(direction: str, value: float, speaks: bool) -> None:
    by = judge("anomaly", QUICK["anomaly"] | {"direction": direction})

    assert (told(by, [*usual(200), value]) != []) is speaks


@pytest.mark.parametrize(("season", "speaks"), [("day", True), ("week", True), ("none", False)])
def test_an_ordinary_value_at_an_unusual_hour_is_an_anomaly_where_a_rhythm_is_kept(season: str, speaks: bool) -> None:
    by = judge("anomaly", {"season": season})
    quarters = [100.0 if 8 <= k // 4 % 24 < 20 else 0.0 for k in range(4 * 24 * 15)]

    assert told(by, quarters, every_ms=15 * MINUTE) == []
    at_night = len(quarters) + 4
    assert (told(by, [100.0], start=at_night, every_ms=15 * MINUTE) != []) is speaks


def test_a_difference_that_never_matters_raises_nothing() -> None:
    assert told(judge("anomaly", QUICK["anomaly"]), [*[5.0] * 200, 5.5]) == [("raise", 200, 200)]
    assert told(judge("anomaly", QUICK["anomaly"] | {"least": 0.6}), [*[5.0] * 200, 5.5]) == []


def test_its_memory_is_bounded_ordered_and_finite_whatever_comes() -> None:
    by = judge("anomaly", QUICK["anomaly"])
    rng = np.random.default_rng(3)
    wild = [*np.cumsum(rng.standard_cauchy(3000)).tolist(), 1.7e308, -1.7e308, 5e-324, *rng.normal(0, 1e9, 500)]
    told(by, wild, every_ms=7 * MINUTE)

    low, high, filled = (state(by, name) for name in ("low", "high", "filled"))
    assert filled.max() <= anomaly.INTERVALS
    for memory, aspect in np.ndindex(3, 4):
        n = filled[memory, aspect]
        edges = np.column_stack([low[memory, aspect, :n], high[memory, aspect, :n]]).ravel()
        assert np.isfinite(edges).all()
        assert (np.diff(edges) >= 0).all()


def test_when_the_rhythm_is_changed_the_alarm_stands_and_only_the_hours_are_learned_anew() -> None:
    by = judge("anomaly", QUICK["anomaly"])
    told(by, [*usual(200), 30.0])
    changed = RuleSpec(1, 2, "anomaly", 0, QUICK["anomaly"] | {"season": "day"})
    by.replace([changed])

    assert told(by, [30.0, *usual(5)], start=201) == [("return", 200, 206)]
    assert state(by, "season") == 24
    assert state(by, "known").sum() == 1


def test_without_a_snapshot_an_alarm_stands_until_enough_has_been_learned_to_see_its_end() -> None:
    by = judge("anomaly", QUICK["anomaly"])
    by.seed([(1, 0)])

    assert told(by, usual(200), start=1000) == [("return", 0, 1000 + anomaly.LEAST + 4)]


# ---- change point ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [2.0, -2.0])
def test_a_shift_of_two_spreads_is_found_soon_and_its_onset_is_the_change_itself(shift: float) -> None:
    rng = np.random.default_rng(11)
    noise = rng.normal(0, 1, (40, 600))
    noise[:, 500:] += shift
    late, off = [], []
    for row in noise:
        (kind, onset, at), *rest = told(judge("changepoint", {"hold_h": 0}), row.tolist())[:1]
        assert (kind, rest) == ("raise", [])
        late.append(at - 500)
        off.append(abs(onset - 500))

    assert min(late) >= 0, "an alarm before the change"
    assert np.median(late) <= 12
    assert np.median(off) <= 2


def test_noise_wild_readings_and_a_wandering_value_are_no_change() -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, 20_000)
    spiky = np.where(np.arange(20_000) % 50 == 49, 1e6, noise)
    wandering = np.zeros(20_000)
    for k in range(1, wandering.size):
        wandering[k] = 0.9 * wandering[k - 1] + noise[k]

    assert [told(judge("changepoint", {}), values.tolist()) for values in (noise, spiky, wandering)] == [[], [], []]


def test_it_ends_when_the_old_level_is_back_or_the_new_one_has_been_held_long_enough() -> None:
    settings = QUICK["changepoint"] | {"hold_h": 2}
    back = usual(200) + usual(30, level=20.0) + usual(60)
    stays = usual(200) + usual(200, level=20.0)

    (_, (kind, _, returned)) = told(judge("changepoint", settings), back)
    assert (kind, 230 < returned <= 260) == ("return", True)
    assert [(kind, at) for kind, _, at in told(judge("changepoint", settings), stays)] == [
        ("raise", 201), ("return", 321),
    ]  # fmt: skip


@pytest.mark.parametrize(("direction", "level", "speaks"), [("up", 5.0, False), ("down", 5.0, True)])
def test_only_the_side_that_matters_raises(direction: str, level: float, speaks: bool) -> None:
    by = judge("changepoint", QUICK["changepoint"] | {"direction": direction})

    assert (told(by, usual(200) + usual(50, level=level)) != []) is speaks


def test_a_change_point_without_a_snapshot_stands_until_a_level_is_known() -> None:
    by = judge("changepoint", QUICK["changepoint"])
    by.seed([(1, 0)])

    found = told(by, usual(300), start=1000)
    assert [kind for kind, _, _ in found] == ["return"]
    assert found[0][2] >= 1000 + QUICK["changepoint"]["learn"]


# ---- both ------------------------------------------------------------------------------------------------------------


def restless(seed: int) -> list[float]:
    """Noise with steps, spikes and stretches of one value."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, 700) + np.repeat(rng.integers(0, 3, 7) * 8.0, 100)
    values[rng.integers(0, 700, 12)] += rng.normal(0, 40, 12)
    values[300:340] = values[300]
    return [float(value) for value in values]


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("seed", [1, 2])
def test_cut_anyhow_restored_anywhere_and_without_a_compiler_the_same_comes_out(name: str, seed: int) -> None:
    values = restless(seed)
    whole = judge(name, QUICK[name])
    owed = told(whole, values)
    assert len(owed) >= 4, "the stream is to say something"

    pieces = judge(name, QUICK[name])
    found: list[Told] = []
    for start in range(0, 700, 70):
        found += told(pieces, values[start : start + 70], start)
        restored = Judge.from_snapshot(0, pieces.snapshot())
        assert restored.snapshot() == pieces.snapshot()
        pieces = restored
    assert (found, pieces.snapshot()) == (owed, whole.snapshot())

    assert told(whole, values) == [], "judged twice, it changes something twice"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled.Compiled, "__call__", lambda self, *args: self.plain(*args))
        plain = judge(name, QUICK[name])
        assert told(plain, values[:350]) == [change for change in owed if change[2] < 350]


@pytest.mark.parametrize("name", QUICK)
def test_other_settings_leave_the_alarm_and_another_generation_begins_at_rest(name: str) -> None:
    by = judge(name, QUICK[name])
    told(by, usual(200) + usual(5, level=40.0))
    assert state(by, "phase") != 0

    by.judge(RulesChanged("rules", ({"rule": 1, "version": 2, "detector": name, "sensor": 0, "generation": 0,
                                     "settings": QUICK[name] | {"calm": 9}},)))  # fmt: skip
    assert (state(by, "phase") != 0, state(by, "calm")) == (True, 0)
    by.replace([RuleSpec(1, 3, name, 0, QUICK[name], 1)])
    assert (state(by, "phase"), state(by, "count")) == (0, 0)


def test_a_snapshot_whose_rows_have_another_shape_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    old = judge("anomaly", QUICK["anomaly"]).snapshot()
    narrower = dict(anomaly.Anomaly.state) | {"edge": np.dtype((np.float64, (3,)))}
    monkeypatch.setattr(anomaly.Anomaly, "state", narrower)

    with pytest.raises(snapshots.Unreadable, match=r"anomaly\.edge"):
        judge("anomaly", QUICK["anomaly"]).restore(old)


@pytest.mark.parametrize("plugin", [anomaly.Anomaly, changepoint.ChangePoint])
def test_a_row_of_memory_has_a_fixed_and_modest_size(plugin: type[anomaly.Anomaly | changepoint.ChangePoint]) -> None:
    assert DETECTORS[plugin.name] is plugin
    spec = RuleSpec(1, 1, plugin.name, 0, {})
    rows = lay_rows(plugin(), [spec], {1: plugin.Settings()}, np.zeros(1, np.int32), {}, 1)

    assert sum(array.nbytes for array in rows.state.values()) < 4000
