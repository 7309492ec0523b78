"""What a connector is: one file that knows one way in which the outside reaches us, or is asked by us."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from watchroom.kernel.cap.model import Alert
from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import Words
from watchroom.sources.payloads import Offer


@dataclass(frozen=True, slots=True)
class Came:
    """A message as it reached us, before anything of it is believed.

    topic  that of MQTT or NATS, or a file's name; empty where there is none
    kind   the content type that the sender named, in small letters and without its parameters
    """

    body: bytes
    topic: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered. `body` is complete and within the limit that was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetch(Protocol):
    """Asks an address of the source's own host, within limits of size and time, without following redirects."""

    def __call__(self, url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 1 << 20) -> Answer:
        """Raises FeedRefused for an address that is not allowed, FeedDown for one that does not answer properly."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """An official message that its sender wrote in a form of its own, read in the terms of CAP; `raw` is what came."""

    alert: Alert
    raw: bytes


@dataclass(frozen=True)
class Asked:
    """What a source answered when it was asked.

    documents  CAP messages as bytes, new ones only, in the order in which they are to be taken
    memo       what the connector wants to know next time; plain JSON values. It is kept only after all else is
    faults     what could not be had or read; the rest is good
    offers     readings, to be checked like those of any device; what comes again changes nothing
    notices    official messages in other forms, taken like `documents`
    """

    documents: list[bytes]
    memo: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class Connector(Plugin):
    """Base. `help` says in two sentences what a person does to connect something this way."""

    help: ClassVar[Words]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


class Hearing(Connector):
    """Something that sends to us by itself.

    thanks  what an HTTP sender of this kind wants to read when all of its message was taken; None: what we say to all
    """

    thanks: ClassVar[Any] = None

    def hear(self, came: Came) -> Offer:
        """The readings that a message offers. Pure. Raises the faults of `payloads`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Heard:
    """What became of a message that was handed in: how many readings are on disk, and what was not taken.

    refused  where in the message (as its reader counts: a row of a file), the sensor, the fault; where the whole
             message was bad it is the only one, and its place is empty
    """

    taken: int
    refused: list[tuple[str, str, Fault]] = field(default_factory=list)


class Hand(Protocol):
    """What a listening connector is given: it hands in what comes, and says how its connection is.

    folder  this source's own folder; made when it is asked for. What is secret lies there and not in the settings
    """

    async def __call__(self, came: Came) -> Heard:
        """Returns when what is good of it is on disk, however long the stream is away. Raises no fault of a message."""
        ...

    async def well(self) -> None:
        """Says that the connection stands; after a break the source is well again."""
        ...

    async def unwell(self, fault: Fault) -> None:
        """Says what is wrong while listening goes on. Told when it begins and when the reason changes."""
        ...

    @property
    def folder(self) -> Path: ...


class Listening(Hearing):
    """Something that we go to, or open a door for, and that then sends by itself, in the process that keeps the site."""

    async def listen(self, hand: Hand, stop: asyncio.Event) -> None:
        """Until `stop` is set. Raises ListenerDown and what the network raises; it is then begun again, ever more slowly."""
        raise NotImplementedError


class Asking(Connector):
    """Something that is asked now and then."""

    every_s: ClassVar[int] = 60

    @property
    def period_s(self) -> int:
        return int(getattr(self.settings, "every_s", self.every_s))

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        """Asks once. Raises FeedRefused, FeedDown, FeedUnreadable; then what was had before is kept."""
        raise NotImplementedError


class Polling(Asking):
    """Something that is asked in a protocol of its own, through a library that may not be installed.

    `poll` goes to it and brings back what it answered as plain values; `read` is pure, and what samples are held to.
    """

    def poll(self) -> Any:
        """Raises NeedsExtra, FeedDown."""
        raise NotImplementedError

    def read(self, answered: Any) -> Offer:
        raise NotImplementedError

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        answered = self.poll()
        return Asked([], memo, offers=[self.read(answered)])


CONNECTORS = Registry("watchroom.sources.connectors", Connector, "watchroom.connectors")
