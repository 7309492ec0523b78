"""The registered sensors and devices in memory, for whoever checks readings; read again when the book says so."""

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchroom.journal.models import Entry
from watchroom.kernel.compiled import compiled
from watchroom.kernel.units import QUANTITIES
from watchroom.sources import keys
from watchroom.sources.checking import Known
from watchroom.sources.connector import CONNECTORS, Hearing
from watchroom.sources.models import DeviceKey, Sensor, Source

KINDS = (
    "sources.registered", "sources.sensor_set", "sources.device_set", "sources.device_withdrawn", "sources.trial_set",
    "sources.put_in_service", "sources.thrown_away",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    code: str
    source: int
    digest: str
    serial: str


@dataclass
class Catalogue:
    """Call `fresh()` before use in a place that may wait for the database; the rest is memory.

    codes, digits  sensor number to its code and decimals;  source_of  to its source, -1 for a number never given
    every_s, kinds, names  source to its period, to its connector with settings, and to its code
    trials         sources on trial: nothing of them is taken, and their silence is nobody's
    homes          source to the partition that watches over its silence: the one of its first sensor
    seen           changes whenever what is registered does
    """

    sensors: dict[str, Known] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    digits: list[int] = field(default_factory=list)
    source_of: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    every_s: dict[int, int] = field(default_factory=dict)
    kinds: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    homes: dict[int, int] = field(default_factory=dict)
    trials: set[int] = field(default_factory=set)
    seen: str = ""
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def fresh(self) -> bool:
        """Reads again what changed since the last time; whether anything did."""
        newest = Entry.objects.filter(kind__in=KINDS).order_by("-id").values_list("hash", flat=True).first() or "none"
        if newest == self.seen:
            return False
        with self._reading:
            self._read()
            self.seen = newest
        return True

    def device_of_key(self, key: str) -> Device | None:
        """The device whose key this is, as long as it is not withdrawn."""
        digest = keys.digest_of(key)
        return next((device for device in self.devices.values() if device.digest == digest), None)

    def mqtt_users(self) -> dict[str, str]:
        """Device to key, for the MQTT server's file of users."""
        return {device.code: keys.key_of(device.code, device.serial) for device in self.devices.values()}

    def sources_of(self, sensor: NDArray[np.int32]) -> list[int]:
        """The sources whose sensors these are."""
        source_of = self.source_of  # another thread may be reading it anew
        among = np.zeros(int(source_of.max(initial=-1)) + 1, bool)
        _mark(sensor, source_of, among)
        found: list[int] = np.flatnonzero(among).tolist()
        return found

    def partitions(self) -> set[int]:
        """The partitions that have sensors: only these are worked."""
        return {sensor.partition for sensor in self.sensors.values()}

    def hearing(self, source: int, door: type[Hearing]) -> Hearing:
        """The connector that understands a source's messages: the door's own, unless the source has a special one and
        the door takes any form.
        """
        name, settings = self.kinds.get(source, ("", {}))
        kind = CONNECTORS.all.get(name)
        if kind is None or not issubclass(kind, Hearing) or name in ("mqtt", "http_push"):
            return door(door.Settings())
        if door.by_address and kind is not door:
            return door(door.Settings())
        return kind(kind.Settings.model_validate(settings))

    def _read(self) -> None:
        rows = Sensor.objects.order_by("number").values_list("number", "code", "source_id", "partition", "quantity")
        known = [
            Known(number, code, source, partition, QUANTITIES[quantity])
            for number, code, source, partition, quantity in rows
        ]
        self.sensors = {sensor.code: sensor for sensor in known}
        size = known[-1].number + 1 if known else 0
        self.codes, self.digits, self.source_of = [""] * size, [0] * size, np.full(size, -1, np.int64)
        for sensor in known:
            self.codes[sensor.number], self.digits[sensor.number] = sensor.code, sensor.quantity.digits
            self.source_of[sensor.number] = sensor.source
        self.homes = {sensor.source: sensor.partition for sensor in reversed(known)}
        sources = list(Source.objects.filter(retired=False))
        self.every_s = {source.pk: source.expected_every_s for source in sources if not source.trial}
        self.trials = {source.pk for source in sources if source.trial}
        self.kinds = {source.pk: (source.kind, source.settings) for source in sources}
        self.names = {source.pk: source.code for source in sources}
        live = DeviceKey.objects.filter(withdrawn_at=None, source__retired=False)
        self.devices = {d.code: Device(d.code, d.source_id, d.digest, d.serial) for d in live}


@compiled
def _mark(sensor: NDArray[np.int32], source_of: NDArray[np.int64], among: NDArray[np.bool_]) -> None:
    for i in range(sensor.size):
        s = sensor[i]
        source = source_of[s] if 0 <= s < source_of.size else -1
        if 0 <= source < among.size:
            among[source] = True
