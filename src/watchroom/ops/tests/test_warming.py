"""What is compiled is compiled before a partition is taken, and nothing is left for the first reading to wait for."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from watchroom.alarms.detection import DETECTORS
from watchroom.alarms.judging import Judge
from watchroom.kernel import compiled
from watchroom.kernel.compiled import Compiled
from watchroom.ops import warming, watching
from watchroom.ops.watching import Watch
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.latest import LatestTable
from watchroom.sources.readings import ReadingBatch, Run, Tick, decode_runs, encode_readings


def machine_code() -> dict[str, int]:
    """For how many kinds of arguments each loop of the rooms is compiled."""
    loops = {
        f"{name}.{called}": loop
        for name, module in list(sys.modules.items())
        if name.startswith("watchroom.")
        for called, loop in vars(module).items()
        if isinstance(loop, Compiled)
    }
    return {name: len(getattr(loop._fast, "signatures", ())) for name, loop in loops.items()}


@pytest.mark.skipif(not compiled.has_compiler(), reason="no compiler here: nothing is compiled")
def test_after_warming_no_reading_waits_for_the_compiler() -> None:
    warming.warm()
    before = machine_code()

    at = np.array([1000, 2000], np.int64)
    batch = ReadingBatch("b", np.array([0, 1], np.int32), np.array([1.5, 0.1 + 0.2]), at, at)
    (data,) = encode_readings(*batch.columns)
    for run in decode_runs([(1, data), (2, data)], 0, ()):
        if isinstance(run, Run):
            LatestTable().update(run.batch)
            Catalogue(source_of=np.zeros(2, np.int64)).sources_of(run.batch.sensor)
    for name, detector in DETECTORS.all.items():
        judge = Judge(0, list(warming.rules_of(name, detector.samples[0])))
        judge.judge(batch)
        judge.judge(Tick("tick", 3000))

    assert before["watchroom.sources.columns._read"] == 1
    assert machine_code() == before


def test_no_partition_is_taken_before_all_is_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    happened: list[str] = []
    watch = Watch(tmp_path)

    async def share(client: Any, made: str) -> None:
        happened.append("shared")
        watch.pace.stop.set()

    async def publish(*_: Any) -> None:
        happened.append("told the others")

    monkeypatch.setattr(watching, "warm", lambda: happened.append("warm"))
    monkeypatch.setattr(watch, "_share", share)
    client: Any = type("Client", (), {"publish": staticmethod(publish)})
    asyncio.run(watch._lease(client, "made"))

    assert happened == ["warm", "told the others", "shared"]


def test_a_detector_that_cannot_be_made_ready_does_not_keep_the_others_from_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    judged: list[str] = []

    def judge(name: str, sample: Any) -> None:
        judged.append(name)
        if name == "stuck":
            raise ValueError("broken")

    monkeypatch.setattr(warming, "_judge", judge)
    monkeypatch.setattr(warming, "has_compiler", lambda: True)
    warming.warm.__wrapped__()

    assert judged == sorted(DETECTORS.all)
    assert "detector stuck cannot be made ready" in caplog.text


@pytest.mark.parametrize(("writable", "kept"), [(True, None), (False, "/site/compiled")])
def test_machine_code_is_kept_with_the_site_where_the_program_may_not_be_written(
    monkeypatch: pytest.MonkeyPatch, writable: bool, kept: str | None
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: writable)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(os, "environ", dict(os.environ))

    compiled.keep_in(Path("/site/compiled"))

    assert os.getenv("NUMBA_CACHE_DIR") == kept
