"""The history's upkeep killed with SIGKILL wherever it is: nothing lost, nothing doubled, and it goes on from there."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from watchroom.conftest import T0
from watchroom.kernel.clock import iso, ms
from watchroom.sources import history
from watchroom.sources.history import quarters
from watchroom.sources.readings import ReadingBatch

pytestmark = pytest.mark.process
DAYS, EACH = 6, 400
BEGIN = T0.replace(hour=0, minute=0)
END = BEGIN + timedelta(days=DAYS + 1)
# Tells when it begins, so that the kill falls into the work and not into the imports.
CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from watchroom.sources import history
from watchroom.sources.history import table, upkeep
table.opened(Path(sys.argv[1]))
print("begins", flush=True)
history.tidy(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
"""


def fill(data: Path) -> None:
    for number in range(DAYS * 2):
        at = np.repeat(ms(BEGIN) + number // 2 * 86_400_000 + np.arange(EACH, dtype=np.int64) * 60_000 + number % 2, 2)
        sensor = np.tile(np.array([3, 1], np.int32), EACH)
        batch = ReadingBatch("batch:1@1", sensor, at % 977 / 10, at, at + 500)
        history.append(data, "s", 1, [(number + 1, batch)], number + 1)


def test_upkeep_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    owed = history.read(tmp_path, 1, BEGIN, END)
    for after_s in (0.01, 0.06, 0.12, 0.25, 0.5):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path), iso(END)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        time.sleep(after_s)
        os.kill(child.pid, signal.SIGKILL)
        child.wait(30)
        child.stdout.close()
        same(tmp_path, owed)

    history.tidy(tmp_path, END)
    same(tmp_path, owed)
    assert quarters.unmade(tmp_path, BEGIN, END) == set()


def same(data: Path, owed: history.Series) -> None:
    """Through our own reading, through a plot, and counted by DuckDB from the files that are named."""
    read = history.read(data, 1, BEGIN, END)
    assert (read.measured_ms.tolist(), read.value.tolist()) == (owed.measured_ms.tolist(), owed.value.tolist())
    drawn = history.stretches(data, 1, BEGIN, END, 3_600_000)
    assert (int(drawn.count.sum()), float(drawn.high.max())) == (len(owed), float(owed.value.max()))
    with duckdb.connect() as base:
        sql = "SELECT count(*) FROM read_parquet(?, hive_partitioning=false)"
        assert base.execute(sql, [history.files(data)]).fetchall() == [(DAYS * 2 * EACH * 2,)]
