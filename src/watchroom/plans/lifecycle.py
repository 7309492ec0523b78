"""The life of a plan's version: drafted, reviewed, approved by another person, put in force, filed, published, replaced.

A version is never changed: whoever corrects a draft puts a new one. Only a version in force is proposed and activated.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.canonical import canonical, digest
from watchroom.kernel.text import unfit
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import life_entries as entries
from watchroom.plans.check import Finding, parse
from watchroom.plans.check_dates import day_of
from watchroom.plans.faults import (
    BeforeIssue,
    DayWrong,
    NoSuchPlan,
    NotReviewed,
    NotTwoHands,
    OpinionGivenBefore,
    OpinionWrong,
    PlanHasErrors,
    PlanNotReady,
    ReasonOwed,
    VersionTaken,
    WrongStep,
)
from watchroom.plans.format import PlanFile
from watchroom.plans.life_rules import STATES, Vote, passes
from watchroom.plans.loading import load, wrong_in
from watchroom.plans.models import Opinion, Plan, RevisionCause
from watchroom.plans.snapshot import local_day, local_text

MOST_REASON = 2000
State = Plan.State
_VERSION = re.compile(rb"(?m)^(version:[ \t]*)\d+")


def put_draft(viewer: Viewer, content: bytes) -> Plan:
    """Keeps a plan file as a draft. What the check finds stands beside it; approval, not drafting, demands that it is well.

    A version number that is taken by other content is replaced by the next free one; a draft of the plan that was not
    sent for review yet is withdrawn for this one. The same content again gives the draft that is there.
    Raises NotAllowed, PlanHasErrors (it does not have the format at all), VersionTaken (its number cannot be replaced).
    """
    viewer.must(Act.DRAFT_PLAN)
    plan, findings = parse(content)
    if plan is None:
        raise PlanHasErrors(count=len(findings), line=findings[0].line, why=findings[0].words)
    with book(actor=viewer.actor) as b:
        b.in_turn(f"plan:{plan.code}")
        rows = list(Plan.objects.select_for_update().filter(code=plan.code).order_by("version"))
        there = next((row for row in rows if row.body == canonical(plan.body())), None)
        if there is not None:
            return there
        newest = rows[-1].version if rows else 0
        if plan.version <= newest:
            plan, content = _renumbered(plan, content, newest + 1, rows[-1])
        for row in rows:
            if row.state == State.DRAFT:
                _leave(b, row, State.WITHDRAWN, _gave_way(plan.version))
        row = _created(b, plan, content, author_id=viewer.person)
        b.record(facts(row, entries.Drafted, findings), subject=row.subject)
    return row


def _renumbered(plan: PlanFile, content: bytes, version: int, newest: Plan) -> tuple[PlanFile, bytes]:
    changed, count = _VERSION.subn(rb"\g<1>%d" % version, content, count=1)
    made, _ = parse(changed) if count else (None, [])
    if made is None or made.version != version:
        raise VersionTaken(plan=newest.words, version=plan.version, at=local_text(newest.imported_at))
    return made, changed


def _created(b: Book, plan: PlanFile, content: bytes, **more: Any) -> Plan:
    body = plan.body()
    return Plan.objects.create(
        code=plan.code, version=plan.version, zh=plan.title.zh[:200], en=plan.title.en[:200], kind=plan.kind,
        body=canonical(body), source=content.decode("utf-8-sig"), digest=digest(body), imported_at=b.now,
        imported_by=b.actor, **more,
    )  # fmt: skip


def submit(viewer: Viewer, code: str, version: int) -> Plan:
    """Sends a draft for review. Raises NoSuchPlan, WrongStep, PlanNotReady."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.DRAFT)
        findings = must_be_well(row)
        _to(row, State.REVIEW)
        _record(b, row, entries.Submitted, findings)
    return row


def give_opinion(viewer: Viewer, code: str, version: int, *, agreed: int, present: int = 1, text: str) -> Opinion:
    """One reviewer's opinion, or that of the panel that he speaks for: how many were present, how many agree, and why.

    Raises NoSuchPlan, WrongStep, NotTwoHands, OpinionGivenBefore, OpinionWrong, ReasonOwed.
    """
    viewer.must(Act.REVIEW_PLAN)
    text = reason_said(text)
    if not 1 <= present <= 999 or not 0 <= agreed <= present:
        raise OpinionWrong(present=present, agreed=agreed)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.REVIEW)
        _other_hand(viewer, row)
        if row.opinions.filter(person=viewer.person).exists():
            raise OpinionGivenBefore(plan=row.words, version=version)
        made = Opinion.objects.create(
            plan=row, person_id=viewer.person or 0, by=b.actor, at=b.now, present=present, agreed=agreed, text=text
        )
        _record(b, row, entries.OpinionGiven, present=present, agreed=agreed, reason=text)
    return made


def approve(viewer: Viewer, code: str, version: int) -> Plan:
    """Another person than the author approves what passed the review. Raises NotTwoHands, NotReviewed, PlanNotReady."""
    viewer.must(Act.APPROVE_PLAN)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.REVIEW)
        _other_hand(viewer, row)
        votes = [Vote(one.present, one.agreed) for one in row.opinions.all()]
        if not passes(row.kind, votes):
            counts = {"present": sum(one.present for one in votes), "agreed": sum(one.agreed for one in votes)}
            raise NotReviewed(plan=row.words, version=version, **counts)
        findings = must_be_well(row)
        row.approver_id, row.approved_by, row.approved_at = viewer.person, b.actor, b.now
        _to(row, State.APPROVED, "approver", "approved_by", "approved_at")
        _record(b, row, entries.Approved, findings)
    return row


def put_in_force(viewer: Viewer, code: str, version: int, *, issued_on: str) -> Plan:
    """The approved version takes the place of the one in force; from the day of issue, filing and publishing have their time.

    issued_on  ISO date, today or before. Causes for revision that stood when it was drafted are met by it.
    Raises NoSuchPlan, WrongStep, DayWrong.
    """
    viewer.must(Act.APPROVE_PLAN)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.APPROVED)
        row.issued_on = day_said(issued_on, b)
        row.save(update_fields=["issued_on"])
        in_force(b, row)
        _record(b, row, entries.PutInForce)
    return row


def in_force(b: Book, row: Plan) -> None:
    """Puts a row in force within an open book: the version before it is replaced."""
    for before in Plan.objects.select_for_update().filter(code=row.code, state=State.IN_FORCE).exclude(pk=row.pk):
        _leave(b, before, State.REPLACED, _gave_way(row.version))
    row.in_force_at = b.now
    _to(row, State.IN_FORCE, "in_force_at")
    RevisionCause.objects.filter(code=row.code, met_by=None, at__lte=row.imported_at).update(met_by=row)


def record_filing(viewer: Viewer, code: str, version: int, *, on: str) -> Plan:
    """The version was filed with the higher authority on a day. Raises NoSuchPlan, WrongStep, DayWrong, BeforeIssue."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.IN_FORCE)
        row.filed_on = _since_issue(row, day_said(on, b))
        row.save(update_fields=["filed_on"])
        _record(b, row, entries.Filed)
    return row


def record_publishing(viewer: Viewer, code: str, version: int, *, on: str = "", withheld: str = "") -> Plan:
    """The version was published on a day, or may not be public for a reason.

    Raises NoSuchPlan, WrongStep, DayWrong, BeforeIssue.
    """
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.IN_FORCE)
        row.published_on, row.withheld = (
            (None, reason_said(withheld)) if withheld else (_since_issue(row, day_said(on, b)), "")
        )
        row.save(update_fields=["published_on", "withheld"])
        _record(b, row, entries.Published, reason=row.withheld)
    return row


def withdraw(viewer: Viewer, code: str, version: int, *, reason: str) -> Plan:
    """Takes a version back: a draft by whoever may draft, later ones by whoever may approve. Raises WrongStep, ReasonOwed."""
    found = Plan.objects.filter(code=code, version=version).first()
    viewer.must(Act.DRAFT_PLAN if found is None or found.state == State.DRAFT else Act.APPROVE_PLAN)
    reason = reason_said(reason)
    with book(actor=viewer.actor) as b:
        row = _row(code, version, State.DRAFT, State.REVIEW, State.APPROVED, State.IN_FORCE)
        if row.state != State.DRAFT:  # it may have been sent for review meanwhile
            viewer.must(Act.APPROVE_PLAN)
        _leave(b, row, State.WITHDRAWN, reason)
    return row


def must_be_well(row: Plan) -> tuple[Finding, ...]:
    """The findings on the version; raises PlanNotReady when one of them is an error."""
    findings = wrong_in(row)
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise PlanNotReady(plan=row.words, version=row.version, count=len(errors), why=errors[0].words)
    return findings


def _gave_way(version: int) -> str:
    """Why an earlier version ended, in both languages: it is kept as it was said."""
    return f"改用第 {version} 版 / version {version} took its place"


def _leave(b: Book, row: Plan, state: Plan.State, reason: str) -> None:
    row.ended_at, row.ended_reason = b.now, reason
    _to(row, state, "ended_at", "ended_reason")
    _record(b, row, entries.Replaced if state == State.REPLACED else entries.Withdrawn, reason=reason)


def _to(row: Plan, state: Plan.State, *fields: str) -> None:
    row.state = state
    row.save(update_fields=["state", *fields])


def facts[F: entries.VersionFacts](
    row: Plan, kind: type[F], findings: Sequence[Finding] | None = None, **more: Any
) -> F:
    days: dict[str, Any] = {
        name: getattr(row, name).isoformat() if getattr(row, name) else None
        for name in ("issued_on", "filed_on", "published_on")
    }
    errors = sum(one.severity == "error" for one in findings or ())
    return kind(
        plan=row.code, version=row.version, zh=row.zh, en=row.en, digest=row.digest, state=str(row.state),
        errors=errors, warnings=len(findings or ()) - errors,
        **days, **more,
    )  # fmt: skip


def _record(
    b: Book, row: Plan, kind: type[entries.VersionFacts], findings: Sequence[Finding] | None = None, **more: Any
) -> None:
    last = journal.last(row.subject)
    b.record(facts(row, kind, findings, **more), subject=row.subject, cause=last.id if last else None)


def _row(code: str, version: int, *states: Plan.State) -> Plan:
    row = Plan.objects.select_for_update(of=("self",)).filter(code=code, version=version).first()
    if row is None:
        raise NoSuchPlan(plan=f"{code[:64]} v{version}")
    if row.state not in states:
        raise WrongStep(plan=row.words, version=version, state=STATES[row.state])
    return row


def _other_hand(viewer: Viewer, row: Plan) -> None:
    if row.author_id is not None and row.author_id == viewer.person:
        raise NotTwoHands(plan=row.words, version=row.version)


def day_said(text: str, b: Book) -> date:
    """An ISO date, today or before. Raises DayWrong."""
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise DayWrong(day=text[:16] or "—") from None
    if day > local_day(b.now):
        raise DayWrong(day=text[:16])
    return day


def _since_issue(row: Plan, day: date) -> date:
    """A day not before that of issue, which the platform's own versions state in their text. Raises BeforeIssue."""
    issued = row.issued_on or day_of(load(row).authority.issued)
    if issued and day < issued:
        raise BeforeIssue(day=day, issued=issued)
    return day


def reason_said(text: str) -> str:
    """Raises ReasonOwed."""
    text = text.strip()
    if not text or len(text) > MOST_REASON or unfit(text):
        raise ReasonOwed(most=MOST_REASON)
    return text
