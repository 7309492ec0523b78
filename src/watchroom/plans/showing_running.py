"""A response as a person sees it: what may be done with it, who was told, and its order as art. 72 of the law wants it."""

from collections.abc import Iterable
from dataclasses import dataclass

from watchroom.incidents.models import Incident
from watchroom.incidents.showing import who
from watchroom.kernel.words import Words
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.plans import queries
from watchroom.plans.elements import Clause
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.models import Activation, Notice
from watchroom.plans.queries import PlanAction
from watchroom.plans.recording import LAPSES, MATTERS, level_of, post_words
from watchroom.plans.running import lifters
from watchroom.plans.saying import numeral
from watchroom.plans.showing import deadline_words
from watchroom.plans.snapshot import thaw

ACTIVATION_STATES = {
    "running": Words(zh="运行中", en="running"),
    "stood_down": Words(zh="已终止", en="stood down"),
    "changed": Words(zh="已改级", en="gave way to another level"),
}


@dataclass(frozen=True)
class ShownActivation:
    row: Activation
    plan: PlanFile
    level: Level
    viewer: Viewer

    @property
    def numeral(self) -> Words:
        return numeral(self.row.level)

    @property
    def state(self) -> Words:
        return ACTIVATION_STATES[self.row.state]

    @property
    def by(self) -> Words | None:
        return who(self.viewer, self.row.by)

    @property
    def ended_by(self) -> Words | None:
        return who(self.viewer, self.row.ended_by)

    @property
    def told(self) -> list[Words]:
        return [post_words(self.plan, code) for code in self.level.chain.told]

    @property
    def signer(self) -> Words:
        return post_words(self.plan, self.row.signer)

    @property
    def signed_by(self) -> Words | None:
        return who(self.viewer, self.row.signed_by)

    @property
    def may_sign(self) -> bool:
        return self.row.awaits_signature and self.viewer.may(Act.ACTIVATE_PLAN) and self.row.signer in self.viewer.posts

    @property
    def may_note_signature(self) -> bool:
        return self.row.awaits_signature and self.viewer.may(Act.FORWARD_PROPOSAL)

    @property
    def may_change(self) -> bool:
        """Whether this viewer decides the level that runs, and so may extend it and choose another."""
        decides = self.level.chain.decides in self.viewer.posts
        return self.row.is_running and self.viewer.may(Act.ACTIVATE_PLAN) and decides

    @property
    def raises(self) -> list[tuple[int, Words]]:
        return [one for one in self.levels if one[0] < self.row.level]

    @property
    def lowers(self) -> list[tuple[int, Words]]:
        """Chosen on a page of their own: what only the level left has is dealt with there."""
        return [one for one in self.levels if one[0] > self.row.level]

    @property
    def levels(self) -> list[tuple[int, Words]]:
        """The other levels that this viewer may decide, the gravest first: up is a smaller number."""
        held = set(self.viewer.posts) if self.row.is_running and self.viewer.may(Act.ACTIVATE_PLAN) else set()
        others = [one for one in self.plan.levels if one.level != self.row.level and one.chain.decides in held]
        up, down = Words(zh="升为{to}", en="raise to {to}"), Words(zh="降为{to}", en="lower to {to}")
        return [
            (one.level, (up if one.level < self.row.level else down).fill(to=one.name.words))
            for one in sorted(others, key=lambda one: one.level)
        ]

    @property
    def may_stand_down(self) -> bool:
        lifts = not set(lifters(self.row, thaw(self.row.snapshot))).isdisjoint(self.viewer.posts)
        return self.row.is_running and self.viewer.may(Act.STAND_DOWN) and lifts


def shown_activations(viewer: Viewer, rows: Iterable[Activation]) -> list[ShownActivation]:
    made = []
    for row in rows:
        plan = thaw(row.snapshot).plan
        made.append(ShownActivation(row, plan, level_of(plan, row.level), viewer))
    return made


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A task in the order: who, what, by when, by which clause."""

    task: PlanAction
    deadline: Words


@dataclass(frozen=True, slots=True)
class ShownOrder:
    row: Activation
    incident: Incident
    plan: PlanFile
    level: Level
    viewer: Viewer
    lines: tuple[OrderLine, ...]
    notices: tuple[Notice, ...]

    @property
    def numeral(self) -> Words:
        return numeral(self.row.level)

    @property
    def clause(self) -> Clause | None:
        return self.plan.clause(self.level.clause)

    @property
    def by(self) -> Words | None:
        return who(self.viewer, self.row.by)

    @property
    def signed_by(self) -> Words | None:
        return who(self.viewer, self.row.signed_by)

    @property
    def signer(self) -> Words:
        return post_words(self.plan, self.row.signer)

    @property
    def told(self) -> list[Words]:
        return [post_words(self.plan, code) for code in self.level.chain.told]


def shown_order(viewer: Viewer, row: Activation) -> ShownOrder:
    plan = thaw(row.snapshot).plan
    level = level_of(plan, row.level)
    deadlines = {action.code: action.deadline for action in plan.actions}
    lines = tuple(
        OrderLine(task, deadline_words(deadlines[task.code])) for task in queries.actions_of(row.pk, carried=True)
    )
    notices = tuple(one for one in queries.notices(viewer, row.incident_id) if one.activation_id == row.pk)
    return ShownOrder(row, row.incident, plan, level, viewer, lines, notices)


@dataclass(frozen=True, slots=True)
class ShownNotice:
    row: Notice
    about: Words
    mine: bool
    may_note: bool

    @property
    def lapse(self) -> Words:
        return LAPSES[self.row.lapsed_why]


def shown_notices(viewer: Viewer, rows: list[Notice]) -> list[ShownNotice]:
    """Notices with what they are about, and whether this viewer may confirm them, as their post or by telephone."""
    may, watch = viewer.may(Act.ACT_ON_ORDER), not viewer.roles.isdisjoint({Role.DUTY_OFFICER, Role.DUTY_LEADER})
    return [ShownNotice(row, _about(row), may and row.post in viewer.posts, may and watch) for row in rows]


def _about(row: Notice) -> Words:
    plan = thaw(row.activation.snapshot).plan
    name = level_of(plan, row.activation.level).name.words
    said = Words(zh="《{plan}》{level}{matter}", en="{plan}, {level}, {matter}")
    return said.fill(plan=plan.title.words, level=name, matter=MATTERS[row.matter])
