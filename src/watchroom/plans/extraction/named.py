"""A name found in a sentence, and how names in a list complete one another."""

import re
from dataclasses import dataclass, replace

from watchroom.plans.extraction.found import UnitKind


@dataclass(frozen=True, slots=True)
class Named:
    """A body or post at `start:end` of the sentence; `general`: such as 有关部门; `short`: the name it is given."""

    name: str
    start: int
    end: int
    kind: UnitKind
    general: bool = False
    short: str | None = None


_POST = re.compile(r"(?:第一|常务|执行)?副?(?:总指挥长?|指挥长|主任|组长|秘书长)$")
_LEVELS = ("市", "省", "县", "区", "州", "自治区")


TIERS = re.compile("[两二三四]级")
_TIER = re.compile(r"(?:[省市县乡镇区]|地市|设区市)级|国家|[省市县](?:\([市县区州盟旗、]+\))?")


def same_tier(words: list[str]) -> list[str]:
    """`县级、地市级应急管理` is 县级应急管理 and 地市级应急管理."""
    last = _TIER.match(words[-1])
    return [w + words[-1][last.end() :] if last and _TIER.fullmatch(w) else w for w in words]


def completed(names: list[Named]) -> list[Named]:
    """`市气象局、水务局` is 市气象局 and 市水务局: the first name's level goes on, for names of two to six characters.

    `市防指总指挥或副总指挥` is two posts of one body.
    """
    names = _posts(names)
    if len(names) < 2 or not names[0].name.startswith(_LEVELS):
        return names
    level = names[0].name[0]
    return [names[0]] + [
        replace(n, name=level + n.name)
        if n.name.endswith(("局", "委", "厅", "办"))
        and len(n.name) <= 12
        and not n.name.startswith((*_LEVELS, "国", "中", "各", "团", "全", "武", "有", "相"))
        and n.kind == "department"
        and not _PLACE.match(n.name)
        else n
        for n in names[1:]
    ]


def _posts(names: list[Named]) -> list[Named]:
    made = names[:1]
    for name in names[1:]:
        post = _POST.search(made[-1].name)
        if post and post.start() > 1 and _POST.fullmatch(name.name):
            name = replace(name, name=made[-1].name[: post.start()] + name.name)
        made.append(name)
    return made


def as_relative(words: str) -> str:
    """`相应的` says nothing of its own."""
    return "" if words == "相应的" else words


_ANYBODY = ("有关人员", "相关人员")
_PLACE = re.compile(r".{1,4}[市省县区州]")


def distinct(names: list[Named]) -> list[Named]:
    """Each name once."""
    kept: dict[str, Named] = {}
    for name in names:
        kept.setdefault(name.name, name)
    return list(kept.values())


def specific(names: list[Named]) -> list[Named]:
    """Without general names (有关部门, 有关人员), unless there are no others."""
    return [n for n in names if not n.general and n.name not in _ANYBODY] or names
