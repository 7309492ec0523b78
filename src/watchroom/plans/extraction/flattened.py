"""The text of a condition as it is read: what its brackets say opened or left out, what is written at once taken apart."""

import re

from watchroom.plans.extraction import gauges
from watchroom.plans.extraction.amounts import NUMBER

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


def flat(text: str) -> str:
    """The text as it is read: brackets that add an alternative opened, other remarks in brackets left out."""
    text = _MISSING.sub(r"\1含失踪", text)
    text = _SEVERE.sub("倒塌含严重损坏房屋", text)
    text = _EITHER_BOUND.sub(rf"\1\3{TIGHT_MARK}\2\3", text)
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
