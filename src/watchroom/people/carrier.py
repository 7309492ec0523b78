"""The contract of a carrier: how a message gets to one person. One file in `carriers/`, or an outside package.

A carrier sees neither the database nor the clock. It is called outside any transaction, by a worker, at least once for
each message. What it needs to know of the site (a gateway, a password) stands in one file of the data folder that only
its owner may read (`carrier_settings.py`); nothing of it, and no address, enters the journal or the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from watchroom.journal.sending import NotSent as NotSent  # what a carrier raises
from watchroom.kernel.plugin import Plugin, Settings
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import Lang, Words

MOST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Note:
    """What one person gets.

    key     the same for a repeated attempt, so that the receiving side may know it
    number  what an answer names
    text    whole, as it leaves: an exercise's begins with its mark
    valid_s after so many seconds it is not true any more: whoever keeps it until it can be delivered lets it go then.
            Nought where nobody knows
    """

    key: str
    to: str
    subject: str
    text: str
    lang: Lang
    number: int
    exercise: bool
    repeat: bool = False
    valid_s: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What the receiving side said. `id`: by which its later reports name the message; empty where it makes none.

    parts  where it left in several: by which each is named. It has arrived when all of them have
    """

    id: str
    said: str
    parts: tuple[str, ...] = ()


class Sort(StrEnum):
    """What a report says: it arrived; it will not arrive; the person answered."""

    ARRIVED = "arrived"
    LOST = "lost"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Report:
    """What a carrier's other side says later. `id`: of the message, as it was given when it was taken.

    sender, text  of an answer: as it was written, by a stranger for all we know
    """

    sort: Sort
    id: str = ""
    sender: str = ""
    text: str = ""


class Carrier(Plugin):
    """takes_exercise  False for whatever reaches people's own devices: an exercise is refused at the last moment
    knows_repeats   the same key twice has the effect of once
    tells_delivered reports come back that say whether the message arrived; without them "sent" is all that is known
    counts_parts    a text costs and may break by its length: how many parts is shown before it is sent
    """

    takes_exercise: ClassVar[bool] = False
    knows_repeats: ClassVar[bool] = False
    tells_delivered: ClassVar[bool] = False
    counts_parts: ClassVar[bool] = False

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings if settings is not None else self.Settings()

    @classmethod
    def address(cls, typed: str) -> str:
        """The address as it is kept. Raises ValueError for what is none."""
        raise NotImplementedError

    def limits(self, text: str) -> list[Words]:
        """Why this text cannot go out here as it is."""
        return []

    @property
    def token(self) -> str:
        """The secret with which the other side reports to us; empty where it does not report by HTTP."""
        return str(getattr(self.settings, "token", ""))

    @property
    def per_second(self) -> int:
        """How many messages the other side takes in a second."""
        return int(getattr(self.settings, "per_second", 100))

    def heard(self, told: object) -> list[Report]:
        """What a report holds that came by HTTP, already read as JSON or as a form. What makes no sense is left out."""
        return []

    def collect(self, take: Callable[[list[Report]], object]) -> None:
        """Hands over what the other side has reported on a line of our own since it was last asked. It is told that we have
        it when `take` has returned, not before. Called by a worker every few seconds; raises NotSent."""

    def shown(self, note: Note) -> str:
        """What would leave, as text: for trying a carrier out. It holds the address, and whatever secrets go along."""
        raise NotImplementedError

    def send(self, note: Note) -> Taken:
        """Raises NotSent."""
        raise NotImplementedError


CARRIERS: Registry[Carrier] = Registry("watchroom.people.carriers", Carrier, "watchroom.carriers")
NO_EXERCISE = Words(
    zh="这是演练，真实渠道拒收，没有发送",
    en="this is an exercise and the channel is a real one; it was refused and not sent",
)
