"""The wizard's pages as forms: what each asks, and how what was typed becomes a part of the answers. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from watchroom.kernel.words import Words
from watchroom.plans.wizard_answers import DECIDERS, GROUPS, SECTORS
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
        _f("title", "名称", "Name"), _f("of", "属于哪个岗位代码、小组代码或部门", "Post code, group code or department"),
        _f("kind", "方式", "By", "choice", choices=_CHANNELS), _f("address", "号码", "Number or address"),
    ),
    "resources": (
        _f("title", "名称", "Name"), _f("kind", "种类代码", "Code of its kind"), _f("quantity", "数量", "Quantity", "number"), _f("unit", "单位", "Unit"),
        _f("place", "地图地点代码", "Place on the map", required=False), _f("owner", "保管部门", "Keeper", required=False),
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


def shown(step: str, answers: Mapping[str, Any]) -> list[list[Shown]]:
    """The rows of a page as they are shown: one for a single form, those filled and some blank ones for a list."""
    part = answers.get(step, START.get(step))
    if step in SINGLE:
        return [_shown(SINGLE[step], part or {}, "")]
    if step not in ROWS:
        return []
    rows = [*(part or []), *({} for _ in range(EMPTY_ROWS if step != "groups" else 0))]
    return [_shown(ROWS[step], row, f"{i}-") for i, row in enumerate(rows[:MOST_ROWS])]


def _shown(fields: tuple[Field, ...], row: Mapping[str, Any], before: str) -> list[Shown]:
    return [Shown(one, before + one.name, _text(row.get(one.name))) for one in fields]


def _text(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else "" if value is None else str(value)
