"""What others may ask about plans, proposals and activations."""

from dataclasses import dataclass

from watchroom.incidents import queries as incidents
from watchroom.journal.clock import site_now
from watchroom.journal.exercises import beside_the_watch
from watchroom.kernel.exercise import marked
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.elements import Deadline
from watchroom.plans.facts import newest, scene, world
from watchroom.plans.faults import NoSuchActivation, NoSuchPlan, NoSuchProposal, NoSuchTemplate
from watchroom.plans.filling import fill
from watchroom.plans.format import Action, Level, PlanFile
from watchroom.plans.loading import current, load
from watchroom.plans.models import Activation, Notice, Plan, Proposal, Statement
from watchroom.plans.proposing import fitting
from watchroom.plans.recording import level_of
from watchroom.plans.rules import Assessed, assess, goes_out
from watchroom.plans.snapshot import Frozen, thaw
from watchroom.plans.starting import left_at, level_in, step_words
from watchroom.plans.terms import seconds


@dataclass(frozen=True, slots=True)
class PlanAction:
    """One task of an activation, with its texts filled.

    base         the moment from which `deadline_s` counts: `incident_opened`, `activation` or `order_sent`
    predecessors codes of tasks that must be done first
    carried      given already by the level before; it goes on there and is not given again
    warning      the warning template that the task drafts
    every_s, daily_by  due again and again: so long after each time, or every day by this time at the site
    workdays     only working days count
    group        the group in which it is done, empty where the plan names none
    card         the steps of its action card
    """

    code: str
    post: str
    post_words: Words
    supports: tuple[str, ...]
    phase: str
    title: Words
    order: Words
    done_when: Words
    deadline_s: int | None
    every_s: int | None
    daily_by: str
    workdays: bool
    base: str
    predecessors: tuple[str, ...]
    units: tuple[str, ...]
    warning: str | None
    clause: str
    source: Words
    carried: bool
    group: str = ""
    group_words: Words | None = None
    card: tuple[Words, ...] = ()

    @property
    def zh(self) -> str:
        return self.order.zh

    @property
    def en(self) -> str:
        return self.order.en


@dataclass(frozen=True, slots=True)
class FilledWarning:
    """A warning template with its texts filled: what the information officer starts from."""

    code: str
    plan: str
    plan_version: int
    title: Words
    warning_level: int
    category: str
    event: Words
    response_type: str
    audience: Words
    channels: tuple[str, ...]
    lasts_s: int
    headline: Words
    description: Words
    instruction: Words
    clause: str
    source: Words


@dataclass(frozen=True, slots=True)
class Response:
    """The gravest level running for an incident."""

    activation: Activation
    level: int
    name: Words


def plans(viewer: Viewer) -> list[Plan]:
    """The version in force of every plan."""
    viewer.must(Act.SEE)
    return current()


def plan(viewer: Viewer, code: str, version: int | None = None) -> Plan:
    """A version; without a number the one in force, or the newest where none is. Raises NoSuchPlan."""
    viewer.must(Act.SEE)
    return version_of(code, version)


def version_of(code: str, version: int | None = None) -> Plan:
    """The same for the command line, which is the platform's own hand. Raises NoSuchPlan."""
    rows = Plan.objects.filter(code=code).order_by("-version")
    if version is None:
        found = rows.filter(state=Plan.State.IN_FORCE).first() or rows.first()
    else:
        found = rows.filter(version=version).first()
    if found is None:
        raise NoSuchPlan(plan=code[:64] if version is None else f"{code[:64]} v{version}")
    return found


def versions(viewer: Viewer, code: str) -> list[Plan]:
    viewer.must(Act.SEE)
    return list(Plan.objects.filter(code=code).order_by("-version"))


def proposals(
    viewer: Viewer, incident: int | None = None, *, open_only: bool = False, limit: int | None = 500
) -> list[Proposal]:
    """Open proposals first, the gravest level first; then what was decided, newest first. Every one with `limit` None."""
    viewer.must(Act.SEE)
    rows = Proposal.objects.select_related("plan", "incident__place")
    if incident is not None:
        rows = rows.filter(incident=incident)
    if open_only:
        rows = rows.filter(state__in=["proposed", "forwarded"])
    found = list(rows.order_by("-pk")[:limit])
    return sorted(found, key=lambda row: (not row.is_open, row.level if row.is_open else 0))


def proposal(viewer: Viewer, pk: int) -> Proposal:
    """Raises NoSuchProposal."""
    viewer.must(Act.SEE)
    found = Proposal.objects.select_related("plan", "incident__place").filter(pk=pk).first()
    if found is None:
        raise NoSuchProposal(proposal=pk)
    return found


def activations(
    viewer: Viewer, incident: int | None = None, *, running_only: bool = False, limit: int | None = 500
) -> list[Activation]:
    """Running ones first, the gravest first; then ended ones, newest first. Every one with `limit` None."""
    viewer.must(Act.SEE)
    rows = Activation.objects.select_related("plan", "incident__place")
    if incident is not None:
        rows = rows.filter(incident=incident)
    if running_only:
        rows = rows.filter(state=Activation.State.RUNNING)
    found = list(rows.order_by("-pk")[:limit])
    return sorted(found, key=lambda row: (not row.is_running, row.level if row.is_running else 0))


def one_activation(viewer: Viewer, pk: int) -> Activation:
    """Raises NoSuchActivation."""
    viewer.must(Act.SEE)
    return activation(pk)


def activation(pk: int) -> Activation:
    """For rooms downstream, whose rights are their own. Raises NoSuchActivation."""
    found = Activation.objects.select_related("plan", "incident__place").filter(pk=pk).first()
    if found is None:
        raise NoSuchActivation(activation=pk)
    return found


def response(viewer: Viewer, incident: int) -> Response | None:
    """The response level of an incident: the gravest that runs, or None."""
    running = activations(viewer, incident, running_only=True)
    if not running:
        return None
    row = running[0]
    return Response(row, row.level, level_of(thaw(row.snapshot).plan, row.level).name.words)


def running_plans(incident: int) -> list[tuple[Activation, PlanFile, Level]]:
    """The responses that run for an incident, the gravest first, each with its plan as it was frozen."""
    rows = Activation.objects.filter(incident=incident, state=Activation.State.RUNNING).order_by("level", "pk")
    found = [(row, thaw(row.snapshot).plan) for row in rows]
    return [(row, plan, level_of(plan, row.level)) for row, plan in found]


def actions_of(activation_pk: int, *, carried: bool = False) -> list[PlanAction]:
    """The tasks that the activation gives, in the plan's order, from the snapshot. Raises NoSuchActivation.

    Tasks that the level before it gave already go on there: they are left out, and nobody waits for them here, unless
    `carried` asks for the whole level. Until the order is signed where it has to be, only the first response is given.
    Of a drill beside the real watch, title and order say what they are.
    """
    row = activation(activation_pk)
    frozen, played = thaw(row.snapshot), beside_the_watch(row.incident.subject)
    return [
        _action(frozen, one, carried, played)
        for one in frozen.plan.actions_at(row.level)
        if carried or (one.code not in frozen.carried and goes_out(one, signed=row.is_signed))
    ]


_SAID_DONE = Words(zh="责任岗位反馈已完成", en="the post reports it done")


def _action(frozen: Frozen, action: Action, carried: bool, played: bool) -> PlanAction:
    plan = frozen.plan
    owner = action.post or ""
    post = plan.post(owner)
    done_when = action.done_when.words if action.done_when else _SAID_DONE
    deadline = action.deadline or Deadline()
    group = next((unit for unit in plan.units if unit.code == action.group), None)
    after = tuple(code for code in action.after if carried or code not in frozen.carried)
    return PlanAction(
        action.code, owner, post.title.words if post else _same(owner), tuple(action.supports), action.phase,
        marked(action.title.words, played), marked(fill(action.order, plan.variables, frozen.values), played), done_when,
        _seconds(deadline.within), _seconds(deadline.every), deadline.daily_by or "", deadline.workdays, deadline.of,
        after, tuple(action.units), action.warning, action.clause, _source(plan, action.source), action.code in frozen.carried,
        group.code if group else "", group.title.words if group else None, tuple(step.words for step in action.card),
    )  # fmt: skip


def notices(viewer: Viewer, incident: int) -> list[Notice]:
    """Who was told of an incident's responses, newest first; those whose word is awaited before the others."""
    viewer.must(Act.SEE)
    rows = Notice.objects.filter(activation__incident=incident).select_related("activation").order_by("-pk")
    return sorted(rows, key=lambda row: not row.is_open)


def open_notices(viewer: Viewer) -> list[Notice]:
    """Those whose word is awaited, of all incidents that are open, the oldest first."""
    viewer.must(Act.SEE)
    rows = Notice.objects.filter(confirmed_at=None, lapsed_at=None, activation__incident__state="open")
    return list(rows.select_related("activation__incident").order_by("sent_at", "pk"))


def plan_of(activation_pk: int) -> PlanFile:
    """The plan as it was frozen. Raises NoSuchActivation."""
    return thaw(activation(activation_pk).snapshot).plan


def left_behind(activation_pk: int, level: int) -> set[str]:
    """The tasks that the response has given and that another level of it does not have. Raises NoSuchLevel."""
    row = activation(activation_pk)
    plan = thaw(row.snapshot).plan
    level_in(plan, level)
    return left_at(row, plan, level)


@dataclass(frozen=True, slots=True)
class Ended:
    """The tasks that ended with the level before, by whose word and why. `step`: how the level was changed."""

    codes: frozenset[str]
    by: str
    reason: str
    step: Words


def ended_with_level(activation_pk: int) -> Ended | None:
    """None when all tasks of the level before went on, or there was none. Raises NoSuchActivation."""
    row = activation(activation_pk)
    frozen = thaw(row.snapshot)
    if not frozen.ended or row.previous is None:
        return None
    step = step_words(row.previous.level, level_of(frozen.plan, row.level))
    return Ended(frozen.ended, row.by, row.reason, step)


def templates_of(activation_pk: int) -> list[str]:
    """The codes of the warning templates meant for the activation's level."""
    row = activation(activation_pk)
    return [one.code for one in thaw(row.snapshot).plan.warnings if row.level in one.levels]


def warning_template(activation_pk: int, code: str) -> FilledWarning:
    """A template of the activation's plan, filled with what was known at activation.

    Raises NoSuchActivation, NoSuchTemplate.
    """
    row = activation(activation_pk)
    frozen = thaw(row.snapshot)
    plan = frozen.plan
    found = next((one for one in plan.warnings if one.code == code), None)
    if found is None:
        raise NoSuchTemplate(
            plan=plan.title.words, code=code[:64], codes=", ".join(one.code for one in plan.warnings) or "—"
        )
    audience, headline, description, instruction = (
        fill(text, found.variables, frozen.values)
        for text in (found.audience, found.headline, found.description, found.instruction)
    )
    return FilledWarning(
        code, plan.code, plan.version, found.title.words, found.warning_level, found.category, found.event.words,
        found.response_type, audience, tuple(found.channels), seconds(found.lasts), headline, description, instruction,
        found.clause, _source(plan, found.source),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A plan held to the facts of an incident, level by level."""

    row: Plan
    plan: PlanFile
    levels: tuple[Assessed, ...]


def assessments(viewer: Viewer, incident: int, *, readings: bool = True) -> list[Held]:
    """Every plan for the incident: which levels hold, fail, or lack a fact, and why.

    readings  ask the watch process for the newest readings too: not in a transaction
    """
    viewer.must(Act.SEE)
    row = incidents.incident(viewer, incident)
    rows = current()
    latest = newest([load(one) for one in rows]) if readings else None
    seen = world(site_now(), of=[incident], latest=latest)
    held = []
    for one in fitting(row, rows, seen):
        plan = load(one)
        held.append(Held(one, plan, tuple(assess(plan, scene(row, plan, seen)))))
    return held


def statements(viewer: Viewer, incident: int) -> dict[str, Statement]:
    """The newest of what people stated about an incident, by name; also what was taken back."""
    viewer.must(Act.SEE)
    incidents.row(incident)
    return {one.name: one for one in Statement.objects.filter(incident=incident).order_by("pk")}


def level_named(plan: PlanFile, level: int) -> Level:
    return level_of(plan, level)


def _seconds(span: str | None) -> int | None:
    return seconds(span) if span else None


def _source(plan: PlanFile, code: str | None) -> Words:
    found = plan.source(code)
    return found.title.words if found else _same(code or "—")


def _same(text: str) -> Words:
    return Words(zh=text, en=text)
