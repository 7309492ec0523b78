"""Drills over the API: the same actions and queries as the screen."""

from datetime import date, datetime
from typing import Any, Literal, cast

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import JsonValue

from watchroom.incidents.api import KEY, keyed
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans.drills import actions, history, marking, planning, queries
from watchroom.plans.drills.faults import DrillNotFilled
from watchroom.plans.drills.models import Drill, Lesson, Mark
from watchroom.plans.drills.planning import Given
from watchroom.plans.drills.rules import Totals
from watchroom.plans.drills.scoring import NOTHING, Item, score
from watchroom.plans.drills.script import lines, written
from watchroom.plans.drills.taking import take_report

router = Router(tags=["plans"])


class DrillOut(Schema):
    """A drill. `position_s` is where its clock stands now; `script` only for its director, evaluators and planner."""

    id: int
    number: str
    title_zh: str
    title_en: str
    form: Literal["tabletop", "single", "full"]
    aim: Literal["check", "show", "study"]
    announced: bool
    plan: str
    plan_version: int
    levels: list[int]
    director: str
    participants: list[str]
    planned_for: datetime
    state: Literal["planned", "running", "paused", "ended", "evaluated", "closed"]
    position_s: float
    speed: float
    begun_at: datetime | None
    ended_at: datetime | None
    stopped: bool
    reason: str
    script: str | None


class ArrivedOut(Schema):
    """A call or message that came in. `waits`: a call that nobody has taken."""

    code: str
    kind: Literal["report", "message"]
    to: str
    text_zh: str
    text_en: str
    at: datetime
    waits: bool
    incident: int | None


class StepOut(Schema):
    code: str
    at_s: int
    kind: str
    text_zh: str
    text_en: str
    fired_at: datetime | None


class WholeDrillOut(DrillOut):
    """`steps` are the script's, for those who may know it."""

    arrived: list[ArrivedOut]
    steps: list[StepOut]


class DrillIn(Schema):
    """Persons and posts by their codes. A title in one language serves for both; no levels: all of the plan's."""

    title_zh: str = Field("", max_length=200)
    title_en: str = Field("", max_length=200)
    form: Literal["tabletop", "single", "full"] = "tabletop"
    aim: Literal["check", "show", "study"] = "check"
    announced: bool = True
    plan: str = Field(max_length=64)
    version: int | None = Field(None, ge=1, le=9999)
    levels: list[int] = Field(default_factory=list, max_length=9)
    director: str = Field("", max_length=64, description="Empty: whoever plans it.")
    evaluators: list[str] = Field(default_factory=list, max_length=50)
    participants: list[str] = Field(default_factory=list, max_length=200)
    planned_for: datetime
    script: str = Field("", max_length=512 * 1024, description="YAML of watchroom-drill/1.")


class SteerIn(Schema):
    act: Literal["start", "pause", "resume", "jump", "speed", "end", "evaluated", "close"]
    speed: float | None = Field(None, description="Times as fast as the site's clock, 1 to 600; with `speed`.")


class ReasonIn(Schema):
    reason: str = Field(max_length=2000)


class TakeIn(Schema):
    code: str = Field(max_length=64)
    incident: int | None = Field(None, description="Note it on this incident of the drill; none: open one.")


class TakenOut(Schema):
    incident: int


class InjectIn(Schema):
    """An inject as the script has it, for example `{"at": "5m", "kind": "message", "to": "commander", "text": {…}}`."""

    inject: dict[str, JsonValue]


class MarkIn(Schema):
    item: str = Field(max_length=160)
    verdict: Literal["", "good", "fair", "poor"] = ""
    done: bool | None = None
    note: str = Field("", max_length=2000)


class LessonIn(Schema):
    finding: str = Field(max_length=2000)
    advice: str = Field("", max_length=2000)
    item: str = Field("", max_length=160)
    revises: bool = Field(False, description="It is a cause to revise the plan.")


class LessonOut(Schema):
    id: int
    drill: int
    plan: str
    finding: str
    advice: str
    item: str
    revises: bool
    at: datetime


class MarkOut(Schema):
    item: str
    verdict: str
    done: bool | None
    note: str
    at: datetime


class TotalsOut(Schema):
    """`share`: of what had a deadline, in per cent, on time."""

    on_time: int
    late: int
    missed: int
    done: int
    open: int
    share: int | None


class ItemOut(Schema):
    """An expected act. Times in seconds; pauses of the drill are not counted."""

    key: str
    what_zh: str
    what_en: str
    post_zh: str
    post_en: str
    phase: str
    since: datetime
    within_s: int | None
    limit_zh: str
    limit_en: str
    done: datetime | None
    took_s: int | None
    met: Literal["on_time", "late", "missed", "done", "open"]
    by_hand: bool
    entry: int | None
    marks: list[MarkOut]


class GroupOut(TotalsOut):
    name_zh: str
    name_en: str


class ScoreOut(Schema):
    whole: TotalsOut
    by_post: list[GroupOut]
    by_phase: list[GroupOut]
    items: list[ItemOut]
    lessons: list[LessonOut]


class ScriptOut(Schema):
    script: str
    injects: int


@router.get("/drills", response=list[DrillOut], summary="The drills: under way and to come first, then the newest")
def drills(request: HttpRequest, plan: str = "") -> list[DrillOut]:
    viewer = viewer_of(request)
    return [_out(row, queries.concerned(viewer, row)) for row in queries.drills(viewer, plan)]


@router.post("/drills", response=DrillOut, summary="Plan a drill")
def plan(request: HttpRequest, given: DrillIn, key: str | None = KEY) -> Any:
    viewer = viewer_of(request)
    asked = given.model_dump(mode="json")
    return keyed(viewer, key, "plans.drill", asked, lambda: _out(planning.plan_drill(viewer, given_of(given)), True))


@router.get("/drills/{int:pk}", response=WholeDrillOut, summary="One drill")
def drill(request: HttpRequest, pk: int) -> WholeDrillOut:
    viewer = viewer_of(request)
    row = queries.drill(viewer, pk)
    knows = queries.concerned(viewer, row)
    came = queries.arrived(row)
    return WholeDrillOut(
        **_out(row, knows).model_dump(),
        arrived=[
            ArrivedOut(
                code=one.fired.code, kind=cast(Any, one.inject.kind), to=one.inject.to, text_zh=one.inject.text.zh,
                text_en=one.inject.text.en, at=one.fired.fired_at, waits=one.waits, incident=one.fired.incident,
            )
            for one in came
        ],
        steps=[
            StepOut(
                code=one.inject.code, at_s=one.inject.at_ms // 1000, kind=one.inject.kind, text_zh=lines(one.inject).zh,
                text_en=lines(one.inject).en, fired_at=one.fired_at,
            )
            for one in (queries.steps(row) if knows else [])
        ],
    )  # fmt: skip


@router.put("/drills/{int:pk}", response=DrillOut, summary="Change a drill that has not begun")
def change(request: HttpRequest, pk: int, given: DrillIn) -> DrillOut:
    return _out(planning.change_drill(viewer_of(request), pk, given_of(given)), True)


@router.post("/drills/{int:pk}/injects", response=DrillOut, summary="Add an inject to the script")
def add_inject(request: HttpRequest, pk: int, given: InjectIn) -> DrillOut:
    return _out(planning.add_inject(viewer_of(request), pk, cast(dict[str, Any], given.inject)), True)


@router.post("/drills/{int:pk}/cancel", response=DrillOut, summary="Cancel a drill that has not begun, with a reason")
def cancel(request: HttpRequest, pk: int, given: ReasonIn) -> DrillOut:
    return _out(planning.cancel_drill(viewer_of(request), pk, reason=given.reason), True)


@router.post(
    "/drills/{int:pk}/steer", response=DrillOut, summary="The director's acts: begin, pause, speed, end, close"
)
def steered(request: HttpRequest, pk: int, given: SteerIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    viewer.must(Act.DIRECT_DRILL)
    return keyed(
        viewer,
        key,
        f"plans.drill_steer:{pk}",
        asked,
        lambda: _out(actions.steer(viewer, pk, given.act, given.speed), True),
    )


@router.post("/drills/{int:pk}/stop", response=DrillOut, summary="Stop a drill at once: something real has begun")
def stop(request: HttpRequest, pk: int, given: ReasonIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    return keyed(
        viewer, key, f"plans.drill_stop:{pk}", asked, lambda: _out(actions.stop(viewer, pk, reason=given.reason), False)
    )


@router.post("/drills/{int:pk}/take", response=TakenOut, summary="Take a telephone report of a drill")
def take(request: HttpRequest, pk: int, given: TakeIn, key: str | None = KEY) -> Any:
    viewer, asked = viewer_of(request), given.model_dump()
    viewer.must(Act.OPEN_INCIDENT)
    return keyed(
        viewer, key, f"plans.drill_take:{pk}", asked,
        lambda: TakenOut(incident=take_report(viewer, pk, given.code, incident=given.incident).pk),
    )  # fmt: skip


@router.get("/drills/{int:pk}/score", response=ScoreOut, summary="What was expected, and how it came out")
def scored(request: HttpRequest, pk: int) -> ScoreOut:
    """While the drill runs, for its director and evaluators; afterwards for all who may read reports."""
    viewer = viewer_of(request)
    row = queries.drill(viewer, pk)
    found = score(row) if queries.may_score(viewer, row) else NOTHING
    return ScoreOut(
        whole=TotalsOut(**_totals(found.whole)),
        by_post=[GroupOut(name_zh=name.zh, name_en=name.en, **_totals(one)) for name, one in found.by_post],
        by_phase=[GroupOut(name_zh=name.zh, name_en=name.en, **_totals(one)) for name, one in found.by_phase],
        items=[_item(one) for one in found.items],
        lessons=[_lesson(one) for one in row.lessons.order_by("pk")],
    )


@router.post("/drills/{int:pk}/marks", response=MarkOut, summary="An evaluator's mark of one expected act")
def mark(request: HttpRequest, pk: int, given: MarkIn) -> MarkOut:
    return _mark(
        marking.mark(viewer_of(request), pk, given.item, verdict=given.verdict, done=given.done, note=given.note)
    )


@router.post("/drills/{int:pk}/lessons", response=LessonOut, summary="Note what was found and what is to follow")
def lesson(request: HttpRequest, pk: int, given: LessonIn) -> LessonOut:
    return _lesson(marking.note_lesson(viewer_of(request), pk, **given.model_dump()))


@router.get("/drill-script", response=ScriptOut, summary="A script out of a past incident or a day")
def script(request: HttpRequest, incident: str = "", day: date | None = None) -> ScriptOut:
    """One of both: the number of an incident, or a day of the site."""
    viewer = viewer_of(request)
    made = history.of_day(viewer, day) if day is not None else history.of_incident(viewer, incident)
    return ScriptOut(script=written(made), injects=len(made.injects))


def given_of(told: DrillIn) -> Given:
    """As the actions take it. Raises DrillNotFilled for a time without a zone."""
    if told.planned_for.tzinfo is None:
        why = Words(zh="时间须带时区", en="the time needs its zone")
        raise DrillNotFilled(what=Words(zh="时间", en="Time"), why=why)
    lists = {name: tuple(getattr(told, name)) for name in ("levels", "evaluators", "participants")}
    return Given(**(told.model_dump() | lists))


def _out(row: Drill, knows: bool) -> DrillOut:
    return DrillOut(
        id=row.pk, number=row.number, title_zh=row.title_zh, title_en=row.title_en, form=cast(Any, row.form),
        aim=cast(Any, row.aim), announced=row.announced, plan=row.plan_code, plan_version=row.plan.version,
        levels=row.levels, director=row.director.code, participants=row.participants, planned_for=row.planned_for,
        state=cast(Any, str(row.state)), position_s=row.clock.at(site_now()) / 1000, speed=row.speed,
        begun_at=row.begun_at, ended_at=row.ended_at, stopped=row.stopped, reason=row.reason,
        script=row.script if knows else None,
    )  # fmt: skip


def _totals(one: Totals) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("on_time", "late", "missed", "done", "open", "share")}


def _item(one: Item) -> ItemOut:
    wanted = one.wanted
    return ItemOut(
        key=wanted.key, what_zh=wanted.what.zh, what_en=wanted.what.en, post_zh=wanted.post.zh, post_en=wanted.post.en,
        phase=wanted.phase, since=wanted.since, within_s=round(wanted.within.total_seconds()) if wanted.within is not None else None,
        limit_zh=wanted.limit.zh, limit_en=wanted.limit.en,
        done=wanted.done, took_s=round(one.took.total_seconds()) if one.took is not None else None, met=cast(Any, one.met.value),
        by_hand=one.by_hand, entry=wanted.entry, marks=[_mark(each) for each in one.marks],
    )  # fmt: skip


def _mark(one: Mark) -> MarkOut:
    return MarkOut(item=one.item, verdict=one.verdict, done=one.done, note=one.note, at=one.at)


def _lesson(one: Lesson) -> LessonOut:
    return LessonOut(
        id=one.pk, drill=one.drill_id, plan=one.plan_code, finding=one.finding, advice=one.advice, item=one.item,
        revises=one.revises, at=one.at,
    )  # fmt: skip
