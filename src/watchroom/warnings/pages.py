"""The list of warnings, the page of one, its acts, and the incident's pane."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.incidents import queries as incidents
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import typed_time
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import queries as plans
from watchroom.warnings import actions, queries, rules, showing
from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.faults import NoSuchTime
from watchroom.warnings.fields import TEXTS
from watchroom.warnings.models import Warning
from watchroom.warnings.rules import State

PARTS = ("flow", "reach", "foot", "journal")
_TIMES = ("onset", "expires")


@never_cache
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.warnings(viewer, limit=200)
    mine = {row.pk for row in showing.awaited(viewer, found)}
    rows = showing.listed(found, site_now())
    context = {
        "awaited": [row for row in rows if row.w.pk in mine],
        "in_force": [row for row in rows if row.w.state == State.RELEASED],
        "drafts": [row for row in rows if row.w.state in rules.OPEN_TO_EDIT],
        "ended": [row for row in rows if row.w.state in (State.CANCELLED, State.LAPSED)][:50],
        "may_draft": viewer.may(Act.DRAFT_WARNING),
    }
    in_place = "HX-Request" in request.headers
    return render(request, "warnings/_list.html" if in_place else "warnings/list.html", context)


@never_cache
@require_GET
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning: a page of its own, or only its panel for the map and the console."""
    viewer, now = viewer_of(request), site_now()
    row = queries.warning(viewer, pk)
    context = _context(viewer, row, now)
    if "HX-Request" in request.headers:
        return render(request, "warnings/_panel.html", context)
    return render(request, "warnings/warning.html", context | _sheet(row, now))


@never_cache
@require_GET
def part(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A part of the page, drawn again when an entry about the warning appears; what is being typed stays."""
    if name not in PARTS:
        raise Http404(name)
    viewer, now = viewer_of(request), site_now()
    return render(request, f"warnings/_{name}.html", _context(viewer, queries.warning(viewer, pk), now))


def _context(viewer: Viewer, row: Warning, now: datetime) -> dict[str, Any]:
    pieces, no_preview = showing.preview(row, now)
    return {
        "s": showing.seen(viewer, row, now),
        "w": row,
        "names": viewer.may(Act.SEE_NAMES),
        "reach": showing.reach(row.area),
        "sketch": showing.drawing(row.area) if row.area else None,
        "preview": pieces,
        "no_preview": no_preview,
        "messages_sms": showing.text_messages(row, now),
        "entries": journal.of_subject(row.subject),
        "titles": {name: plugin.title for name, plugin in CHANNELS.all.items()},
    }


def _sheet(row: Warning, now: datetime) -> dict[str, Any]:
    """What only the form needs."""
    zone = ZoneInfo(settings.SITE_ZONE)
    return {
        "events": showing.events(),
        "levels": list(rules.COLOURS.items()),
        "responses": rules.RESPONSES,
        "channels": [(plugin, plugin.name in row.channels) for plugin in showing.channels()],
        "local": {
            name: at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if (at := getattr(row, name)) else ""
            for name in _TIMES
        },
        "limits": rules.TEXT_LIMITS,
        "area_text": json.dumps(row.area) if row.area else "",
    }


@never_cache
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """A new draft, for an incident or from a plan's template; the rest is written on its page."""
    number = {
        name: int(value) for name in ("incident", "activation") if _is_number(value := request.POST.get(name, ""))
    }
    row = actions.draft(viewer_of(request), template=request.POST.get("template", "")[:64], **number)
    return redirect(f"/warnings/{row.pk}")


@never_cache
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _after(pk, lambda: actions.edit(viewer_of(request), pk, **_given(request)))


@never_cache
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    return _after(pk, lambda: actions.review(viewer_of(request), pk, fingerprint=request.POST.get("fingerprint", "")))


@never_cache
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _after(pk, lambda: actions.give_back(viewer_of(request), pk, reason=request.POST.get("reason", "")))


@never_cache
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.POST
    return _after(
        pk,
        lambda: actions.sign(
            viewer_of(request),
            pk,
            fingerprint=asked.get("fingerprint", ""),
            hazard=asked.get("hazard", ""),
            wide="wide" in asked,
        ),
    )


@never_cache
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.POST
    reasons = {name: asked.get(name, "") for name in ("reason_zh", "reason_en")}
    return _after(pk, lambda: actions.cancel(viewer_of(request), pk, **reasons))


@never_cache
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    sent = actions.send_again(viewer_of(request), pk)
    return redirect(f"/warnings/{sent.warning_id}")


@never_cache
@require_GET
def of_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """The incident's pane: its warnings, and the templates that its running plans offer."""
    viewer = viewer_of(request)
    incident = incidents.incident(viewer, pk)
    rows = showing.listed(queries.warnings(viewer, incident=pk), site_now())
    running = (
        plans.activations(viewer, pk, running_only=True) if incident.is_open and viewer.may(Act.DRAFT_WARNING) else []
    )
    offers = [(row, plans.warning_template(row.pk, code)) for row in running for code in plans.templates_of(row.pk)]
    context = {
        "incident": incident,
        "rows": rows,
        "offers": offers,
        "may_draft": viewer.may(Act.DRAFT_WARNING) and incident.is_open,
    }
    return render(request, "warnings/_of_incident.html", context)


def _after(pk: int, act: Callable[[], Warning]) -> HttpResponse:
    act()
    return redirect(f"/warnings/{pk}")


def _given(request: HttpRequest) -> dict[str, Any]:
    """The form's fields. Times are told in the site's zone; no box ticked means no channel."""
    asked = request.POST
    given: dict[str, Any] = {name: asked[name] for name in TEXTS if name in asked}
    given |= {name: asked[name] for name in ("event", "response_type", "area") if name in asked}
    if _is_number(asked.get("level", "")):
        given["level"] = int(asked["level"])
    if "channels_shown" in asked:
        given["channels"] = asked.getlist("channels")
    given |= {name: _local_time(asked[name]) for name in _TIMES if asked.get(name)}
    return given


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _local_time(text: str) -> datetime:
    try:
        return typed_time(text, settings.SITE_ZONE)
    except ValueError as error:
        raise NoSuchTime(value=text[:40]) from error
