"""The platform watches itself: a silent source, a full stream and a stall are alarms like any other, without a sensor."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from watchroom.alarms import actions, hold_actions, queries
from watchroom.alarms.faults import BuiltInRule
from watchroom.alarms.followers import WatchThePlatform
from watchroom.alarms.layers import LAYERS
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.platform import BUILT_IN, raise_about
from watchroom.alarms.rule_actions import take_off
from watchroom.alarms.tests.scene import hill
from watchroom.conftest import SetClock
from watchroom.journal.followers import Follower, Runner
from watchroom.journal.models import Entry, SetAside
from watchroom.kernel.words import Words
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.sources.actions import heard, put_sensor, stream_filled, went_silent
from watchroom.sources.models import Source


class Stumbles(Follower):
    name = "test.stumbles"
    kinds = ("sources.sensor_set",)

    def handle(self, entry: Entry) -> None:
        raise ValueError("no such luck")


def follow(*more: Follower) -> None:
    runner = Runner("tests", [*more, WatchThePlatform()])
    for _ in range(12):
        runner.run()


@pytest.fixture
def silent(cast: Cast, clock: SetClock) -> Alarm:
    hill()
    put_sensor("jump-gust", "jump-station", "ski-jump", "wind_gust", "起跳区 阵风", "Gust, take-off")
    source = Source.objects.get()
    heard(source.pk, clock.at, actor="watch:sources")
    clock.forward(minutes=4)
    went_silent(source.pk, clock.at, actor="watch:sources")
    follow()
    return Alarm.objects.get()


def test_a_silent_source_is_one_alarm_whatever_the_number_of_its_sensors(silent: Alarm, cast: Cast) -> None:
    assert (silent.about, silent.sensor, silent.state, silent.priority) == ("source:jump-station", None, "unack", 3)
    assert silent.title.en == "Source silent: Hill weather station"
    raised = Entry.objects.get(kind="alarms.raised")
    assert raised.say().zh.startswith("告警：信息源中断：跳台气象站。")
    assert Entry.objects.get(id=raised.cause or 0).kind == "sources.went_silent"
    assert [row.pk for row in queries.to_sound(cast.lin)] == [silent.pk]
    assert Entry.objects.filter(kind="alarms.rule_put").count() == 1


def test_it_returns_when_the_source_is_heard_and_comes_anew_when_it_falls_silent_again(
    silent: Alarm, clock: SetClock
) -> None:
    source = Source.objects.get()
    clock.forward(minutes=1)
    heard(source.pk, clock.at, actor="watch:sources")
    follow()
    silent.refresh_from_db()
    assert (silent.state, silent.returned_at) == ("rtn", clock.at)

    clock.forward(minutes=5)
    went_silent(source.pk, clock.at, actor="watch:sources")
    follow()
    assert list(Alarm.objects.order_by("onset").values_list("state", flat=True)) == ["rtn", "unack"]
    assert Rule.objects.count() == 1


def test_a_site_that_begins_to_watch_itself_alarms_for_what_is_so_and_not_for_what_long_was(
    cast: Cast, clock: SetClock
) -> None:
    hill()
    source = Source.objects.get()
    for act in (went_silent, heard, went_silent):
        act(source.pk, clock.at, actor="watch:sources")
        clock.forward(hours=2)
    follow()

    assert [alarm.state for alarm in Alarm.objects.all()] == ["unack"]
    assert Alarm.objects.get().onset == clock.at - timedelta(hours=2)


def test_a_full_stream_alarms_and_returns(cast: Cast, clock: SetClock) -> None:
    names = Words(zh="读数流", en="The stream of readings")
    stream_filled("readings", names, 0.8, actor="watch:streams")
    follow()
    assert Alarm.objects.get().detail == Words(
        zh="已用 80%：写满后最早的读数会被丢弃；请检查监测进程是否在读，或减少来源。",
        en="80 % full: when full, its oldest readings go; see whether watch is reading, or send less.",
    )
    stream_filled("readings", names, 0.2, actor="watch:streams")
    follow()
    assert Alarm.objects.get().state == "rtn"


def test_a_follower_that_stalls_is_an_alarm_that_a_person_resets(cast: Cast, clock: SetClock) -> None:
    """TRUST F-23."""
    hill()
    follow(Stumbles())

    alarm = Alarm.objects.get()
    assert (alarm.about, alarm.state) == ("follower:test.stumbles", "latched_unack")
    assert "no such luck" in alarm.detail_en
    put_sensor("jump-gust", "jump-station", "ski-jump", "wind_gust", "阵风", "Gust")
    follow(Stumbles())
    assert Alarm.objects.count() == 1, "what stalls again and again before anybody has looked is one alarm"
    assert actions.acknowledge(cast.lin, alarm.pk).state == "latched_ack"
    assert actions.reset(cast.lin, alarm.pk).state == "cleared"


def test_when_this_very_follower_stumbles_it_does_not_stumble_over_that_for_ever(
    cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise ValueError("broken")

    hill()
    went_silent(Source.objects.get().pk, clock.at, actor="watch:sources")
    monkeypatch.setattr("watchroom.alarms.followers.raise_about", breaks)
    follow(Stumbles())
    head = Entry.objects.count()
    follow(Stumbles())

    assert Entry.objects.count() == head
    assert SetAside.objects.filter(follower="alarms.platform").count() == 2


def test_every_built_in_rule_says_all_that_an_alarm_owes_and_no_person_can_take_it_off(
    silent: Alarm, cast: Cast
) -> None:
    for built in BUILT_IN.values():
        assert all(words.zh and words.en for words in (built.title, built.cause, built.consequence, built.action))
    with pytest.raises(BuiltInRule):
        take_off(cast.chen, "platform-source-silent")


def test_every_reader_in_this_room_takes_an_alarm_without_a_sensor(silent: Alarm, cast: Cast, clock: SetClock) -> None:
    lin = Client(headers={"Accept-Language": "en"})
    lin.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    api = Client(headers={"Authorization": f"Bearer {make_api_token(Person.objects.get(code='lin'))}"})
    for page in ("/alarms/queue", f"/alarms/{silent.pk}"):
        assert "Hill weather station" in lin.get(page).content.decode()
    assert 'href="/sources/jump-station"' in lin.get(f"/alarms/{silent.pk}").content.decode()
    listed = api.get("/api/alarms").json()[0]
    assert (
        listed | {"sensor": None, "place": None, "about": "source:jump-station", "value": "—", "unit": None} == listed
    )
    assert api.get("/api/rules").json() == [], "a built-in rule is nobody's to write"
    for at in (None, clock.at):
        assert LAYERS[0].features(cast.lin, at)["features"] == []
    assert queries.all_standing() == queries.similar(cast.lin, silent) == []
    hold_actions.shelve(cast.lin, silent.pk, 5, "已知")
    assert queries.load(cast.lin).shelved == 1


def test_two_things_are_two_alarms_and_one_thing_never_two(silent: Alarm, cast: Cast, clock: SetClock) -> None:
    words = Words(zh="甲", en="A")
    again = raise_about("platform-source-silent", silent.about, words, words, clock.at, entry=1, actor="x:y")
    other = raise_about("platform-source-silent", "source:b", words, words, clock.at, entry=1, actor="x:y")
    assert again.pk == silent.pk
    assert other.pk != silent.pk
