"""Roll-calls: called by a leader or at random, answered, missed, settled; what they come to."""

import hashlib
import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.tests.test_rules_bare import jpeg
from watchroom.people import actions, queries, roll_actions, roll_queries
from watchroom.people.chores import KeepRolls
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.faults import NotAllowed, NotSignedIn, NotYours
from watchroom.people.models import RollCall
from watchroom.people.rights import Role
from watchroom.people.roll_faults import CalledAlready, DrawWrong, NobodyToCall, NoSuchRoll, PictureRefused, RollOver
from watchroom.people.roll_rules import drawn, tally
from watchroom.people.testing import Cast

_PARTS = ((b"IHDR", bytes.fromhex("00000001000000010800000000")), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big") for name, body in _PARTS
)


def keep() -> int:
    return KeepRolls().run(queries.now())


def kinds(row: RollCall) -> list[str]:
    return list(Entry.objects.filter(subject=row.subject).order_by("id").values_list("kind", flat=True))


@pytest.mark.django_db
def test_the_picture_of_an_answer_keeps_nothing_of_its_device(cast: Cast) -> None:
    row = roll_actions.call(cast.chen, "watch_officer")
    done = roll_actions.answer(cast.lin, row.pk, photo=jpeg())
    assert b"CAMERA-7" not in bytes(done.body or b"")
    assert done.digest == hashlib.sha256(bytes(done.body or b"")).hexdigest()


@pytest.mark.django_db
def test_a_leader_calls_the_holder_and_he_answers_in_time(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.call(cast.chen, "watch_officer")
    assert (row.person_id, row.due_at - row.called_at) == (cast.lin.person, timedelta(minutes=5))
    assert roll_queries.mine(cast.lin) == [row]
    assert roll_queries.mine(cast.chen) == []
    clock.forward(seconds=40)
    done = roll_actions.answer(cast.lin, row.pk, note=" 在岗 ", photo=PNG + b"<script>")
    assert (done.note, done.kind, done.digest) == ("在岗", "image/png", hashlib.sha256(PNG).hexdigest())
    assert bytes(roll_queries.picture(cast.chen, row.pk).body or b"") == PNG, "what came behind the picture is gone"
    assert kinds(row) == ["people.roll_called", "people.roll_answered"]
    said = Entry.objects.get(kind="people.roll_answered")
    assert (said.facts["took_s"], said.facts["late"], said.facts["digest"]) == (40, False, done.digest)
    clock.forward(minutes=10)
    assert (keep(), roll_queries.mine(cast.lin)) == (0, [])
    with pytest.raises(RollOver):
        roll_actions.answer(cast.lin, row.pk)


@pytest.mark.django_db
def test_who_does_not_answer_is_missed_once_and_may_answer_late(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    clock.forward(seconds=59)
    assert keep() == 0
    clock.forward(seconds=1)
    assert (KeepRolls().pending(clock.at), keep(), keep()) == (1, 1, 0)
    clock.forward(seconds=30)
    roll_actions.answer(cast.lin, row.pk)
    assert kinds(row) == ["people.roll_called", "people.roll_missed", "people.roll_answered"]
    assert Entry.objects.get(kind="people.roll_answered").facts["late"]
    found = roll_queries.rolls(cast.lin, T0 - timedelta(days=1), clock.at + timedelta(days=1))
    assert (found.all.calls, found.all.late, found.all.missed, found.all.median_s) == (1, 1, 0, 90.0)


@pytest.mark.django_db
def test_an_answer_behind_the_limit_is_late_even_if_nobody_had_noticed(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    clock.forward(seconds=60)
    assert roll_actions.answer(cast.lin, row.pk).missed_at == clock.at
    assert keep() == 0


@pytest.mark.django_db
def test_a_missed_call_is_settled_by_a_leader_with_a_reason_and_once(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    with pytest.raises(RollOver):
        roll_actions.settle(cast.chen, row.pk, "还没到时限")
    clock.forward(minutes=2)
    keep()
    with pytest.raises(DrawWrong):
        roll_actions.settle(cast.chen, row.pk, "  ")
    with pytest.raises(NotAllowed):
        roll_actions.settle(cast.lin, row.pk, "我在")
    roll_actions.settle(cast.chen, row.pk, "去接班路上，已电话确认")
    assert roll_queries.mine(cast.lin) == []
    for again in (lambda: roll_actions.settle(cast.chen, row.pk, "又"), lambda: roll_actions.answer(cast.lin, row.pk)):
        with pytest.raises(RollOver):
            again()


@pytest.mark.django_db
def test_nobody_answers_for_another_and_nobody_but_a_leader_calls(cast: Cast) -> None:
    row = roll_actions.call(cast.chen, "watch_officer")
    for viewer, fault in ((cast.chen, NotYours), (cast.guest, NotYours), (cast.nobody, NotSignedIn)):
        with pytest.raises(fault):
            roll_actions.answer(viewer, row.pk)
    for viewer in (cast.lin, cast.sun, cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            roll_actions.call(viewer, "duty_leader")
    with pytest.raises(NotAllowed):
        roll_queries.picture(cast.sun, row.pk)
    with pytest.raises(NoSuchRoll):
        roll_queries.picture(cast.lin, row.pk)
    for number in (0, -1, 2**70):
        with pytest.raises(NoSuchRoll):
            roll_actions.answer(cast.lin, number)


@pytest.mark.django_db
def test_one_call_of_a_post_at_a_time_and_none_where_nobody_is(cast: Cast) -> None:
    roll_actions.call(cast.chen, "watch_officer")
    with pytest.raises(CalledAlready):
        roll_actions.call(cast.zhao, "watch_officer")
    actions.put_post("empty", "空席", "Empty", Role.FIELD)
    with pytest.raises(NobodyToCall):
        roll_actions.call(cast.chen, "empty")
    with pytest.raises(NoSuchPost):
        roll_actions.call(cast.chen, "nowhere")
    for limit in (0, 59, 3601, -5):
        with pytest.raises(DrawWrong):
            roll_actions.call(cast.chen, "duty_leader", limit_s=limit)


@pytest.mark.django_db
@pytest.mark.parametrize("photo", [b"<html>", b"\x89PNG\r\n\x1a\n", PNG[:-4], b"x" * (5 << 20), b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused_and_the_call_stays_open(photo: bytes, cast: Cast) -> None:
    row = roll_actions.call(cast.chen, "watch_officer")
    with pytest.raises(PictureRefused):
        roll_actions.answer(cast.lin, row.pk, photo=photo)
    assert roll_queries.mine(cast.lin) == [row]


@pytest.mark.django_db
def test_a_draw_calls_when_its_seed_says_which_is_told_when_it_is_over(cast: Cast, clock: SetClock) -> None:
    until = T0 + timedelta(hours=8)
    row = roll_actions.draw(cast.chen, T0, until, ["watch_officer", "duty_leader"], 5)
    begun = Entry.objects.get(kind="people.rolls_drawn")
    assert row.seed not in str(begun.facts)
    assert begun.facts["commitment"] == hashlib.sha256(row.seed.encode()).hexdigest()
    times = drawn(row.seed, row.since, row.until, row.posts, 5)
    while clock.at < until + timedelta(hours=1):
        clock.forward(minutes=1)
        keep()
    calls = list(RollCall.objects.filter(draw=row).order_by("called_at", "pk"))
    assert [one.post.code for one in calls] == [code for _, code in times]
    assert all(at <= one.called_at for (at, _), one in zip(times, calls, strict=True))
    ended = Entry.objects.get(kind="people.rolls_ended")
    assert (ended.facts["seed"], ended.facts["made"]) == (row.seed, 5)
    assert KeepRolls().pending(clock.at) == 0
    with pytest.raises(RollOver):
        roll_actions.stop(cast.chen, row.pk)


@pytest.mark.django_db
def test_a_draw_that_finds_nobody_at_the_post_is_missed_at_once(cast: Cast, clock: SetClock) -> None:
    actions.put_post("empty", "空席", "Empty", Role.FIELD)
    row = roll_actions.draw(cast.chen, T0, T0 + timedelta(minutes=5), ["empty"], 1)
    clock.forward(minutes=6)
    keep()
    called = RollCall.objects.get(draw=row)
    assert (called.person, called.missed_at) == (None, clock.at)
    with pytest.raises(NotYours):
        roll_actions.answer(cast.lin, called.pk)


@pytest.mark.django_db
def test_a_draw_is_stopped_and_calls_no_more(cast: Cast, clock: SetClock) -> None:
    row = roll_actions.draw(cast.chen, T0, T0 + timedelta(hours=1), ["watch_officer"], 3)
    roll_actions.stop(cast.chen, row.pk)
    clock.forward(hours=2)
    assert keep() == 0
    assert not RollCall.objects.exists()
    assert Entry.objects.get(kind="people.rolls_ended").facts["stopped"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "posts", "count"),
    [((0, 200), ["watch_officer"], 1), ((2, 1), ["watch_officer"], 1), ((-3, -1), ["watch_officer"], 1), ((0, 1), [], 1), ((0, 1), ["nowhere"], 1), ((0, 1), ["watch_officer"], 0), ((0, 1), ["watch_officer"], 51)],
)  # fmt: skip
def test_a_draw_that_cannot_be_is_refused(hours: tuple[int, int], posts: list[str], count: int, cast: Cast) -> None:
    with pytest.raises(DrawWrong):
        roll_actions.draw(cast.chen, T0 + timedelta(hours=hours[0]), T0 + timedelta(hours=hours[1]), posts, count)


@pytest.mark.pure
@given(st.text(min_size=1, max_size=64), st.integers(60, 7 * 86400), st.integers(1, 50))
def test_a_draw_lies_within_its_window_and_the_seed_alone_decides(seed: str, length: int, count: int) -> None:
    until = T0 + timedelta(seconds=length)
    found = drawn(seed, T0, until, ["a", "b"], count)
    assert found == drawn(seed, T0, until, ["a", "b"], count)
    assert len(found) == count
    assert found == sorted(found)
    assert all(T0 <= at < until for at, _ in found)


@pytest.mark.pure
def test_a_tally_of_nothing_has_no_median() -> None:
    assert (tally([]).calls, tally([]).median_s) == (0, None)
