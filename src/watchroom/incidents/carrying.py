"""How far a leader's instruction is, by the orders that carry it out. Rooms downstream know; this room only asks them, by name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Carried:
    """An order by which an instruction is carried out, as it stands now.

    state  of the order, by its code and in words;  note  what its post said of it last;  url  where it is dealt with
    """

    order: int
    post: str
    who: Words
    state: str
    words: Words
    sent_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    late: bool
    open: bool
    note: str
    url: str


class Carrying:
    """One room's part. A room offers its own in `<room>/carrying.py` as `CARRIES = [...]`."""

    name: ClassVar[str]

    def orders(self, instructions: Collection[int]) -> dict[int, list[Carried]]:
        """By instruction, oldest first."""
        raise NotImplementedError

    def others(self) -> list[tuple[str, Words]]:
        """Whom an instruction can be given to beside posts, by code and in words."""
        return []


def others() -> list[tuple[str, Words]]:
    return [one for room in of_rooms("carrying", "CARRIES", Carrying) for one in room.others()]


def carried(instructions: Collection[int]) -> dict[int, list[Carried]]:
    found: dict[int, list[Carried]] = {pk: [] for pk in instructions}
    for room in of_rooms("carrying", "CARRIES", Carrying) if found else ():
        for pk, orders in room.orders(instructions).items():
            found[pk] += orders
    return found
