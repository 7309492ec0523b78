"""What people and devices type: which characters are text, and what a spreadsheet would make of it."""

# Embeddings, overrides and isolates make a reader see other words than are there. The plain marks of direction stay.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# What a spreadsheet takes for the beginning of a formula; in Chinese and Japanese ones the wide forms too.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def cell(text: str) -> str:
    """A text as it stands in a table for a spreadsheet: never a formula, and behind the apostrophe what it was."""
    return f"'{text}" if text.lstrip(" \u3000\ufeff")[:1] in _FORMULA else text


def unfit(text: str, allowed: str = "\n\r\t") -> str:
    """The first character that is no text, as its code point; empty when there is none.

    That is a control character, half a character, or one that turns what follows it round.
    """
    for char in text:
        code = ord(char)
        control = code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
        if (control or char in _TURNING) and char not in allowed:
            return f"U+{code:04X}"
    return ""
