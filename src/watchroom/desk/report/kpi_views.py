"""The monthly alarm report on the screen and as a file: /report/alarms/2026-11, .pdf, .html; exercises with `exercise=1`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.desk.report import kpi
from watchroom.desk.report.views import file, lang_of
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


@never_cache
@require_GET
def page(request: HttpRequest, month: str) -> HttpResponse:
    said = _said(request, month)
    return render(request, "desk/report/kpi_view.html", {"r": said, "month": month, "exercise_shown": said["exercise"]})


@never_cache
@require_GET
def paper(request: HttpRequest, month: str) -> HttpResponse:
    return file(kpi.paper(_said(request, month)), "application/pdf", f"alarms-{month}.pdf")


@never_cache
@require_GET
def whole(request: HttpRequest, month: str) -> HttpResponse:
    """The page as one file that stands alone, to keep or to send."""
    return file(kpi.html(_said(request, month)).encode(), "text/html; charset=utf-8", f"alarms-{month}.html")


def _said(request: HttpRequest, month: str) -> dict[str, object]:
    viewer_of(request).must(Act.READ_REPORT)
    return kpi.of_month(month, lang_of(request), exercise=request.GET.get("exercise") in ("1", "true"))
