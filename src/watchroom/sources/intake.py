"""Taking readings in: from a message of a device to messages of the stream, and the bridge that does it for MQTT.

The gateway's acknowledgement means that its own stream has the message, and nothing more. So the bridge reads that
stream in its order, in one process of the site at a time, writes what is good to the stream of readings, waits until it
is on disk there, sets aside what is bad, and only then acknowledges. What happens in between comes again, and changes
nothing twice.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from watchroom.journal import clock
from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.sources import stream
from watchroom.sources.catalogue import Catalogue, Device
from watchroom.sources.checking import Taken, check
from watchroom.sources.connector import Aside, Came, Hearing
from watchroom.sources.connectors.mqtt import Mqtt
from watchroom.sources.faults import NotReadable, WrongKey
from watchroom.sources.pace import InDatabase, Pace
from watchroom.sources.payloads import device_in
from watchroom.sources.quarantine import Bad, apart, bad_of, sample_of, set_aside
from watchroom.sources.readings import encode_readings
from watchroom.sources.trial_faults import OnTrial

ACTOR = "connector:mqtt"
MOST_AT_ONCE = 500
REMEMBERED = 20_000
WAIT_S = 0.2
_PREFIX = "$MQTT.msgs."
_log = logging.getLogger(__name__)


def take(
    catalogue: Catalogue, door: type[Hearing], device: Device, came: Came, received_ms: int
) -> tuple[Taken | None, list[Bad]]:
    """What of one message is taken, and what is not. None: nothing at all, the whole message is bad.

    door  the connector of the way by which it came
    Raises nothing for any message: one on which a connector breaks must not keep all others waiting behind it.
    """
    taken: Taken | None = None
    about: dict[str, Any] = {"source": device.source, "device": device.code, "door": door.name, "at_ms": received_ms}
    if device.source in catalogue.trials:
        on_trial = OnTrial(code=catalogue.names[device.source])
        return None, bad_of([Aside("", on_trial, came.body)], came, **about)
    try:
        offer = catalogue.hearing(device.source, door).offered(came)
        taken = check(offer, catalogue.sensors, received_ms, source=device.source, device=device.code)
        aside = apart(came, offer, taken.refused)
    except Fault as fault:
        aside = [Aside("", fault, came.body)]
    except Exception as error:
        _log.exception("a message of device %s broke its connector", device.code)
        broken = NotReadable(why=f"{sample_of(came.body)[:24]} ({type(error).__name__})")
        aside = [Aside("", broken, came.body)]
    return taken, bad_of(aside, came, **about)


def packed(taken: Sequence[tuple[Taken, int]]) -> list[tuple[int, bytes]]:
    """What was taken (with the moment of each) as messages of the stream, each of one partition."""
    if not taken:
        return []
    sensor, value = np.concatenate([t.sensor for t, _ in taken]), np.concatenate([t.value for t, _ in taken])
    measured = np.concatenate([t.measured_ms for t, _ in taken])
    received = np.concatenate([np.full(len(t), at, np.int64) for t, at in taken])
    partition = np.concatenate([t.partition for t, _ in taken])
    found: list[tuple[int, bytes]] = []
    for number in np.unique(partition):
        mine = partition == number
        parts = encode_readings(sensor[mine], value[mine], measured[mine], received[mine])
        found += [(int(number), part) for part in parts]
    return found


@dataclass
class _Sorted:
    """A bunch of messages: what goes on, what is set aside, and which may be acknowledged before the setting aside."""

    taken: list[tuple[Taken, int]] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    clean: list[Msg] = field(default_factory=list)
    mixed: list[Msg] = field(default_factory=list)


class Bridge:
    """Between the gateway's stream, in the devices' account, and the stream of readings."""

    def __init__(
        self, devices: Client, readings: Client, catalogue: Catalogue, in_database: InDatabase, pace: Pace
    ) -> None:
        self._devices, self._readings, self._pace = devices, readings, pace
        self._catalogue, self._in_database = catalogue, in_database
        self._queue = stream.Queue(devices, MOST_AT_ONCE)
        self._unkept: list[Msg] = []
        self._came: list[Msg] = []
        self._written: dict[tuple[int, datetime], None] = {}
        self._made = ""

    async def run(self) -> None:
        """Until told to stop, or cancelled. What goes wrong is logged when it begins; the messages wait, in order."""
        heard: Subscription | None = None
        faulty = False
        self._came, self._unkept = [], []  # another process may have taken on meanwhile what we had in hand
        try:
            while not self._pace.stop.is_set():
                try:
                    heard = heard or await self._devices.subscribe("sensors.>", cb=self._unacknowledged)
                    self._made = self._made or (await stream.made(self._devices.jetstream(), stream.GATEWAY))[:19]
                    await self._turn()
                    faulty = False
                except Exception:
                    if not faulty:
                        _log.exception("the bridge from MQTT stands still; devices' messages wait")
                    faulty = True
                    await asyncio.sleep(0.5)
        finally:
            await self._queue.close()
            if heard is not None:
                with suppress(Exception):
                    await heard.unsubscribe()

    async def _unacknowledged(self, message: Msg) -> None:
        """QoS 0: nobody keeps it but us, and nobody promised to. QoS 1 and 2 come through the gateway's stream."""
        if (message.headers or {}).get("Nmqtt-Pub") == "0" and len(self._unkept) < 10 * MOST_AT_ONCE:
            self._unkept.append(message)

    async def _turn(self) -> None:
        """Takes on what came. What fails halfway is what the next turn begins with: nothing newer overtakes it."""
        if not self._came:
            found = await self._queue.batch(wait_s=WAIT_S, window_s=self._pace.gateway_window_s)
            self._came, self._unkept = [*found, *self._unkept], []
        await self._take_on()
        self._came = []

    async def _take_on(self) -> None:
        messages = await self._new(self._came)
        if not messages:
            return
        now_ms = await self._in_database(self._before)
        sorted_ = self._sort(messages, now_ms)
        await self._write(packed(sorted_.taken), messages)
        self._remember(sorted_.clean)
        await _acknowledge(sorted_.clean)
        if sorted_.bad:
            await self._in_database(set_aside, sorted_.bad, actor=ACTOR)
            self._remember(sorted_.mixed)
            await _acknowledge(sorted_.mixed)

    async def _new(self, came: list[Msg]) -> list[Msg]:
        """Without those that we have written already and that come again because our word was lost on the way."""
        again = [message for message in came if message.reply and _identity(message) in self._written]
        await _acknowledge(again)
        return [message for message in came if not message.reply or _identity(message) not in self._written]

    def _remember(self, messages: Sequence[Msg]) -> None:
        self._written |= dict.fromkeys(_identity(message) for message in messages if message.reply)
        for oldest in list(self._written)[: max(0, len(self._written) - REMEMBERED)]:
            del self._written[oldest]

    def _before(self) -> int | None:
        """In the database: what is registered now; the scenario's time, if one drives the clock."""
        self._catalogue.fresh()
        row = clock.scenario()
        return ms(row.now) if row and row.now else None

    def _sort(self, messages: Sequence[Msg], now_ms: int | None) -> _Sorted:
        found = _Sorted()
        for message in messages:
            topic = topic_of(message.subject)
            received = now_ms if now_ms is not None else _stored_ms(message)
            taken, bad = self._take(topic, message.data, received)
            if taken is not None and len(taken):
                found.taken.append((taken, received))
            found.bad += bad
            (found.mixed if bad else found.clean).append(message)
        return found

    def _take(self, topic: str, body: bytes, received_ms: int) -> tuple[Taken | None, list[Bad]]:
        try:
            name = device_in(topic)
        except Fault as fault:
            name = topic.split("/")[1] if topic.count("/") else ""
            known = self._catalogue.devices.get(name)
            whose = known.source if known else None
            return None, [
                Bad(whose, shown(name, 64), "", fault, shown(topic, 200), body, topic, Mqtt.name, received_ms)
            ]
        device = self._catalogue.devices.get(name)
        if device is None:
            return None, [Bad(None, name, "", WrongKey(), shown(topic, 200), body, topic, Mqtt.name, received_ms)]
        return take(self._catalogue, Mqtt, device, Came(body, topic), received_ms)

    async def _write(self, parts: list[tuple[int, bytes]], messages: Sequence[Msg]) -> None:
        """Publishes until it is known to be on disk; the same ids each time, so that none is there twice."""
        mark = _mark(self._made, messages)
        js = self._readings.jetstream()
        waiting = {f"{mark}.{i}": part for i, part in enumerate(parts)}
        while waiting:
            ids = list(waiting)
            done = await asyncio.gather(
                *(stream.publish(js, *waiting[id_], id_) for id_ in ids), return_exceptions=True
            )
            waiting = {id_: waiting[id_] for id_, one in zip(ids, done, strict=True) if isinstance(one, BaseException)}
            if waiting:
                failed = next(one for one in done if isinstance(one, BaseException))
                if not isinstance(failed, stream.GONE):
                    raise failed
                await _still_working(messages)
                await asyncio.sleep(0.2)


def topic_of(subject: str) -> str:
    """The MQTT topic of a subject: levels are tokens, and a dot within a level is written `//`."""
    return subject.removeprefix(_PREFIX).replace("//", "\0").replace(".", "/").replace("\0", ".")


def _mark(made: str, messages: Sequence[Msg]) -> str:
    """Names a bunch by the messages in it; one with a message that nobody kept is named by chance."""
    kept = [_sequence(message) for message in messages if message.reply]
    return f"m{made}.{min(kept)}-{max(kept)}.{len(messages)}" if len(kept) == len(messages) else f"u{uuid.uuid4().hex}"


def _identity(message: Msg) -> tuple[int, datetime]:
    """The same for a message that comes again, and another in a stream that was made anew."""
    return message.metadata.sequence.stream, message.metadata.timestamp


def _sequence(message: Msg) -> int:
    return message.metadata.sequence.stream


def _stored_ms(message: Msg) -> int:
    """When the gateway had it: the same however often it is read again. For an unkept one, now."""
    return ms(message.metadata.timestamp) if message.reply else time.time_ns() // 1_000_000


async def _acknowledge(messages: Sequence[Msg]) -> None:
    for message in messages:
        if message.reply:
            await message.ack()


async def _still_working(messages: Sequence[Msg]) -> None:
    for message in messages:
        if message.reply:
            try:
                await message.in_progress()
            except Exception:
                return
