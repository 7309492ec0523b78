"""How strong the watch must be while a response runs: what each level wants, and where the roster falls short of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchroom.journal.book import book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people import levels, queries
from watchroom.people import strength_entries as entries
from watchroom.people.coverage import held_by_post
from watchroom.people.duty_faults import NoSuchPost, StrengthWrong
from watchroom.people.models import Post, Shift, Shortage, Strength
from watchroom.people.rights import Act
from watchroom.people.saying import span_words
from watchroom.people.strength_rules import Short, applies, first_short
from watchroom.people.viewer import Viewer

AHEAD = timedelta(hours=8)
REMIND = timedelta(hours=1)
MOST_RULES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule with what it comes to now. applies  whether it is in force;  short  where the next eight hours fall short of it"""

    rule: Strength
    posts: Words
    applies: bool
    short: Short | None


def wanted(viewer: Viewer) -> tuple[int, list[Wanted]]:
    """The level in force, and every rule: for whoever sees the situation or keeps the roster."""
    if not viewer.may(Act.KEEP_ROSTER):
        viewer.must(Act.SEE)
    level, now = levels.in_force(), queries.now()
    held, names = held_by_post(now, now + AHEAD), _names()
    return level, [
        Wanted(row, _of(row, names), applies(row.level, level), _short(row, held, now) if applies(row.level, level) else None)
        for row in Strength.objects.all()
    ]  # fmt: skip


def put(viewer: Viewer, level: int, rules: Sequence[tuple[Sequence[str], int]]) -> list[Strength]:
    """Sets what a level wants, in place of what it wanted: of these posts together so many. None: nothing more is wanted.

    Raises NoSuchPost, StrengthWrong.
    """
    viewer.must(Act.KEEP_ROSTER)
    known = set(Post.objects.values_list("code", flat=True))
    made = [_rule(level, posts, at_least, known) for posts, at_least in rules]
    if level not in (levels.CALM, *levels.LEVELS) or len(made) > MOST_RULES:
        raise StrengthWrong(
            what=Words(zh="级别须为 0 至 6，每级最多 20 条", en="a level is 0 to 6, and has 20 rules at most")
        )
    with book(actor=viewer.actor) as b:
        before = list(Strength.objects.select_for_update().filter(level=level))
        for row in Shortage.objects.filter(rule__in=before, closed_at=None).select_related("rule"):
            _close(row, b.now)
            b.record(_facts(entries.StrengthMet, row, row.rule.level), subject=f"strength:{row.rule_id}")
        Shortage.objects.filter(rule__in=before).delete()
        Strength.objects.filter(level=level).delete()
        Strength.objects.bulk_create(made)
        told: list[list[str | int]] = [[*row.posts, row.at_least] for row in made]
        b.record(entries.StrengthPut(level, len(made), told), subject=f"strength_level:{level}")
    return list(Strength.objects.filter(level=level))


def _rule(level: int, posts: Sequence[str], at_least: int, known: set[str]) -> Strength:
    codes = sorted(set(posts))
    for code in codes:
        if code not in known:
            raise NoSuchPost(code=code[:64])
    if not 1 <= at_least <= len(codes):
        raise StrengthWrong(
            what=Words(zh="在岗数须为 1 至所列岗位数", en="how many must be held is 1 to the number of the posts named")
        )
    return Strength(level=level, posts=codes, at_least=at_least)


def to_say(now: datetime) -> list[tuple[int, Short | None]]:
    """Rules that fall short of late, and (None) those that do no more."""
    level, held = levels.in_force(), held_by_post(now, now + AHEAD)
    known = {row.rule_id: row for row in Shortage.objects.filter(closed_at=None)}
    found = list[tuple[int, Short | None]]()
    for row in Strength.objects.all():
        short = _short(row, held, now) if applies(row.level, level) else None
        if (short is None) == (row.pk in known):
            found.append((row.pk, short))
    return found


def say(rule: int, short: Short | None, *, actor: str) -> bool:
    """Writes down that the watch is too weak, or strong enough again. False when another process did so."""
    level = levels.in_force()
    with book(actor=actor) as b:
        row = Strength.objects.select_for_update().filter(pk=rule).first()
        known = Shortage.objects.filter(rule=rule, closed_at=None).first()
        if row is None or (short is None) == (known is None):
            return False
        if short is None:
            assert known is not None
            _close(known, b.now)
            said: entries.ShortFacts = _facts(entries.StrengthMet, known, level)
        else:
            made = Shortage.objects.create(rule=row, since=short.since, until=short.until, held=short.held)
            said = _facts(entries.StrengthShort, made, level)
        b.record(said, subject=f"strength:{rule}")
    return True


def to_remind(now: datetime) -> list[int]:
    """Shifts that begin within an hour, of which nobody was reminded."""
    near = Shift.objects.filter(since__gt=now, since__lte=now + REMIND, reminded_at=None, person__is_active=True)
    return list(near.values_list("pk", flat=True))


def remind(pk: int, *, actor: str) -> bool:
    """Writes down that a shift begins soon; its person sees it on his page. False when another process did so."""
    with book(actor=actor) as b:
        row = (
            Shift.objects.select_for_update(of=("self",)).select_related("post").filter(pk=pk, reminded_at=None).first()
        )
        if row is None or row.since <= b.now:
            return False
        row.reminded_at = b.now
        row.save(update_fields=["reminded_at"])
        post, span = row.post, span_words(row.since, row.until)
        said = entries.ShiftNear(
            post.code, post.zh, post.en, row.person_id, iso(row.since), iso(row.until), span.zh, span.en
        )
        b.record(said, subject=row.subject)
    return True


def _close(row: Shortage, at: datetime) -> None:
    row.closed_at = at
    row.save(update_fields=["closed_at"])


def _short(row: Strength, held: dict[str, list[tuple[datetime, datetime]]], now: datetime) -> Short | None:
    return first_short((held.get(code, []) for code in row.posts), row.at_least, now, now + AHEAD)


def _facts[F: entries.ShortFacts](kind: type[F], row: Shortage, level: int) -> F:
    span, posts, rule = span_words(row.since, row.until), _of(row.rule, _names()), row.rule
    return kind(
        rule.pk,
        rule.level,
        level,
        posts.zh,
        posts.en,
        rule.at_least,
        row.held,
        iso(row.since),
        iso(row.until),
        span.zh,
        span.en,
    )


def _names() -> dict[str, Words]:
    return {one.code: one.words for one in queries.posts()}


def _of(row: Strength, names: dict[str, Words]) -> Words:
    known = [names.get(code, Words(zh=code, en=code)) for code in row.posts]
    return Words(zh="、".join(one.zh for one in known), en=", ".join(one.en for one in known))
