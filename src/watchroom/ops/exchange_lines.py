"""What the words of `watchroom duty` about leave and exchanged shifts ask, and how they tell it: one line each."""

from watchroom.kernel.words import Words
from watchroom.ops.plan_lines import at
from watchroom.people import duty_queries, queries
from watchroom.people.models import Absence, Exchange, Shift
from watchroom.people.requests import ASKED, Asked
from watchroom.people.viewer import Viewer


def shifts(viewer: Viewer) -> list[Shift]:
    """One's own shifts to come."""
    return duty_queries.mine(viewer, queries.now()).shifts


def leaves(viewer: Viewer) -> list[Absence]:
    """One's own leave, and what waits for one's consent."""
    now = queries.now()
    return [*duty_queries.mine(viewer, now).absences, *duty_queries.waiting(viewer, now)[0]]


def exchanges(viewer: Viewer) -> list[Exchange]:
    """Those that one asked for or was asked for, and what waits for one's consent."""
    now = queries.now()
    own = duty_queries.mine(viewer, now).exchanges
    known = {row.pk for row in own}
    return own + [row for row in duty_queries.waiting(viewer, now)[1] if row.pk not in known]


def leave(row: Absence) -> Words:
    said = Words(
        zh="{n}  {who}  {since} 至 {until}  {why}  {state}", en="{n}  {who}  {since} to {until}  {why}  {state}"
    )
    return said.fill(
        n=row.pk, who=row.person.words, since=at(row.since), until=at(row.until), why=row.reason, state=_state(row)
    )


def exchange(row: Exchange) -> Words:
    said = Words(
        zh="{n}  {post}  {since} 至 {until}  {taker} 接 {asker} 的班{back}  {why}  {state}",
        en="{n}  {post}  {since} to {until}  {taker} for {asker}{back}  {why}  {state}",
    )
    back: Words | str = ""
    if row.other is not None:
        given = Words(zh="，换 {since} 至 {until}", en=", in return for {since} to {until}")
        back = given.fill(since=at(row.other.since), until=at(row.other.until))
    return said.fill(
        n=row.pk, post=row.shift.post.words, since=at(row.since), until=at(row.until), taker=row.taker.words,
        asker=row.asker.words, back=back, why=row.reason, state=_state(row),
    )  # fmt: skip


def _state(row: Absence | Exchange) -> Words:
    return ASKED[Asked(row.state)]
