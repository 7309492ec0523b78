"""Text messages: how long a text is over the air and how it is coded there, and what a mobile number is. Pure.

Source of the figures: 3GPP TS 23.038 (the seven-bit table) and TS 23.040 (parts of 153 or 67 signs).
"""

import re
from dataclasses import dataclass

# What a text message holds in seven bits, each sign at its own number (27 turns to the second table, whose signs take two).
_TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE = 0x1B
_GSM = {char: number for number, char in enumerate(_TABLE) if number != _ESCAPE}
_GSM_TWO = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
_OF_TWO = {number: char for char, number in _GSM_TWO.items()}
_NUMBER = re.compile(r"\+?[0-9]{5,15}")


@dataclass(frozen=True, slots=True)
class Counted:
    """How a text goes over the air: one message of 160 or 70 signs, or parts of 153 or 67."""

    encoding: str
    signs: int
    parts: int


def counted(text: str) -> Counted:
    """One sign outside the seven-bit table turns the whole message into UCS-2; an emoji takes two of its places.

    A sign of two places is never cut in the middle, so a part may hold one less.
    """
    if _is_gsm(text):
        sizes = [2 if char in _GSM_TWO else 1 for char in text]
        return Counted("GSM-7", sum(sizes), 1 if sum(sizes) <= 160 else len(_cuts(sizes, 153)))
    sizes = [2 if ord(char) > 0xFFFF else 1 for char in text]
    return Counted("UCS-2", sum(sizes), 1 if sum(sizes) <= 70 else len(_cuts(sizes, 67)))


def coded(text: str) -> list[bytes]:
    """The text as it leaves, in exactly the parts that `counted` counts: of seven bits a sign an octet, else UTF-16."""
    told = counted(text)
    signs = [_octets(char) if told.encoding == "GSM-7" else char.encode("utf-16-be") for char in text]
    wide = 1 if told.encoding == "GSM-7" else 2
    most = told.signs if told.parts == 1 else 153 if told.encoding == "GSM-7" else 67
    starts = _cuts([len(one) // wide for one in signs], most)
    return [b"".join(signs[start:end]) for start, end in zip(starts, [*starts[1:], len(signs)], strict=True)]


def read(octets: bytes) -> str:
    """A text of seven bits, a sign an octet. What is in no table is a question mark."""
    found, turned = "", False
    for octet in octets:
        if octet == _ESCAPE and not turned:
            turned = True
            continue
        found += _OF_TWO.get(octet, "?") if turned else _TABLE[octet] if octet < 0x80 and octet != _ESCAPE else "?"
        turned = False
    return found


def _is_gsm(text: str) -> bool:
    return all(char in _GSM or char in _GSM_TWO for char in text)


def _octets(char: str) -> bytes:
    return bytes([_GSM[char]]) if char in _GSM else bytes([_ESCAPE, _GSM_TWO[char]])


def _cuts(sizes: list[int], most: int) -> list[int]:
    """Where each part begins, none of them longer than `most`."""
    starts, filled = [0], 0
    for place, size in enumerate(sizes):
        if filled + size > most:
            starts.append(place)
            filled = 0
        filled += size
    return starts


def number(typed: str) -> str:
    """A telephone number as it is kept: digits, with a plus before the country. Raises ValueError."""
    plain = re.sub(r"[\s().\-]", "", typed)
    if not _NUMBER.fullmatch(plain):
        raise ValueError(typed)
    return plain


def same_number(one: str, other: str) -> bool:
    """Whether two spellings mean one subscriber: a gateway may leave the country out or write it in."""
    short, long = sorted((one.lstrip("+"), other.lstrip("+")), key=len)
    return len(short) >= 7 and long.endswith(short) and len(long) - len(short) <= 4
