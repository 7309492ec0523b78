"""A small plan for tests, and ways to change it."""

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson

from watchroom.plans.check import Finding, parse
from watchroom.plans.format import PlanFile
from watchroom.plans.judging import Held, Known

NOW = datetime(2026, 2, 6, 3, 21, tzinfo=UTC)


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def comparison(fact: str = "wind_mean", **bounds: Any) -> dict[str, Any]:
    units = {"wind_mean": "m/s", "wind_gust": "m/s", "visibility": "m", "deaths": "person"}
    return {"fact": fact, "unit": units[fact], "source": "own"} | bounds


def action(code: str, **more: Any) -> dict[str, Any]:
    made = {
        "code": code, "levels": [3], "post": "competition_lead", "deadline": {"within": "5m", "of": "order_sent"},
        "title": text("暂停", "Hold"), "order": text("请暂停{place}", "Hold {place}"),
        "done_when": text("已停", "held"), "clause": "4.2", "source": "own",
    }  # fmt: skip
    return made | more


def level(number: int, when: dict[str, Any]) -> dict[str, Any]:
    return {
        "level": number, "name": text(f"{number} 级", f"Level {number}"), "clause": "4.2", "when": when,
        "chain": {"forwards": "duty_leader", "decides": "commander"}, "measures": text("暂停", "hold"),
    }  # fmt: skip


def plan_data() -> dict[str, Any]:
    """A plan without a fault: one level on wind, two actions, one warning."""
    return {
        "format": "watchroom-plan/1", "code": "test-wind", "version": 1, "title": text("测试预案", "Test plan"),
        "kind": "event", "authority": {"name": text("测试", "Test")}, "notice": text("样例", "Specimen"),
        "scope": {"incident_kinds": ["gale"]}, "bounds": text("下限含本数", "Lower bounds included"),
        "sources": [{"code": "own", "title": text("设定", "Assumption")}],
        "clauses": [{"number": "4.2", "text": text("平均风速 4 m/s 以上持续 5 分钟", "mean wind 4 m/s or more for 5 minutes")}],
        "facts": {
            "wind_mean": {
                "title": text("平均风速", "Mean wind"), "unit": "m/s", "origin": "sensor", "quantity": "wind_mean",
                "stale_after": "10m",
            },
        },
        "posts": [
            {"code": code, "title": text(code, code), "duty": text("值守", "watch")}
            for code in ("duty_leader", "commander", "competition_lead")
        ],
        "levels": [level(3, comparison(at_least=4, held_for="5m", mark=text("4 m/s 以上", "4 m/s or more")))],
        "actions": [action("hold"), action("check", after=["hold"], deadline={"within": "9m", "of": "order_sent"}, warning="notice")],
        "variables": {"place": {"from": "incident.place"}},
        "warnings": [
            {
                "code": "notice", "title": text("提示", "Notice"), "levels": [3], "warning_level": 4, "category": "Met",
                "event": text("大风", "Wind"), "response_type": "Avoid", "audience": text("观众", "Spectators"),
                "channels": ["public_page"], "lasts": "2h", "headline": text("{place}大风", "Wind at {place}"),
                "description": text("风速{wind}", "Wind {wind}"), "instruction": text("留在室内", "Stay indoors"),
                "variables": {
                    "place": {"from": "incident.place"},
                    "wind": {"from": "fact.wind_mean", "otherwise": text("较大", "high")},
                },
                "clause": "4.2", "source": "own",
            }
        ],
    }  # fmt: skip


def content(change: Callable[[dict[str, Any]], Any] | None = None) -> bytes:
    """The plan as a file (JSON is YAML), changed by `change`."""
    data = copy.deepcopy(plan_data())
    if change:
        change(data)
    return orjson.dumps(data, option=orjson.OPT_INDENT_2)


def checked(change: Callable[[dict[str, Any]], Any] | None = None, today: date | None = None) -> list[Finding]:
    return parse(content(change), today)[1]


def plan(change: Callable[[dict[str, Any]], Any] | None = None) -> PlanFile:
    made, findings = parse(content(change))
    assert made is not None, [found.en for found in findings]
    return made


def wind(
    value: str, *, held_min: float | None = None, since_limit: str = "4", age_min: float = 0, **more: Any
) -> Known:
    at = NOW - timedelta(minutes=age_min)
    held = () if held_min is None else (Held(at - timedelta(minutes=held_min), at_least=Decimal(since_limit)),)
    name = more.pop("name", "wind_mean")
    return Known(name, Decimal(value), "m/s", at, more.pop("origin", "sensor:JP-03"), held=held, **more)
