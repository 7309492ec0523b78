"""The writers of dispatch: orders in `ordering.py`, units in `fleet.py`."""

from collections.abc import Callable

from watchroom.dispatch.fleet import dispatch_unit, put_unit, unit_status
from watchroom.dispatch.models import Order
from watchroom.dispatch.ordering import cancel_orders, create_orders, finish_order, mark_overdue, receive_order

type Answer = Callable[..., Order]

__all__ = [
    "Answer", "cancel_orders", "create_orders", "dispatch_unit", "finish_order", "mark_overdue", "put_unit", "receive_order", "unit_status",
]  # fmt: skip
