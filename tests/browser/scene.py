"""A day half-way: alarms of every state, an incident with a running plan, orders, a unit under way, a warning in draft."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from watchroom.alarms import actions as alarms
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Rule
from watchroom.dispatch.actions import dispatch_unit
from watchroom.dispatch.models import Unit
from watchroom.incidents.actions import open_incident
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.journal.followers import Runner
from watchroom.journal.tests.kept_rows import Rows, added, put_back, rows
from watchroom.kernel.clock import ms
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.stage import set_up
from watchroom.people import queries as people
from watchroom.people.viewer import Viewer
from watchroom.plans.actions import activate_plan
from watchroom.warnings.actions import draft


@dataclass
class Scene:
    alarms: list[Alarm]
    incident: Incident
    warning: Any


def viewer(code: str) -> Viewer:
    return people.viewer(people.person_by_code(code))


_kept: list[tuple[Scene, Rows]] = []


def lay() -> Scene:
    """The scenario's site in the middle of a gale. Laid once, then put back as it was."""
    if _kept:
        put_back(_kept[0][1])
    else:
        before = rows()
        laid = _lay()
        _kept.append((laid, added(before, rows())))
    return deepcopy(_kept[0][0])


def _lay() -> Scene:
    """Through the rooms' own actions."""
    set_up(load("zhangjiakou-games"))
    raised = [alarm for index, rule in enumerate(Rule.objects.order_by("pk")[:4]) for alarm in raise_alarm(rule, index)]
    alarms.acknowledge(viewer("lin"), raised[0].pk)
    incident = open_incident(viewer("lin"), alarm=raised[0].pk)
    running = activate_plan(viewer("zhao"), incident.pk, "ski-jump-wind", 3, reason="风速仍在上升")
    follow()
    dispatch_unit(viewer("lin"), Unit.objects.order_by("pk").first().pk, incident.pk)  # type: ignore[union-attr]
    warning = draft(viewer("sun"), incident=incident.pk, activation=running.pk)
    return Scene(raised, incident, warning)


def follow() -> None:
    runner = Runner("tests")
    while runner.run():
        pass


def raise_alarm(rule: Rule, index: int) -> list[Alarm]:
    at = ms(site_now() - timedelta(minutes=index + 1))
    facts = {
        "kind": "raise", "rule": rule.pk, "sensor": rule.sensor.number, "onset_ms": at, "at_ms": at + 1000,
        "measured_ms": at + 1000, "received_ms": at + 1500, "value": 4.6, "peak": 4.9, "position": 0,
    }  # fmt: skip
    return alarms.apply_changes([Change(**facts)], batch=f"3@{17 + index}")
