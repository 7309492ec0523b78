"""Lines of print put back together: between Chinese characters without a blank, between words with one."""

import re

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f“”‘’…—·"
_BREAK = re.compile(r"[^\S\u3000]*\n\s*|[^\S\u3000\n]+")
_IS_WIDE = re.compile(f"[{_WIDE}]")


def wide(char: str) -> bool:
    """Whether a character is Chinese or stands among Chinese ones."""
    return bool(_IS_WIDE.match(char))


def joined(*lines: str) -> str:
    """Lines of one paragraph as one."""
    made: list[str] = []
    for line in filter(None, lines):
        made.append(line if not made or wide(made[-1][-1]) or wide(line[0]) else f" {line}")
    return "".join(made)


def collapsed(text: str) -> str:
    """The blanks of a web page: a row of them is one, and a line end between Chinese characters is none."""
    made, at = [], 0
    for match in _BREAK.finditer(text):
        made.append(text[at : match.start()])
        around = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        at = match.end()
        made.append("" if "\n" in match[0] and all(one and wide(one) for one in around) else " ")
    return "".join((*made, text[at:])).strip(" \u3000")
