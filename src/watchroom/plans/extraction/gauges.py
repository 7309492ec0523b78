"""Levels and flows of water: the named bounds they are told against (警戒水位, 安全泄量), and at which stations."""

import re
from collections.abc import Iterable

from watchroom.plans.extraction.english_bounds import gauges_of
from watchroom.plans.extraction.found import Leaf

QUANTITIES = ("water_level", "tide_level", "flow")
_SHARED = re.compile(r"(警戒|保证|设防|汛限|设计|校核)(或者?|、)(?=(?:警戒|保证|设防|汛限|设计|校核)(水位|流量|潮位))")
_HISTORY = re.compile(r"(历史(?:实测)?)(最[高大](?:水位|流量|潮位))(或者?|、)(?=最[高大](?:水位|流量|潮位))")
# Marks that no list can name: a flood of so many years, the level a dam is designed for (but not the flood above it).
_OTHERS = r"\d{1,5}年一遇(?:的|标准的?|设计|校核)?(?:洪水)?(?:标准)?(?:水位|流量|潮位)|(?:设计|校核)水位(?!的?(?:特大|大)?洪水)"
_GENERAL = re.compile(r"^.*(?:控制站|代表站|监测站|测站|站点|干流|支流|流域|河段|[上下]游|[等的中当])")
_RIVER = re.compile(r"^[\u4e00-\u9fff]{1,2}[江河](?!(?:水文|水位|潮位)站)(?=[\u4e00-\u9fff]{2,}站)")
_NAMED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}?站?[、和及或]){0,7}[\u4e00-\u9fff]{2,6}?站(?:[、和及或][\u4e00-\u9fff]{2,4}?站?(?=水位|流量|潮位)){0,7}"
)
_NO_NAME = re.compile(r"主要|重要|[各多数某]|部分|以上|之一|超过|达到|水位|流量")
_THEN_BOUND = re.compile(r"^[^\d]{2,50}站[^站\d]{0,12}\d")  # stations, and the number behind them
# `白石流量≥900m³/s`, `长江南京高潮位达8.7米`: a name that is not called a gauge, right before what it measures.
_UNCALLED = re.compile(
    r"^[当若或且并]?((?:[\u4e00-\u9fff]{1,3}[江河湖])?([\u4e00-\u9fff]{2,4}?))(?=(?:水位|流量|[高低]?潮位)(?:[≥≤><=\d]|达|超|[大小高低]于|介于|[在为]\d))"
)
_NO_GAUGE = re.compile(
    r"[入出水]库|库区|[下泄]泄|泄[洪水]|洪[峰水]|最[大高低小]|实测|预[报计测]|[江河]|来水|警戒|保证|历史|瞬时|平均|累计|主要|[干支]流|[上下]游"
    r"|控制|代表|断面|坝前|当[日时]|以上|之一|地[下表面]|[城镇灌市]区|[沿近外内]海|海域|湖泊|湖区|设计|校核|设防|汛限|安全|生态|排[水涝]|[积内洪]涝|积水|[全本各总]|相应|站|两岸|[蓄滞]洪|区域|流域|堤"
)
# `水位达到警戒水位:长江南京潮位≥8.70米`: what the named bound is at each gauge, behind a colon.
_EXPLAINED = re.compile(
    r"(?:^|(?<=[;。]))[^,;。:\d]{2,30}(?:警戒|保证|设防|汛限|设计|历史最[高大])(?:水位|流量|潮位)[:](?=[^,;。:\d]{2,16}(?:水位|流量|潮位|站)[^,;。:\d]{0,6}\d)"
)
# `超过校核洪水位106.20m`: how high the named bound lies, for no difference to it is that large.
_HEIGHT = re.compile(
    r"(?<![距差比])(?P<of>水位)?(?P<verb>达到?|超过|超出|高于|突破|升至|涨至|低于|降至|接近)?(?:历史(?:实测)?最高|(?:主汛期|台汛期|汛期)?(?:警戒|保证|设防|汛限|旱警|旱限|死|正常蓄|正常高|防洪高|设计|校核)(?:洪)?)水位"
    r"(?:为|\()?(?P<height>\d{2,4}(?:\.\d{1,3})?\s?(?:米|m(?![a-zA-Z\d³])))\)?(?P<above>及?以上)?"
)
# `累计变形量达到控制值`: what monitoring of a building measures, against the limit that was set for it.
_MONITORED = re.compile(
    r"(?P<settled>沉降)?(?:累计)?(?:变化量|变形量?|位移量?|(?<=沉降)量?|监测值)[^,;。]{0,4}(?P<how>达到?|超过|超出)(?P<mark>(?:监测|设计)?(?:控制|报警|预警|允许)值)(?:的)?$"
)
_LEAST_HEIGHT = 20.0
_OTHER_WATER = re.compile(r"^[\u4e00-\u9fff]{1,4}[江河湖库][\u4e00-\u9fff]{0,5}(?:水位|流量|潮位)")
_MOST = 60  # characters before a bound in which its stations are named


def opened(text: str) -> str:
    """Marks that share a word, each in full: `历史最大流量或最高水位`, `警戒或保证水位`; a mark that numbers explain goes, and
    so does one whose own height is told."""
    text = _SHARED.sub(lambda m: m[1] + m[3] + m[2], text)
    text = _HISTORY.sub(lambda m: m[1] + m[2] + m[3] + m[1], _EXPLAINED.sub("", text))
    return _HEIGHT.sub(_height, text)


def _height(match: re.Match[str]) -> str:
    """`水位超过106.20m` for the level and the height of its named bound; as it was where it may be a difference."""
    if float(re.sub(r"[^\d.]", "", match["height"])) < _LEAST_HEIGHT or (match["verb"] == "低于" and match["above"]):
        return match[0]
    return f"水位{match['verb'] or ''}{match['height']}{match['above'] or ''}"


def marks(words: Iterable[str]) -> re.Pattern[str]:
    """The pattern of all named bounds; the longest word wins."""
    return re.compile("|".join([*sorted(map(re.escape, words), key=len, reverse=True), _OTHERS]), re.IGNORECASE)


def monitored(text: str) -> Leaf | None:
    """A deformation or settlement that reaches the limit set for it."""
    found = _MONITORED.search(text)
    if found is None:
        return None
    quantity = "ground_settlement" if found["settled"] else "deformation"
    return Leaf(quantity=quantity, op=">=" if found["how"].startswith("达") else ">", mark=found["mark"])


def measured(mark: str) -> str:
    """The quantity that a mark bounds."""
    if mark.endswith(("流量", "泄量")):
        return "flow"
    return "tide_level" if mark.endswith("潮位") else "water_level"


def stations(text: str) -> list[str]:
    """The stations that a clause names (`湘江干流衡阳、衡山站水位`); none where it only says 控制站."""
    if text.isascii():
        return gauges_of(text)
    bound = _THEN_BOUND.search(text)
    tail = _RIVER.sub("", _GENERAL.sub("", text[: bound.end() - 1 if bound else _MOST]))
    named = _NAMED.search(tail)
    if named is None:
        return []
    names = [name.removesuffix("站") for name in re.split(r"[、和及或]", named[0])]
    return [f"{name}站" for name in names if len(name) >= 2] if not _NO_NAME.search(named[0]) else []


def uncalled(text: str) -> list[str]:
    """The name right before a level or a flow, which the text does not call a gauge: likely one, but not surely."""
    named = _UNCALLED.match(text)
    return [named[1]] if named and not _NO_GAUGE.search(named[2]) else []


def elsewhere(text: str) -> list[str]:
    """`['']` where a clause tells the level of a water of its own (`太湖平均水位`): no gauge named before it is its place."""
    return [""] if _OTHER_WATER.match(text) else []
