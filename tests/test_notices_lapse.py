"""Notices that nobody confirmed: what becomes of them when the response has another level, has ended, or its incident is closed."""

from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.dispatch.boards import waiting_notices
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.ops.plan_lines import notice as line
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.plans import actions, queries
from watchroom.plans.faults import NoticeOver
from watchroom.plans.handing import HANDING
from watchroom.plans.models import Activation, Notice
from watchroom.plans.tests.test_running import director, start, windy  # noqa: F401
from watchroom.plans.tests.world import follow


def states() -> list[tuple[str, str, str]]:
    """By the order in which they were sent: matter, post, and `open`, `confirmed`, or why it lapsed."""
    rows = Notice.objects.order_by("pk")
    return [(one.matter, one.post, one.lapsed_why or ("confirmed" if one.confirmed_at else "open")) for one in rows]


def handed(viewer: Viewer) -> list[str]:
    return [one.words.zh for one in HANDING[0].matters(viewer, site_now()) if one.key.startswith("notices:")]


@pytest.fixture
def told(cast: Cast, director: Viewer, windy: Incident) -> Activation:  # noqa: F811
    """A response that was signed: the competition's lead and the duty leader are told; the latter has confirmed."""
    row = start(cast, windy)
    actions.sign(director, row.pk)
    actions.confirm(cast.chen, Notice.objects.get(post="duty_leader").pk)
    return row


def page(code: str, incident: Incident) -> str:
    client = Client()
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/incidents/{incident.pk}/plans").content.decode()


def test_with_the_response_ended_the_post_owes_its_word_on_the_end_alone(
    cast: Cast, clock: SetClock, windy: Incident, told: Activation  # noqa: F811
) -> None:  # fmt: skip
    assert handed(cast.chen) == [f"{windy.number} 通知未确认：competition_lead"]
    clock.forward(minutes=9)
    actions.stand_down(cast.zhao, told.pk, reason="风停")

    assert states() == [
        ("started", "competition_lead", "ended"),
        ("started", "duty_leader", "confirmed"),
        ("ended", "competition_lead", "open"),
        ("ended", "duty_leader", "open"),
    ]
    over = Notice.objects.get(post="competition_lead", matter="started")
    said = journal.last(over.subject)
    assert said is not None
    assert said.say().zh == "competition_lead始终未确认《测试预案》3 级已启动的通知：响应已终止，另行通知，不再等待"
    assert said.incident == windy.pk
    with pytest.raises(NoticeOver) as refused:
        actions.confirm(cast.lin, over.pk, said_by="刘队")
    assert "响应已终止" in refused.value.words.zh
    assert "始终未确认，响应已终止" in line(over).zh
    html = page("lin", windy)
    assert "始终未确认" in html
    assert "2 次未确认" in html  # those of the end
    assert f"/plans/notices/{over.pk}/confirm" not in html
    assert waiting_notices(cast.lin, windy.pk)["competition_lead"] == "waiting"
    assert list(verify()) == []


def test_with_its_incident_closed_nothing_is_awaited_and_nothing_has_gone(
    cast: Cast, clock: SetClock, windy: Incident, told: Activation  # noqa: F811
) -> None:  # fmt: skip
    actions.stand_down(cast.zhao, told.pk, reason="风停")
    actions.confirm(cast.chen, Notice.objects.get(post="duty_leader", matter="ended").pk)
    clock.forward(minutes=9)
    incidents.close(cast.chen, windy.pk, reason="处置完毕")
    assert handed(cast.chen) == []  # at once, before any follower
    follow()
    follow()

    assert states()[2:] == [("ended", "competition_lead", "closed"), ("ended", "duty_leader", "confirmed")]
    said = Entry.objects.filter(kind="plans.notice_lapsed").latest("id")
    assert said.facts["lapsed_why"] == "closed"
    assert said.cause == Entry.objects.get(kind="incidents.closed").id
    rows = queries.notices(cast.lin, windy.pk)
    assert [row.is_open for row in rows] == [False] * 4
    assert "事件已结案" in page("lin", windy)
    assert "0 次未确认" in page("lin", windy)


def test_who_was_told_of_a_level_is_told_of_the_next_and_of_the_end(
    cast: Cast, director: Viewer, windy: Incident, told: Activation  # noqa: F811
) -> None:  # fmt: skip
    second = actions.change_level(director, told.pk, 2, reason="阵风加大")  # whose plan names nobody to be told
    assert states() == [
        ("started", "competition_lead", "changed"),
        ("started", "duty_leader", "confirmed"),
        ("started", "competition_lead", "open"),
        ("started", "duty_leader", "open"),
    ]
    actions.stand_down(director, second.pk, reason="风停")
    assert [one[1:] for one in states()[2:4]] == [("competition_lead", "ended"), ("duty_leader", "ended")]
    assert states()[4:] == [("ended", "competition_lead", "open"), ("ended", "duty_leader", "open")]
    assert list(verify()) == []


def test_a_program_reads_why_a_word_is_not_awaited(cast: Cast, windy: Incident, told: Activation) -> None:  # noqa: F811
    actions.stand_down(cast.zhao, told.pk, reason="风停")
    client = Client()
    client.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    rows: list[dict[str, Any]] = client.get(f"/api/incidents/{windy.pk}/notices").json()
    (over,) = (one for one in rows if one["lapsed_why"])
    assert (over["post"], over["lapsed_why"], over["confirmed_at"]) == ("competition_lead", "ended", None)
    assert over["lapsed_at"]
