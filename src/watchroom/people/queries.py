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
from watchroom.people.models import ApiToken, Person, Post, Shift
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


def on_watch(at: datetime) -> list[OnWatch]:
    """Every post that is held at the instant, with its one holder."""
    shifts = Shift.objects.filter(since__lte=at, until__gt=at, person__is_active=True).select_related("post", "person")
    return [
        OnWatch(s.post.code, s.post.words, Role(s.post.role), s.person_id, s.person.words, s.since, s.until)
        for s in shifts.order_by("post__pk", "since")
    ]


def holder(post: str, at: datetime) -> Person | None:
    """Who holds the post at the instant: nobody or exactly one."""
    shift = Shift.objects.filter(post__code=post, since__lte=at, until__gt=at, person__is_active=True)
    found = shift.select_related("person").order_by("-since").first()
    return found.person if found else None


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
    roles = frozenset(Role(p.role) for p in posts) or frozenset({Role(person.standing)})
    return Viewer(person.pk, person.code, person.words, tuple(p.code for p in posts), roles)


def _held(person: Person, at: datetime) -> list[Post]:
    """Asked in every request: plain SQL takes a tenth of the time."""
    post, shift = Post._meta.db_table, Shift._meta.db_table
    moment = connection.ops.adapt_datetimefield_value(at)
    asked = f"SELECT {post}.* FROM {post} JOIN {shift} ON {shift}.post_id = {post}.id"
    where = f"WHERE {shift}.person_id = %s AND since <= %s AND until > %s ORDER BY {post}.id"
    return list(Post.objects.raw(f"{asked} {where}", [person.pk, moment, moment]))


def of_token(token: str) -> Person | None:
    """The person for whom an API token speaks, if it is in force."""
    now = _MACHINE.now()
    found = ApiToken.objects.filter(token_hash=hashed(token), expires_at__gt=now, revoked_at=None)
    key = found.select_related("person").first()
    return key.person if key and key.person.is_active else None


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
