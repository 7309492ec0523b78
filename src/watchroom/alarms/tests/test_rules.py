"""The table of an alarm's life, and what a rule owes."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from watchroom.alarms.rules import (
    OPEN,
    PRIORITY_WORDS,
    STANDING,
    STATE_WORDS,
    TRANSITIONS,
    UNSEEN,
    Happening,
    State,
    follows,
    is_late,
    missing_words,
    worse,
)

T0 = datetime(2026, 2, 6, tzinfo=UTC)
ALL = {f"{word}_{lang}": "说明" for word in ("title", "cause", "consequence", "action") for lang in ("zh", "en")}


@pytest.mark.parametrize(
    ("before", "happening", "after"),
    [
        ("unack", "acknowledged", "ack"),
        ("unack", "returned", "rtn"),
        ("ack", "acknowledged", None),
        ("ack", "returned", "cleared"),
        ("rtn", "acknowledged", "cleared"),
        ("rtn", "returned", None),
        ("cleared", "acknowledged", None),
        ("cleared", "returned", None),
    ],
)
def test_each_state_and_happening_has_its_one_answer(before: str, happening: str, after: str | None) -> None:
    assert follows(State(before), Happening(happening)) == after


def test_an_alarm_is_cleared_when_it_was_seen_and_is_gone_in_whichever_order() -> None:
    for order in itertools.permutations(Happening):
        state = State.UNACK
        for happening in order:
            state = follows(state, happening) or state
        assert state is State.CLEARED


def test_nothing_leaves_cleared_and_every_other_state_leads_there() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] is State.CLEARED]
    assert {before for before, _ in TRANSITIONS} == set(State) - {State.CLEARED}
    assert set(State) - {State.CLEARED} == OPEN
    assert {State.UNACK, State.ACK} == STANDING
    assert {State.UNACK, State.RTN} == UNSEEN


def test_every_state_and_priority_has_its_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert len({words.zh for words in STATE_WORDS.values()}) == len({words.en for words in STATE_WORDS.values()}) == 4
    assert list(PRIORITY_WORDS) == [1, 2, 3, 4]


def test_a_reading_of_an_hour_ago_is_news_and_of_longer_ago_a_record() -> None:
    assert not is_late(T0, T0 + timedelta(hours=1))
    assert is_late(T0, T0 + timedelta(hours=1, milliseconds=1))


def test_worse_is_higher_above_a_limit_and_lower_below_one() -> None:
    assert (worse(True, 4.0, 5.0), worse(False, 400.0, 80.0)) == (5.0, 80.0)


def test_a_rule_that_says_all_owes_nothing_and_each_missing_text_is_named() -> None:
    assert missing_words(ALL) == []
    for name in ALL:
        assert missing_words(ALL | {name: "  "}) == [name]
