"""Standing draws (常态化抽查): a rule that draws roll-calls each night by itself, each with a sealed seed of its own."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings

from watchroom.journal.book import book
from watchroom.kernel.words import Words
from watchroom.people import roll_actions as rolls
from watchroom.people import roll_entries as entries
from watchroom.people.models import Post, RollRule
from watchroom.people.nightly_rules import night_of, wall, window
from watchroom.people.rights import Act
from watchroom.people.roll_faults import NoSuchRollRule, RollOver
from watchroom.people.roll_rules import MOST_CALLS
from watchroom.people.viewer import Viewer

MOST_RULES = 20
LEAST = timedelta(minutes=1)
_NO_TIME = Words(
    zh="起止须写成 22:00 这样的钟点，且不能相同", en="begin and end are times of day such as 22:00, and differ"
)
_NO_POSTS = Words(zh="请选择岗位", en="choose posts that there are")
_COUNT = Words(zh="每晚次数须为 1 至 {most}", en="the calls of a night are 1 to {most}")
_MANY = Words(zh="常态化抽查最多 {most} 条", en="there are {most} standing draws at most")


def put(
    viewer: Viewer, begins: str, ends: str, posts: Sequence[str], count: int, *, limit_s: int = rolls.LIMIT_S
) -> RollRule:
    """From now on so many calls each night, at random times between two hours, each of a random one of these posts.

    begins, ends  wall-clock times of the site, such as `22:00`; the window may cross midnight
    Raises DrawWrong.
    """
    viewer.must(Act.CALL_ROLL)
    rolls.must_be_a_limit(limit_s)
    wanted = sorted(set(posts))
    with book(actor=viewer.actor) as b:
        rolls.refuse(_wrong(begins, ends, wanted, count))
        row = RollRule.objects.create(
            begins=begins, ends=ends, posts=wanted, count=count, limit_s=limit_s, made_at=b.now, made_by=b.actor
        )
        b.record(entries.NightlyPut(**_facts(row)), subject=row.subject)
    return row


def end(viewer: Viewer, rule: int) -> RollRule:
    """No more nights of it; a draw that is under way is stopped by itself. Raises NoSuchRollRule, RollOver."""
    viewer.must(Act.CALL_ROLL)
    with book(actor=viewer.actor) as b:
        row = RollRule.objects.select_for_update().filter(pk=rule).first()
        if row is None:
            raise NoSuchRollRule(rule=rule)
        if row.ended_at is not None:
            raise RollOver()
        row.ended_at, row.ended_by = b.now, b.actor
        row.save(update_fields=["ended_at", "ended_by"])
        b.record(entries.NightlyEnded(**_facts(row)), subject=row.subject)
    return row


def rules(viewer: Viewer) -> list[RollRule]:
    """Those in force."""
    viewer.must(Act.KEEP_LOG)
    return list(RollRule.objects.filter(ended_at=None).order_by("begins", "pk"))


def due(now: datetime) -> list[int]:
    """Rules whose night has begun and was not drawn yet."""
    return [row.pk for row in RollRule.objects.filter(ended_at=None) if _undrawn(row, now) is not None]


def keep(rule: int, *, actor: str) -> bool:
    """Draws a night as it begins, or what is left of it. False where another process did."""
    with book(actor=actor) as b:
        row = RollRule.objects.select_for_update().filter(pk=rule, ended_at=None).first()
        night = _undrawn(row, b.now) if row else None
        if row is None or night is None:
            return False
        row.last_night = night
        row.save(update_fields=["last_night"])
        _, until = window(night, _time(row.begins), _time(row.ends), settings.SITE_ZONE)
        rolls.seal(
            b, b.now.replace(microsecond=0) + timedelta(seconds=1), until, row.posts, row.count, row.limit_s, rule=row
        )
    return True


def _undrawn(row: RollRule, now: datetime) -> date | None:
    night = night_of(now, _time(row.begins), _time(row.ends), settings.SITE_ZONE, 2 * LEAST)
    return night if night is not None and (row.last_night is None or night > row.last_night) else None


def _time(text: str) -> time:
    """Of a rule in force: it was checked when it was put."""
    return wall(text) or time()


def _wrong(begins: str, ends: str, posts: list[str], count: int) -> Words | None:
    known = set(Post.objects.values_list("code", flat=True))
    if wall(begins) is None or wall(ends) is None or begins == ends:
        return _NO_TIME
    if not posts or not set(posts) <= known:
        return _NO_POSTS
    if not 1 <= count <= MOST_CALLS:
        return _COUNT.fill(most=MOST_CALLS)
    return _MANY.fill(most=MOST_RULES) if RollRule.objects.filter(ended_at=None).count() >= MOST_RULES else None


def _facts(row: RollRule) -> dict[str, Any]:
    return {
        "rule": row.pk, "begins": row.begins, "ends": row.ends, "zone": settings.SITE_ZONE, "posts": row.posts, "count": row.count, "limit_s": row.limit_s,
    }  # fmt: skip
