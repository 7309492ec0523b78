"""The files of an incident on the screen and over the API: added, listed, and given out as what they were found to be."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from ninja import Router, Schema

from watchroom.incidents import attaching, queries
from watchroom.incidents.faults import FileNotTaken
from watchroom.incidents.files import KINDS, MOST_BYTES
from watchroom.incidents.models import Attachment
from watchroom.incidents.showing import who
from watchroom.journal import queries as journal
from watchroom.kernel.words import Words
from watchroom.people.pictures import closed
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

router = Router(tags=["incidents"])
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip
_NONE = Words(zh="没有选文件", en="no file was chosen")


@never_cache
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """What was added; or adds a file, and shows what there is then."""
    viewer = viewer_of(request)
    if request.method == "POST":
        viewer.must(Act.NOTE_INCIDENT)  # before anything of the body is taken in
        file = request.FILES.get("file")
        if file is None or isinstance(file, list):
            raise FileNotTaken(name="—", why=_NONE)
        data = file.read(MOST_BYTES + 1)
        attaching.attach(viewer, pk, str(file.name), data, note=request.POST.get("note", ""))
        if "HX-Request" not in request.headers:
            return redirect(f"/incidents/{pk}/board")
    setattr(request, "position", journal.head())  # noqa: B010
    return render(request, "incidents/_files.html", shown(viewer, pk))


def shown(viewer: Viewer, pk: int) -> dict[str, Any]:
    """What the list of files needs; for a wall, that there is nothing for it to see."""
    row = queries.incident(viewer, pk)
    rows = [(one, who(viewer, one.added_by)) for one in attaching.attached(viewer, pk)]
    may = viewer.may(Act.NOTE_INCIDENT) and row.is_open
    return {"incident": row, "files": rows, "kinds": KINDS, "most_mb": MOST_BYTES >> 20, "may_add": may}


@never_cache
@require_GET
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return given_out(attaching.one_attached(viewer_of(request), pk, file))


def given_out(row: Attachment) -> HttpResponse:
    """The bytes to be kept as a file: never shown in the page's own place."""
    answer = HttpResponse(bytes(row.body), content_type=row.kind)
    answer["Content-Disposition"] = f"attachment; filename=\"file-{row.pk}\"; filename*=UTF-8''{quote(row.name)}"
    return closed(answer)


class FileOut(Schema):
    """A file of an incident. `kind` is what its bytes are; `digest` is their SHA-256, as it stands in the journal."""

    id: int
    name: str
    kind: str
    size: int
    digest: str
    added_at: datetime
    added_by: str
    note: str


@router.get("/incidents/{int:pk}/files", response=list[FileOut], summary="The files added to an incident")
def files_out(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_out(one) for one in attaching.attached(viewer_of(request), pk)]


@router.post(
    "/incidents/{int:pk}/files", response=FileOut, summary="Add a file to an incident", openapi_extra=_FILE
)  # fmt: skip
def add_file(request: HttpRequest, pk: int, name: str = "file", note: str = "") -> dict[str, Any]:
    """The file's bytes are the body. What it is, is judged by them; the same bytes again add nothing more."""
    viewer = viewer_of(request)
    viewer.must(Act.NOTE_INCIDENT)
    return _out(attaching.attach(viewer, pk, name[:300], request.read(MOST_BYTES + 1), note=note[:1000]))


@router.get(
    "/incidents/{int:pk}/files/{int:file}", summary="The bytes of a file of an incident",
    openapi_extra={"responses": {200: {"description": "The file", "content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def file_out(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return given_out(attaching.one_attached(viewer_of(request), pk, file))


def _out(row: Attachment) -> dict[str, Any]:
    names = ("name", "kind", "size", "digest", "added_at", "added_by", "note")
    return {"id": row.pk} | {name: getattr(row, name) for name in names}
