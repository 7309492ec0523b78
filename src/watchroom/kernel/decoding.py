"""Which encoding a text file from outside is in: by its mark, else UTF-8 where it is that to the last byte, else what Chinese
office programs write. A file that fits none of these is refused: nothing is read with signs missing.
"""

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text without its mark, and the encoding that it is in. `encoding`: as whoever sent it says; empty where nobody does.

    Raises UnicodeError.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in [encoding] if encoding else [marked] if marked else ["utf-8", "gb18030"]:
        try:
            text = data.decode("utf-8-sig" if name == "utf-8" else name)
        except (UnicodeError, LookupError):
            continue
        if "\0" not in text:
            return text, name
    raise UnicodeError("none of the encodings fits")
