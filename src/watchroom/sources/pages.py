"""Sources and how they are; a sensor. Its past: `plot_pages.py`; official warnings: `bulletin_pages.py`."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import bulletin_pages, plot_pages, plots, queries, saying
from watchroom.sources.connector import CONNECTORS
from watchroom.sources.connectors.files import Files
from watchroom.sources.models import Sensor, Source

WEEK = timedelta(days=7)
MOST_ALARMS = 10


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    told = {
        "rows": [_row(source) for source in queries.sources(viewer)],
        "strangers": queries.quarantined(viewer, None, 20),
        "may_replay": viewer.may(Act.ADMIN),
        "sees": viewer.may(Act.SEE),  # an administrator looks after the sources, not at the situation
        "bulletins": [bulletin_pages.shown_in_list(row) for row in queries.bulletins(viewer, site_now(), 20)]
        if viewer.may(Act.SEE)
        else [],
    }
    return render(request, "sources/_list.html" if "HX-Request" in request.headers else "sources/list.html", told)


@require_GET
def server(request: HttpRequest) -> HttpResponse:
    """What every page says above itself while the outside NATS server needs its administrator; mostly nothing."""
    viewer_of(request).must(Act.SEE_SOURCES)
    return render(request, "sources/_server.html")


@require_GET
def source(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.seen_source(viewer, code)
    sensors = queries.sensors(row.sensors.values_list("code", flat=True))
    told = _row(row) | {
        "sensors": with_values(sensors),
        "devices": row.devices.order_by("code"),
        "quarantined": queries.quarantined(viewer, row),
        "connector": CONNECTORS.all.get(row.kind),
        "may_set_up": viewer.may(Act.ADMIN),
        "may_replay": viewer.may(Act.ADMIN) and not row.trial,
        "may_send_files": row.kind == Files.name and viewer.may(Act.ADMIN),
    }
    return render(request, "sources/source.html", told)


@require_GET
def sensor(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.seen_sensor(viewer, code)
    told = with_values([row])[0] | plot_pages.on_page(request, row)
    now = site_now()
    began = [mark | {"moment": from_ms(int(mark["at"]))} for mark in plots.marks(viewer, code, now - WEEK, now)]
    told |= {"limits": plots.lines(viewer, code), "alarms": began[: -MOST_ALARMS - 1 : -1]}
    return render(request, "sources/_sensor.html" if "HX-Request" in request.headers else "sources/sensor.html", told)


def _row(source: Source) -> dict[str, Any]:
    kind = CONNECTORS.all.get(source.kind)
    return {
        "source": source,
        "health": saying.HEALTH[source.health],
        "kind": kind.title if kind else source.kind,
        "period": saying.period(source.expected_every_s),
        "stale_after": 3 * source.expected_every_s,
    }


def with_values(sensors: list[Sensor]) -> list[dict[str, Any]]:
    """Each with its newest value, as a template shows it."""
    latest = queries.latest([sensor.code for sensor in sensors])
    rows = []
    for one in sensors:
        newest = latest.get(one.code)
        told: dict[str, Any] = {"sensor": one, "unit": one.measured.unit_words, "quantity": one.measured.title}
        told |= {"stale_after": queries.stale_after_s(one), "digits": one.measured.digits, "latest": newest}
        told["value"] = saying.value_text(newest.value, one.measured.digits) if newest else ""
        rows.append(told)
    return rows
