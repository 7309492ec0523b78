"""The quarantine over the API, and what a source really sends."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms, iso
from watchroom.people.queries import viewer_of
from watchroom.sources import queries, replaying
from watchroom.sources.arrivals import BUCKET_S, arrivals
from watchroom.sources.quarantine_pages import as_file

LONGEST = timedelta(days=7)
router = Router(tags=["sources"])


class ReplayedOut(Schema):
    """What came of offering it again; `fault` says why something is still refused."""

    taken: int
    refused: int
    fault: dict[str, Any] | None


class ArrivalsOut(Schema):
    """Readings by stretch of `bucket_s` seconds in which they arrived; `lag_s` is the median of how old they were then."""

    bucket_s: int
    expected_every_s: int
    start: list[str]
    count: list[int]
    lag_s: list[float | None]


@router.get("/quarantine/{int:pk}/bytes", summary="The bytes of something that was not taken, as a file")
def bytes_of(request: HttpRequest, pk: int) -> HttpResponse:
    return as_file(replaying.quarantined(viewer_of(request), pk))


@router.post(
    "/quarantine/{int:pk}/replay", response=ReplayedOut, summary="Offer again what was not taken, as of when it came"
)
def replay(request: HttpRequest, pk: int) -> dict[str, Any]:
    outcome = replaying.replay(viewer_of(request), pk)
    fault = outcome.fault.said(getattr(request, "lang", "zh")) if outcome.fault else None
    return {"taken": outcome.taken, "refused": outcome.refused, "fault": fault}


@router.get(
    "/sources/{code}/arrivals", response=ArrivalsOut, summary="How many readings of a source arrived, and how late"
)
def arrived(request: HttpRequest, code: str, since: datetime | None = None) -> dict[str, Any]:
    """From `since` until now; by default of the last day, at most of seven."""
    source = queries.seen_source(viewer_of(request), code)
    now = site_now()
    begins = max(since or now - timedelta(days=1), now - LONGEST)
    found = arrivals(source, begins, now)
    return {
        "bucket_s": BUCKET_S,
        "expected_every_s": source.expected_every_s,
        "start": [iso(from_ms(int(at))) for at in found.start_ms],
        "count": found.count.tolist(),
        "lag_s": [None if lag != lag else round(lag, 1) for lag in found.lag_s.tolist()],
    }
