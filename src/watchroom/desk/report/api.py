"""The after-action report over the API: what its page says, and its two files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from watchroom.desk.report import drill_views, duty_views, kpi, kpi_views, views
from watchroom.desk.report.gather import gather
from watchroom.desk.report.page import told
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router(tags=["report"])


class ReportOut(Schema):
    """The report as plain text in the language of the request.

    sections  the headings by name; `heads` those of each table's columns
    map, plot  drawings as SVG
    chain     from the first warning that was released back to the reading, oldest first; lines as in `timeline`
    """

    lang: str
    exercise: bool
    banner: str
    heading: str
    title: str
    number: str
    span: str
    zone: str
    made_from: str
    summary: list[list[str]]
    sections: dict[str, str]
    heads: dict[str, list[str]]
    map: str
    plot: str
    milestones: list[list[str]]
    orders: list[list[str]]
    alarms: list[list[str]]
    units: list[list[str]]
    warnings: list[list[str]]
    advice: list[list[str]]
    chain: list[list[str]]
    timeline: list[list[str]]


def _file(kind: str) -> dict[str, Any]:
    return {"responses": {200: {"description": "The report as a file", "content": {kind: {}}}}}


@router.get("/report/{int:incident}", response=ReportOut, summary="The after-action report of an incident")
def report(request: HttpRequest, incident: int) -> dict[str, Any]:
    viewer_of(request).must(Act.READ_REPORT)
    return told(gather(incident), views.lang_of(request))


@router.get("/report/{int:incident}.pdf", summary="The report on A4 pages", openapi_extra=_file("application/pdf"))
def paper(request: HttpRequest, incident: int) -> HttpResponse:
    return views.paper(request, incident)


@router.get("/report/{int:incident}.html", summary="The report as one page", openapi_extra=_file("text/html"))
def whole(request: HttpRequest, incident: int) -> HttpResponse:
    return views.whole(request, incident)


class KpiReportOut(Schema):
    """A month's alarm KPIs as their report prints them, in the language of the request. `plot` and `mix` are SVG."""

    lang: str
    exercise: bool
    banner: str
    heading: str
    title: str
    span: str
    zone: str
    note: str
    sections: dict[str, str]
    heads: dict[str, list[str]]
    plot: str
    mix: str
    figures: list[list[str]]
    shares: list[list[str]]
    acknowledging: list[list[str]]
    floods: list[list[str]]
    frequent: list[list[str]]
    chattering: list[list[str]]
    stale: list[list[str]]


@router.get(
    "/report/alarms/{month}.pdf", summary="A month's alarm KPIs on A4 pages", openapi_extra=_file("application/pdf")
)
def kpi_paper(request: HttpRequest, month: str, exercise: bool = False) -> HttpResponse:
    return kpi_views.paper(request, month)


@router.get("/report/alarms/{month}.html", summary="A month's alarm KPIs as one page", openapi_extra=_file("text/html"))
def kpi_whole(request: HttpRequest, month: str, exercise: bool = False) -> HttpResponse:
    return kpi_views.whole(request, month)


@router.get("/report/alarms/{month}", response=KpiReportOut, summary="A month's alarm KPIs as their report prints them")
def kpi_report(request: HttpRequest, month: str, exercise: bool = False) -> dict[str, Any]:
    """`month` as 2026-11. Exercises are told apart: `exercise=1` for them."""
    viewer_of(request).must(Act.READ_REPORT)
    return kpi.of_month(month, views.lang_of(request), exercise=exercise)


class DrillTableOut(Schema):
    title: str
    heads: list[str]
    widths: list[int]
    rows: list[list[str]]


class DrillReportOut(Schema):
    """The report of a drill, or of a day's duty, as plain text in the language of the request."""

    lang: str
    exercise: bool
    banner: str
    heading: str
    title: str
    number: str
    span: str
    zone: str
    none: str
    summary: list[list[str]]
    tables: list[DrillTableOut]


@router.get("/report/drills/{int:pk}", response=DrillReportOut, summary="The report of a drill that has ended")
def drill_report(request: HttpRequest, pk: int) -> dict[str, Any]:
    return drill_views.said(request, pk)


@router.get(
    "/report/drills/{int:pk}.pdf", summary="A drill's report on A4 pages", openapi_extra=_file("application/pdf")
)
def drill_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return drill_views.paper(request, pk)


@router.get("/report/drills/{int:pk}.html", summary="A drill's report as one page", openapi_extra=_file("text/html"))
def drill_whole(request: HttpRequest, pk: int) -> HttpResponse:
    return drill_views.whole(request, pk)


@router.get("/report/drills/{int:pk}.docx", summary="A drill's report for Word", openapi_extra=_file(drill_views.WORD))
def drill_word(request: HttpRequest, pk: int) -> HttpResponse:
    return drill_views.word(request, pk)


@router.get("/report/duty/{day}.pdf", summary="A day's duty report on A4 pages", openapi_extra=_file("application/pdf"))
def duty_paper(request: HttpRequest, day: str, begins: str = "") -> HttpResponse:
    return duty_views.paper(request, day)


@router.get("/report/duty/{day}.html", summary="A day's duty report as one page", openapi_extra=_file("text/html"))
def duty_whole(request: HttpRequest, day: str, begins: str = "") -> HttpResponse:
    return duty_views.whole(request, day)


@router.get("/report/duty/{day}.docx", summary="A day's duty report for Word", openapi_extra=_file(drill_views.WORD))
def duty_word(request: HttpRequest, day: str, begins: str = "") -> HttpResponse:
    return duty_views.word(request, day)


@router.get("/report/duty/{day}", response=DrillReportOut, summary="The duty report of a day")
def duty_report(request: HttpRequest, day: str, begins: str = "") -> dict[str, Any]:
    """`day` as 2026-02-04, of the site; from `begins` (08:00) to the same hour of the next day."""
    return duty_views.said(request, day)
