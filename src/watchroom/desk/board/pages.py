"""One incident's board for the wall and the commander: every part a fragment that is drawn again when its matters change."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.desk.board import facts
from watchroom.desk.pages import looking
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.people.viewer import Viewer

# What each part follows on the live stream, beside the incident itself.
FOLLOWS = {
    "head": "activation: order: warning:",
    "command": "activation: order: shift:",
    "units": "unit: callout: calling:",
    "tasks": "order: activation:",
    "messages": "warning: report:",
    "files": "",
    "figures": "alarm:",
    "timeline": "unit: order: activation: proposal: advice: warning:",
}


@never_cache
@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, or (asked for by the page itself, `?part=`) one part of it."""
    viewer = looking(request)
    row = incidents.incident(viewer, pk)
    part = request.GET.get("part", "")
    if part in facts.PARTS and "HX-Request" in request.headers:
        return render(request, f"desk/board/{part}.html", {**_common(row), **_gathered(request, viewer, row, part)})
    parts = {name: _gathered(request, viewer, row, name) for name in facts.PARTS}
    told: dict[str, Any] = {**_common(row), "parts": parts, "follows": FOLLOWS}
    return render(request, "desk/board/board.html", told)


def _common(row: Incident) -> dict[str, Any]:
    return {"incident": row, "now_s": site_now(), "back": f"/incidents/{row.pk}/board"}


def _gathered(request: HttpRequest, viewer: Viewer, row: Incident, part: str) -> dict[str, Any]:
    if part != "timeline":
        return facts.PARTS[part](viewer, row)
    room = request.GET.get("room", "")
    text = request.GET.get("q", "")[:100]
    return facts.timeline(viewer, row, room=room if room in facts.ROOMS else "", text=text)
