"""Cameras: the list, the form, the panel that the map opens, a look, and the bytes of what was looked at."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.journal.clock import site_now
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.pictures import closed, picture_answer
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace
from watchroom.sources.cameras import actions, forms, live, queries
from watchroom.sources.cameras.faults import BadCamera, NotACamera, PictureGone
from watchroom.sources.cameras.models import Camera
from watchroom.sources.cameras.rules import wind
from watchroom.sources.faults import BadCode


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    told = {
        "cameras": queries.registered(viewer), "may_set": viewer.may(Act.ADMIN), "may_look": viewer.may(Act.SEE_CAMERAS)
    }  # fmt: skip
    return render(request, "sources/cameras.html", told)


@never_cache
@require_GET
def camera(request: HttpRequest, code: str) -> HttpResponse:
    """The panel of one camera, without a picture: that is fetched when somebody asks for it."""
    viewer = viewer_of(request)
    told = on_panel(viewer, queries.seen(viewer, code))
    return render(request, "sources/_camera.html" if "HX-Request" in request.headers else "sources/camera.html", told)


def on_panel(viewer: Viewer, row: Camera) -> dict[str, Any]:
    return {"camera": row, "wind": None if row.bearing is None else wind(row.bearing), "may_set": viewer.may(Act.ADMIN)}


@never_cache
@require_POST
def look(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    return shown(request, viewer, actions.look(viewer, code))


def shown(request: HttpRequest, viewer: Viewer, seen: actions.Seen) -> HttpResponse:
    told = on_panel(viewer, seen.camera) | {"seen": seen}
    return render(request, "sources/_look.html" if "HX-Request" in request.headers else "sources/camera.html", told)


@never_cache
@require_GET
def picture(request: HttpRequest, code: str, ticket: str) -> HttpResponse:
    row = queries.picture(viewer_of(request), code, ticket)
    return picture_answer(bytes(row.body), row.kind, f"{code}-{row.digest[:12]}")


@never_cache
@require_POST
def look_live(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    ticket = actions.look_live(viewer, code)
    told = on_panel(viewer, queries.seen(viewer, code)) | {"live": f"/cameras/{code}/live/{ticket}/part/index.m3u8"}
    return render(request, "sources/_live.html" if "HX-Request" in request.headers else "sources/camera.html", told)


@never_cache
@require_GET
def live_part(request: HttpRequest, code: str, ticket: str, name: str) -> HttpResponse:
    """A playlist, or a part of it, for whom the ticket was made."""
    viewer = viewer_of(request)
    row = queries.seen(viewer, code)
    if queries.told(viewer, row, ticket) != "live":
        raise PictureGone()
    kind, body = live.part(row, "" if name == "index.m3u8" else name)
    return closed(HttpResponse(body, content_type=kind))


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)
    if request.method == "GET":
        return _form(request, viewer, None, dict(forms.FRESH), {})
    return _taken(request, viewer, None)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)
    row = queries.camera(code)
    if request.method == "GET":
        return _form(request, viewer, row, forms.of_camera(row), {})
    return _taken(request, viewer, row)


@never_cache
@require_POST
def attempt(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a picture comes, in words."""
    viewer = viewer_of(request)
    said = actions.attempt(code, viewer=viewer)
    row = queries.camera(code)
    return _form(request, viewer, row, forms.of_camera(row), {}, said=said)


def _taken(request: HttpRequest, viewer: Viewer, row: Camera | None) -> HttpResponse:
    values = forms.typed(request.POST)
    wanted, wrong = forms.wanted(values, request.POST.get("password", ""))
    code = row.code if row else values["code"]
    if wanted is None:
        return _form(request, viewer, row, values, wrong)
    try:
        made = actions.put_camera(code, wanted, viewer=viewer)
    except (BadCode, BadCamera, NotACamera) as fault:
        return _form(request, viewer, row, values, {"code": fault.words}, fault)
    except NoSuchPlace as fault:
        return _form(request, viewer, row, values, {"parent": fault.words}, fault)
    return redirect(f"/cameras/{made.code}/edit")


def _form(
    request: HttpRequest, viewer: Viewer, row: Camera | None, values: dict[str, str], wrong: dict[str, Words],
    fault: Fault | None = None, said: Words | None = None,
) -> HttpResponse:  # fmt: skip
    told = {
        "camera": row, "typed": values, "wrong": wrong, "fault": fault, "said": said, "said_at": site_now(),
        "has_password": forms.has_password(row), "parents": places.choosable(),
    }  # fmt: skip
    return render(request, "sources/camera_form.html", told, status=422 if wrong else 200)
