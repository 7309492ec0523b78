"""The writers of dispatch: orders in `ordering.py`, what posts say of them in `answering.py`, units in `fleet.py`."""

from collections.abc import Callable

from watchroom.dispatch.answering import (
    block_order,
    finish_order,
    progress_order,
    receive_order,
    skip_order,
    unblock_order,
)
from watchroom.dispatch.fleet import dispatch_unit, put_unit, unit_status
from watchroom.dispatch.models import Order
from watchroom.dispatch.ordering import add_order, cancel_orders, create_orders, hand_over, mark_overdue, moved_on

type Answer = Callable[..., Order]

__all__ = [
    "Answer", "add_order", "block_order", "cancel_orders", "create_orders", "dispatch_unit", "finish_order", "hand_over",
    "mark_overdue", "moved_on", "progress_order", "put_unit", "receive_order", "skip_order", "unblock_order", "unit_status",
]  # fmt: skip
