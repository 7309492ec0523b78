"""The panel that a click on a place opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watchroom.people.queries import viewer_of
from watchroom.places import queries
from watchroom.places.models import KINDS


@require_GET
def panel(request: HttpRequest, code: str) -> HttpResponse:
    place = queries.seen(viewer_of(request), code)
    return render(
        request, "places/panel.html", {"place": place, "kind": KINDS[place.kind], "centre": queries.centre(place)}
    )
