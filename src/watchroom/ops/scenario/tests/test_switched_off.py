"""The autopilot's switch: off, it asks and does nothing; on again, what fell due meanwhile is done once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from watchroom.conftest import T0
from watchroom.journal import clock as site_clock
from watchroom.ops import waker
from watchroom.ops.scenario.autopilot import Autopilot
from watchroom.ops.scenario.site import Site
from watchroom.ops.scenario.steering import steer
from watchroom.ops.scenario.tests.test_autopilot import ACK, Book
from watchroom.people.testing import Cast

DAY = "zhangjiakou-games"
LATER = T0 + timedelta(minutes=5)


class Api(Book):
    """A book that counts how often it is spoken to."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def get(self, post: str, path: str) -> Any:
        self.calls += 1
        return super().get(post, path)

    def send(self, post: str, path: str, body: Mapping[str, Any], key: str) -> tuple[int, Any]:
        self.calls += 1
        return super().send(post, path, body, key)


@pytest.fixture
def api() -> Api:
    found = Api()
    found.raise_alarm(7, at=T0)
    return found


@pytest.fixture
def playing(cast: Cast) -> Cast:
    site_clock.start_scenario(DAY, T0, exercise=True)
    return cast


@pytest.fixture
def site(api: Api, monkeypatch: pytest.MonkeyPatch) -> Site:
    """With people to act for, and neither devices nor units."""
    nobody: Any = None
    monkeypatch.setattr(waker, "start", lambda: nobody)
    pilot = Autopilot(api, [ACK], travel_s=lambda facts: 0.0, known={})
    return Site(DAY, nobody, nobody, nobody, pilot, stopping=lambda: False)


def test_switched_off_it_does_nothing_and_never_speaks_to_the_api(playing: Cast, api: Api, site: Site) -> None:
    steer(playing.chen, autopilot=False)
    assert site.act(LATER) == 0
    assert (api.calls, api.alarms, site.next_act()) == (0, {7: "unack"}, None)


def test_on_again_what_is_due_is_done_once(playing: Cast, api: Api, site: Site) -> None:
    steer(playing.chen, autopilot=False)
    site.act(LATER)
    steer(playing.chen, autopilot=True)
    assert [site.act(LATER), site.act(LATER)] == [1, 0]
    assert [key for _, _, _, key in api.sent] == ["autopilot:acknowledge:1"]
    assert api.alarms == {7: "ack"}


def test_what_it_knew_when_it_was_switched_off_waits_until_it_is_on_again(playing: Cast, api: Api, site: Site) -> None:
    due = T0 + timedelta(seconds=40)
    assert (site.act(T0), site.next_act()) == (0, due)
    steer(playing.chen, autopilot=False)
    calls = api.calls
    assert (site.act(LATER), site.next_act(), api.calls) == (0, None, calls)
    steer(playing.chen, autopilot=True)
    assert site.act(LATER) == 1
    assert len(api.sent) == 1


def test_what_a_person_did_while_it_was_off_is_left_as_it_is(playing: Cast, api: Api, site: Site) -> None:
    steer(playing.chen, autopilot=False)
    site.act(LATER)
    api.alarms[7] = "ack"
    steer(playing.chen, autopilot=True)
    site.act(LATER)
    assert api.sent == []
