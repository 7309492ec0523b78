"""The parts of a plan beside its levels and tasks, as its page shows them: organisation, scales, reports, resources, links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from watchroom.kernel.words import Words
from watchroom.plans.elements import Grade, ReportRule, Unit, WarningLevel
from watchroom.plans.format import PlanFile
from watchroom.plans.organisation import CHANNELS, flat, organisation
from watchroom.plans.saying import VALUE_WORDS, numeral
from watchroom.plans.showing import condition_lines, deadline_words

UNIT_KINDS = {
    "command": Words(zh="指挥机构", en="command"),
    "office": Words(zh="办事机构", en="office"),
    "field_command": Words(zh="现场指挥机构", en="on-scene command"),
    "working_group": Words(zh="工作组", en="working group"),
    "expert_group": Words(zh="专家组", en="experts"),
    "member": Words(zh="成员单位", en="member unit"),
    "department": Words(zh="部门", en="department"),
    "local_government": Words(zh="地方政府", en="local government"),
}
REPORT_KINDS = {
    "initial": Words(zh="首报", en="Initial report"),
    "follow_up": Words(zh="续报", en="Follow-up report"),
    "final": Words(zh="终报", en="Final report"),
    "verified": Words(zh="核报", en="Verified report"),
    "nil": Words(zh="零报告", en="Nil report"),
    "internal": Words(zh="内部报告", en="Internal report"),
}
LINK_KINDS = {
    "upper": Words(zh="上位预案", en="Upper plan"),
    "lower": Words(zh="下位预案", en="Lower plan"),
    "beside": Words(zh="相关预案", en="Plan beside it"),
}


@dataclass(frozen=True)
class ShownUnit:
    """A body of the organisation with what belongs to it. `depth` is how far under the top it stands."""

    unit: Unit
    plan: PlanFile
    depth: int

    @property
    def kind(self) -> Words:
        return UNIT_KINDS[self.unit.kind]

    @property
    def lead(self) -> Words | None:
        return named(self.plan, self.unit.lead) if self.unit.lead else None

    @property
    def members(self) -> list[Words]:
        return [named(self.plan, code) for code in self.unit.members]

    @property
    def posts(self) -> list[Words]:
        return [post.title.words for post in self.plan.posts if post.unit == self.unit.code]


def parts_of(plan: PlanFile, places: Mapping[str, Words]) -> dict[str, Any]:
    """What the page of a plan shows beside its levels, tasks, warnings and clauses.

    places  the names of the places on the map, by code
    """
    return {
        "organisation": _listed(plan),
        "grades": [_step(plan, one, one.grade) for one in plan.grades],
        "warning_levels": [_step(plan, one, one.level) for one in plan.warning_levels],
        "reports": [_report(plan, one) for one in plan.reports],
        "links": [(LINK_KINDS[one.kind], one) for one in plan.links],
        "contacts": [
            (one.title.words, [(CHANNELS[channel.kind], channel.address) for channel in one.channels])
            for one in plan.contacts
        ],
        "resources": [
            (one, places.get(one.place or ""), named(plan, one.owner) if one.owner else None) for one in plan.resources
        ],
    }


def named(plan: PlanFile, code: str) -> Words:
    """The title of a unit or post; what is neither is a body outside the plan, named as it is written."""
    unit = next((one for one in plan.units if one.code == code), None)
    post = plan.post(code)
    found = unit or post
    return found.title.words if found else Words(zh=code, en=code)


def _listed(plan: PlanFile) -> list[ShownUnit]:
    """The units of the tree, each followed by those under it."""
    units = {unit.code: unit for unit in plan.units}
    return [ShownUnit(units[body.code], plan, depth) for body, depth in flat(organisation(plan)) if body.code]


def _step(plan: PlanFile, one: Grade | WarningLevel, number: int) -> dict[str, Any]:
    colour = getattr(one, "colour", None)
    return {
        "numeral": numeral(number), "name": one.name.words, "colour": VALUE_WORDS[colour] if colour else None,
        "clause": plan.clause(one.clause), "lines": condition_lines(one.when, plan) if one.when else [],
    }  # fmt: skip


def _report(plan: PlanFile, one: ReportRule) -> dict[str, Any]:
    return {
        "kind": REPORT_KINDS[one.kind], "sender": named(plan, one.sender), "to": _all(plan, one.to),
        "deadline": deadline_words(one.deadline), "channel": one.channel, "when": one.when, "clause": one.clause,
    }  # fmt: skip


def _all(plan: PlanFile, codes: Iterable[str]) -> list[Words]:
    return [named(plan, code) for code in codes]
