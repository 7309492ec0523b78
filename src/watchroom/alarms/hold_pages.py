"""What is held back, planned maintenance, and what this person's loudspeaker has to sound."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.alarms import faults, hold_actions, queries, sound_actions
from watchroom.alarms.pages import back, whole
from watchroom.alarms.rules import HoldKind
from watchroom.alarms.showing import shown, shown_holds
from watchroom.journal.clock import exercise, site_now
from watchroom.kernel.clock import as_local, typed_time
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.sources import queries as sources

QUIET_MIN = (2, 5, 15)
THINGS = ("rule", "sensor", "place")


@never_cache
@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """Every alarm that is held back, by what and until when, and everything that is out of service."""
    viewer = viewer_of(request)
    rows = shown(viewer, queries.alarms(viewer, held=True))
    holds = shown_holds(viewer, [hold for hold in queries.holds(viewer) if hold.kind != HoldKind.MAINTENANCE])
    context = {"rows": rows, "load": queries.load(viewer), "holds": holds, **_choices(viewer, place=False)}
    return render(request, "alarms/held.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def maintenance(request: HttpRequest) -> HttpResponse:
    """What is planned and what runs, for everybody to see; the leader plans here."""
    viewer = viewer_of(request)
    if request.method == "POST":
        given = request.POST
        since, until = (_local(given.get(name, "")) for name in ("since", "until"))
        hold_actions.plan_maintenance(viewer, since, until, reason=given.get("reason", ""), **_thing(request))
        return back(request, "/alarms/maintenance")
    context = {
        "works": shown_holds(viewer, queries.holds(viewer, HoldKind.MAINTENANCE)),
        "past": shown_holds(viewer, queries.holds(viewer, HoldKind.MAINTENANCE, ended=True, limit=20)),
        **_choices(viewer, place=True),
    }
    return render(request, "alarms/maintenance.html", context)


@never_cache
@require_POST
def take_out(request: HttpRequest) -> HttpResponse:
    hold_actions.take_out(viewer_of(request), reason=request.POST.get("reason", ""), **_thing(request))
    return back(request, "/alarms/held")


@never_cache
@require_POST
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    hold_actions.end_hold(viewer_of(request), pk)
    return back(request, "/alarms/held")


@never_cache
@require_GET
def sound(request: HttpRequest) -> HttpResponse:
    """What the loudspeaker has to sound: in the bar of every page, asked for again with every alarm's entry.

    Its menu (`?part=menu`) is a piece of its own: a menu that stands open is not drawn again, and would keep the
    sound of a new alarm waiting.
    """
    part = "alarms/_sound_menu.html" if request.GET.get("part") == "menu" else "alarms/_sound.html"
    return render(request, part, sound_facts(viewer_of(request)))


def sound_facts(viewer: Viewer) -> dict[str, object]:
    rows = queries.to_sound(viewer)
    return {
        "hears": viewer.may(Act.HEAR_ALARMS),
        "silences": viewer.may(Act.SILENCE_ALARMS),
        "wall": Role.WALL in viewer.roles,
        "sounding": rows,
        "gravest": rows[0].priority if rows else None,
        "escalated": any(row.escalated for row in rows),
        "silent_until": queries.silent_until(viewer),
        "quiet_min": QUIET_MIN,
        "exercise_sound": exercise(),
    }


@never_cache
@require_POST
def silence(request: HttpRequest) -> HttpResponse:
    sound_actions.silence(viewer_of(request), whole(request.POST.get("minutes", "")))
    return back(request, "/")


@never_cache
@require_POST
def sound_tested(request: HttpRequest) -> HttpResponse:
    sound_actions.sound_tested(viewer_of(request))
    return back(request, "/")


def _choices(viewer: Viewer, *, place: bool) -> dict[str, object]:
    if not viewer.may(Act.TAKE_OUT_ALARMS):
        return {"may_take_out": False}
    return {
        "may_take_out": True,
        "rules": queries.rules(viewer),
        "sensors": sources.sensors(),
        "places": places.places(viewer) if place else [],
        "from_local": _field(site_now()),
        "until_local": _field(site_now() + timedelta(hours=2)),
    }


def _thing(request: HttpRequest) -> dict[str, str]:
    """`thing` is `rule:<code>`, `sensor:<code>` or `place:<code>`: one choice of one list. Anything else is none."""
    kind, _, code = request.POST.get("thing", "").partition(":")
    return {kind: code} if kind in THINGS else {}


def _field(at: datetime) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%Y-%m-%dT%H:%M}"


def _local(text: str) -> datetime:
    """A time as the browser's field gives it, in the site's zone. Raises WrongTimes."""
    try:
        return typed_time(text, settings.SITE_ZONE)
    except ValueError as error:
        raise faults.WrongTimes(days=hold_actions.LONGEST_WORK.days) from error
