"""The live stream's memory: one ring of encoded frames, shared by all streams. No database, no Django, no network.

A stream holds only its place in the ring. One that falls off the ring's old end is too slow: it is closed, and its
browser resumes from the journal by the id of the last event that it had.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

RING_FRAMES = 1024
RING_BYTES = 8_000_000
HEARTBEAT = b": \n\n"


type Whose = tuple[int | None, ...] | None  # the agencies of a viewer, whose eyes he looks with; None: all is seen


class Sees(StrEnum):
    """What a viewer may be told of. Streams of one kind share their bytes."""

    PLAIN = "plain"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the journal as the stream tells it: what it is about, never what it says.

    seen_by  of those who see not every incident, the ones who see this entry's
    asked    the ones of whom that was asked
    """

    id: int
    kind: str
    subject: str
    incident: int | None
    exercise: bool
    seen_by: frozenset[Whose] = frozenset()
    asked: frozenset[Whose] = frozenset()

    def seen(self, whose: Whose) -> bool:
        return whose is None or self.incident is None or whose in self.seen_by

    @property
    def personal(self) -> bool:
        return self.kind.startswith("people.")

    def frame(self) -> bytes:
        facts = {
            "id": self.id,
            "kind": self.kind,
            "subject": self.subject,
            "incident": self.incident,
            "exercise": self.exercise,
        }
        return event("entry", facts, self.id)


def event(name: str, data: object, number: int | None = None) -> bytes:
    """A server-sent event; with a number the browser remembers it as its place."""
    head = b"" if number is None else f"id: {number}\n".encode()
    return head + f"event: {name}\n".encode() + b"data: " + orjson.dumps(data) + b"\n\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one turn of the reader brought. `last` is 0 when it holds no entries (values, heartbeat)."""

    last: int
    told: tuple[Told, ...]
    frames: Mapping[Sees, bytes]

    def after(self, position: int, sees: Sees, whose: Whose = None) -> bytes:
        """The bytes for a stream that has everything up to `position`.

        What it is not known to see is left out; was that never asked, the browser is told to load its page anew.
        """
        if not self.last:
            return self.frames[sees]
        if position >= self.last:
            return b""
        mine = [one for one in self.told if one.seen(whose)]
        if len(mine) == len(self.told) and (not self.told or self.told[0].id > position):
            return self.frames[sees]
        frames = encode([one for one in mine if one.id > position])[sees]
        if any(whose not in one.asked for one in self.told if one.id > position and not one.seen(whose)):
            frames += event("reset", {"head": self.last}, self.last)
        return frames


def encode(told: Iterable[Told]) -> dict[Sees, bytes]:
    plain, personal = bytearray(), bytearray()
    for one in told:
        frame = one.frame()
        personal += frame
        if not one.personal:
            plain += frame
    return {Sees.PLAIN: bytes(plain), Sees.PERSONAL: bytes(personal)}


@dataclass(eq=False)
class Stream:
    """One browser's connection. `task` is cancelled to end it."""

    session: str
    sees: Sees
    whose: Whose = None
    task: "asyncio.Task[None] | None" = None
    place: int = 0

    def end(self) -> None:
        if self.task:
            self.task.cancel()


@dataclass
class Hub:
    """All streams of this process and the ring that they read. Used from one event loop only."""

    head: int = 0
    streams: set[Stream] = field(default_factory=set)
    dropped: int = 0
    _ring: deque[Batch] = field(default_factory=deque)
    _first: int = 0
    _bytes: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def whose(self) -> frozenset[Whose]:
        """Of all streams those who see not every incident."""
        return frozenset(stream.whose for stream in self.streams if stream.whose is not None)

    @property
    def end_place(self) -> int:
        return self._first + len(self._ring)

    def floor(self) -> int:
        """The journal position from which the ring is whole: everything after it is in here."""
        firsts = [batch.told[0].id - 1 for batch in self._ring if batch.told]
        return firsts[0] if firsts else self.head

    def place_of(self, position: int) -> int:
        """Where in the ring a stream begins that has everything up to `position`."""
        for index, batch in enumerate(self._ring):
            if batch.last > position:
                return self._first + index
        return self.end_place

    def tell(self, told: list[Told]) -> None:
        """Entries in order, all younger than `head`."""
        if told:
            self.head = told[-1].id
            self._put(Batch(self.head, tuple(told), encode(told)))

    def tell_all(self, frame: bytes) -> None:
        """A frame without a number, the same for everyone: values, heartbeat."""
        self._put(Batch(0, (), dict.fromkeys(Sees, frame)))

    def _put(self, batch: Batch) -> None:
        self._ring.append(batch)
        self._bytes += len(batch.frames[Sees.PERSONAL])
        while len(self._ring) > RING_FRAMES or (self._bytes > RING_BYTES and len(self._ring) > 1):
            self._bytes -= len(self._ring.popleft().frames[Sees.PERSONAL])
            self._first += 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def next(self, stream: Stream, position: int) -> tuple[bytes, int] | None:
        """What this stream has not had yet, waiting for it; None when it has fallen off the ring."""
        while stream.place >= self.end_place:
            await self._news.wait()
        if stream.place < self._first:
            self.dropped += 1
            return None
        some = bytearray()
        for index in range(stream.place - self._first, len(self._ring)):
            batch = self._ring[index]
            some += batch.after(position, stream.sees, stream.whose)
            position = max(position, batch.last)
        stream.place = self.end_place
        return bytes(some), position
