"""The only writers of plans, proposals and activations. The platform proposes; people forward, start and end."""

from watchroom.incidents import queries as incidents
from watchroom.journal.book import Book, book
from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import entries
from watchroom.plans.faults import AlreadyDecided, AlreadyForwarded, NoSuchPlan, NoSuchProposal, NotForwarded
from watchroom.plans.importing import put_plan, put_shipped
from watchroom.plans.models import Activation, Plan, Proposal
from watchroom.plans.proposing import propose
from watchroom.plans.recording import proposal_facts
from watchroom.plans.running import change_level, confirm, extend, remind, sign, stand_down, to_remind, transfer
from watchroom.plans.snapshot import local_text
from watchroom.plans.starting import last, owed, start
from watchroom.plans.stating import state

__all__ = [
    "activate", "activate_plan", "change_level", "confirm", "decline", "extend", "forward", "propose", "put_plan", "put_shipped",
    "remind", "sign", "stand_down", "state", "to_remind", "transfer",
]  # fmt: skip


def forward(viewer: Viewer, proposal: int) -> Proposal:
    """The duty leader passes the proposal on to whom the plan lets decide. Raises AlreadyForwarded, AlreadyDecided."""
    viewer.must(Act.FORWARD_PROPOSAL)
    with book(actor=viewer.actor) as b:
        row = _proposal(proposal)
        if row.state == Proposal.State.FORWARDED:
            raise AlreadyForwarded(who=actor_words(row.forwarded_by), at=local_text(row.forwarded_at))
        _still_open(row)
        row.state, row.forwarded_at, row.forwarded_by = Proposal.State.FORWARDED, b.now, b.actor
        row.forwarded_level = row.level
        row.save(update_fields=["state", "forwarded_at", "forwarded_by", "forwarded_level"])
        b.record(
            proposal_facts(row, entries.Forwarded),
            subject=row.subject,
            incident=row.incident_id,
            cause=last(row.subject),
        )
    return row


def decline(viewer: Viewer, proposal: int, *, reason: str) -> Proposal:
    """Not now, with a reason: the duty leader before it is forwarded, the commander after. Raises AlreadyDecided."""
    row = Proposal.objects.filter(pk=proposal).first()
    forwarded = row is not None and row.state == Proposal.State.FORWARDED
    viewer.must(Act.ACTIVATE_PLAN if forwarded else Act.FORWARD_PROPOSAL)
    reason = owed(reason)
    with book(actor=viewer.actor) as b:
        row = _proposal(proposal)
        _still_open(row)
        _decide(b, row, Proposal.State.DECLINED, reason)
        b.record(
            proposal_facts(row, entries.Declined),
            subject=row.subject,
            incident=row.incident_id,
            cause=last(row.subject),
        )
    return row


def activate(viewer: Viewer, proposal: int, *, level: int | None = None, reason: str = "") -> Activation:
    """The commander starts the plan that was proposed and forwarded. Another level than the proposed one needs a reason.

    One proposal makes one activation, however many press at once. Raises NotForwarded, AlreadyDecided, AlreadyRunning,
    NotTheDecider, NoSuchLevel, ReasonOwed, IncidentClosed.
    """
    viewer.must(Act.ACTIVATE_PLAN)
    with book(actor=viewer.actor) as b:
        row = _proposal(proposal)
        _still_open(row)
        if row.state != Proposal.State.FORWARDED:
            raise NotForwarded()
        chosen = row.level if level is None else level
        if chosen != row.level or reason:
            reason = owed(reason)
        made, handle = start(
            b, viewer, row.incident, row.plan, chosen, proposal=row, reason=reason, cause=last(row.subject)
        )
        _decide(b, row, Proposal.State.ACTIVATED, reason)
        b.record(proposal_facts(row, entries.Adopted), subject=row.subject, incident=row.incident_id, cause=handle)
    return made


def activate_plan(viewer: Viewer, incident: int, plan: str, level: int, *, reason: str) -> Activation:
    """The commander starts a plan that nobody proposed, or before it was forwarded; the reason is owed.

    Raises NoSuchPlan, NoSuchLevel, AlreadyRunning, NotTheDecider, ReasonOwed, IncidentClosed.
    """
    viewer.must(Act.ACTIVATE_PLAN)
    reason = owed(reason)
    found = Plan.objects.filter(code=plan, state=Plan.State.IN_FORCE).first()
    if found is None:
        raise NoSuchPlan(plan=plan[:64])
    with book(actor=viewer.actor) as b:
        row = incidents.row(incident)
        pending = Proposal.objects.filter(incident=row, plan_code=plan, state__in=["proposed", "forwarded"]).first()
        proposal = _proposal(pending.pk) if pending else None
        why = last(proposal.subject) if proposal else last(row.subject, "incidents.opened")
        made, handle = start(b, viewer, row, found, level, proposal=proposal, reason=reason, cause=why)
        if proposal is not None:
            _decide(b, proposal, Proposal.State.ACTIVATED, reason)
            b.record(proposal_facts(proposal, entries.Adopted), subject=proposal.subject, incident=row.pk, cause=handle)
    return made


def _decide(b: Book, row: Proposal, state: Proposal.State, reason: str) -> None:
    row.state, row.decided_at, row.decided_by, row.reason = state, b.now, b.actor, reason
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _proposal(pk: int) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("plan", "incident__place")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NoSuchProposal(proposal=pk)
    return row


_DECIDED = {
    "declined": Words(zh="决定暂不启动", en="declined"),
    "activated": Words(zh="采纳并启动", en="adopted and started"),
}


def _still_open(row: Proposal) -> None:
    if not row.is_open:
        raise AlreadyDecided(what=_DECIDED[row.state], who=actor_words(row.decided_by), at=local_text(row.decided_at))
