"""The measurement measures what it says: an odd stream, equal results, and no ratio without its peer."""

from pathlib import Path

import pytest

from watchroom.alarms.detection import RuleSpec
from watchroom.ops import bench_detect as bench

RULES = [RuleSpec(n, 1, "threshold", n, bench.RULE) for n in range(bench.SENSORS)]


def test_about_one_reading_in_a_hundred_is_repeated_or_out_of_order_and_both_engines_agree() -> None:
    batches = bench.stream(60)

    figures, changes = bench.measure_kernel(RULES, batches, 1)

    assert figures["readings"] == 60 * bench.SENSORS
    assert 0.008 < figures["odd_share"] < 0.012
    assert changes
    assert bench.measure_reference(RULES, batches, changes)["reference.equal"] is True


def test_an_engine_that_finds_something_else_does_not_count() -> None:
    with pytest.raises(bench.ResultsDiffer):
        bench.check("bytewax", [("raise", 1, 0, 0, 90.0, 3)], [])


def test_without_its_peer_it_says_so_and_gives_no_ratio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WATCHROOM_DATA", str(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    monkeypatch.setattr(bench, "own_python", lambda: str(tmp_path / "no-python"))

    with pytest.raises(bench.PeerMissing) as missing:
        bench.run(json=True, quick=True)

    assert missing.value.status == 503
    assert "bytewax" in missing.value.words.zh


def test_the_core_is_given_back_afterwards() -> None:
    import os

    before = os.sched_getaffinity(0)
    with bench.one_core() as core:
        assert os.sched_getaffinity(0) == {core}
    assert os.sched_getaffinity(0) == before
