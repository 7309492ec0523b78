"""What people and devices type: which characters are text, and what a spreadsheet would make of it."""

# Embeddings, overrides and isolates make a reader see other words than are there. The plain marks of direction stay.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# What a spreadsheet takes for the beginning of a formula; in Chinese and Japanese ones the wide forms too.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def cell(text: str) -> str:
    """A text as it stands in a table for a spreadsheet: never a formula, and behind the apostrophe what it was.

    What looks guarded already gets a second apostrophe, so that taking one off always gives the text back.
    """
    formula = text.lstrip(" \u3000\ufeff")[:1] in _FORMULA
    return f"'{text}" if formula or (text[:1] == "'" and cell(text[1:]) != text[1:]) else text


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


def shown(thing: object, most: int = 60) -> str:
    """A stranger's value for a log, a journal or a page: short, and without control or direction characters."""
    text = thing if isinstance(thing, str) else repr(thing)
    short = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in short) or "∅"


def depth(data: bytes) -> int:
    """How deep brackets nest, counted without parsing. Brackets inside texts count too: at worst it is too strict."""
    import numpy as np  # few of those that read this file need it

    marks = np.frombuffer(data, np.uint8)
    opens = (marks == ord("[")) | (marks == ord("{"))
    closes = (marks == ord("]")) | (marks == ord("}"))
    return int(np.cumsum(opens.astype(np.int32) - closes.astype(np.int32)).max(initial=0))
