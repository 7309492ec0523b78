"""The measurement measures what it says: an odd stream, equal results, and no ratio without its peer."""

from pathlib import Path

import pytest

from watchroom.alarms.detection import RuleSpec
from watchroom.ops import bench_detect as bench
from watchroom.ops import detect_peers, detect_wire
from watchroom.ops.detect_job import RULE, SENSORS, ResultsDiffer, check, stream

RULES = [RuleSpec(n, 1, "threshold", n, RULE) for n in range(SENSORS)]


def test_about_one_reading_in_a_hundred_is_repeated_or_out_of_order_and_both_engines_agree() -> None:
    batches = stream(60)

    figures, changes = bench.measure_kernel(RULES, batches, 1)

    assert figures["readings"] == 60 * SENSORS
    assert 0.008 < figures["odd_share"] < 0.012
    assert changes
    assert bench.measure_reference(RULES, batches, changes)["reference.equal"] is True


def test_five_kinds_at_once_find_what_the_loop_finds_from_columns_and_from_single_messages() -> None:
    """A hundredth of the sensors: every kind speaks all the same."""
    held = detect_wire.seconds(100, 100)
    owed = list(detect_wire.by_reference(held, 100))

    for form in (detect_wire.Second.in_columns, detect_wire.Second.one_by_one):
        assert detect_wire.said(detect_wire.judged(held, form, 100)[0]) == owed
    kinds = len(detect_wire.KINDS)
    assert {change[1] % kinds for changes in owed for change in changes} == set(range(kinds))


def test_an_engine_that_finds_something_else_does_not_count() -> None:
    with pytest.raises(ResultsDiffer):
        check("bytewax", [("raise", 1, 0, 0, 90.0, 3)], [])


def test_without_its_peer_it_says_so_and_gives_no_ratio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WATCHROOM_DATA", str(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    monkeypatch.setattr(detect_peers, "own_python", lambda peer: str(tmp_path / "no-python"))

    with pytest.raises(detect_peers.PeerMissing) as missing:
        bench.run(json=True, quick=True)

    assert missing.value.status == 503
    assert "bytewax" in missing.value.words.zh


def test_the_core_is_given_back_afterwards() -> None:
    import os

    before = os.sched_getaffinity(0)
    with bench.one_core() as core:
        assert os.sched_getaffinity(0) == {core}
    assert os.sched_getaffinity(0) == before
