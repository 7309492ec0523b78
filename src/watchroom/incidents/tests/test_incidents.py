from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import SOURCE_SILENT, raise_about
from watchroom.alarms.tests.scene import Watch, hill, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions, closing, forms, layers, queries, sending
from watchroom.incidents.closing import Closing
from watchroom.incidents.faults import (
    AlarmHasIncident,
    AlreadyClosed,
    NoSuchIncident,
    NotFilled,
    ReportOutOfOrder,
    StillRunning,
    UnknownKind,
)
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.verify import verify
from watchroom.kernel.words import Words
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.places.actions import put_place
from watchroom.places.faults import NoSuchPlace
from watchroom.sources.models import Sensor


def alarm() -> Alarm:
    """The wind alarm of the hill: over 4 m/s for five minutes."""
    rule = wind_rule()
    (raised,) = Watch(rule.watched, T0).minutes(*[4.6] * 6)
    return raised


def by_hand(viewer: Viewer, **more: Any) -> Incident:
    given: dict[str, Any] = {"title_zh": "看台人员摔倒", "title_en": "A fall on the stand", "kind": "medical"}
    return actions.open_incident(viewer, **given | more)


def test_an_alarm_becomes_an_incident_that_knows_its_cause(cast: Cast) -> None:
    raised = alarm()

    row = actions.open_incident(cast.lin, alarm=raised.pk)

    assert (row.number, row.kind, row.zh) == ("I-2026-0001", "gale", raised.rule.title.zh)
    assert row.place is not None
    assert row.place.code == "ski-jump"
    assert row.point == (115.475, 40.905)
    opened = journal.last(row.subject, "incidents.opened")
    assert opened is not None
    assert opened.actor == cast.lin.actor
    assert [entry.kind for entry in journal.chain(opened.id)] == ["alarms.raised", "incidents.opened"]
    assert Alarm.objects.get().incident == row.pk
    assert list(verify()) == []


def test_an_alarm_that_no_sensor_measured_becomes_an_incident_too(cast: Cast, clock: SetClock) -> None:
    words = Words(zh="跳台气象站", en="Hill weather station")
    silent = raise_about(
        SOURCE_SILENT, "source:ws", words, words, clock.at, entry=journal.head(), actor="follower:alarms.platform"
    )

    row = actions.open_incident(cast.lin, alarm=silent.pk)

    assert (row.kind, row.place, row.point, row.en) == ("other", None, None, "Source silent: Hill weather station")
    assert forms.from_alarm(silent) | {
        "kind": "other",
        "place": "",
        "title_zh": "信息源中断：跳台气象站",
    } == forms.from_alarm(silent)


def test_a_measuring_post_stands_for_the_venue_around_it(cast: Cast) -> None:
    raised = alarm()
    post = put_place(
        "jump-post",
        "post",
        "测风点",
        "Wind post",
        {"type": "Point", "coordinates": [115.47, 40.9]},
        source="t",
        parent="ski-jump",
    )
    Sensor.objects.update(place=post)

    row = actions.open_incident(cast.lin, alarm=raised.pk)

    assert row.place is not None
    assert row.place.code == "ski-jump"


def test_an_outsider_opens_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        by_hand(cast.guest)
    with pytest.raises(NotAllowed):
        by_hand(cast.wall)
    with pytest.raises(NotSignedIn):
        by_hand(cast.nobody)
    assert not Incident.objects.exists()


def test_one_alarm_makes_one_incident_and_the_second_officer_is_told_who_was_first(cast: Cast) -> None:
    raised = alarm()
    first = actions.open_incident(cast.lin, alarm=raised.pk)

    with pytest.raises(AlarmHasIncident) as refused:
        actions.open_incident(cast.chen, alarm=raised.pk)

    assert first.number in refused.value.words.zh
    assert "林晓" in refused.value.words.zh
    assert Incident.objects.count() == 1


def test_a_telephone_report_opens_an_incident_and_the_caller_stays_out_of_the_book(cast: Cast) -> None:
    row = by_hand(cast.lin, report={"type": "摔伤", "injured": 2, "caller": "王某", "phone": "13900000000"})

    opened = journal.last(row.subject)
    assert opened is not None
    assert opened.facts["reported"] == {"injured": 2}
    assert "13900000000" not in str(opened.facts)
    assert row.report is not None
    assert row.report["phone"] == "13900000000"
    assert [(fact.name, fact.value) for fact in queries.facts_of(row.pk)] == [("injured", 2)]


def test_a_title_in_one_language_serves_for_both(cast: Cast) -> None:
    row = by_hand(cast.lin, title_zh="", title_en="Fall")

    assert (row.zh, row.en) == ("Fall", "Fall")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"title_zh": " ", "title_en": ""}, NotFilled),
        ({"title_zh": "长" * 201}, NotFilled),
        ({"title_zh": "a\x00"}, NotFilled),
        ({"kind": "meteor"}, UnknownKind),
        ({"place": "atlantis"}, NoSuchPlace),
        ({"lon": 115.0}, NotFilled),
        ({"lon": 200.0, "lat": 10.0}, NotFilled),
        ({"grade": 5}, NotFilled),
        ({"report": {"injured": -3}}, NotFilled),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_kept(
    cast: Cast, given: dict[str, Any], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        by_hand(cast.lin, **given)

    assert not Incident.objects.exists()
    assert journal.last("incident:1") is None


def test_numbers_follow_each_other_and_start_again_with_the_site_s_year(cast: Cast, clock: SetClock) -> None:
    assert [by_hand(cast.lin).number for _ in range(2)] == ["I-2026-0001", "I-2026-0002"]
    clock.set(T0.replace(year=2026, month=12, day=31, hour=16))  # already the new year in the site's zone

    assert by_hand(cast.lin).number == "I-2027-0001"


def test_a_note_is_a_line_of_the_timeline_and_may_restate_the_numbers(cast: Cast) -> None:
    row = by_hand(cast.lin, report={"injured": 2})

    actions.note(cast.sun, row.pk, "  已送医 2 人  ", counted={"injured": 3})

    newest, opened = queries.timeline(cast.lin, row.pk)
    assert newest.say().zh == "I-2026-0001 记录：已送医 2 人"
    assert newest.cause == opened.id
    assert newest.facts["reported"] == {"injured": 3}


@pytest.mark.parametrize("counted", [{"injured": -1}, {"ghosts": 1}, {"injured": True}, {"deaths": 10**9}])
def test_numbers_of_people_that_cannot_be_are_refused(cast: Cast, counted: dict[str, int]) -> None:
    row = by_hand(cast.lin)

    with pytest.raises(NotFilled):
        actions.note(cast.lin, row.pk, "x", counted=counted)


def test_the_grade_is_set_with_a_reason_and_by_the_watch_only(cast: Cast) -> None:
    row = by_hand(cast.lin)

    actions.grade(cast.chen, row.pk, 3, reason="3 人重伤")

    assert Incident.objects.get().grade == 3
    said = journal.last(row.subject)
    assert said is not None
    assert said.say().zh == "I-2026-0001 事件分级定为较大，依据：3 人重伤"
    with pytest.raises(NotAllowed):
        actions.grade(cast.sun, row.pk, 2, reason="x")
    with pytest.raises(NotFilled):
        actions.grade(cast.chen, row.pk, 2, reason=" ")


def test_reports_go_up_in_order(cast: Cast) -> None:
    row = by_hand(cast.lin)
    with pytest.raises(ReportOutOfOrder):
        sending.report_up(cast.lin, row.pk, kind="follow_up", to="区应急局", text="x")

    sending.report_up(cast.lin, row.pk, kind="first", to="区应急局", text="看台 2 人摔伤")
    sending.report_up(cast.lin, row.pk, kind="follow_up", to="区应急局", text="已送医", channel="written")
    sending.report_up(cast.lin, row.pk, kind="follow_up", to="区应急局", text="平稳", channel="written")
    sending.report_up(cast.lin, row.pk, kind="final", to="区应急局", text="处置完毕")

    said = [entry.say().zh for entry in queries.timeline(cast.lin, row.pk)[::-1][1:]]
    assert said == [
        "I-2026-0001 首报已报区应急局（电话）", "I-2026-0001 续报一已报区应急局（书面）",
        "I-2026-0001 续报二已报区应急局（书面）", "I-2026-0001 终报已报区应急局（电话）",
    ]  # fmt: skip
    with pytest.raises(ReportOutOfOrder):
        sending.report_up(cast.lin, row.pk, kind="follow_up", to="区应急局", text="x")


def test_only_the_watch_reports_upward(cast: Cast) -> None:
    row = by_hand(cast.lin)

    for viewer in (cast.zhao, cast.sun, cast.guest):
        with pytest.raises(NotAllowed):
            sending.report_up(viewer, row.pk, kind="first", to="x", text="x")


def test_closing_is_a_leader_s_act_with_a_reason_and_ends_the_writing(cast: Cast, clock: SetClock) -> None:
    row = by_hand(cast.lin)
    with pytest.raises(NotAllowed):
        actions.close(cast.lin, row.pk, reason="x")
    with pytest.raises(NotFilled):
        actions.close(cast.chen, row.pk, reason="")

    clock.forward(minutes=5)
    closed = actions.close(cast.chen, row.pk, reason="人员已送医，现场恢复")

    assert (closed.state, closed.closed_by) == ("closed", cast.chen.actor)
    for act in LATE:
        with pytest.raises(AlreadyClosed):
            act(cast, row.pk)
    assert queries.incidents(cast.lin) == []
    assert queries.incidents(cast.lin, open=None) == [closed]
    assert queries.last_closed(cast.lin) == closed


LATE: list[Callable[[Cast, int], Any]] = [
    lambda cast, pk: actions.note(cast.lin, pk, "x"),
    lambda cast, pk: actions.grade(cast.lin, pk, 4, reason="x"),
    lambda cast, pk: sending.report_up(cast.lin, pk, kind="first", to="x", text="x"),
    lambda cast, pk: actions.close(cast.chen, pk, reason="x"),
]


def test_what_still_runs_downstream_keeps_an_incident_open(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class Orders(Closing):
        name = "test.orders"

        def open_matters(self, incident: int) -> list[Words]:
            return [Words(zh="2 条指令未完成", en="2 orders are open")]

    row = by_hand(cast.lin)
    monkeypatch.setattr(closing, "of_rooms", lambda *_: [Orders()])

    with pytest.raises(StillRunning) as refused:
        actions.close(cast.chen, row.pk, reason="x")

    assert "2 条指令未完成" in refused.value.words.zh
    assert Incident.objects.get().is_open


def test_nobody_finds_an_incident_that_is_not_there_or_that_he_may_not_see(cast: Cast) -> None:
    row = by_hand(cast.lin)

    with pytest.raises(NoSuchIncident):
        queries.incident(cast.lin, row.pk + 1)
    for ask in (
        lambda: queries.incidents(cast.guest),
        lambda: queries.incident(cast.guest, row.pk),
        lambda: queries.timeline(cast.guest, row.pk),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_the_database_itself_refuses_nonsense(cast: Cast) -> None:
    row = by_hand(cast.lin)

    for wrong in ({"grade": 7}, {"state": "closed"}, {"lat": 91.0, "lon": 0.0}, {"zh": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=row.pk).update(**wrong)


def test_the_map_shows_open_incidents_now_and_at_a_past_moment(cast: Cast, clock: SetClock) -> None:
    hill()
    row = by_hand(cast.lin, place="ski-jump")
    before = clock.at
    clock.forward(minutes=10)
    actions.close(cast.chen, row.pk, reason="x")

    now, then = layers.features(cast.lin), layers.features(cast.lin, before)

    assert now["features"] == []
    (feature,) = then["features"]
    assert feature["properties"]["number"] == row.number
    assert feature["geometry"]["coordinates"] == [pytest.approx(115.475), pytest.approx(40.905)]
    with pytest.raises(NotAllowed):
        layers.features(cast.guest)
