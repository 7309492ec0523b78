"""Advice on the screen: the cards of an incident, and the judgement of a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.advice import actions, queries
from watchroom.incidents import queries as incidents
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


@never_cache
@require_GET
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    incidents.row(pk)
    context = {"incident_pk": pk, "cards": queries.cards(viewer, pk), "asked": queries.asked(viewer, pk)}
    return render(request, "advice/cards.html", context)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.accept(viewer_of(request), pk, reason=str(request.POST.get("reason", "")))
    return redirect(f"/incidents/{row.incident_id}")


@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.reject(viewer_of(request), pk, reason=str(request.POST.get("reason", "")))
    return redirect(f"/incidents/{row.incident_id}")
