"""The map's addresses: what layers there are, the ground, and each layer now or at a past moment, as the viewer may see it."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.journal import queries as journal
from watchroom.kernel.clock import iso, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Lang, Words
from watchroom.onemap import base
from watchroom.onemap.gathering import layer, layers
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

GEOJSON = "application/geo+json"
KEEP_S = 1.0
KEPT = 64


class NotAMoment(Fault):
    status = 400
    text = Words(
        zh="“{given}”不是带时区的时刻。请按 2026-02-06T11:20:00+08:00 这样填写。",
        en="“{given}” is not an instant with an offset. Write it like 2026-02-06T11:20:00+08:00.",
    )


class Shared:
    """Equal answers for viewers of equal rights are made once for a journal position, and at most once a second."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[float, bytes]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...], make: Callable[[], bytes]) -> bytes:
        with self._lock:
            known = self._kept.get(key)
        if known and monotonic() - known[0] < KEEP_S:
            return known[1]
        made = make()
        with self._lock:
            self._kept[key] = (monotonic(), made)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


SHARED = Shared()


@never_cache
@require_GET
def config(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    lang: Lang = getattr(request, "lang", "zh")
    box = base.opening(places.facts_at(viewer, None))
    shown = [
        {
            "code": one.code, "title": one.title.text(lang), "kind": one.kind, "url": f"/map/layers/{one.code}.geojson",
            "follows": " ".join(one.follows), "shown": one.shown,
        }
        for one in layers().values()
    ]  # fmt: skip
    first = journal.entry(1)
    began = iso(first.at) if first else None
    return JsonResponse({"bbox": box, "base": "/map/base.geojson", "layers": shown, "began": began})


@never_cache
@require_GET
def ground(request: HttpRequest) -> HttpResponse:
    return drawn_ground(viewer_of(request), request.GET.get("at", ""))


def drawn_ground(viewer: Viewer, given: str) -> HttpResponse:
    """The ground at the moment that was given, or now. Raises NotAMoment."""
    return HttpResponse(orjson.dumps(base.base(places.facts_at(viewer, _moment(given)))), content_type=GEOJSON)


@never_cache
@require_GET
def features(request: HttpRequest, code: str) -> HttpResponse:
    return drawn(viewer_of(request), code, request.GET.get("at", ""))


def drawn(viewer: Viewer, code: str, given: str) -> HttpResponse:
    """A layer's features at the moment that was given, or now. Raises NoSuchLayer, NotAMoment."""
    viewer.must(Act.SEE)
    one, at = layer(code), _moment(given)
    key = (code, viewer.roles, iso(at) if at else "", journal.tip())
    body = SHARED.get(key, lambda: orjson.dumps(one.features(viewer, at)))
    return HttpResponse(body, content_type=GEOJSON)


@never_cache
@require_GET
def full(request: HttpRequest) -> HttpResponse:
    """The map on a page of its own."""
    viewer_of(request).must(Act.SEE)
    return render(request, "onemap/map.html")


def _moment(given: str) -> datetime | None:
    """The past moment asked for, None for now. Raises NotAMoment."""
    if not given:
        return None
    try:
        return parse_time(given.replace(" ", "+") if given.count(" ") == 1 and "T" in given else given)
    except (ValueError, OverflowError):
        raise NotAMoment(given=given[:40]) from None
