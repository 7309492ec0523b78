"""The child of a measurement: how long it takes from the commander's word until all orders of a large plan stand.

Django is set up and the database prepared before this is imported. Each round is an incident of its own.
"""

import json
import sys
import time
from typing import Any

from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.incidents.actions import open_incident
from watchroom.journal.followers import Runner
from watchroom.journal.verify import verify
from watchroom.people.testing import cast
from watchroom.plans.actions import activate_plan, put_plan

TASKS, ROUNDS, POSTS = 200, 9, 20
CODE = "bench-activation"


def main() -> None:
    """Arguments: tasks, rounds. Writes the figures as one line of JSON."""
    tasks, rounds = (int(word) for word in sys.argv[1:3])
    print(json.dumps(measure(tasks, rounds)), flush=True)


def measure(tasks: int = TASKS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds, one a round: `activation_ms` the activation, `orders_ms` the orders of it, both committed.

    lost      orders that are missing or doubled, over all rounds
    findings  what `verify` has to say afterwards
    """
    people = cast()
    put_plan(json.dumps(plan_of(tasks), ensure_ascii=False))
    activation_ms, orders_ms, lost = [], [], 0
    runner = Runner("bench", FOLLOWERS)
    runner.run()
    for number in range(rounds):
        where = open_incident(people.lin, title_zh=f"测量 {number}", title_en=f"Measurement {number}", kind="gale")
        began = time.perf_counter()
        made = activate_plan(people.zhao, where.pk, CODE, 3, reason="测量")
        decided = time.perf_counter()
        runner.run()
        ended = time.perf_counter()
        activation_ms.append(round((decided - began) * 1000, 1))
        orders_ms.append(round((ended - decided) * 1000, 1))
        lost += abs(Order.objects.filter(activation=made).count() - tasks)
    return {
        "tasks": tasks, "activation_ms": activation_ms, "orders_ms": orders_ms, "lost": lost, "findings": len(list(verify())),
    }  # fmt: skip


def plan_of(tasks: int) -> dict[str, Any]:
    """A made plan: every task has its own words, every fifth waits for the one before."""
    posts = ["duty_leader", "commander", *(f"post-{number}" for number in range(POSTS))]
    return {
        "format": "watchroom-plan/1", "code": CODE, "version": 1, "title": _text("测量用预案", "Plan for measuring"),
        "kind": "event", "authority": {"name": _text("测量", "Measurement")}, "notice": _text("测量用", "For measuring"),
        "scope": {"incident_kinds": ["gale"]}, "bounds": _text("下限含本数", "Lower bounds included"),
        "sources": [{"code": "own", "title": _text("设定", "Assumption")}],
        "clauses": [{"number": "1", "text": _text("平均风速 4 m/s 以上", "mean wind 4 m/s or more")}],
        "facts": {
            "wind_mean": {
                "title": _text("平均风速", "Mean wind"), "unit": "m/s", "origin": "sensor", "quantity": "wind_mean", "stale_after": "10m",
            },
        },
        "posts": [{"code": code, "title": _text(code, code), "duty": _text("值守", "watch")} for code in posts],
        "levels": [
            {
                "level": 3, "name": _text("Ⅲ级响应", "Level III"), "clause": "1", "measures": _text("测量", "measure"),
                "when": {"fact": "wind_mean", "unit": "m/s", "source": "own", "at_least": 4},
                "chain": {"forwards": "duty_leader", "decides": "commander", "told": posts[2:12]},
            },
        ],
        "actions": [_action(number, posts) for number in range(tasks)],
    }  # fmt: skip


def _action(number: int, posts: list[str]) -> dict[str, Any]:
    return {
        "code": f"task-{number}", "levels": [3], "post": posts[number % len(posts)], "clause": "1", "source": "own",
        "deadline": {"within": f"{10 + number % 50}m", "of": "activation"}, "after": [f"task-{number - 1}"] if number % 5 == 4 else [],
        "title": _text(f"任务 {number}", f"Task {number}"), "done_when": _text("已反馈", "reported"),
        "order": _text(f"请在规定时限内完成第 {number} 项工作并反馈结果。", f"Carry out work {number} in time and report the result."),
    }  # fmt: skip


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
