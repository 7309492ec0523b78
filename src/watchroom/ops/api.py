"""The scenario over the API: how it is played, and the switches."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.journal import clock
from watchroom.ops.scenario import steering
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router(tags=["scenario"])


class ScenarioOut(Schema):
    """A scenario that is being played: `now` is its time, which is the site's."""

    scenario: str
    now: datetime
    speed: float
    paused: bool
    autopilot: bool


class SteerIn(Schema):
    """What is left out stays as it is. `speed`: how many times real time."""

    speed: float | None = Field(None, ge=steering.SLOWEST, le=steering.FASTEST)
    paused: bool | None = None
    autopilot: bool | None = None


@router.get("/scenario", response=ScenarioOut, summary="The scenario that is being played")
def scenario(request: HttpRequest) -> ScenarioOut:
    viewer_of(request).must(Act.SEE)
    return _out()


@router.post("/scenario", response=ScenarioOut, summary="Change speed, pause, or switch the autopilot")
def steer(request: HttpRequest, given: SteerIn) -> ScenarioOut:
    steering.steer(viewer_of(request), **given.model_dump())
    return _out()


def _out() -> ScenarioOut:
    running = clock.scenario()
    if running is None:
        raise steering.NoScenario
    now = steering.steering(running.scenario)
    return ScenarioOut(
        scenario=running.scenario, now=clock.site_now(), speed=now.speed, paused=now.paused, autopilot=now.autopilot
    )
