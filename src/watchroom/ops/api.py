"""How the platform is, and the scenario with its switches, over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.journal import clock
from watchroom.ops.finding import Finding
from watchroom.ops.health import health
from watchroom.ops.scenario import steering
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router(tags=["scenario"])


class FindingOut(Schema):
    """`ok` is null for what could not be looked at, or only a person can tell."""

    what_zh: str
    what_en: str
    ok: bool | None
    said_zh: str
    said_en: str
    todo_zh: str | None
    todo_en: str | None


class JudgedOut(Schema):
    """A partition of readings: `late` when it is judged up to an instant more than ten seconds ago."""

    number: int
    sensors: int
    owner: str
    position: int
    judged_until: datetime | None
    late: bool


class FollowsOut(Schema):
    name: str
    position: int
    behind: int


class HealthOut(Schema):
    """`fill` is of the stream of readings, 0 to 1; null while the server of streams does not answer."""

    at: datetime
    unwell: int
    findings: list[FindingOut]
    partitions: list[JudgedOut]
    followers: list[FollowsOut]
    head: int
    set_aside: int
    undelivered: int
    fill: float | None
    free_mb: int


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


@router.get("/platform", response=HealthOut, tags=["platform"], summary="How the platform itself is")
def platform(request: HttpRequest) -> dict[str, Any]:
    found = health(viewer_of(request))
    plain = {name: getattr(found, name) for name in HealthOut.model_fields}
    return plain | {"findings": [_finding(one) for one in found.findings]}


def _finding(one: Finding) -> dict[str, Any]:
    words = {"what": one.what, "said": one.said, "todo": one.todo}
    told = {f"{name}_{lang}": getattr(text, lang, None) for name, text in words.items() for lang in ("zh", "en")}
    return told | {"ok": one.ok}


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
