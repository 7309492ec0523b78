"""What drafts of plans write in the book."""

from dataclasses import dataclass
from typing import Any

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "plans.document_read",
    say=Words(
        zh="读入预案文件“{name}”：{elements} 项，存疑 {doubtful} 项",
        en="Plan document “{name}” was read: {elements} elements, {doubtful} of them unsure",
    ),
)
@dataclass(frozen=True, slots=True)
class DocumentRead(Facts):
    draft: int
    name: str
    title: str
    digest: str
    vocabulary: str
    elements: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class ElementFacts(Facts):
    """The element after the decision. `fields` are those that a person wrote otherwise."""

    draft: int
    name: str
    element: str
    what: str
    state: str
    fields: dict[str, Any]


@entry("plans.element_confirmed", say=Words(zh="核对“{name}”：确认 {what}", en="“{name}”: confirmed {what}"))
@dataclass(frozen=True, slots=True)
class ElementConfirmed(ElementFacts):
    pass


@entry("plans.element_corrected", say=Words(zh="核对“{name}”：更正 {what}", en="“{name}”: corrected {what}"))
@dataclass(frozen=True, slots=True)
class ElementCorrected(ElementFacts):
    pass


@entry("plans.element_rejected", say=Words(zh="核对“{name}”：不采用 {what}", en="“{name}”: rejected {what}"))
@dataclass(frozen=True, slots=True)
class ElementRejected(ElementFacts):
    pass


@entry("plans.element_reopened", say=Words(zh="核对“{name}”：{what} 改回待核", en="“{name}”: {what} is open again"))
@dataclass(frozen=True, slots=True)
class ElementReopened(ElementFacts):
    pass


@dataclass(frozen=True, slots=True)
class DraftFacts(Facts):
    """The draft after the change; `plan` and `version` once a plan was made of it."""

    draft: int
    name: str
    state: str
    plan: str = ""
    version: int | None = None


@entry(
    "plans.draft_made",
    say=Words(
        zh="由“{name}”生成预案 {plan} 第 {version} 版", en="Plan {plan}, version {version}, was made from “{name}”"
    ),
)
@dataclass(frozen=True, slots=True)
class DraftMade(DraftFacts):
    pass


@entry("plans.draft_dropped", say=Words(zh="放弃预案草稿“{name}”", en="The draft from “{name}” was dropped"))
@dataclass(frozen=True, slots=True)
class DraftDropped(DraftFacts):
    pass


@dataclass(frozen=True, slots=True)
class WordFacts(Facts):
    """The rule after the change."""

    word: int
    field: str
    before: str
    after: str
    count: int
    state: str


@entry(
    "plans.word_proposed",
    say=Words(
        zh="建议的用词：“{before}”读作“{after}”（{count} 次）",
        en="Proposed reading: “{before}” as “{after}” ({count} times)",
    ),
)
@dataclass(frozen=True, slots=True)
class WordProposed(WordFacts):
    pass


@entry(
    "plans.word_accepted", say=Words(zh="采用：“{before}”读作“{after}”", en="Accepted: “{before}” is read as “{after}”")
)
@dataclass(frozen=True, slots=True)
class WordAccepted(WordFacts):
    pass


@entry("plans.word_dropped", say=Words(zh="不采用：“{before}”读作“{after}”", en="Dropped: “{before}” as “{after}”"))
@dataclass(frozen=True, slots=True)
class WordDropped(WordFacts):
    pass
