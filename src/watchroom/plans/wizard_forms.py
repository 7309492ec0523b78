"""The wizard's pages as forms: what each asks, and how what was typed becomes a part of the answers. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from watchroom.kernel.words import Words
from watchroom.plans.reading import Path
from watchroom.plans.wizard_answers import DECIDERS, GROUPS, SECTORS, STEPS
from watchroom.plans.wizard_risks import RISKS

EMPTY_ROWS, MOST_ROWS = 4, 60
_LIST = re.compile(r"[,，、;；\n]")


@dataclass(frozen=True, slots=True)
class Field:
    """kind: text, number, date, choice, or list (several, parted by commas or lines)."""

    name: str
    title: Words
    kind: str = "text"
    required: bool = True
    choices: Mapping[str, Words] = field(default_factory=dict)


def _f(
    name: str,
    zh: str,
    en: str,
    kind: str = "text",
    *,
    required: bool = True,
    choices: Mapping[str, Words] | None = None,
) -> Field:
    return Field(name, Words(zh=zh, en=en), kind, required, choices or {})


_LANGUAGES = {"zh": Words(zh="中文", en="Chinese"), "en": Words(zh="英文", en="English")}
_CHANNELS = {
    code: Words(zh=zh, en=en)
    for code, zh, en in (
        ("telephone", "电话", "telephone"), ("mobile", "手机", "mobile"), ("sms", "短信", "text message"), ("email", "邮箱", "e-mail"),
        ("radio", "电台", "radio"), ("fax", "传真", "fax"), ("app", "应用", "app"),
    )
}  # fmt: skip
_WHOSE = {
    "watch_officer": Words(zh="值班员", en="Watch officer"), "duty_leader": Words(zh="值班领导", en="Duty leader"), **DECIDERS,
    **{code: words for code, (words, _) in GROUPS.items()},
}  # fmt: skip
_RESOURCES = {
    code: Words(zh=zh, en=en)
    for code, zh, en in (
        ("extinguisher", "消防器材", "Fire equipment"), ("supplies", "应急物资", "Supplies"), ("medical", "医疗器材", "Medical equipment"),
        ("protective", "防护装备", "Protective equipment"), ("communication", "通信设备", "Communication"), ("vehicle", "车辆", "Vehicle"),
        ("generator", "应急电源", "Emergency power"), ("pump", "排水设备", "Pump"), ("tool", "破拆和抢修工具", "Tools"), ("team", "救援队伍", "Team"),
        ("shelter", "避难场所", "Shelter"),
    )
}  # fmt: skip
SINGLE: dict[str, tuple[Field, ...]] = {
    "profile": (
        _f("code", "代码（小写字母、数字、-）", "Code (lower-case letters, digits, -)"), _f("name", "单位名称", "Name of the unit"),
        _f("language", "填写所用的语言", "Language of the answers", "choice", choices=_LANGUAGES),
        _f("sector", "行业", "Sector", "choice", choices={code: words for code, (words, _) in SECTORS.items()}),
        _f("address", "地址", "Address"), _f("people", "人数", "People", "number"), _f("business", "主要业务", "Business"),
        _f("surroundings", "周边环境", "Surroundings", required=False), _f("number", "文号", "Document number", required=False),
        _f("issued", "印发日期", "Issued", "date"), _f("effective", "施行日期", "Effective", "date"), _f("filed_with", "备案部门", "Filed with"),
    ),
    "levels": (
        _f("department", "Ⅲ级（部门能控制）由谁决定", "Level III (the department can control it): decided by", "choice", choices=DECIDERS),
        _f("unit", "Ⅱ级（单位能控制）由谁决定", "Level II (the unit can control it): decided by", "choice", choices=DECIDERS),
        _f("outside", "Ⅰ级（请求外部支援）由谁决定", "Level I (help from outside): decided by", "choice", choices=DECIDERS),
        _f("injured_unit", "受伤几人起为Ⅱ级", "Level II from how many injured", "number"),
        _f("injured_outside", "受伤几人起为Ⅰ级", "Level I from how many injured", "number"),
    ),
    "reports": (
        _f("inside_minutes", "几分钟内报值班领导和总指挥", "Minutes to tell the duty leader and the commander", "number"),
        _f("outside_minutes", "几分钟内报主管部门（不超过 60）", "Minutes to tell the authorities (60 at most)", "number"),
        _f("to", "报给哪些部门", "Which authorities", "list"),
    ),
    "review": (
        _f("day", "评审日期", "Day of the review", "date"), _f("present", "出席评审人数", "Reviewers present", "number"),
        _f("agreed", "同意人数", "Reviewers who agreed", "number"), _f("opinion", "意见", "Opinion"),
    ),
}  # fmt: skip
ROWS: dict[str, tuple[Field, ...]] = {
    "groups": (
        _f("code", "小组", "Group", "choice", choices={code: words for code, (words, _) in GROUPS.items()}),
        _f("lead", "牵头部门", "Lead department"), _f("members", "参加部门", "Members", "list", required=False),
    ),
    "contacts": (
        _f("title", "名称", "Name"), _f("of", "哪个岗位、小组或部门的", "Whose: post, group or department", "choice", choices=_WHOSE),
        _f("kind", "方式", "By", "choice", choices=_CHANNELS), _f("address", "号码", "Number or address"),
    ),
    "resources": (
        _f("title", "名称", "Name"), _f("kind", "种类", "Kind", "choice", choices=_RESOURCES), _f("quantity", "数量", "Quantity", "number"), _f("unit", "单位", "Unit"),
        _f("place", "存放地点", "Place on the map", "choice", required=False), _f("owner", "保管部门", "Keeper", "choice", required=False),
    ),
}  # fmt: skip
START: dict[str, Any] = {
    "levels": {"department": "department_head", "unit": "deputy_commander", "outside": "commander", "injured_unit": 1, "injured_outside": 3},
    "reports": {"inside_minutes": 5, "outside_minutes": 60},
    "groups": [{"code": code} for code in GROUPS],
}  # fmt: skip
"""What a page shows before anybody has filled it in."""

type Typed = Callable[[str], str]


def typed_part(step: str, typed: Typed, risks: list[str]) -> Any:
    """A page's part of the answers; None for a page left blank. Rows that say nothing of their own are dropped."""
    if step == "risks":
        return [code for code in RISKS if code in risks]
    if step in SINGLE:
        return _one(SINGLE[step], typed, "") or None
    rows = [_one(ROWS[step], typed, f"{i}-") for i in range(MOST_ROWS)]
    return [row for row in rows if any(name not in ("code", "kind") for name in row)]


def _one(fields: tuple[Field, ...], typed: Typed, before: str) -> dict[str, Any]:
    found = {}
    for one in fields:
        text = typed(before + one.name).strip()
        if text:
            found[one.name] = _value(one, text)
    if all(one.kind == "choice" for one in fields if one.name in found):
        return {}
    return found


def _value(one: Field, text: str) -> Any:
    if one.kind == "list":
        return [part.strip() for part in _LIST.split(text) if part.strip()]
    return int(text) if one.kind == "number" and re.fullmatch(r"\d{1,9}", text) else text


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what stands in it; `id` is its name in the form."""

    field: Field
    id: str
    text: str

    @property
    def choices(self) -> list[tuple[str, Words]]:
        """What can be chosen: nothing where it may be left out, and what stands there whatever it is."""
        known = dict(self.field.choices)
        if self.text and self.text not in known:
            known[self.text] = Words(zh=self.text, en=self.text)
        return [*([] if self.field.required else [("", _NONE)]), *known.items()]


_NONE = Words(zh="—", en="—")


def shown(step: str, answers: Mapping[str, Any], places: Mapping[str, Words]) -> list[list[Shown]]:
    """The rows of a page as they are shown: one for a single form, those filled and some blank ones for a list.

    places  the places of the map by code, to choose from
    """
    part = answers.get(step, START.get(step))
    if step in SINGLE:
        return [_shown(SINGLE[step], part if isinstance(part, dict) else {}, "")]
    if step not in ROWS:
        return []
    own = {name: Words(zh=name, en=name) for name in _departments(answers)}
    more = {"of": own, "owner": own, "place": places}
    fields = tuple(replace(one, choices={**one.choices, **more.get(one.name, {})}) for one in ROWS[step])
    given = [row for row in part if isinstance(row, dict)] if isinstance(part, list) else []
    rows = [*given, *({} for _ in range(EMPTY_ROWS if step != "groups" else 0))]
    return [_shown(fields, row, f"{i}-") for i, row in enumerate(rows[:MOST_ROWS])]


def _departments(answers: Mapping[str, Any]) -> list[str]:
    """The departments that the page of the groups names so far."""
    groups = answers.get("groups")
    rows = [row for row in groups if isinstance(row, dict)] if isinstance(groups, list) else []
    members = [row.get("members") for row in rows]
    named = [row.get("lead") for row in rows] + [one for each in members if isinstance(each, list) for one in each]
    return list(dict.fromkeys(one for one in named if isinstance(one, str) and one))


def _shown(fields: tuple[Field, ...], row: Mapping[str, Any], before: str) -> list[Shown]:
    return [Shown(one, before + one.name, _text(row.get(one.name))) for one in fields]


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


_ROW = Words(zh="第 {n} 行", en="row {n}")


def named(path: Path) -> Words:
    """An answer as its page calls it: `联系方式 · 第 2 行 · 号码`."""
    step = next((one for one in STEPS if path and one.code == path[0]), None)
    if step is None:
        return Words(zh=str(path[0]) if path else "答卷", en=str(path[0]) if path else "the answers")
    said = [step.title]
    fields = SINGLE.get(step.code, ROWS.get(step.code, ()))
    for at in path[1:]:
        title = next((one.title for one in fields if one.name == at), None)
        if isinstance(at, int):
            said.append(_ROW.fill(n=at + 1))
        elif title is not None:
            said.append(title)
    return Words(zh=" · ".join(one.zh for one in said), en=" · ".join(one.en for one in said))
