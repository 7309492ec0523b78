"""What a list of people is called about: rooms downstream know how it stands; this room only asks them, by name.

`warning:3` is asked of whoever offers `warning`. A call about it says what it says, and lives as long as it does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Standing:
    """How a thing stands. `title`, `text`: what people are told of it; `until`: when it is over by itself.

    shut  why nobody may be called about it now; None: they may
    """

    title: Words
    text: Words
    url: str
    incident: int | None = None
    until: datetime | None = None
    shut: Words | None = None


class About:
    """One room's say on its own things. A room offers its own in `<room>/abouts.py` as `ABOUTS = [...]`."""

    noun: ClassVar[str]

    def standing(self, pk: int, *, held: bool = False) -> Standing | None:
        """How the thing of this number stands; None where there is none, or none that may be seen.

        held  it stays so until the book is closed
        """
        raise NotImplementedError


def standing(about: str, *, held: bool = False) -> Standing | None:
    """How `warning:3` stands; None for what no room knows."""
    noun, _, number = about.partition(":")
    if not (number.isascii() and number.isdecimal() and len(number) < 13):
        return None
    room = next((one for one in of_rooms("abouts", "ABOUTS", About) if one.noun == noun), None)
    return room.standing(int(number), held=held) if room else None
