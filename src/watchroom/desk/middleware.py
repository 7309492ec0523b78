"""The edge of every page: which language is spoken, and what a person reads when an act is refused."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS, Lang

LANG_COOKIE = "watchroom_lang"
FORM_HEADER = "X-Watchroom-Form"  # our own client sends plain forms with it, so that a refusal can be shown in place

type Respond = Callable[[HttpRequest], HttpResponse]


def chosen_lang(request: HttpRequest) -> Lang:
    """The language of this device (a switch on every page), else of its browser; Chinese when neither says English."""
    cookie = request.COOKIES.get(LANG_COOKIE)
    for lang in LANGS:
        if cookie == lang:
            return lang
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in LANGS:
            return "en" if tag == "en" else "zh"
    return "zh"


class LanguageMiddleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lang = chosen_lang(request)
        setattr(request, "lang", lang)  # noqa: B010
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", "zh-CN" if lang == "zh" else "en")
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response


class FaultMiddleware:
    """A Fault raised anywhere below a page becomes a text in place, with its own status, keeping what was typed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _told_where_to_go(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return fault_response(request, exception) if isinstance(exception, Fault) else None


def fault_response(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The fault as a page, as a fragment for our own client, or as JSON, whichever was asked for."""
    lang: Lang = getattr(request, "lang", "zh")
    if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(fault.said(lang), status=fault.status)
    if fault.status == 401 and request.method == "GET" and not _in_place(request):
        return redirect("/sign-in?" + urlencode({"next": request.get_full_path()}))
    template = "desk/_refusal.html" if _in_place(request) else "desk/fault.html"
    said: dict[str, Any] = {"fault": fault, "status": fault.status, "typed": _typed(request)}
    response = render(request, template, said, status=fault.status)
    response["X-Fault"] = fault.code
    return response


def _in_place(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or FORM_HEADER in request.headers


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, so that a refusal without our client loses nothing. Secrets are not repeated."""
    hidden = ("csrfmiddlewaretoken", "password", "token")
    return [(name, str(value)) for name, value in request.POST.items() if name not in hidden and str(value).strip()]


def _told_where_to_go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After an act our client must learn the next page instead of following a redirect into a fragment."""
    if request.method != "POST" or not isinstance(response, HttpResponseRedirect) or not _in_place(request):
        return response
    told = HttpResponse(status=204)
    told["HX-Redirect"] = response.url
    for name, cookie in response.cookies.items():
        told.cookies[name] = cookie
    return told
