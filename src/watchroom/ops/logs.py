"""How a line of the log is written: one line a record, whatever a stranger put into it, and no way in for who reads it."""

import logging
import re
from types import TracebackType

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Line ends, what moves a terminal's cursor, and what turns the direction of reading.
_STEERS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_TOKEN = re.compile(r"(/sign-in/|/duty/feed/)[\w%.~-]+", re.ASCII)


class Line(logging.Formatter):
    """A record as one line; the lines of a trace below it are indented, so that none can be taken for a record."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return safe(super().formatMessage(record))

    def formatException(self, ei: ExcInfo) -> str:
        return _below(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:
        return _below(stack_info)


def _below(text: str) -> str:
    return "\n".join("    " + safe(line) for line in text.split("\n"))


def safe(text: str) -> str:
    """Without what steers a reader, and without the token of a sign-in or calendar link."""
    return _TOKEN.sub(r"\1…", _STEERS.sub(lambda found: f"\\u{ord(found.group()):04x}", text))
