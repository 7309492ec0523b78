"""A sensor's past for programs: what the plot, the calendar, the comparison and the files show."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema

from watchroom.kernel.words import Lang
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import export, keeping, past, plot_rules, plots, queries
from watchroom.sources.plot_pages import chosen_limit
from watchroom.sources.sending import send

LONGEST = timedelta(days=31)
MOST_READINGS = 3000
router = Router(tags=["sources"])


class DayOut(Schema):
    """A local day. `over_h`: hours whose quarters reached the limit. Without a reading all but `count` is null."""

    day: date
    count: int
    low: float | None
    high: float | None
    mean: float | None
    over_h: float | None


class ComparedOut(Schema):
    """A local day in stretches of five minutes; `at_ms` counts from its midnight."""

    day: date
    at_ms: list[int]
    low: list[float]
    high: list[float]
    mean: list[float]


class KeepingIn(Schema):
    readings_days: int
    quarters_days: int


class KeepingOut(KeepingIn):
    quantity: str


class TableOut(Schema):
    folder: str
    first: str | None
    last: str | None
    files: int
    bytes: int
    rows: int


class HistoryOut(Schema):
    tables: list[TableOut]
    keeping: list[KeepingOut]
    let_go: list[dict[str, Any]]


@router.get("/sensors/{code}/history", summary="A sensor's readings in columns, with its limits; at most 31 days")
def readings(request: HttpRequest, code: str, since: datetime, until: datetime) -> dict[str, Any]:
    """At most 3,000 points; of each stretch the lowest and the highest stay, so that no peak is lost."""
    viewer = viewer_of(request)
    row = queries.seen_sensor(viewer, code)
    past.span(since, until)
    series = queries.history(row, max(since, until - LONGEST), until)
    kept = plot_rules.thinned(series.value, MOST_READINGS)
    unit = row.measured.unit_words
    return {
        "title_zh": row.zh,
        "title_en": row.en,
        "unit_zh": unit.zh,
        "unit_en": unit.en,
        "digits": row.measured.digits,
        "t": series.measured_ms[kept].tolist(),
        "v": [round(value, 6) for value in series.value[kept].tolist()],
        "limits": plots.lines(viewer, code),
    }


@router.get("/sensors/{code}/plot", summary="A sensor's past in stretches: lowest, highest, mean; at most ten years")
def plot(request: HttpRequest, code: str, since: datetime, until: datetime) -> dict[str, Any]:
    viewer = viewer_of(request)
    return past.plot(viewer, queries.seen_sensor(viewer, code), since, until)


@router.get("/sensors/{code}/calendar", response=list[DayOut], summary="A sensor's year by local days")
def calendar(request: HttpRequest, code: str, year: int, limit: str = "") -> list[plot_rules.DayTold]:
    viewer = viewer_of(request)
    row = queries.seen_sensor(viewer, code)
    chosen = chosen_limit(past.limits(viewer, code), limit)
    return past.days(row, plot_rules.whole_year(max(1971, min(year, 2199))), chosen)


@router.get("/sensors/{code}/compare", response=list[ComparedOut], summary="Up to five local days of a sensor")
def compare(request: HttpRequest, code: str, day: Query[list[date]]) -> list[dict[str, Any]]:
    viewer = viewer_of(request)
    row = queries.seen_sensor(viewer, code)
    return [
        {"day": one, "at_ms": (told.at_ms - midnight).tolist(), "low": told.low.tolist(), "high": told.high.tolist(), "mean": told.mean.tolist()}
        for one, midnight, told in past.compared(row, day)
    ]  # fmt: skip


@router.get("/history/export", summary="Readings of one or several sensors as CSV, Excel or Parquet")
def download(
    request: HttpRequest,
    since: datetime,
    until: datetime,
    sensor: Query[list[str]],
    form: str = "csv",
    mark: bool = True,
) -> HttpResponseBase:
    viewer_of(request).must(Act.SEE)
    return send(export.wanted(sensor, since, until, form, mark=mark, lang=_lang(request)))


@router.get("/history", response=HistoryOut, summary="What the history holds, how long it is kept, what was let go")
def kept(request: HttpRequest) -> dict[str, Any]:
    told = keeping.overview(viewer_of(request))
    return told | {"let_go": [{"at": entry.at, "entry": entry.pk} | entry.facts for entry in told["let_go"]]}


@router.put("/history/keeping/{quantity}", response=KeepingOut, summary="Set how long a quantity's history is kept")
def keep(request: HttpRequest, quantity: str, wanted: KeepingIn) -> dict[str, Any]:
    limits = keeping.keep(viewer_of(request), quantity, wanted.readings_days, wanted.quarters_days)
    return {"quantity": quantity, "readings_days": limits.readings, "quarters_days": limits.quarters}


def _lang(request: HttpRequest) -> Lang:
    lang: Lang = getattr(request, "lang", "zh")
    return lang
