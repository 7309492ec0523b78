"""A drill beside the real watch: neither moves the other."""

from watchroom.alarms.models import Alarm
from watchroom.conftest import T0
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal.book import book
from watchroom.people.testing import Cast
from watchroom.plans.actions import put_shipped
from watchroom.plans.facts import ground, side_of, world
from watchroom.plans.models import Proposal
from watchroom.plans.tests.world import bulletin, follow, opened, windy


def played(cast: Cast) -> Incident:
    """An incident of a drill, opened while a real alarm stands at the same hill."""
    with book(actor="test:1", exercise=True):
        return incidents.open_incident(cast.lin, title_zh="跳台大风", kind="gale", place="ski-jump")


def test_a_real_alarm_and_a_real_warning_propose_nothing_for_a_drill(cast: Cast) -> None:
    put_shipped()
    alarm = windy()
    bulletin("暴雪", 1)
    incident = played(cast)
    follow()
    assert not Proposal.objects.filter(incident=incident).exists()
    assert ground(incident, world(T0, of=[incident.pk])).kinds == {"gale"}
    real = opened(cast.lin, alarm)
    follow()
    assert Proposal.objects.filter(incident=real).exists()


def test_an_exercise_warning_is_nothing_to_the_real_watch(cast: Cast) -> None:
    windy()
    bulletin("暴雪", 1, status="Exercise", exercise=True)
    real = opened(cast.lin, Alarm.objects.get())
    seen = world(T0, of=[real.pk])
    assert side_of(real, seen).bulletins == ()
    drill = played(cast)
    assert [one.exercise for one in side_of(drill, world(T0, of=[drill.pk])).bulletins] == [True]


def test_beside_the_real_watch_a_drill_s_incident_says_what_it_is(cast: Cast) -> None:
    windy()
    incident = played(cast)
    note = incidents.note(cast.lin, incident.pk, "风继续加大")
    assert not opened(cast.lin, Alarm.objects.get()).zh.startswith("【演练】")
    assert (note.zh, note.en) == ("【演练】跳台大风", "EXERCISE: 跳台大风")
