"""Writes a proposal or an activation down as it is now. Used by the actions; opens nothing itself."""

from typing import Any

from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.plans.entries import ActivationFacts, NoticeFacts, ProposalFacts
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Notice, Proposal
from watchroom.plans.snapshot import moment_words


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


def activation_facts[F: ActivationFacts](
    row: Activation, plan: PlanFile, kind: type[F], *, reason: str = "", **more: Any
) -> F:
    """`plan` as it was when it was started."""
    level = level_of(plan, row.level)
    until = moment_words(row.until, zone=True) if row.until else None
    unsigned = _TO_SIGN.fill(post=post_words(plan, row.signer)) if row.awaits_signature else None
    return kind(
        activation=row.pk, number=row.incident.number, plan=row.plan_code, plan_version=row.version,
        plan_zh=plan.title.zh, plan_en=plan.title.en, level=row.level, level_zh=level.name.zh, level_en=level.name.en,
        state=str(row.state), at=iso(row.at), until=iso(row.until) if row.until else None,
        measures_zh=level.measures.zh, measures_en=level.measures.en, clause=level.clause, told=list(level.chain.told),
        actions=[action.code for action in plan.actions_at(row.level)], snapshot=row.snapshot_digest,
        proposal=row.proposal_id, previous=row.previous_id, reason=reason, signer=row.signer, signer_zh=unsigned.zh if unsigned else "",
        signer_en=unsigned.en if unsigned else "", signed_at=iso(row.signed_at) if row.signed_at else None, transferred_to=row.transferred_to,
        transferred_at=iso(row.transferred_at) if row.transferred_at else None, stays=row.stays, until_zh=until.zh if until else "",
        until_en=until.en if until else "", **more,
    )  # fmt: skip


def notice_facts[F: NoticeFacts](row: Notice, plan: PlanFile, kind: type[F], *, said_by: str = "") -> F:
    """Needs `activation` at hand; `plan` as it was when it was started."""
    level, matter = level_of(plan, row.activation.level), MATTERS[row.matter]
    said = Words(zh="，{who}电话告知", en=", by telephone from {who}").fill(who=said_by) if said_by else None
    why = LAPSES[row.lapsed_why] if row.lapsed_why else None
    return kind(
        activation=row.activation_id, plan_zh=plan.title.zh, plan_en=plan.title.en, level_zh=level.name.zh,
        level_en=level.name.en, matter=str(row.matter), matter_zh=matter.zh, matter_en=matter.en, post=row.post,
        post_zh=row.post_zh, post_en=row.post_en, sent_at=iso(row.sent_at),
        confirmed_at=iso(row.confirmed_at) if row.confirmed_at else None, said_by=said_by,
        said_zh=said.zh if said else "", said_en=said.en if said else "",
        lapsed_at=iso(row.lapsed_at) if row.lapsed_at else None, lapsed_why=str(row.lapsed_why), lapsed_zh=why.zh if why else "",
        lapsed_en=why.en if why else "",
    )  # fmt: skip


MATTERS = {
    "started": Words(zh="已启动", en="was started"),
    "ended": Words(zh="已终止", en="was stood down"),
}
LAPSES = {
    "changed": Words(zh="级别已调整，另行通知", en="the level was changed, and the post was told of the new one"),
    "ended": Words(zh="响应已终止，另行通知", en="the response has ended, and the post was told so"),
    "closed": Words(zh="事件已结案", en="the incident was closed"),
}
"""Why a notice is not awaited any more."""
_TO_SIGN = Words(zh="（待{post}签发）", en=" (to be signed by the {post})")


def post_words(plan: PlanFile, code: str) -> Words:
    found = plan.post(code)
    return found.title.words if found else Words(zh=code or "—", en=code or "—")


def level_of(plan: PlanFile, level: int) -> Level:
    found = plan.level(level)
    if found is None:
        raise LookupError(f"{plan.code} has no level {level}")
    return found
