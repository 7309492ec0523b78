"""With the shipped plans: from the commander's word to orders, through the journal, with nothing made up by the test."""

import json

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, chores
from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.followers import Runner, behind
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans import queries as plan_queries


def start(cast: Cast, incident: Incident, code: str, level: int) -> int:
    return int(plans.activate_plan(cast.zhao, incident.pk, code, level, reason="现场研判").pk)


def follow() -> None:
    Runner("test", FOLLOWERS).run()
    assert behind(FOLLOWERS) == {}


def test_every_shipped_plan_at_every_level_becomes_orders_with_deadlines(cast: Cast, gale: Incident) -> None:
    for row in plans.put_shipped():
        for level in sorted((one["level"] for one in json.loads(row.body)["levels"]), reverse=True):
            made = start(cast, gale, row.code, level)
            follow()
            wanted = {action.code for action in plan_queries.actions_of(made)}
            assert wanted <= set(
                Order.objects.filter(incident=gale, activation__plan_code=row.code).values_list("code", flat=True)
            )
    open_ones = Order.objects.exclude(state="waiting")
    assert open_ones.exists()
    assert not open_ones.filter(due_at=None).exists()


def test_the_chain_leads_from_an_order_back_to_the_commander(cast: Cast, gale: Incident) -> None:
    row = next(row for row in plans.put_shipped() if row.code.startswith("ski-jump"))
    made = start(cast, gale, row.code, 3)
    follow()

    order = Order.objects.filter(state="sent").first()
    assert order is not None
    sent = journal.last(order.subject, "dispatch.order_sent")
    assert sent is not None
    assert [entry.kind for entry in journal.chain(sent.id)][-2:] == ["plans.activated", "dispatch.order_sent"]
    assert sent.subject == order.subject
    assert sent.actor == "follower:dispatch.orders"
    assert journal.chain(sent.id)[-2].subject == f"activation:{made}"


def test_a_whole_plan_can_be_worked_off_and_nothing_is_left_waiting(
    cast: Cast, clock: SetClock, gale: Incident
) -> None:
    row = next(row for row in plans.put_shipped() if row.code.startswith("ski-jump"))
    start(cast, gale, row.code, 3)
    follow()

    for _ in range(50):
        order = Order.objects.filter(state__in=["sent", "received"]).order_by("pk").first()
        if order is None:
            break
        clock.forward(seconds=5)
        actions.finish_order(cast.lin, order.pk, said_by="岗位")

    assert set(Order.objects.values_list("state", flat=True)) == {"done"}
    assert chores.CHORES[0].pending(clock.at) == 0


def test_standing_down_through_the_journal_ends_what_is_open(cast: Cast, gale: Incident) -> None:
    row = next(row for row in plans.put_shipped() if row.code.startswith("ski-jump"))
    made = start(cast, gale, row.code, 3)
    follow()
    plans.stand_down(cast.zhao, made, reason="风已减弱")
    follow()

    assert set(Order.objects.values_list("state", flat=True)) == {"cancelled"}
