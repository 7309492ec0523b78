"""The report of a drill on the screen and as a file: /report/drills/<drill>, .pdf, .html, .docx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.desk.report import drill
from watchroom.desk.report.views import file, lang_of
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans.drills import queries

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "desk/report/drill_view.html", {"r": said(request, pk), "drill": pk})


@never_cache
@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return file(drill.paper(said(request, pk)), "application/pdf", f"drill-{pk}.pdf")


@never_cache
@require_GET
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as one file that stands alone, to keep or to send."""
    return file(drill.html(said(request, pk)).encode(), "text/html; charset=utf-8", f"drill-{pk}.html")


@never_cache
@require_GET
def word(request: HttpRequest, pk: int) -> HttpResponse:
    return file(drill.word(said(request, pk)), WORD, f"drill-{pk}.docx")


def said(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer = viewer_of(request)
    viewer.must(Act.READ_REPORT)
    return drill.told(queries.drill(viewer, pk), lang_of(request))
