"""The newest value of each sensor of a partition, in memory: answered to who asks, told to screens once a second."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.clock import from_ms, iso
from watchroom.kernel.compiled import compiled
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.readings import ReadingBatch

NEVER = np.iinfo(np.int64).min
_POSITIONS = ("-lon", "-lat")


class LatestTable:
    """Columns by sensor number. A late reading changes nothing; of two with one time the later in the stream counts."""

    def __init__(self) -> None:
        self.value: NDArray[np.float64] = np.empty(0)
        self.measured_ms: NDArray[np.int64] = np.empty(0, np.int64)
        self.received_ms: NDArray[np.int64] = np.empty(0, np.int64)
        self._changed: NDArray[np.bool_] = np.empty(0, bool)

    def update(self, batch: ReadingBatch) -> None:
        if not len(batch):
            return
        self._make_room(int(batch.sensor.max()) + 1)
        _take(*batch.columns, self.value, self.measured_ms, self.received_ms, self._changed)

    def forget_after(self, at_ms: int) -> None:
        """Values of a later time than any that is taken now: the site's clock was set back, and they would stay for ever."""
        ahead = self.measured_ms > at_ms
        if ahead.any():
            self.measured_ms[ahead] = NEVER

    def of(self, numbers: Iterable[int]) -> dict[str, list[Any]]:
        """Columns of those among these sensors that have a value."""
        known = [n for n in numbers if 0 <= n < self.value.size and self.measured_ms[n] != NEVER]
        return {
            "sensor": known,
            "value": self.value[known].tolist(),
            "measured_ms": self.measured_ms[known].tolist(),
            "received_ms": self.received_ms[known].tolist(),
        }

    def heard(self, source_of: NDArray[np.int64]) -> dict[int, int]:
        """When each source was last heard, as far as the values tell."""
        found: dict[int, int] = {}
        for number in np.flatnonzero(self.measured_ms[: source_of.size] != NEVER):
            source = int(source_of[number])
            found[source] = max(found.get(source, 0), int(self.received_ms[number]))
        return found

    def changes(self) -> list[int]:
        """The sensors whose value changed since this was asked last."""
        changed: list[int] = np.flatnonzero(self._changed).tolist()
        self._changed[:] = False
        return changed

    def pack(self) -> bytes:
        body = io.BytesIO()
        for column in (self.value, self.measured_ms, self.received_ms):
            np.lib.format.write_array(body, column, version=(1, 0), allow_pickle=False)
        return body.getvalue()

    def unpack(self, data: bytes) -> None:
        """Raises ValueError for bytes that are not such a table; then nothing is changed."""
        body = io.BytesIO(data)
        value, measured, received = (np.lib.format.read_array(body, allow_pickle=False) for _ in range(3))
        if not value.shape == measured.shape == received.shape:
            raise ValueError("columns of different lengths")
        self.value, self.measured_ms, self.received_ms = value, measured, received
        self._changed = np.zeros(value.size, bool)

    def _make_room(self, size: int) -> None:
        more = size - self.value.size
        if more > 0:
            more += size // 4
            self.value = np.concatenate([self.value, np.zeros(more)])
            self.measured_ms = np.concatenate([self.measured_ms, np.full(more, NEVER, np.int64)])
            self.received_ms = np.concatenate([self.received_ms, np.zeros(more, np.int64)])
            self._changed = np.concatenate([self._changed, np.zeros(more, bool)])


@compiled
def _take(
    sensor: NDArray[np.int32], value: NDArray[np.float64], measured_ms: NDArray[np.int64], received_ms: NDArray[np.int64],
    newest: NDArray[np.float64], newest_ms: NDArray[np.int64], had_ms: NDArray[np.int64], changed: NDArray[np.bool_],
) -> None:  # fmt: skip
    for i in range(sensor.size):
        s = sensor[i]
        if s >= 0 and measured_ms[i] >= newest_ms[s]:
            newest[s] = value[i]
            newest_ms[s] = measured_ms[i]
            had_ms[s] = received_ms[i]
            changed[s] = True


def frame(table: LatestTable, changed: Iterable[int], catalogue: Catalogue, now_ms: int) -> dict[str, Any]:
    """What the screens are told: values by sensor code, and positions of whatever reports both `-lon` and `-lat`."""
    sensors: dict[str, dict[str, Any]] = {}
    moved: set[str] = set()
    for number in changed:
        code = catalogue.codes[number] if number < len(catalogue.codes) else ""
        if not code:
            continue
        if code.endswith(_POSITIONS):
            moved.add(code[:-4])
        value = round(float(table.value[number]), catalogue.digits[number])
        sensors[code] = {"value": value, "at": iso(from_ms(int(table.measured_ms[number])))}
    positions = {name: one for name in sorted(moved) if (one := _position(table, name, catalogue)) is not None}
    return {"now": now_ms, "sensors": sensors, "positions": positions}


def _position(table: LatestTable, name: str, catalogue: Catalogue) -> Mapping[str, Any] | None:
    lon, lat = (catalogue.sensors.get(name + end) for end in _POSITIONS)
    if lon is None or lat is None:
        return None
    found = table.of([lon.number, lat.number])
    if len(found["sensor"]) != 2:
        return None
    return {"lon": found["value"][0], "lat": found["value"][1], "at": iso(from_ms(min(found["measured_ms"])))}
