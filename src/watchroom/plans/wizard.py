"""Makes the plans of a unit from its answers: the comprehensive plan and one special plan for each risk. Pure.

Chapters and annexes are those of GB/T 29639-2020; each special plan carries its on-site procedure and action cards. The
words of the template are ours and in both languages; what the unit answered stays in the language in which it did.
"""

from collections.abc import Iterable
from typing import Any

import yaml

from watchroom.kernel.words import Words
from watchroom.plans.wizard_answers import DECIDERS, GROUPS, SECTORS, Answers, departments
from watchroom.plans.wizard_chapters import comprehensive_clauses, special_clauses
from watchroom.plans.wizard_risks import RISKS, Measure, Risk
from watchroom.plans.wizard_tasks import COMMON, IN_SPECIAL, LAW_SOURCES, Common

POST_TITLES: dict[str, tuple[Words, Words]] = {
    "commander": (DECIDERS["commander"], Words(zh="统一指挥，决定响应，请求外部支援。", en="Commands, decides the response, asks for help from outside.")),
    "deputy_commander": (DECIDERS["deputy_commander"], Words(zh="协助指挥；授权时代行总指挥职责。", en="Assists; acts for the commander when authorised.")),
    "duty_leader": (Words(zh="值班领导", en="Duty leader"), Words(zh="研判呈报，协调各组。", en="Assesses and forwards, coordinates the groups.")),
    "watch_officer": (Words(zh="值班员", en="Watch officer"), Words(zh="24 小时接报、核实、报告、记录。", en="Takes, verifies, reports and records around the clock.")),
    "department_head": (DECIDERS["department_head"], Words(zh="先期处置，研判部门能否控制。", en="Responds first; judges whether the department can control it.")),
}  # fmt: skip
_LEVELS = {
    3: (Words(zh="Ⅲ级响应（部门级）", en="Level III response (department)"), Words(zh="部门组织处置，各组待命。", en="The department responds; the groups stand ready.")),
    2: (Words(zh="Ⅱ级响应（单位级）", en="Level II response (unit)"), Words(zh="启动应急指挥部，各组到位处置。", en="The headquarters opens; all groups respond.")),
    1: (Words(zh="Ⅰ级响应（社会级）", en="Level I response (help from outside)"), Words(zh="全员处置，请求政府和专业队伍支援，移交指挥权。", en="Everybody responds; government and specialists are asked and take over command.")),
}  # fmt: skip
_NOTICE = Words(
    zh="本预案由向导按 GB/T 29639-2020 的章节生成，须经本单位核对、评审、签发后方可使用。",
    en="Made by the wizard after the chapters of GB/T 29639-2020; to be checked, reviewed and signed by the unit before use.",
)
_BOUNDS = Words(zh="“以上”含本数，“以下”不含本数。", en="Lower bounds are included, upper bounds excluded.")


def made(answers: Answers) -> dict[str, str]:
    """The plan files by their codes, the comprehensive plan first: YAML in UTF-8, ready for the check."""
    plans = [_comprehensive(answers), *(_special(answers, RISKS[code]) for code in answers.risks)]
    return {plan["code"]: as_yaml(plan) for plan in plans}


class _Plain(yaml.SafeDumper):
    """Plain YAML: no anchors, since the reading refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(plan: dict[str, Any]) -> str:
    return yaml.dump(plan, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140)


def _t(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _own(answers: Answers, text: str) -> dict[str, str]:
    """A text that the unit wrote, in its one language."""
    return {answers.profile.language: text}


def _comprehensive(answers: Answers) -> dict[str, Any]:
    risks = [RISKS[code] for code in answers.risks]
    title = Words(zh="{unit}综合应急预案", en="Comprehensive emergency plan of {unit}").fill(unit=answers.profile.name)
    kinds = sorted({kind for risk in risks for kind in risk.kinds} | {"other"})
    lower = [
        {"kind": "lower", "title": _t(_special_title(answers, risk)), "plan": _code(answers, risk)} for risk in risks
    ]
    plan = _frame(answers, answers.profile.code, title, "enterprise_comprehensive", kinds)
    return plan | {
        "hazards": [_t(risk.title) for risk in risks],
        "clauses": _clauses(comprehensive_clauses(answers, risks)),
        "actions": [_common(answers, one) for one in COMMON],
        "reports": _reports(answers),
        "resources": _resources(answers),
        "forms": [_FORM],
        "links": lower,
    }


def _special(answers: Answers, risk: Risk) -> dict[str, Any]:
    plan = _frame(
        answers, _code(answers, risk), _special_title(answers, risk), "enterprise_special", sorted(risk.kinds)
    )
    upper = Words(zh="{unit}综合应急预案", en="Comprehensive emergency plan of {unit}").fill(unit=answers.profile.name)
    return plan | {
        "hazards": [_t(risk.what)],
        "clauses": _clauses(special_clauses(answers, risk)),
        "actions": [
            *(_common(answers, one) for one in COMMON if one.code in IN_SPECIAL),
            *(_measure(answers, one, risk) for one in risk.measures),
        ],
        "reports": _reports(answers),
        "resources": _resources(answers),
        "links": [
            {"kind": "upper", "title": _t(upper), "plan": answers.profile.code, "levels": {"1": 1, "2": 2, "3": 3}}
        ],
    }


def _code(answers: Answers, risk: Risk) -> str:
    return f"{answers.profile.code}-{risk.code}"[:64]


def _special_title(answers: Answers, risk: Risk) -> Words:
    return Words(zh="{unit}{risk}专项应急预案", en="{unit}: special plan, {risk}").fill(
        unit=answers.profile.name, risk=risk.title
    )


def _frame(answers: Answers, code: str, title: Words, kind: str, kinds: list[str]) -> dict[str, Any]:
    """What the comprehensive plan and the special ones have alike: whose it is, who is in it, who decides."""
    profile = answers.profile
    authority = {
        "name": _own(answers, profile.name), "number": profile.number, "issued": profile.issued, "effective": profile.effective,
        "filed_with": _own(answers, profile.filed_with), "evaluate_every": "1095d", "drill_every": SECTORS[profile.sector][1],
    }  # fmt: skip
    return {
        "format": "watchroom-plan/1", "code": code, "version": 1, "title": _t(title), "kind": kind,
        "authority": {key: value for key, value in authority.items() if value is not None}, "notice": _t(_NOTICE),
        "scope": {"incident_kinds": kinds}, "bounds": _t(_BOUNDS), "sources": LAW_SOURCES, "facts": _FACTS,
        "units": _units(answers), "posts": _posts(answers), "contacts": _contacts(answers), "levels": _levels(answers),
        "variables": {name: {"from": of} for name, of in _VARIABLES.items()},
        "ending": {"text": _t(Words(zh="险情消除、人员安全、无次生风险", en="The danger is gone, people are safe, nothing more may follow")), "decides": "commander", "clause": "3.6"},
    }  # fmt: skip


_VARIABLES = {"place": "incident.place", "number": "incident.number", "level": "activation.level"}
_FACTS = {
    name: {"title": {"zh": zh, "en": en}, "unit": "person", "origin": "report"}
    for name, zh, en in (("injured", "受伤人数", "Injured"), ("deaths", "死亡人数", "Deaths"))
}
_FORM = {
    "code": "first-report",
    "title": {"zh": "事故信息报告单", "en": "Accident report"},
    "fields": [
        {"zh": zh, "en": en}
        for zh, en in (
            ("单位概况", "The unit"), ("时间、地点、现场情况", "Time, place, scene"), ("简要经过", "Course"),
            ("伤亡和失踪、直接损失初估", "Casualties, missing, first estimate of loss"), ("已采取措施", "Measures taken"), ("其他", "Other"),
        )
    ],
}  # fmt: skip


def _units(answers: Answers) -> list[dict[str, Any]]:
    names = departments(answers)
    found: list[dict[str, Any]] = [
        {"code": "hq", "title": {"zh": "应急指挥部", "en": "Emergency headquarters"}, "kind": "command"},
        {"code": "office", "title": {"zh": "应急办公室（值班室）", "en": "Emergency office (watch room)"}, "kind": "office", "parent": "hq"},
        *({"code": _department(i), "title": _own(answers, name), "kind": "department", "parent": "hq"} for i, name in enumerate(names)),
    ]  # fmt: skip
    for group in answers.groups:
        title, duty = GROUPS[group.code]
        found.append({
            "code": f"g-{group.code}", "title": _t(title), "kind": "working_group", "parent": "hq", "lead": _department(names.index(group.lead)),
            "members": [_department(names.index(name)) for name in group.members], "duties": [{"text": _t(duty)}],
        })  # fmt: skip
    return found


def _department(index: int) -> str:
    return f"dept-{index + 1}"


def _posts(answers: Answers) -> list[dict[str, Any]]:
    homes = {
        "commander": "hq",
        "deputy_commander": "hq",
        "duty_leader": "office",
        "watch_officer": "office",
        "department_head": "dept-1",
    }
    found = [
        {"code": code, "title": _t(title), "duty": _t(duty), "unit": homes[code]}
        for code, (title, duty) in POST_TITLES.items()
    ]
    for group in answers.groups:
        title, duty = GROUPS[group.code]
        led = Words(zh="{g}组长", en="Lead, {g}").fill(g=Words(zh=title.zh.removesuffix("组"), en=title.en.lower()))
        found.append({"code": f"{group.code}_lead", "title": _t(led), "duty": _t(duty), "unit": f"g-{group.code}"})
    return found


def lead_of(answers: Answers, group: str) -> str:
    """The post that leads a group; where the unit has no such group, that of its first one."""
    codes = [one.code for one in answers.groups]
    return f"{group if group in codes else codes[0]}_lead"


def _contacts(answers: Answers) -> list[dict[str, Any]]:
    names, found = departments(answers), []
    for i, one in enumerate(answers.contacts):
        if one.of in names:
            whose = {"unit": _department(names.index(one.of))}
        elif one.of in GROUPS:
            whose = {"post": lead_of(answers, one.of)}
        else:
            whose = {"post": one.of}
        channels = [{"kind": one.kind, "address": one.address}]
        found.append({"code": f"c-{i + 1}", "title": _own(answers, one.title), **whose, "channels": channels})
    return found


def _resources(answers: Answers) -> list[dict[str, Any]]:
    names = departments(answers)
    return [
        {
            "code": f"r-{i + 1}", "title": _own(answers, one.title), "kind": one.kind, "quantity": one.quantity, "unit": one.unit,
            **({"place": one.place} if one.place else {}),
            **({"owner": _department(names.index(one.owner))} if one.owner in names else {}),
        }
        for i, one in enumerate(answers.resources)
    ]  # fmt: skip


def _levels(answers: Answers) -> list[dict[str, Any]]:
    given = answers.levels
    told = [f"{group.code}_lead" for group in answers.groups]
    everybody = ["deputy_commander", "department_head", *told]
    conditions: dict[int, tuple[str, Any, list[str]]] = {
        3: (given.department, _asked("department-controls", "险情是否由部门可以控制？", "Can the department control it?", "department_head"), told),
        2: (given.unit, {"any": [
            _asked("beyond-department", "险情是否超出部门、单位可以控制？", "Is it beyond the department but within the unit's control?", "department_head"),
            _count("injured", given.injured_unit, given.injured_outside)]}, everybody),
        1: (given.outside, {"any": [
            _asked("beyond-unit", "险情是否超出单位控制能力？", "Is it beyond the unit's control?", "deputy_commander"),
            _count("injured", given.injured_outside), _count("deaths", 1)]}, everybody),
    }  # fmt: skip
    found = []
    for level, (decides, when, told_here) in conditions.items():
        name, measures = _LEVELS[level]
        chain = {"forwards": "duty_leader", "decides": decides, "signs": decides, "told": told_here}
        found.append({"level": level, "name": _t(name), "clause": "1.2", "when": when, "chain": chain, "lasts": "24h", "measures": _t(measures)})  # fmt: skip
    return found


def _asked(code: str, zh: str, en: str, by: str) -> dict[str, Any]:
    return {"judged": code, "words": {"zh": zh, "en": en}, "by": by}


def _count(fact: str, low: int, high: int | None = None) -> dict[str, Any]:
    return {"fact": fact, "at_least": low, **({"below": high} if high else {}), "unit": "person", "source": "unit"}


def _common(answers: Answers, one: Common) -> dict[str, Any]:
    minutes = {"inside": answers.reports.inside_minutes, "outside": answers.reports.outside_minutes}.get(one.within)
    deadline = {"within": f"{minutes}m" if minutes else one.within, "of": one.base}
    post = one.who if one.who in POST_TITLES else lead_of(answers, one.who)
    return _action(one.code, one.levels, post, deadline, one.after, one.words, one.clause, one.source, one.phase)


def _measure(answers: Answers, one: Measure, risk: Risk) -> dict[str, Any]:
    deadline = {"within": one.within, "of": "order_sent"}
    said = _action(
        one.code, one.levels, lead_of(answers, one.group), deadline, one.after, (one.title, one.order, one.done), "4.2", "unit", "first_response"
    )  # fmt: skip
    return said | {"card": [_t(one.order), _t(risk.cautions)]}


def _action(
    code: str, levels: Iterable[int], post: str, deadline: dict[str, str], after: Iterable[str], words: tuple[Words, Words, Words],
    clause: str, source: str, phase: str,
) -> dict[str, Any]:  # fmt: skip
    title, order, done = words
    waits = {"after": list(after)} if tuple(after) else {}
    return {
        "code": code, "levels": list(levels), "phase": phase, "post": post, "deadline": deadline, **waits, "title": _t(title),
        "order": _t(order), "done_when": _t(done), "clause": clause, "source": source,
    }  # fmt: skip


def _reports(answers: Answers) -> list[dict[str, Any]]:
    inside, outside, to = answers.reports.inside_minutes, answers.reports.outside_minutes, answers.reports.to
    channel = {"zh": "先电话，后书面", "en": "By telephone, then in writing"}
    return [
        {"code": "inside", "kind": "internal", "from": "watch_officer", "to": ["duty_leader", "commander"], "deadline": {"within": f"{inside}m", "of": "incident_opened"}, "clause": "3.1"},
        {"code": "initial", "kind": "initial", "from": "commander", "to": to, "deadline": {"within": f"{outside}m", "of": "incident_opened"}, "channel": channel, "clause": "3.1"},
        {"code": "follow-up", "kind": "follow_up", "from": "watch_officer", "to": to, "deadline": {"every": "24h"}, "clause": "3.1"},
        {"code": "changes", "kind": "follow_up", "from": "watch_officer", "to": to, "deadline": {"within": "24h", "of": "activation"}, "when": {"zh": "30 日内（交通、火灾 7 日内）伤亡变化，当日补报", "en": "Changes of casualties within 30 days (traffic, fire: 7), the same day"}, "clause": "3.1"},
    ]  # fmt: skip


def _clauses(pairs: Iterable[tuple[str, Words]]) -> list[dict[str, Any]]:
    return [{"number": number, "text": _t(words)} for number, words in pairs]
