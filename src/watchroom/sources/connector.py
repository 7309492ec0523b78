"""What a connector is: one file that knows one way in which the outside reaches us, or is asked by us."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Protocol

import orjson

from watchroom.kernel.cap.model import Alert
from watchroom.kernel.datum import Datum
from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import Words
from watchroom.sources.datums import as_wgs84
from watchroom.sources.faults import FeedUnreadable
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


class Kept:
    """A `Fetch` that answers once with what was kept, and has nothing more."""

    def __init__(self, answer: Answer) -> None:
        self._answers = [answer]

    def __call__(self, url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 1 << 20) -> Answer:
        return self._answers.pop() if self._answers else Answer(304, {}, b"")


@dataclass(frozen=True, slots=True)
class Notice:
    """An official message that its sender wrote in a form of its own, read in the terms of CAP.

    raw     what came of it;  listed  the same as a list that its connector reads again; empty: only the whole list is that
    """

    alert: Alert
    raw: bytes
    listed: bytes = b""


@dataclass(frozen=True)
class Asked:
    """What a source answered when it was asked.

    documents  CAP messages as bytes, new ones only, in the order in which they are to be taken
    memo       what the connector wants to know next time; plain JSON values. It is kept only after all else is
    faults     what could not be had or read; the rest is good
    offers     readings, to be checked like those of any device; what comes again changes nothing
    notices    official messages in other forms, taken like `documents`
    unread     documents in which nothing could be read, with the fault, which is among `faults` too; each is set aside once
    """

    documents: list[bytes]
    memo: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unread: list[tuple[bytes, Fault]] = field(default_factory=list)


class Connector(Plugin):
    """Base. `help` says in two sentences what a person does to connect something this way."""

    help: ClassVar[Words]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


class Hearing(Connector):
    """Something that sends to us by itself.

    thanks      what an HTTP sender of this kind wants to read when all of its message was taken; None: what we say to all
    by_address  has a door of its own, at which all devices send in this form, whatever their source's kind is
    """

    thanks: ClassVar[Any] = None
    by_address: ClassVar[bool] = False

    def hear(self, came: Came) -> Offer:
        """The readings that a message offers. Pure. Raises the faults of `payloads`."""
        raise NotImplementedError

    def offered(self, came: Came) -> Offer:
        """The same with its positions in WGS 84, whatever the source's settings say that they are in. Raises HalfPosition too."""
        return as_wgs84(self.hear(came), getattr(self.settings, "datum", Datum.WGS84))


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that is not taken, with the bytes in which it stands: the message, or a part of it that reads like it."""

    sensor: str
    fault: Fault
    body: bytes


@dataclass(frozen=True)
class Heard:
    """What became of a message that was handed in: how many readings are on disk, and what was not taken.

    refused  where in the message (as its reader counts: a row of a file), the sensor, the fault; where the whole
             message was bad it is the only one, and its place is empty
    aside    the same with their bytes
    """

    taken: int
    refused: list[tuple[str, str, Fault]] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


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
    """Something that we go to, or open a door for, and that then sends by itself, in the process that keeps the site.

    most_alike  of messages with one fault of one sensor, so many are set aside in five seconds, and no more
    """

    most_alike: ClassVar[int] = 20

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

    def again(self, kept: Answer, memo: dict[str, Any]) -> Asked:
        """What is told by an answer that was kept, read as `ask` reads it, without asking anybody.

        Raises FeedDown, FeedUnreadable.
        """
        return self.ask(Kept(kept), memo)


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
        return self._told(self.poll(), memo)

    def again(self, kept: Answer, memo: dict[str, Any]) -> Asked:
        try:
            return self._told(orjson.loads(kept.body), memo)
        except (ValueError, TypeError, AttributeError) as error:
            raise FeedUnreadable(url=self.name, why=type(error).__name__) from error

    def _told(self, answered: Any, memo: dict[str, Any]) -> Asked:
        offer = self.read(answered)
        return Asked([], memo, offers=[replace(offer, pieces=lambda places, _: [(places, orjson.dumps(answered))])])


CONNECTORS = Registry("watchroom.sources.connectors", Connector, "watchroom.connectors")
