"""The duty log on the screen: written in one line, looked for by words, time, post and incident."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people import log_actions, log_queries, log_ties, queries
from watchroom.people.log_faults import LogLineWrong
from watchroom.people.log_queries import Asked
from watchroom.people.models import LogLine
from watchroom.people.queries import viewer_of
from watchroom.people.rights import ROLES, Act, Role
from watchroom.people.viewer import Viewer

NO_DAY = Words(zh="日期“{day}”不对，应写作 2026-02-04", en="the day {day} is none; write it like 2026-02-04")
_FIELDS = ("q", "from", "to", "post", "incident")


@dataclass(frozen=True, slots=True)
class Shown:
    row: LogLine
    post: Words


@never_cache
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """`?q=tingdian&from=2026-02-01&to=2026-02-04&post=watch_officer&incident=I-2026-0012&before=900`; `correct=12` to correct."""
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_LOG)
    if request.method == "POST":
        return _write(request, viewer)
    return _page(request, viewer, {})


def _write(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:2000] for name in ("text", "incident", "corrects")}
    try:
        log_actions.write(viewer, typed["text"], incident=typed["incident"], corrects=number(typed["corrects"]))
    except Fault as fault:
        if "HX-Request" in request.headers:
            raise
        return _page(request, viewer, typed, fault)
    return redirect("/duty/" if request.POST.get("then") == "duty" else "/duty/log")


def _page(request: HttpRequest, viewer: Viewer, typed: dict[str, str], fault: Fault | None = None) -> HttpResponse:
    given = {name: request.GET.get(name, "").strip()[:100] for name in _FIELDS}
    found, wrong = log_queries.Found(), fault
    try:
        found = log_queries.search(viewer, asked_of(viewer, given, number(request.GET.get("before", ""))))
    except Fault as refused:
        wrong = fault or refused
    correcting = number(typed.get("corrects") or request.GET.get("correct", ""))
    told = urlencode({name: value for name, value in given.items() if value})
    context: dict[str, Any] = {
        "lines": shown(found.lines), "found": found, "given": given, "asked": bool(told), "told": told, "fault": wrong, "typed": typed,
        "since": given["from"], "posts": queries.posts(), "ties": log_ties.open_ones(viewer)[:50],
        "correcting": log_queries.line(viewer, correcting) if correcting else None,
    }  # fmt: skip
    return render(request, "people/log.html", context, status=wrong.status if wrong else 200)


def asked_of(viewer: Viewer, given: dict[str, str], before: int | None, limit: int = log_queries.PAGE) -> Asked:
    """What the form asks for; days are the site's, the last one included. Raises LogLineWrong, NoSuchTie."""
    since, until = day_of(given.get("from", "")), day_of(given.get("to", ""))
    return Asked(
        given.get("q", ""), midnight(since) if since else None, midnight(until, 1) if until else None, given.get("post", ""),
        log_actions.row_of(viewer, given.get("incident", "")), before, limit,
    )  # fmt: skip


def midnight(day: date, after: int = 0) -> datetime:
    """When a day of the site begins, or the one that is so many days after it."""
    return datetime.combine(day + timedelta(days=after), time(), tzinfo=ZoneInfo(settings.SITE_ZONE))


def day_of(text: str) -> date | None:
    """Raises LogLineWrong."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        raise LogLineWrong(what=NO_DAY.fill(day=text[:20])) from None
    return min(max(found, date(1900, 1, 1)), date(9000, 1, 1))


def number(text: str) -> int | None:
    """`12` or `L12`; nothing for what is none."""
    digits = text.strip().lstrip("Ll")
    return int(digits) if digits.isdecimal() and len(digits) < 19 else None


def shown(rows: Iterable[LogLine]) -> list[Shown]:
    """Each line with its post in words."""
    posts = {one.code: one.words for one in queries.posts()}
    roles: dict[str, Words] = {role.value: ROLES[role] for role in Role}
    return [Shown(row, posts.get(row.post) or roles.get(row.post) or Words(zh=row.post, en=row.post)) for row in rows]
