"""How people are reached, for those who may know, and for the rooms that send."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from watchroom.people import queries
from watchroom.people.models import Person, Post
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.people.way_models import Chain, ContactWay
from watchroom.people.ways import NEXT_PERSON_S

# Who stands in where a post has no chain of its own, in this order.
LEAD = (Role.DUTY_LEADER, Role.COMMANDER)


def own_ways(viewer: Viewer) -> list[ContactWay]:
    """Raises NotSignedIn."""
    return _rows(Q(person=viewer.own()))


def way(viewer: Viewer, pk: int) -> ContactWay | None:
    """One's own, or any for whoever keeps the roster."""
    mine = Q() if viewer.may(Act.KEEP_ROSTER) else Q(person=viewer.own())
    return next(iter(_rows(mine & Q(pk=pk))), None)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or a post with the ways to it. `owner`: as `ways.put_way` takes it."""

    owner: str
    who: Person | Post
    ways: list[ContactWay]
    chain: Chain | None = None

    @property
    def reached(self) -> bool:
        return any(one.usable for one in self.ways)


def contacts(viewer: Viewer) -> tuple[list[Contact], list[Contact]]:
    """All posts and all persons with an account, each with its ways."""
    viewer.must(Act.KEEP_ROSTER)
    by_post: dict[int | None, list[ContactWay]] = {}
    by_person: dict[int | None, list[ContactWay]] = {}
    for row in _rows(Q()):
        (by_post if row.post_id else by_person).setdefault(row.post_id or row.person_id, []).append(row)
    chains = {one.post_id: one for one in Chain.objects.all()}
    posts = [Contact(f"post:{one.code}", one, by_post.get(one.pk, []), chains.get(one.pk)) for one in queries.posts()]
    persons = [
        Contact(f"person:{one.code}", one, by_person.get(one.pk, [])) for one in queries.people() if one.is_active
    ]
    return posts, persons


def shown(viewer: Viewer, row: ContactWay) -> str:
    """The address as this viewer may know it: its end alone, where it is somebody else's."""
    if row.person_id == viewer.person or viewer.may(Act.SEE_PERSONAL) or viewer.may(Act.ADMIN):
        return row.address
    return f"…{row.address[-2:]}"


def _rows(which: Q) -> list[ContactWay]:
    rows = ContactWay.objects.filter(which, dropped_at=None).select_related("person", "post")
    return list(rows.order_by("person", "post", "rank", "pk"))


# ---- for the rooms that send -----------------------------------------------------------------------------------------


def ways_to(
    persons: Collection[int], posts: Collection[str]
) -> tuple[dict[int, list[ContactWay]], dict[str, list[ContactWay]]]:
    """The ways that may be used, verified and not stopped, the first to try first: of persons, and of posts by code."""
    wanted = (
        Q(person__pk__among=list(persons)) | Q(post__code__in=list(posts))
        if posts
        else Q(person__pk__among=list(persons))
    )
    rows = ContactWay.objects.filter(wanted, dropped_at=None, stopped_at=None, verified_at__isnull=False)
    of_persons: dict[int, list[ContactWay]] = {}
    of_posts: dict[str, list[ContactWay]] = {}
    for row in rows.select_related("post").order_by("rank", "pk"):
        if row.person_id is not None:
            of_persons.setdefault(row.person_id, []).append(row)
        elif row.post is not None:
            of_posts.setdefault(row.post.code, []).append(row)
    return of_persons, of_posts


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain. `person` None: nobody holds the post, or whoever does is on leave; then its own ways alone.
    `post` None: a person called for himself."""

    post: Post | None
    person: int | None


def present(at: datetime) -> dict[str, int]:
    """Who holds each post at the instant and is there: without those on leave."""
    return {one.post: one.person for one in queries.present(at)}


def chains(
    codes: Iterable[str], at: datetime, watch: Sequence[queries.OnWatch] | None = None
) -> dict[str, tuple[list[Link], int]]:
    """For each post: who is called, in order, as the roster stands at the instant, and seconds from one to the next.

    watch  who is there at that instant (`queries.present`), where it has been read already

    Nobody stands in it twice, and nobody who is on leave or whose account is closed.
    """
    posts = {one.code: one for one in queries.posts()}
    held = present(at) if watch is None else {one.post: one.person for one in watch}
    own = {one.post.code: one for one in Chain.objects.filter(post__code__in=list(codes)).select_related("post")}
    lead = [one.code for role in LEAD for one in posts.values() if one.role == role]
    found = {}
    for code in codes:
        chain = own.get(code)
        steps: Sequence[str] = [code, *(chain.steps if chain else lead)]
        links, seen = list[Link](), set[int]()
        for step in dict.fromkeys(steps):
            holder = held.get(step)
            if step not in posts or holder in seen:
                continue
            if holder is not None:
                seen.add(holder)
            links.append(Link(posts[step], holder))
        found[code] = (links, chain.next_person_s if chain else NEXT_PERSON_S)
    return found
