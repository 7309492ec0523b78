"""The roster out as a workbook and in again."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Lang
from watchroom.people import feed_pages, queries, roster_excel, roster_taking
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.roster_rows import YEARS, read
from watchroom.people.viewer import Viewer

MOST_TOLD = 200


@never_cache
@require_GET
def out(request: HttpRequest) -> HttpResponse:
    """`?month=2026-12`: the shifts of a month; without it the month that runs."""
    lang: Lang = "en" if getattr(request, "lang", "zh") == "en" else "zh"
    return workbook(viewer_of(request), request.GET.get("month", ""), lang)


def workbook(viewer: Viewer, month: str, lang: Lang) -> HttpResponse:
    try:
        day = date.fromisoformat(f"{month[:7]}-01")
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        day = as_local(site_now(), settings.SITE_ZONE).date()
    answer = HttpResponse(roster_excel.month_out(viewer, day, settings.SITE_ZONE, lang), roster_excel.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="roster-{day:%Y-%m}.xlsx"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """A workbook is sent up, checked or taken; what is wrong is told row by row."""
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_ROSTER)
    told = {"month": as_local(site_now(), settings.SITE_ZONE), "most": MOST_TOLD, "posts": queries.posts()}
    if request.method == "GET":
        return render(request, "people/roster_in.html", told)
    file = request.FILES.get("file")
    data = file.read(roster_excel.MOST_BYTES + 1) if file is not None and hasattr(file, "read") else b""
    checked = request.POST.get("do") == "check"
    try:
        found = any_taken(viewer, request.POST.get("post", ""), data, check=checked)
    except Fault as fault:
        return render(request, "people/roster_in.html", {**told, "fault": fault.words}, status=fault.status)
    told |= {"found": found, "wrong": found.wrong[:MOST_TOLD], "warned": found.warned[:MOST_TOLD], "checked": checked}
    return render(request, "people/roster_in.html", told, status=422 if found.wrong else 200)


def any_taken(viewer: Viewer, post: str, data: bytes, *, check: bool) -> roster_taking.Taken:
    """A calendar by its first line, else a workbook. `post`: whose shifts a calendar's events are. Raises RosterFileBad, NoSuchPost."""
    if data.lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"BEGIN:VCALENDAR"):
        return feed_pages.taken(viewer, post, data, check=check)
    return taken(viewer, data, check=check)


def taken(viewer: Viewer, data: bytes, *, check: bool) -> roster_taking.Taken:
    """Raises RosterFileBad."""
    viewer.must(Act.KEEP_ROSTER)
    rows = roster_excel.rows_of(data)
    return roster_taking.take(viewer, data, read(rows, roster_taking.known(), settings.SITE_ZONE), check=check)
