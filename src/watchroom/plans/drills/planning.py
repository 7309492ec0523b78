"""Planning a drill: what is tried, by whom, when, by which script. Until it begins it can be changed and cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import yaml

from watchroom.alarms.exercising import playable
from watchroom.incidents.rules import KINDS, REPORTED_FACTS
from watchroom.journal.book import book
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.models import Person
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.plans.drills import entries
from watchroom.plans.drills.faults import DrillNotFilled, NoSuchDrill, ScriptUnknown, WrongState
from watchroom.plans.drills.models import Drill
from watchroom.plans.drills.queries import sees
from watchroom.plans.drills.recording import before, drill_facts, locked
from watchroom.plans.drills.rules import AIMS, FORMS, STATES, State
from watchroom.plans.drills.script import FORMAT, ReportInject, Script, read, written
from watchroom.plans.faults import NoSuchPlan
from watchroom.plans.loading import load
from watchroom.plans.models import Plan
from watchroom.sources import queries as sources

MOST_TITLE, MOST_REASON = 200, 2000
_CHANGE = Words(zh="修改", en="change it")
_CANCEL = Words(zh="取消", en="cancel it")
_EMPTY = Words(zh="不能为空", en="it is empty")
_CHOICE = Words(zh="不在可选之列", en="it is not one of the choices")


@dataclass(frozen=True, slots=True)
class Given:
    """What a planner says. A title in one language is used for both; persons and posts by their codes.

    version  of the plan; None: the newest;  levels  none: all of the plan's
    """

    title_zh: str = ""
    title_en: str = ""
    form: str = "tabletop"
    aim: str = "check"
    announced: bool = True
    plan: str = ""
    version: int | None = None
    levels: tuple[int, ...] = ()
    director: str = ""
    evaluators: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    planned_for: datetime | None = None
    script: str = ""


GIVEN = tuple(one.name for one in fields(Given))


def plan_drill(viewer: Viewer, given: Given) -> Drill:
    """Raises NotAllowed, DrillNotFilled, NoSuchPlan, NoSuchPerson, ScriptWrong, ScriptUnknown."""
    viewer.must(Act.PLAN_DRILL)
    wanted = _checked(viewer, given)
    with book(actor=viewer.actor) as b:
        row = Drill(planned_at=b.now, planned_by=b.actor, planner_id=viewer.person, **wanted)
        row.save()
        b.record(drill_facts(row, entries.DrillPlanned), subject=row.subject)
    return row


def change_drill(viewer: Viewer, drill: int, given: Given) -> Drill:
    """Before it begins. Raises as `plan_drill`, NoSuchDrill, WrongState."""
    viewer.must(Act.PLAN_DRILL)
    wanted = _checked(viewer, given)
    with book(actor=viewer.actor) as b:
        row = _planned(viewer, drill, _CHANGE)
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
        b.record(drill_facts(row, entries.DrillChanged), subject=row.subject, cause=before(row))
    return row


def add_inject(viewer: Viewer, drill: int, inject: Mapping[str, Any]) -> Drill:
    """Puts one inject into the script of a drill that has not begun. Without a code it is given one.

    Raises NotAllowed, NoSuchDrill, WrongState, ScriptWrong, ScriptUnknown.
    """
    viewer.must(Act.PLAN_DRILL)
    with book(actor=viewer.actor) as b:
        row = _planned(viewer, drill, _CHANGE)
        told: dict[str, Any] = (
            read(row.script).model_dump(mode="json", by_alias=True, exclude_none=True)
            if row.script
            else {"format": FORMAT, "injects": []}
        )
        taken = {one["code"] for one in told["injects"]}
        free = next(f"i{n}" for n in range(1, len(taken) + 2) if f"i{n}" not in taken)
        told["injects"].append(
            {"code": free} | {name: value for name, value in inject.items() if value not in ("", None)}
        )
        row.script = written(check_script(yaml.safe_dump(told, allow_unicode=True), row.plan))
        row.save()
        b.record(drill_facts(row, entries.DrillChanged), subject=row.subject, cause=before(row))
    return row


def cancel_drill(viewer: Viewer, drill: int, *, reason: str) -> Drill:
    """A planned drill is not held. Raises NotAllowed, NoSuchDrill, WrongState, DrillNotFilled."""
    viewer.must(Act.PLAN_DRILL)
    reason = filled(reason, Words(zh="理由", en="Reason"), MOST_REASON)
    with book(actor=viewer.actor) as b:
        row = _planned(viewer, drill, _CANCEL)
        row.state, row.reason, row.ended_at, row.ended_by = State.CLOSED, reason, b.now, b.actor
        row.closed_at, row.closed_by = b.now, b.actor
        row.save()
        b.record(drill_facts(row, entries.DrillCancelled), subject=row.subject, cause=before(row))
    return row


def check_script(text: str, plan: Plan) -> Script:
    """The script, with everything that it names found at this site. Raises ScriptWrong, ScriptUnknown."""
    script = read(text)
    known = load(plan)
    posts = {one.code for one in known.posts} | {one.code for one in people.posts()}
    rules = {one.code for one in playable()}
    kinds = {one.incident_kind for one in script.injects if isinstance(one, ReportInject)}
    counts = {name for one in script.injects if isinstance(one, ReportInject) for name in one.counts}
    missing: Sequence[tuple[Words, set[str]]] = (
        (Words(zh="规则", en="rules"), script.rules() - rules),
        (Words(zh="传感器", en="sensors"), script.sensors() - {one.code for one in sources.sensors(script.sensors())}),
        (Words(zh="地点", en="places"), {code for code in script.places() if places.place(code) is None}),
        (Words(zh="岗位", en="posts"), script.posts() - posts),
        (Words(zh="事件类型", en="kinds of incident"), kinds - set(KINDS)),
        (Words(zh="人数项目", en="counts"), counts - set(REPORTED_FACTS)),
    )
    for what, names in missing:
        if names:
            raise ScriptUnknown(what=what, names=", ".join(sorted(names)[:8]))
    return script


def filled(text: str, what: Words, most: int) -> str:
    """Raises DrillNotFilled."""
    text = text.strip()
    if not text or len(text) > most or unfit(text):
        raise DrillNotFilled(what=what, why=_EMPTY if not text else Words(zh=f"应不超过 {most} 字的文字", en=f"it is text of at most {most} characters"))  # fmt: skip
    return text


def _checked(viewer: Viewer, given: Given) -> dict[str, Any]:
    title = Words(
        zh=given.title_zh.strip() or given.title_en.strip(), en=given.title_en.strip() or given.title_zh.strip()
    )
    for said in (title.zh, title.en):
        filled(said, Words(zh="名称", en="Title"), MOST_TITLE)
    _choice(given.form, FORMS, Words(zh="形式", en="Form"))
    _choice(given.aim, AIMS, Words(zh="目的", en="Aim"))
    if given.planned_for is None or given.planned_for.tzinfo is None:
        raise DrillNotFilled(what=Words(zh="时间", en="Time"), why=_EMPTY)
    plan = _plan(given)
    levels = [one.level for one in load(plan).levels]
    if not set(given.levels) <= set(levels):
        raise DrillNotFilled(what=Words(zh="级别", en="Levels"), why=_CHOICE)
    evaluators = [people.person_by_code(code) for code in dict.fromkeys(given.evaluators)]
    if given.script.strip():
        check_script(given.script, plan)
    return {
        "title_zh": title.zh, "title_en": title.en, "form": given.form, "aim": given.aim, "announced": given.announced,
        "plan": plan, "plan_code": plan.code, "levels": sorted(given.levels) or levels, "director": _director(viewer, given),
        "evaluators": [one.pk for one in evaluators], "participants": _posts(given.participants),
        "planned_for": given.planned_for, "script": given.script.replace("\r\n", "\n").strip(),
    }  # fmt: skip


def _plan(given: Given) -> Plan:
    rows = Plan.objects.filter(code=given.plan[:64]).order_by("-version")
    found = (rows if given.version is None else rows.filter(version=given.version)).first()
    if found is None:
        raise NoSuchPlan(plan=given.plan[:64] or "—")
    return found


def _director(viewer: Viewer, given: Given) -> Person:
    if given.director:
        return people.person_by_code(given.director[:64])
    found = people.person(viewer.person) if viewer.person is not None else None
    if found is None:
        raise DrillNotFilled(what=Words(zh="导调人", en="Director"), why=_EMPTY)
    return found


def _posts(codes: Sequence[str]) -> list[str]:
    known = list(dict.fromkeys(codes))
    if any(people.post(code) is None for code in known):
        raise DrillNotFilled(what=Words(zh="参演岗位", en="Participants"), why=_CHOICE)
    return known


def _choice(value: str, known: Mapping[str, Words], what: Words) -> None:
    if value not in known:
        raise DrillNotFilled(what=what, why=_CHOICE)


def _planned(viewer: Viewer, drill: int, act: Words) -> Drill:
    """A no-notice drill is not there for a leader whom it is to surprise."""
    row = locked(drill)
    if not sees(viewer, row):
        raise NoSuchDrill(drill=drill)
    if row.state != State.PLANNED:
        raise WrongState(drill=row.number, state=STATES[row.state], act=act)
    return row
