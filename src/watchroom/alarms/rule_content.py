"""What a version of a rule says: everything that an approval covers, how it is compared, and whose hand is in it. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from watchroom.alarms.rules import WORDS_OWED
from watchroom.kernel.canonical import decimal_text, digest
from watchroom.kernel.words import LANGS, Words

TEXTS = tuple(f"{word}_{lang}" for word in WORDS_OWED for lang in LANGS)
MOST_TITLE, MOST_TEXT, MOST_NOTE, MOST_INPUTS = 128, 2_000, 300, 16


class VersionState(StrEnum):
    """draft    written, judged by nobody
    live     what the judge goes by
    retired  was live, or was a draft that another one replaced
    """

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


STATE_WORDS: Mapping[str, Words] = {
    VersionState.DRAFT: Words(zh="草稿", en="draft"),
    VersionState.LIVE: Words(zh="在用", en="live"),
    VersionState.RETIRED: Words(zh="已停用", en="retired"),
}

_PLACES: Mapping[str, Words] = {
    "detector": Words(zh="检测器", en="detector"),
    "sensor": Words(zh="传感器", en="sensor"),
    "inputs": Words(zh="其他输入", en="further inputs"),
    "priority": Words(zh="告警优先级", en="alarm priority"),
    "latched": Words(zh="锁存待复位", en="latched until reset"),
    "suppressed_by": Words(zh="受其抑制的规则", en="held back by the rule"),
}
_TEXT_WORDS: Mapping[str, Words] = {
    "title": Words(zh="名称", en="title"),
    "cause": Words(zh="可能原因", en="likely cause"),
    "consequence": Words(zh="可能后果", en="consequence"),
    "action": Words(zh="处置", en="what to do"),
}
_LANG_WORDS = {"zh": Words(zh="中文", en="Chinese"), "en": Words(zh="英文", en="English")}


@dataclass(frozen=True, slots=True)
class Content:
    """inputs    codes of further sensors or rules, in the order in which the detector takes them
    settings  the detector's, as plain JSON
    told      `title_zh` and the like
    latched   its alarms stay until a person resets them
    suppressed_by  the code of a rule whose standing alarm holds back those of this one; empty for none
    """

    detector: str
    sensor: str
    settings: Mapping[str, Any]
    priority: int
    told: Mapping[str, str]
    inputs: tuple[str, ...] = ()
    latched: bool = False
    suppressed_by: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 over all of it. A number is the same whether it was written 4 or 4.0."""
        return digest(
            {
                "detector": self.detector, "sensor": self.sensor, "settings": _plain(dict(self.settings)),
                "priority": self.priority, "inputs": list(self.inputs), "latched": self.latched, "suppressed_by": self.suppressed_by,
                "told": {name: self.told.get(name, "").strip() for name in TEXTS},
            }
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two versions differ; a text is empty where one of them says nothing."""

    name: str
    title: Words
    before: str
    after: str


def text_words(name: str) -> Words:
    """`cause_zh` in words."""
    word, _, lang = name.rpartition("_")
    what, which = _TEXT_WORDS[word], _LANG_WORDS[lang]
    return Words(zh=f"{what.zh}（{which.zh}）", en=f"{what.en} ({which.en})")


def listed(names: Iterable[str]) -> Words:
    """Several texts in words: what a rule still owes."""
    told = [text_words(name) for name in names]
    return Words(zh="、".join(one.zh for one in told), en=", ".join(one.en for one in told))


def differences(before: Content, after: Content, titles: Mapping[str, Words] | None = None) -> list[Difference]:
    """Where two versions differ, in the order of the form. `titles` names the detector's settings."""
    found = []
    old, new = _flat(before), _flat(after)
    for name in [*new, *(name for name in old if name not in new)]:
        if old.get(name, "") != new.get(name, ""):
            found.append(Difference(name, _title(name, titles or {}), old.get(name, ""), new.get(name, "")))
    return found


def fingerprint(content_hash: str) -> str:
    """The first twelve digits in groups of four: what people compare."""
    return " ".join(content_hash[i : i + 4] for i in range(0, 12, 4))


def names(given: str, content_hash: str) -> bool:
    """Whether what was given means this very content: the fingerprint, or the whole hash."""
    typed = re.sub(r"[\s·-]+", "", given).lower()
    return typed in (content_hash[:12], content_hash)


@dataclass(frozen=True, slots=True)
class Hand:
    """One version in the line from which another was written. `author` is None for the platform's own set-up."""

    number: int
    base: int | None
    author: int | None
    was_live: bool


def authors(number: int, hands: Mapping[int, Hand]) -> set[int]:
    """Whose hand is in a version: its author's, and those of the drafts that it was written from, back to a version
    that was live, which others had approved already.
    """
    found: set[int] = set()
    at: int | None = number
    seen: set[int] = set()
    while at is not None and at in hands and at not in seen:
        seen.add(at)
        hand = hands[at]
        if at != number and hand.was_live:
            break
        if hand.author is not None:
            found.add(hand.author)
        at = hand.base
    return found


def _flat(content: Content) -> dict[str, str]:
    told = {"detector": content.detector, "sensor": content.sensor, "inputs": ", ".join(content.inputs)}
    settings = {f"settings.{name}": _said(value) for name, value in content.settings.items()}
    texts = {name: content.told.get(name, "").strip() for name in TEXTS}
    kept = {
        "priority": str(content.priority),
        "latched": "✓" if content.latched else "",
        "suppressed_by": content.suppressed_by,
    }
    return told | settings | kept | texts


def _title(name: str, titles: Mapping[str, Words]) -> Words:
    if name in TEXTS:
        return text_words(name)
    setting = name.removeprefix("settings.")
    return _PLACES.get(name) or titles.get(setting) or Words(zh=setting, en=setting)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return decimal_text(value)


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return decimal_text(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)
