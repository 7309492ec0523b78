"""A report upward as a file: /incidents/<incident>/reports/<report>/brief.docx and .pdf, and the same over the API."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from ninja import Router

from watchroom.desk.report import brief
from watchroom.desk.report.typeset import pdf
from watchroom.desk.report.views import file, lang_of
from watchroom.people.queries import viewer_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
router = Router(tags=["incidents"])
_WORD = {"responses": {200: {"description": "The brief as a file", "content": {WORD: {}}}}}
_PDF = {"responses": {200: {"description": "The brief as a file", "content": {"application/pdf": {}}}}}


@never_cache
@require_GET
def word(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """Out of the site's own template, where one is in service."""
    said = brief.told(viewer_of(request), pk, report, lang_of(request))
    return file(brief.word(said), WORD, f"brief-{report}.docx")


@never_cache
@require_GET
def paper(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    said = brief.told(viewer_of(request), pk, report, lang_of(request))
    return file(pdf(said, "brief.typ"), "application/pdf", f"brief-{report}.pdf")


@router.get(
    "/incidents/{int:pk}/reports/{int:report}/brief.docx",
    summary="A report upward as a Word document",
    openapi_extra=_WORD,
)
def word_over_api(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """In the language of the request; an exercise's says so."""
    return word(request, pk, report)


@router.get(
    "/incidents/{int:pk}/reports/{int:report}/brief.pdf", summary="A report upward on A4 pages", openapi_extra=_PDF
)
def paper_over_api(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """In the language of the request; an exercise's says so."""
    return paper(request, pk, report)
