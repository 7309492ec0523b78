"""What the screens of a plan that runs show and do, over the API."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch import actions, boards, queries
from watchroom.dispatch.boards import Branch, Standing
from watchroom.dispatch.orders_out import OrderOut, order_out
from watchroom.dispatch.orders_out import once_keyed as _once
from watchroom.dispatch.upstream import step
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.plans.organisation import Reach

router = Router()
SaidBy = Annotated[str, Field(max_length=128, description="Who gave the answer on the telephone.")]


class ProgressIn(Schema):
    percent: int | None = Field(default=None, ge=0, le=100)
    said: str = Field(default="", max_length=2000)
    said_by: SaidBy = ""


class BlockIn(Schema):
    """`on`: who must act so that it can go on."""

    reason: str = Field(max_length=2000)
    on: str = Field(max_length=200)
    said_by: SaidBy = ""


class UnblockIn(Schema):
    said: str = Field(default="", max_length=2000)
    said_by: SaidBy = ""


class SkipIn(Schema):
    reason: str = Field(max_length=2000)
    said_by: SaidBy = ""


class AddIn(Schema):
    """A task outside the plan. `within_s`: seconds from sending; null for none."""

    post: str = Field(max_length=64)
    title: str = Field(max_length=200)
    text: str = Field(default="", max_length=2000)
    within_s: int | None = Field(default=None, ge=60, le=2_592_000)
    reason: str = Field(max_length=2000)


class ToPostIn(Schema):
    """`post`: its code, `unit:CODE` or `agency:CODE`. Without `text` in the words of the instruction, without `due_at` by its limit."""

    post: str = Field(max_length=64)
    text: str = Field(default="", max_length=2000)
    due_at: Instant | None = None


class LeftOut(Schema):
    """`begun`: its post has received it. It goes on at the new level unless its code is given in `ends`."""

    begun: bool
    order: OrderOut


class ReachOut(Schema):
    who_zh: str
    who_en: str
    kind: str
    address: str


class StandingOut(Schema):
    """A post in the organisation. `notice`: confirmed, waiting, or empty where it was not told."""

    post: str
    zh: str
    en: str
    held: bool
    notice: str
    unanswered: int
    running: int
    late: int
    blocked: int
    done: int
    all: int
    reach: list[ReachOut]


class BranchOut(Schema):
    unit: str
    zh: str
    en: str
    posts: list[StandingOut]
    units: list["BranchOut"]


class OrganisationOut(Schema):
    """`silent`: posts that have not answered something that was asked of them."""

    activation: int
    silent: int
    units: list[BranchOut]


class PostCardOut(Schema):
    post: str
    zh: str
    en: str
    held: bool
    orders: list[OrderOut]
    reach: list[ReachOut]


@router.post("/orders/{order}/progress", response=OrderOut, summary="Say how far a task is")
def progress(request: HttpRequest, order: int, body: ProgressIn) -> OrderOut | dict[str, object]:
    viewer, asked = viewer_of(request), body.model_dump()
    return _once(request, body, lambda: order_out(actions.progress_order(viewer, order, **asked)))


@router.post("/orders/{order}/block", response=OrderOut, summary="A task is blocked: why, and who must act")
def block(request: HttpRequest, order: int, body: BlockIn) -> OrderOut | dict[str, object]:
    viewer, asked = viewer_of(request), body.model_dump()
    return _once(request, body, lambda: order_out(actions.block_order(viewer, order, **asked)))


@router.post("/orders/{order}/unblock", response=OrderOut, summary="A blocked task goes on")
def unblock(request: HttpRequest, order: int, body: UnblockIn) -> OrderOut | dict[str, object]:
    viewer, asked = viewer_of(request), body.model_dump()
    return _once(request, body, lambda: order_out(actions.unblock_order(viewer, order, **asked)))


@router.post("/orders/{order}/skip", response=OrderOut, summary="Leave a task out as not applicable, with a reason")
def skip(request: HttpRequest, order: int, body: SkipIn) -> OrderOut | dict[str, object]:
    viewer, asked = viewer_of(request), body.model_dump()
    return _once(request, body, lambda: order_out(actions.skip_order(viewer, order, **asked)))


@router.post(
    "/activations/{activation}/orders", response=OrderOut, summary="Give a task outside the plan, with a reason"
)
def add(request: HttpRequest, activation: int, body: AddIn) -> OrderOut | dict[str, object]:
    viewer, asked = viewer_of(request), body.model_dump()
    return _once(request, body, lambda: order_out(actions.add_order(viewer, activation, **asked)))


@router.post(
    "/incidents/{int:pk}/instructions/{int:instruction}/orders",
    response=OrderOut,
    summary="Give a leader's instruction to one more post, to a unit or an agency",
)
def instruct(request: HttpRequest, pk: int, instruction: int, body: ToPostIn) -> OrderOut | dict[str, object]:
    """The post that the instruction names has its order already."""
    viewer, asked = viewer_of(request), body.model_dump()
    return _once(request, body, lambda: order_out(actions.order_instruction(viewer, pk, instruction, **asked)))


@router.get(
    "/activations/{activation}/levels/{level}",
    response=list[LeftOut],
    summary="Open tasks that would be left by going to another level",
)
def left(request: HttpRequest, activation: int, level: int) -> list[LeftOut]:
    """What to decide before `POST /api/activations/{id}/level`: which of them end with the level that is left."""
    rows = queries.left_behind(viewer_of(request), step(activation, level))
    return [LeftOut(begun=queries.begun(row), order=order_out(row)) for row in rows]


@router.get(
    "/incidents/{incident}/organisation", response=list[OrganisationOut], summary="Who has answered, by organisation"
)
def organisation(request: HttpRequest, incident: int) -> list[OrganisationOut]:
    return [
        OrganisationOut(activation=tree.response.pk, silent=tree.silent, units=[_branch(one) for one in tree.branches])
        for tree in boards.trees(viewer_of(request), incident)
    ]


@router.get("/incidents/{incident}/cards/{post}", response=PostCardOut, summary="The action card of one post")
def post_card(request: HttpRequest, incident: int, post: str) -> PostCardOut:
    card = boards.post_card(viewer_of(request), incident, post)
    return PostCardOut(
        post=card.post, zh=card.words.zh, en=card.words.en, held=card.holder is not None,
        orders=[order_out(one.order) for one in card.cards], reach=[_reach(way) for way in card.reach],
    )  # fmt: skip


def _branch(branch: Branch) -> BranchOut:
    body = branch.body
    return BranchOut(
        unit=body.code, zh=body.words.zh, en=body.words.en, posts=[_standing(one) for one in branch.posts],
        units=[_branch(one) for one in branch.branches],
    )  # fmt: skip


def _standing(one: Standing) -> StandingOut:
    return StandingOut(
        post=one.post.code, zh=one.post.words.zh, en=one.post.words.en, held=one.holder is not None, notice=one.notice,
        unanswered=one.unanswered, running=one.running, late=one.late, blocked=one.blocked, done=one.done, all=one.all,
        reach=[_reach(way) for way in one.post.reach],
    )  # fmt: skip


def _reach(way: Reach) -> ReachOut:
    return ReachOut(who_zh=way.who.zh, who_en=way.who.en, kind=way.kind, address=way.address)
