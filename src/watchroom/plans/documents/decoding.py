"""Plain text in whatever encoding Chinese offices write: UTF-8, UTF-16, GB18030, told apart by what the bytes say."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Of the C0 and C1 signs only the line end and the tab are text; a page feed ends a line.
_SIGNS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff]")
_BULLETS = re.compile("[\uf06c\uf06e\uf075\uf076\uf0a7\uf0b2\uf0b7\uf0d8\uf0fc]")  # as symbol fonts of Word have them
# Also strokes of boxes, arrows, circled numbers, Roman numerals, dashes and quotation marks, accents.
_USUAL = re.compile(
    "[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e\n\r\t\u00a0-\u017f\u2010-\u2027\u2100-\u21ff\u2460-\u24ff\u2500-\u25ff]"
)


def decoded(data: bytes) -> str | None:
    """The text, without signs that are none; None where the bytes are no text."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return cleaned(data[len(mark) :].decode(encoding, "replace"))
    for encoding in _likely(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _usual(text[:20_000]) > 0.8:
            return cleaned(text)
    return None


def _likely(data: bytes) -> tuple[str, ...]:
    """UTF-16 without its mark has many zero bytes (blanks, digits, line ends), all at even or all at odd places."""
    even, odd = data[:20_000:2].count(0), data[1:20_000:2].count(0)
    if even > 4 * odd and even > len(data[:20_000]) / 200:
        return ("utf-16-be",)
    if odd > 4 * even and odd > len(data[:20_000]) / 200:
        return ("utf-16-le",)
    return ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def _usual(text: str) -> float:
    """The part of a text that Chinese and English prose is made of."""
    return len(_USUAL.findall(text)) / len(text) if text else 1.0


def cleaned(text: str) -> str:
    """Text as it may be kept and shown: no control signs, none that turn what follows round, line ends as one sign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x85", "\n")
    return _SIGNS.sub("", _BULLETS.sub("•", text))
