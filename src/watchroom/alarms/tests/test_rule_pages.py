"""The pages on which rules are written: nothing typed is lost, what is wrong stands in its place, a trial is shown."""

import json
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.conf import settings as site
from django.test import Client

from watchroom.alarms import rule_drafting, trying
from watchroom.alarms.models import Rule, RuleVersion
from watchroom.alarms.tests.scene import TOLD, wind_rule
from watchroom.alarms.tests.test_rule_drafting import CODE, limit
from watchroom.conftest import SetClock
from watchroom.kernel.clock import ms
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.sources import history
from watchroom.sources.readings import ReadingBatch

FORM = {
    "detector": "threshold", "sensor": "jump-wind", "priority": "2", "s-direction": "above", "s-limit": "4", "s-clear": "3.5",
    "s-hold_s": "300", "s-max_gap_s": "180", **TOLD,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has younger readings than the history's."""
    monkeypatch.setattr("watchroom.sources.queries.line", lambda: SimpleNamespace(ask=lambda *_, **__: None))


def browser(code: str, lang: str = "zh") -> Client:
    client = Client(headers={"Accept-Language": lang})
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def blow(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, clock: SetClock) -> None:
    """Two days of wind on disk, a value a minute: over the limit for ten minutes at the beginning of every sixth hour."""
    monkeypatch.setattr(site, "DATA", tmp_path)
    sensor = wind_rule().watched
    now = ms(clock.at)
    at = np.arange(now - 2 * 86_400_000, now, 60_000, dtype=np.int64)
    value = np.where((now - at - 60_000) // 60_000 % 360 < 10, 5.0, 2.0)
    batch = ReadingBatch("x", np.full(at.size, sensor.number, np.int32), value, at, at + 400)
    history.append(tmp_path, "test", sensor.partition, [(1, batch)], 1)


def test_a_rule_is_written_on_its_page_and_put_live_on_another_persons(cast: Cast) -> None:
    wind_rule()
    lin, zhao = browser("lin"), browser("zhao")
    assert lin.post("/rules/new", FORM | {"code": "jump-new", "s-limit": "6"}).headers["Location"] == "/rules/jump-new"
    draft = RuleVersion.objects.get(rule__code="jump-new")
    assert (draft.settings["limit"], draft.settings["hold_s"], draft.author_id) == (6.0, 300.0, cast.lin.person)

    mine, others = lin.get("/rules/jump-new"), zhao.get("/rules/jump-new")
    assert "须由另一位有权的人核对后启用" in text(mine)
    assert 'action="/rules/jump-new/live"' not in mine.content.decode()
    given = re.findall(r'name="(version|fingerprint)" value="(\w+)"', others.content.decode())
    assert zhao.post("/rules/jump-new/live", dict(given[:2])).status_code == 302
    assert Rule.objects.get(code="jump-new").live
    assert lin.post("/rules/jump-new/live", dict(given[:2])).status_code == 403


@pytest.mark.parametrize(
    ("change", "field", "zh", "en"),
    [
        ({"s-limit": "abc"}, "s-limit", "须为数字", "must be a number"),
        ({"s-limit": ""}, "s-limit", "必填", "owed"),
        ({"s-hold_s": "-1"}, "s-hold_s", "不能小于 0", "0 or more"),
        ({"s-limit": "400"}, "s-limit", "超出", "lies outside"),
        ({"sensor": ""}, "sensor", "请从列表中选择", "Choose one"),
        ({"code": "No Good"}, "code", "不能用", "cannot be a rule"),
        ({"code": CODE}, "code", "已有代码", "already"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, change: dict[str, str], field: str, zh: str, en: str
) -> None:
    wind_rule()
    typed = FORM | {"code": "jump-new", "note": "为什么 <b>", "action_en": "Hold the start, then look again."} | change
    for lang, told in (("zh", zh), ("en", en)):
        answer = browser("lin", lang).post("/rules/new", typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        why = re.search(rf'id="why-{field}">([^<]*)<', page)
        assert why is not None
        assert told in why[1]
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true" aria-describedby="why-{field}"', page)
        assert "Hold the start, then look again." in page
        assert "为什么 &lt;b&gt;" in page
        if field != "sensor":
            assert f'name="{field}" value="{change[field]}"' in page
    assert not RuleVersion.objects.exclude(rule__code=CODE).exists()


def test_settings_that_do_not_go_together_are_told_above_them(cast: Cast) -> None:
    wind_rule()
    answer = browser("lin", "en").post(f"/rules/{CODE}", FORM | {"s-clear": "9"})

    assert answer.status_code == 422
    assert "clear must lie on the normal side of the limit" in text(answer)
    assert 'name="s-clear" value="9"' in answer.content.decode()


def test_the_trial_shows_what_the_rule_would_have_raised_beside_what_is_in_force(
    cast: Cast, clock: SetClock, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    blow(tmp_path, monkeypatch, clock)
    lin = browser("lin")
    first = lin.post("/rules/try", FORM | {"code": CODE, "s-limit": "4.5", "s-hold_s": "0"})
    week = lin.post("/rules/try?days=7", FORM | {"code": CODE, "s-hold_s": "900"})
    month = lin.post("/rules/try?days=30", FORM | {"code": CODE})

    assert "<b>4</b>" in first.content.decode()  # a day has four of them
    assert "4 次（相同）" in text(first)
    assert 'hx-post="/rules/try?days=7"' in first.content.decode()
    assert "<b>0</b>" in week.content.decode()
    assert "8 次（少 8）" in text(week)
    plot = json.loads(re.search(r'data-series="([^"]*)"', week.content.decode())[1].replace("&quot;", '"'))  # type: ignore[index]
    assert (max(value for value in plot["high"] if value), plot["limits"][0]["value"]) == (5.0, 4.0)
    assert (plot["marks"], plot["stands"]) == ([], [])
    assert "hx-post" not in month.content.decode()
    assert "最近的告警" in text(month)
    assert "5 m/s" in text(month)
    assert not RuleVersion.objects.filter(state="draft").exists()


def test_a_trial_that_cannot_be_made_says_why_in_its_place(
    cast: Cast, clock: SetClock, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "DATA", tmp_path)
    monkeypatch.setattr(trying, "_WAIT_S", 0.01)
    wind_rule()
    lin = browser("lin", "en")

    assert "filled in and right" in text(lin.post("/rules/try", FORM | {"s-limit": ""}))
    assert "lies outside" in text(lin.post("/rules/try", FORM | {"s-limit": "400"}))
    assert "proves nothing" in text(lin.post("/rules/try", FORM))
    with trying._turn:
        busy = lin.post("/rules/try?days=7", FORM)
    assert "Another trial is running" in text(busy)
    assert 'hx-trigger="load delay:3s"' in busy.content.decode()
    assert browser("sun").post("/rules/try", FORM).status_code == 403


def test_versions_are_compared_and_an_older_one_is_taken_up_again(cast: Cast) -> None:
    wind_rule()
    draft = rule_drafting.write(cast.lin, CODE, limit(6))
    rule_drafting.put_live(cast.chen, CODE, 2, fingerprint=draft.content.hash)
    chen = browser("chen", "en")

    page = text(chen.get(f"/rules/{CODE}"))
    assert "1 differences from version 1" in page
    assert "Limit 4 6" in page
    assert "Compared with version 2" in text(chen.get(f"/rules/{CODE}?version=1"))
    assert [chen.get(f"/rules/{CODE}?version={n}").status_code for n in ("9", "x", "9" * 12)] == [404] * 3
    assert chen.post(f"/rules/{CODE}/back", {"version": "1"}).status_code == 302
    assert RuleVersion.objects.get(state="draft").settings["limit"] == 4
    assert chen.post(f"/rules/{CODE}/drop").status_code == 302
    assert chen.post(f"/rules/{CODE}/off").status_code == 302
    assert not Rule.objects.get().live


def test_who_may_only_look_reads_the_rule_and_is_offered_no_act(cast: Cast) -> None:
    wind_rule()
    sun = browser("sun", "en")
    page = sun.get(f"/rules/{CODE}").content.decode()

    assert TOLD["action_en"] in page
    assert "<form" not in page.split('id="main"')[1].split("</main>")[0]
    assert sun.get("/rules/new").status_code == 403
    assert sun.post(f"/rules/{CODE}", FORM).status_code == 403
    assert f'href="/rules/{CODE}"' in sun.get("/rules/", {"q": "jump"}, headers={"HX-Request": "true"}).content.decode()


def test_the_criteria_page_offers_what_fits_the_sensor_and_says_why_the_rest_does_not(cast: Cast) -> None:
    wind_rule()
    lin = browser("lin", "en")
    page = text(lin.get("/rules/signals", {"sensor": "jump-wind"}))

    assert page.count("Draft a rule") == 12  # typhoon, cold wave and gale in four colours
    for why in (
        "measures another quantity",
        "climate service computes",
        "speaks of likelihood",
        "a sensor knows the present only",
        "Order No. 16",
        "2007-06-12",
    ):
        assert why in page
    made = lin.post("/rules/signals", {"kind": "gale", "colour": "red", "sensor": "jump-wind", "source": "cma-2007"})
    assert made.headers["Location"] == "/rules/jump-wind-gale-red"
    assert lin.post("/rules/signals", {"kind": "hail", "colour": "red", "sensor": "jump-wind"}).status_code == 422


def test_choosing_another_detector_keeps_what_was_typed(cast: Cast) -> None:
    answer = browser("lin").post("/rules/settings", FORM | {"s-limit": "12,5"})

    assert 'name="s-limit" value="12,5"' in answer.content.decode()
    assert 'hx-target="#rule-trial"' in answer.content.decode()


def test_a_program_does_the_same_as_the_page(
    cast: Cast, clock: SetClock, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchroom.people.actions import make_api_token
    from watchroom.people.queries import person_by_code

    blow(tmp_path, monkeypatch, clock)
    lin, chen = (
        Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code(code))}"}) for code in ("lin", "chen")
    )
    content = {"detector": "threshold", "sensor": "jump-wind", "settings": {"limit": 4.5}, "priority": 1, **TOLD}
    draft = lin.put(f"/api/rules/{CODE}", content, content_type="application/json").json()
    tried = lin.post("/api/rules/try", content | {"days": 1, "rule": CODE}, content_type="application/json").json()
    told = chen.get(f"/api/rules/{CODE}/differences", {"before": 1, "after": 2}).json()
    put = chen.post(
        f"/api/rules/{CODE}/live", {"version": 2, "fingerprint": draft["fingerprint"]}, content_type="application/json"
    )

    assert (draft["state"], draft["version"], tried["summary"]["alarms"], tried["present"]["alarms"]) == (
        "draft",
        2,
        4,
        4,
    )
    assert {one["name"] for one in told} == {
        "settings.limit",
        "settings.clear",
        "settings.hold_s",
        "settings.max_gap_s",
        "priority",
    }
    assert (put.status_code, put.json()["state"], Rule.objects.get().version) == (200, "live", 2)
    again = lin.post(f"/api/rules/{CODE}/live", {"version": 2, "fingerprint": "x"}, content_type="application/json")
    assert again.json()["code"] == "people.NotAllowed"
    assert len(lin.get("/api/warning-signals").json()) == 44
    assert {one["name"] for one in lin.get("/api/detectors").json()} >= {"threshold"}
