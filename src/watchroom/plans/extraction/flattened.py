"""The text of a condition as it is read: what its brackets say opened or left out, what is written at once taken apart."""

import re

from watchroom.plans.extraction import gauges
from watchroom.plans.extraction.amounts import NUMBER, number

_MISSING = re.compile(r"(死亡|遇难)(?:人数|人员)?\((?:含|包括|或者?|、)?(?:可能)?失踪[^()]{0,12}\)")
_SEVERE = re.compile(r"倒塌(?:的)?房屋(?:间数)?\((?:含|包括)严重?损坏?房屋[^()]{0,12}\)")
_TIGHT = re.compile(r"\((或者?[^()]{1,120})\)")
# `5万人(或单个市3万人)以上、8万人以下`: what follows the brackets bounds both.
_EITHER_BOUND = re.compile(
    rf"({NUMBER}[\u4e00-\u9fff]{{1,3}})\(或者?([^()]{{0,12}}{NUMBER}[\u4e00-\u9fff]{{1,3}})\)((?:以上|以下)(?:[、,]{NUMBER}[\u4e00-\u9fff]{{1,3}}以下)?)"
)
# `当日预报降雨量+前2日累计降雨量`: what is forecast for the day, with what fell before it.
_ADDED = re.compile(r"当日预报(降[雨水雪]量|雨量)[+加和与]前(\d{1,2})[日天]累[计积]\1")
_ONE_OF_THESE = re.compile(r"(?:以上|上述)(?:情形|情况|条件)之一")
_AFTER_BOUND = re.compile(r"(?<=[毫厘]米)、|(?<=[上下间])、(?=[\u4e00-\u9fff]{2})")
_BRACKETS = re.compile(r"\([^()]{0,200}\)|〔[^〔〕]{0,60}〕|“|”|\"")
# `半个小时`, `1个半小时`
_HALF_HOURS = re.compile(r"(?<![\d一二两三四五六七八九十])半个?(?:小时|钟头)")
_AND_A_HALF = re.compile(r"(?P<n>\d{1,3}|[一二两三四五六七八九])个半(?:小时|钟头)")
# `超过50人(含)`: the number itself counts.
_INCLUDED = re.compile(rf"(?:超过|大于|高于|多于)({NUMBER}[\u4e00-\u9fff%℃]{{1,3}})\(含(?:本数)?\)(?!及?以[上下])")
# `15分钟内可以恢复`: an upper bound.
_RESTORED = re.compile(r"(分钟|小时|天|日)内(?=(?:可以?|能够?)(?:全部|基本|及时)?恢复)")
# `宽度大于20毫米的纵向裂缝`: what is so wide.
_CRACK = re.compile(
    rf"宽度?((?:达到?|大于|超过|不小于)?{NUMBER}(?:毫米|mm|厘米|cm)(?:及?以上)?)的[\u4e00-\u9fff]{{0,4}}裂缝"
)
TIGHT_MARK = "⊕"  # before an alternative that shares what stands before it
_PERIOD_OR = re.compile(rf"(?<=[上下米m])或者?(?={NUMBER}个?小时)")  # the same measured over another period
_SPLIT = re.compile(r"(?<=\d) (?=\d)")  # a blank within a number, as optical readers leave it
# `高温黄色预警信号(预计持续2天及以上)`: how long what stands before it lasts; a sign behind it begins the next alternative.
_LASTING = re.compile(rf"\((?:预计|将|已|且)*(持续(?:时间)?{NUMBER}(?:分钟|小时|天|日)(?:及?以上)?)\)(、)?")
# `一个平均潜伏期内(6天)`: how long that is.
_INCUBATION = re.compile(rf"(?:[1一]个)?(?:平均|最长)?潜伏期内?\(({NUMBER}(?:天|日))\)")
# `距县城30公里内`, `30公里范围内`: an upper bound.
_NEARER = re.compile(r"(公里|千米|海里|(?<![毫厘方])米)(?:的?范围)?之?内(?![涝部])")
# `寒冷红色预警与道路结冰预警同时发布`: both signals, not one of them.
_BOTH_SIGNALS = re.compile(r"(预警(?:信号)?)[与和及](?=[^,;()]{2,40}预警(?:信号)?同时(?:发布|生效|在[^,;()]{0,8}生效))")
_BOTH_TOLD = re.compile(r"\((?=[^()]{2,60}预警(?:信号)?同时(?:发布|生效))([^()]{4,80})\)")

# `8.70米≤水位<9.20米`, `8.70≤Z<9.20米`: a range written around its name or letter; the unit may stand at the end only.
_CHAINED = re.compile(
    r"(?<![\d.])(?P<low>\d{1,9}(?:\.\d{1,4})?)\s?(?P<unit>[^\d\s,;。:≤≥<>=()]{0,8}?)\s?(?P<lower>≤|<=|<)\s?(?P<name>[\u4e00-\u9fffA-Za-z]{1,8})"
    r"\s?(?P<upper>≤|<=|<)\s?(?P<high>\d{1,9}(?:\.\d{1,4})?)\s?(?P<end>立方米[每/]秒|m3/s|m³/s|毫米|厘米|公里|千米|米|mm|cm|km|m(?![a-zA-Z])|℃|度|级|%|小时|人|万元|亿元|元)?(?P<next>、(?=[\u4e00-\u9fff]{2}))?"
)
_LETTERS = {"Z": "水位", "H": "水位", "Q": "流量"}  # the letters of hydrology, where no word names what is measured
_NAMED_LEVEL = re.compile(r"(?:水位|潮位|流量|水深|深度|雨量|降[雨水雪]量?|风[力速])$")
_SPOKEN = {"≤": "≥", "<=": "≥", "<": ">"}
# `登陆我区(登陆时中心风力达到16级以上)`: with which force what is told before comes. Of `强台风(最大风力14级)`
# the brackets only say what the name means.
_FORCE = re.compile(r"\((?:登陆|影响|经过)[^(),]{0,4}时(?=[^()]{0,12}(?:风力|阵风|风速))([^()]{4,40}?)\)")

# What happens in one place of several: `甲省发生特大干旱`, but not the rest of one (`可能发生`, `已发生漫坝`).
_HAPPENS = re.compile(r"(?!已|可能|即将|将|正在|会)[^,;。]{2,60}?(?:发生|出现)[^,;。]{2,40}")

# `距国界5公里以内或者蔓延至我国境内的火灾`
_SPREADS = re.compile(r"或者?(?=(?:已经?)?(?:蔓延|扩散|传入)[至到入](?:我|本)[国省市县区])")


def each_happens(text: str) -> str:
    """`一省发生特大干旱或多个省发生严重干旱`: alternatives of a clause that each tell who it happens to, apart."""
    text = _SPREADS.sub(TIGHT_MARK, text)
    arms = re.split("或者?", text)
    return TIGHT_MARK.join(arms) if 1 < len(arms) < 6 and all(map(_HAPPENS.fullmatch, arms)) else text


def _unchained(match: re.Match[str]) -> str:
    """`水位≥8.70米、<9.20米`: the name before both bounds, which have one unit."""
    end = match["end"] or match["unit"]
    name = match["name"]
    if name.isascii():
        measured = end in ("米", "m") if name in ("Z", "H") else "秒" in end or end.endswith("/s")
        named = _NAMED_LEVEL.search(match.string[max(0, match.start() - 4) : match.start()])
        name = "" if named or not measured else _LETTERS.get(name, "")
    return f"{name}{_SPOKEN[match['lower']]}{match['low']}{match['unit'] or end}、{match['upper']}{match['high']}{end}{',' if match['next'] else ''}"


def flat(text: str) -> str:
    """The text as it is read: brackets that add an alternative opened, other remarks in brackets left out."""
    text = _FORCE.sub(r",\1", _CHAINED.sub(_unchained, text))
    text = _MISSING.sub(r"\1含失踪", text)
    text = _SEVERE.sub("倒塌含严重损坏房屋", text)
    text = _EITHER_BOUND.sub(rf"\1\3{TIGHT_MARK}\2\3", text)
    text = _HALF_HOURS.sub("30分钟", _AND_A_HALF.sub(lambda match: f"{number(match['n']) + 0.5:g}小时", text))
    text = _INCLUDED.sub(r"\1以上", text)
    text = _RESTORED.sub(r"\1以内", _CRACK.sub(r"裂缝宽度\1", text))
    text = _NEARER.sub(r"\1以内", text)
    text = _INCUBATION.sub(r"\1内", text)
    text = _LASTING.sub(lambda match: f",{match[1]}" + (";" if match[2] else ""), text)
    text = _BOTH_SIGNALS.sub(r"\1,", _BOTH_TOLD.sub(r",\1", text))
    text = _ADDED.sub(lambda match: f"预报{int(match[2]) + 1}日累计{match[1]}", text)
    text = re.sub(r"当日预报(?=降[雨水雪]|雨量)", "预报24小时", text)
    text = _AFTER_BOUND.sub(";", text) if _ONE_OF_THESE.search(text) else text
    text = _TIGHT.sub(lambda match: TIGHT_MARK + re.sub(r"[、,]?或者?", TIGHT_MARK, match[1]).lstrip(TIGHT_MARK), text)
    for _ in range(3):
        text = _BRACKETS.sub("", text)
    return gauges.opened(_PERIOD_OR.sub(TIGHT_MARK, _SPLIT.sub("", text)))
