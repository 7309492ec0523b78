"""The roster out as a table and in again."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.faults import Fault
from watchroom.kernel.table_faults import NoFile
from watchroom.kernel.tables import FORMS, read_sheet
from watchroom.kernel.words import Lang
from watchroom.people import feed_pages, queries, roster_file, roster_taking, waiting
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.roster_rows import YEARS, read
from watchroom.people.rostering import AHEAD, guessed
from watchroom.people.viewer import Viewer

MOST_TOLD = 200


@never_cache
@require_GET
def out(request: HttpRequest, form: str) -> HttpResponse:
    """`?month=2026-12`: the shifts of a month; without it the month that runs."""
    lang: Lang = "en" if getattr(request, "lang", "zh") == "en" else "zh"
    return table(viewer_of(request), request.GET.get("month", ""), lang, form)


def table(viewer: Viewer, month: str, lang: Lang, form: str) -> HttpResponse:
    try:
        day = date.fromisoformat(f"{month[:7]}-01")
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        day = as_local(site_now(), settings.SITE_ZONE).date()
    answer = HttpResponse(roster_file.month_out(viewer, day, settings.SITE_ZONE, lang, form), FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="roster-{day:%Y-%m}.{form}"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """A file is sent up, checked or taken; what is wrong is told row by row."""
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_ROSTER)
    told = {"month": as_local(site_now(), settings.SITE_ZONE), "most": MOST_TOLD, "posts": queries.posts()}
    today = as_local(site_now(), settings.SITE_ZONE).date()
    told["guessed"] = guessed(today, today + AHEAD)
    if request.method == "GET":
        return render(request, "people/roster_in.html", told)
    file = request.FILES.get("file")
    data = file.read(roster_file.TABLE.size + 1) if file is not None and hasattr(file, "read") else b""
    checked = request.POST.get("do") == "check"
    try:
        given = request.POST.get("post", ""), data
        with waiting.watched(request):
            found, said = any_taken(viewer, *given, encoding=request.POST.get("encoding", ""), check=checked)
    except Fault as fault:
        return render(request, "people/roster_in.html", {**told, "fault": fault.words}, status=fault.status)
    told |= {
        "encoding": said,
        "found": found,
        "guessed": found.guessed,
        "wrong": found.wrong[:MOST_TOLD],
        "warned": found.warned[:MOST_TOLD],
        "checked": checked,
    }
    return render(request, "people/roster_in.html", told, status=422 if found.wrong else 200)


def any_taken(
    viewer: Viewer, post: str, data: bytes, *, encoding: str = "", check: bool = False
) -> tuple[roster_taking.Taken, str]:
    """What became of a file, and in which encoding its text was: a calendar by its first line, else a table.

    post      whose shifts a calendar's events are
    encoding  of a table that is text; empty: it is found
    Raises NoFile, RosterFileBad, NoSuchPost, and what a table that cannot be read raises.
    """
    viewer.must(Act.KEEP_ROSTER)
    if not data:
        raise NoFile()
    if calendar(data):
        return feed_pages.taken(viewer, post, data, check=check), ""
    sheet = read_sheet(data, roster_file.TABLE, encoding=encoding)
    found = read(sheet.rows, roster_taking.known(), settings.SITE_ZONE)
    return roster_taking.take(viewer, data, found, check=check), sheet.encoding


def calendar(data: bytes) -> bool:
    """In whatever encoding: its first words are the same in all but UTF-16, where each sign has two bytes."""
    return data[:80].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n ").startswith(b"BEGIN:VCALENDAR")
