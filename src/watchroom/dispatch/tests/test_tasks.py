"""Tasks as a long night has them: in progress, blocked, repeated, shared, handed over, left out, added."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, chores, queries
from watchroom.dispatch.faults import (
    NoSuchPost,
    NotBlocked,
    NotYourOrder,
    OrderAnswered,
    OrderNotSent,
    ProgressOwed,
    ResponseEnded,
    TextOwed,
    WhoSaidIt,
)
from watchroom.dispatch.models import Order, Share
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.upstream import Activated, Task
from watchroom.journal import queries as journal
from watchroom.journal.verify import verify
from watchroom.kernel.words import Words
from watchroom.people import actions as roster
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Shift
from watchroom.people.rights import Role
from watchroom.people.testing import UNTIL, Cast

HANDOVER = chores.CHORES[1]


def create(found: Activated) -> list[Order]:
    return actions.create_orders(found.pk, actor="follower:dispatch.orders")


def order(code: str) -> Order:
    return Order.objects.get(code=code)


def states() -> dict[str, str]:
    return {row.code: row.state for row in Order.objects.all()}


def sentence(row: Order) -> str:
    said = journal.last(row.subject)
    assert said is not None
    return said.say().zh


def test_a_post_says_how_far_it_is_in_percent_or_in_words(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("clear")))
    wrong: tuple[dict[str, int], ...] = ({}, {"percent": 101}, {"percent": -1})
    for nothing in wrong:
        with pytest.raises(ProgressOwed):
            actions.progress_order(cast.lin, order("clear").pk, percent=nothing.get("percent"))

    actions.progress_order(cast.lin, order("clear").pk, percent=40, said="东看台已清空")
    row = actions.progress_order(cast.lin, order("clear").pk, said="西看台剩两排")

    assert (row.state, row.progress, row.progress_said, row.received_at) == ("doing", 40, "西看台剩两排", clock.at)
    assert sentence(row) == "任务进展：任务 clear（watch_officer 岗）西看台剩两排"
    with pytest.raises(OrderAnswered):
        actions.receive_order(cast.lin, row.pk)  # whoever says how far it is has received it
    assert queries.counts(cast.lin, row.incident_id).running == 1


def test_a_blocked_task_says_why_and_who_must_act_and_goes_on_when_that_is_gone(cast: Cast, activate: Activate) -> None:
    create(activate(task("clear", "venue_security")))
    pk = order("clear").pk
    with pytest.raises(TextOwed):
        actions.block_order(cast.lin, pk, reason="缺钥匙", on=" ", said_by="王队")
    with pytest.raises(WhoSaidIt):
        actions.block_order(cast.lin, pk, reason="缺钥匙", on="物业")
    with pytest.raises(NotYourOrder):
        actions.block_order(cast.sun, pk, reason="缺钥匙", on="物业", said_by="王队")

    actions.block_order(cast.lin, pk, reason="缺东门钥匙", on="物业", said_by="王队")

    assert sentence(order("clear")) == "任务受阻：任务 clear（venue_security 岗）：缺东门钥匙；须由物业解决"
    assert queries.counts(cast.lin, order("clear").incident_id).blocked == 1
    actions.unblock_order(cast.zhao, pk, said="物业已到")
    assert sentence(order("clear")) == "任务恢复：任务 clear（venue_security 岗）物业已到"
    assert order("clear").state == "doing"
    with pytest.raises(NotBlocked):
        actions.unblock_order(cast.zhao, pk)


def test_a_task_that_repeats_stays_open_and_is_due_again(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("report", deadline_s=None, every_s=3600), task("then", after=("report",))))
    first = order("report").due_at
    assert first == clock.at + timedelta(hours=1)
    clock.forward(minutes=61)
    chores.CHORES[0].run(clock.at)

    row = actions.finish_order(cast.lin, order("report").pk, note="首报")

    assert (row.state, row.rounds, row.due_at) == ("received", 1, clock.at + timedelta(hours=1))
    assert (row.overdue_at, row.done_at) == (None, None)
    assert states()["then"] == "sent"  # it waited for the first time only
    clock.forward(minutes=61)
    assert chores.CHORES[0].run(clock.at) == 2  # late again, and so is what it sent
    row = actions.finish_order(cast.lin, row.pk, last=True)
    assert (row.state, row.rounds, row.done_at) == ("done", 2, clock.at)
    assert [entry.kind.partition("_")[2] for entry in journal.of_subject(row.subject)] == [
        "sent", "overdue", "round", "overdue", "done",
    ]  # fmt: skip


def test_a_task_without_a_deadline_is_never_late(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("watch", deadline_s=None)))
    clock.forward(days=9)

    assert (chores.CHORES[0].pending(clock.at), order("watch").due_at) == (0, None)


def test_what_does_not_apply_is_left_out_with_a_reason_and_holds_nobody_up(cast: Cast, activate: Activate) -> None:
    create(
        activate(task("ropeway", "venue_security"), task("then", after=("ropeway",)), task("later", after=("then",)))
    )
    pk = order("ropeway").pk
    with pytest.raises(TextOwed):
        actions.skip_order(cast.zhao, pk, reason=" ")
    with pytest.raises(NotYourOrder):
        actions.skip_order(cast.sun, pk, reason="无索道")

    actions.skip_order(cast.zhao, pk, reason="本场馆无索道")
    actions.skip_order(cast.lin, order("later").pk, reason="已由他人完成")

    assert states() == {"ropeway": "skipped", "then": "sent", "later": "skipped"}
    assert sentence(order("ropeway")) == "任务不适用：任务 ropeway（venue_security 岗）：本场馆无索道"
    with pytest.raises(OrderAnswered) as refused:
        actions.finish_order(cast.lin, pk, said_by="x")
    assert "赵岩" in refused.value.words.zh
    assert queries.counts(cast.lin, order("then").incident_id).skipped == 2


def test_a_task_outside_the_plan_goes_to_a_post_of_the_site_with_the_reason(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    found = activate(task("stop"))
    create(found)
    with pytest.raises(NotAllowed):
        actions.add_order(cast.sun, found.pk, "duty_leader", title="查看东门", reason="x")
    with pytest.raises(NoSuchPost):
        actions.add_order(cast.zhao, found.pk, "nobody", title="查看东门", reason="x")
    with pytest.raises(TextOwed):
        actions.add_order(cast.zhao, found.pk, "duty_leader", title="查看东门", reason="")

    made = actions.add_order(
        cast.zhao, found.pk, "duty_leader", title="查看东门", within_s=600, reason="现场报告有积雪"
    )
    second = actions.add_order(cast.lin, found.pk, "duty_leader", title="查看东门", reason="再查")

    assert (made.state, made.person_id, made.due_at) == ("sent", cast.chen.person, clock.at + timedelta(minutes=10))
    assert (made.code, second.code, made.clause) == ("+1", "+2", "")
    assert sentence(made) == "下达预案外指令：查看东门（带班领导），理由：现场报告有积雪"
    actions.cancel_orders(found.pk, actor="follower:x")
    assert set(states().values()) == {"cancelled"}


def test_a_response_that_has_ended_gives_no_more_tasks(cast: Cast, activate: Activate) -> None:
    first = activate(task("stop"))
    activate(task("stop"), previous=first.pk)

    with pytest.raises(ResponseEnded):
        actions.add_order(cast.zhao, first.pk, "duty_leader", title="查看", reason="x")


def test_at_the_change_of_shift_the_task_goes_to_the_new_holder_who_may_act(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("stop"), task("clear", "venue_security"), task("then", after=("stop",))))
    change = clock.at + timedelta(hours=1)
    roster.put_person("zhou", "周越", "Zhou Yue")
    Shift.objects.filter(post__code="watch_officer").update(until=change)
    roster.put_shift("watch_officer", "zhou", change, UNTIL)
    assert HANDOVER.run(clock.at) == 0
    clock.set(change)
    gone, here = (people.viewer(people.person_by_code(code)) for code in ("lin", "zhou"))

    assert [HANDOVER.pending(clock.at), HANDOVER.run(clock.at), HANDOVER.run(clock.at)] == [1, 1, 0]

    assert order("stop").person_id == here.person
    assert sentence(order("stop")) == "任务随岗交接：任务 stop（watch_officer 岗），由现任在岗人员接办"
    with pytest.raises(NotAllowed):
        actions.finish_order(gone, order("stop").pk)
    assert {card.order.code for lane in queries.board(here, order("stop").incident_id) for card in lane.cards if card.mine} == {
        "stop", "then",
    }  # fmt: skip
    actions.finish_order(here, order("stop").pk)
    assert order("then").person_id == here.person


def test_a_stand_in_gives_the_task_back_to_the_post_when_somebody_holds_it(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("clear", "venue_security")))
    assert (order("clear").person_id, order("clear").stand_in) == (cast.chen.person, True)
    roster.put_person("wang", "王强", "Wang Qiang")
    roster.put_post("venue_security", "场馆安保", "Venue security", Role.AGENCY)
    roster.put_shift("venue_security", "wang", clock.at, UNTIL)

    assert HANDOVER.run(clock.at) == 1

    row = order("clear")
    assert (row.person_id, row.stand_in) == (people.person_by_code("wang").pk, False)


def same(code: str, **more: Any) -> Task:
    """The same order in another plan's words: another code, another title, other stops."""
    return task(code, text=Words(zh="请立即疏散看台！", en="Clear the stands now!"), **more)


def test_two_plans_that_say_the_same_to_one_post_share_the_task_under_the_stricter_deadline(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("clear", text=Words(zh="请立即疏散看台。", en="Clear the stands now."), deadline_s=1800)))
    clock.forward(minutes=5)

    fresh = create(
        activate(
            same("evacuate", deadline_s=600, clause="5.1"),
            same("other", post="duty_leader"),
            task("count", after=("evacuate",)),
        )
    )

    assert {row.code: row.state for row in fresh} == {"other": "sent", "count": "waiting"}
    assert order("clear").due_at == clock.at + timedelta(minutes=10)
    assert [(part.code, part.clause) for part in order("clear").shares.all()] == [("evacuate", "5.1")]
    assert "另一预案 5.1 条要求相同" in sentence(order("clear"))
    with pytest.raises(OrderNotSent) as refused:
        actions.finish_order(cast.lin, order("count").pk)
    assert "任务 clear" in refused.value.words.zh
    actions.finish_order(cast.lin, order("clear").pk)
    assert states()["count"] == "sent"
    assert create(activate(same("again")))[0].code == "again"  # what is done is done once more
    assert list(verify()) == []


@pytest.mark.parametrize("first", ["giver", "sharer"])
def test_a_shared_task_ends_with_the_last_response_that_has_a_part_in_it(
    cast: Cast, activate: Activate, first: str
) -> None:
    giver = activate(same("clear"), task("own"))
    create(giver)
    sharer = activate(same("evacuate"), task("mine", "duty_leader"))
    create(sharer)
    ends: dict[str, Callable[[], int]] = {
        "giver": lambda: actions.cancel_orders(giver.pk, actor="follower:x"),
        "sharer": lambda: actions.cancel_orders(sharer.pk, actor="follower:x"),
    }

    ends[first]()
    assert states()["clear"] == "sent"
    ends["sharer" if first == "giver" else "giver"]()

    assert set(states().values()) == {"cancelled"}
    assert not Share.objects.filter(ended_at=None).exists()


def test_the_database_refuses_a_block_without_a_reason_and_a_waiver_without_a_person(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("stop")))
    wrong: tuple[dict[str, object], ...] = (
        {"state": "blocked", "received_at": clock.at, "blocked_at": clock.at}, {"state": "doing"}, {"progress": 120},
        {"state": "skipped", "skipped_at": clock.at, "skipped_why": "x"}, {"skipped_at": clock.at},
    )  # fmt: skip
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.filter(code="stop").update(**fields)
