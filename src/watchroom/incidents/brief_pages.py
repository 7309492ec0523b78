"""The site's own template for briefs on the screen and over the API: put in, tried, taken into service, put back."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from ninja import Field, Router, Schema

from watchroom.incidents import briefs
from watchroom.incidents.brief_models import BriefService
from watchroom.incidents.brief_places import PLACES
from watchroom.incidents.faults import FileNotTaken, NoSuchTemplate
from watchroom.incidents.showing import who
from watchroom.kernel.words import Lang, Words
from watchroom.people.pictures import closed
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
router = Router(tags=["incidents"])
_BODY = {"requestBody": {"required": True, "content": {WORD: {"schema": {"type": "string", "format": "binary"}}}}}
_GIVEN = {"responses": {200: {"description": "The Word document", "content": {WORD: {}}}}}
_NONE = Words(zh="没有选文件", en="no file was chosen")
_OURS = "0"


@never_cache
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)  # before anything of the body is taken in
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or isinstance(file, list):
            raise FileNotTaken(name="—", why=_NONE)
        data = file.read(briefs.MOST_BYTES + 1)
        briefs.put(viewer, str(file.name), data, note=request.POST.get("note", ""))
        return redirect("/brief-templates/")
    rows = briefs.versions(viewer)
    facts = {
        "versions": [(one.row, one.in_service, who(viewer, one.row.by)) for one in rows],
        "ours": not any(one.in_service for one in rows),
        "services": [(one, who(viewer, one.by)) for one in briefs.services(viewer)],
        "places": PLACES.values(), "most_mb": briefs.MOST_BYTES >> 20,
    }  # fmt: skip
    return render(request, "incidents/brief_templates.html", facts)


@never_cache
@require_GET
def template(request: HttpRequest, number: int) -> HttpResponse:
    row = briefs.version(viewer_of(request), number)
    return _given(bytes(row.body), f"template-{row.number}.docx")


@never_cache
@require_GET
def trial(request: HttpRequest, number: int) -> HttpResponse:
    return _given(briefs.tried(viewer_of(request), number, _lang(request)), f"template-{number}-trial.docx")


@never_cache
@require_POST
def service(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("number", "")
    if not typed.isdecimal() or len(typed) > 9:
        viewer_of(request).must(Act.ADMIN)
        raise NoSuchTemplate(number=typed[:20] or "—")
    number = None if typed == _OURS else int(typed)
    briefs.use(viewer_of(request), number, reason=request.POST.get("reason", ""))
    return redirect("/brief-templates/")


def _given(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return closed(answer)


def _lang(request: HttpRequest) -> Lang:
    return "en" if getattr(request, "lang", "zh") == "en" else "zh"


class TemplateOut(Schema):
    """A version of the template. `digest` is the SHA-256 of its bytes, as it stands in the journal."""

    number: int
    name: str
    size: int
    digest: str
    at: datetime
    note: str
    in_service: bool


class ServiceIn(Schema):
    """`number` null: the platform's own form."""

    number: int | None
    reason: str = Field(max_length=500)


class ServiceOut(Schema):
    number: int | None
    at: datetime
    reason: str


def template_out(one: briefs.Version) -> TemplateOut:
    row = one.row
    return TemplateOut(
        number=row.number, name=row.name, size=row.size, digest=row.digest, at=row.at, note=row.note, in_service=one.in_service
    )  # fmt: skip


def service_out(row: BriefService) -> ServiceOut:
    return ServiceOut(number=row.template.number if row.template else None, at=row.at, reason=row.reason)


@router.get(
    "/brief-templates", response=list[TemplateOut], summary="The site's own Word templates for briefs, by version"
)
def list_templates(request: HttpRequest) -> list[TemplateOut]:
    return [template_out(one) for one in briefs.versions(viewer_of(request))]


@router.post("/brief-templates", response=TemplateOut, summary="Put in a Word template for briefs", openapi_extra=_BODY)
def put_template(request: HttpRequest, name: str = "template.docx", note: str = "") -> TemplateOut:
    """The file's bytes are the body. It is checked and tried; it is in service only after `PUT /api/brief-service`."""
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)
    row = briefs.put(viewer, name[:300], request.read(briefs.MOST_BYTES + 1), note=note[:1000])
    return template_out(next(one for one in briefs.versions(viewer) if one.row.pk == row.pk))


@router.get("/brief-templates/{int:number}", summary="A template as it was put in", openapi_extra=_GIVEN)
def get_template(request: HttpRequest, number: int) -> HttpResponse:
    return template(request, number)


@router.get("/brief-templates/{int:number}/trial", summary="A made-up report out of a template", openapi_extra=_GIVEN)
def try_template(request: HttpRequest, number: int) -> HttpResponse:
    """In the language of the request."""
    return trial(request, number)


@router.get(
    "/brief-service", response=list[ServiceOut], summary="Which template made the briefs, and when, newest first"
)
def list_services(request: HttpRequest) -> list[ServiceOut]:
    return [service_out(one) for one in briefs.services(viewer_of(request))]


@router.put(
    "/brief-service", response=ServiceOut, summary="Make briefs from this template, or in the platform's own form"
)
def set_service(request: HttpRequest, given: ServiceIn) -> ServiceOut:
    return service_out(briefs.use(viewer_of(request), given.number, reason=given.reason))
