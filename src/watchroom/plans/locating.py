"""Where in a plan a remark or a difference is, in words: `actions[3].deadline` is the time limit of a task. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from watchroom.kernel.words import Words

_STEP = re.compile(r"[^.\[\]]+")
_NAMES = ("title", "name", "words", "number", "numeral")
_KEYS = ("code", "number", "level", "grade", "judged")
_PART = Words(zh="{p}“{n}”", en="{p} {n}")
_KNOWN: dict[str, Words] = {
    key: Words(zh=zh, en=en)
    for key, zh, en in (
        ("authority", "编制单位", "authority"), ("scope", "适用范围", "scope"), ("sources", "出处", "source"), ("clauses", "条款", "clause"),
        ("facts", "事实", "fact"), ("units", "机构", "body"), ("posts", "岗位", "post"), ("contacts", "联系方式", "contact"),
        ("grades", "事件分级", "grade of the event"), ("levels", "响应级别", "response level"), ("warning_levels", "预警级别", "warning level"),
        ("actions", "任务", "task"), ("reports", "信息报送", "report"), ("resources", "资源", "resource"), ("forms", "表单", "form"),
        ("links", "预案衔接", "link"), ("variables", "变量", "variable"), ("warnings", "预警模板", "warning template"), ("ending", "终止", "ending"),
        ("sensitive", "敏感时间地点", "sensitive time or place"), ("conflicts", "矛盾", "contradiction"), ("hazards", "灾种", "hazard"),
        ("title", "名称", "title"), ("notice", "说明", "notice"), ("bounds", "界限读法", "reading of bounds"), ("kind", "种类", "kind"),
        ("when", "条件", "condition"), ("chain", "决定程序", "chain of decision"), ("lasts", "持续时间", "duration"), ("measures", "措施", "measures"),
        ("deadline", "时限", "time limit"), ("after", "前项", "predecessors"), ("order", "指令", "order"), ("card", "处置卡", "action card"),
        ("done_when", "完成标准", "when it is done"), ("post", "岗位", "post"), ("clause", "所据条款", "clause"), ("source", "出处", "source"),
        ("text", "文字", "text"), ("duty", "职责", "duty"), ("duties", "职责", "duties"), ("place", "地点", "place"), ("places", "地点", "places"),
        ("lead", "牵头", "lead"), ("members", "成员", "members"), ("parent", "上级机构", "body above"), ("to", "报给", "to"), ("sender", "由谁", "from"),
        ("phase", "阶段", "phase"), ("issued", "印发日期", "day of issue"), ("effective", "施行日期", "effective day"), ("filed_with", "备案机关", "filed with"),
        ("evaluate_every", "评估周期", "evaluation cycle"), ("drill_every", "演练周期", "exercise cycle"), ("incident_kinds", "事件种类", "kinds of incident"),
        ("channels", "方式", "channels"), ("quantity", "数量", "quantity"), ("valid_until", "有效期", "valid until"), ("plan", "预案", "plan"),
        ("headline", "标题", "headline"), ("description", "内容", "text"), ("instruction", "怎么做", "instruction"), ("decides", "决定", "who decides"),
        ("told", "通知", "who is told"), ("signs", "签发", "who signs"), ("forwards", "呈报", "who forwards"), ("unit", "单位", "unit"),
    )
}  # fmt: skip


def place_words(body: Mapping[str, Any], place: str) -> Words | None:
    """The place in words, `任务“停止比赛” · 时限`; None where it says nothing that a person would know.

    place  keys with indexes (`posts[0]`) or with the codes of parts (`actions.hold.deadline`)
    body   the plan in which it is, as plain data
    """
    at: Any = dict(body)
    found: list[Words] = []
    for step in _STEP.findall(place):
        listed = isinstance(at, list)
        at = _below(at, step)
        words = _KNOWN.get(step)
        if words and not (listed and isinstance(at, dict)):
            found.append(words)
        elif isinstance(at, dict) and found and (name := _name(at)):
            found[-1] = _PART.fill(p=found[-1], n=name)
    if not found:
        return None
    return Words(zh=" · ".join(one.zh for one in found), en=" · ".join(one.en for one in found))


def _below(at: Any, step: str) -> Any:
    if isinstance(at, dict):
        return at.get(step)
    if not isinstance(at, list):
        return None
    if step.isdecimal() and not any(_is(one, step) for one in at):
        return at[int(step)] if int(step) < len(at) else None
    return next((one for one in at if _is(one, step)), None)


def _is(one: Any, step: str) -> bool:
    return isinstance(one, dict) and any(str(one.get(key)) == step for key in _KEYS if one.get(key) is not None)


def _name(at: dict[str, Any]) -> Words | None:
    for key in _NAMES:
        value = at.get(key)
        if isinstance(value, dict) and (value.get("zh") or value.get("en")):
            return Words(zh=value.get("zh") or value["en"], en=value.get("en") or value["zh"])
        if isinstance(value, str) and value:
            return Words(zh=value, en=value)
    return None
