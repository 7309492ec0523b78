"""Speed, pause and autopilot are steered by those who lead the watch, and the book says so."""

import pytest
from django.test import Client

from watchroom.conftest import T0
from watchroom.journal import clock as site_clock
from watchroom.journal import queries
from watchroom.ops.scenario.steering import NoScenario, SpeedOutOfRange, Steering, steer, steering
from watchroom.people import actions
from watchroom.people import queries as people
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast

DAY = "zhangjiakou-games"


@pytest.fixture
def playing(cast: Cast) -> Cast:
    site_clock.start_scenario(DAY, T0, exercise=True)
    return cast


def client(code: str) -> Client:
    token = actions.make_api_token(people.person_by_code(code))
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_what_is_not_named_stays_and_the_last_word_holds(playing: Cast) -> None:
    assert steering(DAY) == Steering(30, False, True)
    steer(playing.chen, speed=5)
    steer(playing.zhao, autopilot=False)
    assert steering(DAY) == Steering(5, False, False)
    assert steer(playing.chen, paused=True).pace == 0


def test_the_book_says_who_steered_and_the_same_again_says_nothing(playing: Cast) -> None:
    steer(playing.chen, paused=True)
    head = queries.head()
    steer(playing.chen, paused=True)
    assert queries.head() == head
    said = queries.newest(1)[0]
    assert (said.kind, said.actor, said.exercise) == ("ops.scenario_steered", playing.chen.actor, True)
    assert (said.say().zh, said.say().en) == (
        "演练情景：速度 30 倍，已暂停，自动演示已开启",
        "Exercise scenario: speed 30×, paused, autopilot on",
    )


def test_only_those_who_lead_may_steer(playing: Cast) -> None:
    for viewer, fault in ((playing.lin, NotAllowed), (playing.guest, NotAllowed), (playing.nobody, NotSignedIn)):
        with pytest.raises(fault):
            steer(viewer, paused=True)


def test_a_speed_out_of_range_and_a_site_without_scenario_are_refused(playing: Cast) -> None:
    with pytest.raises(SpeedOutOfRange):
        steer(playing.chen, speed=1000)
    site_clock.end_scenario()
    with pytest.raises(NoScenario):
        steer(playing.chen, paused=True)


def test_the_page_shows_the_switches_to_those_who_may_use_them(playing: Cast) -> None:
    assert 'name="autopilot" value="off"' in client("chen").get("/scenario/").content.decode()
    page = client("lin").get("/scenario/").content.decode()
    assert 'name="autopilot"' not in page
    assert "自动演示开启" in page
    assert client("guest").get("/scenario/").status_code == 403


def test_the_switch_on_the_page_and_the_api_do_the_same(playing: Cast) -> None:
    chen = client("chen")
    assert chen.post("/scenario/steer", {"autopilot": "off"}).status_code == 302
    assert steering(DAY).autopilot is False
    answer = chen.post("/api/scenario", {"autopilot": True, "speed": 60}, content_type="application/json").json()
    assert (answer["autopilot"], answer["speed"], steering(DAY).speed) == (True, 60, 60)
    assert client("lin").post("/api/scenario", {"paused": True}, content_type="application/json").status_code == 403
    assert Client().get("/api/scenario").status_code == 401
