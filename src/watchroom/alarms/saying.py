"""How numbers of alarms are said: with the quantity's digits, never rounded across the limit that they broke."""

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.units import QUANTITIES, Quantity
from watchroom.kernel.words import Words

_MOST_DIGITS = 6


def quantity(code: str) -> Quantity:
    """The quantity of a code; one that is no longer in the catalogue is said by its code, without a unit."""
    return QUANTITIES.get(code) or Quantity(code, Words(zh=code, en=code), "", 2, float("-inf"), float("inf"))


def number(value: float, of: Quantity, limit: float | None = None) -> str:
    """The value as text: `4.3`. A digit more as long as rounding would put it on the limit's other side."""
    for digits in range(of.digits, _MOST_DIGITS):
        text = decimal_text(value, digits)
        if limit is None or (float(text) >= limit) == (value >= limit):
            return text
    return decimal_text(value, _MOST_DIGITS)
