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


@dataclass(frozen=True, slots=True)
class DistressFacts(Facts):
    """Somebody in the field called for help. `lon`, `lat` as text, empty while nobody knows; `located`: when he was there."""

    distress: int
    person: int
    unit: int | None
    zh: str
    en: str
    pressed: str
    clock: str
    presses: int
    lon: str = ""
    lat: str = ""
    accuracy_m: str = ""
    located: str | None = None
    where_zh: str = ""
    where_en: str = ""
    ended: str | None = None


@entry(
    "dispatch.distress",
    say=Words(
        zh="外勤求助：{zh}，{clock} 按下；{where_zh}",
        en="Call for help from the field: {en}, pressed at {clock}; {where_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class DistressPressed(DistressFacts):
    pass


@entry(
    "dispatch.distress_over",
    say=Words(zh="外勤求助解除：{zh}{by_zh}", en="Call for help over: {en}{by_en}"),
)
@dataclass(frozen=True, slots=True)
class DistressOver(DistressFacts):
    """`by_*`: who says so, and what was found out."""

    personal: ClassVar[frozenset[str]] = frozenset({"by_zh", "by_en", "note"})

    by_zh: str = ""
    by_en: str = ""
    note: str = ""


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
