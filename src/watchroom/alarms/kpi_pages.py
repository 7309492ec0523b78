"""/alarms/kpi: how well the alarms serve the watch, with plots drawn on the server. `showing` is what reports print too."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.alarms import kpi
from watchroom.alarms.kpi_plot import bars, mix
from watchroom.alarms.kpi_rules import BUSY_HOUR, SHARES, Kpis
from watchroom.alarms.kpi_saying import figures, minutes, percent, seconds, shares
from watchroom.alarms.rules import PRIORITY_WORDS
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Lang, Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

# What one operator can take in, in a bar of each length.
LINES = {
    600: (10, Words(zh="10 分钟 10 条", en="10 in 10 minutes")),
    3600: (BUSY_HOUR, Words(zh="每小时 30 条", en="30 an hour")),
    86400: (288, Words(zh="每天 288 条", en="288 a day")),
}
RANGE_WORDS = {
    "day": Words(zh="日", en="Day"),
    "week": Words(zh="周", en="Week"),
    "month": Words(zh="月", en="Month"),
}
RATE = Words(zh="各时段告警数", en="Alarms by period")
MIX = Words(zh="优先级构成与目标", en="Mix of priorities, and its target")


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`range` is day, week or month; `day` any day of it; `exercise=1` shows the exercises in place of the real."""
    viewer = viewer_of(request)
    chosen = request.GET.get("range") or "day"
    day = kpi.local_day(request.GET.get("day", ""))
    exercise = request.GET.get("exercise") == "1"
    found = kpi.kpis(viewer, chosen, day, exercise=exercise)
    lang: Lang = "en" if getattr(request, "lang", "zh") == "en" else "zh"
    since, until = kpi.period(chosen, day)
    context = showing(found, lang) | {
        "may_report": viewer.may(Act.READ_REPORT),
        "range": chosen,
        "ranges": RANGE_WORDS,
        "day": day.isoformat(),
        "earlier": _day(since, -1),
        "later": _day(until, 1),
        "month": day.isoformat()[:7],
        "exercise_shown": exercise,
        "in_exercises": kpi.in_exercises(since, until),
    }
    return render(request, "alarms/kpi.html", context)


def showing(found: Kpis, lang: Lang) -> dict[str, Any]:
    """What a page or a report shows of the figures."""
    line, words = LINES[found.bucket_s]
    plot = bars(found.buckets, _labels(found), line, words.text(lang), RATE.text(lang))
    parts = [(name, share, SHARES[name]) for name, (_, share) in found.priorities.items()]
    return {
        "k": found,
        "figures": figures(found),
        "shares": shares(found),
        "acknowledging": [
            (PRIORITY_WORDS[row.priority], row.acknowledged, seconds(row.median_s), seconds(row.p95_s))
            for row in found.acknowledging
        ],
        "floods": [(row, minutes(row.minutes)) for row in found.floods],
        "frequent": [(row, percent(row.share)) for row in found.frequent],
        "plot": mark_safe(plot),  # escaped in kpi_plot
        "mix": mark_safe(mix(parts, MIX.text(lang))),
    }


def _labels(found: Kpis) -> list[tuple[int, str]]:
    """Every third hour of a day, every day of a week, every fifth day of a month."""
    bucket = timedelta(seconds=found.bucket_s)
    every, form = {600: (18, "%H:%M"), 3600: (24, "%m-%d"), 86400: (5, "%m-%d")}[found.bucket_s]
    return [
        (i, as_local(found.since + i * bucket, settings.SITE_ZONE).strftime(form))
        for i in range(0, len(found.buckets), every)
    ]


def _day(at: datetime, hours: int) -> str:
    local: date = as_local(at + timedelta(hours=hours), settings.SITE_ZONE).date()
    return local.isoformat()
