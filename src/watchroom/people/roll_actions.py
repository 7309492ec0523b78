"""The only writers of roll-calls: by a leader or by a draw, answered by whoever was called, missed at the limit, settled."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.bare import bare_picture
from watchroom.kernel.clock import iso
from watchroom.kernel.pictures import BadPicture, Picture
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people import queries
from watchroom.people import roll_entries as entries
from watchroom.people.models import Person, Post, RollCall, RollDraw, RollRule
from watchroom.people.rights import Act
from watchroom.people.roll_faults import CalledAlready, DrawWrong, NobodyToCall, NoSuchRoll, PictureRefused, RollOver
from watchroom.people.roll_rules import LEAST_S, LONGEST, MOST_CALLS, MOST_S, drawn
from watchroom.people.rostering import lock_post
from watchroom.people.saying import span_words
from watchroom.people.viewer import Viewer

LIMIT_S = 300
MOST_NOTE = 500
_OPEN = Q(answered_at=None, missed_at=None)


def call(viewer: Viewer, post: str, *, limit_s: int = LIMIT_S) -> RollCall:
    """Calls whoever holds a post now; he has so many seconds to answer. Raises NoSuchPost, NobodyToCall, CalledAlready, DrawWrong."""
    viewer.must(Act.CALL_ROLL)
    must_be_a_limit(limit_s)
    with book(actor=viewer.actor) as b:
        row = lock_post(post)
        if RollCall.objects.filter(_OPEN, post=row).exists():
            raise CalledAlready(post=row.words)
        shift = queries.holding_shift(post, b.now)
        if shift is None or shift.person_id in queries.on_leave(b.now):
            raise NobodyToCall(post=row.words)
        return _called(b, row, shift.person, limit_s, None)


def draw(
    viewer: Viewer, since: datetime, until: datetime, posts: Sequence[str], count: int, *, limit_s: int = LIMIT_S
) -> RollDraw:
    """Arranges so many calls at random times of a window, each of a random one of these posts.

    Nobody knows when: the seed is told when the draw is over, and the journal has its digest from now on. Raises DrawWrong.
    """
    viewer.must(Act.CALL_ROLL)
    must_be_a_limit(limit_s)
    known = set(Post.objects.values_list("code", flat=True))
    wanted = sorted(set(posts))
    with book(actor=viewer.actor) as b:
        since = max(since, b.now).replace(microsecond=0) + timedelta(seconds=1 if since <= b.now else 0)
        refuse(_wrong(since, until, wanted, count, known))
        return seal(b, since, until, wanted, count, limit_s)


def seal(
    b: Book, since: datetime, until: datetime, posts: list[str], count: int, limit_s: int, rule: RollRule | None = None
) -> RollDraw:
    """Draws, with a seed that nobody sees until it is over. Called with the book open."""
    row = RollDraw.objects.create(
        since=since, until=until, posts=posts, count=count, limit_s=limit_s, seed=secrets.token_hex(32), drawn_at=b.now, drawn_by=b.actor, rule=rule,
    )  # fmt: skip
    told = entries.RollsDrawn(**_draw_facts(row), rule=rule.pk if rule else None)
    b.record(told, subject=row.subject, cause=journal.last_id(rule.subject) if rule else None)
    return row


def refuse(wrong: Words | None) -> None:
    """Raises DrawWrong where something is."""
    if wrong:
        raise DrawWrong(what=wrong)


def stop(viewer: Viewer, draw: int) -> RollDraw:
    """No more calls of a draw; its seed is told. Raises NoSuchRoll, RollOver."""
    viewer.must(Act.CALL_ROLL)
    with book(actor=viewer.actor) as b:
        row = RollDraw.objects.select_for_update().filter(pk=draw).first()
        if row is None:
            raise NoSuchRoll(roll=draw)
        if row.ended_at is not None:
            raise RollOver()
        row.stopped = True
        _ended(b, row)
    return row


def answer(viewer: Viewer, roll: int, *, note: str = "", photo: bytes = b"") -> RollCall:
    """Whoever was called says that he is there, in time or late, with a picture or without.

    Raises NotSignedIn, NoSuchRoll, NotYours, RollOver, PictureRefused.
    """
    row = _row(roll)
    viewer.must_be(row.person_id or 0, row.person.words if row.person else row.post.words)
    picture = _picture(photo)
    with book(actor=viewer.actor) as b:
        row = RollCall.objects.select_for_update(of=("self",)).select_related("post", "person").get(pk=roll)
        if row.answered_at is not None or row.settled_at is not None:
            raise RollOver()
        row.answered_at, row.note = b.now, _one_line(note)
        if row.missed_at is None and b.now >= row.due_at:
            row.missed_at = b.now  # before anybody saw that it was late
        if picture:
            row.kind, row.width, row.height = picture.kind, picture.width, picture.height
            row.digest, row.body = picture.digest, picture.body
        row.save()
        b.record(entries.RollAnswered(**_facts(row)), subject=row.subject)
    return row


def settle(viewer: Viewer, roll: int, why: str) -> RollCall:
    """A leader found out why a call was missed, and says it: its alarm returns. Raises NoSuchRoll, RollOver, DrawWrong."""
    viewer.must(Act.CALL_ROLL)
    said = _one_line(why)
    _row(roll)
    if not said:
        raise DrawWrong(what=Words(zh="请写明核实的情况", en="say what was found out"))
    with book(actor=viewer.actor) as b:
        row = RollCall.objects.select_for_update(of=("self",)).select_related("post", "person").get(pk=roll)
        if row.missed_at is None or row.answered_at is not None or row.settled_at is not None:
            raise RollOver()
        row.settled_at, row.settled_by, row.why = b.now, b.actor, said
        row.save()
        b.record(entries.RollSettled(**_facts(row)), subject=row.subject)
    return row


def due(now: datetime) -> tuple[list[int], list[int]]:
    """Draws that have a call to make or are over, and calls whose limit has passed."""
    running = RollDraw.objects.filter(ended_at=None, since__lte=now)
    draws = [row.pk for row in running if _next(row, now) is not None or row.made >= row.count]
    return draws, list(RollCall.objects.filter(_OPEN, due_at__lte=now).values_list("pk", flat=True))


def keep_draw(pk: int, *, actor: str) -> bool:
    """Makes the next call of a draw, if one is due, and ends it behind the last. False where another process did."""
    with book(actor=actor) as b:
        row = RollDraw.objects.select_for_update().filter(pk=pk, ended_at=None).first()
        code = _next(row, b.now) if row else None
        if row is None or (code is None and row.made < row.count):
            return False
        if code is not None:
            post = lock_post(code)
            shift = queries.holding_shift(code, b.now)
            shift = shift if shift is not None and shift.person_id not in queries.on_leave(b.now) else None
            called = _called(b, post, shift.person if shift else None, row.limit_s, row)
            row.made += 1
            if shift is None:
                _missed(b, called)
            row.save(update_fields=["made"])
        if row.made >= row.count:
            _ended(b, row)
    return True


def keep_limit(pk: int, *, actor: str) -> bool:
    """Writes down that a call was not answered in time. False where it was, or another process did so."""
    with book(actor=actor) as b:
        row = (
            RollCall.objects.select_for_update(of=("self",))
            .select_related("post", "person")
            .filter(_OPEN, pk=pk)
            .first()
        )
        if row is None or row.due_at > b.now:
            return False
        _missed(b, row)
    return True


def _next(row: RollDraw, now: datetime) -> str | None:
    """The post that a draw calls now. A post that is being called waits until that is over."""
    if row.made >= row.count:
        return None
    at, code = drawn(row.seed, row.since, row.until, row.posts, row.count)[row.made]
    busy = RollCall.objects.filter(_OPEN, post__code=code).exists()
    return code if at <= now and not busy else None


def _called(b: Book, post: Post, person: Person | None, limit_s: int, draw: RollDraw | None) -> RollCall:
    row = RollCall.objects.create(
        post=post, person=person, draw=draw, called_at=b.now, called_by=b.actor, due_at=b.now + timedelta(seconds=limit_s), exercise=b.exercise,
    )  # fmt: skip
    b.record(entries.RollCalled(**_facts(row)), subject=row.subject)
    return row


def _missed(b: Book, row: RollCall) -> None:
    row.missed_at = b.now
    row.save(update_fields=["missed_at"])
    b.record(entries.RollMissed(**_facts(row)), subject=row.subject)


def _ended(b: Book, row: RollDraw) -> None:
    row.ended_at = b.now
    row.save(update_fields=["ended_at", "stopped"])
    times = [[iso(at), code] for at, code in drawn(row.seed, row.since, row.until, row.posts, row.count)]
    told = entries.RollsEnded(**_draw_facts(row), made=row.made, seed=row.seed, stopped=row.stopped, times=times)
    b.record(told, subject=row.subject)


def _facts(row: RollCall) -> dict[str, Any]:
    took = round((row.answered_at - row.called_at).total_seconds()) if row.answered_at else None
    return {
        "roll": row.pk, "post": row.post.code, "zh": row.post.zh, "en": row.post.en, "person": row.person_id, "called": iso(row.called_at),
        "due": iso(row.due_at), "draw": row.draw_id, "answered": iso(row.answered_at) if row.answered_at else None, "took_s": took,
        "late": bool(row.answered_at and row.missed_at), "note": row.note, "digest": row.digest, "why": row.why,
    }  # fmt: skip


def _draw_facts(row: RollDraw) -> dict[str, Any]:
    span = span_words(row.since, row.until)
    return {
        "draw": row.pk, "since": iso(row.since), "until": iso(row.until), "span_zh": span.zh, "span_en": span.en, "posts": row.posts,
        "count": row.count, "limit_s": row.limit_s, "commitment": hashlib.sha256(row.seed.encode()).hexdigest(),
    }  # fmt: skip


def _row(roll: int) -> RollCall:
    found = RollCall.objects.select_related("post", "person").filter(pk=roll).first() if 0 < roll < 2**63 else None
    if found is None:
        raise NoSuchRoll(roll=roll)
    return found


def _one_line(text: str) -> str:
    """Without what is no text, and not too long: whoever answers a roll-call is not held up by his note."""
    return " ".join("".join(char for char in text[: 4 * MOST_NOTE] if not unfit(char)).split())[:MOST_NOTE]


def _picture(photo: bytes) -> Picture | None:
    try:
        return bare_picture(photo).picture if photo else None
    except BadPicture as bad:
        raise PictureRefused(why=bad.why) from None


def must_be_a_limit(limit_s: int) -> None:
    if not LEAST_S <= limit_s <= MOST_S:
        raise DrawWrong(what=Words(zh="应答时限须为 1 至 60 分钟", en="the limit for an answer is 1 to 60 minutes"))


def _wrong(since: datetime, until: datetime, posts: list[str], count: int, known: set[str]) -> Words | None:
    if until - since < timedelta(minutes=1) or until - since > LONGEST:
        return Words(zh="时段须在今后，长 1 分钟至 7 天", en="the window lies ahead and is a minute to seven days long")
    if not posts or not set(posts) <= known:
        return Words(zh="请选择岗位", en="choose posts that there are")
    if not 1 <= count <= MOST_CALLS:
        return Words(zh="次数须为 1 至 {most}", en="the calls are 1 to {most}").fill(most=MOST_CALLS)
    return None
