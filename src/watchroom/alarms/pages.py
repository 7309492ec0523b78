"""The queue of the console, the page of one alarm, and the one act: acknowledge."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.alarms import actions, queries
from watchroom.alarms.changes import raising
from watchroom.alarms.showing import shown
from watchroom.journal import queries as journal
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

IN_PLACE = ("HX-Request", "X-Watchroom-Form")


@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The console's list of alarms, drawn again whenever an entry about an alarm appears."""
    return render(request, "alarms/queue.html", queue_facts(viewer_of(request)))


def queue_facts(viewer: Viewer) -> dict[str, Any]:
    rows = shown(viewer, queries.alarms(viewer))
    load = queries.load(viewer)
    unseen = [row for row in rows if row.alarm.state == "unack" and not row.alarm.late]
    return {
        "queue": rows,
        "load": load,
        "first_out": min(unseen, key=lambda row: row.alarm.onset) if load.flood and unseen else None,
        "may_acknowledge": viewer.may(Act.ACKNOWLEDGE_ALARM),
    }


@never_cache
@require_GET
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: a page of its own, or only its panel for the map and the console."""
    viewer = viewer_of(request)
    row = queries.alarm(viewer, pk)
    context = {
        "a": shown(viewer, [row])[0],
        "rule": row.rule,
        "entries": journal.of_subject(row.subject),
        "raised_by": raising(row),
        "may_open_incident": viewer.may(Act.OPEN_INCIDENT) and row.incident is None,
    }
    in_place = any(header in request.headers for header in IN_PLACE)
    return render(request, "alarms/_alarm.html" if in_place else "alarms/alarm.html", context)


@never_cache
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    actions.acknowledge(viewer_of(request), pk)
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(asked if asked.startswith("/") and ours else f"/alarms/{pk}")
