"""Tables that a plain text draws: with upright strokes, as Markdown does (`| Stage | Trigger |` over `|---|---|`), or with
the signs for boxes (`│级别│条件│` between `├──┼──┤`)."""

import re

LEAST_ROWS = 3  # lines in a row with as many strokes each that are a table without a line that rules off its head
FEWEST = 2  # strokes of such a line of an English text
MOST_LINE = 4000  # characters of a row
_STROKES = "│┃║｜"
_BORDER = re.compile(r"(?=[^─━═]{0,200}[─━═])[\u2500-\u257f\s]+")
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_DIVIDER = re.compile(r"\s{0,8}\|?\s{0,8}:?-{2,200}:?\s{0,8}(?:\|\s{0,8}:?-{2,200}:?\s{0,8}){1,40}\|?\s{0,8}")


def tabbed(text: str) -> str:
    """The text with the rows of such tables in cells parted by tabs, and without the lines that rule off their heads."""
    lines = text.split("\n")
    made: list[str] = []
    inside = False
    bare = bare_rows(lines)
    for at, (line, then) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        if _BORDER.fullmatch(line):
            continue
        if _drawn(line):
            made.append("\t".join(cell.strip() for cell in _cells(_piped(line))))
            continue
        rules = inside and _ruler(line)
        inside = _row(line) and (inside or _ruler(then) or at in bare)
        if rules:
            continue
        made.append("\t".join(cell.strip() for cell in _cells(line)) if inside else line)
    return "\n".join(made)


def bare_rows(lines: list[str]) -> set[int]:
    """Which lines are rows of tables that rule off nothing: some lines behind each other with as many strokes, of Chinese
    texts also with one alone."""
    found: set[int] = set()
    run: list[int] = []
    for at, line in enumerate([*lines, ""]):
        told = _row(line) and (_CHINESE.search(line) or line.count(" | ") >= FEWEST)
        counted = line.count("|") if told and all(map(str.strip, _cells(line)[:1])) else 0
        if run and counted != lines[run[-1]].count("|"):
            found.update(run if len(run) >= LEAST_ROWS else ())
            run = []
        if counted:
            run.append(at)
    return found


def _drawn(line: str) -> bool:
    """Whether a line is a row between the signs for boxes."""
    return len(line) <= MOST_LINE and sum(line.count(stroke) for stroke in _STROKES) > 1


def _piped(line: str) -> str:
    for stroke in _STROKES:
        line = line.replace(stroke, "|")
    return line


def _row(line: str) -> bool:
    return "|" in line and len(line) <= MOST_LINE


def _ruler(line: str) -> bool:
    return _row(line) and _DIVIDER.fullmatch(line) is not None


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")
