"""What incidents hand over with a post: nothing that is open is left out."""

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.incidents import actions as incidents
from watchroom.incidents import instructing, ruling, sending
from watchroom.incidents.handing import HANDING
from watchroom.incidents.intake import actions, queries
from watchroom.incidents.intake.faults import CallIsOver
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer


def keys(viewer: Viewer) -> list[str]:
    return [one.key for each in HANDING for one in each.matters(viewer, people.now())]


def test_incidents_reports_owed_instructions_and_calls_of_none_go_to_the_next(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    row = incidents.open_incident(cast.lin, title_zh="起火", kind="fire")
    limit = row.report_clocks.get()
    asked = instructing.instruct(cast.lin, row.pk, text="全力救援", leader="县长", whom="消防队")
    call = actions.take_call(cast.lin, "有人说水是黄的")
    assert keys(cast.lin) == [row.subject, f"report_clock:{limit.pk}", f"instruction:{asked.pk}", call.subject]
    assert keys(cast.guest) == []
    late = clock.forward(hours=3)
    urgent = {one.key: one.urgent for each in HANDING for one in each.matters(cast.lin, late)}
    assert urgent[f"report_clock:{limit.pk}"]
    sending.report_up(
        cast.lin, row.pk, kind="first", to="市局", text="起火", channel="telephone", receiver="王", clocks=[limit.pk]
    )
    instructing.answer(cast.lin, row.pk, asked.pk, text="已到场")
    actions.settle_call(cast.lin, call.pk, reason="已转水务")
    left = keys(cast.lin)
    assert not {f"report_clock:{limit.pk}", f"instruction:{asked.pk}", call.subject} & set(left)


def test_a_call_that_is_settled_waits_no_more_and_may_still_be_moved(cast: Cast, clock: SetClock) -> None:
    row = incidents.open_incident(cast.lin, title_zh="起火", kind="fire")
    call = actions.take_call(cast.lin, "有烟")
    with pytest.raises(NotAllowed):
        actions.settle_call(cast.sun, call.pk, reason="x")
    actions.settle_call(cast.lin, call.pk, reason="是农户烧荒")
    assert queries.calls(cast.lin, loose=True) == []
    with pytest.raises(CallIsOver):
        actions.settle_call(cast.lin, call.pk, reason="x")
    actions.move_call(cast.lin, call.pk, to=row.pk, reason="原来是一件事")
    call.refresh_from_db()
    assert (call.incident, call.settled_at, call.settled_why) == (row, None, "")
    with pytest.raises(CallIsOver):
        actions.settle_call(cast.lin, call.pk, reason="x")


def test_an_incident_is_opened_of_a_call_that_was_kept_and_the_call_goes_to_it(cast: Cast, clock: SetClock) -> None:
    call = actions.take_call(cast.lin, "缆车站起火", channel="mail", caller="李四", told={"kind": "fire"})
    lin = Client()
    lin.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    page = lin.get(f"/incidents/new?call={call.pk}").content.decode()
    assert all(one in page for one in ("缆车站起火", "李四", f'name="call" value="{call.pk}"'))
    posted = {"call": str(call.pk), "text": "缆车站起火", "title_zh": "缆车站起火", "kind": "fire"}
    answer = lin.post("/incidents/new", posted)
    call.refresh_from_db()
    assert call.incident is not None
    assert (answer.headers["Location"], call.incident.calls.count()) == (f"/incidents/{call.incident.pk}", 1)
    other = actions.take_call(cast.lin, "有烟")
    lin.post("/calls/take", {"call": str(other.pk), "text": "有烟", "to": str(call.incident.pk)})
    assert call.incident.calls.count() == 2
