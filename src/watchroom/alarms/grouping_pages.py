"""The page of a group and of all open alarms; a group is acknowledged at once, or taken apart by hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.alarms import grouping, lines
from watchroom.alarms.pages import IN_PLACE, back
from watchroom.alarms.rules import PRIORITY_WORDS
from watchroom.alarms.showing import shown
from watchroom.journal import queries as journal
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


@never_cache
@require_GET
def group(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    line = lines.group(viewer, pk)
    stands = line.group.dissolved_at is None and line.group.into_id is None
    context = {
        "line": line,
        "stands": stands,
        "window_s": grouping.limits().window_ms // 1000,
        "members": shown(viewer, lines.members(viewer, pk)),
        "entries": journal.of_subject(line.group.subject),
        "may_acknowledge": stands and viewer.may(Act.ACKNOWLEDGE_ALARM),
    }
    return render(request, _part(request, "alarms/_group.html", "alarms/group.html"), context)


@never_cache
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    grouping.acknowledge(viewer_of(request), pk)
    return back(request, f"/alarms/groups/{pk}")


@never_cache
@require_POST
def ungroup(request: HttpRequest, pk: int) -> HttpResponse:
    grouping.ungroup(viewer_of(request), pk)
    return back(request, f"/alarms/groups/{pk}")


@never_cache
@require_GET
def all_open(request: HttpRequest) -> HttpResponse:
    """Every open alarm, a page at a time; `priority` and `place` choose."""
    viewer = viewer_of(request)
    priority, place = _number(request, "priority"), request.GET.get("place", "")[:64]
    page = max(1, _number(request, "page") or 1)
    rows, total = lines.all_open(viewer, priority, place, page)
    context = {
        "rows": shown(viewer, rows),
        "total": total,
        "page": page,
        "pages": -(-total // lines.PAGE),
        "priority": priority,
        "place": place,
        "place_words": rows[0].measured_by.place if place and rows else None,
        "priorities": PRIORITY_WORDS,
    }
    return render(request, _part(request, "alarms/_all.html", "alarms/all.html"), context)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _part(request: HttpRequest, part: str, whole: str) -> str:
    return part if any(header in request.headers for header in IN_PLACE) else whole
