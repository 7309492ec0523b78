"""Writes an order down as it is now, and finds its neighbours. Used by the writers of orders; opens nothing itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from watchroom.dispatch.entries import OrderFacts
from watchroom.dispatch.faults import TextTooLong
from watchroom.dispatch.models import Order, Share
from watchroom.dispatch.rules import OrderState, open_before
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Handle
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words

MOST_SAID, MOST_NOTE = 128, 2000
type Place = tuple[int, str]
"""Where a plan names a task: lineage and code."""


def locked(incident: int) -> list[Order]:
    """All orders of an incident, locked in one order: whether a task may start depends on its neighbours."""
    return list(Order.objects.select_for_update().filter(incident_id=incident).order_by("pk"))


def shares(orders: Iterable[Order]) -> list[Share]:
    return list(Share.objects.filter(order__in=[order.pk for order in orders]).order_by("pk"))


def places(orders: Iterable[Order], parts: Iterable[Share]) -> dict[Place, Order]:
    """Which task stands for which action of which response: its own, or the one that another plan gave already."""
    by_pk = {order.pk: order for order in orders}
    found = {(order.lineage, order.code): order for order in by_pk.values()}
    running = (part for part in parts if part.ended_at is None and part.order_id in by_pk)
    return found | {(part.lineage, part.code): by_pk[part.order_id] for part in running}


def states(found: Mapping[Place, Order], lineage: int) -> dict[str, OrderState]:
    """The states of one response's tasks, by code, as those that wait for them see them."""
    return {code: order.standing for (one, code), order in found.items() if one == lineage}


def waits(row: Order, found: Mapping[Place, Order] | None = None) -> tuple[list[str], Words]:
    """Codes and titles of the predecessors that are still open. `found`: the tasks of the incident, if they are at hand."""
    if found is None:
        around = list(Order.objects.filter(incident_id=row.incident_id))
        found = places(around, shares(around))
    codes = open_before(row.after, states(found, row.lineage))
    titles = [found[row.lineage, code].words for code in codes]
    if not titles:
        return [], Words(zh="无", en="nothing")
    return codes, Words(zh="、".join(t.zh for t in titles), en=", ".join(t.en for t in titles))


def record(b: Book, row: Order, kind: type[OrderFacts], **more: Any) -> Handle:
    """Records a change of an order; caused by what was last said of it."""
    before = journal.last(row.subject)
    made = facts(row, kind, **more)
    return b.record(made, subject=row.subject, incident=row.incident_id, cause=before.id if before else None)


def facts(
    row: Order,
    kind: type[OrderFacts],
    *,
    to: Words | None = None,
    said_by: str = "",
    found: Mapping[Place, Order] | None = None,
    **more: Any,
) -> OrderFacts:
    codes, titles = waits(row, found) if row.state == OrderState.WAITING else ([], None)
    said = Words(zh="，{who}电话告知", en=", by telephone from {who}").fill(who=said_by) if said_by else None
    return kind(
        activation=row.activation_id, code=row.code, post=row.post, post_zh=row.post_zh, post_en=row.post_en,
        title_zh=row.title_zh, title_en=row.title_en, zh=row.zh, en=row.en, state=row.state, person=row.person_id,
        stand_in=row.stand_in, to_zh=to.zh if to else "", to_en=to.en if to else "", waits_for=codes,
        waits_zh=titles.zh if titles else "", waits_en=titles.en if titles else "",
        sent_at=_text(row.sent_at), due_at=_text(row.due_at), received_at=_text(row.received_at), done_at=_text(row.done_at),
        overdue_at=_text(row.overdue_at), said_by=said_by, said_zh=said.zh if said else "", said_en=said.en if said else "", note=row.note,
        warning=row.warning, progress=row.progress, progress_said=row.progress_said, blocked_why=row.blocked_why,
        blocked_on=row.blocked_on, skipped_why=row.skipped_why, why=row.why, rounds=row.rounds, instruction=row.instruction_id, **more,
    )  # fmt: skip


def _text(at: datetime | None) -> str | None:
    return iso(at) if at else None


def short(text: str, most: int, what: Words) -> str:
    """Typed text without control characters. Raises TextTooLong."""
    clean = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if len(clean) > most:
        raise TextTooLong(what=what, most=most)
    return clean
