"""The warning level of an incident as one of the three scales: the gravest warning of ours or of an authority in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.incidents import queries as incidents
from watchroom.journal.clock import site_now
from watchroom.people.queries import viewer_of
from watchroom.sources import queries as sources
from watchroom.sources.models import Bulletin
from watchroom.warnings import queries
from watchroom.warnings.models import Warning


@never_cache
@require_GET
def in_force(request: HttpRequest, pk: int) -> HttpResponse:
    incidents.incident(viewer_of(request), pk)
    now = site_now()
    ours = queries.in_force(now, pk)
    official = [row for row in sources.bulletins_in_force(now) if row.level]
    ranked: list[tuple[int, bool, Warning | Bulletin]] = [(row.level, False, row) for row in ours]
    ranked += [(row.level or 9, True, row) for row in official]
    _, is_official, gravest = min(ranked, key=lambda one: one[:2], default=(9, False, None))
    context = {"gravest": gravest, "count": len(ranked), "official": is_official}
    return render(request, "warnings/in_force.html", context)
