"""A worker that dies, a worker that is late, two workers at once: at most one duplicate, and it is marked."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from watchroom.conftest import SetClock
from watchroom.journal import queries as journal
from watchroom.kernel.clock import UTC, SystemClock
from watchroom.people.testing import Cast
from watchroom.warnings import delivering
from watchroom.warnings.channel import Rendered
from watchroom.warnings.chores import SendDeliveries
from watchroom.warnings.models import Delivery, Posting
from watchroom.warnings.tests.gateway import Gateway, lines, states, work
from watchroom.warnings.tests.scene import released

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Crash(BaseException):
    """The worker dies here: nothing after it happens."""


def crash_after_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise Crash

    monkeypatch.setattr(delivering, "_write_sent", die)


def lease_runs_out() -> None:
    Delivery.objects.filter(state="sending").update(lease_until=LONG_AGO)


def test_a_crash_between_sending_and_writing_down_makes_one_duplicate_at_most_and_marks_it(
    cast: Cast, clock: SetClock, outbox: Path
) -> None:
    row = released(cast, channels=["log_sms"])
    with pytest.MonkeyPatch.context() as patch:
        crash_after_sending(patch)
        with pytest.raises(Crash):
            work(clock)
    assert (states(row), len(lines(outbox))) == ({"log_sms": "sending"}, 1)
    assert work(clock) == 0  # its lease still runs: nobody else touches it
    assert SendDeliveries().pending(clock.at) == 1

    lease_runs_out()
    work(clock)

    assert states(row) == {"log_sms": "sent"}
    assert [line["possible_repeat"] for line in lines(outbox)] == [False, True]
    assert len({line["key"] for line in lines(outbox)}) == 1
    told = journal.last(row.subject, "warnings.delivered")
    assert told is not None
    assert told.facts["repeat"] is True
    assert "可能重复" in told.say().zh


def test_two_crashes_leave_it_to_a_person_and_make_no_third_copy(cast: Cast, clock: SetClock, outbox: Path) -> None:
    row = released(cast, channels=["log_sms"])
    for _ in range(2):
        with pytest.MonkeyPatch.context() as patch:
            crash_after_sending(patch)
            with pytest.raises(Crash):
                work(clock)
        lease_runs_out()

    work(clock)

    assert (states(row), len(lines(outbox))) == ({"log_sms": "failed"}, 2)
    assert "人工核实" in row.deliveries.get().error_zh


@pytest.mark.parametrize("channel", ["cap_feed", "public_page"])
def test_a_channel_that_knows_repeats_is_simply_asked_again(
    cast: Cast, clock: SetClock, outbox: Path, channel: str
) -> None:
    row = released(cast, channels=[channel])
    for _ in range(3):
        with pytest.MonkeyPatch.context() as patch:
            crash_after_sending(patch)
            with pytest.raises(Crash):
                work(clock)
        lease_runs_out()

    work(clock)

    assert states(row) == {channel: "sent"}
    assert Posting.objects.filter(outlet=channel).count() == 1
    told = journal.last(row.subject, "warnings.delivered")
    assert told is not None
    assert told.facts["repeat"] is False


def test_a_worker_that_died_before_the_clock_was_set_back_holds_up_neither_the_warning_nor_its_end(
    cast: Cast, clock: SetClock, outbox: Path
) -> None:
    """F-13: its lease, and the pause before the next attempt, would else last for as long as the clock was set back."""
    row = released(cast, channels=["log_sms", "public_page"])
    with pytest.MonkeyPatch.context() as patch:
        crash_after_sending(patch)
        with pytest.raises(Crash):
            work(clock)
    clock.forward(hours=-1)
    row.deliveries.filter(state="sending").update(lease_until=SystemClock().now() + timedelta(hours=1))
    assert set(states(row).values()) == {"sending", "waiting"}

    work(clock)

    assert set(states(row).values()) == {"sent"}


def test_two_workers_do_not_send_the_same_thing(
    cast: Cast, clock: SetClock, outbox: Path, gateway: type[Gateway]
) -> None:
    row = released(cast, channels=["gateway"])
    pk = row.deliveries.get().pk
    second: list[bool] = []

    def slow(rendered: Rendered) -> str:
        second.append(delivering.deliver(pk, clock.at))
        return "ok"

    gateway.answer = staticmethod(slow)
    work(clock)

    assert (second, len(gateway.sent)) == ([False], 1)


def test_a_worker_that_lost_its_lease_writes_nothing(cast: Cast, clock: SetClock, gateway: type[Gateway]) -> None:
    row = released(cast, channels=["gateway"])

    def stolen(rendered: Rendered) -> str:
        row.deliveries.update(owner="another")
        return "ok"

    gateway.answer = staticmethod(stolen)
    work(clock)

    assert row.deliveries.get().state == "sending"
    assert journal.last(row.subject, "warnings.delivered") is None
