"""Setting up uses the rooms' own actions, changes nothing the second time, and never touches a site in service."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from watchroom.alarms.models import Rule
from watchroom.dispatch.models import Unit
from watchroom.dispatch.teams.models import Team
from watchroom.incidents import clocks, sending
from watchroom.incidents.actions import open_incident
from watchroom.journal import clock as site_clock
from watchroom.journal import queries
from watchroom.journal.models import Entry
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.script import Script, filled
from watchroom.ops.scenario.stage import NotEmpty, device_keys, put_feed, set_up
from watchroom.people import queries as people
from watchroom.people.testing import Cast
from watchroom.places.models import Place
from watchroom.plans.models import Plan
from watchroom.sources.models import Sensor, Source

DAY = load("zhangjiakou-games")
FEED = "http://127.0.0.1:8603"


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_everything_that_is_written_stands_on_the_site() -> None:
    links = set_up(DAY)
    put_feed(DAY, FEED)
    assert (Place.objects.count(), Rule.objects.count(), Unit.objects.count()) == (
        len(DAY.places) + len(DAY.cameras),
        len(DAY.rules),
        len(DAY.units),
    )
    assert set(Source.objects.values_list("code", flat=True)) == {source.code for source in DAY.sources}
    assert Sensor.objects.count() == sum(len(source.sensors) for source in DAY.sources) + 2 * len(DAY.units)
    assert set(Team.objects.values_list("code", flat=True)) == {team.code for team in DAY.teams}
    assert {"ski-jump-wind", "gate-crowd", "zone-snow"} <= set(Plan.objects.values_list("code", flat=True))
    assert [link.post.zh for link in links] == ["值班员", "带班领导", "指挥长", "信息员"]
    assert len(people.on_watch(DAY.head.starts)) == len(DAY.people.posts)


def test_all_sensors_that_rules_may_compare_lie_in_one_partition() -> None:
    set_up(DAY)
    assert len(set(Sensor.objects.values_list("partition", flat=True))) == 1


def test_the_day_is_an_exercise_from_its_first_entry_and_begins_on_time() -> None:
    set_up(DAY)
    first = Entry.objects.order_by("id")[0]
    assert (first.kind, first.at, first.exercise) == ("ops.scenario_begun", DAY.head.starts, True)
    assert not Entry.objects.filter(exercise=False).exists()
    assert site_clock.site_now() == DAY.head.starts


def test_the_same_again_changes_nothing_but_the_feeds_address() -> None:
    set_up(DAY)
    head, keys = queries.head(), device_keys(DAY)
    assert set_up(DAY) == []
    assert (queries.head(), device_keys(DAY)) == (head, keys)
    put_feed(DAY, FEED)
    put_feed(DAY, FEED)
    put_feed(DAY, "http://127.0.0.1:9999")
    assert [entry.kind for entry in queries.after(head)] == ["sources.registered", "sources.registered"]


def test_every_device_has_a_key_and_nothing_is_marked_as_measured() -> None:
    set_up(DAY)
    assert set(device_keys(DAY)) == {source.code for source in DAY.sources if source.kind != "cap_feed"}
    assert not Source.objects.filter(simulated=False).exists()


def test_tokens_are_kept_where_only_the_owner_reads_them(data: Path) -> None:
    set_up(DAY)
    file = data / "run" / f"{DAY.head.code}.tokens.json"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_site_in_service_is_never_turned_into_an_exercise(cast: Cast) -> None:
    site_clock.end_scenario()
    with pytest.raises(NotEmpty):
        set_up(DAY)
    assert site_clock.scenario() is None


def test_a_day_that_must_begin_here_is_refused_on_a_database_that_has_one() -> None:
    set_up(DAY, new=True)
    with pytest.raises(NotEmpty):
        set_up(DAY, new=True)


def test_the_centre_reports_as_a_county_and_the_first_report_meets_the_limit_that_runs() -> None:
    set_up(DAY)
    lin = people.viewer(
        people.person_by_code(next(post.day for post in DAY.people.posts if post.code == "watch_officer"))
    )
    row = open_incident(lin, title_zh="侧滑", title_en="Slid", kind="traffic", place="road-guyangshu", grade=4)

    clock = row.report_clocks.get()
    assert (clocks.level(), clock.rule, clock.due_at - clock.started_at) == (
        "county",
        "accident-hop",
        timedelta(hours=2),
    )
    started = Entry.objects.get(kind="incidents.clocks_started", incident=row.pk)
    assert started.cause == Entry.objects.get(kind="incidents.opened", incident=row.pk).id
    (step,) = (one for one in Script.model_validate(DAY.yaml("script.yaml")).steps if one.code == "first-report-owed")
    names = ("number", "title_zh", "title_en", "place_zh", "place_en")
    owed = {"id": clock.pk, "to_zh": clock.to_zh, "to_en": clock.to_en}
    body = filled(step.body, {**dict.fromkeys(names, "x"), "owed": owed})
    sending.report_up(lin, row.pk, **body)
    clock.refresh_from_db()
    assert clock.met is not None
    assert open_incident(lin, title_zh="积压", title_en="Held up", kind="crowd").report_clocks.count() == 0
