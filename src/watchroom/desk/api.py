"""The API's root: every room's router, one way to sign, one form of fault."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth

from watchroom.desk import errors, field_api, journal_api
from watchroom.desk.command import api as command_api
from watchroom.desk.ics import views as ics
from watchroom.desk.report import api as report_api
from watchroom.desk.report import brief_views, order_views, plan_views
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Lang, Words
from watchroom.people import queries as people
from watchroom.people.faults import NotSignedIn
from watchroom.people.viewer import Viewer


class StrictJson(Parser):
    """JSON as its standard has it: no NaN, no half characters, and no NUL, on which one of the databases breaks."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        told: dict[str, Any] = orjson.loads(request.body)
        if b"\\u0000" in request.body:
            raise ValueError("U+0000")
        return told


class Bearer(HttpBearer):
    """`Authorization: Bearer TOKEN`: the person for whom the token was made."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        viewer = people.viewer_of(request)
        return viewer if viewer.person is not None else None


class Session(SessionAuth):
    """The signed-in browser; changing requests carry the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        viewer = people.viewer_of(request)
        return viewer if viewer.person is not None else None


class Api(NinjaAPI):
    """Its description is made once in a process: that takes a quarter of a second, and anybody may ask for it."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        if path_prefix is not None or path_params:
            return super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        if self._described is None:
            self._described = super().get_openapi_schema()
        return self._described


api = Api(
    title="Watchroom 守望",
    version="1",
    description="Everything that the screen can do, for programs. Faults are `{code, text, facts}` in the language of the request.",
    auth=[Bearer(), Session()],
    parser=StrictJson(),
    docs_url=None,
)

ROOMS_WITH_API = [
    room for room in settings.ROOMS if room not in ("desk", "kernel") and find_spec(f"watchroom.{room}.api")
]
for _room in ROOMS_WITH_API:
    _router = getattr(import_module(f"watchroom.{_room}.api"), "router", None)
    if isinstance(_router, Router):
        api.add_router("", _router, tags=[_room])

api.add_router("", journal_api.router)
api.add_router("", command_api.router)
api.add_router("", field_api.router)
api.add_router("", report_api.router)
api.add_router("", plan_views.router)
api.add_router("", order_views.router)
api.add_router("", brief_views.router)
api.add_router("", ics.router)

WRONG_INPUT = Words(
    zh="请求的内容不符合要求：{places}。没有任何改动；请对照 /api/openapi.json 改正后再发。",
    en="The request does not fit: {places}. Nothing was changed; correct it by /api/openapi.json and send it again.",
)


@api.exception_handler(Fault)
def _fault(request: HttpRequest, exc: Fault | type[Fault]) -> HttpResponse:
    assert isinstance(exc, Fault)
    return api.create_response(request, exc.said(_lang(request)), status=exc.status)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, exc: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    return _fault(request, NotSignedIn(act=Words(zh="使用接口", en="use the API")))


REFUSED = {
    400: Words(
        zh="请求的内容不是规范的 JSON。没有任何改动；请改正后再发。",
        en="The request is not proper JSON. Nothing was changed; correct it and send it again.",
    ),
    403: Words(
        zh="这个请求没有带本站页面的令牌（CSRF），没有执行。请重新打开页面再试；程序请用 Bearer 令牌。",
        en="The request bears no token of a page of ours (CSRF); nothing was done. Open the page again; programs use a bearer token.",
    ),
}


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, exc: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(exc, HttpError)
    text = REFUSED.get(exc.status_code, REFUSED[400]).text(_lang(request))
    said = {"code": f"desk.{exc.status_code}", "text": text, "facts": {}}
    return api.create_response(request, said, status=exc.status_code)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, exc: Http404 | type[Http404]) -> HttpResponse:
    return errors.not_found(request, Http404())


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, exc: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(exc, ValidationError)
    places = ", ".join(".".join(str(part) for part in error["loc"][1:]) or "body" for error in exc.errors)[:400]
    text = WRONG_INPUT.fill(places=places).text(_lang(request))
    return api.create_response(
        request, {"code": "desk.WrongInput", "text": text, "facts": {"places": places}}, status=422
    )


def _lang(request: HttpRequest) -> Lang:
    lang: Lang = getattr(request, "lang", "zh")
    return lang


@api.get("/me", tags=["desk"], summary="Who the token or the session speaks for")
def me(request: HttpRequest) -> dict[str, object]:
    viewer = people.viewer_of(request)
    if viewer.person is None:
        raise NotSignedIn(act=Words(zh="查看", en="look"))
    return {
        "code": viewer.code,
        "zh": viewer.name.zh,
        "en": viewer.name.en,
        "posts": list(viewer.posts),
        "role": viewer.role.value,
    }
