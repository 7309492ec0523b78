"""A version of a plan as a file, as it was written or as a document: /plans/<code>/export/<form>."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from ninja import Router

from watchroom.desk.report.typeset import pdf
from watchroom.desk.report.views import file, lang_of
from watchroom.kernel.words import Lang
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer
from watchroom.plans import queries
from watchroom.plans.exporting import written
from watchroom.plans.exporting_word import word
from watchroom.plans.faults import NoSuchFormat
from watchroom.plans.life_pages import version_asked
from watchroom.plans.models import Plan

router = Router(tags=["plans"])

FORMS: Mapping[str, tuple[str, Callable[[Plan, Lang], bytes]]] = {
    "yaml": ("text/yaml; charset=utf-8", lambda row, lang: row.source.encode()),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda row, lang: word(written(row, lang)),
    ),
    "pdf": ("application/pdf", lambda row, lang: pdf(written(row, lang).told(), "plan.typ")),
}


def exported(row: Plan, form: str, lang: Lang) -> tuple[str, bytes]:
    """The file's media type and content. Raises NoSuchFormat, NotTypeset."""
    if form not in FORMS:
        raise NoSuchFormat(format=form[:16] or "—")
    kind, made = FORMS[form]
    return kind, made(row, lang)


@never_cache
@require_GET
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    return _file(viewer_of(request), code, version_asked(request), form, lang_of(request))


@router.get("/plans/{code}/export/{form}", summary="A version as YAML as it was written, as Word or as PDF")
def export_over_api(request: HttpRequest, code: str, form: str, version: int | None = None) -> HttpResponse:
    """`form` is yaml, docx or pdf; the documents are in the language of the request."""
    return _file(viewer_of(request), code, version, form, lang_of(request))


def _file(viewer: Viewer, code: str, version: int | None, form: str, lang: Lang) -> HttpResponse:
    row = queries.plan(viewer, code, version)
    kind, content = exported(row, form, lang)
    return file(content, kind, f"{row.code}-v{row.version}.{form}")
