"""Tables that a plain text draws with upright strokes, as Markdown does: `| Stage | Trigger |` over `|---|---|`."""

import re

MOST_LINE = 4000  # characters of a row
_DIVIDER = re.compile(r"\s{0,8}\|?\s{0,8}:?-{2,200}:?\s{0,8}(?:\|\s{0,8}:?-{2,200}:?\s{0,8}){1,40}\|?\s{0,8}")


def tabbed(text: str) -> str:
    """The text with the rows of such tables in cells parted by tabs, and without the lines that rule off their heads."""
    lines = text.split("\n")
    made: list[str] = []
    inside = False
    for line, then in zip(lines, [*lines[1:], ""], strict=True):
        rules = inside and _ruler(line)
        inside = _row(line) and (inside or _ruler(then))
        if rules:
            continue
        made.append("\t".join(cell.strip() for cell in _cells(line)) if inside else line)
    return "\n".join(made)


def _row(line: str) -> bool:
    return "|" in line and len(line) <= MOST_LINE


def _ruler(line: str) -> bool:
    return _row(line) and _DIVIDER.fullmatch(line) is not None


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")
