"""What a clause of a condition says around its numbers: over which time, observed or forecast, in how many places."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from watchroom.plans.extraction.amounts import NUMBER, number

_MINUTES = {
    "小时": 60,
    "h": 60,
    "周": 10080,
    "天": 1440,
    "日": 1440,
    "分钟": 1,
    "hours": 60,
    "minutes": 1,
    "days": 1440,
}
_WINDOW = re.compile(
    rf"(?P<lead>过去|持续(?=[^,;]{{0,8}}(?:$|以上|[,;且或]))|近|前|未来|今后|连续|连续出现|within|in the (?:past|last|next))?\s?(?P<n>{NUMBER})(?:~|-)?(?P<to>{NUMBER})?"
    r"\s?(?:个)?(?P<unit>小时|h(?![a-zA-Z])|周|天|日|分钟|hours?|minutes|days)(?P<tail>之?以?内|来)?"
    r"(?P<more>及?以上)?~?(?P<rain>(?=累计|累积|面雨|降雨|降水|降雪|雨量|平均|最[高低]|日最|气温|降温|已经?[达降超]|[可或]?能?将[达降超]|进站|出站|进出站|换乘|客流|(?:达到?|超过)[\d.]{1,8}万?人))?"
)
_STOPPED = re.compile(
    r"(?:中断|受阻|阻断|封闭|停运|停航|断航|碍航|停水|停气|停电|停产|关闭|延误|晚点|误点|瘫痪|滞留|断水|断电)(?:时间)?(?:预计|已经?)?(?:达到?|约)?$"
)
# `火场持续24小时没有扑灭`, `48小时内无法恢复通车`: the period is what is bounded.
_GOES_ON = re.compile(
    r"(?:仍|尚|还)?(?:未|没有|无法|不能|难以)[^,;]{0,6}(?:扑灭|控制|熄灭|恢复|修复|抢通)|(?:可以?|能够?)恢复"
)
_HOURLY = re.compile(
    r"(?<![\d个半一二两三四五六七八九十])小时(?=雨强|降雨|降雪|降水|雨量|进站|出站|进出站|换乘|客流|客运|断面|人流)"
)
_DAILY = re.compile(r"(?<![每数\d近昨今当次即])日(?=降雨|降雪|降水|雨量|客流|客运)")
_FORECAST = re.compile(
    r"预计|预报|预测|预判|未来|今后|将(?!军)|可能(?=持续)|(?<=内)可能(?=受|出现|发生|达|遭)|[Ff]orecast|[Ee]xpected|[Pp]redicted|[Aa]nticipated|[Pp]rojected"
)
# `可能造成2条以上线路停运`: what may happen; `造成或可能造成` tells both.
_MAY = re.compile(r"(?<![或者、及和])可能(?:会|将)?(?:同时)?(?:发生|出现|造成|导致|引发|遭受|受到|达到?|超过)")
_GAUGED = re.compile(r"^[^雨雪]*(?:水位|潮位|(?<!客)流量|蓄水量|库容)[^雨雪]*$")
_STILL_AHEAD = re.compile(r"可能|即将|有望|仍|继续|趋势")
_OBSERVED = re.compile(r"过去|已经?|实况|实测|目前|[Oo]bserved")
_HAPPENED = re.compile(r"已经?(?:出现|发生|达)")
_LEADS = {"未来": True, "今后": True, "过去": False, "近": False, "前": False}
_KINDS = (
    ("province", r"省份?(?!级?以下|道|[级属]公路|级干)|省级行政区"),
    ("big_city", "(?:超大|特大|大型|大中型|大|中等|中型)(?:(?:及|或)?以上)?(?:的)?城市|城市"),
    ("prefecture_city", "设区的?市|地级市|地市|市州|州市|自治州|州|市(?!场|政|民)"),
    ("county", "县级行政区|县市区?|区县市?|县区|县|区(?!域|间|段)"),
    ("township", "乡镇街道|乡镇|镇街|镇|街道"),
    ("station", "国家级?气象(?:观测)?站|(?:自动|雨量|水文|气象|观测)?站点?|测站"),
    ("river", "(?:主要|重要)?(?:江河|河流|河道)|流域"),
)
_KIND = "|".join(f"(?P<{name}>{words})" for name, words in _KINDS)
_REGION = re.compile(
    rf"(?P<least>至少|超过)?(?:(?P<n>{NUMBER})(?:[~-](?P<to>{NUMBER}))?|(?P<several>多))(?:个|座(?=[\u4e00-\u9fff]{{0,6}}城市)|条(?=\(?含?\)?(?:及?以上|或以上)?(?:的)?(?:主要|重要)?(?:江河|河流|河道)))(?:\(?含\)?)?(?P<more>及?以上|或以上)?(?:[、,至]?(?P<most>{NUMBER})个(?:及?以下|以内))?(?:的)?(?:相邻)?(?:的)?"
    rf"(?:{_KIND})(?P<after>及?以上)?"
)
# `全市多地发生内涝`: in several places, of which kind is not said.
_IN_PLACES = re.compile(
    r"(?<![很许诸])多地(?=(?:同时|相继|先后|将|可能|已经?|连续|普遍)?(?:出现|发生|遭受|暴发|启动|降|受))"
)
_STATIONS_AFTER = re.compile(
    rf"(?<=站)(?:点)?(?P<what>水位|流量|潮位)?(?:中)?(?:有)?(?P<n>{NUMBER})[个处](?:及?以上)?(?!站)"
)
# `在一个县行政区域内`: the place of all that follows, no number of regions in which it must hold.
_WITHIN_ONE = re.compile(r"在?同?[一1]个[省市地州盟县区旗]{1,3}级?(?:行政区域?|辖区|区域|范围)以?内")
_EXTENT = re.compile(r"大部分?地区|大部|部分地区|局部地区|成片|大范围|区域性|分散")
_SAME = re.compile(r"(?:[1一]个)?(?:平均|最长)?潜伏期内?|(?:上述|以上|该|这些)(?:地区|区域|省份?|站点)|预警区内的?")


SEVERAL = 2  # regions that `多个` stands for at least


@dataclass(frozen=True, slots=True)
class Region:
    """In how many regions or stations of which kind it must hold."""

    least: int
    most: int | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """window_min; told: whether this clause tells it; named: whether it belongs to the name of a quantity (24小时降雨量) and so to
    nothing else; ahead: whether it is said to lie ahead (未来) or behind (过去); phase; regions: alternatives, for what comes next only; extent and same_area likewise;
    may: whether only this clause is ahead, as what may happen."""

    window_min: int | None = None
    told: bool = False
    named: bool = False
    ahead: bool | None = None
    phase: Literal["observed", "forecast"] = "observed"
    regions: tuple[Region, ...] = ()
    extent: str | None = None
    same_area: bool | None = None
    may: bool = False


def take(text: str, before: Context) -> tuple[str, Context]:
    """The clause without what is told of time and place, and its context; time goes on from the clause before."""
    text = _WITHIN_ONE.sub("", text)
    if before.may:
        before = replace(before, phase="observed", may=False)
    regions = tuple(_region(match) for match in _REGION.finditer(text) if not _anywhere(match))
    rest = _REGION.sub("", text)
    if not regions and _IN_PLACES.search(rest):
        regions, rest = (Region(SEVERAL, None, None),), _IN_PLACES.sub("", rest)
    if not regions and (after := _STATIONS_AFTER.search(rest)):
        regions = (Region(int(number(after["n"])), None, "station"),)
        rest = rest[: after.start()] + (after["what"] or "") + rest[after.end() :]
    happened = _HAPPENED.search(rest)
    forecast, observed = None if happened else _FORECAST.search(rest), _OBSERVED.search(rest)
    context = replace(before, regions=regions, told=False, extent=None, same_area=True if _SAME.search(rest) else None)
    if forecast or observed:
        context = replace(context, phase="forecast" if forecast else "observed")
    elif context.phase == "observed" and not happened and _MAY.search(rest):
        context = replace(context, phase="forecast", may=True)
    if context.ahead is not None and context.ahead is (context.phase == "observed"):
        context = replace(context, window_min=None, ahead=None)
    if extent := _EXTENT.search(rest):
        context = replace(context, extent=extent[0])
    rest, minutes, ahead, named = _windows(rest)
    if minutes is None and _DAILY.search(rest):
        minutes, ahead, named, rest = 1440, None, True, _DAILY.sub("", rest)
    if minutes is None and _HOURLY.search(rest):
        minutes, ahead, named, rest = 60, None, True, _HOURLY.sub("", rest)
    if minutes is not None:
        context = replace(context, window_min=minutes, told=True, named=named, ahead=ahead)
    rest = _SAME.sub("", _EXTENT.sub("", rest))
    return re.sub(r"预计|预报|预测|预判|未来|今后|过去", "", rest), context


def afresh(before: Context) -> Context:
    """What goes on behind a semicolon: only a forecast whose period is told (未来24小时)."""
    if before.ahead:
        return before
    return replace(before, phase="observed")


def at_gauge(text: str, context: Context) -> Context:
    """The context of a clause on a level or a flow behind one on rain (`预报未来24小时面雨量…，且库水位在…以上`): it is measured
    now, over no period, unless the clause says itself that it lies ahead."""
    if context.told or not _GAUGED.search(text) or _FORECAST.search(text) or _STILL_AHEAD.search(text):
        return context
    return replace(context, window_min=None, ahead=None, phase="observed")


def aside(clause: Context, before: Context) -> Context:
    """The context behind a clause that only says that something goes on (`且预报仍将上涨`): that before it."""
    return clause if clause.told else replace(clause, phase=before.phase)


def _region(match: re.Match[str]) -> Region:
    kind = next(name for name, _ in _KINDS if match[name])
    most = match["to"] or match["most"]
    least = SEVERAL if match["several"] else int(number(match["n"]))
    return Region(least, int(number(most)) if most else None, kind)


def _anywhere(match: re.Match[str]) -> bool:
    """`一个流域发生大洪水`: it is always in a basin, so that one of them bounds nothing."""
    bounded = match["least"] or match["more"] or match["after"] or match["to"] or match["most"] or match["several"]
    return match[0].endswith("流域") and not bounded and number(match["n"]) == 1


def _windows(text: str) -> tuple[str, int | None, bool | None, bool]:
    """The text without its periods; the length of the last one in minutes, whether it is said to lie ahead, and whether
    it is part of a quantity's name."""
    minutes: int | None = None
    ahead: bool | None = None
    named = False
    pieces, at = [], 0
    for match in _WINDOW.finditer(text):
        lasting = match["more"] and match["lead"] is None
        lasting = lasting or (match["lead"] in (None, "持续") and _GOES_ON.match(text, match.end()))
        stopped = match["lead"] in (None, "持续") and _STOPPED.search(text, max(0, match.start() - 10), match.start())
        if lasting or stopped or not (match["lead"] or match["tail"] or match["rain"] is not None):
            continue
        value = number(match["to"] or match["n"]) * _MINUTES.get(match["unit"], 60)
        minutes, ahead = int(value), _LEADS.get(match["lead"] or "")
        named = not match["lead"] and not match["tail"]
        before = text[at : match.start()]
        pieces.append(before.removesuffix("在") if match["tail"] else before)
        at = match.end()
    return "".join(pieces) + text[at:], minutes, ahead, named
