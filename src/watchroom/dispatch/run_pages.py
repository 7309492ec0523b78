"""A plan that runs, on the screen: board, axis of time, organisation, and the card of one post for its phone or pocket."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.dispatch import actions, boards, owners, queries
from watchroom.dispatch.models import Order
from watchroom.dispatch.pages import answer, board_context, looking, typed, whole_number
from watchroom.dispatch.rules import ORDER_WORDS
from watchroom.dispatch.upstream import change_level, organisations, scene, step
from watchroom.incidents.moments import moment
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer

VIEWS = {
    "board": Words(zh="看板", en="Board"),
    "time": Words(zh="时限轴", en="Time"),
    "organisation": Words(zh="组织", en="Organisation"),
}


@never_cache
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, or (asked for by the page itself) the view that it shows."""
    viewer = looking(request)
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "board"
    context = {
        "scene": scene(pk), "incident_pk": pk, "view": view, "views": VIEWS, "counts": queries.counts(viewer, pk),
        "responses": [response for response, _ in organisations(pk)], **_shown(viewer, pk, view),
    }  # fmt: skip
    template = f"dispatch/run_{view}.html" if "HX-Request" in request.headers else "dispatch/run.html"
    return render(request, template, context)


def _shown(viewer: Viewer, pk: int, view: str) -> dict[str, Any]:
    common = board_context(viewer, pk)
    if view == "time":
        return {**common, "chart": boards.chart(viewer, pk)}
    if view == "organisation":
        return {**common, "trees": boards.trees(viewer, pk)}
    return {**common, "lanes": queries.board(viewer, pk), "posts": people.posts(), "owners": owners.choices()}


@never_cache
@require_GET
def card(request: HttpRequest, pk: int, post: str) -> HttpResponse:
    """The action card of one post: on its phone, or printed to be carried."""
    viewer = looking(request)
    context = {
        "scene": scene(pk),
        "incident_pk": pk,
        "c": boards.post_card(viewer, pk, post),
        "back_here": f"card:{post}",
        **board_context(viewer, pk),
    }
    template = "dispatch/card_parts.html" if "HX-Request" in request.headers else "dispatch/post_card.html"
    return render(request, template, context)


@never_cache
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    actions.add_order(
        viewer, whole_number(typed(request, "activation")) or 0, typed(request, "post"), title=typed(request, "title"),
        text=typed(request, "text"), within_s=_minutes(typed(request, "minutes")), reason=typed(request, "reason"),
    )  # fmt: skip
    return redirect(f"/incidents/{pk}/run")


@never_cache
@require_POST
def instruct(request: HttpRequest, pk: int, instruction: int) -> HttpResponse:
    """A leader's instruction to one more post."""
    actions.order_instruction(
        viewer_of(request), pk, instruction, typed(request, "post"), text=typed(request, "text"),
        due_at=moment(typed(request, "due_at")),
    )  # fmt: skip
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    percent = whole_number(typed(request, "percent"))
    row: Order = actions.progress_order(
        viewer_of(request), pk, percent=percent, said=typed(request, "said"), said_by=typed(request, "said_by")
    )
    return answer(request, row.incident_id)


@never_cache
@require_http_methods(["GET", "POST"])
def level(request: HttpRequest, pk: int, level: int) -> HttpResponse:
    """Before a level is left: the open tasks that only it has, and for each whether it ends or goes on."""
    if request.method == "POST":
        ends, reason = request.POST.getlist("ends"), typed(request, "reason")
        return redirect(f"/incidents/{change_level(viewer_of(request), pk, level, reason=reason, ends=ends)}")
    viewer = looking(request)
    found = step(pk, level)
    rows = [(row, queries.begun(row)) for row in queries.left_behind(viewer, found)]
    context = {"scene": scene(found.incident), "step": found, "activation": pk, "rows": rows, "states": ORDER_WORDS}
    return render(request, "dispatch/level.html", context)


def _minutes(text: str) -> int | None:
    minutes = whole_number(text)
    return minutes * 60 if minutes else None
