"""Leaders' instructions: entered, answered, withdrawn; one that ran out is said once. The only writers of them."""

from datetime import datetime
from typing import Any

from watchroom.incidents import report_entries as entries
from watchroom.incidents.actions import filled, open_row, opening
from watchroom.incidents.carrying import others
from watchroom.incidents.faults import InstructionEnded, NoSuchInstruction, NoSuchReport, NotFilled
from watchroom.incidents.models import Incident, Instruction, Report
from watchroom.incidents.recording import facts
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.saying import moment_words
from watchroom.people.viewer import Viewer

_LEADER, _TEXT = Words(zh="批示领导", en="Leader"), Words(zh="批示内容", en="Instruction")
_WHOM, _WHEN = Words(zh="承办", en="Who answers"), Words(zh="批示时间", en="Given at")
_DUE = Words(zh="办理时限", en="Time limit")
_MOST_ANSWER = 4000


def instruct(
    viewer: Viewer, incident: int, *, leader: str, text: str, whom: str = "", post: str = "",
    given_at: datetime | None = None, due_at: datetime | None = None, report: int | None = None,
) -> Instruction:  # fmt: skip
    """Enters what a leader said on an incident, to be answered.

    post   who answers: a post of the site, `unit:CODE` or `agency:CODE`; without one `whom` says who does
    report the report that it was given on;  due_at  aware and not before it was given; None: no limit was set
    Raises NotFilled, NoSuchReport, AlreadyClosed.
    """
    viewer.must(Act.REPORT_UP)
    leader, text = filled(leader, _LEADER, 120), filled(text, _TEXT)
    post, whom = _answers(post.strip(), whom)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        given = given_at or b.now
        if given > b.now:
            raise NotFilled(what=_WHEN, why=Words(zh="不能晚于现在", en="it must not be later than now"))
        if due_at is not None and due_at <= given:
            raise NotFilled(what=_DUE, why=Words(zh="应晚于批示时间", en="it must be later than the instruction"))
        on = Report.objects.filter(incident=row, pk=report).first() if report is not None else None
        if report is not None and on is None:
            raise NoSuchReport(number=row.number, report=report)
        made = Instruction.objects.create(
            incident=row, report=on, leader=leader, text=text, given_at=given, entered_at=b.now, entered_by=b.actor,
            post=post, whom=whom, due_at=due_at,
        )  # fmt: skip
        b.record(told(row, made, entries.Instructed), subject=made.subject, incident=row.pk, cause=opening(row))
    return made


def answer(viewer: Viewer, incident: int, instruction: int, *, text: str) -> Instruction:
    """What came of an instruction: it is answered then. Raises NotFilled, NoSuchInstruction, InstructionEnded."""
    viewer.must(Act.NOTE_INCIDENT)
    text = filled(text, Words(zh="反馈内容", en="Answer"))
    with book(actor=viewer.actor) as b:
        row, made = held(incident, instruction)
        _answered(b, row, made, text, _given(made))
    return made


def carried_out(instruction: int, text: str, *, actor: str, cause: Cause = None) -> None:
    """What was done for it answers it, in the name of whoever did it. For rooms downstream, whose rights are their own, in their
    transaction; one that ended meanwhile stays as it is."""
    with book(actor=actor) as b:
        rows = Instruction.objects.select_for_update(of=("self",)).select_related("incident__place")
        made = rows.filter(pk=instruction, answered_at=None, withdrawn_at=None).first()
        if made is not None:
            _answered(b, made.incident, made, text[:_MOST_ANSWER], cause)


def _answered(b: Book, row: Incident, made: Instruction, text: str, cause: Cause) -> None:
    made.answer, made.answered_at, made.answered_by = text, b.now, b.actor
    made.save(update_fields=["answer", "answered_at", "answered_by"])
    b.record(
        told(row, made, entries.InstructionAnswered, answer=text), subject=made.subject, incident=row.pk, cause=cause
    )


def withdraw(viewer: Viewer, incident: int, instruction: int, *, reason: str) -> Instruction:
    """It was entered wrongly, or holds no more. Raises NotFilled, NoSuchInstruction, InstructionEnded."""
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, Words(zh="原因", en="Reason"), 500)
    with book(actor=viewer.actor) as b:
        row, made = held(incident, instruction)
        made.withdrawn_at, made.withdrawn_by, made.withdrawn_why = b.now, b.actor, reason
        made.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        said = told(row, made, entries.InstructionWithdrawn, reason=reason)
        b.record(said, subject=made.subject, incident=row.pk, cause=_given(made))
    return made


def overdue(now: datetime) -> list[int]:
    """Those whose time ran out and of which it was not said yet, the earliest first."""
    rows = Instruction.objects.filter(answered_at=None, withdrawn_at=None, late_at=None, due_at__lte=now)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True))


def say_late(pk: int, *, actor: str) -> bool:
    """Writes that the time of an instruction ran out, once. False where it was answered or said meanwhile."""
    with book(actor=actor) as b:
        rows = Instruction.objects.select_for_update(of=("self",)).select_related("incident__place")
        made = rows.filter(pk=pk, answered_at=None, withdrawn_at=None, late_at=None, due_at__lte=b.now).first()
        if made is None:
            return False
        made.late_at = b.now
        made.save(update_fields=["late_at"])
        row = made.incident
        b.record(told(row, made, entries.InstructionLate), subject=made.subject, incident=row.pk, cause=_given(made))
    return True


def told[F: entries.InstructionFacts](row: Incident, made: Instruction, kind: type[F], **more: Any) -> F:
    return facts(
        row, kind, instruction=made.pk, leader=made.leader, text=made.text, post=made.post, whom=made.whom,
        given_at=iso(made.given_at), due_at=iso(made.due_at) if made.due_at else None, report=made.report_id, **more,
    )  # fmt: skip


def _answers(post: str, whom: str) -> tuple[str, str]:
    """A post by its code with its name, or whoever was named. Raises NotFilled."""
    if not post:
        return "", filled(whom, _WHOM, 120)
    held = people.post(post)
    words = held.words if held else dict(others()).get(post)
    if words is None:
        raise NotFilled(
            what=_WHOM, why=Words(zh="没有这个岗位、力量或单位", en="there is no such post, unit or agency")
        )
    return post, filled(whom.strip() or words.zh, _WHOM, 120)


def held(incident: int, instruction: int) -> tuple[Incident, Instruction]:
    """An instruction that is not answered, locked; the incident may be closed meanwhile. Raises NoSuchInstruction, InstructionEnded."""
    rows = Instruction.objects.select_for_update(of=("self",)).select_related("incident__place")
    made = rows.filter(pk=instruction, incident=incident).first()
    if made is None:
        row = Incident.objects.filter(pk=incident).first()
        raise NoSuchInstruction(number=row.number if row else incident, instruction=instruction)
    if not made.is_open:
        raise InstructionEnded(
            instruction=made.pk, at=moment_words(ended) if (ended := made.answered_at or made.withdrawn_at) else "—"
        )
    return made.incident, made


def _given(made: Instruction) -> int | None:
    entry = journal.last(made.subject, entries.Instructed.kind)
    return entry.id if entry else None
