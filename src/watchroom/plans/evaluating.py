"""Plans are evaluated, and causes to revise them are recorded, whoever noticed them."""

from collections.abc import Mapping
from typing import Any

from watchroom.journal.book import Book, book
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import life_entries as entries
from watchroom.plans.faults import (
    CauseUnsaid,
    NoSuchCause,
    NoSuchConclusion,
    NothingInForce,
)
from watchroom.plans.life_rules import CAUSES, CONCLUSIONS, causes_of
from watchroom.plans.lifecycle import day_said, facts, reason_said
from watchroom.plans.models import Evaluation, Plan, RevisionCause


def evaluate(
    viewer: Viewer, code: str, *, on: str, causes: Mapping[str, Any], conclusion: str, note: str
) -> Evaluation:
    """The version in force was evaluated. Unless it stays as it is, each cause that holds becomes one for revision.

    on      ISO date, today or before
    causes  code of each cause to `{"holds": bool, "note": str}`; what is left out does not hold
    Raises NothingInForce, DayWrong, NoSuchCause, CauseUnsaid, NoSuchConclusion, ReasonOwed.
    """
    viewer.must(Act.DRAFT_PLAN)
    note = reason_said(note)
    for cause in causes:
        _known(cause)
    if conclusion not in CONCLUSIONS:
        raise NoSuchConclusion(conclusion=conclusion[:16] or "—", conclusions=", ".join(CONCLUSIONS))
    try:
        given = causes_of(causes)
    except ValueError as error:
        raise CauseUnsaid(cause=CAUSES[str(error)]) from None
    with book(actor=viewer.actor) as b:
        row = Plan.objects.select_for_update(of=("self",)).filter(code=code, state=Plan.State.IN_FORCE).first()
        if row is None:
            raise NothingInForce(plan=code[:64])
        made = Evaluation.objects.create(
            plan=row, on=day_said(on, b), causes=given, conclusion=conclusion, note=note, at=b.now, by=b.actor
        )
        holding = [cause for cause, one in given.items() if one["holds"]]
        words = CONCLUSIONS[conclusion]
        said = facts(
            row, entries.Evaluated, on=made.on.isoformat(), conclusion=conclusion, conclusion_zh=words.zh,
            conclusion_en=words.en, causes=holding, reason=note,
        )  # fmt: skip
        b.record(said, subject=row.subject)
        if conclusion != Evaluation.Conclusion.KEEP:
            for cause in holding:
                _caused(b, code, cause, given[cause]["note"], f"evaluation:{made.pk}")
    return made


def record_cause(viewer: Viewer, code: str, *, kind: str, note: str, source: str = "") -> RevisionCause:
    """Something happened for which the plan should be revised. Raises NoSuchCause, ReasonOwed, NothingInForce.

    source  what showed it, such as `drill:4`; the same source again changes nothing
    """
    viewer.must(Act.DRAFT_PLAN)
    _known(kind)
    note = reason_said(note)
    with book(actor=viewer.actor) as b:
        if not Plan.objects.filter(code=code, state=Plan.State.IN_FORCE).exists():
            raise NothingInForce(plan=code[:64])
        return _caused(b, code, kind, note, source)


def _caused(b: Book, code: str, kind: str, note: str, source: str) -> RevisionCause:
    same = RevisionCause.objects.filter(code=code, kind=kind, source=source).first() if source else None
    if same is not None:
        return same
    made = RevisionCause.objects.create(code=code, kind=kind, note=note, source=source[:64], at=b.now, by=b.actor)
    words = CAUSES[kind]
    said = entries.RevisionCaused(code, kind, words.zh, words.en, note, source[:64])
    b.record(said, subject=f"plancause:{made.pk}")
    return made


def _known(kind: str) -> None:
    if kind not in CAUSES:
        raise NoSuchCause(cause=kind[:32] or "—", causes=", ".join(CAUSES))
