"""How people are reached, on the screen: one's own ways, and the site's book of contacts and stand-ins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.kernel.words import Words
from watchroom.people import queries, way_queries, ways
from watchroom.people.carrier import CARRIERS
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer
from watchroom.people.way_faults import ChainWrong, NoSuchWay
from watchroom.people.way_models import PHONE, ContactWay
from watchroom.people.ways import channel_words


def channels() -> list[tuple[str, Words]]:
    return [(name, channel_words(name)) for name in [*sorted(CARRIERS.all), PHONE]]


def _shown(viewer: Viewer, rows: list[ContactWay]) -> list[tuple[ContactWay, Words, str]]:
    return [(row, channel_words(row.channel), way_queries.shown(viewer, row)) for row in rows]


@never_cache
@require_http_methods(["GET", "POST"])
def mine_or_put(request: HttpRequest) -> HttpResponse:
    return _put(request) if request.method == "POST" else _mine(request)


def _mine(request: HttpRequest) -> HttpResponse:
    """One's own ways; for anybody with an account, on duty or not."""
    viewer = viewer_of(request)
    context = {
        "ways": _shown(viewer, way_queries.own_ways(viewer)),
        "channels": channels(),
        "phone": PHONE,
        "own": True,
    }
    return render(request, "people/ways.html", context)


@never_cache
@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """All posts and persons: who can be reached, and who stands in for whom."""
    viewer = viewer_of(request)
    posts, persons = way_queries.contacts(viewer)
    context: dict[str, Any] = {
        "posts": [(one, _shown(viewer, one.ways)) for one in posts], "persons": [(one, _shown(viewer, one.ways)) for one in persons],
        "channels": channels(), "phone": PHONE, "all_posts": queries.posts(),
    }  # fmt: skip
    return render(request, "people/contacts.html", context)


def _put(request: HttpRequest) -> HttpResponse:
    given = request.POST
    owner = given.get("owner", "")
    ways.put_way(
        viewer_of(request),
        given.get("channel", ""),
        given.get("address", ""),
        owner=owner,
        lang=given.get("lang", "zh"),
    )
    return redirect("/duty/contacts" if owner else "/duty/ways")


@never_cache
@require_POST
def change(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("start", "end", "zone")}
    done(viewer_of(request), pk, act, request.POST.get("code", ""), **given)
    return redirect("/duty/contacts" if request.POST.get("back") == "contacts" else "/duty/ways")


def done(viewer: Viewer, pk: int, act: str, code: str = "", **hours: str) -> ContactWay:
    """One of drop, first, stop, resume, verify (with its code), vouch, quiet (with its hours). Raises NoSuchWay and what the act raises."""
    viewer.own()
    match act:
        case "drop":
            return ways.drop_way(viewer, pk)
        case "first":
            return ways.move_way(viewer, pk)
        case "stop" | "resume":
            return ways.stop_way(viewer, pk, stop=act == "stop")
        case "verify":
            return ways.verify_way(viewer, pk, code)
        case "vouch":
            return ways.vouch_for_way(viewer, pk)
        case "quiet":
            return ways.quiet_way(viewer, pk, **hours)
    raise NoSuchWay(way=pk)


@never_cache
@require_POST
def chain(request: HttpRequest, post: str) -> HttpResponse:
    seconds = request.POST.get("next_person_s", "") or str(ways.NEXT_PERSON_S)
    if not seconds.isdecimal() or len(seconds) > 6:
        raise ChainWrong(what=Words(zh="间隔不是整数秒", en="the seconds are no whole number"))
    steps = [one for one in request.POST.getlist("steps") if one]
    ways.set_chain(viewer_of(request), post, steps, int(seconds))
    return redirect("/duty/contacts")
