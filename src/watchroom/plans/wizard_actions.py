"""Keeps what a person answers to the wizard, and the plans that the answers make as drafts: all of them, or none."""

from collections.abc import Mapping
from typing import Any

from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.canonical import MOST_INT, digest
from watchroom.kernel.text import unfit
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.faults import NoSuchStep
from watchroom.plans.lifecycle import put_draft
from watchroom.plans.models import Plan, WizardAnswers
from watchroom.plans.wizard import made
from watchroom.plans.wizard_answers import STEPS, Answers
from watchroom.plans.wizard_entries import WizardAnswered, WizardMade

MOST_CHARACTERS = 200_000
CODES = [step.code for step in STEPS]


def keep_part(viewer: Viewer, step: str, part: Any) -> None:
    """One page of the answers as it was typed; None for a page that was left blank. Raises NotAllowed, NoSuchStep."""
    viewer.must(Act.DRAFT_PLAN)
    if step not in CODES:
        raise NoSuchStep(step=step[:32], steps=", ".join(CODES))
    with book(actor=viewer.actor) as b:
        row = _open(viewer)
        others = {code: value for code, value in (row.answers if row else {}).items() if code != step}
        _keep(b, viewer, row, others if part is None else {**others, step: plain(part)})


def take_answers(viewer: Viewer, parts: Mapping[str, Any]) -> None:
    """Answers of a file in the place of those that are there; what is no part of the answers is left out."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        _keep(b, viewer, _open(viewer), {code: plain(parts[code]) for code in CODES if code in parts})


def finish(viewer: Viewer, answers: Answers) -> list[Plan]:
    """The plans as drafts, and the viewer's own answers done with. Raises what `lifecycle.put_draft` raises."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        plans = keep_drafts(viewer, answers)
        row = _open(viewer)
        if row is not None:
            row.state, row.at, row.by = WizardAnswers.State.MADE, b.now, b.actor
            row.save(update_fields=["state", "at", "by"])
            b.record(WizardMade(*_facts(row), plans=len(plans)), subject=row.subject, cause=_before(row))
    return plans


def keep_drafts(viewer: Viewer, answers: Answers) -> list[Plan]:
    """The drafts, the comprehensive plan first. Raises what `lifecycle.put_draft` raises."""
    viewer.must(Act.DRAFT_PLAN)
    contents = [content.encode() for content in made(answers).values()]
    with book(actor=viewer.actor):
        return [put_draft(viewer, content) for content in contents]


def plain(value: Any) -> Any:
    """As it can be kept: exact and huge numbers become text, characters that are no text go; the check says the rest."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str):
        return "".join(char for char in value if not unfit(char))
    small = isinstance(value, int) and abs(value) < MOST_INT
    return value if value is None or isinstance(value, bool) or small else str(value)


def _open(viewer: Viewer) -> WizardAnswers | None:
    rows = WizardAnswers.objects.select_for_update().filter(person=viewer.person, state=WizardAnswers.State.OPEN)
    return rows.first()


def _keep(b: Book, viewer: Viewer, row: WizardAnswers | None, answers: dict[str, Any]) -> None:
    """Nothing is written where nothing changed."""
    if answers == (row.answers if row else {}):
        return
    profile = answers.get("profile")
    unit = str(profile.get("name") or "")[:400] if isinstance(profile, dict) else ""
    if row is None:
        row = WizardAnswers.objects.create(
            person_id=viewer.person or 0, unit=unit, answers=answers, begun_at=b.now, at=b.now, by=b.actor
        )
    else:
        row.unit, row.answers, row.at, row.by = unit, answers, b.now, b.actor
        row.save(update_fields=["unit", "answers", "at", "by"])
    b.record(WizardAnswered(*_facts(row)), subject=row.subject, cause=_before(row))


def _facts(row: WizardAnswers) -> tuple[int, str, int, str, str]:
    return row.pk, row.unit or "—", len(row.answers), row.state, digest(row.answers)


def _before(row: WizardAnswers) -> int | None:
    """The entry that the answers' last change made."""
    last = journal.last(row.subject)
    return last.pk if last else None
