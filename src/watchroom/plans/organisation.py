"""The organisation of a plan as a tree: command, groups and units with their posts, and whom to reach. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from watchroom.kernel.words import Words
from watchroom.plans.elements import Channel, Contact, Unit
from watchroom.plans.format import PlanFile

CHANNELS: dict[str, Words] = {
    "telephone": Words(zh="电话", en="telephone"), "mobile": Words(zh="手机", en="mobile"), "sms": Words(zh="短信", en="text message"),
    "email": Words(zh="邮箱", en="e-mail"), "radio": Words(zh="电台", en="radio"), "fax": Words(zh="传真", en="fax"), "app": Words(zh="应用", en="app"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to reach somebody: who, how, where."""

    who: Words
    how: Words
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class PostOf:
    code: str
    words: Words
    duty: Words
    reach: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A unit with its posts and the units below it. `code` is empty for the posts that belong to no unit."""

    code: str
    words: Words
    lead: Words | None
    reach: tuple[Reach, ...]
    posts: tuple[PostOf, ...]
    bodies: tuple["Body", ...]


MOST_DEPTH = 6
_OTHERS, _POSTS = Words(zh="其他岗位", en="Other posts"), Words(zh="岗位", en="Posts")


def organisation(plan: PlanFile) -> list[Body]:
    """The units without a parent, each with all below it; then the posts of no unit. A unit stands once, loops are cut.

    What hangs deeper than `MOST_DEPTH` stands beside the unit that it hangs under: pages nest no deeper.
    """
    codes, seen = {unit.code for unit in plan.units}, set[str]()
    tops = [unit for unit in plan.units if unit.parent not in codes]
    found = [body for unit in tops for body in _bodies(plan, unit, seen)]
    found += [body for unit in plan.units if unit.code not in seen for body in _bodies(plan, unit, seen)]
    free = tuple(_post(plan, post.code) for post in plan.posts if post.unit not in codes)
    return [*found, Body("", _OTHERS if found else _POSTS, None, (), free, ())] if free else found


def flat(bodies: Iterable[Body], depth: int = 0) -> Iterator[tuple[Body, int]]:
    """Each body followed by those under it, with how far under the top it stands: 0 to `MOST_DEPTH` - 1."""
    for body in bodies:
        yield body, depth
        yield from flat(body.bodies, depth + 1)


def _bodies(plan: PlanFile, unit: Unit, seen: set[str], depth: int = 1) -> list[Body]:
    seen.add(unit.code)
    lead = next((one.title.words for one in plan.units if one.code == unit.lead), None)
    posts = tuple(_post(plan, post.code) for post in plan.posts if post.unit == unit.code)
    below: list[Body] = []
    for one in plan.units:
        if one.parent == unit.code and one.code not in seen:
            below += _bodies(plan, one, seen, depth + 1)
    reach = _reach([one for one in plan.contacts if one.unit == unit.code and one.post is None])
    nested, beside = (tuple(below), []) if depth < MOST_DEPTH else ((), below)
    return [Body(unit.code, unit.title.words, lead, reach, posts, nested), *beside]


def _post(plan: PlanFile, code: str) -> PostOf:
    post = next(one for one in plan.posts if one.code == code)
    return PostOf(code, post.title.words, post.duty.words, reach_of(plan, code))


def reach_of(plan: PlanFile, post: str) -> tuple[Reach, ...]:
    """How to reach a post: its own contacts, else those of its unit."""
    own = [one for one in plan.contacts if one.post == post]
    unit = next((one.unit for one in plan.posts if one.code == post), None)
    return _reach(own or [one for one in plan.contacts if unit and one.unit == unit and one.post is None])


def _reach(contacts: list[Contact]) -> tuple[Reach, ...]:
    return tuple(_way(contact, channel) for contact in contacts for channel in contact.channels)


def _way(contact: Contact, channel: Channel) -> Reach:
    return Reach(contact.title.words, CHANNELS[channel.kind], channel.kind, channel.address)
