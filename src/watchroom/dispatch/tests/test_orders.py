"""Orders: one for each action, to whoever holds the post, in the plan's order, kept in time by the worker."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, chores, queries
from watchroom.dispatch.closing import CLOSING
from watchroom.dispatch.faults import NoSuchOrder, NotYourOrder, OrderAnswered, OrderNotSent, TextTooLong, WhoSaidIt
from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.dispatch.upstream import Activated
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.kernel.clock import iso
from watchroom.people import actions as roster
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.rights import Role
from watchroom.people.testing import SINCE, UNTIL, Cast

DEADLINES = chores.CHORES[0]


def create(found: Activated) -> list[Order]:
    return actions.create_orders(found.pk, actor="follower:dispatch.orders")


def order(code: str) -> Order:
    return Order.objects.get(code=code)


def kinds(row: Order) -> list[str]:
    return [entry.kind.removeprefix("dispatch.order_") for entry in journal.of_subject(row.subject)]


def test_each_action_becomes_one_order_to_the_holder_of_its_post(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("stop", "watch_officer"), task("lead", "duty_leader")))

    assert {row.code: (row.state, row.person_id, row.stand_in) for row in Order.objects.all()} == {
        "stop": ("sent", cast.lin.person, False), "lead": ("sent", cast.chen.person, False),
    }  # fmt: skip
    assert order("stop").due_at == clock.at + timedelta(seconds=300)
    assert kinds(order("stop")) == ["sent"]
    assert journal.of_subject(order("stop").subject)[0].say().zh == "下达指令：任务 stop（watch_officer 岗）"


def test_a_post_that_nobody_holds_goes_to_the_duty_leader_and_the_entry_says_so(cast: Cast, activate: Activate) -> None:
    create(activate(task("clear", "field_lead")))

    row = order("clear")
    assert (row.person_id, row.stand_in) == (cast.chen.person, True)
    [sent] = journal.of_subject(row.subject)
    assert "带班领导代收" in sent.say().zh
    assert "duty leader received it" in sent.say().en


def test_with_nobody_on_watch_at_all_the_order_still_goes_to_the_post(
    activate: Activate, cast: Cast, clock: SetClock
) -> None:
    clock.set(UNTIL + timedelta(days=1))
    create(activate(task("clear", "field_lead")))

    assert (order("clear").person_id, order("clear").state) == (None, "sent")
    assert "均无人在岗" in journal.of_subject(order("clear").subject)[0].say().zh


def test_reading_the_activation_twice_makes_no_second_order(activate: Activate, cast: Cast) -> None:
    found = activate(task("stop"), task("then", after=("stop",)))
    create(found)
    before = journal.head()

    assert create(found) == []
    assert (Order.objects.count(), journal.head()) == (2, before)


def test_a_kill_between_leaves_nothing_or_everything_and_the_next_try_makes_it_whole(
    activate: Activate, cast: Cast
) -> None:
    found = activate(task("stop"), task("clear"), task("then", after=("stop",)))

    def killed() -> None:
        with book(actor="follower:dispatch.orders"):
            create(found)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        killed()
    assert (Order.objects.count(), Entry.objects.filter(kind__startswith="dispatch.").count()) == (0, 0)

    create(found)

    assert Order.objects.count() == Entry.objects.filter(kind__startswith="dispatch.").count() == 3


def test_the_database_itself_refuses_a_second_order_for_an_action(activate: Activate, cast: Cast) -> None:
    create(activate(task("stop")))
    row = order("stop")
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "lost"},
        {"state": "sent", "sent_at": None},
        {"state": "done", "done_at": None},
        {"state": "received", "received_at": None},
    ],
    ids=["unknown state", "sent never", "done never", "received never"],
)
def test_the_database_refuses_a_state_without_its_time(
    activate: Activate, cast: Cast, nonsense: dict[str, object]
) -> None:
    create(activate(task("stop")))

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(**nonsense)


def test_a_task_with_an_open_predecessor_waits_and_is_sent_when_the_last_one_is_done(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("a"), task("b"), task("c", after=("a", "b"))))
    assert (order("c").state, order("c").due_at) == ("waiting", None)
    waiting = journal.of_subject(order("c").subject)[0]
    assert (waiting.facts["waits_for"], "任务 a、任务 b" in waiting.say().zh) == (["a", "b"], True)

    actions.finish_order(cast.lin, order("a").pk)
    assert order("c").state == "waiting"
    clock.forward(minutes=2)
    actions.finish_order(cast.lin, order("b").pk)

    assert (order("c").state, order("c").sent_at, order("c").due_at) == (
        "sent",
        clock.at,
        clock.at + timedelta(seconds=300),
    )
    done = journal.last(order("b").subject, "dispatch.order_done")
    sent = journal.last(order("c").subject, "dispatch.order_sent")
    assert done is not None
    assert sent is not None
    assert sent.cause == done.id


def test_a_deadline_from_activation_runs_while_the_task_waits(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("a"), task("b", after=("a",), base="activation", deadline_s=600)))

    assert order("b").due_at == clock.at + timedelta(seconds=600)
    clock.forward(seconds=601)
    assert actions.mark_overdue(order("b").pk)
    assert (order("b").state, order("b").sent_at, kinds(order("b"))) == ("waiting", None, ["waiting", "overdue"])


def test_whoever_holds_the_post_when_it_is_sent_receives_it(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("a"), task("b", "relief", after=("a",))))
    roster.put_post("relief", "接替岗", "Relief", Role.FIELD)
    roster.put_shift("relief", "guest", SINCE, UNTIL)

    actions.finish_order(cast.lin, order("a").pk)

    assert order("b").person_id == cast.guest.person


def test_received_then_done_each_with_its_time_and_author(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("stop")))
    clock.forward(seconds=40)
    actions.receive_order(cast.lin, order("stop").pk)
    clock.forward(seconds=80)
    row = actions.finish_order(cast.lin, order("stop").pk, note=" 已清空\n助滑道 ")

    assert (row.state, row.received_by, row.done_by) == ("done", cast.lin.actor, cast.lin.actor)
    assert (row.done_at, row.note) == (clock.at, "已清空 助滑道")
    entries = journal.of_subject(row.subject)
    assert [entry.kind for entry in entries] == [
        "dispatch.order_sent",
        "dispatch.order_received",
        "dispatch.order_done",
    ]
    assert [entry.cause for entry in entries[1:]] == [entries[0].id, entries[1].id]
    assert (entries[2].facts["state"], entries[2].facts["done_at"]) == ("done", iso(clock.at))


def test_what_is_reported_done_by_telephone_was_perhaps_never_received(cast: Cast, activate: Activate) -> None:
    create(activate(task("clear", "field_lead")))

    row = actions.finish_order(cast.lin, order("clear").pk, said_by="现场主管老王")

    assert (row.state, row.received_at, row.done_said) == ("done", None, "现场主管老王")
    done = journal.last(row.subject)
    assert done is not None
    assert (done.actor, done.facts["said_by"]) == (cast.lin.actor, "现场主管老王")
    assert "现场主管老王电话告知" in done.say(personal=True).zh
    assert "老王" not in done.say().zh + str(done.told())


@pytest.mark.parametrize("act", [actions.receive_order, actions.finish_order], ids=["receive", "finish"])
def test_only_the_post_or_the_watch_for_a_caller_may_answer(
    act: actions.Answer, cast: Cast, activate: Activate
) -> None:
    create(activate(task("clear", "field_lead"), task("stop", "watch_officer")))
    clear, stop, head = order("clear").pk, order("stop").pk, journal.head()

    for viewer, pk, fault in (
        (cast.nobody, clear, NotSignedIn), (cast.guest, clear, NotAllowed), (cast.wall, clear, NotAllowed), (cast.sun, clear, NotYourOrder),
        (cast.zhao, stop, NotYourOrder), (cast.lin, clear, WhoSaidIt), (cast.lin, 10_000, NoSuchOrder),
    ):  # fmt: skip
        with pytest.raises(fault):
            act(viewer, pk)
    with pytest.raises(NotYourOrder):
        act(cast.sun, clear, said_by="somebody")
    assert journal.head() == head


def test_the_stand_in_answers_as_the_post_itself(cast: Cast, activate: Activate) -> None:
    create(activate(task("clear", "field_lead")))

    assert actions.receive_order(cast.chen, order("clear").pk).received_said == ""


def test_answered_twice_the_second_hears_who_was_first(cast: Cast, activate: Activate) -> None:
    create(activate(task("stop")))
    actions.finish_order(cast.lin, order("stop").pk)

    for act in (actions.receive_order, actions.finish_order):
        with pytest.raises(OrderAnswered) as refused:
            act(cast.chen, order("stop").pk, said_by="x")
        assert "林晓" in refused.value.words.zh
    assert kinds(order("stop")) == ["sent", "done"]


def test_what_waits_cannot_be_answered_and_says_what_it_waits_for(cast: Cast, activate: Activate) -> None:
    create(activate(task("a"), task("b", after=("a",))))

    with pytest.raises(OrderNotSent) as refused:
        actions.finish_order(cast.lin, order("b").pk)
    assert "任务 a" in refused.value.words.zh


def test_typed_text_is_bounded(cast: Cast, activate: Activate) -> None:
    create(activate(task("clear", "field_lead")))

    with pytest.raises(TextTooLong):
        actions.finish_order(cast.lin, order("clear").pk, said_by="x" * 129)
    with pytest.raises(TextTooLong):
        actions.finish_order(cast.lin, order("clear").pk, said_by="x", note="y" * 2001)


def test_the_worker_says_once_that_a_deadline_has_run_out(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("stop"), task("later", deadline_s=3600)))
    clock.forward(seconds=300)
    assert (DEADLINES.pending(clock.at), DEADLINES.run(clock.at)) == (0, 0)  # on the deadline it has not run out
    clock.forward(seconds=1)

    assert DEADLINES.pending(clock.at) == 1
    assert [DEADLINES.run(clock.at), DEADLINES.run(clock.at), DEADLINES.pending(clock.at)] == [1, 0, 0]

    assert (order("stop").overdue_at, order("stop").state, order("later").overdue_at) == (clock.at, "sent", None)
    assert kinds(order("stop")) == ["sent", "overdue"]
    overdue = journal.last(order("stop").subject)
    assert overdue is not None
    assert (overdue.actor, overdue.say().zh) == ("work:dispatch.deadlines", "任务超时：任务 stop（watch_officer 岗）")


def test_two_workers_at_once_say_it_once(cast: Cast, activate: Activate, clock: SetClock) -> None:
    create(activate(task("stop")))
    clock.forward(minutes=6)

    assert [actions.mark_overdue(order("stop").pk), actions.mark_overdue(order("stop").pk)] == [True, False]


def test_a_late_task_goes_on_and_a_finished_one_is_never_overdue(
    cast: Cast, activate: Activate, clock: SetClock
) -> None:
    create(activate(task("late"), task("done")))
    actions.finish_order(cast.lin, order("done").pk)
    clock.forward(minutes=6)
    DEADLINES.run(clock.at)

    row = actions.finish_order(cast.lin, order("late").pk)

    assert (row.state, row.overdue_at is not None, order("done").overdue_at) == ("done", True, None)


def test_a_raised_level_gives_no_task_twice_and_waits_for_the_old_ones(cast: Cast, activate: Activate) -> None:
    first = activate(task("a"), task("b"))
    create(first)
    raised = activate(task("a"), task("b"), task("c", after=("a",)), previous=first.pk)

    assert [row.code for row in create(raised)] == ["c"]
    assert order("c").state == "waiting"
    actions.finish_order(cast.lin, order("a").pk)

    assert order("c").state == "sent"
    assert actions.cancel_orders(raised.pk, actor="follower:x") == 2
    assert {row.code: row.state for row in Order.objects.all()} == {"a": "done", "b": "cancelled", "c": "cancelled"}


def test_standing_down_ends_what_is_open_and_nothing_else(cast: Cast, activate: Activate, clock: SetClock) -> None:
    found = activate(task("a"), task("b"), task("c", after=("b",)))
    create(found)
    actions.finish_order(cast.lin, order("a").pk)

    assert [
        actions.cancel_orders(found.pk, actor="follower:x"),
        actions.cancel_orders(found.pk, actor="follower:x"),
    ] == [2, 0]

    assert {row.code: row.state for row in Order.objects.all()} == {"a": "done", "b": "cancelled", "c": "cancelled"}
    clock.forward(hours=1)
    assert DEADLINES.pending(clock.at) == 0


def test_the_follower_reads_activation_and_standing_down_of_their_subject(cast: Cast, activate: Activate) -> None:
    found = activate(task("a"))
    follower = FOLLOWERS[0]
    told = Entry(id=7, subject=f"activation:{found.pk}", kind="plans.activated")

    with book(actor="follower:dispatch.orders", cause=None):
        follower.handle(Entry(id=journal.head(), subject=told.subject, kind="plans.activated"))
    assert order("a").state == "sent"
    with book(actor="follower:dispatch.orders", cause=None):
        follower.handle(Entry(id=journal.head(), subject=told.subject, kind="plans.stood_down"))

    assert order("a").state == "cancelled"


def test_an_incident_with_open_tasks_says_so_before_it_is_closed(cast: Cast, activate: Activate) -> None:
    found = activate(task("a"))
    create(found)

    assert [matter.zh for matter in CLOSING[0].open_matters(found.incident)] == ["1 项指令未完成"]
    actions.finish_order(cast.lin, order("a").pk)
    assert CLOSING[0].open_matters(found.incident) == []


def test_the_board_calls_with_what_is_late_first(cast: Cast, activate: Activate, clock: SetClock) -> None:
    found = activate(
        task("done"), task("late", deadline_s=60), task("running", deadline_s=3600), task("waits", after=("late",)), task("other", "duty_leader"),
    )  # fmt: skip
    create(found)
    actions.finish_order(cast.lin, order("done").pk)
    clock.forward(minutes=2)
    DEADLINES.run(clock.at)

    lanes = queries.board(cast.lin, found.incident)

    assert [(lane.code, [card.order.code for card in lane.cards]) for lane in lanes] == [
        ("watch_officer", ["late", "running", "waits", "done"]), ("duty_leader", ["other"]),
    ]  # fmt: skip
    assert [card.mark for card in lanes[0].cards] == ["late", "", "", "done"]
    assert [words.zh for words in lanes[0].cards[2].waits] == ["任务 late"]
    assert (lanes[0].bars, lanes[0].done) == ([2, 1, 1, 0], 1)
    assert queries.counts(cast.lin, found.incident) == queries.Counts(all=5, done=1, running=2, late=1, waiting=1)


def test_the_board_is_closed_to_outsiders(cast: Cast, activate: Activate) -> None:
    found = activate(task("a"))
    for viewer, fault in ((cast.guest, NotAllowed), (cast.nobody, NotSignedIn)):
        for ask in (queries.board, queries.orders, queries.counts):
            with pytest.raises(fault):
                ask(viewer, found.incident)
    assert queries.board(cast.wall, found.incident) == []
