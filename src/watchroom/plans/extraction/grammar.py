"""The tables of the vocabulary as patterns, for reading names in sentences."""

import re
from collections.abc import Iterable
from functools import lru_cache

from watchroom.plans.extraction.found import UnitKind
from watchroom.plans.extraction.vocabulary import Entry, Vocabulary


def _guarded(entry: Entry, word: str) -> str:
    after = "".join(f"(?<!{re.escape(w)})" for w in entry.get("not_after", ()))
    before = "|".join(re.escape(w) for w in entry.get("not_before", ()))
    return f"{after}{re.escape(word)}" + (f"(?!{before})" if before else "")


def pattern(entries: Iterable[Entry], key: str = "words") -> str:
    """One alternative of all words of the entries, the longest first; matches nothing where there are none."""
    words = [(word, _guarded(entry, word)) for entry in entries for word in entry[key]]
    return "|".join(pattern for _, pattern in sorted(words, key=lambda w: -len(w[0]))) or r"(?!)"


def _listed_fields(fields: Iterable[Entry], compounds: Iterable[Entry], closing: Iterable[Entry]) -> re.Pattern[str]:
    """`宣传、水利和住建等行业主管部门`: two fields of work or more, some perhaps with an ending of their own, and a tail."""
    field = f"[省市县区州]?(?:{pattern([*compounds, *fields])})(?:[局厅委办](?=[、和及与等]))?"
    join = r"(?:、|和|及|与|以及)"
    among = r"(?:等)?(?:\d{1,2}个)?(?:有关|相关|涉灾|职能|各|市级|省级|县级)*"
    return re.compile(
        f"(?P<fields>{field}(?:{join}{field})+){among}(?P<tail>{pattern(closing)})(?:(?:和|及|与|、)(?:有关|相关)?(?:部门|单位|机构|企业)(?![\\u4e00-\\u9fff]{{0,4}}组))?"
    )


# What only somebody who acts does next; `交通、通信迅速恢复` tells of services.
_ACTS = r"(?:(?:立即|迅速|马上|第一时间)(?!恢复|中断|瘫痪|降低|下降|上升|增加)|应(?!急)|须|必须|负责(?!人)|随时|联合|共同|分别|到场|到位|各负其责)"


def _bare_fields(fields: Iterable[Entry], compounds: Iterable[Entry]) -> re.Pattern[str]:
    """`水务、气象、公安立即组织抢险`: fields of work in a row that stand for their bodies, before what they have to do."""
    field = f"[省市县区州]?(?:{pattern([*compounds, *fields])})"
    return re.compile(f"(?P<fields>{field}(?:[、和及与]{field})+)等?(?={_ACTS})")


# `着火区域的`, before those who are there: where they are, and no part of their name.
PLACED = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:区域|部位|楼层|地点|班级)的(?=[\u4e00-\u9fff]{2,8}(?:员|人员|教师|职工|员工))"
)


# `有关省、自治区、直辖市的`, `受台风影响地区的`: where those are whose bodies follow.
REGIONS = "[\\u4e00-\\u9fff]{0,4}省(?:、自治区、直辖市|\\(自治区、直辖市\\))的|受[^,;。:、的()]{1,12}(?:影响|威胁)(?:地区|区域|流域)的"


# `发生可能与食品有关的健康损害的单位`: what happened there may itself be told with 的.
WHERE_IT_IS = re.compile(r"(?:发生|造成)[^,;。:、()]{2,30}的(?=(?:单位|企业|学校|机构|部门|医院)(?!的))")


# What a command is called after; `进入指挥部`, `组织指挥部成员单位` tell what is done.
_CALLED_AFTER = "|".join(
    f"(?<={word})" for word in ("调度", "抢险", "抢修", "救援", "救助", "搜救", "疏散", "联合", "扑救", "保障", "安置")
)
# `调度指挥部`, `采购部`, `维护科`: parts of a house, called after what they do.
_ROOM = f"(?:(?:{_CALLED_AFTER})指挥部(?![门队署])|部(?![门队分署位])|处(?![理置于罚境分在方])|科(?![学技研])|室(?![内外])|中心(?![城区小位]))"


# `由省、市、县三级组成`: what makes something up, and no group; `组成员` and `组成立` speak of groups.
# `指挥部署`, `指挥部门`: a command that does something, and another body.
NOT_MADE_UP = "(?!(?<=组)成(?![员立]))(?!(?<=指挥部)[署门])"


@lru_cache(maxsize=4)
def grammar_of(vocabulary: Vocabulary) -> "Grammar":
    """The patterns of a vocabulary, made once: they are the dearest part of reading a short text."""
    return Grammar(vocabulary)


class Grammar:
    """The tables of a vocabulary as patterns."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        naming = vocabulary["naming"]
        use = {use: [e for e in naming if e["use"] == use] for use in {e["use"] for e in naming}}
        self.kinds: dict[str, UnitKind] = {
            word: entry["kind"] for entry in reversed(vocabulary["bodies"]) for word in entry["ends"]
        }
        self.ending = re.compile(f"(?:{pattern(vocabulary['bodies'], 'ends')}){NOT_MADE_UP}")
        never, verb, follow = (pattern(use[key]) for key in ("never", "verb", "follow"))
        self.alone = re.compile(f"(?:各)?(?:{pattern(use['alone'])})")
        self.alone_words = frozenset(word for e in use["alone"] for word in e["words"])
        self.alone_kinds: dict[str, UnitKind] = {w: e["kind"] for e in use["alone"] if "kind" in e for w in e["words"]}
        self.alone_general = frozenset(w for e in use["alone"] if e.get("general") for w in e["words"])
        self.follow = re.compile(rf"[、和及与或]|以及|等|{never}|(?:{verb}|{follow})(?!急)")
        self.never = re.compile(rf"{never}|[,;。:!?“”\"《》\t\n]")
        rooms = "|".join(word for entry in use["verb"] for word in entry["words"] if len(word) > 1)
        staff = rf"(?:{pattern(use['staff'])})人员(?:应(?!急)|要(?!求)|必?须|立即|负责|迅速|佩戴|穿戴|身着|携带)"
        self.verb = re.compile(f"(?!{pattern(use['nominal'])}|{staff}|(?:{rooms}){_ROOM})(?:{verb})")
        self.grouping = re.compile(pattern(use["grouping"]))
        self.sent = re.compile(rf"(?:{pattern(use['general'])})*(?:{pattern(use['sent'])})$")
        self.listed_fields = _listed_fields(use["field"], use["compound"], use["closing"])
        self.bare_fields = _bare_fields(use["field"], use["compound"])
        self.compound = re.compile(pattern(use["compound"]))
        self.fields = frozenset(word for e in use["field"] for word in e["words"])
        self.person = re.compile(pattern(use["person"]))
        self.further = re.compile(pattern(use["further"]))
        self.general = re.compile(f"(?:{pattern(use['general'])})+")
        self.lead = re.compile(f"(?:{pattern(use['lead'])})(?!急)")
        self.relative = re.compile(
            f"{WHERE_IT_IS.pattern}|{REGIONS}|(?:[^,;。、的省市县区]{{0,3}}[省市县区])?(?:所有)?(?:{pattern(use['relative'])})[^,;。:、的()]{{0,20}}的|{PLACED.pattern}"
        )
        self.partner = re.compile(pattern(use["partner"]))
        self.taking = re.compile(pattern(use["taking"]))
        self.outside = re.compile(pattern(use["outside"]))
