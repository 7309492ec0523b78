"""Groups: those that a sentence sets up (`下设抢险救援组、医疗救护组等6个小组`), and who leads a group and belongs to it."""

import re
from dataclasses import dataclass
from itertools import islice

from watchroom.plans.extraction.named import Named
from watchroom.plans.extraction.units import Names

MOST_NAME = 14  # characters of a group's name without its tail
MOST = 6  # words in one sentence that may set up groups
_GROUPS = re.compile(r"(?:等)?\d{0,2}个?(?:应急|专项|专业)?(?:救援|处置)?(工作组|小组|工作专班|组(?![成织]))")
# `医疗救治和卫生防疫、宣传报道等`: a pair before the last of a list is one group.
_WHOLE_PAIRS = re.compile("[和及与][^、]{2,10}、")
_CLAUSE_ENDS = re.compile("[,;]")  # `增设休息点、补水点,竞赛组…` sets up no groups
_LED = re.compile(
    r"(?:由|^)([^,;。由]{2,40}?)(?:牵头(?:负责)?|(?:担任|任|为)(?:第一)?(?:组长|召集人)(?:单位)?|负责(?=[,。]))"
)
_THEN_DUTIES = re.compile(r"[,;。](?![^,;。]{1,40}(?:为(?:副?组长|成员|组员)|任副?组长|任成员|担任|兼任|组成))")
# The clauses behind, who holds the group's other posts: `乙处处长任副组长,成员由丙处、丁处组成`.
_ALSO_HELD = re.compile(
    r"[,;](?:[^,;。]{2,120}?(?:担任|兼任|任|为)(?:第一|常务|执行)?(?:副组长|成员|组员)(?:单位)?"
    r"|(?:副组长|成员|组员)(?:单位)?(?:由|为|包括)[^,;。]{2,200})(?=[,;。]|$)"
)
_WITH = re.compile(
    r"[,、](?:会同|联合)([^,;。]{2,160}?)(?:等(?:有关|相关)?(?:部门|单位)*)?(?=,|(?:具体)?负责|承担|开展|做好|组织|监督|制[定订]|调查)"
)
_TAKING_PART = re.compile(
    r"[,、](?:由|会同|抽调)?([^,;。]{2,160}?)(?:等(?:有关|相关)?(?:部门|单位|人员|专家)*)?(?:参加|参与|配合|组成)[,;。]?"
)


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads a group, who belongs to it, and where the words that say so end."""

    lead: str
    members: tuple[str, ...]
    end: int


def led_by(plain: str) -> Led | None:
    """`由县应急管理局牵头，县公安局参加`: who leads and who belongs; None where what follows goes on otherwise."""
    led = _LED.search(plain)
    if not led:
        return None
    part = _TAKING_PART.match(plain, led.end()) or _WITH.match(plain, led.end())
    if part:
        return Led(led.group(1), tuple(part.group(1).split("、")), part.end())
    end = led.end()
    while held := _ALSO_HELD.match(plain, end):
        end = held.end()
    alone = end + 2 >= len(plain) or _THEN_DUTIES.match(plain, end)
    return Led(led.group(1), (), end) if alone else None


def groups_in(plain: str, names: Names, setup_words: re.Pattern[str]) -> list[Named]:
    """The groups that a sentence sets up: `下设抢险救援组、医疗救护组等6个小组`, `成立综合协调、物资保障等工作组`."""
    for setup in islice(setup_words.finditer(plain), MOST):
        if plain[setup.end() : setup.end() + 1] in ("由", "备", "施"):  # who sets it up, not what is set up; 设备
            continue
        groups = names.listed(plain, setup.end())[0]
        if len(groups) > 1 and all(n.kind in ("working_group", "expert_group") for n in groups):
            return groups
        stop = plain.find("。", setup.end(), setup.end() + 200)
        tail = _GROUPS.search(plain, setup.end(), stop if stop > 0 else min(len(plain), setup.end() + 200))
        listed = plain[setup.end() : tail.start()] if tail else ""
        if tail and "、" in listed and not _CLAUSE_ENDS.search(listed):
            return _with_tail(plain, setup.end(), tail, names)
    return []


def _with_tail(plain: str, start: int, tail: re.Match[str], names: Names) -> list[Named]:
    body = plain[start : tail.start()]
    found, at = [], start
    for piece in re.split("、" if _WHOLE_PAIRS.search(body) else "[、和及]", body):
        name = piece.strip(" 等:")
        if name and len(name) <= MOST_NAME and (name.endswith(("组", "专家")) or not names.whole(name)):
            full = name if name.endswith("组") else name + tail.group(1)
            found.append(Named(full, at, at + len(piece), "working_group"))
        at += len(piece) + 1
    return found if len(found) > 1 else []
