"""The edge of every page: which language is spoken, and what a person reads when an act is refused."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from watchroom.desk import errors
from watchroom.incidents.faults import NoSuchIncident
from watchroom.incidents.sharing import visible
from watchroom.journal import as_of, away, eyes
from watchroom.journal import queries as journal
from watchroom.kernel.clock import SystemClock
from watchroom.kernel.faults import AT_THE_DOOR, Fault
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.people.queries import actor_words, known_viewer, viewer_of
from watchroom.people.rights import Role

LANG_COOKIE = "watchroom_lang"

_log = logging.getLogger(__name__)

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


class EyesMiddleware:
    """What a request reads is read with the eyes of whoever sends it: another agency's incident is not there for it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with eyes.looking(lambda: visible(viewer_of(request))):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, given: dict[str, Any]
    ) -> HttpResponse | None:
        """What is under an incident's address is as little there as the incident."""
        within = request.path_info.removeprefix("/api").startswith("/incidents/")
        number = str(given.get("incident", given.get("pk") if within else None))[:18]
        if not number.isdecimal() or eyes.sees(int(number)) or viewer_of(request).person is None:
            return None
        return fault_response(request, NoSuchIncident(incident=number))


AS_OF, AS_OF_HEADER = "as_of", "X-Watchroom-As-Of"


class AsOfMiddleware:
    """A form bears the journal's position at which its page was read, a program may send it: what somebody else has written since
    is not covered by it, he is told."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            if _is_page(request):  # before anything that the page shows is read
                with suppress(DatabaseError):  # of which the page itself speaks
                    setattr(request, "position", journal.head())  # noqa: B010
            return self.get_response(request)
        api = request.path_info.startswith("/api/")
        given = request.headers.get(AS_OF_HEADER, "") if api else request.POST.get(AS_OF, "")
        if not (given.isascii() and given.isdecimal() and len(given) < 19):
            return self.get_response(request)
        with as_of.reading(int(given), actor_words):
            return self.get_response(request)


def _is_page(request: HttpRequest) -> bool:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and not request.path_info.startswith("/api/") and "." not in request.path_info.rpartition("/")[2]


class PrivacyMiddleware:
    """What one reader is sent is kept by no cache, and no telephone number is sent to a wall screen.

    A wall is read by whoever passes. What is known to be a person's is not sent to it in the first place; this is for
    numbers that somebody typed into a note or a title.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        viewer = known_viewer(request)
        if viewer is not None and Role.WALL in viewer.roles and not response.streaming:
            _mask(response)
        return response


# A mobile number, with or without the country's code, or a number with its area code.
_NUMBER = re.compile(
    r"(?<![\w.+-])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![\w.])|(?<![\w.+-])0\d{2,3}[ -]\d{7,8}(?![\w.])", re.ASCII
)
MASKED = "•••"
STAYED, STAY_S = "stayed", 3600
_MACHINE = SystemClock()  # sessions live by the machine's clock, whatever a scenario plays


def _mask(response: HttpResponse) -> None:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind.endswith("json"):  # text may be escaped in it, so that only what it says can be searched
        response.content = json.dumps(_masked(json.loads(response.content)), ensure_ascii=False).encode()
    elif kind.startswith("text/"):
        response.content = _NUMBER.sub(MASKED, response.content.decode()).encode()


def _masked(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: _masked(item) for name, item in thing.items()}
    if isinstance(thing, list):
        return [_masked(item) for item in thing]
    return _NUMBER.sub(MASKED, thing) if isinstance(thing, str) else thing


class StayMiddleware:
    """Who holds a post, and a wall, stays signed in as long as the screen is used: nobody is put out in mid-incident.

    The session is stamped once an hour of use; with the last stamp its twelve hours begin anew. Everybody else's end
    twelve hours after the sign-in.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        viewer = known_viewer(request)
        session = getattr(request, "session", None)
        if viewer is None or session is None or "_auth_user_id" not in session or request.method != "GET":
            return response
        if viewer.posts or Role.WALL in viewer.roles:
            now = int(_MACHINE.now().timestamp())
            if not 0 <= now - session.get(STAYED, 0) < STAY_S:
                _stamp(session, now)
        return response


def _stamp(session: SessionBase, now: int) -> None:
    """While the database cannot be written the page is shown all the same, and the next look stamps the session."""
    session[STAYED] = now
    try:
        session.save()
    except (DatabaseError, UpdateError):
        session.modified = False


class TextMiddleware:
    """What did not come in whole, and a NUL, which one database keeps and the other breaks on: refused before anybody reads it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if fault := request.META.get(AT_THE_DOOR):
            return fault_response(request, fault)
        bad = "\0" in request.path_info or any("\0" in text for text in _texts(request.GET))
        if not bad and request.method == "POST" and not request.path_info.startswith("/api/"):
            bad = any("\0" in text for text in _texts(request.POST))
        return errors.no_text(request) if bad else self.get_response(request)


def _texts(given: QueryDict) -> Iterator[str]:
    for name, values in given.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


class FaultMiddleware:
    """A Fault raised anywhere below a page becomes a text in place, with its own status, keeping what was typed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = _told_where_to_go(request, self.get_response(request))
        wordless = isinstance(response, HttpResponseNotAllowed)
        if wordless or (response.status_code == 405 and request.path.startswith("/api/")):
            return _not_so(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Fault):
            return fault_response(request, exception)
        fault = away.fault_of(exception)
        if fault:
            _log.warning("%s %s: %s", request.method, request.path, exception)
            return errors.without_database(request, fault, _typed(request))
        told = away.refused(exception)
        return fault_response(request, told) if told else None


class WrongMethod(Fault):
    status = 405
    text = Words(
        zh="{path} 不能用 {method}，只能用 {allowed}。没有任何改动；请按接口说明改用其一。",
        en="{path} takes no {method}, only {allowed}. Nothing was changed; use one of those, as the API's description says.",
    )


class OnlyForSending(Fault):
    status = 405
    text = Words(
        zh="{path} 只接收页面提交的内容，不能直接打开。没有任何改动；请返回上一页，或从菜单打开要看的页面。",
        en="{path} takes only what a page sends and cannot be opened by itself. Nothing was changed; go back, or open the page that "
        "you want from the menu.",
    )


class StalePage(Fault):
    status = 403
    text = Words(
        zh="这个请求没有带本站页面的有效令牌，没有执行：页面可能停留过久、浏览器没有保存 Cookie，或请求来自别的网站。请重新打开页面再试。",
        en="The request bears no valid token of a page of ours, and nothing was done: the page may have been open too long, the browser "
        "may keep no cookies, or another site sent it. Open the page again and try once more.",
    )


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a person reads whose form came without its token, with what was typed; `reason` is the framework's, for its log."""
    return fault_response(request, StalePage())


def _not_so(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The framework's own answer has no words, and a browser shows a page of its own in its place."""
    allowed, path = response.headers.get("Allow", "GET"), request.path[:120]
    page = request.method in ("GET", "HEAD") and not path.startswith("/api/")
    wrong = WrongMethod(path=path, method=str(request.method)[:16], allowed=allowed)
    told = fault_response(request, OnlyForSending(path=path) if page else wrong)
    told["Allow"] = allowed
    return told


def fault_response(request: HttpRequest, fault: Fault) -> HttpResponse:
    """The fault as a page, as a fragment for our own client, or as JSON, whichever was asked for."""
    lang: Lang = getattr(request, "lang", "zh")
    if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(fault.said(lang), status=fault.status)
    if fault.status == 401 and request.method == "GET" and not errors.in_place(request):
        return redirect("/sign-in?" + urlencode({"next": request.get_full_path()}))
    template = "desk/_refusal.html" if errors.in_place(request) else "desk/fault.html"
    said: dict[str, Any] = {"fault": fault, "status": fault.status, "typed": _typed(request)}
    response = render(request, template, said, status=fault.status)
    response["X-Fault"] = fault.code
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, so that a refusal without our client loses nothing. Secrets are not repeated."""
    hidden = ("csrfmiddlewaretoken", "password", "token")
    return [(name, str(value)) for name, value in request.POST.items() if name not in hidden and str(value).strip()]


def _told_where_to_go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After an act our client must learn the next page instead of following a redirect into a fragment."""
    if request.method != "POST" or not isinstance(response, HttpResponseRedirect) or not errors.in_place(request):
        return response
    told = HttpResponse(status=204)
    told["HX-Redirect"] = response.url
    for name, cookie in response.cookies.items():
        told.cookies[name] = cookie
    return told
