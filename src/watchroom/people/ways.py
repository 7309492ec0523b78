"""The only writers of the ways to reach people and of the chains of stand-ins.

One's own ways are one's own; those of others and of posts are kept by whoever keeps the roster.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max

from watchroom.journal.book import Book, book
from watchroom.kernel.clock import SystemClock
from watchroom.kernel.words import LANGS, Words
from watchroom.people import quiet
from watchroom.people import way_entries as entries
from watchroom.people.actions import hashed
from watchroom.people.carrier import CARRIERS
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.faults import NoSuchPerson
from watchroom.people.models import Person, Post
from watchroom.people.rights import Act
from watchroom.people.sms import number
from watchroom.people.viewer import Viewer
from watchroom.people.way_faults import (
    AddressWrong,
    ChainWrong,
    CodeTooSoon,
    CodeWrong,
    NoCodeHere,
    NoSuchCarrier,
    NoSuchWay,
    QuietWrong,
    TooManyWays,
)
from watchroom.people.way_models import PHONE, Chain, ContactWay

MOST_WAYS, MOST_STEPS, MOST_TRIES = 8, 6, 5
NEXT_PERSON_S = 120
CODE_LIVES, CODE_AGAIN = timedelta(minutes=10), timedelta(seconds=60)
_MACHINE = SystemClock()  # a code is good by the machine's clock, whatever a scenario plays
PHONE_WORDS = Words(zh="电话（人工拨打）", en="Telephone (dialled by hand)")


def channel_words(name: str) -> Words:
    if name == PHONE:
        return PHONE_WORDS
    return CARRIERS[name].title if name in CARRIERS else Words(zh=name or "–", en=name or "–")


def put_way(viewer: Viewer, channel: str, address: str, *, owner: str = "", lang: str = "zh") -> ContactWay:
    """Adds a way, as the last one. `owner`: empty for oneself, else `person:CODE` or `post:CODE`.

    Raises NotSignedIn, NotAllowed, NoSuchPerson, NoSuchPost, NoSuchCarrier, AddressWrong, TooManyWays.
    """
    person, post = _owner(viewer, owner)
    plain = _address(channel, address)
    with book(actor=viewer.actor) as b:
        b.in_turn(f"ways:{person.pk if person else ''}:{post.pk if post else ''}")
        rows = ContactWay.objects.filter(person=person, post=post, dropped_at=None)
        same = rows.filter(channel=channel, address=plain).first()
        if same is not None:
            return same
        if rows.count() >= MOST_WAYS:
            raise TooManyWays(who=(person or post).words, most=MOST_WAYS)  # type: ignore[union-attr]
        rank = (rows.aggregate(last=Max("rank"))["last"] or 0) + 1
        row = ContactWay.objects.create(
            person=person, post=post, rank=rank, channel=channel, address=plain, lang=lang if lang in LANGS else "zh"
        )
        _record(b, row, entries.WayPut)
    return row


def drop_way(viewer: Viewer, way: int) -> ContactWay:
    """Takes it away for good, its address with it. Raises NoSuchWay, NotAllowed."""
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        row.dropped_at, row.address, row.code_hash = b.now, "", ""
        row.save()
        _record(b, row, entries.WayDropped)
    return row


def move_way(viewer: Viewer, way: int) -> ContactWay:
    """Makes it the first that is tried. Raises NoSuchWay, NotAllowed."""
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        others = ContactWay.objects.filter(person=row.person, post=row.post, dropped_at=None).exclude(pk=row.pk)
        for rank, other in enumerate(others.order_by("rank", "pk"), start=2):
            ContactWay.objects.filter(pk=other.pk).update(rank=rank)
        row.rank = 1
        row.save(update_fields=["rank"])
        _record(b, row, entries.WayMoved)
    return row


def stop_way(viewer: Viewer, way: int, *, stop: bool = True) -> ContactWay:
    """Whom it reaches does not want it used, or wants it again. Raises NoSuchWay, NotAllowed."""
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        row.stopped_at = b.now if stop else None
        row.save(update_fields=["stopped_at"])
        _record(b, row, entries.WayStopped if stop else entries.WayResumed)
    return row


def quiet_way(viewer: Viewer, way: int, *, start: str = "", end: str = "", zone: str = "") -> ContactWay:
    """From and until what time of day only what is urgent uses it; both empty: no such hours. `zone` empty: the site's.

    Raises NoSuchWay, QuietWrong.
    """
    start, end, zone = (text.strip()[:80] for text in (start, end, zone))
    if start or end:
        zone = zone or settings.SITE_ZONE
        if not quiet.is_time(start) or not quiet.is_time(end) or start == end or zone not in quiet.zones():
            raise QuietWrong(hours=f"{start[:5]}–{end[:5]} {zone}")
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        row.quiet_from, row.quiet_until, row.quiet_zone = start, end, zone if start else ""
        row.save(update_fields=["quiet_from", "quiet_until", "quiet_zone"])
        _record(b, row, entries.WayQuiet if start else entries.WayNotQuiet)
    return row


def make_code(viewer: Viewer, way: int) -> tuple[ContactWay, str]:
    """A code of six digits to send there; only its hash is kept. Raises NoSuchWay, NoCodeHere, CodeTooSoon."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        if row.channel == PHONE:
            raise NoCodeHere
        now = _MACHINE.now()
        if row.code_at is not None and timedelta(0) <= now - row.code_at < CODE_AGAIN:
            raise CodeTooSoon(seconds=int((CODE_AGAIN - (now - row.code_at)).total_seconds()) + 1)
        row.code_hash, row.code_at, row.code_tries = _code_hash(row, code), now, 0
        row.save(update_fields=["code_hash", "code_at", "code_tries"])
        _record(b, row, entries.WayCodeMade)
    return row, code


def verify_way(viewer: Viewer, way: int, code: str) -> ContactWay:
    """The code that came there was typed. Raises NoSuchWay, CodeWrong."""
    typed = "".join(char for char in code if char.isdecimal())[:12]
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        fresh = row.code_at is not None and _MACHINE.now() - row.code_at < CODE_LIVES
        open_ = fresh and row.code_hash != "" and row.code_tries < MOST_TRIES
        right = open_ and secrets.compare_digest(row.code_hash, _code_hash(row, typed))
        row.code_tries += 0 if right or not open_ else 1
        if right:
            row.verified_at, row.code_hash = b.now, ""
        row.save(update_fields=["verified_at", "code_hash", "code_tries"])
        if right:
            _record(b, row, entries.WayVerified)
    if not right:
        raise CodeWrong
    return row


def vouch_for_way(viewer: Viewer, way: int) -> ContactWay:
    """Somebody who keeps the roster dialled it, and the right person answered. Raises NoSuchWay."""
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        row = _own(viewer, way)
        row.verified_at = b.now
        row.save(update_fields=["verified_at"])
        _record(b, row, entries.WayVerified, by_hand=True)
    return row


def set_chain(viewer: Viewer, post: str, steps: Sequence[str], next_person_s: int = NEXT_PERSON_S) -> Chain:
    """To whom it goes next when a post does not answer. Raises NoSuchPost, ChainWrong."""
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        row = Post.objects.filter(code=post).first()
        if row is None:
            raise NoSuchPost(code=post[:64])
        known = {one.code: one for one in Post.objects.all()}
        _check_steps(post, steps, known, next_person_s)
        chain, _ = Chain.objects.update_or_create(
            post=row, defaults={"steps": list(steps), "next_person_s": next_person_s}
        )
        named = [known[code] for code in steps]
        said = entries.ChainSet(
            post, row.zh, row.en, " → ".join(one.zh for one in named), " → ".join(one.en for one in named), next_person_s,
            list(steps),
        )  # fmt: skip
        b.record(said, subject=f"post:{row.pk}")
    return chain


def _check_steps(post: str, steps: Sequence[str], known: dict[str, Post], next_person_s: int) -> None:
    if not steps or len(steps) > MOST_STEPS:
        raise ChainWrong(what=Words(zh=f"应有 1 至 {MOST_STEPS} 级", en=f"it has 1 to {MOST_STEPS} steps"))
    unknown = [code for code in steps if code not in known]
    if unknown:
        raise ChainWrong(what=Words(zh=f"没有岗位 {unknown[0][:64]}", en=f"there is no post {unknown[0][:64]}"))
    if post in steps or len(set(steps)) != len(steps):
        raise ChainWrong(what=Words(zh="同一岗位出现两次", en="a post stands in it twice"))
    if not 30 <= next_person_s <= 3600:
        raise ChainWrong(what=Words(zh="间隔应为 30 至 3600 秒", en="a step takes 30 to 3600 seconds"))


def _owner(viewer: Viewer, owner: str) -> tuple[Person | None, Post | None]:
    own = viewer.own()
    kind, _, code = owner.partition(":")
    if not owner or (kind == "person" and code == viewer.code):
        return Person.objects.get(pk=own), None
    viewer.must(Act.KEEP_ROSTER)
    if kind == "post":
        post = Post.objects.filter(code=code).first()
        if post is None:
            raise NoSuchPost(code=code[:64])
        return None, post
    person = Person.objects.filter(code=code).first() if kind == "person" else None
    if person is None:
        raise NoSuchPerson(code=code[:64])
    return person, None


def _own(viewer: Viewer, way: int) -> ContactWay:
    """The way, locked, if this viewer may change it. Whose it is is told to nobody else. Raises NoSuchWay, NotAllowed."""
    own = viewer.own()
    rows = ContactWay.objects.select_for_update(of=("self",)).select_related("person", "post")
    row = rows.filter(pk=way, dropped_at=None).first()
    if row is None or (row.person_id != own and not viewer.may(Act.KEEP_ROSTER)):
        raise NoSuchWay(way=way)
    return row


def _address(channel: str, typed: str) -> str:
    try:
        if channel == PHONE:
            return number(typed[:100])
        if channel in CARRIERS:
            return CARRIERS[channel].address(typed[:400])
    except ValueError:
        raise AddressWrong(channel=channel_words(channel)) from None
    raise NoSuchCarrier(name=channel[:40], names=", ".join([PHONE, *CARRIERS.all]))


def _code_hash(row: ContactWay, code: str) -> str:
    """Bound to the way and to the site's secret: of a million codes each has a hash that a table would know."""
    return hashed(f"{settings.SECRET_KEY}:{row.pk}:{row.address}:{code}")


def _record(b: Book, row: ContactWay, kind: type[entries.WayFacts], **more: Any) -> None:
    words = channel_words(row.channel)
    said = kind(
        row.person_id, row.post.code if row.post else "", row.channel, words.zh, words.en, row.rank,
        row.verified_at is not None, row.stopped_at is not None, quiet=f"{row.quiet_from}–{row.quiet_until} {row.quiet_zone}" if row.quiet_from else "", **more,
    )  # fmt: skip
    b.record(said, subject=row.subject)
