"""What the watch has to do, on the screen: its own list, and what is open in every room for the posts that one holds."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from watchroom.journal.clock import site_now
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people import queries, todo_actions, todo_queries
from watchroom.people.handing import Todos, open_matters
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.todo_faults import TodoWrong


@never_cache
@require_http_methods(["GET", "POST"])
def todo(request: HttpRequest) -> HttpResponse:
    """The list, and where a matter is written down; what was typed comes back with a refusal."""
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_LOG)
    given, fault = {name: request.POST.get(name, "") for name in ("text", "post", "due_at", "daily")}, None
    if request.method == "POST":
        try:
            due_at = _at(given["due_at"]) if given["due_at"] else None
            todo_actions.add(viewer, given["post"], given["text"], due_at=due_at, daily=given["daily"] == "1")
            return redirect("/duty/todo")
        except Fault as told:
            fault = told
    now = site_now()
    rows = todo_queries.open_todos(viewer)
    own = set(viewer.posts)
    context = {
        "given": given, "fault": fault, "now": now, "posts": queries.posts(), "held": viewer.posts[0] if viewer.posts else "",
        "rows": sorted(rows, key=lambda one: one.post.code not in own), "own": own, "done": todo_queries.last_done(viewer),
        "matters": [one for one in open_matters(viewer, now) if one[0] is not Todos.title],
    }  # fmt: skip
    return render(request, "people/todo.html", context, status=fault.status if fault else 200)


@never_cache
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    todo_actions.done(viewer_of(request), pk, note=request.POST.get("note", ""))
    return redirect("/duty/todo")


def _at(text: str) -> datetime:
    """A time as the browser's field gives it, in the site's zone. Raises TodoWrong."""
    try:
        return datetime.fromisoformat(text[:16]).replace(tzinfo=ZoneInfo(settings.SITE_ZONE))
    except ValueError:
        raise TodoWrong(what=Words(zh="时间不是有效时间", en="its time is none")) from None
