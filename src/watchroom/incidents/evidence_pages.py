"""The cameras near an incident, a look through one, and the pictures that were kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.incidents import evidence, queries
from watchroom.incidents.showing import who
from watchroom.journal import queries as journal
from watchroom.people.pictures import picture_answer
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources.cameras.rules import wind


@never_cache
@require_GET
def cameras(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = [(one, wind(one.towards)) for one in evidence.near(viewer, pk)]
    row = queries.incident(viewer, pk)
    return render(request, "incidents/_cameras.html", {"incident": row, "near": found})


@never_cache
@require_POST
def look(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    seen = evidence.look(viewer, pk, code)
    row = queries.incident(viewer, pk)
    keep = f"/incidents/{pk}/pictures" if row.is_open and viewer.may(Act.NOTE_INCIDENT) else ""
    template = "sources/_look.html" if "HX-Request" in request.headers else "incidents/looked.html"
    return render(request, template, {"seen": seen, "keep": keep, "incident": row})


@never_cache
@require_http_methods(["GET", "POST"])
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """What was kept; or keeps what was just looked at, and shows what is kept then."""
    viewer = viewer_of(request)
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("camera", "ticket", "note")}
        evidence.keep(viewer, pk, given["camera"], given["ticket"], note=given["note"])
        if "HX-Request" not in request.headers:
            return redirect(f"/incidents/{pk}")
    viewer.must(Act.SEE_CAMERAS)
    setattr(request, "position", journal.head())  # noqa: B010
    rows = [(row, who(viewer, row.kept_by)) for row in evidence.kept(viewer, pk)]
    return render(request, "incidents/_pictures.html", {"incident": queries.incident(viewer, pk), "pictures": rows})


@never_cache
@require_POST
def open_kept(request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    viewer = viewer_of(request)
    opened = evidence.open_kept(viewer, pk, picture)
    told = {"incident": queries.incident(viewer, pk), "opened": opened, "kept_by": who(viewer, opened.picture.kept_by)}
    template = "incidents/_picture.html" if "HX-Request" in request.headers else "incidents/looked.html"
    return render(request, template, told)


@never_cache
@require_GET
def picture(request: HttpRequest, pk: int, ticket: str) -> HttpResponse:
    row = evidence.bytes_of(viewer_of(request), pk, ticket)
    return picture_answer(bytes(row.body), row.kind, f"{row.camera}-{row.digest[:12]}")
