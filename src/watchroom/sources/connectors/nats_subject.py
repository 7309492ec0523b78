"""NATS subjects: readings that another system publishes on a NATS server, its own or ours."""

import asyncio
import contextlib
import socket
import ssl
from typing import Annotated, Any
from urllib.parse import urlsplit

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import SlowConsumerError
from nats.errors import TimeoutError as NatsTimeout
from pydantic import AfterValidator, Field

from watchroom.kernel.plugin import Sample
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hand, Listening
from watchroom.sources.faults import ListenerDown
from watchroom.sources.fetching import allowed
from watchroom.sources.outside import Named, coded
from watchroom.sources.payloads import Offer, read_payload

SECRET = "nats-secret.txt"
AUTHORITY = "tls-clients.pem"
MOST_WAITING = 2000
FETCH, FETCH_S = 100, 1.0


def _address(url: str) -> str:
    parts = urlsplit(url)
    if (
        parts.scheme not in ("nats", "tls")
        or not parts.hostname
        or parts.username
        or parts.password
        or parts.path.strip("/")
    ):
        raise ValueError("nats://host:port or tls://host:port; user and secret do not stand in the address")
    return url


def _subject(subject: str) -> str:
    tokens = subject.split(".")
    if any(not token or not token.isprintable() or " " in token or (">" in token and (token != ">" or i + 1 < len(tokens)))
           or ("*" in token and token != "*") for i, token in enumerate(tokens)) or subject.startswith(("$", "_INBOX")):  # fmt: skip
        raise ValueError(f"{shown(subject)} is no subject to listen to")
    return subject


class NatsSettings(Named):
    url: Annotated[str, AfterValidator(_address)] = Field(
        max_length=200, json_schema_extra={"zh": "服务器地址", "en": "Server's address"}
    )
    user: str = Field(
        "",
        max_length=100,
        json_schema_extra={"zh": "用户名（空：用令牌或不需要）", "en": "User (empty: a token, or none)"},
    )
    subject: Annotated[str, AfterValidator(_subject)] = Field(
        max_length=200, json_schema_extra={"zh": "主题", "en": "Subject"}
    )
    queue: str = Field(
        "",
        max_length=100,
        pattern=r"^[\w-]*$",
        json_schema_extra={"zh": "队列组（可空）", "en": "Queue group (may be empty)"},
    )
    stream: str = Field(
        "",
        max_length=100,
        pattern=r"^[\w-]*$",
        json_schema_extra={"zh": "JetStream 流（空：不用）", "en": "JetStream stream (empty: none)"},
    )
    durable: str = Field(
        "watchroom",
        max_length=100,
        pattern=r"^[\w-]+$",
        json_schema_extra={"zh": "持久消费者名", "en": "Name of the durable consumer"},
    )


class NatsSubject(Listening):
    name = "nats_subject"
    title = Words(zh="NATS 主题", en="NATS subject")
    help = Words(
        zh="填对方服务器的地址和主题；密码或令牌写在信息源文件夹的 nats-secret.txt 里，不写在设置里。"
        "报文与 MQTT 的三种形式相同；写明流名时用持久消费者，断线期间的报文不丢。",
        en="Enter the server's address and the subject; the password or token stands in nats-secret.txt in the source's"
        " folder, not in the settings. Messages have MQTT's three forms; with a stream named, a durable consumer loses"
        " nothing while we are away.",
    )
    Settings = NatsSettings
    settings: NatsSettings
    _lost = 0

    async def _troubled(self, error: Exception) -> None:
        """What the client says by itself: of a bare subject, that we were too slow and something is gone."""
        self._lost += isinstance(error, SlowConsumerError)

    def hear(self, came: Came) -> Offer:
        """Under its last token a number or a single reading goes by itself; columns name their sensors."""
        last = came.topic.rpartition(".")[2]
        offer = read_payload(came.body, last or None)
        names = self.settings.sensors
        sensors = [
            names.get(came.topic, coded(names, one)) if one == last else coded(names, one) for one in offer.sensor
        ]
        return Offer(sensors, offer.value, offer.measured, offer.unit, converts=True)

    async def listen(self, hand: Hand, stop: asyncio.Event) -> None:
        client = await self._connected(hand)
        try:
            await hand.well()
            await (self._kept if self.settings.stream else self._passing)(client, hand, stop)
        except NatsError as error:
            raise ListenerDown(
                what=self.settings.subject, why=shown(str(error) or type(error).__name__, 100)
            ) from error
        finally:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.close(), 1)

    async def _kept(self, client: Client, hand: Hand, stop: asyncio.Event) -> None:
        """From a stream: a message is acknowledged when what is good of it is on disk, and comes again otherwise."""
        told = self.settings
        waiting = await client.jetstream().pull_subscribe(told.subject, durable=told.durable, stream=told.stream)
        while not stop.is_set():
            try:
                some = await waiting.fetch(FETCH, timeout=FETCH_S)
            except (NatsTimeout, TimeoutError):
                if client.is_closed:
                    raise ListenerDown(what=told.subject, why="closed") from None
                continue
            for message in some:
                await hand(Came(message.data, message.subject))
                await message.ack()

    async def _passing(self, client: Client, hand: Hand, stop: asyncio.Event) -> None:
        """From a bare subject, which nobody keeps: what comes while we are away is gone."""
        told = self.settings
        heard = await client.subscribe(told.subject, queue=told.queue, pending_msgs_limit=MOST_WAITING)
        while not stop.is_set():
            try:
                message: Msg = await heard.next_msg(timeout=FETCH_S)
            except (NatsTimeout, TimeoutError):
                if client.is_closed:
                    raise ListenerDown(what=told.subject, why="closed") from None
                continue
            if self._lost:
                why = Words(
                    zh=f"来得太快，丢了 {self._lost} 次", en=f"it comes too fast; some was lost {self._lost} times"
                )
                self._lost = 0
                await hand.unwell(ListenerDown(what=told.subject, why=why))
            else:
                await hand.well()
            await hand(Came(message.data, message.subject))

    async def _connected(self, hand: Hand) -> Client:
        """One try: whoever keeps listeners tries again. Raises ListenerDown."""
        told = self.settings
        await _check_host(told.url)
        secret = await asyncio.to_thread(_secret, hand)
        signed: dict[str, Any] = (
            {"user": told.user, "password": secret} if told.user else {"token": secret} if secret else {}
        )
        if told.url.startswith("tls://"):
            authority = hand.folder / AUTHORITY
            signed["tls"] = ssl.create_default_context(cafile=str(authority) if authority.exists() else None)
        client = Client()
        try:
            await asyncio.wait_for(
                client.connect(
                    told.url,
                    name="watchroom",
                    connect_timeout=3,
                    allow_reconnect=False,
                    error_cb=self._troubled,
                    **signed,
                ),
                6,
            )
        except (NatsError, OSError, TimeoutError, ValueError) as error:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.close(), 1)
            raise ListenerDown(what=shown(told.url, 100), why=shown(str(error) or type(error).__name__, 100)) from error
        return client

    samples = [
        Sample(
            title=Words(zh="一个数，主题对应传感器", en="One number, its subject named"),
            settings={"url": "nats://10.0.0.5:4222", "subject": "hill.>", "sensors": {"hill.wind.mean": "jump-wind"}},
            given=("hill.wind.mean", b"4.3"),
            expect=[("jump-wind", 4.3, None)],
        ),
        Sample(
            title=Words(zh="列式批次，名称对应", en="Columns, with names given"),
            settings={"url": "nats://10.0.0.5:4222", "subject": "hill.all", "sensors": {"G": "jump-gust"}},
            given=("hill.all", b'{"sensor": ["jump-wind", "G"], "value": [4.3, 6.1], "measured_at": 1770346800000}'),
            expect=[("jump-wind", 4.3, 1770346800000), ("jump-gust", 6.1, 1770346800000)],
        ),
        Sample(
            title=Words(zh="不是读数：不收", en="No reading: not taken"),
            settings={"url": "nats://10.0.0.5:4222", "subject": "hill.>"},
            given=("hill.chat", "你好".encode()),
            expect="sources.NotReadable",
            silent=True,
        ),
    ]


def _secret(hand: Hand) -> str:
    path = hand.folder / SECRET
    return path.read_text().strip()[:400] if path.exists() else ""


async def _check_host(url: str) -> None:
    """The addresses that a name means must be ones that we may ask: never those of a cloud's own services."""
    parts = urlsplit(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            parts.hostname, parts.port or 4222, type=socket.SOCK_STREAM
        )
    except OSError as error:
        raise ListenerDown(what=shown(url, 100), why=shown(error.strerror or str(error), 80)) from error
    for one in found:
        if not allowed(str(one[4][0]), private=True):
            why = Words(zh=f"{one[4][0]} 不是允许的地址", en=f"{one[4][0]} is no address that it may have")
            raise ListenerDown(what=shown(url, 100), why=why)
