"""What is open when a post changes hands. Rooms downstream know; this room only asks them, by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words
from watchroom.people import todo_queries
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Matter:
    """key  names it for as long as it is open, e.g. `incident:12`;  url  where it is dealt with;  urgent  shown first"""

    key: str
    words: Words
    url: str
    urgent: bool = False


class Handing:
    """One room's open matters. A room offers its own in `<room>/handing.py` as `HANDING = [...]`."""

    name: ClassVar[str]
    title: ClassVar[Words]

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        """What is open that this viewer may see."""
        raise NotImplementedError


class Todos(Handing):
    """What the posts that are held still have to do."""

    name, title = "people", Words(zh="待办", en="To do")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.KEEP_LOG):
            return []
        said = Words(zh="D{n} {text}", en="D{n} {text}")
        return [
            Matter(
                one.subject,
                said.fill(n=one.pk, text=one.text),
                "/duty/todo",
                urgent=one.due_at is not None and one.due_at <= now,
            )
            for one in todo_queries.open_todos(viewer, viewer.posts, limit=None)
        ]


HANDING = [Todos()]


MOST_SINGLY = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Matters of one room, urgent or not, as they are signed for: each by its own tick, or many of them by one below their list."""

    title: Words
    urgent: bool
    rows: list[Matter]

    @property
    def at_once(self) -> bool:
        """Whether one tick takes over the whole list, which is shown: nobody ticks three hundred in three minutes."""
        return len(self.rows) > MOST_SINGLY

    @property
    def keys(self) -> str:
        """What the one tick signs for: exactly what was listed, and nothing that came up since."""
        return " ".join(one.key for one in self.rows)


def grouped(found: list[tuple[Words, list[Matter]]]) -> list[Group]:
    """The urgent matters of each room, then its others."""
    parts = [
        (title, urgent, [one for one in rows if one.urgent is urgent])
        for title, rows in found
        for urgent in (True, False)
    ]
    return [Group(*part) for part in parts if part[2]]


def open_matters(viewer: Viewer, now: datetime) -> list[tuple[Words, list[Matter]]]:
    """By room, in the river's order; a room without any is left out."""
    found = [(room.title, room.matters(viewer, now)) for room in of_rooms("handing", "HANDING", Handing)]
    return [(title, sorted(matters, key=lambda one: not one.urgent)) for title, matters in found if matters]
