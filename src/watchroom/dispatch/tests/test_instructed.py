"""A leader's instruction goes out as an order, is kept by its deadline, and is answered by what was done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.dispatch import actions, call_answers, followers, ordering, queries
from watchroom.dispatch.call_models import Call
from watchroom.dispatch.faults import NoSuchPost, OrderedAlready
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import task
from watchroom.incidents import actions as incident_acts
from watchroom.incidents import instructing
from watchroom.incidents.carrying import carried
from watchroom.incidents.faults import AlreadyClosed, InstructionEnded, NotFilled
from watchroom.incidents.models import Incident, Instruction
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Agency, Person
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast


def instruct(cast: Cast, row: Incident, *, post: str = "watch_officer", minutes: int | None = 60) -> Instruction:
    due = T0 + timedelta(minutes=minutes) if minutes else None
    return instructing.instruct(
        cast.lin, row.pk, leader="王副市长", text="全力救治伤员，\n查明原因", post=post, whom="" if post else "省厅",
        given_at=T0 - timedelta(minutes=5), due_at=due,
    )  # fmt: skip


def follow() -> None:
    """What the worker does with everything that was said of instructions."""
    (follower,) = (one for one in followers.FOLLOWERS if isinstance(one, followers.Orders))
    for entry in Entry.objects.filter(kind__in=[kind for kind in follower.kinds if kind.startswith("incidents.")]):
        follower.look(entry)
        follower.handle(entry)


def test_an_instruction_to_a_post_is_an_order_of_it(cast: Cast, gale: Incident) -> None:
    made = instruct(cast, gale)

    follow()
    follow()

    (order,) = Order.objects.all()
    assert (order.post, order.state, order.instruction_id, order.activation_id) == (
        "watch_officer",
        "sent",
        made.pk,
        None,
    )
    assert (order.due_at, order.zh) == (made.due_at, "王副市长批示：全力救治伤员， 查明原因")
    assert Call.objects.get(order=order).title_zh == order.title_zh
    said = journal.last(order.subject)
    given = journal.last(made.subject)
    assert said is not None
    assert given is not None
    assert (said.cause, said.say().zh[:5], said.facts["instruction"]) == (given.id, "下达指令：", made.pk)
    (one,) = carried([made.pk])[made.pk]
    assert (one.order, one.words.en, one.late, one.open) == (order.pk, "sent", False, True)
    assert list(verify()) == []


def test_one_that_names_no_post_waits_for_a_hand(cast: Cast, gale: Incident) -> None:
    made = instruct(cast, gale, post="")
    follow()
    assert not Order.objects.exists()

    with pytest.raises(NotAllowed):
        actions.order_instruction(cast.guest, gale.pk, made.pk, "watch_officer")
    with pytest.raises(NoSuchPost):
        actions.order_instruction(cast.zhao, gale.pk, made.pk, "nobody")
    order = actions.order_instruction(cast.zhao, gale.pk, made.pk, "watch_officer", text="派人到省厅对接")

    assert (order.zh, order.due_at) == ("王副市长批示：派人到省厅对接", made.due_at)
    with pytest.raises(OrderedAlready):
        actions.order_instruction(cast.zhao, gale.pk, made.pk, "watch_officer")


def test_the_instruction_is_answered_when_the_last_order_is_done(cast: Cast, gale: Incident, clock: SetClock) -> None:
    made = instruct(cast, gale)
    follow()
    first = Order.objects.get()
    second = actions.order_instruction(cast.zhao, gale.pk, made.pk, "duty_leader", text="报省厅")
    clock.forward(minutes=10)

    actions.finish_order(cast.lin, first.pk, note="伤员 2 人已送医")
    made.refresh_from_db()
    assert made.is_open
    actions.finish_order(cast.lin, second.pk, note="已报省厅", said_by="赵")

    made.refresh_from_db()
    assert made.answered_at == clock.at
    assert made.answer == f"{first.post_zh}：伤员 2 人已送医\n{second.post_zh}：已报省厅"
    said = journal.last(made.subject)
    done = journal.last(second.subject)
    assert said is not None
    assert done is not None
    assert (said.kind, said.cause) == ("incidents.instruction_answered", done.id)
    follow()
    assert {row.state for row in Order.objects.all()} == {"done"}
    assert list(verify()) == []


def test_an_answer_that_the_watch_enters_ends_the_order(cast: Cast, gale: Incident) -> None:
    made = instruct(cast, gale)
    follow()
    instructing.answer(cast.lin, gale.pk, made.pk, text="已办")

    follow()

    order = Order.objects.get()
    assert (order.state, order.note, order.done_by) == ("done", "已办", cast.lin.actor)
    assert Call.objects.get(order=order).ended_at is not None
    with pytest.raises(InstructionEnded):
        actions.order_instruction(cast.zhao, gale.pk, made.pk, "watch_officer")


def test_a_withdrawn_instruction_takes_its_order_back(cast: Cast, gale: Incident, activate: Activate) -> None:
    plans = actions.create_orders(activate(task("a")).pk, actor="follower:dispatch.orders")
    made = instruct(cast, gale)
    follow()
    instructing.withdraw(cast.lin, gale.pk, made.pk, reason="登记错了")

    follow()

    order = Order.objects.get(instruction=made)
    assert (order.state, order.left_at is not None) == ("cancelled", True)
    assert [Order.objects.get(pk=one.pk).state for one in plans] == ["sent"]
    gone = instruct(cast, gale)
    instructing.withdraw(cast.lin, gale.pk, gone.pk, reason="又错")
    follow()
    assert not Order.objects.filter(instruction=gone).exists()


def test_it_is_late_by_its_own_clock_and_the_plan_board_shows_it(cast: Cast, gale: Incident, clock: SetClock) -> None:
    made = instruct(cast, gale, minutes=30)
    follow()
    order = Order.objects.get()
    clock.forward(minutes=31)

    assert actions.mark_overdue(order.pk)

    assert carried([made.pk])[made.pk][0].late
    assert [card.order.pk for lane in queries.board(cast.lin, gale.pk) for card in lane.cards] == [order.pk]
    for one in queries.orders(cast.lin, gale.pk):
        actions.skip_order(cast.lin, one.pk, reason="合并办理")
    incident_acts.close(cast.zhao, gale.pk, reason="处置完毕")
    with pytest.raises(AlreadyClosed):
        actions.order_instruction(cast.zhao, gale.pk, made.pk, "watch_officer")


def test_an_order_is_of_a_plan_or_of_an_instruction(cast: Cast, gale: Incident) -> None:
    instruct(cast, gale)
    follow()
    for wrong in ({"instruction": None}, {"lineage": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.update(**wrong)


def test_the_incident_page_and_the_api_show_how_far_it_is(cast: Cast, gale: Incident) -> None:
    made = instruct(cast, gale)
    follow()
    web = Client()
    web.force_login(person_by_code("lin"))
    order = Order.objects.get()

    page = web.get(f"/incidents/{gale.pk}").content.decode()
    assert f"/incidents/{gale.pk}/run#order-{order.pk}" in page
    assert f'action="/incidents/{gale.pk}/instructions/{made.pk}/orders"' in page
    sent = web.post(
        f"/incidents/{gale.pk}/instructions/{made.pk}/orders", {"post": "duty_leader", "due_at": "2026-02-07T08:00"}
    )
    assert sent.status_code == 302
    (told,) = web.get(f"/api/incidents/{gale.pk}/instructions").json()
    assert [(one["post"], one["state"]) for one in told["orders"]] == [
        ("watch_officer", "sent"),
        ("duty_leader", "sent"),
    ]
    again = web.post(
        f"/api/incidents/{gale.pk}/instructions/{made.pk}/orders", {"post": "duty_leader"}, "application/json"
    )
    assert again.status_code == 409
    assert web.get(f"/incidents/{gale.pk}/run?view=time").status_code == 200


def crewed() -> Unit:
    return actions.put_unit("a1", "ambulance", "一号", "unit one", "station", members=["sun", "zhao"])


def test_an_instruction_to_a_unit_is_an_order_that_its_crew_answers(
    cast: Cast, gale: Incident, clock: SetClock
) -> None:
    crewed()
    made = instruct(cast, gale, post="unit:a1")
    assert made.whom == "一号"
    follow()
    (order,) = Order.objects.all()
    assert (order.post_words.zh, order.person_id, order.stand_in) == ("一号", cast.zhao.person, False)
    line = list(Call.objects.get(order=order).called.order_by("rank").values_list("person", flat=True))
    assert line[:2] == [cast.zhao.person, cast.sun.person]
    assert len(line) == len(set(line)), "who leads stands in it once"
    call_answers.decline_order(cast.zhao, order.pk, reason="在外")
    actions.receive_order(cast.sun, order.pk)
    order.refresh_from_db()
    assert order.person_id == cast.sun.person
    assert not any(lane.posts for lane in queries.board(cast.sun, gale.pk)), "a unit has no action card"
    assert [card.mine for lane in queries.board(cast.sun, gale.pk) for card in lane.cards] == [True]
    assert order.pk not in ordering.moved_on(clock.at)
    actions.finish_order(cast.sun, order.pk, note="已送医")
    made.refresh_from_db()
    assert made.answer == "已送医"
    assert list(verify()) == []


def test_an_instruction_goes_to_an_agency_as_well_and_the_agency_sees_the_incident(cast: Cast, gale: Incident) -> None:
    north = Agency.objects.create(code="north", zh="北区医院", en="North hospital")
    Person.objects.filter(code="guest").update(agency=north, standing="agency")
    made = instruct(cast, gale, post="")
    order = actions.order_instruction(cast.lin, gale.pk, made.pk, "agency:north", text="腾出床位")
    assert (order.post, order.person_id, order.post_words.en) == ("agency:north", cast.guest.person, "North hospital")
    with pytest.raises(OrderedAlready):
        actions.order_instruction(cast.lin, gale.pk, made.pk, "agency:north")
    client = Client()
    client.force_login(Person.objects.get(code="guest"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/orders/{order.pk}/receive").status_code == 302
    order.refresh_from_db()
    assert order.state == "received"
    instructing.withdraw(cast.lin, gale.pk, made.pk, reason="误登")
    follow()
    order.refresh_from_db()
    assert order.state == "cancelled"


@pytest.mark.parametrize("code", ["unit:none", "agency:none", "unit:", "unit:" + "x" * 64, "place:station"])
def test_what_is_neither_a_post_nor_a_unit_nor_an_agency_is_refused(cast: Cast, gale: Incident, code: str) -> None:
    with pytest.raises(NotFilled):
        instruct(cast, gale, post=code)
    made = instruct(cast, gale, post="")
    for wrong in (code, "unit:\x00"):
        with pytest.raises(NoSuchPost):
            actions.order_instruction(cast.lin, gale.pk, made.pk, wrong)


def test_the_pages_offer_units_and_agencies(cast: Cast, gale: Incident) -> None:
    crewed()
    instruct(cast, gale, post="unit:a1")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/incidents/{gale.pk}/reports").content.decode()
    assert '<option value="unit:a1">unit one</option>' in page
    assert "To answer: unit one" in page
