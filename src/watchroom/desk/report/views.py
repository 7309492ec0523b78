"""The report on the screen and as a file: /report/<incident>, .pdf, .html."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.desk.report.gather import gather
from watchroom.desk.report.page import html, told
from watchroom.desk.report.typeset import pdf
from watchroom.kernel.words import Lang
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


def lang_of(request: HttpRequest) -> Lang:
    return "en" if getattr(request, "lang", "zh") == "en" else "zh"


@never_cache
@require_GET
def page(request: HttpRequest, incident: int) -> HttpResponse:
    viewer_of(request).must(Act.READ_REPORT)
    report = gather(incident)
    return render(request, "desk/report/view.html", {"r": told(report, lang_of(request)), "incident": incident})


@never_cache
@require_GET
def paper(request: HttpRequest, incident: int) -> HttpResponse:
    viewer_of(request).must(Act.READ_REPORT)
    said = told(gather(incident), lang_of(request))
    return file(pdf(said), "application/pdf", f"report-{incident}.pdf")


@never_cache
@require_GET
def whole(request: HttpRequest, incident: int) -> HttpResponse:
    """The page as one file that stands alone, to keep or to send."""
    viewer_of(request).must(Act.READ_REPORT)
    said = told(gather(incident), lang_of(request))
    return file(html(said).encode(), "text/html; charset=utf-8", f"report-{incident}.html")


def file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
