"""The desk's own pages: the console, the watch, the book. Other rooms' panes are fetched from the rooms."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.alarms import queries as alarms
from watchroom.desk import panes, seeing
from watchroom.dispatch.teams import own as called_out
from watchroom.journal import queries as journal
from watchroom.journal.clock import exercise, site_now
from watchroom.journal.models import Entry
from watchroom.kernel.clock import iso
from watchroom.people import queries as people
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources
from watchroom.warnings import queries as warnings

PAGE = 100


def looking(request: HttpRequest, act: Act = Act.SEE) -> Viewer:
    """The viewer, who must be allowed to look; notes the journal's position before anything else is read."""
    viewer = people.viewer_of(request)
    viewer.must(act)
    setattr(request, "position", journal.head())  # noqa: B010
    return viewer


@never_cache
@require_GET
def console(request: HttpRequest) -> HttpResponse:
    """The duty console: queue, incidents, map, the chosen incident, the live line. Every pane is its room's fragment."""
    if _called_out(people.viewer_of(request)):
        return redirect("/called/")
    viewer = looking(request)
    asked = request.GET.get("incident", "")
    chosen = int(asked) if asked.isdecimal() and len(asked) < 10 else _latest_open()
    incidents = panes.INCIDENTS.url + (f"?chosen={chosen}" if chosen else "")
    context: dict[str, Any] = {
        "slots": {
            "own": _slot(request, panes.OWN, panes.OWN.url),
            "alarms": _slot(request, panes.ALARMS, panes.ALARMS.url),
            "incidents": _slot(request, panes.INCIDENTS, incidents),
            "chosen": _slot(request, panes.CHOSEN, panes.CHOSEN.at(chosen))
            if chosen
            else {"url": "/desk/chosen", "follows": "incident: alarm:"},
        },
        "chosen": chosen,
        "unit_states": ("idle", "sent", "moving", "here"),
        **watch_facts(viewer),
        **({} if chosen else _waiting(viewer)),
    }
    return render(request, "desk/console.html", context)


def _called_out(viewer: Viewer) -> bool:
    """Whether somebody who sees nothing else is called out: an expert in no post answers all the same."""
    return viewer.person is not None and not viewer.may(Act.SEE) and bool(called_out.own(viewer))


@never_cache
@require_GET
def chosen(request: HttpRequest) -> HttpResponse:
    """What the console shows while no incident is open: the alarm that waits, or that all is quiet."""
    viewer = looking(request)
    latest = _latest_open()
    return (
        panes.draw(request, panes.CHOSEN.at(latest))
        if latest
        else render(request, "desk/_quiet.html", _waiting(viewer))
    )


def _waiting(viewer: Viewer) -> dict[str, Any]:
    """Whether all is quiet, which it is not while an alarm stands; and the one that is to be looked at first."""
    load = alarms.load(viewer)
    return {"load": load, "first": alarms.next_to_acknowledge(viewer) if load.unseen else None}


def _slot(request: HttpRequest, pane: panes.Pane, url: str) -> dict[str, Any]:
    return {"url": url, "follows": pane.follows, "html": panes.fragment(request, url)}


def _latest_open() -> int | None:
    """The incident that the console shows when none is asked for: the one opened last that is still open."""
    closed: set[str] = set()
    for entry in Entry.objects.filter(kind__in=("incidents.opened", "incidents.closed")).order_by("-id")[:50]:
        if entry.kind == "incidents.closed":
            closed.add(entry.subject)
        elif entry.subject not in closed:
            return int(entry.subject.partition(":")[2])
    return None


@never_cache
@require_GET
def clock(request: HttpRequest) -> HttpResponse:
    """The site's time, for pages whose live stream is silent; with `?token` whose page it is now, and its token, for a page that
    stood open while its person signed in anew.
    """
    viewer = people.viewer_of(request)
    viewer.must(Act.SEE)
    told: dict[str, Any] = {"now": iso(site_now()), "exercise": exercise(), "head": journal.head()}
    if "token" in request.GET:
        told |= {"whose": viewer.code, "csrf": get_token(request)}
    return JsonResponse(told)


@never_cache
@require_GET
def watch_line(request: HttpRequest) -> HttpResponse:
    viewer = looking(request)
    return render(request, "desk/_watch.html", watch_facts(viewer))


def watch_facts(viewer: Viewer) -> dict[str, Any]:
    """Who is on watch and until when, and what calls that watch. A wall screen sees posts, never persons."""
    now = site_now()
    watch = people.on_watch(now)
    core = [one for one in watch if one.role in (Role.DUTY_OFFICER, Role.DUTY_LEADER)]
    return {
        "on_watch": watch,
        "core_watch": core,
        "watch_until": min((one.until for one in core), default=None),
        "names": viewer.may(Act.SEE_NAMES),
        "sources": _health(viewer),
        "undelivered": warnings.undelivered_now(viewer, now),
    }


def _health(viewer: Viewer) -> dict[str, int]:
    counts = sources.source_health(viewer)
    return {**counts, "all": sum(counts.values()), "down": counts["silent"] + counts["unwell"]}


@never_cache
@require_GET
def journal_page(request: HttpRequest) -> HttpResponse:
    """The book, newest first, in pages that end where the reader says: `?before=`, `?incident=`, `?subject=`."""
    viewer = looking(request)
    rows = seeing.entries(viewer).order_by("-id")
    before, incident = (_number(request, name) for name in ("before", "incident"))
    subject = request.GET.get("subject", "")[:128]
    rows = rows.filter(id__lt=before) if before else rows
    rows = rows.filter(incident=incident) if incident else rows
    rows = rows.filter(subject=subject) if subject else rows
    found = list(rows[: PAGE + 1])
    context = {
        "entries": [seeing.told(viewer, entry) for entry in found[:PAGE]],
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "incident": incident,
        "subject": subject,
    }
    return render(request, "desk/journal.html", context)


@never_cache
@require_GET
def journal_line(request: HttpRequest) -> HttpResponse:
    looking(request)
    return render(request, "desk/_journal_line.html")


@never_cache
@require_GET
def causes(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this happened: from the entry back to the first reading, and what it led to."""
    viewer = looking(request)
    chain = seeing.readable(viewer, journal.chain(pk))
    if not chain or chain[-1].id != pk:
        raise Http404(pk)
    effects = seeing.readable(viewer, journal.effects(pk))
    context = {
        "entry": chain[-1],
        "chain": [seeing.told(viewer, entry) for entry in chain],
        "batch": _batch(chain[0]),
        "effects": [seeing.told(viewer, entry) for entry in effects[:50]],
    }
    return render(request, "desk/causes.html", context)


@never_cache
@require_GET
def incident_pane(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One pane of an incident, drawn by the room that it belongs to."""
    looking(request)
    for pane in panes.INCIDENT_PANES:
        if pane.name == name:
            return panes.draw(request, pane.at(pk))
    raise Http404(name)


def _batch(first: Entry) -> str:
    """The readings that the chain begins with: partition and sequence of the batch."""
    batch = first.facts.get("batch")
    return str(batch) if batch else ""


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else None
