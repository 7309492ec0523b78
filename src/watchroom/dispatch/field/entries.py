"""What the book says of acts that came from phones: each once, with the time at which it was done beside that of its arrival."""

from dataclasses import dataclass
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class FieldActFacts(Facts):
    """`happened_at`: the site's time of the act; the entry's own time is that of its arrival. `offset_ms`: site minus phone."""

    act: int
    key: str
    act_kind: str
    kind_zh: str
    kind_en: str
    person: int
    phone: int | None
    about: str
    number: str
    happened_at: str
    device_at: str
    offset_ms: int | None
    doubt: bool
    clock: str = ""
    doubt_zh: str = ""
    doubt_en: str = ""


@entry(
    "dispatch.field_act_applied",
    say=Words(
        zh="外勤{kind_zh}已执行（{clock} 所为{doubt_zh}）",
        en="From the field, {kind_en}: done at {clock}{doubt_en}, taken now",
    ),
)
@dataclass(frozen=True, slots=True)
class FieldActApplied(FieldActFacts):
    pass


@entry(
    "dispatch.field_act_refused",
    say=Words(
        zh="外勤{kind_zh}未执行（{clock} 所为{doubt_zh}）{why_zh}",
        en="From the field, {kind_en} of {clock}{doubt_en} was not taken{why_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class FieldActRefused(FieldActFacts):
    personal: ClassVar[frozenset[str]] = frozenset({"why_zh", "why_en"})  # they may name who did otherwise

    why: str = ""
    why_zh: str = ""
    why_en: str = ""


@entry(
    "dispatch.field_act_settled",
    say=Words(
        zh="外勤{kind_zh}未执行一事已处理：{note}",
        en="A {kind_en} from the field that was not taken is settled: {note}",
    ),
)
@dataclass(frozen=True, slots=True)
class FieldActSettled(FieldActFacts):
    note: str = ""
