"""Text messages: how long a text is over the air, and what a mobile number is. Pure.

Source of the figures: 3GPP TS 23.038 (the seven-bit table) and TS 23.040 (parts of 153 or 67 signs).
"""

import re
from dataclasses import dataclass

# What a text message holds in seven bits; each sign of the second line takes two of them.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("^{}\\[~]|€\f")
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
    if all(char in _GSM or char in _GSM_TWO for char in text):
        sizes = [2 if char in _GSM_TWO else 1 for char in text]
        return Counted("GSM-7", sum(sizes), 1 if sum(sizes) <= 160 else _parts(sizes, 153))
    sizes = [2 if ord(char) > 0xFFFF else 1 for char in text]
    return Counted("UCS-2", sum(sizes), 1 if sum(sizes) <= 70 else _parts(sizes, 67))


def _parts(sizes: list[int], most: int) -> int:
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > most:
            parts, filled = parts + 1, 0
        filled += size
    return parts


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
