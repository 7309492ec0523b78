"""The only writers of advice: asked for by a reaction, answered by the worker, judged by a person."""

import logging
from dataclasses import dataclass

from watchroom.advice import entries
from watchroom.advice.contract import MODELS, Model, Situation
from watchroom.advice.entries import AdviceFacts
from watchroom.advice.envelope import Envelope
from watchroom.advice.faults import (
    AdviceReplaced,
    AlreadyJudged,
    NoSuchAdvice,
    NothingToJudge,
    ReasonNeeded,
    ReasonTooLong,
)
from watchroom.advice.models import Advice
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_REASON = 2000
VERDICTS = {
    Advice.State.ACCEPTED.value: Words(zh="采纳", en="accepted"),
    Advice.State.REJECTED.value: Words(zh="不采纳", en="rejected"),
}
_log = logging.getLogger(__name__)


def ask(incident: int, cause: int, *, actor: str) -> list[Advice]:
    """Asks every model about an incident because of an entry; once for each entry, however often it is read."""
    with book(actor=actor, cause=cause) as b:
        known = set(Advice.objects.filter(incident_id=incident, cause=cause).values_list("model", flat=True))
        rows = [
            Advice(incident_id=incident, model=name, cause=cause, asked_at=b.now)
            for name in MODELS.all
            if name not in known
        ]
        return Advice.objects.bulk_create(rows)


def give(advice: int, envelope: Envelope, *, actor: str) -> bool:
    """Keeps a model's answer, caused by the entry that asked for it. False if it was answered already."""
    with book(actor=actor) as b:
        fresh = Advice.objects.filter(pk=advice, state=Advice.State.ASKED).update(
            state=Advice.State.GIVEN,
            version=envelope.version,
            refused=envelope.refused,
            envelope=envelope.kept(),
            given_at=b.now,
        )
        if not fresh:
            return False
        row = Advice.objects.get(pk=advice)
        _record(b, row, entries.AdviceGiven, cause=row.cause)
    return True


def worked_out(model: type[Model[Envelope]], situation: Situation) -> Envelope:
    """The model's answer. A model that breaks is a refusal that says so: the others still answer."""
    made = model()
    try:
        return made.answer(situation)
    except Exception:
        _log.exception("model %s broke", model.name)
        said = Words(
            zh="模型运行出错，没有结果；请按预案以人工方式研判",
            en="The model broke and gave no answer; judge by hand, as the plan says",
        )
        return made.refuse(situation.at, "model_broke", said)


def accept(viewer: Viewer, advice: int, *, reason: str = "") -> Advice:
    """A person takes the advice. Raises NoSuchAdvice, AlreadyJudged, NothingToJudge, AdviceReplaced, ReasonTooLong."""
    return _judge(viewer, advice, _Verdict(Advice.State.ACCEPTED, entries.AdviceAccepted), reason)


def reject(viewer: Viewer, advice: int, *, reason: str) -> Advice:
    """A person does not take the advice, and says why. Raises ReasonNeeded and what `accept` raises."""
    viewer.must(Act.JUDGE_ADVICE)
    if not reason.strip():
        raise ReasonNeeded()
    return _judge(viewer, advice, _Verdict(Advice.State.REJECTED, entries.AdviceRejected), reason)


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: Advice.State
    entry: type[AdviceFacts]


def _judge(viewer: Viewer, advice: int, verdict: _Verdict, reason: str) -> Advice:
    viewer.must(Act.JUDGE_ADVICE)
    reason = " ".join("".join(char if char.isprintable() else " " for char in reason).split())
    if len(reason) > MOST_REASON:
        raise ReasonTooLong(most=MOST_REASON)
    with book(actor=viewer.actor) as b:
        row = Advice.objects.select_for_update().filter(pk=advice).first()
        if row is None or row.state == Advice.State.ASKED:
            raise NoSuchAdvice(advice=advice)
        _must_be_open(row)
        row.state, row.judged_at, row.judged_by, row.reason = verdict.state, b.now, viewer.actor, reason
        row.save()
        given = journal.last(row.subject)
        _record(b, row, verdict.entry, cause=given.id if given else row.cause)
    return row


def _must_be_open(row: Advice) -> None:
    if row.judged_at is not None:
        raise AlreadyJudged(at=iso(row.judged_at), who=people.actor_words(row.judged_by), verdict=VERDICTS[row.state])
    answer = row.answer
    if answer is None or answer.refusal is not None:
        raise NothingToJudge(why=answer.say if answer else row.words)
    newer = Advice.objects.filter(incident_id=row.incident_id, model=row.model, pk__gt=row.pk)
    if newer.exclude(state=Advice.State.ASKED).exists():
        raise AdviceReplaced()


def _record(b: Book, row: Advice, kind: type[AdviceFacts], *, cause: int) -> None:
    answer = row.answer
    assert answer is not None
    facts = kind(
        model=row.model, version=row.version, title_zh=answer.title.zh, title_en=answer.title.en, say_zh=answer.say.zh,
        say_en=answer.say.en, state=row.state, refused=row.refused, envelope=answer.kept(), reason=row.reason,
        because_zh=f"：{row.reason}" if row.reason else "", because_en=f": {row.reason}" if row.reason else "",
    )  # fmt: skip
    b.record(facts, subject=row.subject, incident=row.incident_id, cause=cause)
