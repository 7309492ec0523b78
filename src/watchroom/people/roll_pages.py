"""Roll-calls on the screen: called and drawn by leaders, answered in one press, listed with their answer times."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.faults import Fault
from watchroom.kernel.pictures import MOST_BYTES
from watchroom.kernel.words import Words
from watchroom.people import log_pages, nightly, queries, roll_actions, roll_queries, todo_queries
from watchroom.people.pictures import picture_answer
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.roll_faults import DrawWrong

_NO_TIME = Words(zh="时间没有填写或不是有效时间", en="a time is missing or is none")


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """`?from=2026-02-01&to=2026-02-04`: the site's days, both included; without them the last thirty."""
    return _page(request)


def _page(request: HttpRequest, fault: Fault | None = None) -> HttpResponse:
    viewer, now = viewer_of(request), site_now()
    viewer.must(Act.KEEP_LOG)
    try:
        first, last = (log_pages.day_of(request.GET.get(name, "")) for name in ("from", "to"))
    except Fault as wrong:
        fault, first, last = wrong, None, None
    since = log_pages.midnight(first) if first else now - roll_queries.LOOKED_BACK
    until = log_pages.midnight(last, 1) if last else now + timedelta(seconds=1)
    local = as_local(now, settings.SITE_ZONE).replace(tzinfo=None)
    posts = queries.posts()
    named = {one.code: one.words for one in posts}
    context = {
        "found": roll_queries.rolls(viewer, since, until), "draws": [(row, roll_queries.post_words(row.posts, named)) for row in roll_queries.draws(viewer)],
        "nightly": [(row, roll_queries.post_words(row.posts, named), row.limit_s // 60) for row in nightly.rules(viewer)], "may_call": viewer.may(Act.CALL_ROLL), "fault": fault,
        "held": queries.on_watch(now), "posts": posts, "mine": roll_queries.mine(viewer), "since": since, "until": until,
        "from": f"{local:%Y-%m-%dT%H:%M}", "to": f"{local + timedelta(hours=8):%Y-%m-%dT%H:%M}", "now_at": now,
    }  # fmt: skip
    return render(request, "people/rolls.html", context, status=fault.status if fault else 200)


@never_cache
@require_GET
def bar(request: HttpRequest) -> HttpResponse:
    """What this person is called for now, and what the posts held have to do at this time, above every page; follows the live stream."""
    setattr(request, "position", journal.head())  # noqa: B010
    viewer = viewer_of(request)
    viewer.own()
    told = {"mine": roll_queries.mine(viewer), "todos": todo_queries.due_now(viewer, site_now())}
    return render(request, "people/_roll_bar.html", told)


@never_cache
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    roll_actions.call(viewer_of(request), request.POST.get("post", ""), limit_s=_minutes(request))
    return redirect("/duty/rolls")


@never_cache
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    given, count = request.POST, request.POST.get("count", "")
    viewer = viewer_of(request)
    viewer.must(Act.CALL_ROLL)
    roll_actions.draw(
        viewer, _at(given.get("since", "")), _at(given.get("until", "")), given.getlist("posts")[:200],
        int(count) if count.isdecimal() and len(count) < 4 else 0, limit_s=_minutes(request),
    )  # fmt: skip
    return redirect("/duty/rolls")


@never_cache
@require_POST
def put_nightly(request: HttpRequest) -> HttpResponse:
    given, count = request.POST, request.POST.get("count", "")
    viewer = viewer_of(request)
    viewer.must(Act.CALL_ROLL)
    nightly.put(
        viewer, given.get("begins", "")[:5], given.get("ends", "")[:5], given.getlist("posts")[:200],
        int(count) if count.isdecimal() and len(count) < 4 else 0, limit_s=_minutes(request),
    )  # fmt: skip
    return redirect("/duty/rolls")


@never_cache
@require_POST
def end_nightly(request: HttpRequest, pk: int) -> HttpResponse:
    nightly.end(viewer_of(request), pk)
    return redirect("/duty/rolls")


@never_cache
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    roll_actions.stop(viewer_of(request), pk)
    return redirect("/duty/rolls")


@never_cache
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.own()
    file = request.FILES.get("photo")
    data = file.read(MOST_BYTES + 1) if file is not None and hasattr(file, "read") else b""
    roll_actions.answer(viewer, pk, note=request.POST.get("note", ""), photo=data)
    return redirect("/duty/mine")


@never_cache
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    roll_actions.settle(viewer_of(request), pk, request.POST.get("why", ""))
    return redirect("/duty/rolls")


@never_cache
@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    row = roll_queries.picture(viewer_of(request), pk)
    return picture_answer(bytes(row.body or b""), row.kind, f"roll-{row.pk}-{row.digest[:12]}")


def _minutes(request: HttpRequest) -> int:
    """The limit in seconds; 0, which is refused, for what is no number."""
    typed = request.POST.get("minutes", "5")
    return int(typed) * 60 if typed.isdecimal() and len(typed) < 4 else 0


def _at(text: str) -> datetime:
    """A time as the browser's field gives it, in the site's zone. Raises DrawWrong."""
    try:
        return datetime.fromisoformat(text[:16]).replace(tzinfo=ZoneInfo(settings.SITE_ZONE))
    except ValueError:
        raise DrawWrong(what=_NO_TIME) from None
