"""One table of a flatbuffer, read with every place checked against the buffer's end. Only what Arrow's frame needs."""

import struct
from collections.abc import Iterator

MOST = 256


class Table:
    """Raises ValueError and struct.error for what does not hold."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place = data, place
        self.vtable = place - int(struct.unpack_from("<i", data, place)[0])
        if self.vtable < 0 or place < 4:
            raise ValueError("a table before the beginning")
        (self.size,) = struct.unpack_from("<H", data, self.vtable)

    @classmethod
    def root(cls, data: bytes) -> "Table":
        return cls(data, struct.unpack_from("<I", data, 0)[0])

    def place_of(self, field: int) -> int:
        """Where a field stands; 0 when it is not there."""
        at = 4 + 2 * field
        if at + 2 > self.size:
            return 0
        offset = int(struct.unpack_from("<H", self.data, self.vtable + at)[0])
        return self.place + offset if offset else 0

    def number(self, field: int, form: str) -> int:
        place = self.place_of(field)
        return int(struct.unpack_from(form, self.data, place)[0]) if place else 0

    def table(self, field: int) -> "Table | None":
        place = self.place_of(field)
        return Table(self.data, self._there(place)) if place else None

    def text(self, field: int) -> str | None:
        place = self.place_of(field)
        if not place:
            return None
        start = self._there(place)
        (length,) = struct.unpack_from("<I", self.data, start)
        found = self.data[start + 4 : start + 4 + min(length, MOST)]
        if length > MOST or len(found) != length:
            raise ValueError("a text longer than its place")
        return found.decode()

    def tables(self, field: int) -> Iterator["Table"]:
        for place in self._vector(field, 4):
            yield Table(self.data, self._there(place))

    def pairs(self, field: int) -> Iterator[tuple[int, int]]:
        """The pairs of whole numbers in a vector of structs."""
        for place in self._vector(field, 16):
            yield struct.unpack_from("<qq", self.data, place)

    def _vector(self, field: int, width: int) -> Iterator[int]:
        place = self.place_of(field)
        if not place:
            return
        start = self._there(place)
        (count,) = struct.unpack_from("<I", self.data, start)
        if count > MOST:
            raise ValueError(f"a list of {count}")
        yield from range(start + 4, start + 4 + width * count, width)

    def _there(self, place: int) -> int:
        return place + int(struct.unpack_from("<I", self.data, place)[0])
