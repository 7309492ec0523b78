"""Is every post held that must be: gaps that come near are said; what else is wrong with the roster of a month is found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from watchroom.journal.book import book
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.words import Words
from watchroom.people import duty_entries as entries
from watchroom.people.models import Absence, CoverGap, Post, Shift
from watchroom.people.requests import Asked
from watchroom.people.rostering import guessed
from watchroom.people.rota import Gap, gaps, without
from watchroom.people.saying import span_words

STEPS = (1, 8, 24)  # hours before a gap at which it is said, the nearest first
LOOKED = timedelta(days=30)
MOST_IN_A_ROW = 3  # days on end of one person, as county rules have it
REST = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class ToSay:
    """A gap that has come nearer than a step, or (gap None) one that is filled."""

    post: int
    gap: Gap | None
    hours: int


def to_say(now: datetime) -> list[ToSay]:
    known = {one.post_id: one for one in CoverGap.objects.filter(closed_at=None)}
    found = list[ToSay]()
    for post, gap in _next_gaps(now, now + timedelta(hours=STEPS[-1])):
        before = known.pop(post, None)
        hours = next(step for step in STEPS if gap.since <= now + timedelta(hours=step))
        running = before is not None and before.since <= now and gap.since == now
        if before is None or before.warned > hours or not (running or before.since == gap.since):
            found.append(ToSay(post, gap, hours))
    return found + [ToSay(post, None, 0) for post in known]


def _next_gaps(now: datetime, until: datetime) -> Iterator[tuple[int, Gap]]:
    """The first gap of each post that must always be held. Whoever is on leave does not hold it."""
    held = held_by_post(now, until)
    for post, code in Post.objects.filter(always=True).values_list("pk", "code"):
        first = next(iter(gaps(code, held.get(code, []), now, until)), None)
        if first:
            yield post, first


def held_by_post(since: datetime, until: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """By post the times in which somebody has it who is not on leave, as far as they reach into the span."""
    held: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    away = _away(since, until)
    shifts = Shift.objects.filter(since__lt=until, until__gt=since, person__is_active=True)
    for code, person, start, end in shifts.values_list("post__code", "person", "since", "until"):
        held[code] += without((start, end), away[person])
    return held


def _away(since: datetime, until: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    """Who is on leave that was agreed, and when, as far as it reaches into the span."""
    found = defaultdict(list)
    rows = Absence.objects.filter(state=Asked.AGREED.value, since__lt=until, until__gt=since)
    for person, start, end in rows.values_list("person", "since", "until"):
        found[person].append((start, end))
    return found


def say(one: ToSay, *, actor: str) -> bool:
    """Writes down that a gap is near, or filled. False when another process did so."""
    with book(actor=actor) as b:
        post = Post.objects.select_for_update().get(pk=one.post)
        row = CoverGap.objects.filter(post=post, closed_at=None).first()
        if one.gap is None:
            if row is None:
                return False
            row.closed_at = b.now
            row.save(update_fields=["closed_at"])
            said: entries.GapFacts = _facts(entries.GapClosed, post, row.since, row.until)
        else:
            if row and row.warned == one.hours and row.since == one.gap.since:
                return False
            CoverGap.objects.update_or_create(
                post=post,
                closed_at=None,
                defaults={"since": one.gap.since, "until": one.gap.until, "warned": one.hours},
            )
            said = _facts(entries.GapNear, post, one.gap.since, one.gap.until, one.hours)
        b.record(said, subject=f"post:{post.pk}")
    return True


def _facts(
    kind: type[entries.GapFacts], post: Post, since: datetime, until: datetime, hours: int = 0
) -> entries.GapFacts:
    span = span_words(since, until)
    return kind(post.code, post.zh, post.en, iso(since), iso(until), span.zh, span.en, hours)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong with the roster. kind: gap, leave, two_posts, in_a_row, rest, year;  shift: which one, if one"""

    kind: str
    since: datetime
    words: Words
    post: str = ""
    shift: int | None = None


def troubles(now: datetime, zone: str, ahead: timedelta = LOOKED) -> list[Trouble]:
    """What is wrong with the rosters of the next days, the nearest first."""
    until = now + ahead
    rows = list(Shift.objects.filter(since__lt=until, until__gt=now).select_related("post", "person").order_by("since"))
    found = [
        *_gaps(now, until, rows),
        *_on_leave(rows, _away(now, until)),
        *_of_people(rows, zone),
        *_years(now, until, zone),
    ]
    return sorted(found, key=lambda one: one.since)


def _gaps(now: datetime, until: datetime, rows: list[Shift]) -> Iterator[Trouble]:
    for post in Post.objects.filter(always=True):
        held = [(one.since, one.until) for one in rows if one.post_id == post.pk and one.person.is_active]
        for gap in gaps(post.code, held, now, until):
            yield Trouble(
                "gap", gap.since, Words(zh="{post}无人值班", en="nobody has {post}").fill(post=post.words), post.code
            )


def _on_leave(rows: list[Shift], away: dict[int, list[tuple[datetime, datetime]]]) -> Iterator[Trouble]:
    said = Words(zh="{who}已准假，仍排在{post}", en="{who} is on leave and still has {post}")
    for row in rows:
        if any(since < row.until and row.since < end for since, end in away[row.person_id]):
            yield _trouble("leave", row, said)


def _of_people(rows: list[Shift], zone: str) -> Iterator[Trouble]:
    by_person = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    for own in by_person.values():
        for before, after in pairwise(own):
            if after.since < before.until and after.post_id != before.post_id:
                yield _trouble(
                    "two_posts",
                    after,
                    Words(zh="{who}同时值两个岗位：{post}", en="{who} has two posts at once: {post}"),
                )
            elif timedelta(0) < after.since - before.until < REST:
                yield _trouble(
                    "rest",
                    after,
                    Words(zh="{who}距上一班不足 8 小时：{post}", en="{who} rests less than 8 hours before {post}"),
                )
        yield from _in_a_row(own, zone)


def _in_a_row(own: list[Shift], zone: str) -> Iterator[Trouble]:
    run = 1
    for before, after in pairwise(own):
        days = (as_local(after.since, zone).date() - as_local(before.since, zone).date()).days
        run = run + days if days <= 1 else 1
        if run == MOST_IN_A_ROW + 1 and days == 1:
            yield _trouble(
                "in_a_row",
                after,
                Words(zh="{who}连续值班超过 3 天：{post}", en="{who} is on duty for more than 3 days on end: {post}"),
            )


def _trouble(kind: str, row: Shift, said: Words) -> Trouble:
    return Trouble(kind, row.since, said.fill(who=row.person.words, post=row.post.words), row.post.code, row.pk)


def _years(now: datetime, until: datetime, zone: str) -> Iterable[Trouble]:
    """Whether or not a rota counts working days: the roster shows which days are off, and leave is planned by them."""
    days = as_local(now, zone).date(), as_local(until, zone).date()
    return [Trouble("year", until, said) for said in guessed(*days)]
