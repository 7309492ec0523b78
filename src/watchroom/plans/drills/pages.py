"""The drills: the list and calendar, a drill as its director, its evaluators and its participants see it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.alarms.exercising import playable
from watchroom.incidents.rules import KINDS as INCIDENT_KINDS
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, typed_time
from watchroom.kernel.faults import Fault
from watchroom.people import queries as people
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.plans.drills import actions, history, marking, planning, queries, showing
from watchroom.plans.drills.faults import ScriptWrong
from watchroom.plans.drills.models import Drill
from watchroom.plans.drills.planning import Given
from watchroom.plans.drills.rules import AIMS, FORMS, VERDICTS
from watchroom.plans.drills.script import KINDS, LEVELS, written
from watchroom.plans.drills.taking import take_report
from watchroom.plans.loading import current, load

LISTS = ("evaluators", "participants")


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = _looking(request)
    rows = [showing.shown(viewer, row) for row in queries.drills(viewer)]
    context = {
        "open": [one for one in rows if one.row.ended_at is None],
        "held": [one for one in rows if one.row.ended_at is not None],
        "calendar": showing.calendar(site_now()),
        "may_plan": viewer.may(Act.PLAN_DRILL),
    }
    return render(request, "plans/drills.html", context)


@never_cache
@require_GET
def bar(request: HttpRequest) -> HttpResponse:
    """That a drill is under way, at the head of every page."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    context = {"d": queries.under_way(), "may_stop": viewer.may(Act.STOP_DRILL)}
    return render(request, "plans/_drill_bar.html", context)


@never_cache
@require_GET
def drill(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _looking(request)
    return render(request, "plans/drill.html", _facts(viewer, queries.drill(viewer, pk)))


@never_cache
@require_GET
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes while it runs: the clock, what came in, what is to come."""
    viewer = _looking(request)
    return render(request, "plans/_drill_now.html", _facts(viewer, queries.drill(viewer, pk)))


@never_cache
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The score as it stands."""
    viewer = _looking(request)
    row = queries.drill(viewer, pk)
    context = {
        "d": showing.shown(viewer, row), "s": showing.sheet(viewer, row), "verdicts": VERDICTS, "may_mark": queries.may_mark(viewer, row),
    }  # fmt: skip
    return render(request, "plans/drill_score.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """`?incident=NUMBER` or `?day=2026-02-06` begins with the script of what really happened."""
    viewer = viewer_of(request)
    viewer.must(Act.PLAN_DRILL)
    if request.method == "GET":
        return _form(request, viewer, _first(request, viewer), None)
    return _kept(request, viewer, None)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.PLAN_DRILL)
    row = queries.drill(viewer, pk)
    if request.method == "GET":
        return _form(request, viewer, showing.typed(row), row)
    return _kept(request, viewer, row)


@never_cache
@require_POST
def inject(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    planning.add_inject(viewer, pk, _inject(request.POST))
    return redirect(f"/drills/{pk}")


@never_cache
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    planning.cancel_drill(viewer_of(request), pk, reason=request.POST.get("reason", ""))
    return redirect(f"/drills/{pk}")


@never_cache
@require_POST
def steer(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.DIRECT_DRILL)
    act = request.POST.get("act", "")
    actions.steer(
        viewer, pk, act if act in (*actions.STEPS, "speed") else "speed", _number(request.POST.get("speed", ""))
    )
    return redirect(f"/drills/{pk}")


@never_cache
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop(viewer_of(request), pk, reason=request.POST.get("reason", ""))
    return redirect(f"/drills/{pk}")


@never_cache
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    on = request.POST.get("incident", "")
    found = take_report(
        viewer_of(request),
        pk,
        request.POST.get("code", ""),
        incident=int(on) if on.isdecimal() and len(on) < 19 else None,
    )
    return redirect(f"/incidents/{found.pk}")


@never_cache
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    given = request.POST
    done = {"yes": True, "no": False}.get(given.get("done", ""))
    marking.mark(
        viewer_of(request),
        pk,
        given.get("item", ""),
        verdict=given.get("verdict", ""),
        done=done,
        note=given.get("note", ""),
    )
    return redirect(f"/drills/{pk}/score")


@never_cache
@require_POST
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    given = request.POST
    marking.note_lesson(
        viewer_of(request),
        pk,
        finding=given.get("finding", ""),
        advice=given.get("advice", ""),
        revises=bool(given.get("revises")),
    )
    return redirect(f"/drills/{pk}/score")


def _facts(viewer: Viewer, row: Drill) -> dict[str, Any]:
    knows = queries.concerned(viewer, row)
    told: dict[str, Any] = {
        "d": showing.shown(viewer, row), "arrived": showing.arrived(viewer, row), "knows": knows,
        "incidents": showing.incidents_of(row), "may_score": queries.may_score(viewer, row),
        "may_stop": viewer.may(Act.STOP_DRILL) and row.under_way, "may_direct": viewer.person == row.director_id and viewer.may(Act.DIRECT_DRILL),
        "may_plan": knows and viewer.may(Act.PLAN_DRILL) and row.begun_at is None and row.ended_at is None,
    }  # fmt: skip
    if knows:
        told |= {"steps": showing.steps(row)}
    if told["may_plan"]:
        told |= {
            "kinds": KINDS, "levels": LEVELS, "rules": playable(), "sensors": {one.watched.code: one.watched for one in playable()}.values(), "places": places.places(viewer), "posts": people.posts(),
            "incident_kinds": INCIDENT_KINDS,
        }  # fmt: skip
    return told


def _first(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    number, day = request.GET.get("incident", ""), request.GET.get("day", "")
    script = None
    if number:
        script = history.of_incident(viewer, number)
    elif day:
        script = history.of_day(viewer, _day(day).date())
    at = as_local(site_now(), settings.SITE_ZONE)
    told = asdict(Given(director=viewer.code)) | {"planned_for": f"{at:%Y-%m-%dT%H:%M}"}
    if script is not None and script.title is not None:
        told |= {"title_zh": script.title.zh[:200], "title_en": script.title.en[:200], "script": written(script)}
    return told


def _kept(request: HttpRequest, viewer: Viewer, row: Drill | None) -> HttpResponse:
    """What was typed comes back, with what is wrong."""
    typed = _typed(request.POST)
    try:
        given = _given(typed)
        kept = planning.plan_drill(viewer, given) if row is None else planning.change_drill(viewer, row.pk, given)
    except Fault as fault:
        return _form(request, viewer, typed, row, fault)
    return redirect(f"/drills/{kept.pk}")


def _form(
    request: HttpRequest, viewer: Viewer, typed: dict[str, Any], row: Drill | None, fault: Fault | None = None
) -> HttpResponse:
    context = {
        "typed": typed, "fault": fault, "row": row, "forms": FORMS, "aims": AIMS, "people": people.people(), "posts": people.posts(),
        "plans": [{"row": one, "levels": load(one).levels} for one in current()],
    }  # fmt: skip
    return render(request, "plans/drill_form.html", context, status=fault.status if fault else 200)


def _typed(posted: QueryDict) -> dict[str, Any]:
    names = ("title_zh", "title_en", "form", "aim", "plan", "director", "planned_for", "script")
    told: dict[str, Any] = {name: posted.get(name, "").strip() for name in names}
    lists = {name: posted.getlist(name)[:200] for name in (*LISTS, "levels")}
    return told | lists | {"announced": posted.get("announced", "") == "yes"}


def _given(typed: Mapping[str, Any]) -> Given:
    levels = tuple(int(one) for one in typed["levels"] if one.isdecimal() and len(one) == 1)
    return Given(
        title_zh=typed["title_zh"], title_en=typed["title_en"], form=typed["form"], aim=typed["aim"], announced=typed["announced"],
        plan=typed["plan"], levels=levels, director=typed["director"], evaluators=tuple(typed["evaluators"]),
        participants=tuple(typed["participants"]), planned_for=_at(typed["planned_for"]), script=typed["script"],
    )  # fmt: skip


def _inject(posted: QueryDict) -> dict[str, Any]:
    """The form's fields as an inject: what its kind does not take is left out."""
    told: dict[str, Any] = {name: posted.get(name, "").strip() for name in ("at", "kind")}
    fields = {
        "alarm": ("rule", "value"), "reading": ("sensor", "value"), "normal": ("rule",), "warning": ("level", "place"), "report": ("to", "place", "incident_kind"),
        "message": ("to",), "expect": (),
    }.get(told["kind"], ())  # fmt: skip
    told |= {name: posted.get(name, "").strip() for name in fields}
    both = {lang: said for lang in ("zh", "en") if (said := posted.get(f"text_{lang}", "").strip())}
    if "value" in told:
        told["value"] = _number(str(told["value"]))
    match told["kind"]:
        case "warning":
            event = {lang: said for lang in ("zh", "en") if (said := posted.get(f"event_{lang}", "").strip())}
            told |= {"headline": both, "event": event or both}
        case "report" | "message":
            told["text"] = both
        case "expect":
            told["expect"] = [
                {
                    "code": "act",
                    "what": both,
                    "post": posted.get("to", "") or None,
                    "within": posted.get("within", "") or None,
                }
            ]
            told["expect"] = [{name: value for name, value in one.items() if value} for one in told["expect"]]
    return told


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  a day of the site, without a time
    except ValueError as error:
        raise ScriptWrong(place="day", why=text[:16]) from error


def _at(text: str) -> datetime | None:
    """A time as the browser's field gives it, in the site's zone."""
    try:
        return typed_time(text, settings.SITE_ZONE)
    except ValueError:
        return None


def _looking(request: HttpRequest) -> Viewer:
    """The viewer, who must be allowed to look; the journal's position is noted before anything else is read."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    setattr(request, "position", journal.head())  # noqa: B010
    return viewer
