"""Proposals, activations and plans as a person sees them: the clause with its marked words, the facts, who decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from watchroom.incidents.showing import who
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.elements import Clause, Deadline
from watchroom.plans.format import Action, Level, PlanFile
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Plan, Proposal
from watchroom.plans.recording import level_of
from watchroom.plans.rules import marked
from watchroom.plans.saying import demanded, numeral, unit_words
from watchroom.plans.terms import span_words
from watchroom.plans.triggers import All, AnyOf, Comparison, Expression, Judgement, Not, parts

GLYPHS = {"holds": "done", "fails": "todo", "lacks": "doing"}
STATES = {
    "holds": Words(zh="符合", en="met"),
    "fails": Words(zh="不符合", en="not met"),
    "lacks": Words(zh="缺数据", en="no data"),
}
PROPOSAL_STATES = {
    "proposed": Words(zh="待呈报", en="to be forwarded"),
    "forwarded": Words(zh="已呈报，待决定", en="forwarded, awaiting decision"),
    "declined": Words(zh="决定暂不启动", en="declined"),
    "activated": Words(zh="已启动", en="started"),
}
BASES = {
    "incident_opened": Words(zh="立案后", en="of opening the incident"),
    "activation": Words(zh="启动后", en="of activation"),
    "order_sent": Words(zh="下达后", en="of the order"),
}
PHASES = {
    "warn": Words(zh="预警", en="Warning"),
    "first_response": Words(zh="先期处置", en="First response"),
    "response": Words(zh="响应", en="Response"),
    "recovery": Words(zh="恢复", en="Recovery"),
}
KINDS = {
    "overall": Words(zh="总体预案", en="Overall plan"),
    "special": Words(zh="专项预案", en="Special plan"),
    "department": Words(zh="部门预案", en="Departmental plan"),
    "joint": Words(zh="联合预案", en="Joint plan"),
    "catastrophe": Words(zh="巨灾预案", en="Catastrophe plan"),
    "event": Words(zh="重大活动保障预案", en="Major-event plan"),
    "site": Words(zh="重要目标保护预案", en="Key-site plan"),
    "support": Words(zh="应急保障预案", en="Support plan"),
    "unit": Words(zh="单位和基层预案", en="Unit plan"),
    "enterprise_comprehensive": Words(zh="综合应急预案", en="Comprehensive enterprise plan"),
    "enterprise_special": Words(zh="企业专项应急预案", en="Special enterprise plan"),
    "on_site": Words(zh="现场处置方案", en="On-site response procedure"),
}


@dataclass(frozen=True)
class ShownProposal:
    """A proposal with what the decider needs, and what this viewer may do with it."""

    row: Proposal
    plan: PlanFile
    level: Level
    viewer: Viewer
    running: Activation | None

    @property
    def numeral(self) -> Words:
        return numeral(self.row.level)

    @property
    def clause(self) -> Clause | None:
        return self.plan.clause(self.level.clause)

    @property
    def pieces(self) -> dict[str, list[tuple[str, bool]]]:
        text = self.clause.text.words if self.clause else self.level.measures.words
        return marked(text, [Words(zh=mark["zh"], en=mark["en"]) for mark in self.row.marks])

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The parts of the condition, those that hold first."""
        order = {"holds": 0, "lacks": 1, "fails": 2}
        rows = sorted(self.row.evidence, key=lambda leaf: (not leaf["matched"], order[leaf["state"]]))
        return [test_row(leaf) for leaf in rows]

    @property
    def decides(self) -> Words:
        return _post(self.plan, self.level.chain.decides)

    @property
    def forwards(self) -> Words:
        return _post(self.plan, self.level.chain.forwards)

    @property
    def orders(self) -> int:
        return len(self.plan.actions_at(self.row.level))

    @property
    def posts(self) -> int:
        return len({action.post for action in self.plan.actions_at(self.row.level)})

    @property
    def state(self) -> Words:
        return PROPOSAL_STATES[self.row.state]

    @property
    def forwarded_by(self) -> Words | None:
        return who(self.viewer, self.row.forwarded_by)

    @property
    def decided_by(self) -> Words | None:
        return who(self.viewer, self.row.decided_by)

    @property
    def risen_from(self) -> Words | None:
        """The level at which it was forwarded, when it has become graver since."""
        then = self.row.forwarded_level
        return numeral(then) if self.row.is_open and then is not None and then > self.row.level else None

    @property
    def running_numeral(self) -> Words | None:
        return numeral(self.running.level) if self.running else None

    @property
    def may_forward(self) -> bool:
        return self.row.state == Proposal.State.PROPOSED and self.viewer.may(Act.FORWARD_PROPOSAL)

    @property
    def may_activate(self) -> bool:
        return (
            self.row.state == Proposal.State.FORWARDED
            and self.viewer.may(Act.ACTIVATE_PLAN)
            and self.level.chain.decides in self.viewer.posts
        )

    @property
    def may_decline(self) -> bool:
        act = Act.ACTIVATE_PLAN if self.row.state == Proposal.State.FORWARDED else Act.FORWARD_PROPOSAL
        return self.row.is_open and self.viewer.may(act)

    @property
    def levels(self) -> list[tuple[int, Words]]:
        """The other levels that the decider may choose instead."""
        return [(one.level, one.name.words) for one in self.plan.levels if one.level != self.row.level]


def test_row(leaf: dict[str, Any]) -> dict[str, Any]:
    return {
        **leaf,
        "glyph": GLYPHS[leaf["state"]],
        "state_words": STATES[leaf["state"]],
        "demanded": Words(zh=leaf["demanded_zh"], en=leaf["demanded_en"]),
        "amount": Words(zh=leaf["amount_zh"], en=leaf["amount_en"]) if leaf["amount_zh"] else None,
        "origin_words": Words(zh=leaf["origin_zh"], en=leaf["origin_en"]) if leaf["origin_zh"] else None,
        "why": Words(zh=leaf["why_zh"], en=leaf["why_en"]) if leaf["why_zh"] else None,
    }


def shown_proposals(
    viewer: Viewer, rows: Iterable[Proposal], running: Iterable[Activation] = ()
) -> list[ShownProposal]:
    by_plan = {row.plan_code: row for row in running if row.is_running}
    made = []
    for row in rows:
        plan = load(row.plan)
        made.append(ShownProposal(row, plan, level_of(plan, row.level), viewer, by_plan.get(row.plan_code)))
    return made


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a condition that is read out: how deep, what it says, and where the plan says it."""

    depth: int
    kind: str
    words: Words
    clause: str | None
    source: Words | None
    code: str

    @property
    def indent(self) -> str:
        return "\u3000" * self.depth


_JOIN = {
    "all": Words(zh="同时满足：", en="All of these:"),
    "any": Words(zh="满足任意一项：", en="Any one of these:"),
    "not": Words(zh="没有出现：", en="Not this:"),
}


def condition_lines(node: Any, plan: PlanFile, depth: int = 0) -> list[Line]:
    """A condition as indented lines, for reading."""
    source = plan.source(node.source)
    words, kind, code = _line(node, plan)
    line = Line(depth, kind, words, node.clause, source.title.words if source else None, code)
    return [line, *(inner for _, part in parts(node) for inner in condition_lines(part, plan, depth + 1))]


def _line(node: Any, plan: PlanFile) -> tuple[Words, str, str]:
    match node:
        case Comparison():
            return demanded(node, plan.facts.get(node.fact)), "fact", node.fact
        case Judgement():
            by = _post(plan, node.by)
            return (
                Words(zh="由{by}研判：{w}", en="Judged by the {by}: {w}").fill(by=by, w=node.words.words),
                "judged",
                node.judged,
            )
        case Expression():
            return node.words.words, "expression", node.expression
        case All() | AnyOf() | Not():
            kind = {All: "all", AnyOf: "any", Not: "not"}[type(node)]
            return node.words.words if node.words else _JOIN[kind], kind, ""
        case _:
            raise TypeError(f"not a part of a condition: {node!r}")


@dataclass(frozen=True)
class ShownLevel:
    plan: PlanFile
    level: Level

    @property
    def numeral(self) -> Words:
        return numeral(self.level.level)

    @property
    def clause(self) -> Clause | None:
        return self.plan.clause(self.level.clause)

    @property
    def lines(self) -> list[Line]:
        return condition_lines(self.level.when, self.plan)

    @property
    def chain(self) -> list[tuple[Words, Words]]:
        """Who does what in deciding, in order."""
        chain = self.level.chain
        proposes = (
            Words(zh="平台", en="the platform") if chain.proposes == "platform" else _post(self.plan, chain.proposes)
        )
        steps = [
            (Words(zh="建议", en="proposes"), proposes),
            (Words(zh="呈报", en="forwards"), _post(self.plan, chain.forwards)),
            (Words(zh="决定", en="decides"), _post(self.plan, chain.decides)),
        ]
        if chain.signs:
            steps.append((Words(zh="签发", en="signs"), _post(self.plan, chain.signs)))
        if chain.told:
            told = [_post(self.plan, code) for code in chain.told]
            names = Words(zh="、".join(t.zh for t in told), en=", ".join(t.en for t in told))
            steps.append((Words(zh="通知", en="told"), names))
        return steps

    @property
    def lasts(self) -> Words | None:
        return span_words(self.level.lasts) if self.level.lasts else None


@dataclass(frozen=True)
class ShownAction:
    plan: PlanFile
    action: Action

    @property
    def post(self) -> Words:
        return _post(self.plan, self.action.post)

    @property
    def levels(self) -> list[Words]:
        return [numeral(level) for level in sorted(self.action.levels, reverse=True)]

    @property
    def phase(self) -> Words:
        return PHASES[self.action.phase]

    @property
    def deadline(self) -> Words:
        return deadline_words(self.action.deadline)

    @property
    def after(self) -> list[Words]:
        titles = {one.code: one.title.words for one in self.plan.actions}
        return [titles[code] for code in self.action.after if code in titles]

    @property
    def source(self) -> Words:
        found = self.plan.source(self.action.source)
        return found.title.words if found else _same(self.action.source or "—")


def deadline_words(deadline: Deadline | None) -> Words:
    """A deadline read out: within a span of a moment, every so often, or daily by a time."""
    if deadline is None:
        return Words(zh="未规定时限", en="no time limit given")
    if deadline.every:
        return Words(zh="每 {span}", en="every {span}").fill(span=span_words(deadline.every))
    if deadline.daily_by or not deadline.within:
        return Words(zh="每日 {by} 前", en="daily by {by}").fill(by=deadline.daily_by or "—")
    said = Words(zh="{base} {span}内", en="within {span} {base}")
    return said.fill(base=BASES[deadline.of], span=span_words(deadline.within))


def plan_facts(row: Plan) -> dict[str, Any]:
    """A plan as its page shows it."""
    plan = load(row)
    return {
        "row": row,
        "plan": plan,
        "kind": KINDS[plan.kind],
        "levels": [ShownLevel(plan, level) for level in sorted(plan.levels, key=lambda one: -one.level)],
        "actions": [ShownAction(plan, action) for action in plan.actions],
        "facts": [
            (
                name,
                fact,
                unit_words(fact.unit) if fact.unit else None,
                span_words(fact.stale_after) if fact.stale_after else None,
            )
            for name, fact in plan.facts.items()
        ],
        "evaluate": span_words(plan.authority.evaluate_every),
        "drill": span_words(plan.authority.drill_every),
    }


def _post(plan: PlanFile, code: str | None) -> Words:
    found = plan.post(code)
    return found.title.words if found else _same(code or "—")


def _same(text: str) -> Words:
    return Words(zh=text, en=text)
