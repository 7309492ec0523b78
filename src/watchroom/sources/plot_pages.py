"""A sensor's past on the screen: the plot's numbers, a year as a calendar, days over one another, files; and the history."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms
from watchroom.kernel.text import shown
from watchroom.kernel.words import Lang, Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import export, keeping, past, pictures, plot_rules, queries
from watchroom.sources.faults import WrongDays, WrongKeeping, WrongSpan
from watchroom.sources.models import Sensor
from watchroom.sources.plot_rules import DayTold, Limit
from watchroom.sources.saying import value_text
from watchroom.sources.sending import send

DAY = timedelta(hours=24)
SPANS = {1: Words(zh="24 小时", en="24 hours"), 7: Words(zh="7 天", en="7 days"), 31: Words(zh="31 天", en="31 days"),
         366: Words(zh="一年", en="one year")}  # fmt: skip
OF = {"max": Words(zh="每日最高", en="highest of the day"), "mean": Words(zh="日平均", en="mean of the day"),
      "min": Words(zh="每日最低", en="lowest of the day"), "over": Words(zh="达到限值的小时数", en="hours at the limit")}  # fmt: skip
NO_READING = Words(zh="没有读数", en="no reading")
HOURS = Words(zh="小时", en="h")
_TYPED = "%Y-%m-%dT%H:%M"  # as a field for a date and a time wants it; a template's `date` would say it in UTC


def on_page(request: HttpRequest, sensor: Sensor) -> dict[str, Any]:
    """What the sensor's page needs for its plot: the spans to choose from, and the local day of `?day=`. Raises WrongDays."""
    days, source = (
        days_of([text for text in request.GET.getlist("day")[:1] if text]),
        f"/sensors/{sensor.code}/plot.json",
    )
    if days:
        begins, ends = plot_rules.day_edges(past.sound(days), settings.SITE_ZONE).tolist()
        source += f"?since={begins}&until={ends}"
    spans = ",".join(f"{days}:{words.zh}:{words.en}" for days, words in SPANS.items())
    return {"plot": source, "spans": spans, "day": days[0] if days else None}


@never_cache
@require_GET
def plot(request: HttpRequest, code: str) -> JsonResponse:
    """The numbers of since <= t < until (`?since=&until=`, ISO 8601 or milliseconds), or of the last `?days=`."""
    viewer, asked = viewer_of(request), request.GET
    row = queries.seen_sensor(viewer, code)
    days = _number(asked.get("days", ""), 1, 1, past.LONGEST_DAYS - 1)
    until = _instant(asked.get("until")) or site_now() + timedelta(minutes=2)
    since = _instant(asked.get("since")) or until - days * DAY - timedelta(minutes=2)
    return JsonResponse(past.plot(viewer, row, since, until))


@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """A year of days: `?year=&of=max|mean|min|over&limit=`."""
    viewer, asked = viewer_of(request), request.GET
    row = queries.seen_sensor(viewer, code)
    this = _today().year
    year = _number(asked.get("year", ""), this, 1971, 2199)
    lines = past.limits(viewer, code)
    limit = chosen_limit(lines, asked.get("limit", ""))
    of = asked.get("of", "max")
    of = of if of in OF and (of != "over" or limit) else "max"
    told = past.days(row, plot_rules.whole_year(year), limit)
    chosen = {"sensor": row, "year": year, "before": year - 1, "after": year + 1 if year < this else None, "of": of}
    chosen |= {"kinds": OF, "limits": lines, "limit": limit}
    return render(request, "sources/calendar.html", chosen | _drawn_year(row, told, of, _lang(request)))


def _drawn_year(sensor: Sensor, told: list[DayTold], of: str, lang: Lang) -> dict[str, Any]:
    """The picture with its scale, and the same as a table."""
    found = [(one.day, value) for one in told if (value := one.of(of)) is not None]
    values = [value for _, value in found]
    ends, unit = plot_rules.steps(values), HOURS if of == "over" else sensor.measured.unit_words
    digits = 1 if of == "over" else sensor.measured.digits + (of == "mean")
    words = {day: f"{value_text(value, digits)} {unit.text(lang)}" for day, value in found}
    none = NO_READING.text(lang)
    link = f"/sensors/{sensor.code}?day={{day}}"
    picture = pictures.calendar_svg(
        told, of, ends, lambda one: f"{one.day.isoformat()} {words.get(one.day, none)}", link, lang
    )
    scale = [
        {"swatch": mark_safe(pictures.swatch_svg(i)), "low": value_text(low, digits), "high": value_text(high, digits)}
        for i, (low, high) in enumerate(pairwise([*ends, *([max(values)] if values else [])]))
    ]
    return {
        "unit": unit, "scale": scale, "none": mark_safe(pictures.swatch_svg(None)), "framed": mark_safe(pictures.framed_svg()), "picture": mark_safe(picture),
        "table": [(day, value_text(value, digits)) for day, value in found], "days": len(values),
        "greatest": value_text(max(values), digits) if values else "", "least": value_text(min(values), digits) if values else "",
    }  # fmt: skip


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two to five days over one another: `?day=2026-02-06&day=…`; without them today, yesterday and a week ago."""
    viewer, lang = viewer_of(request), _lang(request)
    row = queries.seen_sensor(viewer, code)
    today = _today()
    days = days_of([text for text in request.GET.getlist("day") if text])
    days = days or [today - timedelta(days=back) for back in (7, 1, 0)]
    told = past.compared(row, days)
    lines, digits = past.limits(viewer, code), row.measured.digits
    hours = [
        (
            f"{hour:02}:00",
            [_hour(stretches, midnight + hour * plot_rules.HOUR, digits) for _, midnight, stretches in told],
        )
        for hour in range(24)
    ]
    return render(
        request,
        "sources/compare.html",
        {
            "sensor": row, "unit": row.measured.unit_words, "hours": hours, "gaps": range(plot_rules.MOST_DAYS - len(told)),
            "days": [
                {"day": day, "sample": mark_safe(pictures.sample_svg(i)), "none": not len(stretches),
                 "high": value_text(float(stretches.high.max()), digits) if len(stretches) else ""}
                for i, (day, _, stretches) in enumerate(told)
            ],
            "picture": mark_safe(pictures.compare_svg(told, lines, digits, lang)), "limits": lines,
        },
    )  # fmt: skip


@require_GET
def files(request: HttpRequest, code: str) -> HttpResponse:
    """The form for a file: which sensors, from when to when, which form."""
    viewer = viewer_of(request)
    row = queries.seen_sensor(viewer, code)
    local = site_now().astimezone(ZoneInfo(settings.SITE_ZONE)).replace(second=0, microsecond=0)
    others = [one for one in queries.sensors() if one.code != code]
    told = {"sensor": row, "others": others, "until": f"{local:{_TYPED}}", "since": f"{local - DAY:{_TYPED}}"}
    told |= {"most": export.MOST_SENSORS, "most_rows": f"{export.MOST_IN_EXCEL:,}"}
    return render(request, "sources/export.html", told)


@require_GET
def download(request: HttpRequest) -> HttpResponseBase:
    """`?sensor=&sensor=&since=&until=&form=csv|xlsx|parquet`; `&mark=0` leaves the byte-order mark away; a time without an offset is the site's own."""
    viewer = viewer_of(request)
    asked = request.GET
    codes = [queries.seen_sensor(viewer, code).code for code in asked.getlist("sensor")[: export.MOST_SENSORS + 1]]
    viewer.must(Act.SEE)
    since, until = _instant(asked.get("since")), _instant(asked.get("until"))
    if since is None or until is None:
        raise WrongSpan(
            since=shown(asked.get("since", "—")), until=shown(asked.get("until", "—")), most=past.LONGEST_DAYS
        )
    form, mark = asked.get("form", "csv"), asked.get("mark") != "0"
    return send(export.wanted(codes, since, until, form, mark=mark, lang=_lang(request)))


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """What the history holds, how long it is kept, what was let go."""
    viewer = viewer_of(request)
    told = keeping.overview(viewer) | {"may_keep": viewer.may(Act.ADMIN), "least": keeping.LEAST_DAYS}
    return render(request, "sources/history.html", told)


@require_POST
def keep(request: HttpRequest, quantity: str) -> HttpResponse:
    viewer = viewer_of(request)
    days = [request.POST.get(name, "") for name in ("readings_days", "quarters_days")]
    if not all(text.isdecimal() and len(text) < 8 for text in days):
        viewer.must(Act.ADMIN)
        least, most = keeping.LEAST_DAYS, keeping.MOST_DAYS
        raise WrongKeeping(readings=shown(days[0]), quarters=shown(days[1]), least=least, most=most)
    keeping.keep(viewer, quantity, int(days[0]), int(days[1]))
    return redirect("/history/")


def days_of(texts: Sequence[str]) -> list[date]:
    """Raises WrongDays."""
    try:
        return [date.fromisoformat(text) for text in texts[: plot_rules.MOST_DAYS + 1]]
    except ValueError as error:
        raise WrongDays(given=shown(", ".join(texts)), most=plot_rules.MOST_DAYS) from error


def chosen_limit(lines: Sequence[dict[str, Any]], asked: str) -> Limit | None:
    """The line whose value was asked for, else the first."""
    named = [line for line in lines if f"{line['value']:g}" == asked] or list(lines)
    return Limit(float(named[0]["value"]), bool(named[0]["above"])) if named else None


def _today() -> date:
    return site_now().astimezone(ZoneInfo(settings.SITE_ZONE)).date()


def _number(text: str, otherwise: int, least: int, most: int) -> int:
    known = text.isascii() and text.isdecimal() and len(text) < 6
    return int(text) if known and least <= int(text) <= most else otherwise


def _hour(told: Any, begins: int, digits: int) -> str:
    inside = (told.at_ms >= begins) & (told.at_ms < begins + plot_rules.HOUR)
    return f"{value_text(float(told.high[inside].max()), digits)}" if inside.any() else "—"


def _instant(text: str | None) -> datetime | None:
    """ISO 8601, or milliseconds; a time without an offset is the site's own. Raises WrongSpan."""
    if not text:
        return None
    try:
        if text.isdecimal() and len(text) < 15:
            at = from_ms(int(text))
        else:
            typed = datetime.fromisoformat(text)
            at = typed if typed.tzinfo else typed.replace(tzinfo=ZoneInfo(settings.SITE_ZONE))
    except (ValueError, OverflowError) as error:
        raise WrongSpan(since=shown(text), until="—", most=past.LONGEST_DAYS) from error
    if not past.known(at):
        raise WrongSpan(since=shown(text), until="—", most=past.LONGEST_DAYS)
    return at


def _lang(request: HttpRequest) -> Lang:
    lang: Lang = getattr(request, "lang", "zh")
    return lang
