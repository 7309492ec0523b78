"""Advice on the screen: what a card says, and who may judge it."""

from typing import Any

import pytest
from django.test import Client

from watchroom.advice import queries
from watchroom.advice.tests.scene import advise, weather
from watchroom.conftest import SetClock
from watchroom.dispatch.tests.scene import Readings, open_gale
from watchroom.incidents.models import Incident
from watchroom.people import queries as people
from watchroom.people.testing import Cast


@pytest.fixture
def door(settings: Any) -> Client:
    settings.ROOT_URLCONF = "watchroom.advice.urls"
    return Client()


def sign_in(door: Client, code: str) -> None:
    door.force_login(people.person_by_code(code), backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("zh", ["体感温度约", "区间", "依据", "测站读数", "采纳"]),
        ("en", ["Feels like", "range", "Why", "sensor reading", "Accept"]),
    ],
)
def test_a_card_says_value_range_source_inputs_and_confidence(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings, door: Client, lang: str, texts: list[str]
) -> None:
    weather(readings, clock)
    advise(gale, clock)
    sign_in(door, "lin")
    door.cookies["watchroom_lang"] = lang

    page = door.get(f"/incidents/{gale.pk}/advice").content.decode()

    assert not [text for text in texts if text not in page]
    assert 'class="conf"' in page
    assert 'class="range"' in page
    assert "style=" not in page
    assert "<script" not in page


def test_a_wall_screen_reads_and_cannot_judge(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings, door: Client
) -> None:
    weather(readings, clock)
    row = advise(gale, clock)["wind_chill"]
    sign_in(door, "wall")

    assert "<form" not in door.get(f"/incidents/{gale.pk}/advice").content.decode()
    assert door.post(f"/advice/{row.pk}/accept").status_code == 403
    sign_in(door, "guest")
    assert door.get(f"/incidents/{gale.pk}/advice").status_code == 403


def test_the_buttons_judge_and_lead_back_to_the_incident(
    cast: Cast, gale: Incident, clock: SetClock, readings: Readings, door: Client
) -> None:
    weather(readings, clock)
    row = advise(gale, clock)["wind_chill"]
    sign_in(door, "lin")

    assert door.get(f"/advice/{row.pk}/accept").status_code == 405
    assert door.post(f"/advice/{row.pk}/reject", {"reason": ""}).status_code == 422
    went = door.post(f"/advice/{row.pk}/reject", {"reason": "<b>测站结冰</b>"})
    assert (went.status_code, went.headers["Location"]) == (302, f"/incidents/{gale.pk}")

    page = door.get(f"/incidents/{gale.pk}/advice").content.decode()
    assert "未采纳" in page
    assert "&lt;b&gt;测站结冰" in page


def test_a_second_incident_has_its_own_cards(cast: Cast, gale: Incident, clock: SetClock) -> None:
    other = open_gale(cast.lin)
    advise(gale, clock)

    assert queries.cards(cast.lin, other.pk) == []
