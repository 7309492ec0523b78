"""The duty pages: who is on watch, the roster of a week, one's own shifts and requests, and changes of hands."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import (
    asking,
    coverage,
    duty_queries,
    handing,
    handover,
    log_pages,
    log_queries,
    queries,
    roll_queries,
    rostering,
)
from watchroom.people.duty_faults import NoSuchPost, ShiftWrong
from watchroom.people.queries import viewer_of
from watchroom.people.requests import ASKED, Asked
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

REPORT_AFTER = timedelta(hours=8)  # before eight the day of the report that runs is yesterday
LAST = 5  # lines of the log that stand on the duty page
NOT_A_TIME = Words(zh="时间没有填写或不是有效时间", en="a time is missing or is none")


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who is on watch now, the roster of a week (`?from=2026-02-02`), and what is wrong with the next thirty days."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    now = site_now()
    absences, exchanges = duty_queries.waiting(viewer, now)
    lines = log_queries.search(viewer, log_queries.Asked(limit=LAST)).lines if viewer.may(Act.KEEP_LOG) else []
    week = duty_queries.week(viewer, _from(request, now), settings.SITE_ZONE)
    context = {
        "guessed": rostering.guessed(week.days[0].day, week.days[-1].day),
        "today": as_local(now - REPORT_AFTER, settings.SITE_ZONE).date(), "may_log": viewer.may(Act.KEEP_LOG), "lines": log_pages.shown(lines),
        "on_watch": queries.on_watch(now), "on_leave": queries.on_leave(now), "names": viewer.may(Act.SEE_NAMES),
        "week": week, "zone_now": now,
        "troubles": coverage.troubles(now, settings.SITE_ZONE), "absences": absences, "exchanges": exchanges, "asked": ASKED,
        "may_keep": viewer.may(Act.KEEP_ROSTER), "rotas": duty_queries.rotas(viewer), "posts": queries.posts(), "people": [one for one in queries.people() if one.is_active],
    }  # fmt: skip
    return render(request, "people/duty.html", context)


def _from(request: HttpRequest, now: datetime) -> date:
    """The first day of the week that is shown: as asked for, else today."""
    try:
        return date.fromisoformat(request.GET.get("from", "")[:10])
    except ValueError:
        return as_local(now, settings.SITE_ZONE).date()


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own shifts, leave and exchanges; for anybody with an account, on duty or not."""
    viewer = viewer_of(request)
    now = site_now()
    own = duty_queries.mine(viewer, now)
    posts = {shift.post.code: shift.post for shift in own.shifts if shift.since < now + timedelta(hours=2)}
    context = {
        "mine": roll_queries.mine(viewer), "own": own, "asked": ASKED, "open": {Asked.ASKED.value, Asked.ACCEPTED.value}, "me": viewer.person,
        "takes": [post for post in posts.values() if handover.own_shift(post, now, viewer.person or 0)],
        "people": [one for one in queries.people() if one.is_active and one.pk != viewer.person],
    }  # fmt: skip
    return render(request, "people/mine.html", context)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    given = request.POST
    asking.ask_leave(
        viewer_of(request), _at(given.get("since", "")), _at(given.get("until", "")), given.get("reason", "")
    )
    return redirect("/duty/mine")


@never_cache
@require_POST
def withdraw_leave(request: HttpRequest, pk: int) -> HttpResponse:
    asking.withdraw_leave(viewer_of(request), pk)
    return redirect("/duty/mine")


@never_cache
@require_POST
def decide_leave(request: HttpRequest, pk: int) -> HttpResponse:
    asking.decide_leave(viewer_of(request), pk, agree=request.POST.get("agree") == "1")
    return redirect("/duty/")


@never_cache
@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    given = request.POST
    since, until = given.get("since", ""), given.get("until", "")
    other = given.get("other", "")
    asking.ask_exchange(
        viewer_of(request), _number(given.get("shift", "")), given.get("taker", ""), given.get("reason", ""),
        other=_number(other) if other else None, since=_at(since) if since else None, until=_at(until) if until else None,
    )  # fmt: skip
    return redirect("/duty/mine")


@never_cache
@require_POST
def answer_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    asking.answer_exchange(viewer_of(request), pk, accept=request.POST.get("accept") == "1")
    return redirect("/duty/mine")


@never_cache
@require_POST
def withdraw_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    asking.withdraw_exchange(viewer_of(request), pk)
    return redirect("/duty/mine")


@never_cache
@require_POST
def decide_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    asking.decide_exchange(viewer_of(request), pk, agree=request.POST.get("agree") == "1")
    return redirect("/duty/")


@never_cache
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    rostering.assign(viewer_of(request), pk, request.POST.get("person", ""), request.POST.get("why", ""))
    return redirect(_back(request))


@never_cache
@require_POST
def put_shift(request: HttpRequest) -> HttpResponse:
    given = request.POST
    rostering.put_by_hand(
        viewer_of(request), given.get("post", ""), given.get("person", ""), _at(given.get("since", "")), _at(given.get("until", "")),
        given.get("why", ""),
    )  # fmt: skip
    return redirect(_back(request))


@never_cache
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    rostering.drop(viewer_of(request), pk, request.POST.get("why", ""))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The week from which somebody came."""
    try:
        return f"/duty/?from={date.fromisoformat(request.POST.get('from', '')[:10])}"
    except ValueError:
        return "/duty/"


@never_cache
@require_GET
def change(request: HttpRequest, code: str) -> HttpResponse:
    """A post's change of hands: what is open, and where each side signs."""
    viewer = viewer_of(request)
    return render(request, "people/handover.html", handover_facts(viewer, code))


def handover_facts(viewer: Viewer, code: str) -> dict[str, Any]:
    """For whoever holds the post, whoever takes it next, and those who may see the watch."""
    now = site_now()
    post = queries.post(code)
    if post is None:
        raise NoSuchPost(code=code)
    held, own = queries.holding_shift(code, now), handover.own_shift(post, now, viewer.person or 0)
    gives = (
        held is not None and held.person_id == viewer.person and (held.taken_at is not None or not post.by_signature)
    )
    takes = own is not None  # his own shift that runs or is about to, and that he has not signed for
    if not gives and not takes:
        viewer.must(Act.SEE)
    shift = held if gives else own
    person = queries.person(viewer.person) if viewer.person is not None else None
    matters = handover.matters_for(person, shift, now) if person and shift else []
    return {
        "post": post, "held": held, "given": duty_queries.open_handover(code), "gives": gives, "takes": takes, "arrives": takes and own == held,
        "following": handover.next_shift(post, now), "matters": matters, "groups": handing.grouped(matters), "count": sum(len(rows) for _, rows in matters),
        "alone": held is not None and held.person_id != viewer.person, "past": handover.last_handovers(code), "names": viewer.may(Act.SEE_NAMES) or gives or takes, "may_keep": viewer.may(Act.KEEP_ROSTER),
    }  # fmt: skip


@never_cache
@require_POST
def give(request: HttpRequest, code: str) -> HttpResponse:
    given = request.POST
    handover.give(viewer_of(request), code, equipment=given.get("equipment", ""), remarks=given.get("remarks", ""))
    return redirect(f"/duty/posts/{code}/handover")


@never_cache
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    handover.take(
        viewer_of(request), code, " ".join(request.POST.getlist("read")).split(), alone=request.POST.get("alone", "")
    )
    return redirect("/")


def _at(text: str) -> datetime:
    """A time as the browser's field gives it, in the site's zone. Raises ShiftWrong."""
    try:
        return datetime.fromisoformat(text[:16]).replace(tzinfo=ZoneInfo(settings.SITE_ZONE))
    except ValueError:
        raise ShiftWrong(what=NOT_A_TIME) from None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
