"""The arrays judge exactly as the plain loop does, whatever arrives in whatever order, however it is cut."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.alarms import snapshots
from watchroom.alarms.detection import DETECTORS, Combiner, RuleSpec
from watchroom.alarms.judging import Change, Judge
from watchroom.alarms.tests.reference import Found, Reference
from watchroom.kernel import compiled
from watchroom.kernel.plugin import Sample
from watchroom.sources.readings import ReadingBatch, RulesChanged, Tick

type Message = tuple[int, float, int] | int  # a reading (sensor, value, measured_ms), or a tick's time

WIND = RuleSpec(7, 1, "threshold", 3, {"limit": 4.0, "clear": 3.5, "hold_s": 300, "max_gap_s": 120})
values = st.sampled_from([0.0, 2.9, 3.0, 3.4, 3.5, 3.9, 4.0, 4.1, 5.0, -4.0, math.nan, math.inf, -math.inf, 1e308])
readings = st.tuples(st.integers(-1, 4), values, st.integers(0, 40).map(lambda n: n * 500))
streams = st.lists(st.one_of(readings, readings, readings, st.integers(0, 40).map(lambda n: n * 500)), max_size=60)
seconds = st.sampled_from([0, 0.5, 1, 2, 5])
rule_settings = st.one_of(
    st.builds(
        lambda clear, hold, back, gap: {"limit": 4.0, "clear": clear, "hold_s": hold, "clear_hold_s": back, "max_gap_s": gap},
        st.sampled_from([None, 4.0, 3.5, 3.0]), seconds, seconds, st.sampled_from([0.5, 1, 3]),
    ),
    st.builds(
        lambda clear, hold, gap: {"direction": "below", "limit": 3.5, "clear": clear, "hold_s": hold, "max_gap_s": gap},
        st.sampled_from([None, 3.5, 4.0]), seconds, st.sampled_from([0.5, 1, 3]),
    ),
)  # fmt: skip
rule_sets = st.lists(st.tuples(st.integers(0, 3), rule_settings), max_size=6).map(
    lambda drawn: [RuleSpec(100 + n, 1, "threshold", sensor, given) for n, (sensor, given) in enumerate(drawn)]
)


def batch(rows: list[tuple[int, float, int]], name: str = "batch:0@1") -> ReadingBatch:
    sensor, value, at = zip(*rows, strict=True) if rows else ((), (), ())
    at_ms = np.array(at, np.int64)
    return ReadingBatch(name, np.array(sensor, np.int32), np.array(value, np.float64), at_ms, at_ms + 50)


def said(changes: list[Change], offset: int = 0) -> list[Found]:
    return [
        (c.kind, c.rule, c.onset_ms, c.at_ms, c.value, c.position + offset if c.position >= 0 else -1) for c in changes
    ]


def cut(stream: Sequence[Message], every: int) -> list[list[tuple[int, float, int]] | int]:
    """Batches of at most `every` readings; a tick stands alone."""
    pieces: list[list[tuple[int, float, int]] | int] = []
    for message in stream:
        if isinstance(message, int):
            pieces.append(message)
        elif pieces and isinstance(last := pieces[-1], list) and len(last) < every:
            last.append(message)
        else:
            pieces.append([message])
    return pieces


def by_arrays(judge: Judge, stream: Sequence[Message], every: int = 1000) -> list[Found]:
    found: list[Found] = []
    for piece in cut(stream, every):
        found += said(judge.judge(Tick("tick", piece) if isinstance(piece, int) else batch(piece)))
    return found


def by_loop(rules: list[RuleSpec], stream: list[Message], every: int = 1000) -> list[Found]:
    loop = Reference(rules)
    pieces = cut(stream, every)
    return list(itertools.chain(*(loop.tick(p) if isinstance(p, int) else loop.judge(p) for p in pieces)))


@given(rules=rule_sets, stream=streams, every=st.integers(1, 30))
@settings(max_examples=400, deadline=None)
def test_the_arrays_find_exactly_what_the_plain_loop_finds(
    rules: list[RuleSpec], stream: list[Message], every: int
) -> None:
    assert by_arrays(Judge(0, rules), stream, every) == by_loop(rules, stream, every)


@given(rules=rule_sets, stream=streams, every=st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_how_the_stream_is_cut_into_batches_changes_nothing(
    rules: list[RuleSpec], stream: list[Message], every: int
) -> None:
    whole, cut_up = Judge(0, rules), Judge(0, rules)

    assert [f[:5] for f in by_arrays(whole, stream)] == [f[:5] for f in by_arrays(cut_up, stream, every)]
    assert whole.snapshot() == cut_up.snapshot()


@given(rules=rule_sets, stream=streams, at=st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_a_judge_restored_from_its_snapshot_goes_on_exactly(
    rules: list[RuleSpec], stream: list[Message], at: int
) -> None:
    first = Judge(0, rules)
    by_arrays(first, stream[:at])
    second = Judge(0, rules)
    second.restore(first.snapshot())

    assert by_arrays(second, stream[at:]) == by_arrays(first, stream[at:])
    assert second.snapshot() == first.snapshot()


@given(rules=rule_sets, stream=streams)
@settings(max_examples=100, deadline=None)
def test_the_whole_stream_delivered_twice_changes_nothing_twice(rules: list[RuleSpec], stream: list[Message]) -> None:
    only_readings = [m for m in stream if not isinstance(m, int)]
    judge = Judge(0, rules)
    by_arrays(judge, only_readings)
    once = judge.snapshot()

    assert by_arrays(judge, only_readings) == []
    assert judge.snapshot() == once


@given(rules=rule_sets, stream=streams)
@settings(max_examples=60, deadline=None)
def test_without_a_compiler_the_same_loops_give_the_same_changes(rules: list[RuleSpec], stream: list[Message]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled.Compiled, "__call__", lambda self, *args: self.plain(*args))
        plain = by_arrays(Judge(0, rules), stream, 7)

    assert plain == by_arrays(Judge(0, rules), stream, 7)


def test_without_numba_a_loop_runs_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(compiled, "import_module", missing)

    assert compiled.compiled(lambda x: x + 1)(1) == 2


def test_without_a_folder_for_machine_code_a_loop_is_compiled_at_each_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class Numba:
        @staticmethod
        def njit(**options: Any) -> Any:
            if options.get("cache"):
                raise RuntimeError("cannot cache function: no locator available")
            return lambda loop: loop

    monkeypatch.setattr(compiled, "import_module", lambda name: Numba)

    assert compiled.compiled(lambda x: x + 1)(1) == 2


def minutes(*values: float | None, sensor: int = 3) -> list[Message]:
    """A value a minute; None for a minute in which only the clock ticked."""
    return [n * 60_000 if value is None else (sensor, value, n * 60_000) for n, value in enumerate(values)]


def test_wind_over_4_for_5_minutes_on_the_ski_jump_is_one_alarm() -> None:
    judge = Judge(0, [WIND])

    found = by_arrays(judge, minutes(3.1, 4.0, 4.6, 5.2, 4.8, 4.4, 4.7, 4.9, 3.9, 4.4, 4.1, 3.6, 4.0, 3.4))

    assert [(f[0], f[2] // 60_000, f[3] // 60_000) for f in found] == [("raise", 1, 6), ("return", 1, 13)]


def test_wind_that_falls_and_rises_inside_the_dead_band_raises_none() -> None:
    assert by_arrays(Judge(0, [WIND]), minutes(3.9, 4.2, 4.3, 3.8, 4.4, 4.1, 3.6, 4.2, 4.0, 3.9, 4.3, 4.1, 3.7)) == []


@pytest.mark.parametrize(("value", "raised"), [(4.0, True), (math.nextafter(4.0, 0), False)])
def test_the_lower_bound_belongs_to_the_condition(value: float, raised: bool) -> None:
    rule = RuleSpec(1, 1, "threshold", 0, {"limit": 4.0})
    assert bool(Judge(0, [rule]).judge(batch([(0, value, 0)]))) is raised


@pytest.mark.parametrize(("value", "raised"), [(500.0, False), (math.nextafter(500.0, 0), True)])
def test_the_upper_bound_does_not(value: float, raised: bool) -> None:
    rule = RuleSpec(1, 1, "threshold", 0, {"direction": "below", "limit": 500.0})
    assert bool(Judge(0, [rule]).judge(batch([(0, value, 0)]))) is raised


def test_a_hold_of_two_seconds_is_measured_in_milliseconds_and_inclusive() -> None:
    rule = RuleSpec(1, 1, "threshold", 0, {"limit": 1, "hold_s": 2})
    assert by_arrays(Judge(0, [rule]), [(0, 2.0, 47_200), (0, 2.0, 49_199), (0, 0.0, 49_200)]) == []
    assert by_arrays(Judge(0, [rule]), [(0, 2.0, 47_200), (0, 2.0, 49_200)]) == [("raise", 1, 47_200, 49_200, 2.0, 1)]


def test_the_holding_time_ends_on_a_tick_while_the_last_reading_is_young() -> None:
    found = by_arrays(Judge(0, [WIND]), [*minutes(4.2, 4.2, 4.2, 4.2), 299_999, 300_000, 301_000])

    assert found == [("raise", 7, 0, 300_000, 4.2, -1)]


def test_silence_is_not_evidence_and_the_time_starts_anew_after_it() -> None:
    judge = Judge(0, [WIND])

    assert by_arrays(judge, [*minutes(4.2, 4.2, 4.2, 4.2), *range(301_001, 900_000, 1000)]) == []
    assert by_arrays(judge, [(3, 4.2, 900_000), (3, 4.2, 1_000_000), (3, 4.2, 1_100_000)]) == []
    assert by_arrays(judge, [1_200_000]) == [("raise", 7, 900_000, 1_200_000, 4.2, -1)]


def test_readings_in_reverse_order_leave_the_newest_and_clear_nothing_falsely() -> None:
    judge = Judge(0, [RuleSpec(1, 1, "threshold", 0, {"limit": 4})])

    found = by_arrays(judge, [(0, 4.5, 180_000), (0, 1.0, 120_000), (0, 1.0, 60_000), (0, 1.0, 0)])

    assert found == [("raise", 1, 180_000, 180_000, 4.5, 0)]
    assert judge.counts.stale == 3


def test_what_is_no_number_or_no_time_or_of_no_rule_is_counted_and_does_no_harm() -> None:
    judge = Judge(0, [RuleSpec(1, 1, "threshold", 5, {"limit": 4})])
    before = judge.snapshot()

    odd = [
        (5, math.nan, 0),
        (5, math.inf, 1),
        (5, 9.0, -1),
        (5, 9.0, 2**62),
        (4, 9.0, 1),
        (-1, 9.0, 1),
        (2**31 - 1, 9.0, 1),
    ]

    assert by_arrays(judge, [*odd, 2**62, -5]) == []
    assert judge.snapshot() == before
    assert (judge.counts.unusable, judge.counts.unruled) == (4, 3)


def test_columns_that_may_not_be_written_are_judged_like_others() -> None:
    rows = batch([(3, 4.2, n * 60_000) for n in range(6)])
    for column in (rows.sensor, rows.value, rows.measured_ms):
        column.flags.writeable = False

    assert len(Judge(0, [WIND]).judge(rows)) == 1


def test_a_damaged_snapshot_or_that_of_another_partition_is_refused_and_changes_nothing() -> None:
    judge = Judge(0, [WIND])
    by_arrays(judge, minutes(4.2, 4.2))
    good = judge.snapshot()
    fresh = Judge(0, [WIND])
    empty = fresh.snapshot()

    for bad in (b"", b"junk", good[:-1], good[:60] + b"x" + good[61:], Judge(1, [WIND]).snapshot()):
        with pytest.raises(snapshots.Unreadable):
            fresh.restore(bad)
    assert fresh.snapshot() == empty


def test_a_changed_rule_keeps_its_standing_alarm_and_returns_by_the_new_limit() -> None:
    judge = Judge(0, [WIND])
    by_arrays(judge, minutes(*[4.2] * 6))
    eased = RuleSpec(7, 2, "threshold", 3, WIND.settings | {"limit": 6.0, "clear": 5.0})

    judge.judge(RulesChanged("batch:0@9", (asdict(eased),)))

    assert said(judge.judge(batch([(3, 4.9, 360_000)]))) == [("return", 7, 0, 360_000, 4.9, 0)]


def test_a_changed_rule_that_was_only_rising_starts_anew() -> None:
    judge = Judge(0, [WIND])
    by_arrays(judge, minutes(4.2, 4.2, 4.2, 4.2))
    eased = RuleSpec(7, 2, "threshold", 3, WIND.settings | {"limit": 4.1})

    judge.replace([eased])

    assert by_arrays(judge, [300_000]) == []


def test_a_rule_that_is_taken_away_and_one_that_is_new_leave_the_others_alone() -> None:
    judge = Judge(0, [WIND])
    by_arrays(judge, minutes(4.2, 4.2, 4.2, 4.2))
    other = RuleSpec(8, 1, "threshold", 1, {"limit": 1})

    judge.replace([other, WIND])
    assert by_arrays(judge, [(1, 2.0, 200_000), 300_000]) == [
        ("raise", 8, 200_000, 200_000, 2.0, 0),
        ("raise", 7, 0, 300_000, 4.2, -1),
    ]
    judge.replace([other])
    assert by_arrays(judge, [(3, 0.0, 400_000), (1, 0.0, 400_000)]) == [("return", 8, 200_000, 400_000, 0.0, 1)]


def test_a_snapshot_brings_back_the_rules_of_its_time() -> None:
    judge = Judge(2, [WIND])
    by_arrays(judge, minutes(4.2, 4.2, 4.2, 4.2))

    again = Judge.from_snapshot(2, judge.snapshot())

    assert by_arrays(again, [300_000]) == [("raise", 7, 0, 300_000, 4.2, -1)]


def test_a_judge_without_a_snapshot_is_told_what_stands_and_returns_it() -> None:
    judge = Judge(0, [WIND])
    judge.seed([(7, 60_000)])

    assert by_arrays(judge, [(3, 4.5, 500_000), (3, 3.0, 560_000)]) == [("return", 7, 60_000, 560_000, 3.0, 1)]


def test_the_peak_is_the_worst_value_since_the_onset_in_either_direction() -> None:
    high = RuleSpec(1, 1, "threshold", 0, {"limit": 4})
    low = RuleSpec(2, 1, "threshold", 1, {"direction": "below", "limit": 500})

    changes = Judge(0, [high, low]).judge(
        batch([(0, 4.1, 0), (0, 7.5, 1), (0, 5.0, 2), (0, 1.0, 3), (1, 400, 0), (1, 80, 1), (1, 900, 2)])
    )

    assert [(c.kind, c.peak) for c in changes] == [("raise", 4.1), ("return", 7.5), ("raise", 400.0), ("return", 80.0)]


def test_a_piece_boundary_inside_a_large_batch_changes_nothing() -> None:
    rows = [(n % 50, 10.0 if (n // 5000) % 2 else 0.0, n) for n in range(40_000)]
    rules = [RuleSpec(n + 1, 1, "threshold", n, {"limit": 5, "hold_s": 1, "max_gap_s": 1}) for n in range(50)]

    found = said(Judge(0, rules).judge(batch(rows)))

    assert found == Reference(rules).judge(rows)
    assert len(found) > 300


def test_a_rule_that_nobody_can_read_any_more_does_not_keep_the_others_from_being_judged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = RuleSpec(1, 1, "oracle", 3, {})
    wrong = RuleSpec(2, 1, "threshold", 3, {"limit": "high"})

    judge = Judge(0, [gone, wrong, WIND])

    assert judge.rules == (WIND,)
    assert by_arrays(judge, minutes(*[4.2] * 6)) == [("raise", 7, 0, 300_000, 4.2, 5)]
    assert "rule 1 (detector oracle)" in caplog.text


def test_a_value_that_flaps_round_the_limit_twice_a_second_is_one_alarm_at_most() -> None:
    flapping: list[Message] = [(0, 4.1 if n % 2 else 3.4, n * 250) for n in range(2400)]
    held = RuleSpec(1, 1, "threshold", 0, {"limit": 4, "clear": 3.5, "hold_s": 5})
    slow_to_clear = RuleSpec(2, 1, "threshold", 0, {"limit": 4, "clear": 3.5, "clear_hold_s": 60})

    assert [(f[0], f[1]) for f in by_arrays(Judge(0, [held, slow_to_clear]), flapping)] == [("raise", 2)]


def scene_of(name: str, sample: Sample) -> tuple[list[RuleSpec], list[Message]]:
    """A sample as rules (the one in question is rule 1) and a stream.

    Given (second, value) of the rule's sensor, or (second, input, value) of one of several; None is a tick. The inputs of
    a rule over rules are thresholds at 1, one a sensor.
    """
    given = [one if len(one) == 3 else (one[0], 0, one[1]) for one in sample.given]
    stream: list[Message] = [s * 1000 if value is None else (k, float(value), s * 1000) for s, k, value in given]
    further = range(1, max(k for _, k, _ in given) + 1)
    if not issubclass(DETECTORS[name], Combiner):
        return [RuleSpec(1, 1, name, 0, sample.settings, inputs=tuple(further))], stream
    plain = [RuleSpec(10 + k, 1, "threshold", k, {"limit": 1}) for k in (0, *further)]
    return [RuleSpec(1, 1, name, 0, sample.settings, inputs=tuple(rule.rule for rule in plain)), *plain], stream


def told(found: list[Found]) -> list[tuple[str, int, int]]:
    """Kind, onset and moment in seconds of what rule 1 found, as samples expect it."""
    return [(f[0], f[2] // 1000, f[3] // 1000) for f in found if f[1] == 1]


@pytest.mark.parametrize("name", sorted(DETECTORS.all))
def test_every_detector_proves_itself_by_its_samples(name: str) -> None:
    detector = DETECTORS[name]
    assert any(sample.silent for sample in detector.samples), "one sample must stay silent"
    for sample in detector.samples:
        rules, stream = scene_of(name, sample)
        found = told(by_arrays(Judge(0, rules), stream))
        assert found == sample.expect, sample.title.en
        assert not (sample.silent and found)


@pytest.mark.parametrize("name", sorted(DETECTORS.all))
def test_every_detector_speaks_both_languages_down_to_its_settings(name: str) -> None:
    detector = DETECTORS[name]
    assert detector.name == name
    assert detector.title.zh != detector.title.en
    for field, said in detector.Settings.model_fields.items():
        label = said.json_schema_extra
        assert isinstance(label, dict), field
        assert label.get("zh"), field
        assert label.get("en"), field
