"""A source's two plots: how many readings came, beside how many were due, and how late they were."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.sources import queries
from watchroom.sources.arrivals import BUCKET_S, Arrivals, arrivals

DAY = timedelta(hours=24)
COUNT = Words(zh="每 10 分钟收到的读数", en="Readings that came in 10 minutes")
LAG = Words(zh="到达时已过去的时间（中位数）", en="How old they were when they came (median)")
DUE = Words(zh="应到", en="due")


@never_cache
@require_GET
def count(request: HttpRequest, code: str) -> JsonResponse:
    source = queries.seen_source(viewer_of(request), code)
    now = site_now()
    found = arrivals(source, now - DAY, now)
    due = round(source.sensors.count() * BUCKET_S / source.expected_every_s, 1)
    limits = [{"value": due, "zh": DUE.zh, "en": DUE.en}]
    unit = Words(zh="条", en="readings")
    return _plot(COUNT, unit, 0, found, found.count.tolist(), limits)


@never_cache
@require_GET
def lag(request: HttpRequest, code: str) -> JsonResponse:
    source = queries.seen_source(viewer_of(request), code)
    now = site_now()
    found = arrivals(source, now - DAY, now)
    late = [None if one != one else round(one, 1) for one in found.lag_s.tolist()]
    return _plot(LAG, Words(zh="秒", en="s"), 1, found, late, [])


def _plot(
    title: Words, unit: Words, digits: int, found: Arrivals, values: list[Any], limits: list[dict[str, Any]]
) -> JsonResponse:
    since = int(found.start_ms[0])
    return JsonResponse(
        {
            "title_zh": title.zh, "title_en": title.en, "unit_zh": unit.zh, "unit_en": unit.en, "digits": digits,
            "since": since, "until": since + BUCKET_S * 1000 * len(values), "stretch_ms": BUCKET_S * 1000,
            "readings": int(found.count.sum()), "t": found.start_ms.tolist(), "count": found.count.tolist(),
            "low": values, "high": values, "mean": values, "limits": limits,
        }
    )  # fmt: skip
