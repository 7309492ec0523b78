"""The table of an alarm's life, whole; the ladder that it climbs unseen; and what a rule owes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.alarms.rules import (
    HELD_WORDS,
    HOLD_WORDS,
    LADDER,
    LATCHED,
    OPEN,
    POSITIONS,
    PRIORITY_WORDS,
    SKEW,
    STANDING,
    STATE_WORDS,
    TABLE,
    UNSEEN,
    Happening,
    Held,
    HoldKind,
    Position,
    State,
    follows,
    foremost,
    heard,
    is_late,
    missing_words,
    rung_due,
    worse,
)

T0 = datetime(2026, 2, 6, tzinfo=UTC)
ALL = {f"{word}_{lang}": "说明" for word in ("title", "cause", "consequence", "action") for lang in ("zh", "en")}
RAISED = Position(State.UNACK)
SOME = settings(max_examples=25)
HAPPENINGS = st.lists(st.sampled_from(Happening), max_size=25)
BY_NOBODY = st.lists(st.sampled_from([h for h in Happening if h is not Happening.ACKNOWLEDGED]), max_size=25)
WAYS_BACK = {
    Held.SHELVED: Happening.SHELF_ENDED,
    Held.SUPPRESSED: Happening.RELEASED,
    Held.OUT: Happening.PUT_BACK,
}


def lived(happenings: list[Happening], at: Position = RAISED) -> Position:
    for happening in happenings:
        at = TABLE[at, happening]
    return at


@pytest.mark.parametrize(
    ("before", "happening", "after"),
    [
        ("unack", "acknowledged", "ack"), ("unack", "returned", "rtn"), ("unack", "latched", "latched_unack"),
        ("unack", "reset", None), ("ack", "acknowledged", None), ("ack", "returned", "cleared"),
        ("ack", "latched", "latched_ack"), ("ack", "reset", None), ("rtn", "acknowledged", "cleared"),
        ("rtn", "returned", None), ("rtn", "latched", None), ("rtn", "reset", None),
        ("latched_unack", "acknowledged", "latched_ack"), ("latched_unack", "returned", None),
        ("latched_unack", "latched", None), ("latched_unack", "reset", None), ("latched_ack", "acknowledged", None),
        ("latched_ack", "returned", None), ("latched_ack", "latched", None), ("latched_ack", "reset", "cleared"),
        ("cleared", "acknowledged", None), ("cleared", "returned", None), ("cleared", "latched", None),
        ("cleared", "reset", None),
    ],
)  # fmt: skip
def test_each_state_and_happening_has_its_one_answer_whatever_holds_it_back(
    before: str, happening: str, after: str | None
) -> None:
    for position in POSITIONS:
        if position.state == before:
            found = follows(position, Happening(happening))
            assert (found.state if found else None) == after
            if found and found.state is not State.CLEARED:
                assert found.held == position.held


def test_the_table_is_total_and_leads_nowhere_outside_itself() -> None:
    assert set(TABLE) == {(position, happening) for position in POSITIONS for happening in Happening}
    assert set(TABLE.values()) == set(POSITIONS)
    assert len(POSITIONS) == 5 * 8 + 1


@SOME
@given(HAPPENINGS)
def test_no_path_loses_an_alarm(happenings: list[Happening]) -> None:
    """It is cleared only when a person has seen it and its condition is gone, and a latched one when it was reset."""
    end = lived(happenings)
    if end.state is State.CLEARED:
        assert Happening.ACKNOWLEDGED in happenings
        assert {Happening.RETURNED, Happening.LATCHED} & set(happenings)
        assert not end.held


@SOME
@given(BY_NOBODY)
def test_whatever_happens_but_a_persons_acknowledgement_it_stays_unseen(happenings: list[Happening]) -> None:
    assert lived(happenings).state in UNSEEN
    assert "silenced" not in [str(happening) for happening in Happening]


@SOME
@given(HAPPENINGS)
def test_every_position_has_a_way_back(happenings: list[Happening]) -> None:
    held = lived(happenings)
    free = lived([WAYS_BACK[one] for one in held.held], held)
    assert free == Position(held.state), "what held it back has let go, and nothing else has changed"
    done = lived([Happening.RETURNED, Happening.ACKNOWLEDGED, Happening.RESET], free)
    assert done == Position(State.CLEARED)


@SOME
@given(HAPPENINGS, st.sampled_from([Happening.SHELVED, Happening.SUPPRESSED, Happening.TAKEN_OUT]))
def test_an_alarm_that_was_held_back_is_where_it_would_be_had_it_not_been(
    happenings: list[Happening], hold: Happening
) -> None:
    life = [h for h in happenings if h not in WAYS_BACK.values() and h not in _HOLDS]
    assert lived([hold, *life]).state == lived(life).state


_HOLDS = (Happening.SHELVED, Happening.SUPPRESSED, Happening.TAKEN_OUT)


def test_what_is_held_back_is_never_heard_and_what_nobody_has_seen_is_unless_held() -> None:
    for position in POSITIONS:
        assert heard(position) == (position.state in UNSEEN and not position.held)


def test_the_sets_of_states_are_those_of_the_table() -> None:
    assert set(State) - {State.CLEARED} == OPEN
    assert {State.UNACK, State.ACK} == STANDING
    assert {State.UNACK, State.RTN, State.LATCHED_UNACK} == UNSEEN
    assert {State.LATCHED_UNACK, State.LATCHED_ACK} == LATCHED


def test_every_state_hold_and_priority_has_words_that_no_other_has() -> None:
    words = [*STATE_WORDS.values(), *HELD_WORDS.values()]
    assert set(STATE_WORDS) == set(State)
    assert set(HELD_WORDS) == set(Held)
    assert set(HOLD_WORDS) == set(HoldKind)
    assert len({one.zh for one in words}) == len({one.en for one in words}) == len(words)
    assert list(PRIORITY_WORDS) == [1, 2, 3, 4]


def test_what_needs_a_hand_is_said_before_what_ends_by_itself() -> None:
    assert [foremost(held) for held in (set(Held), {Held.SUPPRESSED, Held.SHELVED}, {Held.SUPPRESSED}, set())] == [
        Held.OUT, Held.SHELVED, Held.SUPPRESSED, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "escalated", "rungs", "after_s", "due"),
    [
        (0.99, None, 0, 60, False), (1, None, 0, 60, True), (1.5, 1, 1, 60, False), (2, 1, 1, 60, True),
        (9, 2, 2, 60, False), (9, None, 0, 0, False),
    ],
)  # fmt: skip
def test_each_rung_is_given_its_time_and_hears_once(
    minutes: float, escalated: float | None, rungs: int, after_s: int, due: bool
) -> None:
    told = T0 + timedelta(minutes=escalated) if escalated else None
    assert rung_due(T0 + timedelta(minutes=minutes), T0, told, rungs=rungs, after_s=after_s) is due


def test_a_clock_that_was_set_back_neither_forgets_an_alarm_nor_climbs_all_rungs_at_once() -> None:
    """F-13. It was announced an hour ahead of what the clock now says."""
    ahead = T0 + timedelta(hours=1)
    assert rung_due(T0, ahead, None, rungs=0, after_s=60)
    assert not rung_due(T0 + timedelta(seconds=59), ahead, T0, rungs=1, after_s=60)
    assert rung_due(T0 + timedelta(seconds=60), ahead, T0, rungs=1, after_s=60)
    assert not rung_due(T0, T0 + SKEW, None, rungs=0, after_s=60), "two processes' clocks are not a clock set back"
    assert [role for role, _ in LADDER] == ["duty_leader", "commander"]


def test_a_reading_of_an_hour_ago_is_news_and_of_longer_ago_a_record() -> None:
    assert not is_late(T0, T0 + timedelta(hours=1))
    assert is_late(T0, T0 + timedelta(hours=1, milliseconds=1))


def test_worse_is_higher_above_a_limit_and_lower_below_one() -> None:
    assert (worse(True, 4.0, 5.0), worse(False, 400.0, 80.0)) == (5.0, 80.0)


def test_a_rule_that_says_all_owes_nothing_and_each_missing_text_is_named() -> None:
    assert missing_words(ALL) == []
    for name in ALL:
        assert missing_words(ALL | {name: "  "}) == [name]
