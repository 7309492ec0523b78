"""What `watchroom bench detect` judges: the sensors, the rule of the single-rule parts, and the odd stream."""

import json as jsons
from pathlib import Path
from typing import Any

import numpy as np

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.sources.readings import ReadingBatch

SENSORS = 10_000
BATCH = 10_000
ODD_SHARE = 0.01
RULE: dict[str, Any] = {
    "direction": "above",
    "limit": 85.0,
    "clear": 75.0,
    "hold_s": 30,
    "clear_hold_s": 0,
    "max_gap_s": 60,
}


class ResultsDiffer(Fault):
    status = 500
    text = Words(
        zh="{engine} 的结果与参照循环不同（{found} 条，应为 {owed} 条），本次速度不作数。",
        en="{engine} found other changes than the reference loop ({found}, owed {owed}): its speed does not count.",
    )


def stream(seconds: int, seed: int = 2022) -> list[ReadingBatch]:
    """Batches of BATCH readings. About ODD_SHARE of them are repeats or come after a later one of their sensor."""
    rng = np.random.default_rng(seed)
    n = SENSORS * seconds
    order = np.arange(n)
    odd = rng.choice(n - SENSORS, round(n * ODD_SHARE), replace=False)
    repeated, early = odd[::2], odd[1::2]
    order[early], order[early + SENSORS] = order[early + SENSORS], order[early].copy()
    order = np.insert(order, repeated + rng.integers(1, SENSORS, repeated.size), order[repeated])[:n]
    sensor = (order % SENSORS).astype(np.int32)
    second = order // SENSORS
    noise = rng.normal(0.0, 1.5, n)[order]
    value = 78.0 + 10.0 * np.sin(second / 37.0 + sensor * 0.7) + noise
    at = second.astype(np.int64) * 1000 + sensor % 1000
    received = at + 250
    return [
        ReadingBatch(
            f"batch:0@{i // BATCH + 1}",
            sensor[i : i + BATCH],
            value[i : i + BATCH],
            at[i : i + BATCH],
            received[i : i + BATCH],
        )
        for i in range(0, n, BATCH)
    ]


def settings_file(folder: Path) -> None:
    """The rule, where the peers look for it."""
    (folder / "settings.json").write_text(jsons.dumps(RULE))


def check(engine: str, found: list[Any], owed: list[Any]) -> None:
    """Raises ResultsDiffer."""
    if found != owed:
        raise ResultsDiffer(engine=engine, found=len(found), owed=len(owed))
