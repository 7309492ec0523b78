"""What one incident's board shows, gathered from the rooms by their queries: each with the viewer's own rights."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchroom.desk import saying, seeing
from watchroom.dispatch import boards, checking, fleet_board
from watchroom.dispatch import queries as dispatch
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus, is_late
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.dispatch.teams import finding as teams
from watchroom.incidents import file_pages
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.incidents.rules import REPORTED_FACTS, report_words
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import queries as plans
from watchroom.sources import queries as sources
from watchroom.sources.saying import value_text
from watchroom.warnings import queries as warnings

MOST_LINES, MOST_SENSORS, MOST_TASKS = 300, 6, 40
ROOMS = {
    "alarms": Words(zh="告警", en="Alarms"),
    "incidents": Words(zh="事件", en="Incident"),
    "plans": Words(zh="预案", en="Plans"),
    "dispatch": Words(zh="调度", en="Dispatch"),
    "advice": Words(zh="辅助决策", en="Advice"),
    "warnings": Words(zh="发布", en="Warnings"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A sensor near by with its newest value. `at` None: nothing is known of it now."""

    code: str
    words: Words
    place: Words
    said: str
    unit: Words
    at: datetime | None
    stale_s: int


def head(viewer: Viewer, row: Incident) -> dict[str, Any]:
    response = plans.response(viewer, row.pk)
    reported = [(REPORTED_FACTS[name], fact["value"], fact["at"]) for name, fact in row.reported.items()]
    in_force = warnings.in_force(site_now(), row.pk)
    return {"response": response, "reported": reported, "in_force": in_force, "counts": dispatch.counts(viewer, row.pk)}


def command(viewer: Viewer, row: Incident) -> dict[str, Any]:
    return {"trees": boards.trees(viewer, row.pk), "incident_pk": row.pk, "names": viewer.may(Act.SEE_NAMES)}


def units(viewer: Viewer, row: Incident) -> dict[str, Any]:
    """Those on the incident by status, how long in it, and when the crews on scene were last asked."""
    now, order = site_now(), list(UnitStatus)
    checks = {one.unit.pk: one for one in checking.accounted(viewer, row.pk)}
    rows = sorted(dispatch.units(viewer, row.pk), key=lambda unit: (-order.index(UnitStatus(unit.status)), unit.since))
    shown = [
        {
            "unit": one, "status": UNIT_WORDS[UnitStatus(one.status)], "glyph": saying.UNIT_GLYPHS.get(one.status, "idle"),
            "late": is_late(UnitStatus(one.status), one.since, now), "check": checks.get(one.pk),
        }
        for one in rows
    ]  # fmt: skip
    ended = [line for line in fleet_board.runs(viewer, incident=row.pk) if line.outcome]
    every = checking.interval(row.pk)
    return {
        "units": shown, "ended": ended, "every_min": every // 60 if every else None, "overdue": sum(c.late for c in checks.values()),
        "on_scene": len(checks), "people": sum(one.crew or 0 for one in rows), "unknown_crews": sum(one.crew is None for one in rows),
        "teams": [one for one in teams.outs(viewer, row.pk) if not one.is_over],
        "may_report": viewer.may(Act.REPORT_UNIT), "may_set": viewer.may(Act.DISPATCH_UNIT) and row.is_open,
    }  # fmt: skip


def tasks(viewer: Viewer, row: Incident) -> dict[str, Any]:
    """Every lane with how far it is, and the open tasks, what is late or blocked first."""
    lanes = dispatch.board(viewer, row.pk)
    cards = sorted((c for lane in lanes for c in lane.cards if c.order.is_open), key=dispatch.calls)
    shown = [(card, ORDER_WORDS[OrderState(card.order.state)]) for card in cards[:MOST_TASKS]]
    return {"lanes": lanes, "cards": shown, "more": len(cards) - len(shown), "counts": dispatch.counts(viewer, row.pk)}


def messages(viewer: Viewer, row: Incident) -> dict[str, Any]:
    """What went upward and to the public, newest first."""
    reports = [(one, report_words(one.kind, one.count)) for one in incidents.reports(viewer, row.pk)]
    clocks = [one for one in incidents.report_clocks(viewer, row.pk) if one.runs][:3]
    told = [one for one in warnings.warnings(viewer) if one.incident_id == row.pk]
    return {"reports": reports[::-1], "clocks": clocks, "warnings": told}


def files(viewer: Viewer, row: Incident) -> dict[str, Any]:
    return file_pages.shown(viewer, row.pk) if viewer.may(Act.SEE_NAMES) else {"hidden": True}


def timeline(viewer: Viewer, row: Incident, *, room: str = "", text: str = "") -> dict[str, Any]:
    """The incident's entries, newest first: of one room, or those whose words hold the text."""
    found = [
        one
        for one in seeing.readable(viewer, journal.of_incident(row.pk))
        if not room or one.kind.startswith(f"{room}.")
    ]
    wanted = text.strip().casefold()
    if wanted:
        said = [(one, one.say(personal=False)) for one in found]
        found = [one for one, words in said if wanted in f"{words.zh}\n{words.en}".casefold()]
    return {
        "entries": found[: -MOST_LINES - 1 : -1],
        "all": len(found),
        "room": room,
        "text": text,
        "rooms": ROOMS.items(),
    }


def figures(viewer: Viewer, row: Incident) -> dict[str, Any]:
    """The sensors at the incident's place or at posts in it, with value and age; nothing known is said as such."""
    place = row.place
    near = [one for one in sources.sensors() if place and place.pk in (one.place_id, one.place.parent_id)]
    near = [one for one in near if not one.code.endswith(("-lon", "-lat"))][:MOST_SENSORS]
    known = sources.latest([one.code for one in near])
    return {"figures": [_figure(one, known.get(one.code)) for one in near], "reported": head(viewer, row)["reported"]}


def _figure(sensor: Any, latest: Any) -> Figure:
    quantity = QUANTITIES.get(sensor.quantity)
    said = value_text(latest.value, quantity.digits if quantity else 1) if latest else "—"
    unit = quantity.unit_words if quantity else Words(zh=sensor.quantity, en=sensor.quantity)
    at = latest.measured_at if latest else None
    words = Words(zh=sensor.zh, en=sensor.en)
    return Figure(sensor.code, words, sensor.place.words, said, unit, at, sources.stale_after_s(sensor))


type Gather = Callable[[Viewer, Incident], dict[str, Any]]
PARTS: dict[str, Gather] = {
    "head": head,
    "command": command,
    "units": units,
    "tasks": tasks,
    "messages": messages,
    "files": files,
    "timeline": timeline,
    "figures": figures,
}
