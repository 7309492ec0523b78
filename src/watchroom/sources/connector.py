"""What a connector is: one file that knows one way in which the outside reaches us, or is asked by us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from watchroom.kernel.cap.model import Alert
from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import Words
from watchroom.sources.payloads import Offer


@dataclass(frozen=True, slots=True)
class Came:
    """A message as it reached us, before anything of it is believed. `topic` is empty where there is none."""

    body: bytes
    topic: str = ""


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
    """Something that sends to us by itself."""

    def hear(self, came: Came) -> Offer:
        """The readings that a message offers. Pure. Raises the faults of `payloads`."""
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


CONNECTORS = Registry("watchroom.sources.connectors", Connector, "watchroom.connectors")
