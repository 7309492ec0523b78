"""Writes a proposal or an activation down as it is now. Used by the actions; opens nothing itself."""

from typing import Any

from watchroom.kernel.clock import iso
from watchroom.plans.entries import ActivationFacts, ProposalFacts
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Proposal


def proposal_facts[F: ProposalFacts](row: Proposal, kind: type[F], **more: Any) -> F:
    """Needs `plan` and `incident` at hand."""
    plan = load(row.plan)
    level = level_of(plan, row.level)
    clause = plan.clause(level.clause)
    return kind(
        proposal=row.pk, number=row.incident.number, plan=row.plan_code, plan_version=row.plan.version,
        plan_zh=row.plan.zh, plan_en=row.plan.en, level=row.level, level_zh=level.name.zh, level_en=level.name.en,
        state=str(row.state), holds=row.holds, clause=level.clause, clause_zh=clause.text.zh if clause else "",
        clause_en=clause.text.en if clause else "", decides=level.chain.decides or "", met=row.met, of=row.of,
        evidence=row.evidence, raises=row.raises_id, reason=row.reason, **more,
    )  # fmt: skip


def activation_facts[F: ActivationFacts](row: Activation, plan: PlanFile, kind: type[F], *, reason: str = "") -> F:
    """`plan` as it was when it was started."""
    level = level_of(plan, row.level)
    return kind(
        activation=row.pk, number=row.incident.number, plan=row.plan_code, plan_version=row.version,
        plan_zh=plan.title.zh, plan_en=plan.title.en, level=row.level, level_zh=level.name.zh, level_en=level.name.en,
        state=str(row.state), at=iso(row.at), until=iso(row.until) if row.until else None,
        measures_zh=level.measures.zh, measures_en=level.measures.en, clause=level.clause, told=list(level.chain.told),
        actions=[action.code for action in plan.actions_at(row.level)], snapshot=row.snapshot_digest,
        proposal=row.proposal_id, previous=row.previous_id, reason=reason,
    )  # fmt: skip


def level_of(plan: PlanFile, level: int) -> Level:
    found = plan.level(level)
    if found is None:
        raise LookupError(f"{plan.code} has no level {level}")
    return found
