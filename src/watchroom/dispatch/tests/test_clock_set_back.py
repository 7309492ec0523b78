"""F-13: the clock is set back by an hour in the middle of an incident. Every act still goes through, in its order."""

from watchroom.conftest import SetClock
from watchroom.dispatch import actions as dispatch
from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.incidents.actions import close
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.tests.world import proposed


def test_orders_are_answered_the_response_ended_and_the_incident_closed(cast: Cast, clock: SetClock) -> None:
    row = proposed(cast.lin)
    plans.forward(cast.chen, row.pk)
    running = plans.activate(cast.zhao, row.pk)
    Runner("test", FOLLOWERS).run()
    sent = list(Order.objects.filter(state="sent"))[:2]
    clock.forward(hours=-1)

    dispatch.receive_order(cast.lin, sent[0].pk, said_by="现场")
    for order in sent:
        dispatch.finish_order(cast.lin, order.pk, said_by="现场")
    plans.stand_down(cast.zhao, running.pk, reason="风已减弱")
    Runner("test", FOLLOWERS).run()
    close(cast.chen, running.incident_id, reason="已处置")

    assert Incident.objects.get().state == "closed"
    for order in Order.objects.filter(pk__in=[order.pk for order in sent]):
        assert order.done_at is not None
        assert order.done_at >= order.sent_at  # type: ignore[operator]
    times = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert list(verify()) == []
