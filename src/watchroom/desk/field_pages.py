"""The field app: its shell and worker, which hold nothing of anybody, and its addresses, for the phone that is signed in."""

import hashlib
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.desk import assets
from watchroom.desk.field_state import state
from watchroom.desk.sign_in import LONGEST
from watchroom.dispatch import call_answers
from watchroom.dispatch.field import positions, wire
from watchroom.dispatch.field.api import PositionsIn
from watchroom.dispatch.field.faults import NotAPosition
from watchroom.onemap.offline import surroundings
from watchroom.people import phones
from watchroom.people.faults import LinkSpent
from watchroom.people.rights import Act
from watchroom.sources.push_api import body_of

ENTRY, WORKER = "src/field.ts", "field-worker.js"
MOST_POSITIONS = 1 << 17
_MANIFEST: dict[str, Any] = {
    "id": "/field/", "start_url": "/field/", "scope": "/field/", "display": "standalone", "orientation": "portrait-primary",
    "background_color": "#f4f3ef", "theme_color": "#121315",
    "icons": [
        {"src": "/static/field/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": "/static/field/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ],
}  # fmt: skip
_NAMES = {"zh": ("守望外勤", "外勤"), "en": ("Watchroom field", "Field")}


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The same for everybody: what it shows comes from the phone's own store, and from `/field/state`."""
    answer = render(request, "desk/field.html", {"scripts": assets.scripts(ENTRY), "styles": assets.styles(ENTRY)})
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the names of what it keeps: another build is another worker, and takes the old one's place."""
    files = [f"/static/{name}" for name in (*assets.scripts(ENTRY), *assets.parts(ENTRY), *assets.styles(ENTRY))]
    files += [icon["src"] for icon in _MANIFEST["icons"]] + ["/field/manifest.webmanifest"]
    code = assets.text(WORKER)
    version = hashlib.sha256(orjson.dumps([files, code, assets.sprite()])).hexdigest()[:16]
    told = orjson.dumps({"version": version, "files": sorted(set(files))}).decode()
    answer = HttpResponse(f"self.SHELL = {told};\n{code}", content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    name, short = _NAMES[getattr(request, "lang", "zh")]
    told = _MANIFEST | {"name": name, "short_name": short, "lang": "en" if short == "Field" else "zh-CN"}
    answer = HttpResponse(orjson.dumps(told), content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, token: str) -> HttpResponse:
    """A link opens a page with one button: only the button signs the phone in, so that a preview of the link spends nothing."""
    if request.method == "GET":
        return render(request, "desk/field_pair.html", {"token": token})
    if len(token) > LONGEST:
        raise LinkSpent(code="CODE")
    _, secret = phones.pair(token, request.POST.get("name", ""))
    answer = HttpResponseRedirect("/field/?paired=1")
    answer.set_cookie(
        phones.COOKIE, secret, max_age=phones.LIVES, path=phones.PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    return answer


@never_cache
@require_GET
def taken_along(request: HttpRequest) -> HttpResponse:
    """The state with the token that acts must bring along."""
    viewer, phone = phones.viewer_on(request)
    return JsonResponse(state(viewer, phone) | {"csrf": get_token(request), "whose": f"person:{viewer.person}"})


@never_cache
@require_GET
def kept_map(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, _ = phones.viewer_on(request)
    return JsonResponse({"map": surroundings(viewer, pk, getattr(request, "lang", "zh"))})


@never_cache
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The order stands before its person: his call knows that it was read, and goes on to no other way."""
    viewer, _ = phones.viewer_on(request)
    return JsonResponse({"marked": len(call_answers.seen(viewer, pk, via="field"))})


@never_cache
@require_POST
def acts(request: HttpRequest) -> HttpResponse:
    viewer, phone = phones.viewer_on(request)
    return JsonResponse(wire.batch(request, viewer, phone))


@never_cache
@require_POST
def media(request: HttpRequest) -> HttpResponse:
    viewer, phone = phones.viewer_on(request)
    return JsonResponse(wire.with_file(request, viewer, phone))


@never_cache
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    viewer, _ = phones.viewer_on(request)
    viewer.must(Act.REPORT_UNIT)  # before anything of the body is taken in
    try:
        told = PositionsIn.model_validate_json(body_of(request, MOST_POSITIONS) or b"{}")
    except ValueError:
        raise NotAPosition() from None
    points = [positions.Point(one.lon, one.lat, one.ago_s) for one in told.points]
    return JsonResponse({"taken": positions.share(viewer, told.unit, points)})
