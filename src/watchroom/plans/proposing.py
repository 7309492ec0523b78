"""What the platform does by itself: it holds the plans to the facts and proposes. It starts nothing."""

from collections.abc import Collection, Iterable

from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, book
from watchroom.plans import entries
from watchroom.plans.facts import World, ground, scene, world
from watchroom.plans.loading import current, load
from watchroom.plans.models import Activation, Plan, Proposal, Reviewed
from watchroom.plans.recording import proposal_facts
from watchroom.plans.rules import Assessed, Standing, assess, best, evidence, fits, wanted_level
from watchroom.sources.queries import Latest

_OPEN = ("proposed", "forwarded")


def propose(
    *, actor: str, incident: int | None = None, plans: Collection[str] | None = None, latest: dict[str, Latest] | None = None,
    cause: Cause = None,
) -> list[Proposal]:  # fmt: skip
    """Holds plans to the facts of open incidents and keeps their proposals: made, made graver, or eased.

    incident  only this one; None: every open one
    plans     only these codes; None: every plan
    latest    the newest readings, as `facts.newest` gave them before any transaction; without them the standing
              alarms, official warnings and statements have to suffice, and nothing is eased that they do not settle
    Returns the proposals that changed.
    """
    with book(actor=actor, cause=cause) as b:
        seen = world(b.now, latest=latest)
        found = [row for row in incidents.locked(incident) if row.is_open]
        rows = [row for row in current() if plans is None or row.code in plans]
        changed = [_keep(b, one, row, seen) for one in found for row in fitting(one, rows, seen)]
        if latest is not None:
            Reviewed.objects.update_or_create(pk=1, defaults={"at": b.now})
    return [row for row in changed if row is not None]


def fitting(incident: Incident, rows: Iterable[Plan], seen: World) -> list[Plan]:
    """The plans for this incident, and those that already stand for it: what was proposed is followed to its end."""
    where = ground(incident, seen)
    standing = set(Proposal.objects.filter(incident=incident).values_list("plan_code", flat=True))
    return [
        row for row in rows if row.code in standing or fits(load(row), where.kinds, where.place_kinds, where.around)
    ]


def _keep(b: Book, incident: Incident, row: Plan, seen: World) -> Proposal | None:
    plan = load(row)
    last = Proposal.objects.select_for_update().filter(incident=incident, plan_code=row.code).order_by("-pk").first()
    running = Activation.objects.filter(incident=incident, plan_code=row.code, state="running").first()
    found = best(assess(plan, scene(incident, plan, seen)))
    if found is None:
        return _ease(b, incident, last)
    level = wanted_level(_standing(last, running), found.level.level)
    if level is None:
        return None
    if last is not None and last.state in _OPEN:
        return _change(b, incident, row, last, found)
    return _make(b, incident, row, found, running)


def _standing(last: Proposal | None, running: Activation | None) -> Standing:
    if last is None:
        return Standing(None, False, running.level if running else None, None)
    is_open = last.state in _OPEN
    settled = last.level if not is_open and last.holds else None
    return Standing(last.level if is_open else None, last.holds, running.level if running else None, settled)


def _make(b: Book, incident: Incident, row: Plan, found: Assessed, running: Activation | None) -> Proposal:
    made = Proposal(
        incident=incident, plan=row, plan_code=row.code, raises=running, proposed_at=b.now, changed_at=b.now
    )
    _fill(made, found)
    made.save()
    b.record(
        proposal_facts(made, entries.Proposed), subject=made.subject, incident=incident.pk, cause=_because(b, incident)
    )
    return made


def _change(b: Book, incident: Incident, row: Plan, last: Proposal, found: Assessed) -> Proposal:
    """A graver level, or a condition that holds again. What lies before the commander stays there: danger that grows
    must not go back to the start of the queue."""
    last.incident, last.plan, last.changed_at = incident, row, b.now
    _fill(last, found)
    last.save()
    b.record(
        proposal_facts(last, entries.Updated), subject=last.subject, incident=incident.pk, cause=_because(b, incident)
    )
    return last


def _fill(row: Proposal, found: Assessed) -> None:
    row.level, row.holds, row.met, row.of = found.level.level, True, found.met, found.of
    row.evidence = evidence(found.verdict)
    row.marks = [{"zh": mark.zh, "en": mark.en} for mark in found.verdict.marks]


def _ease(b: Book, incident: Incident, last: Proposal | None) -> Proposal | None:
    if last is None or not last.holds:
        return None
    last.holds, last.changed_at, last.incident = False, b.now, incident
    last.save(update_fields=["holds", "changed_at"])
    b.record(
        proposal_facts(last, entries.Eased), subject=last.subject, incident=incident.pk, cause=_because(b, incident)
    )
    return last


def _because(b: Book, incident: Incident) -> Cause:
    """What made the platform look; a review by the clock looks because the incident is open."""
    if b.cause is not None:
        return b.cause
    opened = journal.last(incident.subject, "incidents.opened")
    return opened.id if opened else None
