"""Crews on scene are accounted for: asked, due again, said to be late once, and asked again."""

from datetime import timedelta

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import checking
from watchroom.dispatch.actions import dispatch_unit, put_unit, unit_status
from watchroom.dispatch.chores import KeepChecks
from watchroom.dispatch.faults import CrewWrong, IncidentClosed, NotOnScene
from watchroom.dispatch.models import Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.actions import close
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line


@pytest.fixture
def gale(cast: Cast, clock: SetClock) -> Incident:
    stream_line.use(Readings())
    put_zone()
    row = put_unit("E32", "fire_engine", "消防 32", "Engine 32", "station", crew=6)
    incident = open_gale(cast.lin)
    dispatch_unit(cast.lin, row.pk, incident.pk)
    return incident


def arrived(cast: Cast) -> Unit:
    return unit_status(cast.lin, Unit.objects.get().pk, "on_scene")


def test_a_crew_is_due_after_the_interval_late_once_and_due_anew_after_a_check(
    cast: Cast, clock: SetClock, gale: Incident
) -> None:
    unit = arrived(cast)
    came = clock.at
    (one,) = checking.accounted(cast.wall, gale.pk)
    assert (one.since, one.checked, one.late) == (came, False, False)
    assert one.due_at == came + timedelta(minutes=20)
    clock.forward(minutes=21)
    chore = KeepChecks()
    assert (chore.pending(clock.at), chore.run(clock.at), chore.pending(clock.at)) == (1, 1, 0)
    late = journal.last(unit.subject, "dispatch.check_late")
    assert late is not None
    assert late.incident == gale.pk
    assert "点名超时" in late.say().zh
    assert checking.accounted(cast.lin, gale.pk)[0].late
    checking.check_crew(cast.lin, unit.pk, people=5, said_by="王队")
    (one,) = checking.accounted(cast.lin, gale.pk)
    assert (one.since, one.people, one.late) == (clock.at, 5, False)
    entry = journal.last(unit.subject, "dispatch.crew_checked")
    assert entry is not None
    assert entry.facts["short"] is True
    assert "实到 5 人，应到 6 人" in entry.say().zh
    assert entry.cause == late.id
    clock.forward(minutes=21)
    assert chore.run(clock.at) == 1, "it falls due again"


def test_only_a_unit_on_scene_is_checked_and_only_by_who_reports_units(cast: Cast, gale: Incident) -> None:
    unit = Unit.objects.get()
    with pytest.raises(NotOnScene):
        checking.check_crew(cast.lin, unit.pk)
    arrived(cast)
    for people in (-1, 501):
        with pytest.raises(CrewWrong):
            checking.check_crew(cast.lin, unit.pk, people=people)
    for nobody in (cast.sun, cast.wall, cast.guest):
        with pytest.raises(NotAllowed):
            checking.check_crew(nobody, unit.pk)
    unit_status(cast.lin, unit.pk, "returning")
    assert checking.accounted(cast.lin, gale.pk) == []


def test_the_interval_is_the_incidents_and_may_be_none(cast: Cast, clock: SetClock, gale: Incident) -> None:
    arrived(cast)
    checking.set_interval(cast.lin, gale.pk, 600)
    before = journal.head()
    checking.set_interval(cast.lin, gale.pk, 600)
    assert journal.head() == before, "the same again changes nothing"
    assert checking.interval(gale.pk) == 600
    clock.forward(minutes=11)
    assert checking.accounted(cast.lin, gale.pk)[0].late
    checking.set_interval(cast.lin, gale.pk, None)
    (one,) = checking.accounted(cast.lin, gale.pk)
    assert (one.due_at, one.late) == (None, False)
    assert KeepChecks().run(clock.at) == 0
    for wrong in (59, 14_401, -1):
        with pytest.raises(CrewWrong):
            checking.set_interval(cast.lin, gale.pk, wrong)
    with pytest.raises(NotAllowed):
        checking.set_interval(cast.sun, gale.pk, 600)


def test_a_closed_incident_wants_no_interval(cast: Cast, gale: Incident) -> None:
    unit_status(cast.lin, Unit.objects.get().pk, "available", cancelled=True)
    close(cast.chen, gale.pk, reason="风停了")
    with pytest.raises(IncidentClosed):
        checking.set_interval(cast.lin, gale.pk, 600)
