"""Cursor on Target: events cut out of a stream, and one event read as a position. Limits before parsing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.faults import NoPosition, TooLarge

MOST_EVENT = 64 * 1024
UNKNOWN = 9_999_999  # what CoT writes where a height or an error is not known
PROTOBUF = 0xBF  # the first byte of TAK protocol 1
_BEGIN, _END = b"<event", b"</event>"
_PROLOG = re.compile(rb"<\?xml[^<>]{0,200}\?>")
_MOST_BETWEEN = 4096
_MOST_MARKS = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """What a position needs of an event: all else may be missing. `ce` None: its error is not known."""

    uid: str
    callsign: str
    kind: str
    time: str
    lon: float
    lat: float
    ce: float | None

    @property
    def placed(self) -> bool:
        """Whether it says where it is: 0, 0 without an error is how a client without a fix writes."""
        return not (self.lon == 0 and self.lat == 0 and self.ce is None)


@dataclass
class Cutter:
    """Cuts `<event>…</event>` out of what a connection brings; prologs and white space between them do not count.

    `feed` gives whole events, and between them what was no event, as it came: reading it says what is wrong with it.
    """

    _held: bytearray = field(default_factory=bytearray)

    @property
    def rest(self) -> bytes:
        """What has come and is no whole event yet."""
        return bytes(self._held)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Raises TooLarge when an event does not end, NoPosition for TAK's binary form, after what came before it was
        given: then the connection is of no use.
        """
        self._held += data
        while (begin := self._held.find(_BEGIN)) >= 0:
            yield from self._passed_over(begin)
            end = self._held.find(_END)
            if end < 0:
                if len(self._held) > MOST_EVENT:
                    raise TooLarge(size=f"> {MOST_EVENT}", most=MOST_EVENT)
                return
            end += len(_END)
            event = bytes(self._held[:end])
            del self._held[:end]
            yield event
        if self._held.lstrip()[:1] == bytes([PROTOBUF]):
            raise NoPosition(why=PROTOBUF_SAID)
        if len(self._held) > _MOST_BETWEEN:
            yield from self._passed_over(len(self._held) - len(_BEGIN))

    def _passed_over(self, count: int) -> list[bytes]:
        """What stands before an event: prologs and white space are nothing, all else is given as it came."""
        between = bytes(self._held[:count])
        del self._held[:count]
        return [between] if _PROLOG.sub(b"", between).strip() else []


PROTOBUF_SAID = Words(
    zh="是 TAK 的二进制（protobuf）格式；请在对方改用 XML",
    en="it is TAK's binary (protobuf) form; set the sender to XML",
)


def read_event(data: bytes) -> Event:
    """One event. Raises TooLarge, NoPosition."""
    if len(data) > MOST_EVENT:
        raise TooLarge(size=len(data), most=MOST_EVENT)
    if data[:1] == bytes([PROTOBUF]):
        raise NoPosition(why=PROTOBUF_SAID)
    root = _root(data)
    if root.tag != "event":
        raise NoPosition(why=shown(f"<{root.tag}>"))
    point = root.find("point")
    if point is None:
        raise NoPosition(why="<point>?")
    contact = root.find("detail/contact")
    ce = _number(point, "ce") if point.get("ce") is not None else UNKNOWN
    return Event(
        root.get("uid", "")[:200], (contact.get("callsign", "") if contact is not None else "")[:200], root.get("type", ""),
        root.get("time", ""), _number(point, "lon"), _number(point, "lat"), None if ce >= UNKNOWN else ce,
    )  # fmt: skip


def _root(data: bytes) -> etree._Element:
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:  # UTF-16 would hide a DOCTYPE from the search for its letters
        raise NoPosition(why=Words(zh="不是 UTF-8", en="it is not UTF-8")) from error
    text = re.sub(r"^<\?xml[^<>]{0,200}\?>", "", text)  # it is UTF-8, whatever it says of itself
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise NoPosition(why="DOCTYPE")
    if text.count("<") > _MOST_MARKS:
        raise NoPosition(why=Words(zh="元素过多", en="too many elements"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoPosition(why=shown(str(error), 80)) from error


def _number(point: Any, name: str) -> float:
    given = point.get(name, "")
    try:
        return float(given) if len(given) <= 40 and "_" not in given else float("x")
    except ValueError as error:
        raise NoPosition(why=f"{name}={shown(given, 30)}") from error
