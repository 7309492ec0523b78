"""How far an order is, with time and person for each step; worded anew, given another deadline, recalled; to units and agencies."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, call_answers
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.changing import change_order
from watchroom.dispatch.faults import ChangeWrong, NoSuchOrder, NoSuchPost, OrderAnswered, TextOwed
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.tests.test_call_lists import browser
from watchroom.dispatch.tests.test_calls import Air, air, sent, way, work
from watchroom.dispatch.trail import trail
from watchroom.journal.models import Entry
from watchroom.kernel.clock import iso
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.carrier import Report, Sort
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast

__all__ = ["air"]


def steps(viewer: Any, order: Order) -> list[tuple[str, str]]:
    return [(one.code, one.who.en if one.who else "") for one in trail(viewer, order.pk)]


def test_every_step_stands_there_with_its_time_and_whose_it_was(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    order = sent(activate)
    began = clock.at
    work(clock)
    clock.forward(seconds=10)
    call_answers.hear("sms", [Report(Sort.ARRIVED, "sms-1")])
    clock.forward(seconds=10)
    call_answers.seen(cast.lin, order.pk)
    clock.forward(seconds=10)
    call_answers.decline_order(cast.lin, order.pk, reason="在外")
    clock.forward(seconds=10)
    actions.receive_order(cast.chen, order.pk)
    actions.progress_order(cast.chen, order.pk, percent=40, said="过半")
    clock.forward(seconds=10)
    actions.finish_order(cast.chen, order.pk, note="撤完")

    told = steps(cast.lin, order)
    assert [code for code, _ in told] == [
        "sent", "called", "left", "arrived", "read", "called", "declined", "received", "progress", "done",
    ]  # fmt: skip
    lin, chen = cast.lin.name.en, cast.chen.name.en
    assert all(lin in who for code, who in told if code in ("left", "arrived", "read", "declined"))
    assert all(chen in who for code, who in told if code in ("received", "progress", "done"))
    found = trail(cast.lin, order.pk)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert found[0].at == began
    assert (found[-2].note, found[-1].note, found[6].note) == ("40 % 过半", "撤完", "在外")
    assert all("Lin" not in (one.who.en if one.who else "") for one in trail(cast.wall, order.pk)), (
        "a wall sees no names"
    )


def test_the_page_and_the_api_say_the_same_in_both_languages(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    order = sent(activate)
    work(clock, 400)
    page = browser("lin")
    for lang, words in (("zh", ("下达", "消息发出", "已无人可叫", "下达时固定的顺序")), ("en", ("message left", "nobody left to call", "the order fixed"))):  # fmt: skip
        text = page.get(f"/orders/{order.pk}", headers={"Accept-Language": lang}).content.decode()
        for one in words:
            assert one in text, (lang, one)
    program = Client(headers={"Authorization": f"Bearer {make_api_token(people.person_by_code('lin'))}"})
    told = program.get(f"/api/orders/{order.pk}/trail").json()
    assert [one["step"] for one in told] == [one.code for one in trail(cast.lin, order.pk)]
    assert program.get("/api/orders/1000000/trail").status_code == 404
    assert page.get("/orders/1000000").status_code == 404
    with pytest.raises(NoSuchOrder):
        trail(cast.lin, 1_000_000)


def test_an_order_is_worded_anew_and_who_is_being_called_gets_it_as_it_now_is(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    order = sent(activate)
    work(clock)
    with pytest.raises(NotAllowed):
        change_order(cast.sun, order.pk, text="x", reason="x")
    with pytest.raises(TextOwed):
        change_order(cast.chen, order.pk, text="x", reason=" ")
    for nothing in ({}, {"text": order.zh}, {"due_at": order.due_at}, {"due_at": clock.at}, {"due_at": clock.at + timedelta(days=31)}):  # fmt: skip
        with pytest.raises(ChangeWrong):
            change_order(cast.chen, order.pk, reason="x", **nothing)
    due = clock.at + timedelta(hours=2)
    change_order(cast.chen, order.pk, text="撤到二号看台", due_at=due, reason="风向变了")
    work(clock, 1)
    order.refresh_from_db()
    assert (order.zh, order.due_at, order.state) == ("撤到二号看台", due, "sent")
    (changed,) = [one for one in trail(cast.lin, order.pk) if one.code == "changed"]
    assert (changed.note, changed.at) == ("风向变了", clock.at - timedelta(seconds=1))
    assert "撤到二号看台" in air.notes[-1][1].text
    said = Entry.objects.get(kind="dispatch.order_changed").say()
    assert "改内容、改时限" in said.zh
    assert "风向变了" in said.zh


def test_who_has_it_is_told_and_the_new_deadline_counts(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    order = sent(activate)
    work(clock)
    actions.receive_order(cast.lin, order.pk)
    clock.forward(seconds=301)
    assert actions.mark_overdue(order.pk)
    answer = browser("chen").post(
        f"/orders/{order.pk}/change", {"text": "", "due_at": "2099-01-01T00:00", "reason": "x"}
    )
    assert answer.status_code == 422
    program = Client(headers={"Authorization": f"Bearer {make_api_token(people.person_by_code('chen'))}"})
    body = {"due_at": iso(clock.at + timedelta(hours=1)), "text": "再核实一遍", "reason": "补充"}
    made = program.post(f"/api/orders/{order.pk}/change", data=body, content_type="application/json")
    assert (made.status_code, made.json()["overdue_at"]) == (200, None)
    work(clock)
    assert "指令已更改" in air.notes[-1][1].text
    actions.finish_order(cast.lin, order.pk)
    with pytest.raises(OrderAnswered):
        change_order(cast.chen, order.pk, text="y", reason="x")


def test_a_recalled_order_says_so_on_its_page_and_to_whoever_had_it(
    cast: Cast, clock: SetClock, activate: Activate, air: Air
) -> None:
    way(cast.lin, "sms", "1")
    order = sent(activate)
    work(clock)
    answer = browser("chen").post(f"/orders/{order.pk}/skip", {"reason": "误下", "back": f"order:{order.pk}"})
    assert answer.headers["Location"] == f"/orders/{order.pk}"
    work(clock)
    assert "已撤回，请勿执行" in air.notes[-1][1].text
    page = browser("chen").get(f"/orders/{order.pk}", headers={"Accept-Language": "zh"}).content.decode()
    assert "撤回通知" in page
    assert "误下" in page
    assert Called.objects.filter(call__order=order, call__kind="recall").count() == 1


def test_a_task_outside_the_plan_goes_to_a_unit_as_well(cast: Cast, clock: SetClock, activate: Activate) -> None:
    found = activate(task("a"))
    actions.create_orders(found.pk, actor="follower:test")
    actions.put_unit("amb-1", "ambulance", "救护 1", "Ambulance 1", "station", actor="ops:test")
    made = actions.add_order(cast.chen, found.pk, "unit:amb-1", title="到北门待命", reason="预案未写")
    assert (made.post, made.post_zh) == ("unit:amb-1", "救护 1")
    with pytest.raises(NoSuchPost):
        actions.add_order(cast.chen, found.pk, "unit:nope", title="x", reason="x")
