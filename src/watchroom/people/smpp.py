"""SMPP 3.4, as much of it as sends text messages and hears what became of them: PDUs as bytes and back. Pure.

Source of the figures: SMPP Protocol Specification v3.4, issue 1.2 (sections 4 and 5).
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

HEAD = 16
MOST_PDU = 65_536
RECEIPT_ID, MESSAGE_STATE, PAYLOAD = 0x001E, 0x0427, 0x0424
GSM7, UCS2 = 0x00, 0x08
HEADED, RECEIPT, KINDS = (
    0x40,
    0x04,
    0x3C,
)  # bits of esm_class: a header before the text; a delivery receipt; what it is at all


class Command(IntEnum):
    BIND_TRANSCEIVER = 0x00000009
    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    ENQUIRE_LINK = 0x00000015
    GENERIC_NACK = 0x80000000
    BIND_TRANSCEIVER_RESP = 0x80000009
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM_RESP = 0x80000005
    UNBIND_RESP = 0x80000006
    ENQUIRE_LINK_RESP = 0x80000015


ANSWER = 0x80000000
OK, BAD_COMMAND, FULL = 0x00, 0x03, 0x14
# Try again later: system error, queue full, throttled, a passing fault of the receiving application.
LATER = frozenset({0x08, 0x14, 0x58, 0x64})


class Broken(ValueError):
    """What came is no SMPP, or not as long as it says."""


@dataclass(frozen=True, slots=True)
class Pdu:
    command: int
    status: int
    sequence: int
    body: bytes = b""

    def octets(self) -> bytes:
        return struct.pack(">IIII", HEAD + len(self.body), self.command, self.status, self.sequence) + self.body


class Frames:
    """Cuts a stream of bytes into PDUs, however they come."""

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def begun(self) -> bool:
        """A part of a PDU has come, and the rest has not."""
        return bool(self._held)

    def feed(self, came: bytes) -> Iterator[Pdu]:
        """Raises Broken: after it nothing that follows can be read."""
        self._held += came
        while len(self._held) >= 4:
            (size,) = struct.unpack_from(">I", self._held)
            if not HEAD <= size <= MOST_PDU:
                raise Broken(f"a PDU of {size} octets")
            if len(self._held) < size:
                return
            _, command, status, sequence = struct.unpack_from(">IIII", self._held)
            body = bytes(self._held[HEAD:size])
            del self._held[:size]
            yield Pdu(command, status, sequence, body)


def bind(sequence: int, system_id: str, password: str, system_type: str) -> Pdu:
    body = _text(system_id, 16) + _text(password, 9) + _text(system_type, 13) + bytes([0x34, 0, 0]) + b"\0"
    return Pdu(Command.BIND_TRANSCEIVER, 0, sequence, body)


@dataclass(frozen=True, slots=True)
class Address:
    """A number with its type and plan: 1 and 1 for one that begins with its country."""

    number: str
    ton: int = 0
    npi: int = 1

    def octets(self) -> bytes:
        return bytes([self.ton, self.npi]) + _text(self.number, 21)


def destination(number: str) -> Address:
    return Address(number[1:], ton=1) if number.startswith("+") else Address(number)


MOST_VALID_S = 7 * 86_400


def validity(seconds: int) -> bytes:
    """How long the centre keeps a message that cannot be delivered yet, counted from when it has it; nought: as it likes.

    Relative, so that two clocks need not agree: years, months, days, hours, minutes, seconds (section 7.1.1).
    """
    if seconds <= 0:
        return b"\0"
    minutes, s = divmod(min(seconds, MOST_VALID_S), 60)
    hours, m = divmod(minutes, 60)
    days, h = divmod(hours, 24)
    return f"0000{days:02}{h:02}{m:02}{s:02}000R".encode() + b"\0"


def submit(sequence: int, source: Address, goal: Address, part: "Part", *, receipt: bool, valid_s: int = 0) -> Pdu:
    esm = HEADED if part.headed else 0
    head = (
        b"\0"
        + source.octets()
        + goal.octets()
        + bytes([esm, 0, 0])
        + b"\0"
        + validity(valid_s)
        + bytes([int(receipt), 0, part.coding, 0])
    )
    return Pdu(Command.SUBMIT_SM, 0, sequence, head + bytes([len(part.octets)]) + part.octets)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in one submit_sm. `headed`: it begins with the header that says which part of which text it is."""

    octets: bytes
    coding: int
    headed: bool


def parts(coded: list[bytes], coding: int, reference: int) -> list[Part]:
    """The parts of one text. `reference`: the same for all of them, another for the next text to the same number."""
    if len(coded) == 1:
        return [Part(coded[0], coding, False)]
    head = (b"\x05\x00\x03" + bytes([reference & 0xFF, len(coded), at]) for at in range(1, len(coded) + 1))
    return [Part(one + octets, coding, True) for one, octets in zip(head, coded, strict=True)]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A deliver_sm as it came."""

    source: str
    esm: int
    coding: int
    octets: bytes
    more: dict[int, bytes] = field(default_factory=dict)

    @property
    def is_receipt(self) -> bool:
        return self.esm & KINDS == RECEIPT

    @property
    def is_text(self) -> bool:
        return self.esm & KINDS == 0

    @property
    def text(self) -> bytes:
        """What was written, without the header before it."""
        octets = self.octets or self.more.get(PAYLOAD, b"")
        return octets[1 + octets[0] :] if self.esm & HEADED and octets else octets


def delivered(pdu: Pdu) -> Delivered:
    """Raises Broken."""
    take = _Take(pdu.body)
    take.text(6)
    take.octets(2)
    source = take.text(21)
    take.octets(2)
    take.text(21)
    esm = take.octets(3)[0]
    take.text(17)
    take.text(17)
    coding = take.octets(4)[2]
    octets = take.octets(take.octets(1)[0])
    return Delivered(source, esm, coding, octets, take.options())


_RECEIPT = re.compile(rb"\bid:\s*([^\s]{1,65}).*?\bstat:\s*([A-Za-z]{1,10})", re.DOTALL)
_STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}


def receipt(one: Delivered) -> tuple[str, str]:
    """Of which message, and the state, as the carrier's network writes it; both empty where nothing can be read."""
    found = _RECEIPT.search(one.text[:500])
    number = one.more.get(RECEIPT_ID, b"").rstrip(b"\0") or (found[1] if found else b"")
    told = one.more.get(MESSAGE_STATE, b"")
    state = _STATES.get(told[0], "") if told else found[2].decode().upper() if found else ""
    return _plain(number), state


def message_id(pdu: Pdu) -> str:
    """What a submit_sm_resp calls the message. Raises Broken."""
    return _Take(pdu.body).text(65) if pdu.body else ""


class _Take:
    """Reads a body from its front. Raises Broken where it is shorter than it must be."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def octets(self, count: int) -> bytes:
        found = self._body[self._at : self._at + count]
        if len(found) < count:
            raise Broken("the body ends too early")
        self._at += count
        return found

    def text(self, most: int) -> str:
        """A text that ends with a zero, the zero counted."""
        end = self._body.find(b"\0", self._at, self._at + most)
        if end < 0:
            raise Broken("a text does not end")
        found = self._body[self._at : end]
        self._at = end + 1
        return _plain(found)

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while len(self._body) - self._at >= 4:
            tag, size = struct.unpack(">HH", self.octets(4))
            found[tag] = self.octets(size)
        return found


def _text(text: str, most: int) -> bytes:
    """Raises ValueError where it has no room; the settings have looked at that."""
    made = text.encode("ascii")
    if len(made) >= most or b"\0" in made:
        raise ValueError("a text of SMPP is too long")
    return made + b"\0"


def _plain(octets: bytes) -> str:
    return "".join(char for char in octets.decode("ascii", "replace") if char.isprintable())
