"""Who is who, who holds which post, and who stands before the screen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.http import HttpRequest

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import SystemClock
from watchroom.kernel.words import Words
from watchroom.people.actions import hashed
from watchroom.people.faults import NoSuchPerson
from watchroom.people.holding import EARLY, OVER, holding
from watchroom.people.models import Absence, Person, Post, Shift
from watchroom.people.requests import Asked
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import NOBODY, Viewer

_MACHINE = SystemClock()


@dataclass(frozen=True, slots=True)
class OnWatch:
    post: str
    title: Words
    role: Role
    person: int
    name: Words
    since: datetime
    until: datetime
    taken_at: datetime | None = None


def on_leave(at: datetime) -> frozenset[int]:
    """Whose leave was agreed to and runs."""
    rows = Absence.objects.filter(state=Asked.AGREED.value, since__lte=at, until__gt=at)
    return frozenset(rows.values_list("person", flat=True))


def present(at: datetime) -> list[OnWatch]:
    """Every post that somebody holds who is there, with him: what goes to a post goes to him and to nobody else.

    Whoever is on leave and whose shift nobody has been given still has the post in his name (`on_watch`), with its rights;
    but nothing is sent to him, and what can stand in for him does.
    """
    gone = on_leave(at)
    return [one for one in on_watch(at) if one.person not in gone]


def on_watch(at: datetime) -> list[OnWatch]:
    """Every post that is held at the instant, with its one holder, as the roster and the signatures say. See `present`."""
    return [
        OnWatch(s.post.code, s.post.words, Role(s.post.role), s.person_id, s.person.words, s.since, s.until, s.taken_at)
        for s in _holding(at)
    ]


def holder(post: str, at: datetime) -> Person | None:
    """Who holds the post at the instant: nobody or exactly one."""
    return next((one.person for one in _holding(at, Q(post__code=post))), None)


def holding_shift(post: str, at: datetime) -> Shift | None:
    """The shift by which the post is held at the instant."""
    return next(iter(_holding(at, Q(post__code=post))), None)


def now() -> datetime:
    """The site's time."""
    return site_now()


def viewer_holding(person: Person, post: Post, at: datetime) -> Viewer:
    """The person as a viewer who holds the post, whether he does already or not."""
    found = viewer(person, at)
    posts = tuple(dict.fromkeys((*found.posts, post.code)))
    held = found.roles if found.posts else frozenset()
    agencies = tuple(dict.fromkeys([*(found.agencies if found.posts else ()), post.agency_id]))
    return Viewer(person.pk, person.code, person.words, posts, held | {Role(post.role)}, agencies)


def _holding(at: datetime, which: Q | None = None) -> list[Shift]:
    """Each post's one shift that holds at the instant, the posts in their order. What somebody who may not work has is nobody's."""
    near = Shift.objects.filter(which or Q(), since__lt=at + EARLY, until__gt=at - OVER, person__is_active=True)
    of_post: dict[int, list[Shift]] = {}
    for one in near.select_related("post", "person").order_by("post__pk", "since"):
        of_post.setdefault(one.post_id, []).append(one)
    found = (holding(rows, at, by_signature=rows[0].post.by_signature) for rows in of_post.values())
    return [one for one in found if one is not None]


def handover_near(posts: Collection[str], at: datetime, within: timedelta) -> datetime | None:
    """The handover of one of these posts that lies nearest to a moment, if one lies within so much of it."""
    near = (at - within, at + within)
    rows = Shift.objects.filter(Q(since__range=near) | Q(until__range=near), post__code__in=list(posts))
    moments = [moment for one in rows for moment in (one.since, one.until) if near[0] <= moment <= near[1]]
    return min(moments, key=lambda moment: abs(moment - at), default=None)


def held_between(since: datetime, until: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """Every post with the times in which somebody holds it, as far as they reach into the span; a post without any too."""
    held: dict[str, list[tuple[datetime, datetime]]] = {
        code: [] for code in Post.objects.values_list("code", flat=True)
    }
    shifts = Shift.objects.filter(since__lt=until, until__gt=since, person__is_active=True).order_by("since")
    for code, start, end in shifts.values_list("post__code", "since", "until"):
        held[code].append((start, end))
    return held


def post(code: str) -> Post | None:
    return Post.objects.filter(code=code).first()


def posts() -> list[Post]:
    return list(Post.objects.order_by("pk"))


def person(pk: int) -> Person | None:
    return Person.objects.filter(pk=pk).first()


def person_by_code(code: str) -> Person:
    """Raises NoSuchPerson."""
    found = Person.objects.filter(code=code).first()
    if found is None:
        raise NoSuchPerson(code=code)
    return found


def people() -> list[Person]:
    return list(Person.objects.order_by("code"))


def viewer(person: Person | None, at: datetime | None = None) -> Viewer:
    """The person as a viewer, with the posts held at the site's time."""
    if person is None or not person.is_active:
        return NOBODY
    at = at or site_now()
    posts = _held(person, at)
    roles = frozenset(Role(role) for _, role, _ in posts) or frozenset({Role(person.standing)})
    agencies = tuple(dict.fromkeys(agency for _, _, agency in posts)) or (person.agency_id,)
    return Viewer(person.pk, person.code, person.words, tuple(code for code, _, _ in posts), roles, agencies)


def _held(person: Person, at: datetime) -> list[tuple[str, str, int | None]]:
    """Code, role and agency of each post that the person holds. Asked in every request: plain SQL takes a tenth of the time."""
    turn = [connection.ops.adapt_datetimefield_value(moment) for moment in (at + EARLY, at - OVER)]
    of_post: dict[tuple[str, str, int | None, bool], list[Shift]] = {}
    for one in Shift.objects.raw(_NEAR, [*turn, person.pk, *turn]):
        told = vars(one)
        post = (told["post_code"], told["post_role"], told["post_agency"], bool(told["post_signed"]))
        of_post.setdefault(post, []).append(one)
    return [
        (code, role, agency)
        for (code, role, agency, by_signature), rows in of_post.items()
        if (found := holding(rows, at, by_signature=by_signature)) is not None and found.person_id == person.pk
    ]


_NEAR = """
    SELECT s.*, p.code AS post_code, p.role AS post_role, p.agency_id AS post_agency, p.by_signature AS post_signed
    FROM people_shift s JOIN people_post p ON p.id = s.post_id JOIN people_person q ON q.id = s.person_id
    WHERE q.is_active AND s.since < %s AND s.until > %s
        AND s.post_id IN (SELECT post_id FROM people_shift WHERE person_id = %s AND since < %s AND until > %s)
    ORDER BY p.id, s.since
"""


def of_token(token: str) -> Person | None:
    """The person for whom an API token speaks, if it is in force. Asked in every request of a program, as `_held` is."""
    now = connection.ops.adapt_datetimefield_value(_MACHINE.now())
    return next(iter(Person.objects.raw(_OF_TOKEN, [hashed(token), now])), None)


_OF_TOKEN = """
    SELECT q.* FROM people_apitoken t JOIN people_person q ON q.id = t.person_id
    WHERE q.is_active AND t.token_hash = %s AND t.expires_at > %s AND t.revoked_at IS NULL
"""


def viewer_of(request: HttpRequest) -> Viewer:
    """Who sends this request: a bearer token's person, else the session's, else nobody. Looked up once a request."""
    known = known_viewer(request)
    if known is None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            known = viewer(of_token(token.strip()))
        else:
            user = getattr(request, "user", None)
            known = viewer(user if isinstance(user, Person) else None)
        request._viewer = known  # type: ignore[attr-defined]
    return known


def known_viewer(request: HttpRequest) -> Viewer | None:
    """The viewer, if this request has asked for one already; nothing is looked up."""
    known: Viewer | None = getattr(request, "_viewer", None)
    return known


def actor_words(actor: str) -> Words:
    """`duty_officer:3` in words: the post and the person's name; a machine's name stays as it is."""
    head, _, tail = actor.partition(":")
    found = Post.objects.filter(code=head).first() if tail.isdecimal() else None
    someone = person(int(tail)) if tail.isdecimal() else None
    if someone is None:
        return _MACHINES.get(head, Words(zh=actor, en=actor))
    if found is None:
        return someone.words
    return Words(zh=f"{found.zh} {someone.zh}", en=f"{found.en} {someone.en}")


def who(viewer: Viewer, actor: str) -> Words:
    """The actor in words as this viewer may know it: the post alone for whoever may not see names, such as a wall screen."""
    head, _, tail = actor.partition(":")
    if viewer.may(Act.SEE_NAMES) or not tail.isdecimal():
        return actor_words(actor)
    held = post(head)
    return held.words if held else _SOMEBODY


def named(viewer: Viewer, words: Words) -> Words:
    """A person's name as this viewer may know it."""
    return words if viewer.may(Act.SEE_NAMES) else _SOMEBODY


_SOMEBODY = Words(zh="值守人员", en="the watch")
_MACHINES = {
    "follower": Words(zh="平台", en="the platform"),
    "watch": Words(zh="监测进程", en="the watch process"),
    "work": Words(zh="值守进程", en="the work process"),
    "connector": Words(zh="接入", en="a connector"),
    "ops": Words(zh="系统", en="the system"),
    "people": Words(zh="登录", en="the sign-in"),
}
