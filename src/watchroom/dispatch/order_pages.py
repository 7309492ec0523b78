"""One order on a page of its own: how far it is, whom it reached, what the book says of it; worded anew or recalled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.dispatch import call_queries, queries
from watchroom.dispatch.call_pages import _may as may_call
from watchroom.dispatch.changing import change_order
from watchroom.dispatch.pages import board_context, looking, typed
from watchroom.dispatch.trail import trail
from watchroom.dispatch.upstream import scene
from watchroom.incidents.moments import moment
from watchroom.journal import queries as journal
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


@never_cache
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page, or (asked for by the page itself) what changes of it."""
    viewer = looking(request)
    row = queries.order(viewer, pk)
    personal = viewer.may(Act.SEE_PERSONAL)
    context = {
        **may_call(viewer), **board_context(viewer, row.incident_id), "order": row, "card": queries.card_of(viewer, row),
        "scene": scene(row.incident_id), "stages": trail(viewer, pk), "calls": call_queries.calls(viewer, order=pk),
        "entries": [(entry, entry.say(personal=personal)) for entry in journal.of_subject(row.subject)][::-1], "back": f"order:{pk}",
    }  # fmt: skip
    template = "dispatch/_order.html" if "HX-Request" in request.headers else "dispatch/order.html"
    return render(request, template, context)


@never_cache
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    change_order(
        viewer_of(request),
        pk,
        text=typed(request, "text"),
        due_at=moment(typed(request, "due_at")),
        reason=typed(request, "reason"),
    )
    return redirect(f"/orders/{pk}")
