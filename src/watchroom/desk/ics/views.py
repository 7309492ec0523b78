"""The forms of an incident on the screen and over the API: which there are, what people fill in, and the paper."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from ninja import Field, Router, Schema

from watchroom.desk.ics.paper import paper
from watchroom.desk.pages import looking
from watchroom.desk.report.views import file, lang_of
from watchroom.incidents import form_keeping
from watchroom.incidents import queries as incidents
from watchroom.incidents.faults import FormChanged, NotFilled
from watchroom.incidents.ics import FORMS, Form
from watchroom.incidents.models import FormVersion
from watchroom.incidents.showing import who
from watchroom.kernel.faults import Fault
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

router = Router(tags=["incidents"])
_PDF = {"responses": {200: {"description": "The form as a file", "content": {"application/pdf": {}}}}}


@never_cache
@require_GET
def index(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = looking(request, Act.READ_REPORT)
    typed = form_keeping.typed_for(viewer, pk)
    rows = [(form, typed.get(form.code)) for form in FORMS.values()]
    told = {
        "incident": incidents.incident(viewer, pk),
        "rows": [(f, v, who(viewer, v.by) if v else None) for f, v in rows],
    }
    return render(request, "desk/ics/index.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What people fill in; what was typed comes back beside what is wrong with it."""
    viewer = looking(request, Act.READ_REPORT)
    asked = form_keeping.form_named(code)
    if request.method == "GET":
        return _shown(request, viewer, pk, asked)
    typed = {ask.code: str(request.POST.get(ask.code, "")).replace("\r\n", "\n") for ask in asked.asks}
    after = str(request.POST.get("after", ""))
    try:
        form_keeping.keep_form(viewer, pk, code, typed, after=int(after) if after.isdecimal() and len(after) < 9 else 0)
    except (NotFilled, FormChanged) as fault:
        return _shown(request, viewer, pk, asked, typed, fault)
    return redirect(f"/incidents/{pk}/forms/{code}")


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    pk: int,
    asked: Form,
    typed: dict[str, str] | None = None,
    fault: Fault | None = None,
) -> HttpResponse:
    made = form_keeping.versions(viewer, pk, asked.code)
    content = made[0].content if made else {}
    row = incidents.incident(viewer, pk)
    told = {
        "incident": row, "form": asked, "fault": fault, "current": made[0].version if made else 0,
        "asks": [(ask, (typed or content).get(ask.code, "")) for ask in asked.asks],
        "versions": [(one, who(viewer, one.by), [(ask, one.content.get(ask.code)) for ask in asked.asks]) for one in made],
        "may_fill": viewer.may(Act.FILL_FORMS) and row.is_open,
    }  # fmt: skip
    return render(request, "desk/ics/form.html", told, status=fault.status if fault else 200)


@never_cache
@require_GET
def form_pdf(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.READ_REPORT)
    body = paper(viewer, pk, code, lang_of(request))
    return file(body, "application/pdf", f"ics-{code}-{incidents.incident(viewer, pk).number}.pdf")


class VersionOut(Schema):
    version: int
    at: datetime
    by: str
    content: dict[str, str]


class AskOut(Schema):
    """What people fill in. `columns`: a table, a row a line, its cells apart by `|`."""

    code: str
    number: str
    zh: str
    en: str
    columns: list[str]


class FormOut(Schema):
    """A form with what people fill in; `version` 0 and no content where nobody did yet."""

    code: str
    zh: str
    en: str
    asks: list[AskOut]
    version: int
    content: dict[str, str]


class OneFormOut(FormOut):
    versions: list[VersionOut]


class FormIn(Schema):
    """`after`: the version that was read before; another one saved since refuses this. Null: whatever there is."""

    content: dict[str, str] = Field(max_length=40)
    after: int | None = None


@router.get(
    "/incidents/{int:pk}/forms", response=list[FormOut], summary="The ICS forms of an incident, what is typed in each"
)
def forms_out(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    typed = form_keeping.typed_for(viewer_of(request), pk)
    return [_out(one, typed.get(one.code)) for one in FORMS.values()]


@router.get("/incidents/{int:pk}/forms/{code}.pdf", summary="An ICS form, filled, on A4 pages", openapi_extra=_PDF)
def pdf_out(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """In the language of the request; an exercise's says so."""
    return form_pdf(request, pk, code)


@router.get("/incidents/{int:pk}/forms/{code}", response=OneFormOut, summary="One ICS form with all its versions")
def form_out(request: HttpRequest, pk: int, code: str) -> dict[str, Any]:
    made = form_keeping.versions(viewer_of(request), pk, code)
    told = [{"version": one.version, "at": one.at, "by": one.by, "content": one.content} for one in made]
    return _out(FORMS[code], made[0] if made else None) | {"versions": told}


@router.put("/incidents/{int:pk}/forms/{code}", response=FormOut, summary="Save what people know for an ICS form")
def keep_out(request: HttpRequest, pk: int, code: str, given: FormIn) -> dict[str, Any]:
    made = form_keeping.keep_form(viewer_of(request), pk, code, given.content, after=given.after)
    return _out(FORMS[code], made)


def _out(one: Form, made: FormVersion | None) -> dict[str, Any]:
    asks = [
        {
            "code": ask.code,
            "number": ask.number,
            "zh": ask.words.zh,
            "en": ask.words.en,
            "columns": [c.en for c in ask.columns],
        }
        for ask in one.asks
    ]
    return {
        "code": one.code, "zh": one.title.zh, "en": one.title.en, "asks": asks,
        "version": made.version if made else 0, "content": made.content if made else {},
    }  # fmt: skip
