"""What the book says of corrected figures and leaders' instructions."""

from dataclasses import dataclass, field
from typing import Any

from watchroom.incidents.entry_base import IncidentFacts
from watchroom.journal.facts import entry
from watchroom.kernel.words import Words


@entry(
    "incidents.report_corrected",
    say=Words(
        zh="{number} 更正{report_zh}（第 {edition} 稿）：{what_zh}，原因：{reason}",
        en="{number}: {report_en} corrected (edition {edition}): {what_en}, because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class ReportCorrected(IncidentFacts):
    """`corrections`: name, which, before, after of each figure."""

    report: int = 0
    report_zh: str = ""
    report_en: str = ""
    edition: int = 0
    what_zh: str = ""
    what_en: str = ""
    corrections: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class InstructionFacts(IncidentFacts):
    """The instruction after the change. `post` is to answer; `whom` names who is, where no post of the site is."""

    instruction: int = 0
    leader: str = ""
    text: str = ""
    post: str = ""
    whom: str = ""
    given_at: str = ""
    due_at: str | None = None
    report: int | None = None


@entry(
    "incidents.instructed",
    say=Words(
        zh="{number} 批示 N{instruction}（{leader}）：{text}；承办：{whom}",
        en="{number}: instruction N{instruction} by {leader}: {text}; to answer: {whom}",
    ),
)
@dataclass(frozen=True, slots=True)
class Instructed(InstructionFacts):
    """A leader's instruction was entered."""


@entry(
    "incidents.instruction_answered",
    say=Words(
        zh="{number} 批示 N{instruction} 已反馈：{answer}", en="{number}: instruction N{instruction} answered: {answer}"
    ),
)
@dataclass(frozen=True, slots=True)
class InstructionAnswered(InstructionFacts):
    answer: str = ""


@entry(
    "incidents.instruction_withdrawn",
    say=Words(
        zh="{number} 撤回批示 N{instruction}，原因：{reason}",
        en="{number}: instruction N{instruction} withdrawn, because: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class InstructionWithdrawn(InstructionFacts):
    reason: str = ""


@entry(
    "incidents.instruction_late",
    say=Words(
        zh="{number} 批示 N{instruction} 超过办理时限，承办：{whom}",
        en="{number}: instruction N{instruction} is overdue; to answer: {whom}",
    ),
)
@dataclass(frozen=True, slots=True)
class InstructionLate(InstructionFacts):
    """The time set for the answer ran out."""
