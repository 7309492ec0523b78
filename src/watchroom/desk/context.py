"""What every page knows: who looks, what time it is here, whether this is an exercise, and from where to go on live."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from watchroom.desk import seeing
from watchroom.desk.middleware import chosen_lang
from watchroom.journal import queries as journal
from watchroom.journal.clock import now_and_exercise
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources.queries import server_trouble

THEMES = {
    "dark": Words(zh="暗色", en="Dark"),
    "night": Words(zh="夜间", en="Night"),
    "light": Words(zh="浅色", en="Light"),
}
DENSITIES = {"normal": Words(zh="标准", en="Normal"), "roomy": Words(zh="宽松", en="Roomy")}
THEME_COOKIE, DENSITY_COOKIE = "watchroom_theme", "watchroom_density"

TABS = (
    ("/", Words(zh="值守台", en="Console")),
    ("/incidents/", Words(zh="事件", en="Incidents")),
    ("/plans/", Words(zh="预案", en="Plans")),
    ("/dispatch/", Words(zh="调度", en="Dispatch")),
    ("/warnings/", Words(zh="预警发布", en="Warnings")),
    ("/duty/", Words(zh="值班", en="Duty")),
    ("/sources/", Words(zh="数据源", en="Sources")),
    ("/rules/", Words(zh="规则", en="Rules")),
    ("/journal/", Words(zh="记事", en="Journal")),
)


def tabs(viewer: Viewer) -> list[tuple[str, Words]]:
    """The pages in the bar: none that this viewer would be refused."""
    return [one for one in TABS if viewer.may(Act.SEE_SOURCES if one[0] == "/sources/" else Act.SEE)]


def desk(request: HttpRequest) -> dict[str, Any]:
    """The journal position is read before anything else, so that the live stream goes on from it without a gap."""
    position = getattr(request, "position", None)
    viewer = people.viewer_of(request)
    signed_in = viewer.person is not None
    sees = viewer.may(Act.SEE)
    if position is None:
        position = journal.head() if sees else 0
    now, is_exercise = now_and_exercise()
    return {
        "lang": getattr(request, "lang", None) or chosen_lang(request),
        "viewer": viewer,
        "signed_in": signed_in,
        "sees": sees,
        "hears": viewer.may(Act.HEAR_ALARMS),
        "sees_server": viewer.may(Act.SEE_SOURCES),
        "server_trouble": server_trouble() if viewer.may(Act.SEE_SOURCES) else None,
        "now": now,
        "zone": settings.SITE_ZONE,
        "exercise": is_exercise,
        "position": position,
        "newest": SimpleLazyObject(lambda: newest(viewer) if sees else []),
        "live_url": live_url(request) if sees else "",
        "theme": _one_of(THEMES, request.COOKIES.get(THEME_COOKIE)),
        "themes": THEMES,
        "density": _one_of(DENSITIES, request.COOKIES.get(DENSITY_COOKIE)),
        "densities": DENSITIES,
        "tabs": [{"url": url, "words": words, "here": _here(request.path, url)} for url, words in tabs(viewer)],
    }


def newest(viewer: Viewer, count: int = 3) -> list[Entry]:
    """The newest entries for the line at the foot; entries about people are the watch's alone."""
    return list(seeing.entries(viewer).order_by("-id")[:count])


def live_url(request: HttpRequest) -> str:
    """The live stream's address: as set, else the host that the page came from, at the live port."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}/live"


def _one_of(known: dict[str, Words], given: str | None) -> str:
    return given if given in known else next(iter(known))


# Pages that are reached from a tab's own page and stand under another address.
_UNDER: dict[str, tuple[str, ...]] = {
    "/": ("/called/",),
    "/dispatch/": ("/dispatch/", "/teams/", "/units/", "/stock/", "/callings/", "/orders/"),
}


def _here(path: str, url: str) -> bool:
    return path == url or path.startswith(_UNDER.get(url, (url,)))
