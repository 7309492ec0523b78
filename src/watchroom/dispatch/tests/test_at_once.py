"""Two people at the same second: what must happen once happens once, on either database."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import UNANSWERED, raise_about
from watchroom.dispatch import actions
from watchroom.dispatch.faults import IncidentClosed, UnitTaken
from watchroom.dispatch.models import Order, Unit
from watchroom.dispatch.tests.conftest import Activate
from watchroom.dispatch.tests.scene import open_gale, put_zone, task
from watchroom.incidents.actions import close, open_incident
from watchroom.incidents.faults import AlarmHasIncident, StillRunning
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.journal.queries import head
from watchroom.kernel.words import Words
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs the acts in a thread each, released together; gives each one's result or the fault that it raised."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=10)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_predecessors_finished_at_once_send_their_successor_exactly_once(cast: Cast, activate: Activate) -> None:
    for turn in range(5):
        a, b, c = f"a{turn}", f"b{turn}", f"c{turn}"
        actions.create_orders(activate(task(a), task(b), task(c, after=(a, b))).pk, actor="follower:dispatch.orders")
        first, second = (Order.objects.get(code=code).pk for code in (a, b))

        at_once(partial(actions.finish_order, cast.lin, first), partial(actions.finish_order, cast.lin, second))

        waited = Order.objects.get(code=c)
        assert waited.state == "sent"
        assert Entry.objects.filter(subject=waited.subject, kind="dispatch.order_sent").count() == 1


def test_two_officers_sending_one_unit_at_once_send_it_to_one_incident(cast: Cast, gale: Incident) -> None:
    other = open_gale(cast.lin)
    unit = actions.put_unit("a1", "ambulance", "救护 1", "Ambulance 1", "station")

    results = at_once(
        lambda: actions.dispatch_unit(cast.lin, unit.pk, gale.pk),
        lambda: actions.dispatch_unit(cast.chen, unit.pk, other.pk),
    )

    assert [type(result) for result in results if not isinstance(result, Unit)] == [UnitTaken]
    assert Entry.objects.filter(kind="dispatch.unit_dispatched").count() == 1


def test_two_workers_reading_one_activation_at_once_make_each_order_once(cast: Cast, activate: Activate) -> None:
    found = activate(task("a"), task("b"), task("c", after=("a",)))

    results = at_once(*[lambda: actions.create_orders(found.pk, actor="follower:dispatch.orders") for _ in range(2)])

    assert Order.objects.count() == 3
    assert sum(len(result) for result in results if isinstance(result, list)) == 3


def test_an_incident_closed_and_a_unit_sent_to_it_at_once_leave_no_unit_at_a_closed_incident(cast: Cast) -> None:
    """Whoever comes first: the unit is refused, or the closing is, and says what is still out."""
    put_zone()
    unit = actions.put_unit("a1", "ambulance", "救护 1", "Ambulance 1", "station")
    for _ in range(6):
        incident = open_gale(cast.lin)

        results = at_once(
            partial(close, cast.chen, incident.pk, reason="已处置"),
            partial(actions.dispatch_unit, cast.lin, unit.pk, incident.pk),
        )

        assert [type(one) for one in results if isinstance(one, Exception)] in ([StillRunning], [IncidentClosed])
        incident.refresh_from_db()
        unit.refresh_from_db()
        assert incident.is_open is (unit.incident_id == incident.pk)
        if unit.incident_id is not None:
            actions.unit_status(cast.lin, unit.pk, "available", reason="撤回")


def test_two_who_open_an_incident_from_one_alarm_at_once_open_one(cast: Cast) -> None:
    """The second hears of the first, by number and by name."""
    put_zone()
    for turn in range(5):
        raise_about(
            UNANSWERED,
            f"call:{turn}",
            Words(zh="甲", en="a"),
            Words(zh="乙", en="b"),
            site_now(),
            entry=head(),
            actor="work:test",
        )
        alarm = Alarm.objects.latest("pk")

        results = at_once(*[partial(open_incident, who, alarm=alarm.pk, kind="other") for who in (cast.lin, cast.chen)])

        assert [type(one) for one in results if isinstance(one, Exception)] == [AlarmHasIncident]
        assert Incident.objects.filter(alarm=alarm.pk).count() == 1
