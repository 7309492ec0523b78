"""A reporting rule as a form: what is typed becomes its content, its content what is typed.

The English words may be left out: then the Chinese ones stand in both. A limit is typed in minutes, or as a time of the day.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from watchroom.incidents.reporting import BY, ReportRule, clock_face
from watchroom.kernel.words import Words

LABELS: dict[str, Words] = {
    "code": Words(zh="代码", en="Code"),
    "report": Words(zh="报什么", en="What is reported"),
    "levels": Words(zh="由哪一级报", en="Reporter's level"),
    "classes": Words(zh="事件类别", en="Classes of events"),
    "kinds": Words(zh="事件种类", en="Kinds of events"),
    "grades": Words(zh="事件分级", en="Grades of events"),
    "sensitive": Words(zh="是否敏感", en="Sensitive or not"),
    "people": Words(zh="死亡、失踪、被困合计至少", en="Dead, missing and trapped together, at least"),
    "to_zh": Words(zh="报给谁", en="To whom, in Chinese"),
    "to_en": Words(zh="报给谁（英文，可不填）", en="To whom, in English"),
    "starts": Words(zh="自何时起", en="Counted from"),
    "within": Words(zh="时限", en="Limit"),
    "repeated": Words(zh="反复要求", en="Repeated"),
    "same_day": Words(zh="最迟到当天结束", en="At the latest when the day ends"),
    "for_days": Words(zh="只在事发后多少天内", en="Only so many days after the event"),
    "source_zh": Words(zh="出处", en="Source, in Chinese"),
    "source_en": Words(zh="出处（英文，可不填）", en="Source, in English"),
    "since": Words(zh="施行日期", en="In force from"),
    "until": Words(zh="施行到", en="In force until"),
}
MANY = ("levels", "classes", "kinds", "grades")
_ONE = (
    "report",
    "sensitive",
    "people",
    "to_zh",
    "to_en",
    "starts",
    "for_days",
    "source_zh",
    "source_en",
    "since",
    "until",
)
_WHOLE = ("people", "for_days")
_SENSITIVE = {"yes": True, "no": False}
_MOST = 300


def typed(posted: QueryDict) -> dict[str, Any]:
    """Everything that the form may hold, as it was typed."""
    told: dict[str, Any] = {name: str(posted.get(name, "")).strip()[:_MOST] for name in (*_ONE, "code", "reason")}
    told |= {name: [str(one)[:64] for one in posted.getlist(name)[:64]] for name in MANY}
    return told | {
        "within": {by: str(posted.get(f"within-{by}", "")).strip()[:16] for by in BY}, "same_day": bool(posted.get("same_day", "")),
    }  # fmt: skip


def content(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as the content of a rule, to be checked by `ReportRule`."""
    made: dict[str, Any] = {name: told[name] or None for name in _ONE}
    for name in _WHOLE:
        made[name] = _number(told[name])
    for name in ("to", "source"):
        made[f"{name}_en"] = told[f"{name}_en"] or told[f"{name}_zh"]
        made[f"{name}_zh"] = told[f"{name}_zh"]
    within = {by: _number(limit) for by, limit in told["within"].items() if limit}
    return made | {
        "levels": told["levels"], "classes": told["classes"], "kinds": told["kinds"],
        "grades": [_number(one) for one in told["grades"]], "sensitive": _SENSITIVE.get(told["sensitive"]),
        "within": within, "repeated": told["starts"] in ("report", "day"), "same_day": told["same_day"],
    }  # fmt: skip


def filled(rule: ReportRule) -> dict[str, Any]:
    """A rule as it would have been typed."""
    told = rule.model_dump(mode="json")
    made = {name: "" if told[name] is None else str(told[name]) for name in _ONE}
    made["sensitive"] = {True: "yes", False: "no", None: ""}[rule.sensitive]
    return made | {
        **{name: [str(one) for one in told[name]] for name in MANY}, "code": rule.code, "reason": "", "same_day": rule.same_day,
        "within": {by: limit_face(rule, by) if by in told["within"] else "" for by in BY},
    }  # fmt: skip


def limit_face(rule: ReportRule, channel: str) -> str:
    """A limit as it is typed: `16:00` where it is a time of every day, else minutes."""
    minutes = rule.within_of(channel)
    return clock_face(minutes) if rule.starts == "day" else str(minutes)


def empty() -> dict[str, Any]:
    """A form in which nothing is chosen but what is most often meant."""
    told: dict[str, Any] = dict.fromkeys((*_ONE, "code", "reason"), "") | {name: [] for name in MANY}
    return told | {"report": "initial", "starts": "receipt", "within": dict.fromkeys(BY, ""), "same_day": False}


def _number(text: str) -> Any:
    """Digits as a number; anything else stays, and is refused where the rule is checked."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else text or None
