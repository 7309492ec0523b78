"""How a past is cut up: sizes, holes, local days, scales. No database."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.kernel.clock import ms
from watchroom.sources import pictures, plot_rules
from watchroom.sources.history import Series, Stretches
from watchroom.sources.plot_rules import DAY, HOUR, MINUTE, DayTold, Limit

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("span", "size"),
    [
        (1000, 1000),
        (DAY, MINUTE),
        (DAY + 2 * MINUTE, MINUTE),
        (31 * DAY, 30 * MINUTE),
        (366 * DAY, 6 * HOUR),
        (3660 * DAY, 7 * DAY),
    ],
)
def test_a_span_is_drawn_in_stretches_of_a_round_length(span: int, size: int):
    assert plot_rules.size_for(span) == size
    since, until = plot_rules.outward(12_345, 12_345 + span, size)
    assert since % size == until % size == 0
    assert since <= 12_345 < 12_345 + span <= until


@pytest.mark.parametrize(
    ("at", "holes"),
    [
        ([], [(0, 600)]),
        ([0, 60, 120, 180, 240, 300, 360, 420, 480, 540], []),
        ([0, 60, 300, 360, 420, 480, 540], [(120, 300)]),
        ([0, 60, 180, 300, 420, 540], []),  # every second one: not yet silence
        ([300, 360, 420], [(0, 300), (480, 600)]),
    ],
)
def test_silence_is_a_hole_and_a_slow_sensor_is_none(at: list[int], holes: list[tuple[int, int]]):
    told = plot_rules.holes(np.array(at, np.int64), 60, 0, 600, 170)
    assert told == holes


def test_a_stretch_without_a_reading_is_a_hole_however_short_silence_is():
    told = plot_rules.holes(np.array([0, 2 * HOUR], np.int64), HOUR, 0, 3 * HOUR, 180_000)
    assert told == [(HOUR, 2 * HOUR)]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4 * DAY), st.floats(-1e6, 1e6)), min_size=1, max_size=60, unique_by=lambda one: one[0]
    ),
    st.sampled_from([MINUTE, 15 * MINUTE, HOUR]),
)
def test_stretches_of_stretches_are_stretches_of_the_readings(readings: list[tuple[int, float]], size: int):
    """However often it is cut: nothing lost, nothing doubled, no peak hidden."""
    at = np.array([one for one, _ in sorted(readings)], np.int64)
    value = np.array([one for _, one in sorted(readings)])
    series = Series(at, value, at)

    short, long = Stretches.of(series, size), Stretches.of(series, 24 * HOUR)
    again = short.in_stretches(24 * HOUR)

    assert int(short.count.sum()) == len(series)
    assert (short.low.min(), short.high.max()) == (value.min(), value.max())
    for name in ("at_ms", "count", "low", "high", "first", "last"):
        assert getattr(again, name).tolist() == getattr(long, name).tolist()
    assert np.allclose(again.mean, long.mean, atol=1e-6)
    assert bool(((short.low <= short.mean) & (short.mean <= short.high)).all())


def test_a_day_of_a_change_of_clocks_is_as_long_as_it_was():
    edges = plot_rules.day_edges([date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)], "Europe/Berlin")
    assert (edges[1] - edges[0]) // HOUR == 24
    spring = plot_rules.day_edges([date(2026, 3, 29)], "Europe/Berlin")
    assert (spring[1] - spring[0]) // HOUR == 23
    assert plot_rules.day_edges([date(2026, 2, 6)], "Asia/Kathmandu")[0] % (15 * MINUTE) == 0


def test_days_are_told_by_their_own_midnight_with_hours_at_the_limit():
    begin = ms(datetime(2026, 2, 5, 16, tzinfo=UTC))  # midnight in Beijing
    at = np.array([begin - 1, begin, begin + 90 * MINUTE, begin + DAY], np.int64)
    quarters = Stretches.of(Series(at, np.array([9.0, 1.0, 5.0, 2.0]), at), 15 * MINUTE)
    days = [date(2026, 2, 6), date(2026, 2, 7), date(2026, 2, 8)]

    told = plot_rules.by_day(quarters, days, "Asia/Shanghai", Limit(5.0, above=True))

    assert [(one.count, one.low, one.high, one.mean, one.over_h) for one in told] == [
        (2, 1.0, 5.0, 3.0, 0.25),
        (1, 2.0, 2.0, 2.0, 0.0),
        (0, None, None, None, None),
    ]
    below = plot_rules.by_day(quarters, days[:1], "Asia/Shanghai", Limit(5.0, above=False))
    assert below[0].over_h == 0.25


def test_a_scale_has_equal_steps_and_every_value_has_one():
    ends = plot_rules.steps([0.0, 10.0, 3.0])
    assert ends == [0, 2, 4, 6, 8]
    assert [plot_rules.step_of(value, ends) for value in (0, 1.99, 2, 10, -1)] == [0, 0, 1, 4, 0]
    assert plot_rules.steps([4.0, 4.0]) == [4.0]
    assert plot_rules.steps([]) == []


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (3.58, 4.21, [3.6, 3.8, 4.0, 4.2]),
        (0.0, 105.3, [0, 50, 100]),
        (-12.5, 1.0, [-10, -5, 0]),
        (999.0, 1001.0, [999, 999.5, 1000, 1000.5, 1001]),
    ],
)
def test_a_picture_is_read_by_a_few_round_numbers(low: float, high: float, told: list[float]):
    assert plot_rules.ticks(low, high) == told


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_every_picture_has_one_to_five_round_numbers_inside_it(low: float, span: float):
    told = plot_rules.ticks(low, low + span)

    assert 1 <= len(told) <= 5
    assert all(low - span / 1e6 <= one <= low + span * (1 + 1e-6) for one in told)


def test_a_day_that_reached_the_limit_is_framed():
    days = [DayTold(day, 1, 1.0, 2.0, 1.5, 0.0) for day in plot_rules.whole_year(2026)]
    days[40] = DayTold(days[40].day, 1, 1.0, 5.0, 1.5, 0.25)
    picture = pictures.calendar_svg(days, "max", [2.0], lambda one: f"{one.day}", "/x?day={day}", "zh")

    framed = [cell for cell in picture.split("<a ") if pictures.OVER in cell]
    assert [days[40].day.isoformat() in cell for cell in framed] == [True]


def test_the_limit_of_compared_days_is_told_with_its_number_at_a_round_scale():
    at = np.array([0, 5 * MINUTE], np.int64)
    told = Stretches.of(Series(at, np.array([3.6, 4.2]), at), 5 * MINUTE)
    picture = pictures.compare_svg([(date(1970, 1, 1), 0, told)], [{"value": 4.0, "zh": "超限", "en": "x"}], 1, "zh")

    assert "超限 · 4.0" in picture
    assert [mark for mark in ("3.6", "3.8", "4.0", "4.2") if f">{mark}</text>" in picture] == [
        "3.6",
        "3.8",
        "4.0",
        "4.2",
    ]


def test_a_calendar_has_a_cell_a_day_and_hatches_the_unknown():
    days = [DayTold(day, 1, 1.0, 2.0, 1.5, None) for day in plot_rules.whole_year(2024)]
    days[40] = DayTold(days[40].day, 0, None, None, None, None)
    picture = pictures.calendar_svg(days, "max", [2.0], lambda one: f"<{one.day}>", "/x?day={day}", "zh")

    assert picture.count("<a ") == 366
    assert picture.count('fill="url(#no-reading)"') == 1
    assert "&lt;2024-02-29&gt;" in picture
    assert "<2024" not in picture
    assert "style=" not in picture


def test_compared_days_break_where_nothing_was_told():
    at = np.array([0, 5 * MINUTE, HOUR], np.int64)
    told = Stretches.of(Series(at, np.array([1.0, 2.0, 3.0]), at), 5 * MINUTE)
    picture = pictures.compare_svg([(date(1970, 1, 1), 0, told)], [{"value": 2.5, "zh": "<限>", "en": "x"}], 1, "zh")
    line = next(part for part in picture.split("<path ") if 'stroke-width="1.75"' in part)

    assert (line.split('"')[1].count("M"), line.split('"')[1].count("L")) == (2, 1)
    assert "&lt;限&gt;" in picture
    assert pictures.compare_svg([(date(1970, 1, 1), 0, Stretches.empty(5 * MINUTE))], [], 1, "zh") == ""


def test_thinned_readings_keep_their_peaks():
    value = np.zeros(40_000)
    value[12_345], value[23_456] = 99.0, -99.0

    kept = plot_rules.thinned(value, 3000)

    assert len(kept) <= 3002
    assert {0, 12_345, 23_456, 39_999} <= set(kept)
    assert plot_rules.thinned(value[:5], 3000) == [0, 1, 2, 3, 4]


def test_a_year_has_its_days():
    assert len(plot_rules.whole_year(2024)) == 366
    assert plot_rules.whole_year(2026)[-1] - plot_rules.whole_year(2026)[0] == timedelta(days=364)
