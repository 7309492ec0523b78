"""The contract of a channel: one file in `channels/`, or an outside package that joins by the entry point.

A channel renders a message and sends what it rendered. It sees neither the database nor the clock; what it may touch is
handed to it as an `Outlet`. It is called outside any transaction, by a worker, at least once for each delivery.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from watchroom.journal.sending import NotSent as NotSent  # what a channel raises
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import Lang, Words
from watchroom.warnings.message import Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """`body` is what is sent; `texts` everything in it that a person reads, whole, with its language."""

    key: str
    body: str
    media_type: str
    texts: tuple[tuple[Lang, str], ...]
    ends_at: datetime
    message: Message


class Outlet(Protocol):
    """What a channel may reach."""

    def post(self, outlet: str, rendered: Rendered) -> str:
        """Puts it where the public reads; the same identifier again changes nothing. Gives a receipt."""
        ...

    def append(self, name: str, line: dict[str, Any]) -> str:
        """Adds a line to an outbox file in the data folder, safely on the disk. Gives a receipt."""
        ...


class Channel(Plugin):
    """takes_exercise  False for whatever reaches people outside: an exercise is refused at the last moment
    knows_repeats   the same key twice has the effect of once, so that a repeated attempt is harmless
    """

    takes_exercise: ClassVar[bool]
    knows_repeats: ClassVar[bool]

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings if settings is not None else self.Settings()

    def limits(self, message: Message) -> list[Words]:
        """Why this message cannot go out here as it is; asked before approval, so that nobody signs in vain."""
        return []

    def render(self, message: Message, *, key: str, repeat: bool = False) -> Rendered:
        """`repeat`: it may have gone out before; where the form allows it, it says so."""
        raise NotImplementedError

    def send(self, rendered: Rendered, outlet: Outlet) -> str:
        """Sends and gives the channel's receipt. Raises NotSent."""
        raise NotImplementedError


CHANNELS: Registry[Channel] = Registry("watchroom.warnings.channels", Channel, "watchroom.channels")
