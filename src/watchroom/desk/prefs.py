"""The three switches of a device: language, theme, density. Kept in cookies: a shared desk belongs to the watch."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from watchroom.desk.context import DENSITIES, DENSITY_COOKIE, THEME_COOKIE, THEMES
from watchroom.desk.middleware import LANG_COOKIE
from watchroom.kernel.words import LANGS

YEAR = 365 * 24 * 3600
_CHOICES = (
    ("lang", LANG_COOKIE, set(LANGS)),
    ("theme", THEME_COOKIE, set(THEMES)),
    ("density", DENSITY_COOKIE, set(DENSITIES)),
)


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))
    for name, cookie, known in _CHOICES:
        given = request.POST.get(name)
        if given in known:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(cookie, str(given), max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


def safe_next(request: HttpRequest, given: str) -> str:
    """Where to go on: only ever a page of this site."""
    ours = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return given if given.startswith("/") and ours else "/"
