"""What the duty log writes in the journal: the line itself, as it was typed."""

from dataclasses import dataclass
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class LineFacts(Facts):
    """person, post  who wrote it, and where he sat;  tie  how people call the incident;  corrects  an earlier line's number"""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    line: int
    person: int
    post: str
    text: str
    tie: str = ""
    corrects: int | None = None


@entry("people.log_written", say=Words(zh="值班日志 L{line}：{text}", en="Duty log L{line}: {text}"))
@dataclass(frozen=True, slots=True)
class LogWritten(LineFacts):
    pass


@entry(
    "people.log_corrected",
    say=Words(zh="值班日志 L{line}（更正 L{corrects}）：{text}", en="Duty log L{line} (corrects L{corrects}): {text}"),
)
@dataclass(frozen=True, slots=True)
class LogCorrected(LineFacts):
    pass


@entry(
    "people.log_indexed",
    say=Words(zh="值班日志的检索索引已重建：{lines} 条", en="The duty log's search index was made anew: {lines} lines"),
)
@dataclass(frozen=True, slots=True)
class LogIndexed(Facts):
    lines: int
