"""The writers of dispatch: orders in `ordering.py`, those of instructions in `instructed.py`, what posts say of them in `answering.py`, units in `fleet.py`, what units
say of themselves in `reporting.py`, their kinds and the radio's codes in `kinds.py`."""

from collections.abc import Callable

from watchroom.dispatch.answering import (
    block_order,
    finish_order,
    progress_order,
    receive_order,
    skip_order,
    unblock_order,
)
from watchroom.dispatch.checking import check_crew, set_interval
from watchroom.dispatch.fleet import dispatch_unit, put_unit
from watchroom.dispatch.instructed import order_instruction
from watchroom.dispatch.kinds import put_code, put_kind, set_code, set_kind
from watchroom.dispatch.models import Order
from watchroom.dispatch.ordering import add_order, cancel_orders, create_orders, hand_over, mark_overdue, moved_on
from watchroom.dispatch.reporting import radio, unit_status

type Answer = Callable[..., Order]

__all__ = [
    "Answer", "add_order", "block_order", "cancel_orders", "check_crew", "create_orders", "dispatch_unit", "finish_order", "hand_over",
    "mark_overdue", "moved_on", "order_instruction", "progress_order", "put_code", "put_kind", "put_unit", "radio", "receive_order", "set_code",
    "set_interval", "set_kind", "skip_order", "unblock_order", "unit_status",
]  # fmt: skip
