"""What dispatch writes in the journal about rules, closures and the dispatchers' choices."""

from dataclasses import dataclass, field
from typing import Any

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "dispatch.rule_put",
    say=Words(zh="{family_zh} {code} 第 {version} 版：{reason}", en="{family_en} {code}, version {version}: {reason}"),
)
@dataclass(frozen=True, slots=True)
class DispatchRulePut(Facts):
    """`content` None: the rule was withdrawn."""

    family: str
    family_zh: str
    family_en: str
    code: str
    version: int
    content: dict[str, Any] | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClosureFacts(Facts):
    """geometry  GeoJSON text;  until  empty: until it is lifted;  span_zh, span_en  from and until when, in the site's time"""

    zh: str
    en: str
    geometry: str
    since: str
    until: str
    reason: str
    span_zh: str = ""
    span_en: str = ""
    lifted_at: str = ""


@entry(
    "dispatch.closure_drawn",
    say=Words(zh="道路封闭“{zh}”，{span_zh}：{reason}", en="Closed to traffic: {en}, {span_en}: {reason}"),
)
@dataclass(frozen=True, slots=True)
class ClosureDrawn(ClosureFacts):
    pass


@entry("dispatch.closure_lifted", say=Words(zh="“{zh}”恢复通行：{reason}", en="Open to traffic again: {en}: {reason}"))
@dataclass(frozen=True, slots=True)
class ClosureLifted(ClosureFacts):
    """`reason`: why it was lifted."""


@entry(
    "dispatch.units_chosen",
    say=Words(
        zh="{number} 派遣决定：建议 {proposed_zh}，派出 {sent_zh}{why_zh}{short_zh}",
        en="{number}: proposed {proposed_en}, sent {sent_en}{why_en}{short_en}",
    ),
)
@dataclass(frozen=True, slots=True)
class UnitsChosen(Facts):
    """What the platform proposed and what the dispatcher sent.

    proposed, sent  codes of units
    rule, version   the response rule that the needs came from; version 0 came with the platform
    lacking         what still lacked by the proposal, as {zh, en, n}
    reason          why the choice differs; empty where it does not
    """

    number: str
    proposed: list[str]
    sent: list[str]
    differs: bool
    proposed_at: str
    rule: str = ""
    version: int = 0
    reason: str = ""
    lacking: list[dict[str, Any]] = field(default_factory=list)
    proposed_zh: str = ""
    proposed_en: str = ""
    sent_zh: str = ""
    sent_en: str = ""
    why_zh: str = ""
    why_en: str = ""
    short_zh: str = ""
    short_en: str = ""


@entry(
    "dispatch.roads_imported",
    say=Words(zh="导入路网：{file}，{ways} 条道路", en="Road network imported: {file}, {ways} ways"),
)
@dataclass(frozen=True, slots=True)
class RoadsImported(Facts):
    """The map file by its name and digest; `bytes`: its size."""

    file: str
    sha256: str
    ways: int
    bytes: int


@entry(
    "dispatch.stock_moved",
    say=Words(
        zh="{place_zh}：{zh} {way_zh} {number} {measure}{other_zh}，余 {left}：{reason}",
        en="{place_en}: {number} {measure} of {en} {way_en}{other_en}, {left} left: {reason}",
    ),
)
@dataclass(frozen=True, slots=True)
class StockMoved(Facts):
    """What lies at a place after a movement. `change`: signed; `number`: without its sign; `other`: the place it was moved to or from."""

    place: str
    place_zh: str
    place_en: str
    zh: str
    en: str
    measure: str
    change: int
    left: int
    reason: str
    other: str = ""
    number: int = 0
    way_zh: str = ""
    way_en: str = ""
    other_zh: str = ""
    other_en: str = ""
