"""The orders that carry out leaders' instructions, for the instructions to be shown with."""

from collections.abc import Collection

from watchroom.dispatch.models import Order
from watchroom.dispatch.owners import choices
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.incidents.carrying import Carried, Carrying
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words


class Orders(Carrying):
    name = "dispatch"

    def orders(self, instructions: Collection[int]) -> dict[int, list[Carried]]:
        found: dict[int, list[Carried]] = {}
        now = site_now()
        for row in Order.objects.filter(instruction__in=instructions).order_by("pk"):
            state = OrderState(row.state)
            late = row.is_open and row.late_at(now)
            note = (
                row.note or row.skipped_why or (row.blocked_why if state is OrderState.BLOCKED else row.progress_said)
            )
            told = Carried(
                row.pk, row.post, row.post_words, row.state, ORDER_WORDS[state], row.sent_at, row.due_at, row.done_at, late,
                row.is_open, note, f"/incidents/{row.incident_id}/run#order-{row.pk}",
            )  # fmt: skip
            found.setdefault(row.instruction_id or 0, []).append(told)
        return found

    def others(self) -> list[tuple[str, Words]]:
        return choices()


CARRIES = [Orders()]
