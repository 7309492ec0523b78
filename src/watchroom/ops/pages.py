"""How the platform itself is; the scenario that is being played, and its switches."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.journal import clock
from watchroom.ops.health import LATE_S, health
from watchroom.ops.scenario import content, steering
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

SPEEDS = (1, 5, 10, 30, 60)
SWITCH = {"on": True, "off": False}


@never_cache
@require_GET
def platform(request: HttpRequest) -> HttpResponse:
    """Raises NotAllowed."""
    return render(request, "ops/platform.html", {"health": health(viewer_of(request)), "late_s": LATE_S})


@never_cache
@require_GET
def scenario(request: HttpRequest) -> HttpResponse:
    """Raises NotAllowed, NoScenario."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    running = clock.scenario()
    if running is None or running.scenario not in content.titles():  # a log that is replayed has no page of its own
        raise steering.NoScenario
    day = content.load(running.scenario)
    context = {
        "day": day.head,
        "steering": steering.steering(running.scenario),
        "speeds": SPEEDS,
        "may_steer": viewer.may(Act.RUN_SCENARIO),
        "over": running.now is not None and running.now >= day.head.ends,
    }
    return render(request, "ops/scenario.html", context)


@never_cache
@require_POST
def steer(request: HttpRequest) -> HttpResponse:
    speed = request.POST.get("speed", "")
    steering.steer(
        viewer_of(request),
        speed=float(speed) if speed.isascii() and speed.isdigit() and len(speed) < 5 else None,
        paused=SWITCH.get(request.POST.get("paused", "")),
        autopilot=SWITCH.get(request.POST.get("autopilot", "")),
    )
    return redirect("scenario")
