"""Through the front door: pages, forms, the public page and the feed, in both languages, for those who may and those who may not."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.test import Client
from lxml import html
from lxml.etree import _Element

from watchroom.conftest import SetClock
from watchroom.journal import clock as site_clock
from watchroom.kernel.cap import read, violations
from watchroom.kernel.cap.tree import parse
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person, person_by_code
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.warnings import actions, layers
from watchroom.warnings.chores import SendDeliveries
from watchroom.warnings.models import Warning
from watchroom.warnings.tests import scene
from watchroom.warnings.tests.scene import HILL, drafted, released, reviewed, seen, texts

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}'


def found(page: bytes | str, path: str) -> list[_Element]:
    """The elements of a page that an XPath names."""
    answer = html.fromstring(page).xpath(path)
    return [one for one in answer if isinstance(one, _Element)] if isinstance(answer, list) else []


def words(item: _Element) -> str:
    return "".join(str(text) for text in item.itertext())


@pytest.fixture
def door(client: Client) -> Callable[..., Client]:
    """The site's door for one person, in one language."""

    def opened(viewer: Viewer | None = None, lang: str = "zh") -> Client:
        client.logout()
        client.cookies.clear()
        client.cookies["watchroom_lang"] = lang
        if viewer is not None and viewer.person is not None:
            someone = person(viewer.person)
            assert someone is not None
            client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return opened


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


def work(clock: SetClock) -> None:
    SendDeliveries().run(clock.at)


def test_the_information_officer_drafts_fills_in_and_saves(cast: Cast, door: Callable[..., Client]) -> None:
    site = door(cast.sun)
    made = site.post("/warnings/new")
    row = Warning.objects.get()
    assert made["Location"] == f"/warnings/{row.pk}"
    assert "没有范围不能发布" in site.get(made["Location"]).content.decode()

    form: dict[str, Any] = {name: value for name, value in texts().items() if isinstance(value, str)}
    form |= {
        "level": "3", "channels_shown": "1", "channels": ["cap_feed", "public_page"],
        "area": "115.46, 40.90\n115.48, 40.90\n115.48, 40.92", "onset": "2026-02-06T10:00", "expires": "2026-02-06T14:00",
    }  # fmt: skip
    assert site.post(f"/warnings/{row.pk}/edit", form).status_code == 302

    row.refresh_from_db()
    assert (row.event_zh, row.channels, len(row.area["coordinates"][0])) == ("大风", ["cap_feed", "public_page"], 4)
    assert row.onset is not None
    assert row.onset.isoformat() == "2026-02-06T02:00:00+00:00"
    page = site.get(f"/warnings/{row.pk}").content.decode()
    assert "<wr-area" in page
    assert "&lt;identifier&gt;" in page
    assert "齐全" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("step", [drafted, reviewed, released], ids=["draft", "reviewed", "released"])
def test_every_step_has_a_whole_page_in_both_languages(
    cast: Cast, clock: SetClock, door: Callable[..., Client], step: Any, lang: str
) -> None:
    row = step(cast)
    work(clock)
    for viewer in (cast.lin, cast.sun, cast.chen, cast.zhao, cast.wall):
        site = door(viewer, lang)
        for path in (
            "/warnings/",
            f"/warnings/{row.pk}",
            *(f"/warnings/{row.pk}/parts/{name}" for name in ("flow", "reach", "foot", "journal")),
        ):
            answer = site.get(path)
            assert answer.status_code == 200, path
        panel = site.get(f"/warnings/{row.pk}", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in panel
    text = words(html.fromstring(door(cast.zhao, lang).get(f"/warnings/{row.pk}").content))
    assert ("指纹" in text) == (lang == "zh")
    assert ("ingerprint" in text) == (lang == "en")


def test_review_and_signature_happen_on_the_page(cast: Cast, door: Callable[..., Client]) -> None:
    row = drafted(cast)
    assert door(cast.chen).post(f"/warnings/{row.pk}/review", {"fingerprint": seen(row)}).status_code == 302
    refused = door(cast.zhao).post(f"/warnings/{row.pk}/sign", {"fingerprint": "0000"})
    assert refused.status_code == 409
    assert "重新核对" in refused.content.decode()
    assert door(cast.zhao).post(f"/warnings/{row.pk}/sign", {"fingerprint": seen(row)}).status_code == 302
    row.refresh_from_db()
    assert row.state == "released"
    assert door(cast.sun).post(f"/warnings/{row.pk}/cancel", {"reason_zh": "风已减弱。"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason_zh) == ("cancelled", "风已减弱。")


def test_the_live_button_and_the_exercises_do_not_read_alike(
    cast: Cast, clock: SetClock, door: Callable[..., Client]
) -> None:
    live = door(cast.zhao).get(f"/warnings/{reviewed(cast).pk}").content.decode()
    site_clock.start_scenario("drill", clock.at, exercise=True)
    drill = door(cast.zhao).get(f"/warnings/{reviewed(cast).pk}").content.decode()

    assert "签发并向公众发布" in live
    assert "签发并向公众发布" not in drill
    assert "签发演练" in drill
    assert "1000 人" not in live  # nobody lives in an area that holds no place


@pytest.mark.parametrize("who", ["guest", "nobody", "wall"])
def test_an_outsider_is_refused_every_page_and_act(cast: Cast, door: Callable[..., Client], who: str) -> None:
    row = reviewed(cast)
    viewer = getattr(cast, who)
    reads = ["/warnings/", f"/warnings/{row.pk}", f"/warnings/{row.pk}/parts/foot"]
    acts = ["/warnings/new", *(f"/warnings/{row.pk}/{act}" for act in ("edit", "review", "return", "sign", "cancel"))]
    before = Warning.objects.values().get()
    for path in acts:
        assert door(viewer).post(path, {"fingerprint": seen(row), "reason": "x"}).status_code in (401, 403), path
    if who != "wall":
        for path in reads:
            assert door(viewer).get(path).status_code in (302, 401, 403), path
    assert Warning.objects.values().get() == before


def test_hostile_text_is_inert_on_every_page_feed_and_document(
    cast: Cast, clock: SetClock, door: Callable[..., Client]
) -> None:
    fields = ("headline", "description", "instruction", "area", "audience", "issuer")
    evil = {f"{name}_{lang}": EVIL.replace("{{ 7*7 }}", "") for name in fields for lang in ("zh", "en")}
    row = released(cast, **evil)
    work(clock)
    door(cast.zhao)
    for path in ("/warnings/", f"/warnings/{row.pk}", "/public/", "/public/?lang=en"):
        content = door(cast.zhao).get(path).content
        page = html.fromstring(content)
        assert not found(content, "//script[contains(., 'alert')] | //img"), path
        assert not [name for item in page.iter() for name in item.attrib if str(name).startswith("on")], path
        assert "<script>alert(1)</script>" in words(page), path
    document = door().get(f"/feed/cap/{row.identifier}.xml").content
    assert violations(parse(document).root) == []
    assert b"<script" not in document
    assert b"<script" not in door().get("/feed/cap.atom").content


def test_template_braces_never_get_as_far_as_a_reader(cast: Cast, door: Callable[..., Client]) -> None:
    row = drafted(cast, headline_zh=EVIL)
    answer = door(cast.chen).post(f"/warnings/{row.pk}/review", {"fingerprint": seen(row)})
    assert answer.status_code == 422
    (title,) = found(door(cast.sun).get(f"/warnings/{row.pk}").content, "//h1")
    assert "49" not in words(title)


def test_the_public_page_is_for_anybody_in_both_languages_and_holds_nothing_of_the_reader(
    cast: Cast, clock: SetClock, door: Callable[..., Client]
) -> None:
    scene.hill()
    released(cast)
    drafted(cast, headline_zh="还没有发布的草稿")
    assert "当前没有生效的预警" in door().get("/public/").content.decode()
    work(clock)

    answer = door().get("/public/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "跳台场地大风黄色预警" in text
    assert "还没有发布的草稿" not in text
    assert "csrf" not in text.lower()
    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "太子城村" in text  # a place inside the sketched area
    steps = found(text, "//ol[@class='do']/li")
    assert [words(item).strip() for item in steps] == ["请离开露天看台。", "由 D 口离场。"]
    english = door().get("/public/?lang=en").content.decode()
    assert "Yellow wind warning at the hill" in english
    assert 'lang="en"' in english


def test_the_public_page_shows_the_end_of_a_warning(cast: Cast, clock: SetClock, door: Callable[..., Client]) -> None:
    row = released(cast)
    work(clock)
    clock.forward(minutes=10)
    actions.cancel(cast.sun, row.pk)
    work(clock)
    text = door().get("/public/").content.decode()
    assert "当前没有生效的预警" in text
    assert "已解除" in text
    clock.forward(days=2)
    assert "已解除" not in door().get("/public/").content.decode()


def test_an_exercise_on_the_public_page_cannot_be_mistaken(
    cast: Cast, clock: SetClock, door: Callable[..., Client]
) -> None:
    site_clock.start_scenario("drill", clock.at, exercise=True)
    released(cast)
    work(clock)
    page = html.fromstring(door().get("/public/").content)
    assert page.get("data-mode") == "drill"
    assert words(found(door().get("/public/").content, "//article//h2")[0]).startswith("【演练】")


def test_the_feed_is_one_that_feed_readers_read_and_links_to_valid_cap(
    cast: Cast, clock: SetClock, door: Callable[..., Client]
) -> None:
    row = released(cast)
    work(clock)
    clock.forward(minutes=10)
    actions.cancel(cast.sun, row.pk)
    work(clock)

    answer = door().get("/feed/cap.atom")
    told = feedparser.parse(answer.content)

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert (told.bozo, len(told.entries)) == (False, 2)
    assert [entry.tags[0].term for entry in told.entries] == ["Cancel", "Alert"]
    assert len({entry.id for entry in told.entries}) == 2
    for entry in told.entries:
        link = next(one.href for one in entry.links if one.type == "application/cap+xml")
        document = door().get(link.removeprefix("http://testserver"))
        assert document["Content-Type"].startswith("application/cap+xml")
        assert violations(parse(document.content).root) == []
        assert read(document.content).alert.identifier in link


def test_the_feed_answers_not_modified_to_who_has_it(cast: Cast, clock: SetClock, door: Callable[..., Client]) -> None:
    first = door().get("/feed/cap.atom")
    assert door().get("/feed/cap.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304
    released(cast)
    work(clock)
    assert door().get("/feed/cap.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/feed/cap/W-2026-9999.1.xml", "/feed/cap/..%2f..%2fetc%2fpasswd.xml", "/warnings/999999"]
)
def test_what_is_not_there_is_not_found(cast: Cast, door: Callable[..., Client], path: str) -> None:
    assert door(cast.lin).get(path).status_code == 404


def test_a_get_changes_nothing(cast: Cast, door: Callable[..., Client]) -> None:
    row = drafted(cast)
    for act in ("edit", "review", "return", "sign", "cancel"):
        assert door(cast.zhao).get(f"/warnings/{row.pk}/{act}").status_code == 405
    assert door(cast.sun).get("/warnings/new").status_code == 405


def test_the_incidents_pane_offers_its_plans_templates(cast: Cast, door: Callable[..., Client]) -> None:
    from watchroom.plans import actions as plans

    plans.put_shipped()
    where = scene.incident(cast)
    plans.activate_plan(cast.zhao, where.pk, "ski-jump-wind", 3, reason="测试")

    pane = door(cast.sun).get(f"/incidents/{where.pk}/warnings").content
    form = "//form[.//input[@name='template']]"
    given = {str(one.get("name")): str(one.get("value")) for one in found(pane, f"({form})[1]//input")}
    made = door(cast.sun).post(str(found(pane, form)[0].get("action")), given)

    row = Warning.objects.get()
    assert made["Location"] == f"/warnings/{row.pk}"
    assert (row.incident_id, row.template != "") == (where.pk, True)
    for viewer in (cast.lin, cast.wall):
        assert not found(door(viewer).get(f"/incidents/{where.pk}/warnings").content, "//form")


def test_the_map_shows_warned_areas_now_and_at_a_past_moment(cast: Cast, clock: SetClock) -> None:
    row = released(cast)
    before, during = clock.at - timedelta(minutes=1), clock.at + timedelta(minutes=5)
    (now,) = layers.areas(cast.wall)["features"]
    clock.forward(minutes=10)
    actions.cancel(cast.sun, row.pk)
    after = clock.forward(minutes=1)

    assert (now["geometry"], now["properties"]["level"]) == (HILL, 3)
    assert layers.areas(cast.lin)["features"] == []
    assert [len(layers.areas(cast.lin, at)["features"]) for at in (before, during, after)] == [0, 1, 0]


class Api:
    """The API for one person, by token."""

    def __init__(self, client: Client, viewer: Viewer) -> None:
        self.client, self.token = client, make_api_token(person_by_code(viewer.code))

    def __call__(self, method: str, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        return self.client.generic(
            method, path, json.dumps(body) if body is not None else "", "application/json", headers=headers
        )


def test_the_whole_life_goes_over_the_api(cast: Cast, clock: SetClock, client: Client) -> None:
    sun, chen, zhao = (Api(client, viewer) for viewer in (cast.sun, cast.chen, cast.zhao))
    given = {name: value.isoformat() if name in ("onset", "expires") else value for name, value in texts().items()}
    made = sun("POST", "/api/warnings", given, key="k1").json()
    assert sun("POST", "/api/warnings", given, key="k1").json()["id"] == made["id"]
    assert Warning.objects.count() == 1
    path = f"/api/warnings/{made['id']}"
    assert (made["state"], made["missing"]) == ("draft", [])

    assert sun("POST", f"{path}/review", {"fingerprint": made["hash"]}).status_code == 403
    assert chen("POST", f"{path}/review", {"fingerprint": made["hash"]}).json()["state"] == "reviewed"
    assert zhao("POST", f"{path}/sign", {"fingerprint": made["fingerprint"]}).json()["identifier"] == "W-2026-0001.1"
    work(clock)
    told = zhao("GET", path).json()
    assert {one["state"] for one in told["deliveries"]} == {"sent"}
    assert read(zhao("GET", f"{path}/cap").content).alert.status == "Actual"
    assert [one["number"] for one in client.get("/api/public/warnings").json()] == ["W-2026-0001"]
    refused = sun("PATCH", path, {"headline_zh": "改"})
    assert (refused.status_code, refused.json()["code"]) == (409, "warnings.NotNow")
    assert sun("POST", f"{path}/cancel", {"reason_zh": "结束", "reason_en": "over"}).json()["state"] == "cancelled"


def test_the_api_lists_filters_and_says_what_is_missing(cast: Cast, client: Client) -> None:
    sun = Api(client, cast.sun)
    made = sun("POST", "/api/warnings", {"headline_zh": "空"}).json()

    assert {"area", "instruction", "channels"} <= set(made["missing"])
    assert len(sun("GET", "/api/warnings?state=draft").json()) == 1
    assert sun("GET", "/api/warnings?state=released").json() == []
    assert sun("GET", f"/api/warnings/{made['id']}/cap").status_code == 422
    assert {one["code"] for one in sun("GET", "/api/warning-events").json()} >= {"gale", "snow", "crowd"}
    assert len(sun("GET", "/api/warning-channels").json()) >= 3


@pytest.mark.parametrize(
    "body", ["{", '{"level": 99}', '{"area": "x"}', '{"onset": "2026-02-06T10:00:00"}', '{"channels": [1]}']
)
def test_malformed_bodies_are_refused_and_nothing_is_made(cast: Cast, client: Client, body: str) -> None:
    token = make_api_token(person_by_code(cast.sun.code))
    answer = client.generic(
        "POST", "/api/warnings", body, "application/json", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code in (400, 422)
    assert Warning.objects.count() == 0


def test_without_a_token_only_the_public_list_answers(cast: Cast, client: Client) -> None:
    row = drafted(cast)
    for path in ("/api/warnings", f"/api/warnings/{row.pk}", f"/api/warnings/{row.pk}/cap", "/api/warning-events"):
        assert client.get(path).status_code == 401
    assert client.get("/api/public/warnings").json() == []
