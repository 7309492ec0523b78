"""Units on the screen: the board of all, one unit with its runs and its book, and what is done with them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.dispatch import actions, fleet_board, queries
from watchroom.dispatch.faults import TimeUnread
from watchroom.dispatch.fleet_board import Wanted
from watchroom.dispatch.kinds import codes, kind_of
from watchroom.dispatch.models import Unit
from watchroom.dispatch.moves import FREE, LATE_S, REPORTED, UNIT_MOVES, UNIT_WORDS, UnitStatus, is_late, site_time
from watchroom.dispatch.needing import skill_words
from watchroom.dispatch.pages import answer, looking, typed, whole_number
from watchroom.incidents.queries import incidents
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

MOST_DIGITS = 10
NARROWED = ("status", "station", "agency", "kind")


def wanted_of(given: dict[str, str]) -> Wanted:
    """`q` is what was typed."""
    status, station, agency, kind = (given.get(name, "")[:128] for name in NARROWED)
    return Wanted(given.get("q", "")[:64], status, station, agency, kind)


@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every unit by what it is doing; a fragment for whoever types."""
    viewer = looking(request)
    wanted = wanted_of({name: str(value) for name, value in request.GET.items()})
    groups, figures = fleet_board.board(viewer, wanted), keys()
    context: dict[str, Any] = {
        "groups": [(group, [(line, keyed(line.unit, figures)) for line in group.lines]) for group in groups],
        "count": sum(group.count for group in groups), "late": sum(group.late for group in groups), "wanted": wanted,
        "may_report": viewer.may(Act.REPORT_UNIT), "address": request.get_full_path(),
    }  # fmt: skip
    if "HX-Request" in request.headers:
        return render(request, "dispatch/_units_board.html", context)
    context |= {
        "may_keep": viewer.may(Act.KEEP_UNITS),
        "choices": fleet_board.choices(viewer),
        "statuses": UNIT_WORDS,
        "codes": _code_lines(),
    }
    return render(request, "dispatch/units_board.html", context)


def _code_lines() -> list[tuple[str, Words]]:
    return [(code, UNIT_WORDS[status]) for code, status in codes().items()]


def keys() -> dict[UnitStatus, str]:
    """The figure that each status has on the radio's keys, and here."""
    return {status: code for code, status in codes().items() if len(code) == 1 and code.isdigit()}


def keyed(row: Unit, figures: dict[UnitStatus, str]) -> list[tuple[str, Words, str]]:
    """What may be reported of a unit with one press: status, words, and the figure of its key."""
    quick = (
        s
        for s in UnitStatus
        if s in UNIT_MOVES[UnitStatus(row.status)] and s not in (UnitStatus.DISPATCHED, UnitStatus.OUT)
    )
    return [(status.value, UNIT_WORDS[status], figures.get(status, "")) for status in quick]


@never_cache
@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = looking(request)
    row = fleet_board.seen(viewer, pk)
    status = UnitStatus(row.status)
    context = {
        "unit": row, "back": f"/units/{pk}", "kind": kind_of(row.kind), "status": UNIT_WORDS[status], "late": is_late(status, row.since, site_now()),
        "limit_s": LATE_S.get(status), "moves": keyed(row, keys()), "stands": queries.positions([row])[row.pk],
        "skills": [skill_words(one) for one in row.skills],
        "runs": fleet_board.runs(viewer, unit=pk), "told": fleet_board.book_of(viewer, row),
        "stages": [(one.value, UNIT_WORDS[one]) for one in (*REPORTED, *FREE, UnitStatus.OFF, UnitStatus.OUT)],
        "free": status in FREE, "open_incidents": [one for one in incidents(viewer) if one.pk != row.incident_id],
        "may_report": viewer.may(Act.REPORT_UNIT), "may_dispatch": viewer.may(Act.DISPATCH_UNIT), "may_keep": viewer.may(Act.KEEP_UNITS),
        "names": viewer.may(Act.SEE_NAMES), "personal": viewer.may(Act.SEE_PERSONAL), "before_arriving": status in (UnitStatus.DISPATCHED, UnitStatus.EN_ROUTE),
    }  # fmt: skip
    return render(request, "dispatch/unit.html", context)


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else None


@require_POST
def dispatch(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Sends a unit; with `divert` and a reason also one that is on another run."""
    viewer = viewer_of(request)
    actions.dispatch_unit(
        viewer, unit, pk, order=number(typed(request, "order")), estimate=queries.arrival_of(viewer, unit, pk),
        divert=typed(request, "divert") == "on", reason=typed(request, "reason"),
    )  # fmt: skip
    return _back(request, pk)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The same from a unit's own page: the incident is chosen there. Raises NoSuchIncident."""
    return dispatch(request, number(typed(request, "incident")) or 0, pk)


@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Reports a status, now or as it was at a time of the site. Raises TimeUnread."""
    viewer = viewer_of(request)
    before = queries.unit(viewer, pk).incident_id
    said = typed(request, "at").strip()
    at = site_time(said, site_now(), settings.SITE_ZONE) if said else None
    if said and at is None:
        raise TimeUnread(value=said[:40])
    actions.unit_status(
        viewer, pk, typed(request, "status"), at=at, incident=number(typed(request, "incident")),
        said_by=typed(request, "said_by"), reason=typed(request, "reason"), cancelled=typed(request, "cancelled") == "on",
    )  # fmt: skip
    return _back(request, before)


@require_POST
def radio(request: HttpRequest) -> HttpResponse:
    """One line as it was heard on the radio."""
    actions.radio(viewer_of(request), typed(request, "line"), said_by=typed(request, "said_by"))
    return _back(request, None)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The crew of a unit on scene was asked whether all are there. Raises NotOnScene, CrewWrong, WrongNumber."""
    people = whole_number(typed(request, "people"))
    row = actions.check_crew(viewer_of(request), pk, people=people, said_by=typed(request, "said_by"))
    return _back(request, row.incident_id)


@require_POST
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """How often the crews of an incident are asked, in minutes; nothing: not at all."""
    minutes = whole_number(typed(request, "minutes"))
    actions.set_interval(viewer_of(request), pk, minutes * 60 if minutes is not None else None)
    return _back(request, pk)


def _back(request: HttpRequest, incident: int | None) -> HttpResponse:
    """To the board or the unit's page, where the act was done there; else as every act of dispatch."""
    asked = typed(request, "back")
    if incident is not None and asked == f"/incidents/{incident}/board":
        return redirect(asked)
    if asked.startswith("/units/") and "\n" not in asked and "//" not in asked:
        return redirect(asked[:300])
    return answer(request, incident)
