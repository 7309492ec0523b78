"""A place: the panel that a click on the map opens, and the same as a page to whoever follows a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watchroom.people.queries import viewer_of
from watchroom.places import queries
from watchroom.places.models import KINDS


@require_GET
def panel(request: HttpRequest, code: str) -> HttpResponse:
    place = queries.seen(viewer_of(request), code)
    told = {"place": place, "kind": KINDS[place.kind], "centre": queries.centre(place)}
    return render(request, "places/panel.html" if "HX-Request" in request.headers else "places/place.html", told)
