"""What must be settled before an incident may be closed. Rooms downstream know; this room only asks them, by name."""

from typing import ClassVar

from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words


class Closing:
    """One room's say on closing. A room offers its own in `<room>/closing.py` as `CLOSING = [...]`."""

    name: ClassVar[str]

    def open_matters(self, incident: int) -> list[Words]:
        """What is still running for the incident, each as a short phrase; empty when nothing is."""
        raise NotImplementedError


def open_matters(incident: int) -> list[Words]:
    return [matter for room in of_rooms("closing", "CLOSING", Closing) for matter in room.open_matters(incident)]
