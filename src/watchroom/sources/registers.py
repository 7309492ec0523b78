"""Modbus registers as numbers: width, sign, order of bytes and words, scale, single bits. Pure."""

import math
import struct
from collections.abc import Sequence
from typing import Literal

type Form = Literal["int16", "uint16", "int32", "uint32", "float32", "int64", "uint64", "float64", "bit"]
type Order = Literal["ABCD", "CDAB", "BADC", "DCBA"]

WORDS: dict[str, int] = {
    "int16": 1, "uint16": 1, "bit": 1, "int32": 2, "uint32": 2, "float32": 2, "int64": 4, "uint64": 4, "float64": 4,
}  # fmt: skip
_FORMS = {
    "int16": ">h", "uint16": ">H", "int32": ">i", "uint32": ">I", "float32": ">f", "int64": ">q", "uint64": ">Q", "float64": ">d",
}  # fmt: skip


def number(
    words: Sequence[int], form: Form, order: Order = "ABCD", *, bit: int = 0, scale: float = 1, offset: float = 0
) -> float:
    """What registers of 16 bits mean, times `scale`, plus `offset`.

    order  ABCD as the standard has it; CDAB words exchanged, BADC bytes within each word, DCBA both
    Raises ValueError for too few or too many registers, and for what is no 16 bits.
    """
    if len(words) != WORDS[form] or not all(isinstance(word, int) and 0 <= word < 65_536 for word in words):
        raise ValueError(f"{form} of {list(words)[:8]}")
    if form == "bit":
        return float(words[0] >> bit & 1)
    if order in ("CDAB", "DCBA"):
        words = words[::-1]
    if order in ("BADC", "DCBA"):
        words = [(word & 0xFF) << 8 | word >> 8 for word in words]
    found = float(struct.unpack(_FORMS[form], struct.pack(f">{len(words)}H", *words))[0])
    return found * scale + offset if math.isfinite(found) else found
