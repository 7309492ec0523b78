"""Orders and units over the API. A changing request may carry `Idempotency-Key`: sent twice, it is done once."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import actions, queries
from watchroom.dispatch.call_api import router as call_router
from watchroom.dispatch.changing import change_order
from watchroom.dispatch.check_api import router as check_router
from watchroom.dispatch.enrolling_api import router as enrolling_router
from watchroom.dispatch.field.api import router as field_router
from watchroom.dispatch.hub_api import router as hub_router
from watchroom.dispatch.orders_out import OrderOut, StageOut, once_keyed, order_out, stage_out
from watchroom.dispatch.proposal_api import router as proposal_router
from watchroom.dispatch.run_api import router as run_router
from watchroom.dispatch.stock_api import router as stock_router
from watchroom.dispatch.teams.api import router as team_router
from watchroom.dispatch.trail import trail
from watchroom.dispatch.unit_api import router as unit_router
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of

router = Router()
router.add_router("", run_router)
router.add_router("", call_router)
router.add_router("", unit_router)
router.add_router("", hub_router)
router.add_router("", check_router)
router.add_router("", enrolling_router)
router.add_router("", proposal_router)
router.add_router("", stock_router)
router.add_router("", team_router)
router.add_router("", field_router)


class AnswerIn(Schema):
    """`said_by`: who gave the answer on the telephone, when the duty officer records it for a post."""

    said_by: str = Field(default="", max_length=128)
    note: str = Field(default="", max_length=2000)
    last: bool = Field(default=False, description="The last time of a task that repeats: it is done for good.")


class ChangeIn(Schema):
    """Empty text, null `due_at`: as it is. The text is taken in the language in which it was typed."""

    text: str = Field(default="", max_length=2000)
    due_at: Instant | None = None
    reason: str = Field(max_length=2000)


@router.get("/orders", response=list[OrderOut], summary="Orders of all incidents, or of one")
def orders(request: HttpRequest, incident: int | None = None, open_only: bool = False) -> list[OrderOut]:
    return [order_out(row) for row in queries.orders(viewer_of(request), incident, open_only=open_only)]


@router.get("/orders/{order}", response=OrderOut, summary="One order")
def order(request: HttpRequest, order: int) -> OrderOut:
    return order_out(queries.order(viewer_of(request), order))


@router.get(
    "/orders/{order}/trail", response=list[StageOut], summary="How far one order is, step by step, by whom and when"
)
def order_trail(request: HttpRequest, order: int) -> list[StageOut]:
    return [stage_out(one) for one in trail(viewer_of(request), order)]


@router.post("/orders/{order}/change", response=OrderOut, summary="Another text or deadline, with the reason")
def change(request: HttpRequest, order: int, body: ChangeIn) -> OrderOut | dict[str, object]:
    """Whoever has it, or is being called for it, is told. An order is recalled by `POST /api/orders/{order}/skip`."""
    viewer, asked = viewer_of(request), body.model_dump()
    return once_keyed(request, body, lambda: order_out(change_order(viewer, order, **asked)))


@router.post("/orders/{order}/receive", response=OrderOut, summary="Receive an order (签收)")
def receive(request: HttpRequest, order: int, body: AnswerIn) -> OrderOut | dict[str, object]:
    return once_keyed(
        request, body, lambda: order_out(actions.receive_order(viewer_of(request), order, said_by=body.said_by))
    )


@router.post("/orders/{order}/finish", response=OrderOut, summary="Report an order done (反馈完成)")
def finish(request: HttpRequest, order: int, body: AnswerIn) -> OrderOut | dict[str, object]:
    def act() -> OrderOut:
        return order_out(
            actions.finish_order(viewer_of(request), order, said_by=body.said_by, note=body.note, last=body.last)
        )

    return once_keyed(request, body, act)
