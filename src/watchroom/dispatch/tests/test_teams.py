"""Teams and experts: kept, found by field and by how soon they are there, called out, coming, there, gone."""

from datetime import timedelta
from functools import partial

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch import rolls
from watchroom.dispatch.call_answers import hear
from watchroom.dispatch.call_faults import ListWrong
from watchroom.dispatch.call_models import Attempt, Called
from watchroom.dispatch.closing import Dispatch
from watchroom.dispatch.faults import IncidentClosed
from watchroom.dispatch.teams import finding
from watchroom.dispatch.teams.calling_out import call_out, came, left
from watchroom.dispatch.teams.faults import (
    ComingWrong,
    NotOfACallOut,
    TeamAway,
    TeamElsewhere,
    TeamNobody,
    TeamOutAlready,
    TeamWrong,
)
from watchroom.dispatch.teams.keeping import Given, members_of, put_team, say_ready
from watchroom.dispatch.teams.models import CallOut, Coming, Team
from watchroom.dispatch.tests import scene
from watchroom.dispatch.tests.test_at_once import at_once
from watchroom.dispatch.tests.test_calls import Air, air, way, work
from watchroom.incidents.actions import close
from watchroom.incidents.models import Incident
from watchroom.journal.models import Entry
from watchroom.people.carrier import Report, Sort
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place

__all__ = ["air"]


def team(
    cast: Cast, code: str = "rope", sort: str = "team", who: tuple[str, ...] = ("sun", "chen"), **more: object
) -> Team:
    given = {"zh": f"队{code}", "home": "station", "fields": ("gale",), "ready_min": 10} | more
    return put_team(cast.lin, Given(code=code, sort=sort, members=[(one, "", "") for one in who], **given))  # type: ignore[arg-type]


def test_a_team_is_kept_whole_and_the_book_says_so(cast: Cast, gale: Incident) -> None:
    row = team(cast, skills_zh="索道救援", agency_zh="蓝天救援队")
    again = team(cast, who=("zhao", "sun", "chen"), zh="绳索队")
    assert (row.pk, again.zh, [one.person.code for one in again.members.all()]) == (
        again.pk,
        "绳索队",
        ["zhao", "sun", "chen"],
    )
    said = Entry.objects.filter(kind="dispatch.team_put").latest("pk")
    assert (said.subject, said.facts["n"], said.facts["members"][0]) == (row.subject, 3, cast.zhao.person)
    assert members_of("sun：队长 / leader\n\nchen  副 队长\nzhao") == [
        ("sun", "队长", "leader"),
        ("chen", "副 队长", ""),
        ("zhao", "", ""),
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"home": "nowhere"}, {"fields": ("weather",)}, {"ready_min": 1441}, {"who": ("nobody",)}, {"who": ("sun", "sun")},
        {"sort": "squad"}, {"code": "A b"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    cast: Cast, gale: Incident, more: dict[str, object]
) -> None:
    with pytest.raises(TeamWrong):
        team(cast, **more)  # type: ignore[arg-type]
    assert not Team.objects.exists()


def test_rights(cast: Cast, gale: Incident) -> None:
    row = team(cast)
    for act in (
        partial(put_team, cast.wall, Given(code="a", sort="team", zh="a", home="station")), partial(say_ready, cast.wall, row.pk),
        partial(call_out, cast.wall, gale.pk, row.pk), partial(came, cast.wall, 1), partial(left, cast.wall, 1),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


def test_those_fit_come_first_then_those_that_are_free_then_the_soonest(cast: Cast, gale: Incident) -> None:
    put_place("far", "station", "远站", "Far station", {"type": "Point", "coordinates": [115.80, 40.90]})
    team(cast, "far-ready", home="far", ready_min=0)
    team(cast, "near", fields=("natural_disaster",), ready_min=5)
    team(cast, "fire", fields=("fire",), ready_min=0)
    busy = team(cast, "busy", ready_min=0)
    say_ready(cast.lin, busy.pk, away="车辆检修")
    found = finding.options(cast.wall, gale.pk)
    assert [(one.card.team.code, one.fits) for one in found] == [
        ("near", True),
        ("far-ready", True),
        ("busy", True),
        ("fire", False),
    ]
    near, far = found[0], found[1]
    assert near.minutes is not None
    assert far.minutes is not None
    assert near.arrival is not None
    assert near.minutes == 5 + -(-near.arrival.eta_s // 60) < far.minutes
    assert [one.card.team.code for one in finding.fit(cast.lin, gale.pk)] == ["near", "far-ready"]
    assert [card.team.code for card in finding.teams(cast.wall, "gale")] == ["busy", "far-ready", "near"]
    assert [card.team.code for card in finding.teams(cast.wall, text="FIRE")] == ["fire"]


def test_of_a_team_one_after_the_other_is_called_and_a_short_answer_says_when_it_comes(
    cast: Cast, gale: Incident, clock: SetClock, air: Air
) -> None:
    way(cast.sun, "sms", "+8613800000001")
    way(cast.chen, "sms", "+8613800000002")
    out = call_out(cast.lin, gale.pk, team(cast).pk)
    work(clock)
    work(clock, 121)
    notes = [note for _, note in air.notes if "催办" not in note.text]
    assert [note.to for note in notes] == ["+8613800000001", "+8613800000002"]
    chen = Called.objects.get(call=out.call, person=cast.chen.person)
    assert f"请“队rope”出动：{gale.number} 跳台大风" in notes[1].text
    assert f"如 1 {chen.pk} 30" in notes[1].text
    assert hear("sms", [Report(Sort.ANSWER, "", "13800000002", f"1 {chen.pk} 25分钟")]).answers == 1
    (shown,) = finding.outs(cast.wall, gale.pk)
    coming = shown.coming[chen.pk]
    assert (coming.minutes, coming.due_at, shown.told.open, shown.is_over) == (
        25,
        clock.at + timedelta(minutes=25),
        False,
        False,
    )
    assert "25" in Entry.objects.get(kind="dispatch.team_coming").say().zh
    clock.forward(minutes=26)
    assert [late for row, _, late in finding.outs(cast.wall, gale.pk)[0].lines if row.called.pk == chen.pk] == [True]
    came(cast.lin, chen.pk, people=8)
    assert [matter.zh for matter in Dispatch().open_matters(gale.pk)] == ["队伍和专家尚未撤离：队rope"]
    left(cast.lin, chen.pk)
    assert Dispatch().open_matters(gale.pk) == []
    assert finding.outs(cast.wall, gale.pk)[0].is_over
    kinds = list(Entry.objects.filter(subject=out.subject).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["dispatch.team_called", "dispatch.team_coming", "dispatch.team_came", "dispatch.team_left"]


def test_every_expert_is_asked_and_each_answers_for_himself(
    cast: Cast, gale: Incident, clock: SetClock, air: Air
) -> None:
    way(cast.sun, "sms", "1")
    way(cast.chen, "sms", "2")
    out = call_out(cast.lin, gale.pk, team(cast, sort="experts", who=("sun", "chen", "zhao")).pk)
    work(clock)
    assert [note.to for _, note in air.notes] == ["1", "2"]
    sun, chen, zhao = out.call.called.order_by("line")
    with pytest.raises(ListWrong):
        rolls.dialled(cast.lin, sun.pk, "confirmed", minutes=1441)
    rolls.dialled(cast.lin, sun.pk, "confirmed", minutes=40)
    rolls.dialled(cast.lin, chen.pk, "declined", note="在外地")
    came(cast.lin, zhao.pk)
    (shown,) = finding.outs(cast.lin, gale.pk)
    assert {one.called_id: one.minutes for one in shown.coming.values()} == {sun.pk: 40, zhao.pk: None}
    assert (shown.here, shown.told.open) == (1, False), "each has answered: nobody is called any more"
    assert not Entry.objects.filter(kind="dispatch.call_unanswered").exists()
    left(cast.lin, sun.pk)
    assert Entry.objects.filter(kind="dispatch.team_called_off").exists()
    with pytest.raises(ComingWrong):
        left(cast.lin, sun.pk)
    with pytest.raises(ComingWrong):
        came(cast.lin, zhao.pk)
    with pytest.raises(ComingWrong):
        left(cast.lin, chen.pk)
    came(cast.lin, chen.pk)  # he came after all
    assert Coming.objects.get(called=chen).came_at == clock.at


def test_a_team_that_is_out_is_called_to_another_incident_only_with_a_reason(cast: Cast, gale: Incident) -> None:
    other, row = scene.open_gale(cast.lin), team(cast)
    call_out(cast.lin, gale.pk, row.pk)
    with pytest.raises(TeamOutAlready):
        call_out(cast.lin, gale.pk, row.pk, also="再叫")
    with pytest.raises(TeamElsewhere) as refused:
        call_out(cast.lin, other.pk, row.pk)
    assert gale.number in refused.value.words.zh
    out = call_out(cast.lin, other.pk, row.pk, also="就近")
    assert out.also == "就近"
    assert "（就近）" in Entry.objects.filter(kind="dispatch.team_called").latest("pk").say().zh
    assert [one.en for one in finding.team(cast.wall, row.pk).out] == [gale.number, other.number]


def test_a_team_that_cannot_go_or_has_nobody_is_not_called(cast: Cast, gale: Incident) -> None:
    row, empty = team(cast), team(cast, "empty", who=())
    say_ready(cast.lin, row.pk, away="集训")
    with pytest.raises(TeamAway) as refused:
        call_out(cast.lin, gale.pk, row.pk)
    assert "集训" in refused.value.words.zh
    assert call_out(cast.lin, gale.pk, row.pk, also="特大险情").also == "特大险情"
    say_ready(cast.lin, row.pk)
    assert finding.team(cast.wall, row.pk).team.away == ""
    with pytest.raises(TeamNobody):
        call_out(cast.lin, gale.pk, empty.pk)
    with pytest.raises(NotOfACallOut):
        came(cast.lin, 1_000_000)
    closed = scene.open_gale(cast.lin)
    close(cast.zhao, closed.pk, reason="结束")
    with pytest.raises(IncidentClosed):
        call_out(cast.lin, closed.pk, team(cast, "third").pk)


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_who_press_at_once_call_it_once(cast: Cast, gale: Incident) -> None:
    row = team(cast)
    done = at_once(partial(call_out, cast.lin, gale.pk, row.pk), partial(call_out, cast.chen, gale.pk, row.pk))
    assert sum(isinstance(one, TeamOutAlready) for one in done) == 1
    assert CallOut.objects.count() == 1
    assert Attempt.objects.count() == 0
