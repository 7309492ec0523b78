"""The plans as they are read, the pane of an incident, and the acts of those who forward, start and end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.incidents import queries as incidents
from watchroom.journal import queries as journal
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.plans import actions, life_queries, queries
from watchroom.plans.faults import NoSuchLevel
from watchroom.plans.life_pages import version_asked
from watchroom.plans.life_rules import STATES as STATE_WORDS
from watchroom.plans.loading import load
from watchroom.plans.models import PlanFault
from watchroom.plans.saying import numeral
from watchroom.plans.showing import plan_facts, shown_proposals
from watchroom.plans.showing_parts import parts_of
from watchroom.plans.showing_running import shown_activations, shown_notices
from watchroom.plans.wizard_queries import unfinished


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The plans in force, those that run now first."""
    viewer = looking(request)
    running = shown_activations(viewer, queries.activations(viewer, running_only=True))
    faults = life_queries.faults(viewer)
    rows = [
        {
            **plan_facts(row),
            **_faults(faults.get(row.code, [])),
            "running": [one for one in running if one.row.plan_code == row.code],
        }
        for row in queries.plans(viewer)
    ]
    rows.sort(key=lambda one: not one["running"])
    coming = [(row, STATE_WORDS[row.state]) for row in life_queries.coming(viewer)]
    may_draft = viewer.may(Act.DRAFT_PLAN)
    context = {
        "plans": rows,
        "coming": coming,
        "may_draft": may_draft,
        "wizard": unfinished(viewer) if may_draft else None,
    }
    return render(request, "plans/index.html", context)


def _faults(found: list[PlanFault]) -> dict[str, Any]:
    errors = [one for one in found if one.severity == "error"]
    return {
        "errors": len(errors),
        "warnings": len(found) - len(errors),
        "oldest": errors[0].first_seen if errors else None,
    }


@never_cache
@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    viewer = looking(request)
    row = queries.plan(viewer, code, version_asked(request))
    versions = queries.versions(viewer, code)
    in_force = next((one.version for one in versions if one.state == "in_force"), None)
    newer = in_force if in_force is not None and row.version != in_force else None
    context = {
        **plan_facts(row),
        **parts_of(load(row), {one.code: one.words for one in places.names(viewer)}),
        **_faults(life_queries.faults(viewer).get(code, [])),
        "versions": versions,
        "newer": newer,
    }
    return render(request, "plans/plan.html", context | {"state": STATE_WORDS[row.state]})


@never_cache
@require_GET
def source(request: HttpRequest, code: str) -> HttpResponse:
    """The file as it was imported, as plain text."""
    row = queries.plan(looking(request), code, version_asked(request))
    answer = HttpResponse(row.source, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{row.code}-v{row.version}.yaml"'
    return answer


@never_cache
@require_GET
def pane(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plans have to say about an incident: proposals, running responses, what was decided."""
    viewer = looking(request)
    activations = queries.activations(viewer, pk)
    started = shown_activations(viewer, activations)
    proposals = shown_proposals(viewer, queries.proposals(viewer, pk), activations)
    context = {
        "incident": incidents.incident(viewer, pk),
        "open": [one for one in proposals if one.row.is_open],
        "decided": [one for one in proposals if not one.row.is_open],
        "running": [one for one in started if one.row.is_running],
        "ended": [one for one in started if not one.row.is_running],
        "callers": viewer.may(Act.SEE_PERSONAL),
        "notices": (told := shown_notices(viewer, queries.notices(viewer, pk))),
        "unconfirmed": sum(one.row.is_open for one in told),
        "owed": any(one.row.is_open and (one.mine or one.may_note) for one in told),
        "may_repeat": viewer.may(Act.PLAN_DRILL),
    }
    return render(request, "plans/pane.html", context)


@never_cache
@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = looking(request)
    row = queries.proposal(viewer, pk)
    running = queries.activations(viewer, row.incident_id, running_only=True)
    (shown,) = shown_proposals(viewer, [row], running)
    return render(request, "plans/proposal.html", {"p": shown})


@never_cache
@require_GET
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """The response level as one of the three scales, or dashed while it is only proposed."""
    viewer = looking(request)
    running = queries.response(viewer, pk)
    proposed = queries.proposals(viewer, pk, open_only=True)
    level = running.level if running else proposed[0].level if proposed else None
    context = {"incident": pk, "response": running, "proposed": proposed, "numeral": numeral(level) if level else None}
    return render(request, "plans/response.html", context)


@never_cache
@require_POST
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    return back(request, actions.forward(viewer_of(request), pk).incident_id)


@never_cache
@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    level = request.POST.get("level", "")
    made = actions.activate(
        viewer_of(request), pk, level=chosen_level(level) if level else None, reason=request.POST.get("reason", "")
    )
    return back(request, made.incident_id)


@never_cache
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return back(request, actions.decline(viewer_of(request), pk, reason=request.POST.get("reason", "")).incident_id)


@never_cache
@require_POST
def stand_down(request: HttpRequest, pk: int) -> HttpResponse:
    return back(request, actions.stand_down(viewer_of(request), pk, reason=request.POST.get("reason", "")).incident_id)


@never_cache
@require_POST
def start_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    code, _, level = request.POST.get("choice", "").partition(":")
    viewer = viewer_of(request)
    actions.activate_plan(viewer, pk, code, chosen_level(level), reason=request.POST.get("reason", ""))
    return back(request, pk)


def chosen_level(text: str) -> int:
    if not text.isdecimal() or len(text) > 1:
        raise NoSuchLevel(plan="—", level=text[:8] or "—", levels="1–9")
    return int(text)


def back(request: HttpRequest, incident: int) -> HttpResponse:
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(asked if asked.startswith("/") and ours else f"/incidents/{incident}")


def looking(request: HttpRequest) -> Viewer:
    """The viewer, who must be allowed to look; the journal's position is noted before anything else is read."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    setattr(request, "position", journal.head())  # noqa: B010
    return viewer
