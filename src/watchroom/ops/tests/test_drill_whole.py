"""A drill beside the real watch, from the first inject to the last text that goes out: nothing of it is unmarked."""

from collections.abc import Iterator

import pytest

from watchroom.alarms import actions as alarms
from watchroom.alarms.models import Alarm
from watchroom.conftest import SetClock
from watchroom.dispatch import actions as dispatch
from watchroom.dispatch.models import Order
from watchroom.incidents import actions as incidents
from watchroom.incidents import sending
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.followers import Runner, all_followers
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.drills import actions as drills
from watchroom.plans.drills.models import Drill, Fired
from watchroom.plans.drills.scoring import entries_of, score
from watchroom.plans.drills.taking import take_report
from watchroom.plans.models import Activation, Proposal
from watchroom.plans.tests.drill_world import fire, planned
from watchroom.plans.tests.world import windy
from watchroom.warnings import actions as warnings
from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.chores import SendDeliveries
from watchroom.warnings.models import Warning
from watchroom.warnings.rules import fingerprint
from watchroom.warnings.tests.gateway import Gateway
from watchroom.warnings.tests.scene import texts

MARKS = ("【演练】", "EXERCISE: ")


@pytest.fixture
def gateway() -> Iterator[type[Gateway]]:
    CHANNELS.all["gateway"] = Gateway
    Gateway.sent = []
    yield Gateway
    del CHANNELS.all["gateway"]


def follow() -> None:
    while Runner("test", all_followers()).run():
        pass


def begun(cast: Cast) -> Drill:
    """A drill that has begun while a real incident runs at the same place."""
    row = planned(cast)
    windy()
    incidents.open_incident(cast.lin, title_zh="真实大风", title_en="A real gale", kind="gale", place="ski-jump")
    drills.start(cast.zhao, row.pk)
    return row


def played(cast: Cast, clock: SetClock, row: Drill) -> Incident:
    """The post takes the call, the alarm is acknowledged, the plan is proposed, forwarded and activated."""
    assert fire(clock) == 1
    clock.forward(seconds=40)
    incident = take_report(cast.lin, row.pk, "call")
    clock.forward(seconds=80)
    assert fire(clock) == 2
    alarm = Alarm.objects.get(rule__code="drill-jump-wind-4")
    clock.forward(seconds=20)
    alarms.acknowledge(cast.lin, alarm.pk)
    follow()
    proposal = Proposal.objects.get(incident=incident)
    assert (proposal.plan_code, proposal.level) == ("ski-jump-wind", 3)
    plans.forward(cast.chen, proposal.pk)
    plans.activate(cast.zhao, proposal.pk)
    follow()
    return incident


def released(cast: Cast, incident: Incident) -> Warning:
    row = warnings.draft(cast.sun, incident=incident.pk, **texts(channels=["gateway", "log_sms", "public_page"]))
    for act, who in ((warnings.review, cast.chen), (warnings.sign, cast.zhao)):
        row.refresh_from_db()
        act(who, row.pk, fingerprint=fingerprint(row.content.hash)[-4:])
    return row


def test_from_the_first_inject_to_the_last_text_nothing_is_unmarked_and_a_real_channel_refuses(
    cast: Cast, clock: SetClock, gateway: type[Gateway], tmp_path: object, settings: object
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    row = begun(cast)
    incident = played(cast, clock, row)
    for order in Order.objects.filter(state="sent"):
        dispatch.receive_order(cast.lin, order.pk, said_by="现场")
    warning = released(cast, incident)
    while SendDeliveries().run(clock.at):
        pass
    sending.report_up(cast.lin, incident.pk, kind="first", to="市局", text="演练首报")
    plans.stand_down(cast.zhao, Activation.objects.get().pk, reason="演练结束")
    follow()
    incidents.close(cast.chen, incident.pk, reason="演练结束")
    drills.end(cast.zhao, row.pk)

    since = journal.last(row.subject, "plans.drill_started")
    assert since is not None
    real = Incident.objects.get(zh="真实大风")
    unmarked = Entry.objects.filter(id__gte=since.id, exercise=False).exclude(incident=real.pk)
    assert [str(one) for one in unmarked] == []
    assert dict(warning.deliveries.values_list("channel", "state")) == {
        "gateway": "failed", "log_sms": "sent", "public_page": "sent",
    }  # fmt: skip
    assert gateway.sent == []
    texts_out = [text for order in Order.objects.all() for text in (order.zh, order.en, order.title_zh, order.title_en)]
    incident.refresh_from_db()
    texts_out += [incident.zh, incident.en]
    alarm = Alarm.objects.get(rule__code="drill-jump-wind-4")
    refused = Alarm.objects.get(rule__code="platform-delivery-failed")
    texts_out += [alarm.title.zh, alarm.title.en, refused.about_zh, refused.about_en]
    assert all(text.startswith(MARKS) for text in texts_out)
    chain = [one.kind for one in journal.chain(Entry.objects.filter(kind="warnings.released").latest("id").id)]
    assert chain[:3] == ["plans.drill_planned", "plans.drill_started", "plans.inject_fired"]
    assert "incidents.opened" in chain
    assert list(verify()) == []


def test_the_real_incident_beside_it_is_not_touched(cast: Cast, clock: SetClock) -> None:
    row = begun(cast)
    played(cast, clock, row)
    real = Incident.objects.get(zh="真实大风")
    assert not Entry.objects.filter(incident=real.pk, exercise=True).exists()
    assert [one.incident_id for one in Activation.objects.all()] == [Incident.objects.latest("pk").pk]
    assert Alarm.objects.get(rule__code="jump-wind-4").parent is None
    drills.stop(cast.lin, row.pk, reason="真实大风加剧")
    assert Alarm.objects.get(rule__code="jump-wind-4").state == "unack"
    assert Alarm.objects.get(rule__code="drill-jump-wind-4").returned_at == clock.at


def test_the_score_holds_what_was_done_to_the_plan_s_deadlines(cast: Cast, clock: SetClock) -> None:
    row = begun(cast)
    played(cast, clock, row)
    orders = list(Order.objects.filter(state="sent").order_by("pk"))
    assert orders[0].due_at is not None
    dispatch.receive_order(cast.lin, orders[0].pk, said_by="现场")
    clock.set(orders[0].due_at)
    clock.forward(seconds=1)
    dispatch.finish_order(cast.lin, orders[0].pk, said_by="现场")
    row = drills.end(cast.zhao, row.pk)
    found = {one.wanted.key: one for one in score(row).items}
    assert found["expect/call/opened"].met == "on_time"
    assert found["expect/call/opened"].took is not None
    assert found["expect/call/opened"].took.total_seconds() == 40
    assert found["level/3"].met == "done"
    assert found[f"done/order:{orders[0].pk}"].met == "late"
    assert found[f"receive/order:{orders[0].pk}"].met == "done"
    assert found[f"done/order:{orders[1].pk}"].met == "missed"
    assert found["call/call"].met == "done"
    acknowledged = [one for key, one in found.items() if key.startswith("ack/")]
    assert [(one.met, one.took and one.took.total_seconds()) for one in acknowledged] == [("on_time", 20)]
    assert all(entry.exercise for entry in entries_of(row))


def test_it_goes_on_after_a_kill_and_fires_nothing_twice(cast: Cast, clock: SetClock) -> None:
    from watchroom.journal.testing import Killed, killed_at

    row = begun(cast)
    clock.forward(minutes=2)
    statement, deaths = 1, 0
    while Fired.objects.count() < 3:
        try:
            with killed_at(statement):
                fire(clock)
        except Killed:
            deaths += 1
        statement += 7
        codes = list(Fired.objects.order_by("pk").values_list("code", flat=True))
        assert codes == ["call", "wind", "signal"][: len(codes)]
        assert Alarm.objects.filter(rule__code="drill-jump-wind-4").count() == ("wind" in codes)
    assert deaths > 3
    assert fire(clock) == 0
    assert Entry.objects.filter(kind="plans.inject_fired", subject=row.subject).count() == 3
