from datetime import timedelta

import pytest

from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_actions import put_rule
from watchroom.alarms.tests.scene import TOLD, WIND, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.places.models import Place
from watchroom.plans import actions, chores, queries
from watchroom.plans.judging import State
from watchroom.plans.models import Activation, Proposal
from watchroom.plans.tests.world import bulletin, crowd_sensor, follow, gusty, opened, proposed, windy
from watchroom.sources import queries as sources


def test_the_proposal_bears_the_clause_and_the_very_facts_that_match(cast: Cast) -> None:
    row = proposed(cast.lin)

    assert (row.plan_code, row.level, row.state, row.holds) == ("ski-jump-wind", 3, "proposed", True)
    said = journal.last(row.subject, "plans.proposed")
    assert said is not None
    assert said.facts["clause"] == "4.2（一）"
    assert "平均风速 4 m/s 以上" in said.facts["clause_zh"]
    (matched,) = [leaf for leaf in said.facts["evidence"] if leaf["matched"]]
    alarm = Alarm.objects.get()
    assert (matched["name"], matched["value"], matched["unit"]) == ("wind_mean", "5.6", "m/s")
    assert matched["held_s"] >= 300
    assert matched["origin"] == "sensor:jump-wind"
    assert matched["batch"] == alarm.batch
    assert matched["measured_at"] is not None
    assert matched["simulated"] is True
    assert said.say().zh == "建议启动《跳台场地大风专项预案》Ⅲ级响应：依据 4.2（一），条件符合 1/3"


def test_the_chain_of_causes_leads_from_the_proposal_to_the_reading(cast: Cast) -> None:
    row = proposed(cast.lin)

    said = journal.last(row.subject)
    assert said is not None
    chain = journal.chain(said.id)
    assert [entry.kind for entry in chain] == ["alarms.raised", "incidents.opened", "plans.proposed"]
    assert chain[0].facts["batch"].startswith("batch:")
    assert said.actor == "follower:plans.proposals"


def test_the_platform_never_starts_a_plan_by_itself(
    cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "newest", lambda plans: {})
    monkeypatch.setattr(chores, "drained", lambda at: [])
    proposed(cast.lin)

    for _ in range(20):
        clock.forward(minutes=1)
        follow()
        for chore in chores.CHORES:
            chore.run(clock.at)

    assert not Activation.objects.exists()
    assert not Entry.objects.filter(kind="plans.activated").exists()
    assert Proposal.objects.get().state == "proposed"


def test_reading_the_same_entries_again_proposes_nothing_twice(cast: Cast) -> None:
    row = proposed(cast.lin)

    for _ in range(3):
        assert actions.propose(actor="follower:plans.proposals", incident=row.incident_id) == []

    assert Proposal.objects.count() == 1
    assert Entry.objects.filter(kind__startswith="plans.p").count() == 1


def test_no_plan_is_proposed_for_an_incident_that_it_is_not_for(cast: Cast) -> None:
    actions.put_shipped()
    windy()
    incidents.open_incident(cast.lin, title_zh="停电", title_en="Power cut", kind="utilities", place="ski-jump")

    follow()

    assert not Proposal.objects.exists()


def test_nor_for_a_place_where_the_plan_does_not_hold(cast: Cast) -> None:
    actions.put_shipped()
    windy()
    Place.objects.filter(code="ski-jump").update(kind="road")
    incidents.open_incident(cast.lin, title_zh="大风", title_en="Wind", kind="gale", place="ski-jump")

    follow()

    assert not Proposal.objects.exists()


def test_without_a_place_the_alarms_of_the_incident_itself_still_count(cast: Cast) -> None:
    actions.put_shipped()
    row = opened(cast.lin, windy())
    Incident.objects.filter(pk=row.pk).update(place=None)

    follow()

    assert Proposal.objects.get().level == 3


def test_once_it_is_placed_what_stands_there_counts_and_no_more_when_it_is_corrected(cast: Cast) -> None:
    actions.put_shipped()
    windy()
    row = incidents.open_incident(cast.lin, title_zh="大风", title_en="Wind", kind="gale")
    put_place(
        "far", "venue", "远处场馆", "A venue far off", {"type": "Point", "coordinates": [115.2, 40.7]}, source="t"
    )
    follow()
    assert not Proposal.objects.exists()

    incidents.locate(cast.lin, row.pk, place="ski-jump", reason="来电人复述")
    follow()
    made = Proposal.objects.get()
    said, located = journal.last(made.subject), journal.last(row.subject)
    assert said is not None
    assert located is not None
    assert (made.plan_code, made.holds, said.kind, said.cause) == ("ski-jump-wind", True, "plans.proposed", located.id)

    incidents.locate(cast.lin, row.pk, place="far", reason="现场人员更正")
    follow()
    made.refresh_from_db()
    assert not made.holds


def test_a_graver_fact_makes_the_proposal_graver_and_it_stays_before_the_commander(cast: Cast) -> None:
    row = proposed(cast.lin)
    actions.forward(cast.chen, row.pk)

    gusty(15.2, limit=13)
    follow()

    row.refresh_from_db()
    assert (row.level, row.state, row.holds, row.forwarded_level) == (2, "forwarded", True, 3)
    said = journal.last(row.subject)
    assert said is not None
    assert said.kind == "plans.updated"
    assert journal.chain(said.id)[-2].kind == "alarms.raised"
    assert actions.activate(cast.zhao, row.pk).level == 2


def test_a_proposal_never_becomes_milder_by_itself(cast: Cast) -> None:
    put = proposed(cast.lin, gusty(15.2, limit=13))
    assert put.level == 2

    gusty(9.0, limit=8, code="jump-gust-8")
    follow()

    put.refresh_from_db()
    assert put.level == 2


def test_when_the_condition_eases_the_proposal_stays_and_says_so(cast: Cast) -> None:
    rule = wind_rule()
    watch = Watch(rule.watched, T0)
    (alarm,) = watch.minutes(*[5.6] * 6)
    row = proposed(cast.lin, alarm)

    watch.minutes(*[1.0] * 8, at=6)
    follow()

    row.refresh_from_db()
    assert (row.state, row.holds) == ("proposed", False)
    said = journal.last(row.subject)
    assert said is not None
    assert said.kind == "plans.eased"
    actions.forward(cast.chen, row.pk)  # a person may still decide
    assert actions.activate(cast.zhao, row.pk).level == 3


def test_what_was_declined_comes_back_only_when_it_is_graver_or_new(cast: Cast) -> None:
    row = proposed(cast.lin)
    actions.decline(cast.chen, row.pk, reason="竞赛已自行暂停")

    actions.propose(actor="follower:plans.proposals")
    assert Proposal.objects.count() == 1
    gusty(15.2, limit=13)
    follow()

    assert [(one.level, one.state) for one in Proposal.objects.order_by("pk")] == [(3, "declined"), (2, "proposed")]


def test_a_condition_that_eased_and_came_back_is_proposed_again(cast: Cast) -> None:
    rule = wind_rule()
    watch = Watch(rule.watched, T0)
    (alarm,) = watch.minutes(*[5.6] * 6)
    row = proposed(cast.lin, alarm)
    actions.decline(cast.chen, row.pk, reason="短时")

    watch.minutes(*[1.0] * 8, at=6)
    follow()
    watch.minutes(*[5.6] * 8, at=14)
    follow()

    assert [(one.level, one.state) for one in Proposal.objects.order_by("pk")] == [(3, "declined"), (3, "proposed")]


def test_what_runs_is_not_proposed_but_what_is_graver_would_raise_it(cast: Cast) -> None:
    row = proposed(cast.lin)
    actions.forward(cast.chen, row.pk)
    running = actions.activate(cast.zhao, row.pk)
    actions.propose(actor="follower:plans.proposals")
    assert Proposal.objects.count() == 1

    gusty(15.2, limit=13)
    follow()

    raised = Proposal.objects.latest("pk")
    assert (raised.level, raised.raises_id) == (2, running.pk)


def test_an_official_warning_proposes_by_its_colour_and_the_gravest_counts(cast: Cast) -> None:
    actions.put_shipped()
    incidents.open_incident(cast.lin, title_zh="降雪", title_en="Snow", kind="snow")
    bulletin("暴雪", 4)
    bulletin("暴雪", 2)
    bulletin("大风", 1)

    actions.propose(actor="follower:plans.proposals")

    row = Proposal.objects.get()
    assert (row.plan_code, row.level) == ("zone-snow", 2)
    (matched,) = [leaf for leaf in row.evidence if leaf["matched"]]
    assert (matched["value"], matched["amount_zh"], matched["origin_zh"]) == ("orange", "橙色", "暴雪预警")


def test_a_warning_for_elsewhere_is_no_fact_of_this_incident(cast: Cast) -> None:
    actions.put_shipped()
    incidents.open_incident(cast.lin, title_zh="降雪", title_en="Snow", kind="snow", lon=115.47, lat=40.9)
    far = {
        "type": "Polygon",
        "coordinates": [[[100.0, 30.0], [101.0, 30.0], [101.0, 31.0], [100.0, 31.0], [100.0, 30.0]]],
    }
    bulletin("暴雪", 2, area=far)
    bulletin("暴雪", 1, expires=T0 - timedelta(minutes=1))

    actions.propose(actor="follower:plans.proposals")

    assert not Proposal.objects.exists()


def test_between_alarms_the_newest_readings_raise_the_level(
    cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sensor = crowd_sensor()
    settings = WIND | {"limit": 4, "clear": 3.5, "hold_s": 0}
    put_rule("gate-4", detector="threshold", sensor=sensor.code, settings=settings, priority=2, **TOLD)
    (alarm,) = Watch(sensor, T0).minutes(4.2)
    row = proposed(cast.lin, alarm)
    assert (row.plan_code, row.level) == ("gate-crowd", 2)

    clock.forward(minutes=2)
    value = {sensor.code: sources.Latest(5.3, clock.at, clock.at)}
    monkeypatch.setattr(chores, "newest", lambda plans: value)
    behind = ["partition 3: at 7 of 9"]
    monkeypatch.setattr(chores, "drained", lambda at: behind)
    chore = chores.ReviewProposals()
    assert chore.run(clock.at) == 0  # a scenario's readings are judged first
    behind.clear()
    assert chore.pending(clock.at) == 1
    assert chore.run(clock.at) == 1

    row.refresh_from_db()
    assert row.level == 1
    assert chore.pending(clock.at) == 0
    clock.forward(minutes=1)
    assert chore.pending(clock.at) == 1


def test_a_late_record_is_not_the_present(cast: Cast) -> None:
    alarm = windy()
    Alarm.objects.filter(pk=alarm.pk).update(late=True)

    actions.put_shipped()
    opened(cast.lin, alarm)
    follow()

    assert not Proposal.objects.exists()


def test_the_page_s_assessment_says_what_holds_what_fails_and_what_is_lacking(cast: Cast) -> None:
    row = proposed(cast.lin)

    (held,) = queries.assessments(cast.lin, row.incident_id, readings=False)

    states = {one.level.level: one.state for one in held.levels}
    assert states == {1: State.LACKS, 2: State.LACKS, 3: State.HOLDS, 4: State.FAILS}
    (second,) = [one for one in held.levels if one.level.level == 2]
    lacking = [leaf for leaf in second.verdict.leaves if leaf.state is State.LACKS]
    assert [leaf.words.en for leaf in lacking] == ["Gust ≥ 13.9, < 20.8 m/s"]


def test_closing_the_incident_ends_the_proposing(cast: Cast) -> None:
    row = proposed(cast.lin)
    incidents.close(cast.chen, row.incident_id, reason="误报")

    gusty(15.2, limit=13)
    follow()

    row.refresh_from_db()
    assert row.level == 3
    assert list(verify()) == []
