"""What advice writes in the journal: the whole envelope, each time, so that any moment can be read again."""

from dataclasses import dataclass
from typing import Any

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class AdviceFacts(Facts):
    """`envelope` is `Envelope.kept()`. `because_zh`, `because_en`: the reason of a judgement, ready for a sentence."""

    model: str
    version: str
    title_zh: str
    title_en: str
    say_zh: str
    say_en: str
    state: str
    refused: bool
    envelope: dict[str, Any]
    reason: str = ""
    because_zh: str = ""
    because_en: str = ""


@entry("advice.given", say=Words(zh="辅助决策（{title_zh}）：{say_zh}", en="Advice ({title_en}): {say_en}"))
@dataclass(frozen=True, slots=True)
class AdviceGiven(AdviceFacts):
    pass


@entry(
    "advice.accepted", say=Words(zh="采纳建议（{title_zh}）{because_zh}", en="Advice accepted ({title_en}){because_en}")
)
@dataclass(frozen=True, slots=True)
class AdviceAccepted(AdviceFacts):
    pass


@entry(
    "advice.rejected",
    say=Words(zh="不采纳建议（{title_zh}）{because_zh}", en="Advice rejected ({title_en}){because_en}"),
)
@dataclass(frozen=True, slots=True)
class AdviceRejected(AdviceFacts):
    pass
