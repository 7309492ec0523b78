"""Which response level is in force. Rooms downstream know; this room only asks them, by name."""

from typing import ClassVar

from watchroom.journal.chores import of_rooms

CALM = 0  # the watch of every day; else 1 is the gravest
LEVELS = range(1, 7)


class LevelInForce:
    """One room's word. A room offers its own in `<room>/levels_in_force.py` as `LEVELS_IN_FORCE = [...]`."""

    name: ClassVar[str]

    def level(self) -> int | None:
        """The gravest level that is in force now, 1 the gravest; None where none is. Exercises beside the real watch do not count."""
        raise NotImplementedError


def in_force() -> int:
    """The gravest of all, or CALM."""
    found = [room.level() for room in of_rooms("levels_in_force", "LEVELS_IN_FORCE", LevelInForce)]
    return min((one for one in found if one is not None), default=CALM)
