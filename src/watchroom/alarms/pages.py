"""The queue of the console, the page of one alarm, and what a person does with it."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.alarms import actions, hold_actions, lines, queries, standing
from watchroom.alarms.changes import raising
from watchroom.alarms.hold_actions import shelf_most
from watchroom.alarms.models import Alarm
from watchroom.alarms.rules import LIFE_SAFETY, OPEN, HoldKind, State, heard
from watchroom.alarms.showing import shown, shown_holds
from watchroom.alarms.told_values import judged
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso
from watchroom.kernel.geometry import LonLat
from watchroom.people import queries as people
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.places.queries import centre
from watchroom.sources import queries as sources
from watchroom.sources.faults import HistoryBroken
from watchroom.sources.models import Sensor

IN_PLACE = ("HX-Request", "X-Watchroom-Form")
AROUND = timedelta(hours=3)
SHELF_CHOICES = (15, 30, 60, 120, 240, 480)


@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The console's list of alarms, drawn again whenever an entry about an alarm appears."""
    return render(request, "alarms/queue.html", queue_facts(viewer_of(request)))


def queue_facts(viewer: Viewer) -> dict[str, Any]:
    """As many lines as can be taken in, each an alarm or a group; what is not shown is counted. The work is bounded by
    the lines shown: the rest is counted in the database alone."""
    told = lines.queue(viewer)
    rows = {row.alarm.pk: row for row in shown(viewer, [line for line in told.lines if isinstance(line, Alarm)])}
    works = queries.holds(viewer, HoldKind.MAINTENANCE)
    return {
        "queue": [rows[line.pk] if isinstance(line, Alarm) else line for line in told.lines],
        "told": told,
        "load": told.load,
        "before_me": queries.before_me(viewer) if told.load.escalated else [],
        "works_now": sum(work.in_force for work in works),
        "works": len(works),
        "seen": [row.alarm.pk for row in rows.values() if row.may_acknowledge and heard(row.alarm.position)],
        "may_acknowledge": viewer.may(Act.ACKNOWLEDGE_ALARM),
    }


@never_cache
@require_GET
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: a page of its own, only its panel for the map and the console, or (`?part=`) a panel of the page."""
    viewer = viewer_of(request)
    row = queries.alarm(viewer, pk)
    in_place = any(header in request.headers for header in IN_PLACE)
    part = request.GET.get("part", "")
    told = shown(viewer, [row])[0]
    context = {
        "a": told,
        "rule": row.rule,
        "entries": journal.of_subject(row.subject),
        "raised_by": raising(row),
        "group": row.parent,
        "may_open_incident": viewer.may(Act.OPEN_INCIDENT) and row.incident is None,
        "whole": not in_place or part == "now",
        "worst": standing.worst_so_far(row, site_now()) if told.live else None,
        "begun_by": standing.begun_by(row),
        "ended_by": standing.ended_by(row),
        **_acts(viewer, row),
    }
    if in_place and part == "course":
        return render(request, "alarms/_alarm_course.html", context)
    if not in_place:
        context |= {"similar": shown(viewer, queries.similar(viewer, row)), **_surroundings(row)}
    return render(request, "alarms/_alarm.html" if in_place else "alarms/alarm.html", context)


def _acts(viewer: Viewer, row: Alarm) -> dict[str, Any]:
    """What this viewer may do with the alarm now, beside acknowledging and resetting."""
    may, is_open = viewer.may(Act.ACKNOWLEDGE_ALARM), State(row.state) in OPEN
    leads = row.priority != LIFE_SAFETY or Role.DUTY_LEADER in viewer.roles
    most = shelf_most(row.priority)
    holds = queries.holds(viewer)
    return {
        "may_shelve": may and is_open and leads,
        "leader_shelves": may and is_open and not leads,
        "shelf_choices": sorted({minutes for minutes in SHELF_CHOICES if minutes < most} | {most}),
        "may_assign": may and is_open,
        "on_watch": _on_watch() if may and viewer.may(Act.SEE_NAMES) else [],
        "about_url": _about_url(viewer, row),
        "may_comment": viewer.may(Act.NOTE_INCIDENT),
        "may_take_out": viewer.may(Act.TAKE_OUT_ALARMS),
        "holding": shown_holds(viewer, [hold for hold in holds if hold.in_force and _concerns(hold, row)]),
    }


def _on_watch() -> list[dict[str, Any]]:
    """Those to whom an alarm can be given, each once, with the first post that they hold."""
    held = {one.person: one for one in reversed(people.present(site_now()))}
    codes = {person.pk: person.code for person in people.people() if person.pk in held}
    return [
        {"pk": one.person, "code": codes[one.person], "title": one.title, "name": one.name}
        for one in reversed(held.values())
    ]


def _about_url(viewer: Viewer, row: Alarm) -> str:
    kind, _, code = row.about.partition(":")
    if kind == "warning":
        return f"/warnings/{code.partition('/')[0]}"
    if kind == "incident":  # what lacks there, and whom to send
        return f"/dispatch/proposals/?incident={code}"
    return f"/sources/{code}" if kind == "source" and viewer.may(Act.SEE_SOURCES) else ""


def _surroundings(row: Alarm) -> dict[str, Any]:
    """Where on the map, and which stretch of the plot: from three hours before the condition to now, or to three hours
    after its end."""
    sensor = row.sensor
    if sensor is None:
        return {}
    spot = _spot(row, sensor)
    lon, lat = spot or sensor.position or centre(sensor.place)
    on_map = State(row.state) in OPEN and not row.position.held
    return {
        "where": f"{lon},{lat}",
        "spot": f"{lat:.5f}, {lon:.5f}" if spot else "",
        "map_subject": row.subject if on_map else f"sensor:{sensor.pk}",
        "mark_at": iso(row.raised_at),
        "plot_since": iso(row.onset - AROUND),
        "plot_until": iso(min(site_now(), row.returned_at + AROUND) if row.returned_at else site_now()),
    }


def _spot(row: Alarm, sensor: Sensor) -> LonLat | None:
    """Where the unit was by the reading that raised the alarm, of a rule over positions; None when nobody kept it."""
    latitude = sources.sensor(judged(row.rule.detector, row.rule.inputs).latitude)
    if latitude is None:
        return None
    until = row.measured_at + timedelta(milliseconds=1)
    try:
        lon, lat = (sources.history(one, row.measured_at, until) for one in (sensor, latitude))
    except HistoryBroken:
        return None
    return (float(lon.value[-1]), float(lat.value[-1])) if len(lon) and len(lat) else None


def _concerns(hold: Any, row: Alarm) -> bool:
    """Whether this is what the row is held back by."""
    if hold.kind == HoldKind.SHELF:
        return (hold.rule_id, hold.sensor_id, hold.about) == (row.rule_id, row.sensor_id, row.about)
    if hold.kind == HoldKind.OUT:
        return row.out_of_service and (hold.rule_id == row.rule_id or hold.sensor_id == row.sensor_id)
    return bool(row.suppressed_by == hold.subject)


@never_cache
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    actions.acknowledge(viewer_of(request), pk)
    return back(request, f"/alarms/{pk}")


@never_cache
@require_POST
def acknowledge_seen(request: HttpRequest) -> HttpResponse:
    """The numbers are those of the rows that the form stood under: what came meanwhile is not among them."""
    actions.acknowledge_seen(viewer_of(request), [whole(text) for text in request.POST.getlist("alarm")])
    return back(request, "/")


@never_cache
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    actions.reset(viewer_of(request), pk)
    return back(request, f"/alarms/{pk}")


@never_cache
@require_POST
def shelve(request: HttpRequest, pk: int) -> HttpResponse:
    given = request.POST
    hold_actions.shelve(viewer_of(request), pk, whole(given.get("minutes", "")), given.get("reason", ""))
    return back(request, f"/alarms/{pk}")


@never_cache
@require_POST
def unshelve(request: HttpRequest, pk: int) -> HttpResponse:
    hold_actions.unshelve(viewer_of(request), pk)
    return back(request, f"/alarms/{pk}")


@never_cache
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    actions.assign(viewer_of(request), pk, request.POST.get("person", ""))
    return back(request, f"/alarms/{pk}")


@never_cache
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    actions.comment(viewer_of(request), pk, request.POST.get("text", ""))
    return back(request, f"/alarms/{pk}")


def whole(text: str) -> int:
    """A whole number as it was sent; -1, which no act takes, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 12 else -1


def back(request: HttpRequest, instead: str) -> HttpResponse:
    """Where the form wants to go on, if that is on this site."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(asked if asked.startswith("/") and ours else instead)
