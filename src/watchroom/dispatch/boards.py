"""A plan that runs, as its screens show it: by group, on the axis of time, by organisation, and one post's card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from watchroom.dispatch import gantt, queries
from watchroom.dispatch.models import Order
from watchroom.dispatch.queries import Card, calls
from watchroom.dispatch.rules import OPEN_ORDERS, ORDER_WORDS, RUNNING_ORDERS, OrderState
from watchroom.dispatch.upstream import Response, organisations, responses
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.organisation import Body, PostOf, Reach, reach_of

_CLEAR = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the axis: a heading, or a task with its bar. `look` is done, doing, order, late or todo."""

    y: int
    words: Words
    card: Card | None = None
    bar: gantt.Bar | None = None
    look: str = ""
    late_s: int = 0

    @property
    def label(self) -> Words:
        most = 22 if self.card else 24
        return Words(zh=gantt.shortened(self.words.zh, most), en=gantt.shortened(self.words.en, most))

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def state(self) -> Words | None:
        return ORDER_WORDS[OrderState(self.card.order.state)] if self.card else None


@dataclass(frozen=True, slots=True)
class Chart:
    axis: gantt.Axis
    rows: tuple[Row, ...]
    now_x: float
    now: datetime

    @property
    def height(self) -> int:
        return gantt.HEAD + len(self.rows) * gantt.ROW + 8

    @property
    def now_text(self) -> str:
        return as_local(self.now, settings.SITE_ZONE).strftime("%H:%M")

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Where a round time stands, and how it reads at the site; with its day where the axis is longer than one."""
        form = "%H:%M" if self.axis.until - self.axis.since < timedelta(hours=20) else "%m-%d %H:%M"
        near = [tick for tick in self.axis.ticks() if abs(tick.x - self.now_x) > _CLEAR]  # now has its own label
        return [(tick.x, as_local(tick.at, settings.SITE_ZONE).strftime(form)) for tick in near]


def chart(viewer: Viewer, incident: int) -> Chart | None:
    """The tasks of an incident by group on one axis; None when there are none."""
    lanes, now = queries.board(viewer, incident), site_now()
    cards = [card for lane in lanes for card in lane.cards]
    if not cards:
        return None
    spans = {card.order.pk: _span(card.order) for card in cards}
    plans = gantt.planned(list(spans.values()), now)
    axis = gantt.axis(list(spans.values()), plans, now)
    rows: list[Row] = []
    for lane in lanes:
        rows.append(Row(gantt.HEAD + len(rows) * gantt.ROW, lane.words))
        for card in sorted(lane.cards, key=lambda one: plans[spans[one.order.pk].key].since):
            span = spans[card.order.pk]
            bar = gantt.bar(span, plans[span.key], axis, len(rows), now)
            rows.append(Row(bar.y, card.order.words, card, bar, _look(card), _late_s(card.order, now)))
    return Chart(axis, tuple(rows), axis.x(now), now)


def _span(row: Order) -> gantt.Span:
    ended = row.done_at or row.skipped_at or row.cancelled_at
    after = tuple(f"{row.lineage}:{code}" for code in row.after) if row.state == OrderState.WAITING else ()
    given = row.deadline_s if row.deadline_s is not None else row.every_s
    return gantt.Span(f"{row.lineage}:{row.code}", row.sent_at, row.due_at, ended, given, after)


def _look(card: Card) -> str:
    looks = {"done": "done", "skipped": "done", "cancelled": "done", "sent": "order", "waiting": "todo"}
    return "late" if card.mark == "late" else looks.get(card.order.state, "doing")


def _late_s(row: Order, now: datetime) -> int:
    """How late it is, or was when it was done; 0 if it is not."""
    if row.due_at is None or row.state in (OrderState.CANCELLED, OrderState.SKIPPED):
        return 0
    return max(0, int(((row.done_at or now) - row.due_at).total_seconds()))


@dataclass(frozen=True, slots=True)
class Standing:
    """A post in the tree: who holds it now, whether it has confirmed the notice, and how its tasks stand.

    holder    the person, in words; None if nobody holds it
    notice    confirmed, waiting, or nothing where it was not told
    unanswered  tasks sent that it has not received
    """

    post: PostOf
    holder: Words | None
    notice: str
    unanswered: int
    running: int
    late: int
    blocked: int
    done: int
    all: int

    @property
    def answers(self) -> bool:
        """Whether it has answered all that was asked of it."""
        return self.notice != "waiting" and not self.unanswered


@dataclass(frozen=True, slots=True)
class Branch:
    body: Body
    posts: tuple[Standing, ...]
    branches: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Tree:
    response: Response
    branches: tuple[Branch, ...]
    silent: int


def trees(viewer: Viewer, incident: int) -> list[Tree]:
    """The organisation of each running response, with who has answered and who has not."""
    viewer.must(Act.SEE)
    now = site_now()
    watch = {one.post: one.name for one in people.present(now)}
    notices = waiting_notices(viewer, incident)
    by_post: dict[str, list[Order]] = {}
    for row in queries.orders(viewer, incident):
        by_post.setdefault(row.post, []).append(row)

    def standing(post: PostOf) -> Standing:
        rows = by_post.get(post.code, [])
        counted = [row for row in rows if row.state not in (OrderState.CANCELLED, OrderState.SKIPPED)]
        return Standing(
            post, watch.get(post.code), notices.get(post.code, ""), _count(rows, OrderState.SENT),
            _count(rows, *RUNNING_ORDERS), sum(row.state in OPEN_ORDERS and row.late_at(now) for row in rows),
            _count(rows, OrderState.BLOCKED), _count(rows, OrderState.DONE), len(counted),
        )  # fmt: skip

    def branch(body: Body) -> Branch:
        return Branch(body, tuple(map(standing, body.posts)), tuple(map(branch, body.bodies)))

    found = []
    for response, bodies in organisations(incident):
        branches = tuple(map(branch, bodies))
        found.append(Tree(response, branches, sum(not one.answers for one in _all_posts(branches))))
    return found


def waiting_notices(viewer: Viewer, incident: int) -> dict[str, str]:
    """By post: `waiting` while any notice of the incident is awaited, else `confirmed` if it confirmed one."""
    told: dict[str, str] = {}
    for notice in responses(viewer, incident).notices:
        if notice.is_open:
            told[notice.post] = "waiting"
        elif notice.confirmed_at is not None:
            told.setdefault(notice.post, "confirmed")
    return told


def _all_posts(branches: Iterable[Branch]) -> Iterable[Standing]:
    for branch in branches:
        yield from branch.posts
        yield from _all_posts(branch.branches)


def _count(rows: Iterable[Order], *states: OrderState) -> int:
    return sum(row.state in states for row in rows)


@dataclass(frozen=True, slots=True)
class PostCard:
    """What one post carries with it: its tasks with their steps, whom it reaches, and the notices that it owes."""

    post: str
    words: Words
    holder: Words | None
    mine: bool
    cards: tuple[Card, ...]
    reach: tuple[Reach, ...]

    @property
    def open(self) -> int:
        return sum(card.order.is_open for card in self.cards)


def post_card(viewer: Viewer, incident: int, post: str) -> PostCard:
    """The action card of a post in an incident: also of a post that has no task yet."""
    viewer.must(Act.SEE)
    cards = [card for lane in queries.board(viewer, incident) for card in lane.cards if card.order.post == post]
    plans = responses(viewer, incident).plans
    named = next((one.title.words for plan in plans for one in plan.posts if one.code == post), None)
    known = people.post(post)
    words = cards[0].order.post_words if cards else named or (known.words if known else Words(zh=post, en=post))
    holder = next((one.name for one in people.present(site_now()) if one.post == post), None)
    reach = dict.fromkeys(way for plan in plans for way in reach_of(plan, post))
    return PostCard(
        post,
        words,
        holder,
        post in viewer.posts,
        tuple(sorted(cards, key=calls)),
        tuple(reach),
    )
