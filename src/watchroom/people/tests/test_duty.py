"""Rotas, exchanges, leave, gaps and handover, as they are written."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people import actions, asking, coverage, duty_queries, handing, handover, queries, rostering
from watchroom.people.duty_faults import (
    AlreadyDecided,
    AnotherMustDecide,
    MattersUnread,
    NothingToTake,
    RotaWrong,
    SayWhyAlone,
)
from watchroom.people.faults import NotAllowed, NotYours, ShiftOverlaps
from watchroom.people.handing import Handing, Matter
from watchroom.people.models import Post, Shift
from watchroom.people.pages import handover_facts
from watchroom.people.requests import Asked
from watchroom.people.rights import Role
from watchroom.people.rota import Rota, Turn, in_turn
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer

DAY = Turn(Words(zh="白班", en="day"), time(8), time(20))
NIGHT = Turn(Words(zh="夜班", en="night"), time(20), time(8))
MINUTE = timedelta(minutes=1)


def desk(cast: Cast, members: str = "amy ben", *turns: Turn, always: bool = True) -> None:
    """A post with a rota of these people, kept by the duty leader; Beijing time."""
    names = members.split()
    for code in names:
        actions.put_person(code, code, code)
    actions.put_post("desk", "值班席", "Desk", Role.DUTY_OFFICER)
    first = as_local(queries.now(), "Asia/Shanghai").date()
    given = turns or (DAY, NIGHT)
    rota = Rota("desk", "Asia/Shanghai", given, tuple(names), in_turn(len(names), len(given)), first)
    rostering.put_rota(cast.chen, "desk", "值班", "Watch", rota, always=always)


def who(code: str) -> Viewer:
    return queries.viewer(queries.person_by_code(code))


def holders(*at: datetime) -> str:
    return " ".join(str(queries.holder("desk", one) or "-") for one in at)


def shifts() -> list[tuple[str, datetime, datetime]]:
    return list(Shift.objects.filter(post__code="desk").order_by("since").values_list("person__code", "since", "until"))


def test_a_rota_gives_two_months_of_shifts_without_a_gap_and_again_changes_nothing(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    rows = shifts()
    assert all(a[2] == b[1] for a, b in pairwise(rows))
    assert rows[0][1] == T0
    assert rows[-1][2] - T0 > timedelta(days=60)
    wrote = Entry.objects.count()
    [row] = [one.rota for one in Shift.objects.filter(post__code="desk")[:1]]
    assert row is not None
    assert not rostering.fill_rota(row.pk, actor="work:test")
    assert (shifts(), Entry.objects.count()) == (rows, wrote)


def test_the_worker_adds_a_day_each_day(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    before = shifts()
    assert rostering.to_fill(T0) == []
    clock.set(T0 + timedelta(days=1))
    [pk] = rostering.to_fill(T0 + timedelta(days=1))
    assert rostering.fill_rota(pk, actor="work:test")
    assert len(shifts()) == len(before) + 2
    assert shifts()[: len(before)] == before


def test_a_changed_rota_leaves_the_shift_that_runs_and_those_changed_by_hand(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    running, later = Shift.objects.filter(post__code="desk").order_by("since")[:2]
    third = Shift.objects.filter(post__code="desk").order_by("since")[4]
    actions.put_person("cy", "cy", "cy")
    rostering.assign(cast.chen, third.pk, "cy", "培训")
    desk(cast, "dan eve")
    by = {one[1]: one[0] for one in shifts()}
    assert by[running.since] == str(running.person)
    assert by[third.since] == "cy"
    assert by[later.since] in ("dan", "eve")


@pytest.mark.parametrize(
    "turns",
    [(Turn(DAY.name, time(8), time(20)), Turn(NIGHT.name, time(19), time(8))), (Turn(DAY.name, time(8), time(9)),) * 2],
)
def test_turns_that_lie_over_one_another_are_refused(cast: Cast, clock: SetClock, turns: tuple[Turn, ...]) -> None:
    with pytest.raises(RotaWrong):
        desk(cast, "amy ben", *turns)


def test_two_rotas_cannot_both_have_a_post(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    other = Rota("desk", "Asia/Shanghai", (Turn(DAY.name, time(9), time(10)),), ("amy",), ((0,),), date(2026, 1, 1))
    before = shifts()
    rostering.put_rota(cast.chen, "second", "第二", "Second", other)
    assert shifts() == before  # what is held already is left; nothing lies over it
    with pytest.raises(ShiftOverlaps):
        actions.put_shift("desk", "amy", T0 + timedelta(hours=1), T0 + timedelta(hours=2))


def test_only_those_who_keep_the_roster_change_it(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    one = Shift.objects.filter(post__code="desk").order_by("since")[0]
    for person in (cast.lin, cast.sun, cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            rostering.assign(person, one.pk, "ben", "x")


def test_an_exchange_needs_the_other_and_a_third(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    mine, theirs = Shift.objects.filter(post__code="desk", since__gt=T0).order_by("since")[:2]
    asker, taker = who(str(mine.person)), who(str(theirs.person))
    asked = asking.ask_exchange(asker, mine.pk, taker.code, "家中有事", other=theirs.pk)
    with pytest.raises(AlreadyDecided):
        asking.decide_exchange(cast.chen, asked.pk, agree=True)
    with pytest.raises(NotYours):
        asking.answer_exchange(asker, asked.pk, accept=True)
    asking.answer_exchange(taker, asked.pk, accept=True)
    asking.decide_exchange(cast.chen, asked.pk, agree=True)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (str(mine.person), str(theirs.person)) == (taker.code, asker.code)
    with pytest.raises(AlreadyDecided):
        asking.withdraw_exchange(asker, asked.pk)


def test_a_part_of_a_shift_can_be_taken_by_another(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    mine = Shift.objects.filter(post__code="desk", since__gt=T0).order_by("since")[0]
    taker = next(code for code in ("amy", "ben") if code != str(mine.person))
    since, until = mine.since + timedelta(hours=2), mine.since + timedelta(hours=4)
    asked = asking.ask_exchange(who(str(mine.person)), mine.pk, taker, "就医", since=since, until=until)
    asking.answer_exchange(who(taker), asked.pk, accept=True)
    asking.decide_exchange(cast.zhao, asked.pk, agree=True)
    found = holders(since - MINUTE, since, until - MINUTE, until)
    assert found == f"{mine.person} {taker} {taker} {mine.person}"


def test_nobody_agrees_to_what_he_asked_himself(cast: Cast, clock: SetClock) -> None:
    asked = asking.ask_leave(cast.chen, T0, T0 + timedelta(days=1), "休假")
    with pytest.raises(AnotherMustDecide):
        asking.decide_leave(cast.chen, asked.pk, agree=True)
    assert asking.decide_leave(cast.zhao, asked.pk, agree=True).state == Asked.AGREED


def test_leave_that_the_roster_overlooks_is_found(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    asked = asking.ask_leave(who("amy"), T0 + timedelta(days=1), T0 + timedelta(days=2), "年假")
    assert not [one for one in coverage.troubles(T0, "Asia/Shanghai") if one.kind == "leave"]
    asking.decide_leave(cast.chen, asked.pk, agree=True)
    assert {one.kind for one in coverage.troubles(T0, "Asia/Shanghai")} >= {"leave"}
    asking.withdraw_leave(who("amy"), asked.pk)
    assert not [one for one in coverage.troubles(T0, "Asia/Shanghai") if one.kind == "leave"]


def test_lead_and_backup_being_the_same_person_is_found(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    actions.put_post("backup", "备班", "Backup", Role.DUTY_OFFICER)
    rostering.put_by_hand(cast.chen, "backup", "amy", T0 + timedelta(days=3), T0 + timedelta(days=5), "备班")
    assert [one.post for one in coverage.troubles(T0, "Asia/Shanghai") if one.kind == "two_posts"]


def test_a_gap_is_said_at_24_8_and_1_hours_once_each_and_when_it_is_filled(cast: Cast, clock: SetClock) -> None:
    """N-07; meanwhile the shift leader is called: `dispatch/tests/test_calls.py`."""
    desk(cast)
    gap = Shift.objects.filter(post__code="desk", since__gt=T0 + timedelta(days=2)).order_by("since")[0]
    since, until = gap.since, gap.until
    gap.delete()
    said = []
    for minutes in range(-26 * 60, 2 * 60, 20):
        now = clock.set(since + timedelta(minutes=minutes))
        said += [(one.hours, minutes // 60) for one in coverage.to_say(now) if coverage.say(one, actor="work:test")]
    assert said == [(24, -24), (8, -8), (1, -1)]
    rostering.put_by_hand(cast.chen, "desk", "amy", now, until, "补班")
    [closed] = coverage.to_say(now)
    assert coverage.say(closed, actor="work:test")
    assert coverage.to_say(now) == []
    kinds = Entry.objects.filter(kind__startswith="people.gap").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["people.gap_near"] * 3 + ["people.gap_closed"]


class Board(Handing):
    name = "test"
    title = Words(zh="未了事项", en="Open matters")
    shown: tuple[str, ...] = ()

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        return [Matter(key, Words(zh=key, en=key), "/") for key in self.shown]


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    made = Board()
    monkeypatch.setattr(handing, "of_rooms", lambda *_: [made])
    return made


def signed(cast: Cast, clock: SetClock) -> datetime:
    """A post handed over by signature, ten minutes before its change; amy has signed for her shift."""
    desk(cast)
    Post.objects.filter(code="desk").update(by_signature=True)
    first = Shift.objects.filter(post__code="desk").order_by("since")[0]
    handover.take(who(str(first.person)), "desk", ())
    clock.set(first.until - 10 * MINUTE)
    return first.until


def test_the_post_changes_hands_at_the_signature_and_not_before(cast: Cast, clock: SetClock, board: Board) -> None:
    """N-06."""
    change = signed(cast, clock)
    board.shown = ("incident:1", "order:2")
    handover.give(who("amy"), "desk", remarks="2 号门钥匙在抽屉")
    now = clock.set(change + 7 * MINUTE)
    assert holders(now) == "amy"
    board.shown += ("alarm:3",)
    with pytest.raises(MattersUnread, match="alarm:3"):
        handover.take(who("ben"), "desk", {"incident:1", "order:2"})
    row = handover.take(who("ben"), "desk", {"incident:1", "order:2", "alarm:3"})
    assert [one["key"] for one in row.items] == ["incident:1", "order:2", "alarm:3"]
    assert holders(now - timedelta(milliseconds=1), now, now + timedelta(milliseconds=1)) == "amy ben ben"
    assert not who("amy").posts
    with pytest.raises(NothingToTake):
        handover.take(who("ben"), "desk", {"incident:1", "order:2", "alarm:3"})


def test_a_post_that_nobody_gives_is_taken_alone_with_a_reason(cast: Cast, clock: SetClock, board: Board) -> None:
    change = signed(cast, clock)
    clock.set(change + MINUTE)
    with pytest.raises(SayWhyAlone):
        handover.take(who("ben"), "desk", ())
    row = handover.take(who("ben"), "desk", (), alone="对方突发疾病")
    assert (row.alone, holders(change + MINUTE)) == ("对方突发疾病", "ben")


def test_somebody_whose_shift_it_is_not_cannot_take_the_post(cast: Cast, clock: SetClock, board: Board) -> None:
    signed(cast, clock)
    for code in ("chen", "guest"):
        with pytest.raises(NothingToTake):
            handover.take(who(code), "desk", (), alone="x")


def test_a_roster_of_a_zone_with_summer_time_keeps_its_wall_time(cast: Cast, clock: SetClock) -> None:
    clock.set(datetime(2026, 10, 24, 12, tzinfo=UTC))
    actions.put_person("amy", "amy", "amy")
    actions.put_post("desk", "值班席", "Desk", Role.DUTY_OFFICER)
    rota = Rota("desk", "Europe/Berlin", (DAY,), ("amy",), ((0,),), date(2026, 10, 24))
    rostering.put_rota(cast.chen, "desk", "值班", "Watch", rota)
    begins = [since.hour for _, since, _ in shifts()[1:3]]
    assert begins == [7, 7]


def test_a_shift_of_days_stands_on_each_of_them_and_one_from_before_on_the_first(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    actions.put_post("backup", "备班", "Backup", Role.DUTY_OFFICER)
    rostering.put_by_hand(cast.chen, "backup", "amy", T0 + timedelta(days=2), T0 + timedelta(days=5), "备班")
    first = as_local(T0, "Asia/Shanghai").date()
    rows = {post.code: days for post, days in duty_queries.week(cast.chen, first, "Asia/Shanghai").rows}
    assert [len(one) for one in rows["backup"]] == [0, 0, 1, 1, 1, 0, 0]
    later = {
        post.code: days for post, days in duty_queries.week(cast.chen, first + timedelta(days=1), "Asia/Shanghai").rows
    }
    assert [len(one) for one in later["desk"]] == [3, 2, 2, 2, 2, 2, 2]


def test_a_post_signed_for_is_the_others_at_once_when_the_leader_gives_the_shift_away(
    cast: Cast, clock: SetClock, board: Board
) -> None:
    change = signed(cast, clock)
    running = queries.holding_shift("desk", change - 10 * MINUTE)
    assert running is not None
    rostering.assign(cast.chen, running.pk, "ben", "身体不适")
    assert holders(change - 10 * MINUTE - timedelta(milliseconds=1), change - 10 * MINUTE) == "amy ben"


def test_a_rota_that_changes_leaves_a_shift_that_was_signed_for_and_lets_a_sign_off_go(
    cast: Cast, clock: SetClock, board: Board
) -> None:
    change = signed(cast, clock)
    handover.give(who("amy"), "desk", remarks="钥匙")
    rostering.end_rota(cast.chen, "desk", as_local(T0, "Asia/Shanghai").date() - timedelta(days=1))
    assert Shift.objects.filter(post__code="desk", since__gte=change).count() == 0
    desk(cast, "dan eve")
    assert holders(change - 10 * MINUTE) == "amy"
    early = who(str(Shift.objects.get(post__code="desk", since=change).person))
    row = handover.take(early, "desk", (), alone="提前接班")
    desk(cast, "amy ben")
    assert Shift.objects.get(pk=row.shift_id).person == row.taker
    assert holders(change) == str(row.taker)


def test_leave_without_a_substitute_is_a_gap_that_is_said_in_time(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    mine = Shift.objects.filter(post__code="desk", person__code="amy", since__gt=T0 + timedelta(days=2)).order_by(
        "since"
    )[0]
    asked = asking.ask_leave(who("amy"), mine.since + timedelta(hours=2), mine.until, "年假")
    asking.decide_leave(cast.chen, asked.pk, agree=True)
    now = clock.set(mine.since)
    [near] = coverage.to_say(now)
    assert near.gap is not None
    assert (near.gap.since, near.gap.until, near.hours) == (mine.since + timedelta(hours=2), mine.until, 8)


def test_whoever_has_a_post_by_the_clock_signs_in_and_it_is_seen(cast: Cast, clock: SetClock, board: Board) -> None:
    desk(cast)
    running = queries.holding_shift("desk", T0)
    assert running is not None
    mine = who(str(running.person))
    told = handover_facts(mine, "desk")
    assert (told["gives"], told["takes"], told["arrives"]) == (True, True, True)
    handover.take(mine, "desk", ())
    told = handover_facts(mine, "desk")
    assert (told["gives"], told["takes"], told["arrives"]) == (True, False, False)
    [held] = [one for one in queries.on_watch(T0) if one.post == "desk"]
    assert held.taken_at == T0
