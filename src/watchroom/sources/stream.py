"""The stream of readings: one JetStream stream, a subject a partition, read in order and acknowledged to nobody.

What is acknowledged to a sender is on disk (`sync_interval: always`). A reader starts at its position + 1 and gets
every message of its partition in stream order, across restarts of the server; where it stands is its own affair.
"""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import ConnectionClosedError, NoRespondersError
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, NoStreamResponseError, NotFoundError

from watchroom.sources import address
from watchroom.sources.address import NoAddress

__all__ = [
    "GONE",
    "Client",
    "Msg",
    "NoAddress",
    "Queue",
    "Reader",
    "connect",
    "lay_gateway",
    "lay_readings",
    "publish",
]

READINGS = "READINGS"
PARTITIONS = 16
GATEWAY = "$MQTT_msgs"
BRIDGE = "bridge"
GATEWAY_SUBJECTS = "$MQTT.msgs.sensors.>"
HURRY, LATEST, RECENT, VALUES = "watch.hurry", "ask.latest", "ask.recent", "live.values"
MB = 1 << 20
STREAM_BYTES = 1024 * MB
GATEWAY_BYTES = 64 * MB
KEEP_S = 24 * 3600
ACK_WAIT_S, SLACK_S, ASKED_S = 3.0, 0.5, 5.0

# What a call may end with while the server is away; every caller waits and goes on.
GONE = (TimeoutError, ConnectionClosedError, NoRespondersError, NoStreamResponseError, APIError, OSError)

_log = logging.getLogger(__name__)


def subject(partition: int) -> str:
    return f"readings.{partition}"


async def connect(name: str, url: str | None = None, *, once: bool = False, hurry: bool = False) -> Client:
    """A connection to the site's server, by default to the account of readings; it outlives half a minute without it.

    url    one address, or those of a cluster's servers with commas between
    once   try once and do not come back: for asking whether one may sign in
    hurry  somebody waits: fail at once when nobody listens
    Raises NoAddress, OSError, and nats' own errors when nobody answers within five seconds.
    """
    where = url or address.address(Path(settings.DATA)).readings
    deaf: dict[str, Any] = {"error_cb": _error, "disconnected_cb": _nothing, "reconnected_cb": _nothing}
    if once or hurry:
        async with asyncio.timeout(2):
            await _knock(where)
    client = Client()
    try:
        async with asyncio.timeout(5):
            await client.connect(
                where.split(","),
                name=f"watchroom {name}",
                connect_timeout=2,
                reconnect_time_wait=0.2,  # type: ignore[arg-type]  # seconds: its annotation is narrower than its code
                max_reconnect_attempts=150,
                ping_interval=10,
                max_outstanding_pings=2,
                allow_reconnect=not once,
                **deaf,
            )
    except BaseException:
        await client.close()  # a connection that was refused is not closed by itself
        raise
    return client


async def _knock(where: str) -> None:
    """Raises an OSError at once when nobody listens at any of the addresses: the client itself would go on trying."""
    refused: OSError = NoAddress()
    for one in where.split(","):
        parts = urlsplit(one)
        try:
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 4222)
        except OSError as error:
            refused = error
        else:
            writer.close()
            return
    raise refused


async def _error(error: Exception) -> None:
    _log.debug("nats: %s", error)


async def _nothing() -> None:
    return None


async def lay_readings(js: JetStreamContext) -> api.StreamInfo:
    """Makes the stream of readings, or changes it to what is said here. It never refuses the newest."""
    wanted = api.StreamConfig(
        name=READINGS,
        subjects=["readings.*"],
        retention=api.RetentionPolicy.LIMITS,
        storage=api.StorageType.FILE,
        discard=api.DiscardPolicy.OLD,
        max_bytes=STREAM_BYTES,
        max_age=KEEP_S,
        max_msg_size=256 * 1024,
        duplicate_window=120,
        allow_direct=True,
    )
    return await _lay(js, wanted)


async def lay_gateway(js: JetStreamContext) -> None:
    """Makes the gateway's own streams, bounded, and the bridge's consumer, before any device can be acknowledged.

    The names and subjects are the server's (2.15); the gateway takes what it finds. One of them keeps a message only
    while a consumer wants it, so without the consumer every acknowledged reading would be gone.
    """
    old, file = api.DiscardPolicy.OLD, api.StorageType.FILE
    interest = api.RetentionPolicy.INTEREST
    await _lay(
        js,
        api.StreamConfig(GATEWAY, None, ["$MQTT.msgs.>"], interest, storage=file, discard=old, max_bytes=GATEWAY_BYTES),
    )
    await _lay(
        js, api.StreamConfig("$MQTT_out", None, ["$MQTT.out.>"], interest, storage=file, discard=old, max_bytes=4 * MB)
    )
    for name, subjects in (
        ("$MQTT_rmsgs", "$MQTT.rmsgs.>"),
        ("$MQTT_sess", "$MQTT.sess.>"),
        ("$MQTT_qos2in", "$MQTT.qos2.in.>"),
    ):
        one = api.StreamConfig(
            name, None, [subjects], storage=file, discard=old, max_bytes=16 * MB, max_msgs_per_subject=1
        )
        await _lay(js, one)
    await _lay_bridge(js, BRIDGE)


async def _lay_bridge(js: JetStreamContext, name: str) -> None:
    """What one stands for is asked for; an older kind, to which everything was sent unasked, is replaced without a gap."""
    try:
        old = await js.consumer_info(GATEWAY, name)
    except NotFoundError:
        old = None
    if old is not None and old.config.deliver_subject:
        await _lay_bridge(js, f"{BRIDGE}-meanwhile")
        await js.delete_consumer(GATEWAY, name)
    wanted = api.ConsumerConfig(
        durable_name=name,
        filter_subject=GATEWAY_SUBJECTS,
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_S,
        max_ack_pending=5000,
        max_deliver=-1,
    )
    await js.add_consumer(GATEWAY, wanted)
    if name == BRIDGE:  # also one that a kill in the middle of this had left: it would keep every message for ever
        with suppress(NotFoundError):
            await js.delete_consumer(GATEWAY, f"{BRIDGE}-meanwhile")


async def _lay(js: JetStreamContext, wanted: api.StreamConfig) -> api.StreamInfo:
    wanted = wanted.evolve(num_replicas=settings.NATS_REPLICAS)
    try:
        await js.stream_info(wanted.name or "")
    except NotFoundError:
        return await js.add_stream(wanted)
    return await js.update_stream(wanted)


async def publish(js: JetStreamContext, partition: int, data: bytes, message_id: str, timeout_s: float = 2.0) -> int:
    """Writes one message and returns its sequence when it is on disk. The same id within two minutes is written once.

    Raises one of GONE when that cannot be known: publish again with the same id.
    """
    headers = {api.Header.MSG_ID.value: message_id}
    ack = await js.publish(subject(partition), data, timeout=timeout_s, stream=READINGS, headers=headers)
    return ack.seq


@dataclass(frozen=True, slots=True)
class StreamState:
    """`made` tells one stream from another of the same name: positions in a lost stream mean nothing in the next."""

    made: str
    first: int
    last: int
    bytes: int

    @property
    def fill(self) -> float:
        return self.bytes / STREAM_BYTES


async def stream_state(js: JetStreamContext) -> StreamState:
    info = await js.stream_info(READINGS)
    return StreamState(_made(info), info.state.first_seq, info.state.last_seq, info.state.bytes)


async def made(js: JetStreamContext, name: str) -> str:
    return _made(await js.stream_info(name))


async def laid(readings: JetStreamContext, gateway: JetStreamContext | None) -> tuple[str, ...]:
    """Which streams these are, with the bridge's consumer. Raises NotFoundError when one of them is not there."""
    if gateway is None:
        return (await made(readings, READINGS),)
    await gateway.consumer_info(GATEWAY, BRIDGE)
    return await made(readings, READINGS), await made(gateway, GATEWAY)


def _made(info: api.StreamInfo) -> str:
    return (info.created.isoformat() if isinstance(info.created, datetime) else str(info.created or ""))[:32]


async def fills(readings: JetStreamContext, devices: JetStreamContext | None) -> dict[str, float]:
    """How full the two streams are that everything comes through."""
    found = {"readings": (await stream_state(readings)).fill}
    if devices is not None:
        found["gateway"] = (await devices.stream_info(GATEWAY)).state.bytes / GATEWAY_BYTES
    return found


async def last_sequence(js: JetStreamContext, partition: int) -> int:
    """The sequence of a partition's newest message; 0 when it has none."""
    try:
        newest = await js.get_last_msg(READINGS, subject(partition), direct=True)
    except NotFoundError:
        return 0
    return newest.seq or 0


async def gathered(subscription: Subscription, wait_s: float, window_s: float, most: int) -> list[Msg]:
    """What comes to a subscription: waits for the first message, then for `window_s`, then takes what lies ready.

    At most `most` messages or about a megabyte, so that no batch keeps others waiting for long.
    """
    found: list[Msg] = []
    size, left, until = 0, wait_s, 0.0
    while len(found) < most and size < MB and (left > 0 or subscription.pending_msgs):
        try:
            message = await subscription.next_msg(timeout=max(left, 0.001))
        except TimeoutError:
            break
        until = until or time.monotonic() + window_s
        found.append(message)
        size += len(message.data)
        left = until - time.monotonic()
    return found


@dataclass
class Queue:
    """The messages before the bridge, in the order in which the gateway took them, asked for a bunch at a time.

    What was on its way to somebody who is gone (to us too, when the connection broke) comes again only when the server
    has waited for its acknowledgement. So whoever begins, or comes back, lets go of what lies in the inbox, and waits as
    long before asking for more: nothing overtakes it. One process at a time may ask.
    """

    client: Client
    most: int
    _inbox: Subscription | None = field(default=None, init=False)
    _address: str = field(default="", init=False)
    _owed: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)
    _reconnects: int = field(default=-1, init=False)

    async def batch(self, *, wait_s: float, window_s: float) -> list[Msg]:
        """What arrived, as `gathered` takes it. Raises one of GONE."""
        inbox = await self._settled()
        if not inbox.pending_msgs:
            await self._ask()
        found: list[Msg] = []
        for message in await gathered(inbox, wait_s, window_s, self.most):
            if JetStreamContext.is_status_msg(message):
                self._owed = 0  # the server says why it sends no more for this asking
            else:
                self._owed -= 1
                found.append(message)
        return found

    async def close(self) -> None:
        if self._inbox is not None:
            try:
                await self._inbox.unsubscribe()
            except (*GONE, ValueError):
                pass
        self._inbox, self._reconnects = None, -1

    async def _settled(self) -> Subscription:
        """An inbox of this very connection: what was asked for over the last one, and is sent after all, finds nobody."""
        reconnects = int(self.client.stats["reconnects"])
        if self._inbox is not None and reconnects == self._reconnects:
            return self._inbox
        await self.close()
        self._address, self._owed = self.client.new_inbox(), 0
        inbox = await self.client.subscribe(self._address)
        self._inbox = inbox
        info = await self.client.jetstream().consumer_info(GATEWAY, BRIDGE)
        if info.num_ack_pending:
            await asyncio.sleep(ACK_WAIT_S + SLACK_S)
        self._reconnects = reconnects
        return inbox

    async def _ask(self) -> None:
        if not self.client.is_connected or (self._owed > 0 and time.monotonic() < self._until):
            return  # what is asked for without a connection would be sent before the next one is settled
        self._owed, self._until = self.most, time.monotonic() + ASKED_S + 1
        asked = orjson.dumps({"batch": self.most, "expires": round(ASKED_S * 1e9)})
        await self.client.publish(f"$JS.API.CONSUMER.MSG.NEXT.{GATEWAY}.{BRIDGE}", asked, reply=self._address)


async def before_bridge(devices: JetStreamContext) -> int:
    """How many messages the gateway has that are not acknowledged by the bridge."""
    info = await devices.consumer_info(GATEWAY, BRIDGE)
    return (info.num_pending or 0) + (info.num_ack_pending or 0)


@dataclass
class Reader:
    """The messages of one partition in stream order, from `position` + 1 on.

    After a break (the server was restarted, a message was missed) it asks again from where it stands, so that a
    message comes once and in order, or not yet.
    """

    client: Client
    partition: int
    position: int
    _subscription: JetStreamContext.PushSubscription | None = field(default=None, init=False)
    _reconnects: int = field(default=-1, init=False)

    async def batch(self, *, wait_s: float, window_s: float, most: int = 1000) -> list[tuple[int, bytes]]:
        """What arrived: waits for the first message, then gathers for `window_s`, and takes what lies ready after that.

        At most `most` messages or about a megabyte, so that no batch keeps judging from others for long.
        """
        subscription = await self._subscribed()
        found: list[tuple[int, bytes]] = []
        for message in await gathered(subscription, wait_s, window_s, most):
            sequence = message.metadata.sequence.stream
            if sequence > self.position:
                self.position = sequence
                found.append((sequence, message.data))
        return found

    async def close(self) -> None:
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            try:
                await subscription.unsubscribe()
            except (*GONE, ValueError):
                pass

    async def _subscribed(self) -> JetStreamContext.PushSubscription:
        reconnects = int(self.client.stats["reconnects"])
        if self._subscription is not None and reconnects == self._reconnects:
            return self._subscription
        await self.close()
        config = api.ConsumerConfig(
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=self.position + 1, idle_heartbeat=2.0
        )
        self._subscription = await self.client.jetstream().subscribe(
            subject(self.partition), stream=READINGS, ordered_consumer=True, config=config
        )
        self._reconnects = reconnects
        return self._subscription
