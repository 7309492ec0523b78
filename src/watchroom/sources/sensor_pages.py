"""All sensors on a page: what each measures, where, its newest value and how old that is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watchroom.people.queries import viewer_of
from watchroom.sources import queries
from watchroom.sources.pages import with_values


@require_GET
def sensors(request: HttpRequest) -> HttpResponse:
    """`?q=&source=&page=`: filtered by code, names and place; only the table for a filter that was typed in."""
    viewer = viewer_of(request)
    text, source = request.GET.get("q", "")[:64].strip(), request.GET.get("source", "")[:64]
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    rows, total = queries.found_sensors(viewer, text, source, page)
    told: dict[str, Any] = {
        "rows": with_values(rows), "total": total, "page": page, "pages": -(-total // queries.PAGE) or 1, "text": text,
        "chosen": source, "sources": queries.source_names(viewer),
    }  # fmt: skip
    return render(request, "sources/_sensors.html" if "HX-Request" in request.headers else "sources/sensors.html", told)
