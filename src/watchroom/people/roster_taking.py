"""The only writer of shifts that come from a file: all rows of it, or none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.progress import each
from watchroom.kernel.words import Words
from watchroom.people import duty_entries as entries
from watchroom.people.duty_faults import RosterFileBad
from watchroom.people.models import Person, Post, Shift
from watchroom.people.rights import Act
from watchroom.people.roster_rows import Known, Line, Read, Wrong, named
from watchroom.people.rostering import guessed, lock_post, move
from watchroom.people.viewer import Viewer

WHY = Words(zh="值班表导入", en="roster import")


@dataclass(frozen=True, slots=True)
class Taken:
    """made, moved, same  how many shifts are new, were given to another person, or stood so before
    wrong             what is wrong, by row; if anything is, nothing was taken
    warned            what was taken all the same and may be meant: one person on two posts at a time
    guessed           said of each year of its shifts whose moved working days nobody entered
    """

    made: int
    moved: int
    same: int
    wrong: Sequence[Wrong]
    done: bool
    warned: Sequence[Wrong] = ()
    guessed: Sequence[Words] = ()


def known() -> Known:
    """Posts, and people who may work, by every name that they have."""
    people = Person.objects.filter(is_active=True).values_list("pk", "code", "zh", "en")
    return Known(named(list(Post.objects.values_list("pk", "code", "zh", "en"))), named(list(people)))


@dataclass(slots=True)
class _Plan:
    made: list[Line]
    moved: list[tuple[Line, Shift]]
    same: int
    wrong: list[Wrong]


def take(viewer: Viewer, data: bytes, read: Read, *, check: bool = False) -> Taken:
    """Enters the shifts of a file that was read, or none of them and says why, row by row.

    data   the file, of which the book keeps the digest
    check  only looks, and writes nothing
    A shift that the roster has with the same post and times is given to the row's person, from now on if it runs.
    Raises RosterFileBad for a file without a shift.
    """
    viewer.must(Act.KEEP_ROSTER)
    if not read.lines and not read.wrong:
        raise RosterFileBad(why=Words(zh="没有班次", en="it has no shift"))
    if check or read.wrong:
        plan = _planned(read, site_now())
        return Taken(len(plan.made), len(plan.moved), plan.same, plan.wrong, False, _two_posts(read), _guessed(read))
    with book(actor=viewer.actor) as b:
        for code in (
            Post.objects.filter(pk__in={one.post for one in read.lines}).order_by("pk").values_list("code", flat=True)
        ):
            lock_post(code)
        plan = _planned(read, b.now)
        warned = _two_posts(read)
        if not plan.wrong and (plan.made or plan.moved):
            _write(b, plan, sha256(data).hexdigest())
    return Taken(len(plan.made), len(plan.moved), plan.same, plan.wrong, not plan.wrong, warned, _guessed(read))


def _guessed(read: Read) -> list[Words]:
    days = [as_local(at, settings.SITE_ZONE).date() for one in read.lines for at in (one.since, one.until)]
    return guessed(min(days), max(days)) if days else []


def _two_posts(read: Read) -> list[Wrong]:
    """Rows that put somebody on a post while he has another one, by the file or by the roster."""
    said = Words(zh="{who}同时还值{post}", en="{who} has {post} at the same time")
    if not read.lines:
        return []
    since, until = min(one.since for one in read.lines), max(one.until for one in read.lines)
    people = {one.person for one in read.lines}
    shifts = Shift.objects.filter(since__lt=until, until__gt=since, person__in=people).select_related("post", "person")
    taken = {(one.post, one.since, one.until) for one in read.lines}  # what the file gives to somebody else is not his
    own = defaultdict[int, list[tuple[int, datetime, datetime]]](list)
    for row in shifts:
        if (row.post_id, row.since, row.until) not in taken:
            own[row.person_id].append((row.post_id, row.since, row.until))
    for line in read.lines:
        own[line.person].append((line.post, line.since, line.until))
    posts, names = Post.objects.in_bulk(), Person.objects.in_bulk(people)
    found = []
    for line in read.lines:
        over = next(
            (post for post, a, b in own[line.person] if post != line.post and a < line.until and line.since < b), None
        )
        if over is not None:
            found.append(Wrong(line.row, said.fill(who=names[line.person].words, post=posts[over].words)))
    return found


def _planned(read: Read, now: datetime) -> _Plan:
    """What the rows would do to the roster as it is."""
    plan = _Plan([], [], 0, list(read.wrong))
    if not read.lines:
        return plan
    since, until = min(one.since for one in read.lines), max(one.until for one in read.lines)
    by_post = defaultdict[int, list[Shift]](list)
    rows = Shift.objects.filter(since__lt=until, until__gt=since, post__in={one.post for one in read.lines})
    for row in rows.select_related("post", "person").order_by("since"):
        by_post[row.post_id].append(row)
    exact = {(row.post_id, row.since, row.until): row for own in by_post.values() for row in own}
    for line in each(read.lines, len(read.lines)):
        found = exact.get((line.post, line.since, line.until))
        if found and found.person_id == line.person:
            plan.same += 1
        elif line.until <= now:
            plan.wrong.append(Wrong(line.row, Words(zh="该班已经结束，不能再改", en="this shift is over and stays")))
        elif found:
            plan.moved.append((line, found))
        else:
            plan.made.append(line)
            plan.wrong += _under(line, by_post[line.post])
    plan.wrong.sort(key=lambda one: one.row)
    return plan


def _under(line: Line, own: Sequence[Shift]) -> list[Wrong]:
    said = Words(zh="与{who}已排的班次重叠", en="it lies over a shift that {who} has")
    over = next((row for row in own if row.since < line.until and line.since < row.until), None)
    return [Wrong(line.row, said.fill(who=over.person.words))] if over else []


def _write(b: Book, plan: _Plan, digest: str) -> None:
    people = Person.objects.in_bulk({line.person for line, _ in plan.moved})
    for line, row in plan.moved:
        move(b, row, people[line.person], max(row.since, b.now), row.until, WHY.zh)
    rows = [Shift(post_id=one.post, person_id=one.person, since=one.since, until=one.until) for one in plan.made]
    Shift.objects.bulk_create(rows, batch_size=1000)
    codes = dict(Post.objects.values_list("pk", "code"))
    told: list[list[str | int]] = [[codes[one.post], one.person, iso(one.since), iso(one.until)] for one in plan.made]
    b.record(entries.RosterTaken(digest, len(plan.made), len(plan.moved), told), subject=f"roster:{digest[:16]}")
