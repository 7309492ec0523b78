"""An order as the API gives it, and the key under which a request is done once."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from ninja import Schema

from watchroom.dispatch.models import Order
from watchroom.dispatch.trail import Stage
from watchroom.journal.once import once
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


class OrderOut(Schema):
    """A task of a post. `overdue_at` is set once by the worker; the state goes on. Times are UTC.

    `rounds`: how often a task that repeats (`every_s`, `daily_by` at the site) was done; `due_at` is the next time.
    `why`: the reason for a task outside the plan. `clauses`: of other plans that say the same and share it. `instruction`: the
    leader's instruction that it carries out; such a task is of no activation.
    """

    id: int
    activation: int | None
    instruction: int | None
    incident: int
    code: str
    post: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    state: str
    person: int | None
    stand_in: bool
    after: list[str]
    unit_kinds: list[str]
    warning: str
    proof_zh: str
    proof_en: str
    sent_at: datetime | None
    due_at: datetime | None
    received_at: datetime | None
    done_at: datetime | None
    overdue_at: datetime | None
    note: str
    group: str
    card_zh: list[str]
    card_en: list[str]
    deadline_s: int | None
    every_s: int | None
    daily_by: str
    rounds: int
    progress: int | None
    progress_said: str
    blocked_at: datetime | None
    blocked_why: str
    blocked_on: str
    skipped_at: datetime | None
    skipped_why: str
    why: str
    clause: str
    clauses: list[str]


def order_out(row: Order) -> OrderOut:
    return OrderOut(
        id=row.pk, activation=row.activation_id, instruction=row.instruction_id, incident=row.incident_id, code=row.code, post=row.post, title_zh=row.title_zh,
        title_en=row.title_en, zh=row.zh, en=row.en, state=row.state, person=row.person_id, stand_in=row.stand_in, after=row.after,
        unit_kinds=row.unit_kinds, warning=row.warning, proof_zh=row.proof_zh, proof_en=row.proof_en, sent_at=row.sent_at, due_at=row.due_at, received_at=row.received_at, done_at=row.done_at,
        overdue_at=row.overdue_at, note=row.note, group=row.group, card_zh=[step["zh"] for step in row.card],
        card_en=[step["en"] for step in row.card], deadline_s=row.deadline_s, every_s=row.every_s, daily_by=row.daily_by, rounds=row.rounds,
        progress=row.progress, progress_said=row.progress_said, blocked_at=row.blocked_at, blocked_why=row.blocked_why,
        blocked_on=row.blocked_on, skipped_at=row.skipped_at, skipped_why=row.skipped_why, why=row.why, clause=row.clause,
        clauses=[part.clause for part in row.shares.all()],
    )  # fmt: skip


class StageOut(Schema):
    """One step of an order. step: waits, sent, called, left, arrived, read, declined, received, unanswered, progress, blocked, changed,
    round, overdue, done, skipped, cancelled. `who_*`, `by_*`: whose it was and by which channel, empty where nobody's; the post
    alone for whoever may see no names.
    """

    step: str
    zh: str
    en: str
    at: datetime
    who_zh: str
    who_en: str
    by_zh: str
    by_en: str
    note: str


def stage_out(one: Stage) -> StageOut:
    who, by = one.who, one.by
    return StageOut(
        step=one.code, zh=one.words.zh, en=one.words.en, at=one.at, who_zh=who.zh if who else "", who_en=who.en if who else "",
        by_zh=by.zh if by else "", by_en=by.en if by else "", note=one.note,
    )  # fmt: skip


def once_keyed[T: Schema](
    request: HttpRequest, asked: Schema, act: Callable[[], T], *, own: bool = False
) -> T | dict[str, object]:
    """Under an idempotency key the same request is answered as before, and done once. `own`: what one says of oneself, in no post."""
    viewer, key = viewer_of(request), request.headers.get("Idempotency-Key", "")[:128]
    if own:
        viewer.own()
    else:
        viewer.must(Act.SEE)  # an answer kept under the key is no more given to whoever has lost his post
    if not key:
        return act()
    what = {"path": request.path, "body": asked.model_dump_json()}  # as text: the book knows no floats
    answer: dict[str, object] = once(
        f"person:{viewer.person}", key, what, lambda: act().model_dump(mode="json"), actor=viewer.actor
    )
    return answer
