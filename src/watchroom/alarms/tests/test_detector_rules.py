"""Each detector against a plain loop, a library, or arithmetic by hand; and all of them killed at every step."""

import math
import random
import statistics
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from watchroom.alarms.detection import DETECTORS, RuleSpec, settings_of
from watchroom.alarms.detectors.composite import table
from watchroom.alarms.judging import Judge
from watchroom.alarms.positions import inward, outline
from watchroom.alarms.tests.reference import Found
from watchroom.alarms.tests.test_detection import Message, by_arrays, by_loop
from watchroom.kernel import compiled
from watchroom.kernel.expressions import check
from watchroom.kernel.geometry import distance_m

pytestmark = pytest.mark.pure

BOX = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]}
short = st.sampled_from([0, 0.5, 1, 2, 4])
gap = st.sampled_from([0.5, 1, 3])
plain_rules = st.one_of(
    st.builds(
        lambda way, change, within, clear, hold, gap: ("rate_of_change", {
            "direction": way, "change": change, "within_s": within, "clear": clear and change * clear, "hold_s": hold, "max_gap_s": gap,
        }),
        st.sampled_from(["rise", "fall"]), st.sampled_from([0.5, 1, 2]), st.sampled_from([1, 2, 5]), st.sampled_from([None, 0.5, 1]), short, gap,
    ),
    st.builds(
        lambda same, tolerance, least, rests, gap: ("stuck", {
            "same_s": same, "tolerance": tolerance, "readings": least, "rests_at": rests, "max_gap_s": gap,
        }),
        st.sampled_from([1, 2, 4]), st.sampled_from([0, 0.5, 1]), st.integers(2, 4), st.sampled_from([None, 3.0]), gap,
    ),
    st.builds(lambda every, n: ("missing_data", {"every_s": every, "periods": n}), st.sampled_from([1, 1.5]), st.sampled_from([1, 2])),
    st.builds(
        lambda low, high, hold, back, gap: ("out_of_range", {"low": low, "high": high, "hold_s": hold, "clear_hold_s": back, "max_gap_s": gap}),
        st.sampled_from([None, 3.0]), st.sampled_from([3.5, 4.0]), short, short, gap,
    ),
    st.builds(
        lambda jump, per_s, quiet, gap: ("step", {"jump": jump, "per_s": per_s, "clear_hold_s": quiet, "max_gap_s": gap}),
        st.sampled_from([0, 0.5, 1]), st.sampled_from([0, 0.25]), short, gap,
    ),
)  # fmt: skip
rule_sets = st.lists(st.tuples(st.integers(0, 2), plain_rules), min_size=1, max_size=5).map(
    lambda drawn: [RuleSpec(100 + n, 1, kind, sensor, said) for n, (sensor, (kind, said)) in enumerate(drawn)]
)
levels = st.sampled_from([2.5, 3.0, 3.25, 3.5, 4.0, 4.5, 6.0, math.nan])
times = st.integers(2, 40).map(lambda n: n * 500)
streams = st.lists(st.one_of(st.tuples(st.integers(0, 3), levels, times), times), max_size=60).map(
    lambda drawn: sorted(drawn, key=lambda one: (one if isinstance(one, int) else one[2]) // 4000)
)


@given(rules=rule_sets, stream=streams, every=st.integers(1, 30))
@settings(max_examples=80, deadline=None)
def test_each_kind_finds_exactly_what_the_plain_loop_finds(
    rules: list[RuleSpec], stream: list[Message], every: int
) -> None:
    assert by_arrays(Judge(0, rules), stream, every) == by_loop(rules, stream, every)


# ---- rate of change --------------------------------------------------------------------------------------------------


def test_readings_denser_than_the_window_is_kept_are_found_at_most_a_32nd_late_and_never_without_cause() -> None:
    dice = random.Random(1)
    rule = RuleSpec(1, 1, "rate_of_change", 0, {"change": 3.0, "within_s": 64, "max_gap_s": 60})
    exact, coarse = 64_000, 62_000
    for _ in range(5):
        level, rows = 0.0, []
        for t in range(0, 400_000, 250):
            level += dice.gauss(0, 0.12)
            rows.append((0, level, t))
        found = by_arrays(Judge(0, [rule]), rows)

        def risen(within: int, rows: list[tuple[int, float, int]] = rows) -> dict[int, float]:
            steps = within // 250
            return {
                t: value - min(v for _, v, _ in rows[max(0, i - steps) : i + 1]) for i, (_, value, t) in enumerate(rows)
            }

        most, least = risen(exact), risen(coarse)
        standing = False
        at = {f[3]: f[0] for f in found}
        for t in most:
            standing = {"raise": True, "return": False}.get(at.get(t, ""), standing)
            if least[t] >= 3.0:
                assert standing, t
            if most[t] < 3.0:
                assert not standing, t


# ---- missing data ----------------------------------------------------------------------------------------------------


def test_a_longer_limit_ends_an_alarm_that_it_would_not_have_raised() -> None:
    rule = RuleSpec(1, 1, "missing_data", 0, {"every_s": 10})
    judge = Judge(0, [rule])
    assert by_arrays(judge, [(0, 1.0, 5000), 34_999, 35_000]) == [("raise", 1, 35_000, 35_000, 1.0, -1)]

    judge.replace([replace(rule, settings={"every_s": 60})])

    assert by_arrays(judge, [36_000]) == [("return", 1, 35_000, 36_000, 1.0, -1)]


def test_a_sensor_missing_when_the_site_went_away_is_still_missing_when_it_is_back() -> None:
    judge = Judge(0, [RuleSpec(1, 1, "missing_data", 0, {"every_s": 10})])
    by_arrays(judge, [(0, 1.0, 5000), 35_000])

    assert by_arrays(judge, [4_000_000, 4_001_000]) == []
    assert [f[0] for f in by_arrays(judge, [(0, 1.0, 4_001_500)])] == ["return"]


# ---- positions -------------------------------------------------------------------------------------------------------


@given(
    corners=st.lists(st.tuples(st.integers(-8, 8), st.integers(-8, 8)), min_size=3, max_size=7, unique=True),
    spots=st.lists(st.tuples(st.integers(-36, 36), st.integers(-36, 36)), min_size=1, max_size=30),
)
@settings(max_examples=40, deadline=None)
def test_inside_and_on_the_line_are_what_shapely_says(
    corners: list[tuple[int, int]], spots: list[tuple[int, int]]
) -> None:
    """On a grid of quarters the products are exact, so even the line itself must agree."""
    area = Polygon(corners)
    if not area.is_valid or not area.area:
        return
    shape = outline([[[list(map(float, one)) for one in area.exterior.coords]]])
    lon, lat = (np.array(column, float) / 4 for column in zip(*spots, strict=True))
    metres = np.empty(lon.size)

    inward(shape["edge"], shape["edges"], np.zeros(lon.size, np.int32), lon, lat, metres)

    points = [Point(x, y) for x, y in zip(lon, lat, strict=True)]
    assert (metres >= 0).tolist() == [area.covers(point) for point in points]
    assert (metres == 0).tolist() == [area.exterior.distance(point) == 0 for point in points]


def test_the_distance_to_the_line_is_in_metres_and_holes_are_outside() -> None:
    rings: list[list[list[float]]] = [
        [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]],
        [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]],
    ]
    shape = outline([rings])
    lon, lat = np.array([0.001, 2.0, -0.001, 1.0]), np.array([2.0, 2.0, 2.0, 2.0])
    metres = np.empty(4)
    inward(shape["edge"], shape["edges"], np.zeros(4, np.int32), lon, lat, metres)

    near = distance_m((0.0, 2.0), (0.001, 2.0))
    assert metres[0] == pytest.approx(near, rel=1e-6)
    assert metres[1] < -100_000
    assert metres[2] == pytest.approx(-near, rel=1e-6)
    assert metres[3] == 0


@pytest.mark.parametrize(
    ("fence", "why"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "not accepted"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]]}, "crosses itself"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4]]]}, "open"),
        ({"type": "Polygon", "coordinates": [[[0, 40], [200, 0], [4, 4], [0, 40]]]}, "out of range"),
        ({"type": "Polygon", "coordinates": [[[math.cos(n), math.sin(n)] for n in (k / 400 for k in range(2513))] + [[1.0, 0.0]]]}, "2000"),
    ],
)  # fmt: skip
def test_a_fence_that_cannot_be_trusted_is_refused(fence: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        settings_of("geofence", {"fence": fence})


def test_the_speed_is_the_great_circle_over_time_less_the_doubt_of_both_ends() -> None:
    one, other = (115.46, 40.90), (115.47, 40.91)
    metres = distance_m(one, other)
    kmh = (metres - 2 * 5) / 60 * 3.6
    stream: list[Message] = [(0, one[0], 0), (1, one[1], 0), (0, other[0], 60_000), (1, other[1], 60_000)]
    for limit, raised in ((kmh - 0.001, True), (kmh + 0.001, False)):
        rule = RuleSpec(1, 1, "speed", 0, {"limit": limit, "accuracy_m": 5}, inputs=(1,))
        assert bool(by_arrays(Judge(0, [rule]), stream)) is raised


# ---- neighbours ------------------------------------------------------------------------------------------------------


def test_the_median_of_the_young_neighbours_is_what_a_sensor_is_held_against() -> None:
    dice = random.Random(7)
    rule = RuleSpec(
        1, 1, "neighbour", 0, {"limit": 2, "hold_s": 0, "max_age_s": 30, "neighbours": 2}, inputs=(1, 2, 3, 4)
    )
    rows = [(dice.randrange(5), round(dice.gauss(10, 2), 1), n * 1000 + dice.randrange(5) * 200) for n in range(1500)]
    last: dict[int, tuple[int, float]] = {}
    owed: list[tuple[str, int]] = []
    stands = False
    for sensor, value, t in rows:
        if sensor in last and t <= last[sensor][0]:
            continue
        last[sensor] = (t, value)
        young = [v for s, (at, v) in last.items() if s != 0 and abs(t - at) <= 30_000]
        if sensor == 0 and len(young) >= 2 and (abs(value - statistics.median(young)) >= 2) != stands:
            stands = not stands
            owed.append(("raise" if stands else "return", t))

    assert [(f[0], f[3]) for f in by_arrays(Judge(0, [rule]), rows, 11)] == owed
    assert len(owed) > 50


# ---- composites ------------------------------------------------------------------------------------------------------

WIND, SNOW, COLD = (RuleSpec(10 + k, 1, "threshold", k, {"limit": 1.0}) for k in range(3))
TOGETHER = RuleSpec(1, 1, "composite", 0, {"when": "a && (b || !c)", "names": ["a", "b", "c"], "within_s": 5}, inputs=(10, 11, 12))  # fmt: skip


@given(
    stream=st.lists(
        st.one_of(st.tuples(st.integers(0, 2), st.sampled_from([0.0, 2.0]), times), times), max_size=50
    ).map(lambda drawn: sorted(drawn, key=lambda one: one if isinstance(one, int) else one[2]))
)
@settings(max_examples=40, deadline=None)
def test_a_condition_over_conditions_is_what_the_expression_says_of_them(stream: list[Message]) -> None:
    changes = by_arrays(Judge(0, [WIND, SNOW, COLD, TOGETHER]), stream, 3)
    until: dict[int, float] = {}
    stands, owed, rest = False, [], [f for f in changes if f[1] != 1]
    for one in stream:
        now = one if isinstance(one, int) else one[2]
        if not isinstance(one, int):
            if not (rest and rest[0][3] == now and rest[0][1] == 10 + one[0]):
                continue
            until[rest[0][1] - 10] = math.inf if rest[0][0] == "raise" else now
            rest.pop(0)
        a, b, c = (until.get(k, -math.inf) - now + 5000 > 0 for k in range(3))
        if (a and (b or not c)) != stands:
            stands = not stands
            owed.append(("raise" if stands else "return", now))

    assert rest == []
    assert [(f[0], f[3]) for f in changes if f[1] == 1] == owed


def test_what_one_reading_changes_in_two_rules_is_one_instant() -> None:
    high, higher = (RuleSpec(10 + k, 1, "threshold", 0, {"limit": 1.0 + k}) for k in range(2))
    only = RuleSpec(1, 1, "composite", 0, {"when": "a && !b", "names": ["a", "b"], "within_s": 0}, inputs=(10, 11))

    assert [f[1] for f in by_arrays(Judge(0, [high, higher, only]), [(0, 9.0, 1000), (0, 0.0, 2000)])] == [
        10,
        11,
        10,
        11,
    ]


def test_an_onset_is_never_given_twice_even_when_all_happens_late() -> None:
    late: list[Message] = [(1, 2.0, 90_000), (0, 2.0, 1000), (0, 0.0, 2000), (0, 2.0, 3000)]
    rule = replace(TOGETHER, settings={"when": "a && b", "names": ["a", "b"], "within_s": 0}, inputs=(10, 11))

    found = [f for f in by_arrays(Judge(0, [WIND, SNOW, rule]), late) if f[1] == 1]

    assert [(f[0], f[2]) for f in found] == [("raise", 90_000), ("return", 90_000), ("raise", 90_001)]


def test_a_new_combination_knows_at_once_what_stands_already_and_forgets_what_was_ended_by_hand() -> None:
    rule = replace(TOGETHER, settings={"when": "a && b", "names": ["a", "b"], "within_s": 0}, inputs=(10, 11))
    judge = Judge(0, [WIND, SNOW])
    by_arrays(judge, [(0, 2.0, 1000), (1, 2.0, 1000)])

    judge.replace([WIND, SNOW, rule])
    assert by_arrays(judge, [2000]) == [("raise", 1, 2000, 2000, 2.0, -1)]
    judge.replace([WIND, replace(SNOW, generation=1), rule])
    assert by_arrays(judge, [3000]) == [("return", 1, 2000, 3000, 2.0, -1)]


def test_a_judge_without_a_snapshot_knows_of_the_inputs_that_stand() -> None:
    rule = replace(TOGETHER, settings={"when": "a && b", "names": ["a", "b"], "within_s": 0}, inputs=(10, 11))
    judge = Judge(0, [WIND, SNOW, rule])
    judge.seed([(10, 1000), (11, 1000), (1, 1000)])

    assert [(f[0], f[1]) for f in by_arrays(judge, [2000, (1, 0.0, 3000)])] == [("return", 1), ("return", 11)]


@pytest.mark.parametrize(
    ("when", "names", "why"),
    [
        ("a &&", ["a", "b"], "too early"),
        ("a && c", ["a", "b"], "not declared"),
        ("a", ["a", "b"], "does not use"),
        ("!a || b", ["a", "b"], "must not hold"),
        ("a && a", ["a", "a"], "must differ"),
        ("in && b", ["in", "b"], "must differ"),
        ("[a, b].exists(x, x)", ["a", "b"], "list|not supported"),
        ("a && b", ["a"], "at least 2"),
        ("(" * 30 + "a" + ")" * 30 + " && b", ["a", "b"], "deeper"),
    ],
)
def test_a_condition_that_cannot_be_judged_is_refused(when: str, names: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        settings_of("composite", {"when": when, "names": names})


def test_the_table_has_the_answer_for_every_set_of_inputs() -> None:
    answers = table(check("a && (b || !c)", dict.fromkeys("abc", "bool")), ("a", "b", "c"))
    assert answers == tuple(bool(n & 1 and (n & 2 or not n & 4)) for n in range(8))


# ---- all of them -----------------------------------------------------------------------------------------------------

ZOO = [
    RuleSpec(10, 1, "threshold", 0, {"limit": 3, "clear": 2, "hold_s": 2, "max_gap_s": 5}),
    RuleSpec(11, 1, "threshold", 1, {"limit": 3}),
    RuleSpec(12, 1, "rate_of_change", 2, {"change": 2, "within_s": 6, "hold_s": 1, "max_gap_s": 5}),
    RuleSpec(13, 1, "rate_of_change", 0, {"direction": "fall", "change": 2, "within_s": 6}),
    RuleSpec(14, 1, "missing_data", 1, {"every_s": 2, "periods": 2}),
    RuleSpec(15, 1, "stuck", 2, {"same_s": 3, "tolerance": 1, "readings": 2}),
    RuleSpec(16, 1, "out_of_range", 3, {"low": 1, "high": 3, "clear_hold_s": 2}),
    RuleSpec(17, 1, "step", 0, {"jump": 2, "clear_hold_s": 3}),
    RuleSpec(18, 1, "geofence", 0, {"fence": BOX, "accuracy_m": 1}, inputs=(1,)),
    RuleSpec(19, 1, "geofence", 2, {"on": "exit", "fence": BOX, "hold_s": 2}, inputs=(3, 1)),
    RuleSpec(20, 1, "speed", 0, {"limit": 900, "over_s": 2}, inputs=(1,)),
    RuleSpec(21, 1, "neighbour", 3, {"limit": 1, "hold_s": 1, "max_age_s": 4}, inputs=(0, 1, 2)),
    RuleSpec(22, 1, "crowd_density", 1, {"area_m2": 1, "level": "yellow", "hold_s": 1}),
    RuleSpec(23, 1, "crowd_flow", 2, {"width_m": 0.35, "clear": 50}),
    RuleSpec(24, 1, "event", 3, {"limit": 3, "quiet_s": 3}),
    RuleSpec(30, 1, "composite", 0, {"when": "a && b", "names": ["a", "b"], "within_s": 2}, inputs=(10, 11)),
    RuleSpec(31, 1, "composite", 2, {"when": "a && !b", "names": ["a", "b"], "within_s": 0}, inputs=(12, 14)),
]


def day(seed: int = 3, length: int = 220) -> list[Message]:
    """Four sensors that mostly speak together, some readings late, repeated or not finite, and a clock that ticks."""
    dice, stream = random.Random(seed), list[Message]()
    for second in range(1, length // 5 + 1):
        for sensor in range(4):
            if dice.random() < 0.85 and (sensor, second // 8) != (1, 2):
                value = dice.choice([0.0, 1.0, 2.0, 2.5, 3.0, 4.0, 4.5, math.nan])
                stream.append((sensor, value, (second - (dice.random() < 0.1) * 3) * 1000))
        stream.append(second * 1000 + 100)
    return stream


def test_every_kind_of_detector_speaks_in_the_zoo() -> None:
    """Otherwise the tests below would prove nothing of it."""
    rule = {spec.rule: spec.detector for spec in ZOO}
    heard = {rule[f[1]] for seed in range(3) for f in by_arrays(Judge(0, ZOO), day(seed))}

    assert {*rule.values()} == heard
    assert heard >= {*DETECTORS.all} - {"anomaly", "changepoint"}


def test_killed_at_every_step_and_restored_from_the_snapshot_nothing_differs() -> None:
    stream = day()
    whole = Judge(0, ZOO)
    owed: list[Found] = []
    snapshots: list[bytes] = []
    for message in stream:
        snapshots.append(whole.snapshot())
        owed += by_arrays(whole, [message])
    for at in range(0, len(stream), 4):
        again = Judge.from_snapshot(0, snapshots[at])
        assert again.snapshot() == snapshots[at]
        for step, message in enumerate(stream[at : at + 2], at + 1):
            by_arrays(again, [message])
            assert step == len(stream) or again.snapshot() == snapshots[step]
    for at in (1, len(stream) // 2):
        before = by_arrays(Judge(0, ZOO), stream[:at], 1)
        assert before + by_arrays(Judge.from_snapshot(0, snapshots[at]), stream[at:], 1) == owed


def test_however_the_stream_is_cut_and_however_often_it_comes_the_alarms_are_the_same() -> None:
    for seed in range(4):
        stream = day(seed)
        whole, cut_up = Judge(0, ZOO), Judge(0, ZOO)
        found = [f[:5] for f in by_arrays(whole, stream)]
        assert [f[:5] for f in by_arrays(cut_up, stream, 2)] == found
        assert whole.snapshot() == cut_up.snapshot()
        assert by_arrays(whole, [m for m in stream if not isinstance(m, int)]) == []
        assert whole.snapshot() == cut_up.snapshot()


def test_without_a_compiler_all_of_them_find_the_same() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled.Compiled, "__call__", lambda self, *args: self.plain(*args))
        plain = by_arrays(Judge(0, ZOO), day(), 7)

    assert plain == by_arrays(Judge(0, ZOO), day(), 7)


def test_a_changed_input_begins_at_rest_and_what_stands_stays() -> None:
    rule = RuleSpec(1, 1, "neighbour", 0, {"limit": 1, "hold_s": 0, "neighbours": 1}, inputs=(1,))
    judge = Judge(0, [rule])
    assert [f[0] for f in by_arrays(judge, [(1, 5.0, 1000), (0, 9.0, 2000)])] == ["raise"]

    judge.replace([replace(rule, inputs=(2,))])

    assert by_arrays(judge, [(0, 9.0, 3000)]) == []
    assert [f[0] for f in by_arrays(judge, [(2, 9.0, 4000), (0, 9.0, 5000)])] == ["return"]


def test_rules_whose_inputs_cannot_be_are_left_out_and_the_others_are_judged(caplog: pytest.LogCaptureFixture) -> None:
    wrong = [
        replace(ZOO[0], inputs=(1,)),
        replace(ZOO[8], inputs=()),
        replace(ZOO[11], inputs=(0, 0)),
        replace(ZOO[14], inputs=(10, 99)),
        replace(ZOO[15], inputs=(11, 14, 15)),
    ]
    judge = Judge(0, [*wrong, ZOO[1]])

    assert [spec.rule for spec in judge.rules] == [11]
    assert len(caplog.records) == len(wrong)
