"""The figures of runs: quantiles by straight lines, busy times that overlap counted once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.dispatch.figures import RunTold, busy, figures, quantile

T = datetime(2020, 4, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("values", "share", "found"), [([], 0.5, None), ([7], 0.9, 7), ([1, 2, 3, 4], 0.5, 2.5), ([10, 0], 0.9, 9), ([0, 10, 20], 0.25, 5)]
)  # fmt: skip
def test_a_quantile_lies_on_straight_lines_between_the_values(
    values: list[float], share: float, found: float | None
) -> None:
    assert quantile(values, share) == found


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 9)), min_size=1, max_size=12))
def test_a_unit_is_never_busier_than_all_the_time_and_never_less_than_in_its_longest_run(
    spans: list[tuple[int, int]],
) -> None:
    runs = [
        RunTold("E1", 1, {"dispatched": T + start * HOUR}, ended=T + (start + long) * HOUR) for start, long in spans
    ]

    share = busy(runs, T, T + 100 * HOUR)["E1"]

    covered = {hour for start, long in spans for hour in range(start, start + long)}
    assert share == pytest.approx(len(covered) / 100)


def test_without_a_run_there_is_no_figure() -> None:
    found = figures([])

    assert (found.dispatches, found.median_s, found.busy, found.since) == (0, None, {}, None)
