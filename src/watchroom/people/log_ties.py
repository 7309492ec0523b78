"""What a line of the log may be tied to. Rooms downstream know their numbers; this room only asks them, by name."""

from dataclasses import dataclass
from typing import ClassVar

from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Tied:
    """row  the number of the incident's row;  name  as people call it, e.g. `I-2026-0012`"""

    row: int
    name: str
    words: Words
    url: str


class Tie:
    """One room's incidents. A room offers its own in `<room>/log_ties.py` as `TIES = [...]`."""

    name: ClassVar[str]

    def find(self, viewer: Viewer, number: str) -> Tied | None:
        """What a number means, as it is written in full or as people shorten it (`12`)."""
        raise NotImplementedError

    def open(self, viewer: Viewer) -> list[Tied]:
        """What is open, the newest first: to choose from."""
        raise NotImplementedError


def find(viewer: Viewer, number: str) -> Tied | None:
    return next((found for room in _rooms() if (found := room.find(viewer, number))), None)


def open_ones(viewer: Viewer) -> list[Tied]:
    return [one for room in _rooms() for one in room.open(viewer)]


def _rooms() -> list[Tie]:
    return of_rooms("log_ties", "TIES", Tie)
