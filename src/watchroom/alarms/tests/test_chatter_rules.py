"""A flapping value is one alarm: at most one row a minute, the same whether or not parts are judged again."""

from datetime import timedelta as span
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.alarms.chatter_rules import (
    QUIET_MS,
    Kept,
    Raise,
    Return,
    chatters,
    is_quiet,
    on_raise,
    on_return,
    with_beat,
    worth_an_entry,
)
from watchroom.alarms.flood_rules import TEN_MINUTES, Span, begins, ends_at, floods
from watchroom.conftest import T0

type Step = tuple[str, int, int]  # kind, onset, at


class Row:
    """One alarm as the database keeps it."""

    def __init__(self, onset: int, beats: tuple[int, ...]) -> None:
        self.onset, self.beats, self.repeats, self.back, self.chatter, self.stands = onset, beats, 0, None, False, True
        self.chatter = chatters(beats)

    back: int | None

    def kept(self) -> Kept:
        return Kept(self.onset, self.beats, self.back, self.chatter, self.stands)

    def told(self) -> tuple[object, ...]:
        return self.onset, self.beats, self.repeats, self.chatter, self.stands


def play(steps: list[Step], ended_at: frozenset[int] = frozenset()) -> list[Row]:
    """`ended_at`: before which steps the worker came by to end what is quiet."""
    rows: list[Row] = []
    for number, (kind, onset, at) in enumerate(steps):
        row = rows[-1] if rows else None
        if row and row.kept().held and is_quiet(row.kept(), at) and (number in ended_at or kind == "raise"):
            row.stands = False
        kept = row.kept() if row else None
        if kind == "raise":
            decided = on_raise(kept, onset, [(row.onset, row.beats[-1]) for row in rows[:-1]])
            if row and decided is Raise.REPEAT:
                row.beats, row.back, row.stands = with_beat(row.beats, onset), None, True
                row.repeats += 1
                row.chatter = row.chatter or chatters(row.beats)
            elif decided is Raise.NEW:
                rows.append(Row(onset, with_beat(kept.beats if kept else (), onset)))
        elif row and (done := on_return(kept, onset, at)) is not Return.OLD:
            row.stands = done is Return.HOLD
            row.back = at if done is Return.HOLD else row.back
    return rows


def flapping(every_ms: int, count: int, since: int = 0) -> list[Step]:
    """Up for half of the time, down for the other half."""
    found: list[Step] = []
    for i in range(count):
        at = since + i * every_ms
        found += [("raise", at, at), ("return", at, at + every_ms // 2)]
    return found


def test_two_flaps_a_second_for_ten_minutes_are_one_alarm_that_chatters() -> None:
    (row,) = play(flapping(500, 1200))
    assert (row.onset, row.repeats, row.chatter, row.stands) == (0, 1199, True, True)


def test_the_third_onset_within_a_minute_is_chattering_and_the_second_is_not() -> None:
    (row,) = play(flapping(20_000, 2))
    assert (row.repeats, row.chatter, row.stands) == (1, False, False)
    (row,) = play(flapping(20_000, 3))
    assert (row.repeats, row.chatter, row.stands) == (2, True, True)


def test_slower_flapping_is_at_most_one_row_a_minute() -> None:
    rows = play(flapping(35_000, 20))
    assert all(later.onset - row.onset >= 60_000 for row, later in pairwise(rows))
    assert not any(row.chatter for row in rows)
    assert [row.onset for row in play(flapping(60_000, 3))] == [0, 60_000, 120_000]


def test_a_held_alarm_returns_only_when_it_was_quiet_for_a_minute_and_what_comes_then_is_a_new_one() -> None:
    steps = flapping(1000, 5)
    last = steps[-1][2]
    early, late = last + QUIET_MS - 1, last + QUIET_MS
    (row,) = play([*steps, ("raise", early, early)])
    assert (row.repeats, row.stands) == (5, True)
    old, new = play([*steps, ("raise", late, late)])
    assert (old.repeats, old.stands, new.onset, new.chatter) == (4, False, late, False)


def test_the_book_hears_of_a_chattering_alarm_once_a_minute() -> None:
    beats = range(0, 600_000, 500)
    assert sum(worth_an_entry(before, at) for before, at in pairwise(beats)) == 9


@settings(max_examples=60)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=24), st.data())
def test_judged_again_from_any_point_or_ended_by_the_worker_at_any_time_the_rows_are_the_same(
    gaps: list[int], data: st.DataObject
) -> None:
    at = 0
    steps: list[Step] = []
    for number, gap in enumerate(gaps):
        at += gap * 1000
        steps.append(("raise", at, at) if number % 2 == 0 else ("return", steps[-1][1], at))
    whole = [row.told() for row in play(steps)]
    cut = data.draw(st.integers(0, len(steps)))
    back = data.draw(st.integers(0, cut))
    assert [row.told() for row in play([*steps[:cut], *steps[back:]])] == whole
    ended = frozenset(data.draw(st.lists(st.integers(0, len(steps)))))
    assert [row.told()[:4] for row in play(steps, ended)] == [one[:4] for one in whole]


# ---- floods ----------------------------------------------------------------------------------------------------------


def test_the_eleventh_alarm_in_ten_minutes_begins_a_flood_and_the_tenth_does_not() -> None:
    ten = [T0 + span(seconds=59 * i) for i in range(10)]
    assert floods(ten) == []
    eleventh = T0 + span(seconds=590)
    assert begins([eleventh, *reversed(ten)], eleventh)
    (flood,) = floods([*ten, eleventh])
    assert flood == Span(T0, None, 11)
    assert floods([*ten, T0 + TEN_MINUTES]) == []


def test_a_flood_ends_when_the_fifth_newest_is_ten_minutes_old_and_another_may_follow() -> None:
    burst = [T0 + span(seconds=i) for i in range(20)]
    end = burst[15] + TEN_MINUTES
    assert ends_at(burst[::-1]) == end
    first, second = floods([*burst, *(end + span(seconds=i) for i in range(12))])
    assert first == Span(T0, end, 20)
    assert (second.since, second.count) == (end, 12)
