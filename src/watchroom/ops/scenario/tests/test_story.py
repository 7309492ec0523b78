"""The story is proved from the book: a step that did not happen, or not so, is found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchroom.journal.models import Entry
from watchroom.kernel.words import Words
from watchroom.ops.scenario import results
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.script import Script
from watchroom.ops.scenario.steps import EXPECTED
from watchroom.ops.scenario.story import Book, Expected, tell

pytestmark = pytest.mark.pure
T0 = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)
SAID = Words(zh="步骤", en="step")


def entry(pk: int, kind: str, *, actor: str = "watch:0", cause: int | None = None, **facts: Any) -> Entry:
    at = T0 + timedelta(minutes=pk)
    return Entry(
        id=pk,
        kind=kind,
        subject=f"thing:{pk}",
        at=at,
        machine_at=T0 + timedelta(milliseconds=20 * pk),
        actor=actor,
        cause=cause,
        facts=facts,
        exercise=True,
    )


DAY = Book(
    [
        entry(1, "alarms.raised", rule="wind", batch="batch:3@118"),
        entry(2, "alarms.acknowledged", actor="watch_officer:1", cause=1, rule="wind"),
        entry(3, "incidents.opened", actor="watch_officer:1", cause=1),
        entry(4, "plans.proposed", actor="follower:plans.propose", cause=3, plan="wind"),
    ]
)  # fmt: skip


def wrong(expected: Expected) -> str:
    said = tell(DAY, [expected])[0].wrong
    return said.en if said else ""


def test_a_step_that_happened_as_it_had_to_is_right() -> None:
    expected = Expected(
        5,
        SAID,
        "plans.proposed",
        where={"plan": ["wind", "snow"]},
        by="follower:",
        causes=("incidents.opened",),
        behind=("alarms.raised",),
    )
    told = tell(DAY, [expected])[0]
    assert told.wrong is None
    assert told.latency_ms == 20
    assert (told.entry and told.entry.id, told.cause and told.cause.id) == (4, 3)


def test_the_file_of_the_story_names_the_cause_as_the_table_does() -> None:
    """Not by number, so that two days can be compared; of a batch the partition alone."""
    told = tell(DAY, [Expected(1, SAID, kind) for kind in ("alarms.raised", "incidents.opened", "plans.activated")])
    assert [results._as_json(one)["because"] for one in told] == ["batch:3", "alarms.raised thing:1", None]
    assert [results.cells(one)[3] for one in told] == ["batch:3", "alarms.raised thing:1", "—"]


def test_what_did_not_happen_is_found() -> None:
    assert wrong(Expected(5, SAID, "plans.activated")) == "did not happen"
    assert wrong(Expected(5, SAID, "plans.proposed", where={"plan": "snow"})) == "did not happen"


def test_the_wrong_person_the_wrong_cause_and_a_broken_chain_are_found() -> None:
    assert "done by watch_officer:1" in wrong(Expected(3, SAID, "alarms.acknowledged", by="commander:"))
    assert "the cause is alarms.raised" in wrong(Expected(4, SAID, "incidents.opened", causes=("plans.proposed",)))
    assert "missing in the chain of causes: alarms.acknowledged" in wrong(
        Expected(5, SAID, "plans.proposed", behind=("alarms.acknowledged",))
    )


def test_too_often_and_too_rarely_are_found() -> None:
    assert "only 1 times, not 2" in wrong(Expected(2, SAID, "alarms.raised", least=2))
    twice = Book([*DAY.entries, entry(5, "alarms.raised", rule="wind")])
    assert (tell(twice, [Expected(2, SAID, "alarms.raised", most=1)])[0].wrong or SAID).en == "2 times, at most 1"


def test_the_expected_steps_cover_every_part_of_the_story() -> None:
    assert {step.item for step in EXPECTED} == set(range(1, 11))
    assert len({(step.kind, str(step.where)) for step in EXPECTED}) == len(EXPECTED)


def test_the_script_is_written_for_posts_that_the_roster_holds() -> None:
    day = load("zhangjiakou-games")
    posts = {post.code for post in day.people.posts}
    steps = Script.model_validate(day.yaml("script.yaml")).steps
    assert len({step.code for step in steps}) == len(steps)
    for step in steps:
        assert step.who in posts or step.who == "{post}", step.code
        assert step.when != "clock" or (step.at and day.head.starts <= step.at < day.head.ends), step.code
