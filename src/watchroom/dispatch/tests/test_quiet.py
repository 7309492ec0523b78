"""Quiet hours: what can wait waits, what is urgent does not, and whoever looks sees for whom it waits."""

from datetime import timedelta

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, call_queries, rolls
from watchroom.dispatch.call_models import Attempt, Called
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.tests.test_call_lists import browser
from watchroom.dispatch.tests.test_calls import Air, air, kinds, way, work
from watchroom.people import ways
from watchroom.people.testing import Cast
from watchroom.people.way_faults import NoSuchWay, QuietWrong
from watchroom.people.way_models import ContactWay

__all__ = ["air"]


def given(activate: Activate, minutes: int) -> Order:
    actions.create_orders(activate(task("a", deadline_s=minutes * 60)).pk, actor="follower:test")
    return Order.objects.get(code="a")


def quiet(cast: Cast, channel: str = "sms", address: str = "1") -> ContactWay:
    """From 9 to 11 at the site, where it is 10 o'clock."""
    row = way(cast.lin, channel, address)
    return ways.quiet_way(cast.lin, row.pk, start="09:00", end="11:00")


def test_an_order_that_can_wait_leaves_when_the_hours_are_over_and_the_board_says_so(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    quiet(cast)
    order, begun = given(activate, 120), clock.at
    work(clock)
    assert air.notes == []
    (told,) = call_queries.calls(cast.lin, order=order.pk)
    (line,) = told.rows[0].tries
    assert line.state == "waiting"
    assert line.said is not None
    assert "02-06 11:00（Asia/Shanghai）后发送" in line.said.zh
    work(clock, 3599)
    assert air.notes == []
    work(clock, 1)
    assert [(note.to, clock.at - begun) for _, note in air.notes if "催办" not in note.text] == [
        ("1", timedelta(hours=1))
    ]
    assert kinds().count("dispatch.call_held") == 1
    assert Attempt.objects.get(key__endswith=":1").tries == 1


def test_the_next_in_line_is_called_meanwhile(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    quiet(cast)
    way(cast.chen, "sms", "2")
    given(activate, 120)
    work(clock, 121)
    assert [note.to for _, note in air.notes] == ["2"]


def test_a_way_without_quiet_hours_is_used_first(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    quiet(cast)
    way(cast.lin, "mail", "lin@example.org")
    given(activate, 120)
    work(clock)
    assert [name for name, _ in air.notes] == ["mail"]


@pytest.mark.parametrize("minutes", [5, 60])
def test_an_order_that_is_due_before_the_hours_end_does_not_wait(
    cast: Cast, clock: SetClock, activate: Activate, air: Air, minutes: int
) -> None:
    quiet(cast)
    given(activate, minutes)
    work(clock)
    assert [note.to for _, note in air.notes] == ["1"]


def test_an_order_without_a_deadline_and_a_call_list_do_not_wait(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    quiet(cast)
    order = given(activate, 120)
    Order.objects.filter(pk=order.pk).update(due_at=None, deadline_s=None)
    rolls.start(cast.chen, title="强风叫应", lines=[["person:lin"]])
    work(clock)
    assert [note.to for _, note in air.notes] == ["1", "1"]


def test_what_is_answered_while_it_waits_is_not_sent(cast: Cast, clock: SetClock, activate: Activate, air: Air) -> None:
    quiet(cast)
    order = given(activate, 120)
    work(clock)
    actions.receive_order(cast.lin, order.pk)
    work(clock, 3700)
    assert air.notes == []
    assert Called.objects.get(rank=0).state == "accepted"


def test_hours_are_whole_and_one_s_own(cast: Cast, clock: SetClock, air: Air) -> None:
    row = way(cast.lin, "mail", "lin@example.org")
    for start, end, zone in (("22:00", "", ""), ("", "07:00", ""), ("07:00", "07:00", ""), ("25:00", "07:00", ""), ("22:00", "07:00", "Mars/Dome"), ("22:00", "07:00", "../UTC")):  # fmt: skip
        with pytest.raises(QuietWrong):
            ways.quiet_way(cast.lin, row.pk, start=start, end=end, zone=zone)
    with pytest.raises(NoSuchWay):
        ways.quiet_way(cast.sun, row.pk, start="22:00", end="07:00")
    page = browser("lin")
    page.post(f"/duty/ways/{row.pk}/quiet", {"start": "22:00", "end": "07:00", "zone": "Europe/Berlin"})
    row.refresh_from_db()
    assert (row.quiet_from, row.quiet_until, row.quiet_zone) == ("22:00", "07:00", "Europe/Berlin")
    assert "22:00–07:00（Europe/Berlin）" in page.get("/duty/ways").content.decode()
    page.post(f"/duty/ways/{row.pk}/quiet", {})
    row.refresh_from_db()
    assert row.quiet is None
