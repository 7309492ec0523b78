"""What dispatch takes from the rooms upstream, in the few words that it needs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchroom.dispatch.rules import Term
from watchroom.incidents import instructing
from watchroom.incidents import queries as incidents
from watchroom.incidents.actions import open_row
from watchroom.incidents.models import Incident
from watchroom.incidents.queries import Given
from watchroom.journal.book import Cause
from watchroom.kernel.geometry import LonLat, shape
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer
from watchroom.plans import queries as plans
from watchroom.plans.format import PlanFile
from watchroom.plans.models import Notice
from watchroom.plans.organisation import Body, organisation
from watchroom.plans.queries import PlanAction
from watchroom.plans.running import change_level as change
from watchroom.sources import queries as sources
from watchroom.sources.queries import Latest


@dataclass(frozen=True, slots=True)
class Task:
    """One action of an activated plan: for which post, what, by when from which moment, after which others.

    proof     how one knows that it is done
    warning   the warning template that the task drafts, or nothing
    """

    code: str
    post: str
    post_words: Words
    title: Words
    text: Words
    clause: str
    after: tuple[str, ...]
    term: Term
    unit_kinds: tuple[str, ...]
    proof: Words
    warning: str
    group: str = ""
    group_words: Words | None = None
    card: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Activated:
    """lineage   the first of the activations that took over from one another; the activation itself if none did
    at        from when it counts: its signature, where the plan asks for one
    ended     the tasks that ended with the level before it, if any
    """

    pk: int
    lineage: int
    incident: int
    at: datetime
    opened_at: datetime
    tasks: tuple[Task, ...]
    ended: plans.Ended | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a unit is sent. `point` is None while nobody has marked the place."""

    pk: int
    number: str
    words: Words
    point: LonLat | None
    closed: bool


def activated(activation: int) -> Activated:
    """Raises NoSuchActivation."""
    row = plans.activation(activation)
    tasks = tuple(_task(one) for one in plans.actions_of(activation))
    ended = plans.ended_with_level(activation)
    return Activated(
        row.pk, lineage(activation), row.incident_id, row.in_force_at, row.incident.opened_at, tasks, ended
    )


@dataclass(frozen=True, slots=True)
class Response:
    """A response that runs: its level and its plan, in words."""

    pk: int
    plan: Words
    level: Words


@dataclass(frozen=True, slots=True)
class Responses:
    """The plans of an incident's responses as they were frozen, those that run first, and all notices."""

    plans: tuple[PlanFile, ...]
    notices: tuple[Notice, ...]


def organisations(incident: int) -> list[tuple[Response, list[Body]]]:
    """The organisation of each response that runs."""
    found = []
    for row, plan, level in plans.running_plans(incident):
        found.append((Response(row.pk, plan.title.words, level.name.words), organisation(plan)))
    return found


def responses(viewer: Viewer, incident: int) -> Responses:
    frozen = tuple(plan for _, plan, _ in plans.running_plans(incident))
    return Responses(frozen, tuple(plans.notices(viewer, incident)))


@dataclass(frozen=True, slots=True)
class Step:
    """A change of level that is being considered: of which response, from where to where, and what only the old level has.

    raises  whether the new level is graver
    """

    incident: int
    lineage: int
    level: int
    plan: Words
    now: Words
    then: Words
    raises: bool
    codes: frozenset[str]


def step(activation: int, level: int) -> Step:
    """Raises NoSuchActivation, NoSuchLevel."""
    codes = frozenset(plans.left_behind(activation, level))
    row, plan = plans.activation(activation), plans.plan_of(activation)
    now, then = plans.level_named(plan, row.level), plans.level_named(plan, level)
    names = (plan.title.words, now.name.words, then.name.words)
    return Step(row.incident_id, lineage(activation), level, *names, level < row.level, codes)


def lineage(activation: int) -> int:
    """The first of the activations that took over from one another. Raises NoSuchActivation."""
    row = plans.activation(activation)
    while row.previous_id is not None:
        row = plans.activation(row.previous_id)
    return row.pk


def change_level(viewer: Viewer, activation: int, level: int, *, reason: str, ends: Collection[str]) -> int:
    """The incident. A person's act reaches upstream: its faults are those of the plans room."""
    return change(viewer, activation, level, reason=reason, ends=ends).incident_id


def runs(activation: int) -> bool:
    """Whether the response has neither ended nor given way to another level. Raises NoSuchActivation."""
    return plans.activation(activation).is_running


def instruction_of(pk: int) -> Given:
    """For those who follow what is said of it: in whatever state."""
    return incidents.instruction(pk)


def instruction_to_answer(incident: int, pk: int) -> Given:
    """Raises AlreadyClosed, NoSuchInstruction, InstructionEnded."""
    open_row(incident)
    return incidents.given(instructing.held(incident, pk)[1])


def say_carried_out(instruction: int, text: str, *, actor: str, cause: Cause) -> None:
    """What was done for an instruction answers it: the act of whoever did it reaches upstream."""
    instructing.carried_out(instruction, text, actor=actor, cause=cause)


def _task(one: PlanAction) -> Task:
    return Task(
        code=one.code, post=one.post, post_words=one.post_words, title=one.title, text=one.order, clause=one.clause,
        after=one.predecessors, term=Term(one.base, one.deadline_s, one.every_s, one.daily_by, one.workdays),
        unit_kinds=one.units, proof=one.done_when, warning=one.warning or "", group=one.group, group_words=one.group_words, card=one.card,
    )  # fmt: skip


def scene(incident: int, *, held: bool = False) -> Scene:
    """held: it is not closed until the book is; asked for before anything else of the act is locked. Raises NoSuchIncident."""
    found = incidents.locked(incident) if held else [incidents.row(incident)]
    return scene_of(found[0] if found else incidents.row(incident))


def hold(wanted: Iterable[int]) -> None:
    """None of these incidents is closed until the book is."""
    incidents.locked(*wanted)


def scene_of(row: Incident) -> Scene:
    """Of an incident whose row is at hand."""
    point = shape(row.geometry).representative_point() if row.geometry else None
    return Scene(row.pk, row.number, row.words, row.point or ((point.x, point.y) if point else None), not row.is_open)


def open_cases(wanted: Sequence[int]) -> list[tuple[Incident, Scene]]:
    """These incidents, open or not, in this order; none named: all that are open, the oldest first. Raises NoSuchIncident."""
    rows = incidents.rows_of(wanted) if wanted else incidents.still_open()
    return [(row, scene_of(row)) for row in rows]


def latest(codes: Sequence[str]) -> dict[str, Latest]:
    """The newest readings of these sensors. Asks the watch process: never inside a book."""
    return sources.latest(codes)


def simulated(codes: Sequence[str]) -> set[str]:
    """Those of these sensors whose source plays a part."""
    return {one.code for one in sources.sensors(codes) if one.source.simulated}


def known_at(codes: Sequence[str], at: datetime, since: datetime) -> dict[str, Latest]:
    """The newest readings of these sensors that were known at a past moment and measured since another."""
    found = sources.values_at(sources.sensors(codes), at)
    return {code: one for code, one in found.items() if one.measured_at >= since}
