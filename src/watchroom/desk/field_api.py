"""What a phone in the field takes along, over the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from watchroom.desk.field_state import state
from watchroom.onemap.offline import surroundings
from watchroom.people.queries import viewer_of

router = Router(tags=["field"])


@router.get("/field/state", summary="What a phone in the field takes along: own orders, units, incidents, cards")
def taken_along(request: HttpRequest) -> dict[str, Any]:
    return state(viewer_of(request), None)


@router.get("/field/incidents/{int:pk}/map", summary="An incident's surroundings as one drawing, to be kept on a phone")
def kept_map(request: HttpRequest, pk: int) -> dict[str, Any]:
    """`map` is null while nobody knows where the incident is."""
    return {"map": surroundings(viewer_of(request), pk, getattr(request, "lang", "zh"))}
