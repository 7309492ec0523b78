"""A judge's memory as bytes: a checksum, a header in JSON, then the arrays as NumPy writes them. Never pickled."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.alarms.detection import RuleSpec

FORMAT = b"watchroom judge 1\n"
MOST = 1 << 28  # 256 MiB: more than a million sensors with five rules each


class Unreadable(ValueError):
    """These bytes are not a snapshot of this partition, or are damaged: start from the stream instead."""


@dataclass(frozen=True)
class Kept:
    """What a snapshot holds. Arrays named `seen.*` are by sensor, `stood.*` by rule, the others by row of their detector.

    ticked_ms  the last tick; None before the first
    """

    rules: tuple[RuleSpec, ...]
    sensors: list[int]
    arrays: dict[str, NDArray[Any]]
    ticked_ms: int | None = None

    def rows_of(self, detector: str) -> list[RuleSpec]:
        return sorted((spec for spec in self.rules if spec.detector == detector), key=lambda s: (s.sensor, s.rule))


def pack(
    partition: int,
    rules: Sequence[RuleSpec],
    sensors: Sequence[int],
    arrays: Mapping[str, NDArray[Any]],
    ticked_ms: int | None = None,
) -> bytes:
    header = {
        "partition": partition,
        "sensors": list(sensors),
        "rules": [asdict(spec) for spec in rules],
        "arrays": sorted(arrays),
        "ticked_ms": ticked_ms,
    }
    body = io.BytesIO()
    body.write(json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    for name in sorted(arrays):
        np.lib.format.write_array(body, np.ascontiguousarray(arrays[name]), version=(1, 0), allow_pickle=False)
    return FORMAT + hashlib.sha256(body.getvalue()).digest() + body.getvalue()


def unpack(data: bytes, partition: int) -> Kept:
    """Raises Unreadable."""
    head = len(FORMAT)
    if len(data) > MOST or not data.startswith(FORMAT):
        raise Unreadable("not a snapshot of a judge")
    checksum, body = data[head : head + 32], data[head + 32 :]
    if hashlib.sha256(body).digest() != checksum:
        raise Unreadable("the snapshot is damaged: its checksum differs")
    try:
        return _read(io.BytesIO(body), partition)
    except (ValueError, KeyError, TypeError, OSError, EOFError) as error:
        raise Unreadable(str(error)) from error


def _read(body: io.BytesIO, partition: int) -> Kept:
    header = json.loads(body.readline())
    if header["partition"] != partition:
        raise Unreadable(f"a snapshot of partition {header['partition']}, not {partition}")
    rules = tuple(RuleSpec(**spec) for spec in header["rules"])
    arrays = {name: np.lib.format.read_array(body, allow_pickle=False) for name in header["arrays"]}
    sensors = header.get("sensors", sorted({spec.sensor for spec in rules}))  # older ones knew of no inputs
    kept = Kept(rules, sensors, arrays, header.get("ticked_ms"))
    owed = {"seen": len(sensors), "stood": len(rules)}
    for name, array in arrays.items():
        owner = name.partition(".")[0]
        rows = owed[owner] if owner in owed else len(kept.rows_of(owner))
        if array.shape[:1] != (rows,):
            raise Unreadable(f"{name} has the shape {array.shape}, not ({rows}, …)")
    return kept
