"""An incident whose place was to be verified is given one, and a wrong one is corrected."""

from typing import Any

import pytest
from django.test import Client

from watchroom.alarms.tests.scene import HILL, hill
from watchroom.conftest import SetClock
from watchroom.incidents import actions, layers
from watchroom.incidents.faults import AlreadyClosed, NoSuchIncident, NotFilled
from watchroom.incidents.models import Incident
from watchroom.incidents.tests.test_pages import api, as_, post
from watchroom.journal import queries as journal
from watchroom.journal.verify import verify
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.places.faults import NoSuchPlace

WHY = "来电人复述"


@pytest.fixture
def nowhere(cast: Cast) -> Incident:
    """Opened by telephone; the caller could not say where."""
    hill()
    given: dict[str, Any] = {"title_zh": "有人摔倒", "title_en": "Somebody fell", "kind": "medical"}
    return actions.open_incident(cast.lin, **given, report={"type": "摔伤"})


def test_a_place_to_be_verified_is_given_and_the_entry_keeps_what_was_before(cast: Cast, nowhere: Incident) -> None:
    row = actions.locate(cast.lin, nowhere.pk, place="ski-jump", reason=f" {WHY} ")

    assert (row.place and row.place.code) == "ski-jump"
    assert row.point == pytest.approx((115.475, 40.905))
    said, opened = journal.last(row.subject), journal.last(row.subject, "incidents.opened")
    assert said is not None
    assert opened is not None
    assert (said.kind, said.actor, said.cause, said.incident) == (
        "incidents.located",
        cast.lin.actor,
        opened.id,
        row.pk,
    )
    assert (said.facts["place"], said.facts["lon"], said.facts["lat"]) == ("ski-jump", "115.475", "40.905")
    assert [said.facts[f"before_{name}"] for name in ("place", "lon", "lat")] == [None, None, None]
    where = "国家跳台滑雪中心（经度 115.47500、纬度 40.90500）"
    assert said.say().zh == f"I-2026-0001 定位：{where}；原为：地点待核实；依据：{WHY}"
    where = "National Ski Jumping Centre (longitude 115.47500, latitude 40.90500)"
    assert said.say().en == f"I-2026-0001 located: {where}; before: place to be verified; because: {WHY}"
    assert list(verify()) == []


def test_a_correction_is_the_same_act_and_says_what_held_before(cast: Cast, nowhere: Incident) -> None:
    actions.locate(cast.lin, nowhere.pk, place="ski-jump", reason=WHY)

    row = actions.locate(cast.chen, nowhere.pk, lon=115.4, lat=40.8, reason="现场人员更正")

    assert (row.place, row.point) == (None, (115.4, 40.8))
    assert row.place_words.zh == "经度 115.40000、纬度 40.80000"
    said = journal.last(row.subject)
    assert said is not None
    assert (said.facts["place"], said.facts["place_en"]) == (None, "longitude 115.40000, latitude 40.80000")
    before = [said.facts[f"before_{name}"] for name in ("place", "lon", "lat")]
    assert before == ["ski-jump", "115.475", "40.905"]
    assert "National Ski Jumping Centre" in said.facts["before_en"]


def test_a_place_may_be_marked_at_a_position_of_its_own(cast: Cast, nowhere: Incident) -> None:
    row = actions.locate(cast.lin, nowhere.pk, place="ski-jump", lon=115.472, lat=40.902, reason=WHY)

    assert (row.place and row.place.code, row.point) == ("ski-jump", (115.472, 40.902))


def test_an_outline_does_not_outlive_the_position_that_it_was_drawn_round(cast: Cast, nowhere: Incident) -> None:
    Incident.objects.filter(pk=nowhere.pk).update(area=HILL)

    row = actions.locate(cast.lin, nowhere.pk, lon=115.4, lat=40.8, reason=WHY)

    assert row.geometry == {"type": "Point", "coordinates": [115.4, 40.8]}


def test_whoever_may_open_an_incident_may_place_it_and_nobody_else(cast: Cast, nowhere: Incident) -> None:
    for viewer, fault in (
        (cast.zhao, NotAllowed),
        (cast.sun, NotAllowed),
        (cast.guest, NotAllowed),
        (cast.wall, NotAllowed),
        (cast.nobody, NotSignedIn),
    ):
        with pytest.raises(fault):
            actions.locate(viewer, nowhere.pk, place="ski-jump", reason=WHY)
    assert Incident.objects.get().point is None


@pytest.mark.parametrize(
    ("given", "fault", "zh", "en"),
    [
        ({"place": "ski-jump", "reason": " "}, NotFilled, "理由：不能为空", "Reason: it must not be empty"),
        ({}, NotFilled, "请选地点，或填经纬度", "choose a place, or give longitude and latitude"),
        ({"place": " "}, NotFilled, "请选地点，或填经纬度", "choose a place, or give longitude and latitude"),
        ({"place": "atlantis"}, NoSuchPlace, "atlantis", "atlantis"),
        ({"lon": 115.4}, NotFilled, "经度和纬度要一起填", "longitude and latitude go together"),
        ({"place": "ski-jump", "lat": 40.9}, NotFilled, "经度和纬度要一起填", "longitude and latitude go together"),
        ({"lon": 40.9, "lat": 115.4}, NotFilled, "超出经纬度范围", "off the earth"),
        ({"lon": 180.1, "lat": 0.0}, NotFilled, "超出经纬度范围", "off the earth"),
        ({"lon": float("nan"), "lat": 0.0}, NotFilled, "超出经纬度范围", "off the earth"),
        ({"lon": 0.0, "lat": float("inf")}, NotFilled, "超出经纬度范围", "off the earth"),
    ],
)
def test_what_cannot_be_a_place_is_refused_in_both_languages_and_nothing_is_kept(
    cast: Cast, nowhere: Incident, given: dict[str, Any], fault: type[NotFilled | NoSuchPlace], zh: str, en: str
) -> None:
    head = journal.head()

    with pytest.raises(fault) as refused:
        actions.locate(cast.lin, nowhere.pk, **({"reason": WHY} | given))

    assert zh in refused.value.words.zh
    assert en in refused.value.words.en
    assert journal.head() == head
    assert Incident.objects.get().point is None


def test_a_closed_incident_stays_where_it_was_and_one_that_is_not_there_is_not_found(
    cast: Cast, nowhere: Incident
) -> None:
    actions.close(cast.chen, nowhere.pk, reason="已了结")

    with pytest.raises(AlreadyClosed):
        actions.locate(cast.lin, nowhere.pk, place="ski-jump", reason=WHY)
    with pytest.raises(NoSuchIncident):
        actions.locate(cast.lin, nowhere.pk + 1, place="ski-jump", reason=WHY)
    assert Incident.objects.get().point is None


def test_the_map_shows_it_where_it_was_thought_to_be_at_every_moment(
    cast: Cast, clock: SetClock, nowhere: Incident
) -> None:
    def seen(at: Any = None) -> list[Any]:
        return [one["geometry"]["coordinates"] for one in layers.features(cast.lin, at)["features"]]

    first = clock.at
    clock.forward(minutes=5)
    actions.locate(cast.lin, nowhere.pk, place="ski-jump", reason=WHY)
    second = clock.at
    clock.forward(minutes=5)
    actions.locate(cast.lin, nowhere.pk, lon=115.4, lat=40.8, reason="更正")

    assert seen(first) == []
    assert seen(second) == [[pytest.approx(115.475), pytest.approx(40.905)]]
    assert seen(clock.at) == seen() == [[115.4, 40.8]]


@pytest.mark.parametrize(
    ("lang", "mark", "correct", "unknown"),
    [
        ("zh", "标出位置", "更正位置", "地点待核实"),
        ("en", "Mark where it is", "Correct where it is", "place to be verified"),
    ],
)
def test_the_page_asks_for_the_place_and_then_lets_it_be_corrected(
    cast: Cast, nowhere: Incident, lang: str, mark: str, correct: str, unknown: str
) -> None:
    client, url = as_(cast.lin, lang), f"/incidents/{nowhere.pk}"

    page = client.get(url).content.decode()
    assert unknown in client.get(f"{url}/head").content.decode()
    assert mark in page
    assert correct not in page
    assert f'action="{url}/place"' in page
    assert "<wr-point" in page

    answer = client.post(f"{url}/place", {"place": "ski-jump", "lon": "", "lat": "", "reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, url)
    page = client.get(url).content.decode()
    assert unknown not in client.get(f"{url}/head").content.decode()
    assert correct in page
    assert '<option value="ski-jump" selected>' in page
    assert 'class="mini"' in page


@pytest.mark.parametrize(("lang", "words"), [("zh", "经度：应是数字"), ("en", "Longitude: it must be a number")])
def test_a_longitude_in_words_is_refused(cast: Cast, nowhere: Incident, lang: str, words: str) -> None:
    given = {"lon": "east", "lat": "40.9", "reason": WHY}

    answer = as_(cast.lin, lang).post(f"/incidents/{nowhere.pk}/place", given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Incident.objects.get().point is None


def test_the_form_is_for_those_who_may_and_for_open_incidents(cast: Cast, nowhere: Incident) -> None:
    def offered(client: Client) -> bool:
        return f"/incidents/{nowhere.pk}/place" in client.get(f"/incidents/{nowhere.pk}").content.decode()

    assert [offered(as_(one)) for one in (cast.lin, cast.chen, cast.zhao, cast.sun)] == [True, True, False, False]
    assert as_(cast.sun).post(f"/incidents/{nowhere.pk}/place", {"place": "ski-jump", "reason": WHY}).status_code == 403
    actions.close(cast.chen, nowhere.pk, reason="已了结")
    assert not offered(as_(cast.lin))


def test_the_api_places_an_incident_once_for_a_key(cast: Cast, nowhere: Incident) -> None:
    put_place("gate-c", "gate", "C 口", "Gate C", {"type": "Point", "coordinates": [115.46, 40.9]}, source="test")
    lin, url = api(cast.lin), f"/api/incidents/{nowhere.pk}/place"
    asked = {"lon": 115.4605, "lat": 40.9005, "place": "gate-c", "reason": WHY}

    first = post(lin, url, asked, 200, key="k1")
    head = journal.head()
    again = post(lin, url, asked, 200, key="k1")

    assert first == again
    assert journal.head() == head
    assert (first["place"], first["geometry"]) == ("gate-c", {"type": "Point", "coordinates": [115.4605, 40.9005]})
    assert post(lin, url, asked | {"lon": 115.0}, 409, key="k1")["code"] == "journal.KeyUsedOtherwise"
    assert post(lin, url, {"lon": 200, "lat": 0, "reason": WHY}, 422)["code"] == "incidents.NotFilled"
    assert post(lin, url, {"place": "atlantis", "reason": WHY}, 404)["code"] == "places.NoSuchPlace"
    assert post(api(cast.sun), url, asked, 403)["code"] == "people.NotAllowed"
    assert post(Client(), url, asked, 401)["code"] == "people.NotSignedIn"
    actions.close(cast.chen, nowhere.pk, reason="已了结")
    assert post(lin, url, asked, 409)["code"] == "incidents.AlreadyClosed"
