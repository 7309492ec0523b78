"""The only writers of rotas and of the shifts that come from them. What a person changed by hand a rota leaves alone."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from watchroom.journal.book import Book, book
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.words import Words
from watchroom.people import duty_entries as entries
from watchroom.people.duty_faults import NoSuchPost, NoSuchRota, NoSuchShift, RotaWrong, ShiftWrong
from watchroom.people.faults import NoSuchPerson, ShiftOverlaps
from watchroom.people.models import Exchange, Handover, Person, Post, Shift, WorkYear
from watchroom.people.models import Rota as RotaRow
from watchroom.people.requests import OPEN
from watchroom.people.rights import Act
from watchroom.people.rota import LONGEST_CYCLE, MOST_TURNS, Days, Planned, Rota, Turn, planned
from watchroom.people.saying import span_words
from watchroom.people.strength_entries import ExchangeVoid
from watchroom.people.viewer import Viewer
from watchroom.people.workdays import Calendar, calendar_of

AHEAD = timedelta(days=60)
_GUESSED = Words(
    zh="{year} 年调休安排未公布或未录入，只按法定节假日和周末推算",
    en="the moved working days of {year} are not known: reckoned by public holidays and weekends only",
)
MOST_MEMBERS = 200


def calendar() -> Calendar:
    """Working days: the published years, and over them those that the site entered."""
    return calendar_of(WorkYear.objects.values_list("year", "off", "on"))


def guessed(first: date, last: date) -> list[Words]:
    """Said of each year of a span whose moved working days nobody announced or entered: its days off are reckoned."""
    return [_GUESSED.fill(year=year) for year in calendar().unknown(first, last)]


def as_rota(row: RotaRow) -> Rota:
    turns = tuple(
        Turn(Words(zh=zh, en=en), time.fromisoformat(start), time.fromisoformat(end))
        for zh, en, start, end in row.turns
    )
    return Rota(
        row.post.code, row.zone, turns, tuple(row.members), tuple(tuple(each) for each in row.cycle), row.first, row.last, Days(row.days),
    )  # fmt: skip


def put_rota(viewer: Viewer, code: str, zh: str, en: str, rota: Rota, *, always: bool | None = None) -> RotaRow:
    """Enters a rota or changes it, and makes its shifts for two months from today; the past stays as it was.

    always  whether the post must be held at every instant; None leaves it as it is
    Raises NoSuchPost, NoSuchPerson, RotaWrong, ShiftOverlaps.
    """
    viewer.must(Act.KEEP_ROSTER)
    _must_fit(rota)
    with book(actor=viewer.actor) as b:
        post = lock_post(rota.post)
        if always is not None and always != post.always:
            post.always = always
            post.save(update_fields=["always"])
        _must_know(rota.members)
        wanted = {
            "zh": zh.strip()[:64] or code, "en": en.strip()[:64] or code, "post": post, "zone": rota.zone, "turns": _plain(rota.turns),
            "members": list(rota.members), "cycle": [list(row) for row in rota.cycle], "first": rota.first, "last": rota.last,
            "days": rota.days.value, "filled_until": None,
        }  # fmt: skip
        row, _ = RotaRow.objects.update_or_create(code=code, defaults=wanted)
        said = entries.RotaPut(
            code, row.zh, row.en, post.code, post.zh, post.en, rota.zone, row.turns, row.members, row.cycle, rota.first.isoformat(),
            rota.last.isoformat() if rota.last else None, rota.days.value,
        )  # fmt: skip
        b.record(said, subject=f"rota:{row.pk}")
        _fill(b, row)
    return row


def _plain(turns: Sequence[Turn]) -> list[list[str]]:
    return [[one.name.zh, one.name.en, one.start.isoformat("minutes"), one.end.isoformat("minutes")] for one in turns]


def _must_fit(rota: Rota) -> None:
    wrong = _wrong(rota)
    if wrong:
        raise RotaWrong(what=wrong)


def _wrong(rota: Rota) -> Words | None:
    if not 1 <= len(rota.turns) <= MOST_TURNS:
        return Words(zh="每天须有 1 至 8 个班次", en="a day has 1 to 8 turns")
    if not 1 <= len(rota.members) <= MOST_MEMBERS:
        return Words(zh="轮班人员须有 1 至 200 人", en="a rota has 1 to 200 members")
    if len(set(rota.members)) < len(rota.members):
        return Words(zh="同一个人写了两次", en="one person is named twice")
    if not 1 <= len(rota.cycle) <= LONGEST_CYCLE:
        return Words(zh="轮换周期须为 1 至 366 天", en="a cycle has 1 to 366 days")
    if any(len(row) != len(rota.turns) or not set(row) <= set(range(len(rota.members))) for row in rota.cycle):
        return Words(zh="轮换周期与班次或人员不符", en="the cycle does not fit the turns or the members")
    if rota.last and rota.last < rota.first:
        return Words(zh="结束日期早于开始日期", en="it ends before it begins")
    try:
        ZoneInfo(rota.zone)
    except (KeyError, ValueError, OSError):
        return Words(zh="没有时区“{zone}”", en="there is no time zone “{zone}”").fill(zone=rota.zone[:40])
    return _overlap(rota)


def _overlap(rota: Rota) -> Words | None:
    """Turns of one day, and of one day and the next, must not lie over one another."""
    zone, day = ZoneInfo(rota.zone), date(2026, 6, 1)
    spans = sorted(turn.span(day + timedelta(days=n), zone) for n in (0, 1) for turn in rota.turns)
    if any(a[1] > b[0] for a, b in pairwise(spans)):
        return Words(zh="班次的时间相互重叠", en="its turns lie over one another")
    return None


def _must_know(codes: Sequence[str]) -> None:
    known = set(Person.objects.filter(code__in=codes, is_active=True).values_list("code", flat=True))
    for code in codes:
        if code not in known:
            raise NoSuchPerson(code=code)


def lock_post(code: str) -> Post:
    """The post, its roster locked against other writers. Within an open book. Raises NoSuchPost."""
    post = Post.objects.select_for_update().filter(code=code).first()
    if post is None:
        raise NoSuchPost(code=code[:64])
    return post


def fill_rota(pk: int, *, actor: str) -> bool:
    """Makes the shifts of a rota for two months from today. False when nothing had to be done."""
    with book(actor=actor) as b:
        row = RotaRow.objects.select_for_update().select_related("post").filter(pk=pk).first()
        if row is None:
            raise NoSuchRota(code=str(pk))
        lock_post(row.post.code)
        return _fill(b, row)


def rota_row(code: str) -> RotaRow:
    """Raises NoSuchRota."""
    row = RotaRow.objects.select_related("post").filter(code=code).first()
    if row is None:
        raise NoSuchRota(code=code[:64])
    return row


def end_rota(viewer: Viewer, code: str, last: date) -> RotaRow:
    """After its last day a rota gives no more shifts; those that it gave already, and nobody changed, go. Raises NoSuchRota."""
    viewer.must(Act.KEEP_ROSTER)
    row = rota_row(code)
    rota = as_rota(row)
    return put_rota(
        viewer, code, row.zh, row.en,
        Rota(rota.post, rota.zone, rota.turns, rota.members, rota.cycle, min(rota.first, last), last, rota.days),
    )  # fmt: skip


def _fill(b: Book, row: RotaRow) -> bool:
    """A shift that has begun, or that a person changed, is left; a turn that runs now and has no holder begins now."""
    rota, today = as_rota(row), as_local(b.now, row.zone).date()
    until = today + AHEAD
    wanted = [one for one in planned(rota, today - timedelta(days=1), until, calendar().works) if one.until > b.now]
    people = dict(Person.objects.filter(code__in=row.members).values_list("code", "pk"))
    own = {(one.day, one.turn): one for one in Shift.objects.filter(rota=row, until__gt=b.now)}
    others = _others(row, wanted)
    made, moved, left = list[Shift](), list[Shift](), 0
    for one in wanted:
        found = own.pop((one.day, one.turn), None)
        shift = _shift(row, one, people[one.person], b.now)
        if found is None and any(since < shift.until and shift.since < end for since, end in others):
            left += 1
        elif found is None:
            made.append(shift)
        elif _differs(found, shift) and _is_free(found, b.now):
            shift.pk = found.pk
            moved.append(shift)
    gone = [one for one in own.values() if _is_free(one, b.now)]
    _take_off(b, gone)
    Shift.objects.bulk_update(moved, ["post", "person", "since", "until"]) if moved else None
    Shift.objects.bulk_create(made)
    _must_be_one_at_a_time(row.post, b.now)
    RotaRow.objects.filter(pk=row.pk).update(filled_until=until)
    if not made and not moved and not gone:
        return False
    told: list[list[str | int]] = [
        [str(one.day), one.turn or 0, one.person_id, iso(one.since), iso(one.until)] for one in [*made, *moved]
    ]
    said = entries.RotaFilled(row.code, row.zh, row.en, until.isoformat(), len(made), len(moved), len(gone), left, told)
    b.record(said, subject=f"rota:{row.pk}")
    return True


def _is_free(shift: Shift, now: datetime) -> bool:
    """Whether a rota may change it: not begun, not signed for, and not changed by a person."""
    return not shift.by_hand and shift.taken_at is None and shift.since > now


def _take_off(b: Book, shifts: Sequence[Shift]) -> None:
    """Off the roster; who signed off towards one of them signs again, towards whoever follows now.

    Who had asked for an exchange of one is told that nothing comes of it.
    """
    pks = [one.pk for one in shifts]
    asked = Exchange.objects.filter(Q(shift__in=pks) | Q(other__in=pks), state__in=[one.value for one in OPEN])
    for one in asked.select_related("shift__post"):
        post, span = one.shift.post, span_words(one.since, one.until)
        void = ExchangeVoid(
            post.zh, post.en, one.asker_id, one.taker_id, iso(one.since), iso(one.until), span.zh, span.en
        )
        b.record(void, subject=f"exchange:{one.pk}")
    Handover.objects.filter(shift__in=pks, taken_at=None).delete()
    Shift.objects.filter(pk__in=pks).delete()


def _others(row: RotaRow, wanted: Sequence[Planned]) -> list[tuple[datetime, datetime]]:
    """Shifts of the post, near these turns, that are not this rota's."""
    if not wanted:
        return []
    span = Shift.objects.filter(post=row.post, since__lt=wanted[-1].until, until__gt=wanted[0].since)
    return list(span.exclude(rota=row).values_list("since", "until"))


def _differs(found: Shift, wanted: Shift) -> bool:
    return any(getattr(found, name) != getattr(wanted, name) for name in ("post_id", "person_id", "since", "until"))


def _shift(row: RotaRow, one: Planned, person: int, now: datetime) -> Shift:
    return Shift(
        post=row.post, person_id=person, since=max(one.since, now), until=one.until, rota=row, day=one.day, turn=one.turn, by_hand=False,
    )  # fmt: skip


def _must_be_one_at_a_time(post: Post, now: datetime) -> None:
    """Raises ShiftOverlaps when two of the post's shifts that are not over lie over one another."""
    rows = Shift.objects.filter(post=post, until__gt=now).select_related("person").order_by("since")
    for before, after in pairwise(rows):
        if before.until > after.since:
            raise ShiftOverlaps(
                post=post.words, since=iso(after.since), until=iso(before.until), holder=before.person.words
            )


def assign(viewer: Viewer, shift: int, person: str, why: str) -> Shift:
    """Gives a shift that is not over to somebody else, from now on if it runs. Raises NoSuchShift, NoSuchPerson, ShiftWrong."""
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        row, someone = _open_shift(b, shift), _person(person)
        return move(b, row, someone, max(row.since, b.now), row.until, _why(why))


def put_by_hand(viewer: Viewer, post: str, person: str, since: datetime, until: datetime, why: str) -> Shift:
    """A shift outside any rota. Raises NoSuchPost, NoSuchPerson, ShiftWrong, ShiftOverlaps."""
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        if until <= since or until <= b.now:
            raise ShiftWrong(
                what=Words(zh="结束时间须晚于开始时间和现在", en="it must end after its start and after now")
            )
        row = Shift.objects.create(post=lock_post(post), person=_person(person), since=since, until=until)
        _must_be_one_at_a_time(row.post, b.now)
        _record_moved(b, row, None, _why(why))
    return row


def drop(viewer: Viewer, shift: int, why: str) -> None:
    """Takes a shift that has not begun off the roster. Raises NoSuchShift, ShiftWrong."""
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        row = _open_shift(b, shift)
        if row.rota_id is not None:
            raise ShiftWrong(
                what=Words(
                    zh="轮班制度排定的班次不能撤销，请改派他人", en="a rota gives it: give it to somebody else instead"
                )
            )
        if row.since <= b.now or row.taken_at is not None:
            raise ShiftWrong(
                what=Words(zh="已经开始的班次不能撤销，请改派他人", en="it has begun: give it to somebody else instead")
            )
        post = row.post
        span = span_words(row.since, row.until)
        said = entries.ShiftDropped(
            post.code, post.zh, post.en, row.person_id, iso(row.since), iso(row.until), span.zh, span.en, _why(why)
        )
        b.record(said, subject=row.subject)
        _take_off(b, [row])


def move(b: Book, row: Shift, person: Person, since: datetime, until: datetime, why: str) -> Shift:
    """A part of a shift, or all of it, goes to another person: what lies before and after stays. Within an open book.

    Of a shift that was signed for and runs, the other has the post at once: whoever decided it has said so.
    """
    was, taken_at = row.person_id, since if row.taken_at is not None and since <= b.now else None
    if was == person.pk:
        raise ShiftWrong(what=Words(zh="该班次已由此人值班", en="this person has the shift already"))
    if until < row.until:
        rest = Shift.objects.create(post=row.post, person_id=was, since=until, until=row.until)
        _record_moved(b, rest, was, why)
    if since > row.since:
        taken = Shift.objects.create(post=row.post, person=person, since=since, until=until, taken_at=taken_at)
        row.until, row.by_hand = since, True
        row.save()
        _record_moved(b, row, was, why)
    else:
        row.person, row.until, row.by_hand, row.taken_at, taken = person, until, True, None, row
        row.reminded_at = None
        row.save()
    _record_moved(b, taken, was, why)
    return taken


def _record_moved(b: Book, row: Shift, was: int | None, why: str) -> None:
    post, span = row.post, span_words(row.since, row.until)
    said = entries.ShiftMoved(
        post.code, post.zh, post.en, row.person_id, was, iso(row.since), iso(row.until), span.zh, span.en, why
    )
    b.record(said, subject=row.subject)


def _open_shift(b: Book, pk: int) -> Shift:
    row = Shift.objects.select_for_update(of=("self",)).select_related("post").filter(pk=pk, until__gt=b.now).first()
    if row is None:
        raise NoSuchShift(shift=pk)
    lock_post(row.post.code)
    return row


def _person(code: str) -> Person:
    found = Person.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise NoSuchPerson(code=code[:64])
    return found


def _why(text: str) -> str:
    said = text.strip()
    if not said:
        raise ShiftWrong(what=Words(zh="请写明理由", en="say why"))
    return said[:200]


def to_fill(now: datetime) -> list[int]:
    """Rotas whose shifts do not reach far enough ahead: a day is added each day."""
    return [
        row.pk
        for row in RotaRow.objects.all()
        if (row.last is None or row.last >= now.date())
        and (row.filled_until is None or row.filled_until < as_local(now, row.zone).date() + AHEAD)
    ]


def last_planned(post: str) -> datetime | None:
    """Until when a post's roster reaches."""
    found: datetime | None = Shift.objects.filter(post__code=post).aggregate(last=Max("until"))["last"]
    return found


def set_post(viewer: Viewer, code: str, *, always: bool, by_signature: bool) -> Post:
    """How a post is held: at every instant or not, handed over by signature or by the clock. Raises NoSuchPost."""
    viewer.must(Act.KEEP_ROSTER)
    with book(actor=viewer.actor) as b:
        post = lock_post(code)
        if (post.always, post.by_signature) != (always, by_signature):
            post.always, post.by_signature = always, by_signature
            post.save(update_fields=["always", "by_signature"])
            said = entries.PostHeld(post.code, post.zh, post.en, always, by_signature)
            b.record(said, subject=f"post:{post.pk}")
    return post
