"""The only writers of drafts: bring a document, decide about its elements, make a plan of it, accept a reading of words."""

from collections.abc import Mapping
from typing import Any

from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.text import unfit
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import documents
from watchroom.plans.drafts import entries
from watchroom.plans.drafts.elements import Item, items
from watchroom.plans.drafts.faults import (
    CorrectionWrong,
    DraftClosed,
    MetadataStays,
    NoSuchDraft,
    NoSuchWord,
    WordTaken,
    WordWrong,
)
from watchroom.plans.drafts.fields import FIELDS, corrected
from watchroom.plans.drafts.learning import MOST_WORD, pairs
from watchroom.plans.drafts.models import Decision, Draft, SiteWord
from watchroom.plans.drafts.queries import Whole, plan_text, site_words, whole
from watchroom.plans.extraction.bounded import found_in
from watchroom.plans.extraction.sitewords import CHAPTER, ROLES
from watchroom.plans.lifecycle import put_draft
from watchroom.plans.models import Plan

_SAID: dict[str, type[entries.ElementFacts]] = {
    "confirmed": entries.ElementConfirmed, "corrected": entries.ElementCorrected, "rejected": entries.ElementRejected,
}  # fmt: skip


def bring(viewer: Viewer, name: str, content: bytes) -> Draft:
    """Reads a document and keeps what was found as a draft; the same file again gives the draft that is open.

    Raises NotAllowed and the faults of `documents`.
    """
    viewer.must(Act.DRAFT_PLAN)
    document = documents.read(content, name)
    found = found_in(document, site_words())
    every = items(found)
    with book(actor=viewer.actor) as b:
        there = Draft.objects.filter(digest=document.digest, state=Draft.State.OPEN).first()
        if there is not None:
            return there
        row = Draft.objects.create(
            name=document.name, media=document.media, digest=document.digest, text=document.text,
            title=(found.metadata.title or document.name)[:200], pages=document.pages,
            blocks=[[one.start, one.end, one.kind, one.depth, one.page, one.table] for one in document.blocks],
            pictures=list(document.pictures), recognised=list(document.recognised), found=found.model_dump_json(),
            elements=len(every), doubtful=sum(not one.element.sure for one in every), at=b.now, by=b.actor,
        )  # fmt: skip
        said = entries.DocumentRead(
            row.pk, row.name, row.title, row.digest, found.vocabulary, row.elements, row.doubtful
        )
        b.record(said, subject=row.subject)
    return row


def confirm(viewer: Viewer, draft: int, element: str) -> Whole:
    """The element is as the document says. Raises NoSuchDraft, NoSuchElement, DraftClosed."""
    return _decide(viewer, draft, element, Decision.State.CONFIRMED)


def reject(viewer: Viewer, draft: int, element: str) -> Whole:
    """The element is none. Raises NoSuchDraft, NoSuchElement, DraftClosed, MetadataStays."""
    return _decide(viewer, draft, element, Decision.State.REJECTED)


def correct(viewer: Viewer, draft: int, element: str, typed: Mapping[str, str]) -> Whole:
    """The element is otherwise; a short text that was exchanged becomes a proposed reading.

    typed  fields by name, as `fields.written` gives them. Nothing changed is a confirmation.
    Raises NoSuchDraft, NoSuchElement, DraftClosed, CorrectionWrong.
    """
    return _decide(viewer, draft, element, Decision.State.CORRECTED, typed)


def reopen(viewer: Viewer, draft: int, element: str) -> Whole:
    """Takes a decision back: the element stands as it was found. Raises NoSuchDraft, NoSuchElement, DraftClosed."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        one = _open(draft)
        item = one.item(element)
        before = one.decisions.pop(element, None)
        if before is not None:
            before.delete()
            _record(b, one, item, entries.ElementReopened, "found", {})
    return one


def _decide(
    viewer: Viewer, draft: int, element: str, state: Decision.State, typed: Mapping[str, str] | None = None
) -> Whole:
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        one = _open(draft)
        item = one.item(element)
        if state == Decision.State.REJECTED and item.kind == "metadata":
            raise MetadataStays()
        fields = _fields(item, typed) if typed is not None else {}
        if typed is not None and not fields:
            state = Decision.State.CONFIRMED
        row, _ = Decision.objects.update_or_create(
            draft=one.row, element=element, defaults={"state": state, "fields": fields, "at": b.now, "by": b.actor}
        )
        one.decisions[element] = row
        for sort, before, after in pairs(item.kind, item.element.model_dump(mode="json"), fields):
            _propose(b, sort, before, after)
        _record(b, one, item, _SAID[state], state, fields)
    return one


def _fields(item: Item, typed: Mapping[str, str]) -> dict[str, Any]:
    for field in FIELDS[item.kind]:
        if sign := unfit(typed.get(field.name, "")):
            raise CorrectionWrong(field=field.words, why=sign)
    return corrected(item, typed)


def _open(draft: int) -> Whole:
    if not Draft.objects.select_for_update().filter(pk=draft).exists():
        raise NoSuchDraft(draft=draft)
    one = whole(draft)
    if one.row.state != Draft.State.OPEN:
        raise DraftClosed()
    return one


def _before(row: Draft) -> int | None:
    """The entry that the draft's last change made."""
    last = journal.last(row.subject)
    return last.pk if last else None


def _record(
    b: Book, one: Whole, item: Item, said: type[entries.ElementFacts], state: str, fields: dict[str, Any]
) -> None:
    facts = said(one.row.pk, one.row.name, item.element.id, item.words, state, fields)
    b.record(facts, subject=one.row.subject, cause=_before(one.row))


def _propose(b: Book, field: str, before: str, after: str) -> SiteWord:
    row, new = SiteWord.objects.get_or_create(
        field=field, before=before, after=after, defaults={"at": b.now, "by": b.actor}
    )
    if not new:
        row.count += 1
        row.save(update_fields=["count"])
    b.record(_word(row, entries.WordProposed), subject=row.subject)
    return row


def make(viewer: Viewer, draft: int) -> Plan:
    """Keeps the plan that the draft makes as a version, drafted. Raises NoSuchDraft, DraftClosed, and what `put_draft` raises."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        one = _open(draft)
        plan = put_draft(viewer, plan_text(one).encode())
        row = one.row
        row.state, row.plan = Draft.State.MADE, plan
        row.save(update_fields=["state", "plan"])
        said = entries.DraftMade(row.pk, row.name, row.state, plan.code, plan.version)
        b.record(said, subject=row.subject, cause=_before(row))
    return plan


def drop(viewer: Viewer, draft: int) -> Draft:
    """Gives the draft up; it stays to be read. Raises NoSuchDraft, DraftClosed."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        row = _open(draft).row
        row.state = Draft.State.DROPPED
        row.save(update_fields=["state"])
        said = entries.DraftDropped(row.pk, row.name, row.state)
        b.record(said, subject=row.subject, cause=_before(row))
    return row


def propose_heading(viewer: Viewer, title: str, role: str) -> SiteWord:
    """Proposes what a heading is about, one of `sitewords.ROLES`, to be accepted like other words. Raises WordWrong."""
    viewer.must(Act.DRAFT_PLAN)
    title = " ".join(title.split())
    if not 0 < len(title) <= MOST_WORD or unfit(title) or role not in ROLES:
        raise WordWrong(most=MOST_WORD)
    with book(actor=viewer.actor) as b:
        return _propose(b, CHAPTER, title, role)


def settle_word(viewer: Viewer, word: int, *, accept: bool) -> SiteWord:
    """A reading is accepted, for every document from now on, or dropped. Raises NoSuchWord, WordTaken."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        row = SiteWord.objects.select_for_update().filter(pk=word).first()
        if row is None:
            raise NoSuchWord(word=word)
        state = SiteWord.State.ACCEPTED if accept else SiteWord.State.DROPPED
        others = SiteWord.objects.filter(field=row.field, before=row.before, state=SiteWord.State.ACCEPTED)
        if accept and others.exclude(pk=row.pk).exists():
            raise WordTaken(before=row.before)
        row.state = state
        row.save(update_fields=["state"])
        b.record(_word(row, entries.WordAccepted if accept else entries.WordDropped), subject=row.subject)
    return row


def _word[F: entries.WordFacts](row: SiteWord, said: type[F]) -> F:
    return said(row.pk, row.field, row.before, row.after, row.count, row.state)


__all__ = ["bring", "confirm", "correct", "drop", "make", "propose_heading", "reject", "reopen", "settle_word"]
