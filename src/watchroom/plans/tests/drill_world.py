"""A drill of the hill's plan: planned by the duty leader, directed by the commander, evaluated by the information officer."""

from typing import Any

import yaml

from watchroom.alarms.tests.scene import wind_rule
from watchroom.conftest import T0
from watchroom.people.testing import Cast
from watchroom.plans.actions import put_shipped
from watchroom.plans.chores import FireInjects
from watchroom.plans.drills import planning
from watchroom.plans.drills.models import Drill
from watchroom.plans.drills.planning import Given

INJECTS: list[dict[str, Any]] = [
    {"code": "call", "at": "0s", "kind": "report", "to": "watch_officer", "incident_kind": "gale", "place": "ski-jump",
     "title": {"zh": "跳台大风", "en": "Wind at the hill"}, "text": {"zh": "起跳区旗门被风吹倒", "en": "A gate fell at the take-off"},
     "expect": [{"code": "opened", "what": {"zh": "立案", "en": "Open an incident"}, "post": "watch_officer", "within": "2m", "entry": "incidents.opened"}]},
    {"code": "wind", "at": "1m", "kind": "alarm", "rule": "jump-wind-4", "value": 5.6},
    {"code": "signal", "at": "2m", "kind": "warning", "event": {"zh": "大风", "en": "Gale"}, "level": "blue", "place": "ski-jump",
     "headline": {"zh": "大风蓝色预警", "en": "Blue gale warning"}, "lasts": "3h"},
    {"code": "ask", "at": "10m", "kind": "message", "to": "commander", "text": {"zh": "何时恢复比赛？", "en": "When does it go on?"},
     "expect": [{"code": "answer", "what": {"zh": "答复", "en": "Answer"}, "post": "commander", "within": "5m"}]},
]  # fmt: skip


def script(injects: list[dict[str, Any]] | None = None) -> str:
    return yaml.safe_dump({"format": "watchroom-drill/1", "injects": injects or INJECTS}, allow_unicode=True)


def given(**changes: Any) -> Given:
    told: dict[str, Any] = {
        "title_zh": "跳台大风演练", "title_en": "Drill: wind at the hill", "form": "full", "plan": "ski-jump-wind", "levels": (3,),
        "director": "zhao", "evaluators": ("sun",), "participants": ("watch_officer", "duty_leader", "commander"),
        "planned_for": T0, "script": script(),
    }  # fmt: skip
    return Given(**told | changes)


def planned(cast: Cast, **changes: Any) -> Drill:
    wind_rule()
    put_shipped()
    return planning.plan_drill(cast.chen, given(**changes))


def fire(clock: Any) -> int:
    return FireInjects().run(clock.at)
