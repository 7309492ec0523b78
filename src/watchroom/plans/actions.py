"""The only writers of plans, proposals and activations. The platform proposes; people forward, start and end."""

from datetime import timedelta

from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, Handle, book
from watchroom.kernel.canonical import canonical, digest
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import entries
from watchroom.plans.faults import (
    AlreadyDecided,
    AlreadyForwarded,
    AlreadyRunning,
    IncidentClosed,
    NoSuchActivation,
    NoSuchLevel,
    NoSuchPlan,
    NoSuchProposal,
    NotForwarded,
    NotRunning,
    NotTheDecider,
    ReasonOwed,
)
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.importing import put_plan, put_shipped
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Plan, Proposal
from watchroom.plans.proposing import propose
from watchroom.plans.recording import activation_facts, proposal_facts
from watchroom.plans.snapshot import freeze, local_text, thaw, values_of
from watchroom.plans.stating import state
from watchroom.plans.terms import seconds

__all__ = [
    "activate",
    "activate_plan",
    "decline",
    "forward",
    "propose",
    "put_plan",
    "put_shipped",
    "stand_down",
    "state",
]

MOST_REASON = 2000


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
            cause=_last(row.subject),
        )
    return row


def decline(viewer: Viewer, proposal: int, *, reason: str) -> Proposal:
    """Not now, with a reason: the duty leader before it is forwarded, the commander after. Raises AlreadyDecided."""
    row = Proposal.objects.filter(pk=proposal).first()
    forwarded = row is not None and row.state == Proposal.State.FORWARDED
    viewer.must(Act.ACTIVATE_PLAN if forwarded else Act.FORWARD_PROPOSAL)
    reason = _reason(reason)
    with book(actor=viewer.actor) as b:
        row = _proposal(proposal)
        _still_open(row)
        _decide(b, row, Proposal.State.DECLINED, reason)
        b.record(
            proposal_facts(row, entries.Declined),
            subject=row.subject,
            incident=row.incident_id,
            cause=_last(row.subject),
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
            reason = _reason(reason)
        made, handle = _start(
            b, viewer, row.incident, row.plan, chosen, proposal=row, reason=reason, cause=_last(row.subject)
        )
        _decide(b, row, Proposal.State.ACTIVATED, reason)
        b.record(proposal_facts(row, entries.Adopted), subject=row.subject, incident=row.incident_id, cause=handle)
    return made


def activate_plan(viewer: Viewer, incident: int, plan: str, level: int, *, reason: str) -> Activation:
    """The commander starts a plan that nobody proposed, or before it was forwarded; the reason is owed.

    Raises NoSuchPlan, NoSuchLevel, AlreadyRunning, NotTheDecider, ReasonOwed, IncidentClosed.
    """
    viewer.must(Act.ACTIVATE_PLAN)
    reason = _reason(reason)
    found = Plan.objects.filter(code=plan).order_by("-version").first()
    if found is None:
        raise NoSuchPlan(plan=plan[:64])
    with book(actor=viewer.actor) as b:
        row = incidents.row(incident)
        pending = Proposal.objects.filter(incident=row, plan_code=plan, state__in=["proposed", "forwarded"]).first()
        proposal = _proposal(pending.pk) if pending else None
        why = _last(proposal.subject) if proposal else _last(row.subject, "incidents.opened")
        made, handle = _start(b, viewer, row, found, level, proposal=proposal, reason=reason, cause=why)
        if proposal is not None:
            _decide(b, proposal, Proposal.State.ACTIVATED, reason)
            b.record(proposal_facts(proposal, entries.Adopted), subject=proposal.subject, incident=row.pk, cause=handle)
    return made


def stand_down(viewer: Viewer, activation: int, *, reason: str) -> Activation:
    """Ends the response: by the post that the plan lets decide, whoever activated lifts. Raises NotRunning."""
    viewer.must(Act.STAND_DOWN)
    reason = _reason(reason)
    with book(actor=viewer.actor) as b:
        row = (
            Activation.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=activation).first()
        )
        if row is None:
            raise NoSuchActivation(activation=activation)
        plan = thaw(row.snapshot).plan
        if not row.is_running:
            raise NotRunning(plan=plan.title.words, who=actor_words(row.ended_by), at=local_text(row.ended_at))
        if row.by != viewer.actor:
            _must_decide(viewer, plan, _level(plan, row.level))
        _end(b, row, Activation.State.STOOD_DOWN, reason)
        said = activation_facts(row, plan, entries.StoodDown, reason=reason)
        handle = b.record(said, subject=row.subject, incident=row.incident_id, cause=_last(row.subject))
        _end_those_before(b, row, reason, handle)
    return row


def _end_those_before(b: Book, row: Activation, reason: str, cause: Handle) -> None:
    """With a response end the levels that led to it: the tasks that they gave went on until now."""
    before = row.previous_id
    while before is not None:
        earlier = Activation.objects.select_for_update(of=("self",)).select_related("incident").get(pk=before)
        earlier.state = Activation.State.STOOD_DOWN
        earlier.save(update_fields=["state"])
        said = activation_facts(earlier, thaw(earlier.snapshot).plan, entries.StoodDown, reason=reason)
        b.record(said, subject=earlier.subject, incident=earlier.incident_id, cause=cause)
        before = earlier.previous_id


type _Started = tuple[Activation, Handle]


def _start(
    b: Book,
    viewer: Viewer,
    incident: Incident,
    plan: Plan,
    level: int,
    *,
    proposal: Proposal | None,
    reason: str,
    cause: Cause,
) -> _Started:
    """The one transaction of an activation: the running one gives way, the plan is frozen, the entry is written."""
    (incident,) = incidents.locked(incident.pk)
    if not incident.is_open:
        raise IncidentClosed(number=incident.number)
    parsed = load(plan)
    chosen = _level(parsed, level)
    _must_decide(viewer, parsed, chosen)
    running = _give_way(incident, plan, level)
    until = b.now + timedelta(seconds=seconds(chosen.lasts)) if chosen.lasts else None
    evidence = proposal.evidence if proposal else []
    values = values_of(incident, parsed, chosen, evidence, by=b.actor, at=b.now, until=until)
    frozen = freeze(plan, values, evidence, _carried(running))
    if running is not None:
        _end(b, running, Activation.State.CHANGED, reason)
        b.record(
            activation_facts(running, thaw(running.snapshot).plan, entries.Changed, reason=reason),
            subject=running.subject,
            incident=incident.pk,
            cause=cause,
        )
    row = Activation.objects.create(
        incident=incident, plan=plan, plan_code=plan.code, version=plan.version, level=level, proposal=proposal,
        previous=running, snapshot=canonical(frozen), snapshot_digest=digest(frozen), at=b.now, by=b.actor, until=until, reason=reason,
    )  # fmt: skip
    said = activation_facts(row, parsed, entries.Activated, reason=reason)
    return row, b.record(said, subject=row.subject, incident=incident.pk, cause=cause)


def _give_way(incident: Incident, plan: Plan, level: int) -> Activation | None:
    """The running activation of this plan, which another level takes over. Raises AlreadyRunning for the same level."""
    rows = Activation.objects.select_for_update(of=("self",)).select_related("incident")
    running = rows.filter(incident=incident, plan_code=plan.code, state=Activation.State.RUNNING).first()
    if running is not None and running.level == level:
        name = _level(thaw(running.snapshot).plan, level).name.words
        raise AlreadyRunning(plan=plan.words, level=name, who=actor_words(running.by), at=local_text(running.at))
    return running


def _carried(running: Activation | None) -> set[str]:
    """The tasks that the response so far has given: a raised level does not give them a second time."""
    if running is None:
        return set()
    frozen = thaw(running.snapshot)
    return set(frozen.carried) | {action.code for action in frozen.plan.actions_at(running.level)}


def _end(b: Book, row: Activation, state: Activation.State, reason: str) -> None:
    ended = max(b.now, row.at)  # the clock may have been set back meanwhile
    row.state, row.ended_at, row.ended_by, row.ended_reason = state, ended, b.actor, reason
    row.save(update_fields=["state", "ended_at", "ended_by", "ended_reason"])


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


def _level(plan: PlanFile, level: int) -> Level:
    found = plan.level(level)
    if found is None:
        raise NoSuchLevel(plan=plan.title.words, level=level, levels=", ".join(str(one.level) for one in plan.levels))
    return found


def _must_decide(viewer: Viewer, plan: PlanFile, level: Level) -> None:
    """Rights say who may start plans at all; the plan says which post decides this level."""
    if level.chain.decides in viewer.posts:
        return
    post = plan.post(level.chain.decides)
    words = post.title.words if post else Words(zh=level.chain.decides or "—", en=level.chain.decides or "—")
    raise NotTheDecider(level=level.name.words, decides=words)


def _reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > MOST_REASON or unfit(text):
        raise ReasonOwed(most=MOST_REASON)
    return text


def _last(subject: str, kind: str | None = None) -> int | None:
    entry = journal.last(subject, kind)
    return entry.id if entry else None
