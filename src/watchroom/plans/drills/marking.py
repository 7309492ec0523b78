"""What evaluators hold of each expected act, and what is learned: written by name, until the evaluation is complete."""

from watchroom.journal.book import book
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.drills import entries
from watchroom.plans.drills.faults import DrillNotFilled, NoSuchItem, NotAnEvaluator, WrongState
from watchroom.plans.drills.models import Drill, Lesson, Mark
from watchroom.plans.drills.planning import filled
from watchroom.plans.drills.queries import evaluates
from watchroom.plans.drills.recording import before, locked
from watchroom.plans.drills.rules import STATES, UNDER_WAY, VERDICTS, State
from watchroom.plans.drills.scoring import names_of, score

MOST_NOTE = 2000
_MARK = Words(zh="评估", en="mark it")
_LESSON = Words(zh="记录问题", en="note what was found")
_NOTE = Words(zh="评语", en="Note")


def mark(viewer: Viewer, drill: int, item: str, *, verdict: str = "", done: bool | None = None, note: str = "") -> Mark:
    """One evaluator's mark of one expected act; given again it replaces his earlier one.

    done  what he saw, whatever the journal shows; done now, unless he said so before
    Raises NotAnEvaluator, NoSuchItem, WrongState, DrillNotFilled.
    """
    viewer.must(Act.EVALUATE_DRILL)
    note = _text(note)
    if verdict not in ("", *VERDICTS) or (not verdict and done is None and not note):
        raise DrillNotFilled(
            what=Words(zh="评定", en="Mark"), why=Words(zh="请选一项或写评语", en="choose one, or write a note")
        )
    with book(actor=viewer.actor, exercise=True) as b:
        row = _open(viewer, drill, (*UNDER_WAY, State.ENDED), _MARK)
        found = next((one.wanted for one in score(row).items if one.wanted.key == item), None)
        if found is None:
            raise NoSuchItem(item=item[:64])
        assert viewer.person is not None  # whoever has the right is a person
        old = Mark.objects.filter(drill=row, item=item, person_id=viewer.person).first()
        done_at = (old.done_at if old and old.done_at else found.done or b.now) if done else None
        kept, _ = Mark.objects.update_or_create(
            drill=row, item=item, person_id=viewer.person,
            defaults={"by": b.actor, "at": b.now, "verdict": verdict, "done": done, "done_at": done_at, "note": note},
        )  # fmt: skip
        said = VERDICTS.get(verdict, Words(zh="—", en="—"))
        b.record(
            entries.DrillMarked(
                drill=row.pk, item=item, what_zh=found.what.zh, what_en=found.what.en, verdict=verdict,
                verdict_zh=said.zh, verdict_en=said.en, done=done, note=note,
            ),
            subject=row.subject, cause=before(row),
        )  # fmt: skip
    return kept


def note_lesson(
    viewer: Viewer, drill: int, *, finding: str, advice: str = "", item: str = "", revises: bool = False
) -> Lesson:
    """What was found, and what is to follow from it. Raises NotAnEvaluator, WrongState, DrillNotFilled."""
    viewer.must(Act.EVALUATE_DRILL)
    finding = filled(finding, Words(zh="问题", en="Finding"), MOST_NOTE)
    advice = _text(advice)
    with book(actor=viewer.actor, exercise=True) as b:
        row = _open(viewer, drill, (*UNDER_WAY, State.ENDED, State.EVALUATED), _LESSON)
        made = Lesson.objects.create(
            drill=row,
            plan_code=row.plan_code,
            finding=finding,
            advice=advice,
            item=item[:160],
            revises=revises,
            at=b.now,
            by=b.actor,
        )
        said = entries.LessonNoted(
            drill=row.pk, plan=row.plan_code, finding=finding, advice=advice, item=item[:160], revises=revises
        )
        b.record(said, subject=row.subject, cause=before(row))
    return made


def _open(viewer: Viewer, drill: int, states: tuple[State, ...], act: Words) -> Drill:
    row = locked(drill)
    if not evaluates(viewer, row):
        names = names_of([row.director_id, *row.evaluators])
        who = Words(zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names))
        raise NotAnEvaluator(who=who)
    if row.state not in states:
        raise WrongState(drill=row.number, state=STATES[row.state], act=act)
    return row


def _text(text: str) -> str:
    text = text.strip()
    if len(text) > MOST_NOTE or unfit(text):
        raise DrillNotFilled(what=_NOTE, why=Words(zh=f"应不超过 {MOST_NOTE} 字的文字", en=f"it is text of at most {MOST_NOTE} characters"))  # fmt: skip
    return text
