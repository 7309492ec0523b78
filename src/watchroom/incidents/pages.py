"""The list of incidents, the form that opens one, the page of one, and its acts."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.incidents import actions, clocks, drafting, forms, queries, sending
from watchroom.incidents.faults import NotFilled
from watchroom.incidents.figures import CUMULATIVE
from watchroom.incidents.followup_pages import figure_facts, instruction_facts, typed_figures
from watchroom.incidents.models import Incident
from watchroom.incidents.reporting import UNKNOWN
from watchroom.incidents.reporting_pages import ticked
from watchroom.incidents.rules import CHANNELS, GRADES, HOW_MANY, REPORT_KINDS, REPORTED_FACTS, report_words
from watchroom.incidents.showing import who
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Lang, Words, lang_of
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

# Which panes of other rooms a page shows, by their name at /incidents/<pk>/panes/<name>; the desk knows who draws them.
WIDE_PANES = ("plan", "orders", "reached", "warnings")
SIDE_PANES = ("advice", "units", "teams")
CHOSEN_PANES = ("plan", "orders", "advice", "units", "warnings")


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = _looking(request)
    which = request.GET.get("show", "open")
    chosen = {"open": True, "closed": False}.get(which)
    rows = queries.incidents(viewer, chosen)
    return render(
        request, "incidents/index.html", {"incidents": rows, "show": which, "may_open": viewer.may(Act.OPEN_INCIDENT)}
    )


@never_cache
@require_GET
def pane(request: HttpRequest) -> HttpResponse:
    """The console's list, drawn again whenever an entry about an incident appears."""
    return render(request, "incidents/list.html", list_facts(_looking(request), request.GET.get("chosen", "")))


def list_facts(viewer: Viewer, chosen: str = "") -> dict[str, Any]:
    due = queries.next_due(viewer)
    return {
        "incidents": [(row, due.get(row.pk)) for row in queries.incidents(viewer)],
        "last_closed": queries.last_closed(viewer),
        "chosen": int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None,
        "may_open": viewer.may(Act.OPEN_INCIDENT),
    }


@never_cache
@require_GET
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an incident; other rooms draw their own panes into it. From the map or the console: its head only."""
    viewer = _looking(request)
    row = queries.incident(viewer, pk)
    facts = _facts(viewer, row)
    if "HX-Request" in request.headers:
        return render(request, "incidents/_summary.html", facts)
    facts |= report_facts(viewer, row)
    if request.GET.get("draft") and facts["may_report"]:
        facts["draft"] = _drafted(drafting.draft(viewer, pk), lang_of(getattr(request, "lang", "zh")))
    return render(request, "incidents/incident.html", facts | {"places": places.places(viewer)})


@never_cache
@require_GET
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of the chosen incident on the console."""
    viewer = _looking(request)
    return render(request, "incidents/_summary.html", _facts(viewer, queries.incident(viewer, pk)))


@never_cache
@require_GET
def head(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _looking(request)
    return render(request, "incidents/_hero.html", _facts(viewer, queries.incident(viewer, pk)))


@never_cache
@require_GET
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _looking(request)
    return render(
        request,
        "incidents/_timeline.html",
        {"incident": queries.incident(viewer, pk), "entries": queries.timeline(viewer, pk)},
    )


@never_cache
@require_GET
def reports(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _looking(request)
    row = queries.incident(viewer, pk)
    told = _facts(viewer, row) | report_facts(viewer, row)
    if request.GET.get("draft") and told["may_report"]:
        told["draft"] = _drafted(drafting.draft(viewer, pk), lang_of(getattr(request, "lang", "zh")))
    return render(request, "incidents/_reports.html", told)


def _drafted(made: drafting.Draft, lang: Lang) -> dict[str, Any]:
    """What the form of a report begins with, in the reader's language."""
    return {
        "kind": made.kind, "title": made.title, "text": made.text.text(lang), "to": made.to[0].text(lang) if made.to else "",
        "figures": {name: both.get(CUMULATIVE) for name, both in made.figures.items()},
    }  # fmt: skip


def report_facts(viewer: Viewer, row: Incident) -> dict[str, Any]:
    """The limits of an incident's reports, what they depend on, and whom each report reached."""
    made = queries.sendings(viewer, row.pk)
    unclear = [(rule, [UNKNOWN[name] for name in things]) for (rule, _), things in _kept(row) if things]
    limits = queries.report_clocks(viewer, row.pk)
    return {
        "clocks": limits,
        "running": [one for one in limits if one.runs],
        "unclear": unclear,
        "level": clocks.level(),
        "moments": {name: _wall(getattr(row, name)) for name in ("occurred_at", "discovered_at", "received_at")},
        "sendings": [(one, CHANNELS[one.channel]) for one in made],
        "sees_receivers": viewer.may(Act.SEE_PERSONAL),
        **figure_facts(viewer, queries.reports(viewer, row.pk)),
        **instruction_facts(viewer, row),
    }


def _wall(at: datetime | None) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%Y-%m-%dT%H:%M}" if at else ""


def _kept(row: Incident) -> list[tuple[clocks.Numbered, tuple[str, ...]]]:
    return clocks.kept(row, as_local(site_now(), settings.SITE_ZONE).date()) if row.is_open else []


def _facts(viewer: Viewer, row: Incident) -> dict[str, Any]:
    made = queries.reports(viewer, row.pk)
    next_kinds = queries.may_report(made)
    reported = [
        (REPORTED_FACTS[name], HOW_MANY[fact.get("how", "")].fill(n=fact["value"]), fact["at"])
        for name, fact in row.reported.items()
    ]
    return {
        "incident": row,
        "opened_by": who(viewer, row.opened_by),
        "closed_by": who(viewer, row.closed_by),
        "told": forms.told(row.report),
        "caller": row.report if row.report and viewer.may(Act.SEE_PERSONAL) else None,
        "reported": reported,
        "reports": [(report, report_words(report.kind, report.count), CHANNELS[report.channel]) for report in made],
        "in_force": _if_served(f"/incidents/{row.pk}/in-force"),
        "panes": CHOSEN_PANES,
        "wide_panes": WIDE_PANES,
        "side_panes": SIDE_PANES,
        "next_kinds": [(kind, REPORT_KINDS[kind]) for kind in next_kinds],
        "channels": CHANNELS.items(),
        "grades": GRADES.items(),
        "counts": REPORTED_FACTS.items(),
        "may_see_cameras": viewer.may(Act.SEE_CAMERAS),
        "names": viewer.may(Act.SEE_NAMES),
        "may_place": viewer.may(Act.OPEN_INCIDENT) and row.is_open,
        "may_note": viewer.may(Act.NOTE_INCIDENT) and row.is_open,
        "may_report": viewer.may(Act.REPORT_UP) and row.is_open,
        "may_close": viewer.may(Act.CLOSE_INCIDENT) and row.is_open,
    }


@never_cache
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    counted = {
        name: _whole(request.POST[name], words)
        for name, words in REPORTED_FACTS.items()
        if request.POST.get(name, "").strip()
    }
    actions.note(viewer_of(request), pk, request.POST.get("text", ""), counted=counted)
    return _back(request, pk)


@never_cache
@require_POST
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    given = _whole(request.POST.get("grade", ""), Words(zh="事件分级", en="Grade"))
    actions.grade(viewer_of(request), pk, given, reason=request.POST.get("reason", ""))
    return _back(request, pk)


@never_cache
@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    given = {name: _degrees(request.POST.get(name, ""), words) for name, words in forms.DEGREES.items()}
    where, reason = request.POST.get("place", ""), request.POST.get("reason", "")
    actions.locate(viewer_of(request), pk, place=where, **given, reason=reason)
    return _back(request, pk)


@never_cache
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("kind", "to", "text", "channel", "receiver")}
    sending.report_up(viewer_of(request), pk, **given, clocks=ticked(request), figures=typed_figures(request))
    return _back(request, pk)


@never_cache
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    actions.close(viewer_of(request), pk, reason=request.POST.get("reason", ""))
    return _back(request, pk)


def _if_served(url: str) -> str | None:
    """An address that a room downstream may serve; None while none does."""
    try:
        resolve(url)
    except Resolver404:
        return None
    return url


def _whole(text: str, what: Words) -> int:
    text = text.strip()
    if not text.isdecimal() or len(text) > 9:
        raise NotFilled(what=what, why=Words(zh="应是不小于 0 的整数", en="it must be a whole number of 0 or more"))
    return int(text)


def _degrees(text: str, what: Words) -> float | None:
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise NotFilled(what=what, why=Words(zh="应是数字", en="it must be a number")) from None


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(asked if asked.startswith("/") and ours else f"/incidents/{pk}")


def _looking(request: HttpRequest) -> Viewer:
    """The viewer, who must be allowed to look; the journal's position is noted before anything else is read."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    setattr(request, "position", journal.head())  # noqa: B010
    return viewer
