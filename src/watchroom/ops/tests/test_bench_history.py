"""`watchroom bench history` in small: what it measures is right, and a plot without its peak does not count."""

from pathlib import Path

import pytest

from watchroom.ops import bench_history as bench
from watchroom.ops import cli
from watchroom.ops.terminal import USAGE

pytestmark = pytest.mark.pure
SMALL = bench.Size(sensors=4, days=3)


def test_what_is_written_is_drawn_whole_with_its_peak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    assert bench.measure_load(tmp_path, SMALL)["bytes_per_reading"] > 0
    assert bench.measure_settle(tmp_path, SMALL)["settle.readings_per_s"] > 0
    for first, days in ((0, 3), (1, 1)):
        drawn = bench.draw(str(tmp_path), SMALL.sensor, first, days, bench.HOUR_MS)
        told = {"count": int(drawn.count.sum()), "high": float(drawn.high.max())}
        bench.check("x", told, days, first, SMALL)
        with pytest.raises(bench.PlotIsWrong):
            bench.check("x", told | {"high": 999.0}, days, first, SMALL)
        with pytest.raises(bench.PlotIsWrong):
            bench.check("x", told | {"count": told["count"] - 1}, days, first, SMALL)


def test_values_are_the_same_each_time_and_only_one_minute_stands_out() -> None:
    sensor, value, measured, _ = bench.a_day(SMALL, 1)
    assert value.tolist() == bench.a_day(SMALL, 1)[1].tolist()
    assert set(measured[value == bench.PEAK].tolist()) == {SMALL.peak_ms}
    assert (value == bench.PEAK).sum() == len(set(sensor.tolist()))


@pytest.mark.parametrize("words", [["detect", "--sensors", "5"], ["history", "--days", "0"]])
def test_a_size_that_does_not_fit_is_a_wrong_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["bench", *words])
    assert end.value.code == USAGE
    assert words[1] in capsys.readouterr().err
