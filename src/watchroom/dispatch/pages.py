"""Orders and units on the screen: the panes of an incident, and the page of the whole dispatch desk."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.dispatch import actions, fleet_board, queries
from watchroom.dispatch.faults import WrongNumber
from watchroom.dispatch.field import distress, settling
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import Unit
from watchroom.dispatch.moves import ASSIGNED, UNIT_MOVES, UNIT_WORDS, UnitStatus
from watchroom.dispatch.rules import ORDER_WORDS
from watchroom.dispatch.upstream import Scene, scene
from watchroom.journal.clock import site_now
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_ON_DESK = 60  # the board of units shows more
BACK = {"dispatch": "/dispatch/"}  # where an act returns to; anything else returns to the incident


def looking(request: HttpRequest) -> Viewer:
    """Rights first: an outsider does not even learn which incidents there are."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    return viewer


@never_cache
@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan board of an incident, by group."""
    viewer = looking(request)
    scene(pk)
    context = {"lanes": queries.board(viewer, pk), "counts": queries.counts(viewer, pk), **board_context(viewer, pk)}
    return render(request, "dispatch/board.html", context)


def board_context(viewer: Viewer, pk: int) -> dict[str, Any]:
    """What every template with task cards needs."""
    return {"incident_pk": pk, "states": ORDER_WORDS, **_may(viewer)}


@never_cache
@require_GET
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """The units on an incident, and those that could be sent, soonest first."""
    viewer = looking(request)
    goal = scene(pk)
    candidates = queries.nearest(viewer, pk) if goal.point is not None and not goal.closed else []
    wanted = queries.wanted_kinds(viewer, pk)
    context = {
        "incident_pk": pk,
        "scene": goal,
        "here": _with_moves(queries.units(viewer, pk)),
        "groups": _groups(candidates, wanted),
        "runs": [line for line in fleet_board.runs(viewer, incident=pk) if line.outcome],
        **_may(viewer),
    }
    return render(request, "dispatch/units.html", context)


def _groups(candidates: list[queries.Candidate], wanted: list[str]) -> list[dict[str, Any]]:
    """Candidates by kind: what the orders ask for first. `asked` says that an open order names this kind."""
    known = kinds()
    return [
        {"kind": kind, "words": known[kind].title, "asked": kind in wanted, "units": [one for one in candidates if one.unit.kind == kind]}
        for kind in sorted(known, key=lambda kind: kind not in wanted)
    ]  # fmt: skip


@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Every open order and every unit."""
    viewer = viewer_of(request)
    rows = queries.units(viewer, most=MOST_ON_DESK)
    where = queries.positions(rows)
    context = {
        "orders": _by_incident(viewer),
        "all_units": len(rows) if len(rows) < MOST_ON_DESK else queries.count_of_units(viewer),
        "units": [{**one, "position": where[one["unit"].pk]} for one in _with_moves(rows)],
        "states": ORDER_WORDS,
        "field_refused": settling.waiting(viewer),
        "field_distress": distress.waiting(viewer),
        **_may(viewer),
    }
    template = "dispatch/desk_panes.html" if "HX-Request" in request.headers else "dispatch/desk.html"
    return render(request, template, context)


def _by_incident(viewer: Viewer) -> list[tuple[Scene, list[queries.Card]]]:
    open_orders = queries.orders(viewer, open_only=True)
    incidents = dict.fromkeys(order.incident_id for order in open_orders)
    found = []
    for pk in incidents:
        cards = [card for lane in queries.board(viewer, pk) for card in lane.cards if card.order.is_open]
        found.append((scene(pk), sorted(cards, key=queries.calls)))
    return found


def _with_moves(rows: list[Unit]) -> list[dict[str, Any]]:
    """Units with their status in words and the statuses that may be reported next."""
    known = kinds()
    return [
        {
            "unit": row,
            "status": UNIT_WORDS[UnitStatus(row.status)],
            "kind": known[row.kind].title,
            "assigned": row.status in ASSIGNED,
            "moves": [(s.value, UNIT_WORDS[s]) for s in UnitStatus if s in UNIT_MOVES[UnitStatus(row.status)] and s not in (UnitStatus.DISPATCHED, UnitStatus.OUT)],
        }
        for row in rows
    ]  # fmt: skip


def _may(viewer: Viewer) -> dict[str, Any]:
    return {
        "may_place": viewer.may(Act.OPEN_INCIDENT),
        "may_dispatch": viewer.may(Act.DISPATCH_UNIT),
        "may_report": viewer.may(Act.REPORT_UNIT),
        "may_steer": viewer.may(Act.STEER_TASKS),
        "names": viewer.may(Act.SEE_NAMES),
        "callers": viewer.may(Act.SEE_PERSONAL),
        "now_s": site_now(),
    }


def typed(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))


def whole_number(text: str) -> int | None:
    """What was typed as a number, or None for nothing. Raises WrongNumber."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise WrongNumber(value=text[:40])
    return int(text)


def answer(request: HttpRequest, incident: int | None) -> HttpResponse:
    """Back to where the act was done."""
    asked = typed(request, "back")
    if asked.startswith("order:") and asked[6:].isdecimal() and len(asked) < 19:
        return redirect(f"/orders/{int(asked[6:])}")
    if incident and asked == "run":
        return redirect(f"/incidents/{incident}/run")
    if incident and asked.startswith("card:"):
        return redirect(reverse("post-card", args=[incident, asked.removeprefix("card:")[:64]]))
    to = BACK.get(asked) or (f"/incidents/{incident}" if incident else "/dispatch/")
    return redirect(to)


def _answer(act: actions.Answer, *names: str) -> Callable[[HttpRequest, int], HttpResponse]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        order = act(viewer_of(request), pk, **{name: typed(request, name) for name in names})
        return answer(request, order.incident_id)

    return require_POST(view)


receive = _answer(actions.receive_order, "said_by")
finish = _answer(actions.finish_order, "said_by", "note")
finish_last = _answer(partial(actions.finish_order, last=True), "said_by", "note")
block = _answer(actions.block_order, "reason", "on", "said_by")
unblock = _answer(actions.unblock_order, "said", "said_by")
skip = _answer(actions.skip_order, "reason", "said_by")
