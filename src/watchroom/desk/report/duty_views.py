"""The duty report on the screen and as a file: /report/duty/<day>, .pdf, .html, .docx; `?begins=07:30` for another hour."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.desk.report import duty
from watchroom.desk.report.drill_views import WORD
from watchroom.desk.report.views import file, lang_of
from watchroom.people.queries import viewer_of


@never_cache
@require_GET
def page(request: HttpRequest, day: str) -> HttpResponse:
    told = said(request, day)
    return render(
        request, "desk/report/duty_view.html", {"r": told, "day": day, "begins": request.GET.get("begins", "")[:5]}
    )


@never_cache
@require_GET
def paper(request: HttpRequest, day: str) -> HttpResponse:
    return file(duty.paper(said(request, day)), "application/pdf", f"duty-{day}.pdf")


@never_cache
@require_GET
def whole(request: HttpRequest, day: str) -> HttpResponse:
    """The page as one file that stands alone, to keep or to send."""
    return file(duty.html(said(request, day)).encode(), "text/html; charset=utf-8", f"duty-{day}.html")


@never_cache
@require_GET
def word(request: HttpRequest, day: str) -> HttpResponse:
    return file(duty.word(said(request, day)), WORD, f"duty-{day}.docx")


def said(request: HttpRequest, day: str) -> dict[str, Any]:
    return duty.of_day(viewer_of(request), day, lang_of(request), request.GET.get("begins", "")[:5])
