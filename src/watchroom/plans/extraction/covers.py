"""The cover of a plan: its lines before the first chapter, and the title that stands there."""

import re
from collections.abc import Sequence
from itertools import takewhile

from watchroom.plans.extraction.parts import Part

MOST_FRONT = 40  # parts that may stand before the plan
MOST_COVER = 44  # characters of a line of the cover
TITLE = re.compile(
    r"(?:(?!(?:19|20)\d\d[\u4e00-\u9fff])\d{1,4}(?:\.\d{1,3}){0,6} ?(?!年|届|\d))?([^《》,、。;:]{2,44}?(?:预案|处置方案|应急方案|应急计划|保障方案|(?:应急|联动|响应|叫应|预警)[^《》,、。;:]{0,8}(?:机制|办法|规程|手册|指引|工作方案|实施方案))(?:(?:与|和|及)[^《》,、。;:]{2,10}制度)?)(?:报告|文本|全文|正文)?(?:\([^()]{1,20}\))?"
)
# Houses that plan for themselves, though no company: `柳溪客运站反恐应急预案`.
HOUSES = (
    "(?:客运|汽车|火车|高铁|地铁|轻轨|换乘|枢纽|广场|大道|公园|机场|加油|加气|充电)站|养老院|敬老院|福利院|护理院|体育馆|体育场"
    "|图书馆|博物馆|影剧院|电影院|剧院|超市|购物中心|服务区|农贸市场"
)
# The place of a house, at the head of a title that so is whole.
OWN_PLACE = re.compile("[^,;。]{2,10}(?:站|广场|大厦|校区|场馆|车间)(?!台)")
# What a plan may be for, alone on the first line of its title (`平溪县青石河水库`).
WORKS = re.compile(
    r"[^,;。:《》]{2,22}(?:水库|电站|水闸|船闸|枢纽|大坝|尾矿库|大桥|特大桥|隧道|机场|港口|港区|码头|矿|煤矿|油库|气站|管道|泵站|灌区|风电场|光伏电站|综合管廊|轨道交通)"
)
# What a title may be spread behind: `2026青湖音乐节`, and `安全保卫和应急处置工作方案` below it.
EVENTS = "(?:音乐|文化|艺术|旅游|美食|啤酒|灯|庙|展览|博览|运动|演唱|晚|年)[节会]|马拉松|[锦联大邀]赛|锦标赛|联赛|邀请赛|庆典|嘉年华|典礼"
# The last line of a title that is spread over lines.
END_OF_TITLE = re.compile("(?:突发|事件|事故|灾害|安全|生产|综合|专项|总体|现场|应急|处置|救援|救助){1,6}(?:预案|方案)")
SIGNS = re.compile(
    r"[\u4e00-\u9fff]{2,16}(?:[一二三四五六七八九十]{1,2}中|附中|附小|实小|公司|集团|中学|小学|学校|幼儿园|学院|大学|医院|酒店|宾馆)"
)


def front(parts: Sequence[Part]) -> list[Part]:
    """What stands before the plan; behind a title that heads a chapter also the short lines of the cover."""
    lines = [part for part in parts[:MOST_FRONT] if part.region == "front"]
    rest = parts[len(lines) : MOST_FRONT]
    if not rest or rest[0].kind != "chapter" or rest[0].number or not TITLE.fullmatch(rest[0].span.plain.strip()):
        return lines
    return [*lines, rest[0], *takewhile(_of_cover, rest[1:])]


def _of_cover(part: Part) -> bool:
    """Whether a part is a short line, or the name of a house, that looks like a title."""
    plain = part.span.plain
    return len(plain) <= MOST_COVER and (part.kind == "text" or (not part.number and bool(SIGNS.fullmatch(plain))))
