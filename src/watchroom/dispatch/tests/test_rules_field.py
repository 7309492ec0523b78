"""When something was done, by a phone whose clock nobody vouches for."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from watchroom.dispatch.field.rules import told_at

NOW = datetime(2026, 2, 6, 8, 0, tzinfo=UTC)
HOURS = timedelta(hours=1)


def test_how_long_ago_is_right_whatever_the_phones_clock_says() -> None:
    for wrong in (timedelta(0), timedelta(days=-9000), timedelta(hours=7)):
        sent = NOW + wrong
        told = told_at(NOW, sent - 3 * HOURS, sent, None, played=False)
        assert (told.at, told.doubt) == (NOW - 3 * HOURS, False)


def test_a_measured_offset_that_agrees_leaves_no_doubt() -> None:
    offset = -7 * HOURS
    sent = NOW - offset
    told = told_at(NOW, sent - 2 * HOURS, sent, int(offset.total_seconds() * 1000) + 900, played=False)
    assert (told.at, told.doubt) == (NOW - 2 * HOURS, False)


def test_a_clock_that_was_set_meanwhile_is_believed_as_it_was_at_the_act_and_said_to_be_in_doubt() -> None:
    done = NOW - 2 * HOURS  # the phone was right then, and is a day ahead now
    told = told_at(NOW, done, NOW + 24 * HOURS, 0, played=False)
    assert (told.at, told.doubt) == (NOW - 2 * HOURS, True)


def test_without_an_offset_a_clock_set_back_leaves_doubt_and_never_the_future() -> None:
    told = told_at(NOW, NOW + 5 * HOURS, NOW, None, played=False)
    assert (told.at, told.doubt) == (NOW, True)


def test_in_a_scenario_the_offset_says_nothing() -> None:
    told = told_at(NOW, NOW, NOW, 40 * 60 * 1000, played=True)
    assert (told.at, told.doubt) == (NOW, False)


@given(
    done=st.integers(-(10**9), 10**9),
    sent=st.integers(-(10**9), 10**9),
    offset=st.none() | st.integers(-(10**12), 10**12),
)
def test_nothing_is_ever_done_in_the_future(done: int, sent: int, offset: int | None) -> None:
    told = told_at(NOW, NOW + timedelta(seconds=done), NOW + timedelta(seconds=sent), offset, played=False)
    assert told.at <= NOW
