"""The field app's own addresses: a shell that holds nothing of anybody, the state that a phone takes along, acts that come in."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from watchroom.desk import assets
from watchroom.desk.field_state import state
from watchroom.dispatch.teams import own
from watchroom.dispatch.teams.calling_out import came, left
from watchroom.dispatch.tests.scene import open_gale, put_zone
from watchroom.dispatch.tests.test_called_out import expert_in_no_post
from watchroom.incidents.actions import open_incident
from watchroom.journal.models import Entry
from watchroom.people import phones
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person, Phone
from watchroom.people.testing import Cast

STATIC = Path(assets.__file__).parent / "static"


@pytest.fixture
def phone(cast: Cast) -> Client:
    _, secret = phones.pair(phones.make_link(cast.lin), "一组")
    client = Client(enforce_csrf_checks=True)
    client.cookies[phones.COOKIE] = secret
    return client


def batch(*acts: dict[str, Any]) -> bytes:
    return orjson.dumps({"sent_at": "2026-02-06T02:00:00Z", "acts": acts})


def note(incident: int, key: str = "note-00001") -> dict[str, Any]:
    return {"key": key, "kind": "note", "at": "2026-02-06T02:00:00Z", "incident": incident, "text": "到位"}


def test_the_shell_is_the_same_for_everybody(cast: Cast, phone: Client) -> None:
    said = Client().get("/field/").content
    assert said == phone.get("/field/").content
    assert "林晓".encode() not in said


def test_the_worker_keeps_what_the_shell_names_and_changes_with_it(cast: Cast) -> None:
    answer = Client().get("/field/worker.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "no-cache")
    told = orjson.loads(answer.content.split(b"\n")[0].removeprefix(b"self.SHELL = ").removesuffix(b";"))
    named = set(re.findall(r'(?:src|href)="(/(?:static|field)/[^"]+)"', Client().get("/field/").content.decode()))
    assert named - set(told["files"]) == set()
    assert re.fullmatch(r"[0-9a-f]{16}", told["version"])


def test_the_manifest_installs_the_app_in_the_readers_language_with_our_own_icons(cast: Cast) -> None:
    for lang, name in (("zh", "守望外勤"), ("en", "Watchroom field")):
        told = Client(headers={"Accept-Language": lang}).get("/field/manifest.webmanifest").json()
        assert (told["name"], told["scope"], told["start_url"]) == (name, "/field/", "/field/")
        for icon in told["icons"]:
            body = (STATIC / icon["src"].removeprefix("/static/")).read_bytes()
            assert body[:8] == b"\x89PNG\r\n\x1a\n"
            assert f"{int.from_bytes(body[16:20])}x{int.from_bytes(body[20:24])}" == icon["sizes"]


def test_the_state_holds_ones_own_and_is_refused_to_an_outsider(cast: Cast) -> None:
    row = open_incident(cast.lin, title_zh="摔倒", title_en="A fall", kind="medical", lon=115.46, lat=40.9)
    told = state(cast.lin, None)
    assert [one["id"] for one in told["incidents"]] == [row.pk]
    assert told["posts"] == [{"zh": "值班员", "en": "Watch officer"}]
    assert "dispatched" not in {then for moves in told["moves"].values() for then in moves}
    with pytest.raises(NotAllowed):
        state(cast.guest, None)


def test_acts_need_the_pages_token_and_are_answered_each(cast: Cast, phone: Client) -> None:
    row = open_incident(cast.lin, title_zh="摔倒", title_en="A fall", kind="medical", lon=115.46, lat=40.9)
    assert phone.post("/field/acts", batch(note(row.pk)), content_type="application/json").status_code == 403
    token = phone.get("/field/state").json()["csrf"]
    answer = phone.post(
        "/field/acts", batch(note(row.pk)), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert [one["outcome"] for one in answer.json()["answers"]] == ["applied"]
    applied = Entry.objects.get(kind="dispatch.field_act_applied")
    assert applied.facts["phone"] is not None
    assert applied.actor == f"watch_officer:{cast.lin.person}"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"acts": []}', b'{"sent_at": "never", "acts": []}', b'{"sent_at": "0001-01-01T00:00:00Z", "acts": []}',
     b'{"sent_at": "2026-02-06T02:00:00Z", "acts": {}}', b"[" * 100_000, batch(*({"key": f"many-{i:04}"} for i in range(501)))],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_sending_is_refused_as_a_whole(cast: Cast, phone: Client, body: bytes) -> None:
    token = phone.get("/field/state").json()["csrf"]
    answer = phone.post(
        "/field/acts",
        body,
        content_type="application/json",
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "dispatch.BatchUnread")


def test_more_than_a_megabyte_is_not_taken_in(cast: Cast, phone: Client) -> None:
    token = phone.get("/field/state").json()["csrf"]
    for where in ("/field/acts", "/field/media?act=%7B%7D&sent_at=2026-02-06T02:00:00Z"):
        answer = phone.post(
            where, b"x" * ((1 << 20) + 1), content_type="application/octet-stream", headers={"X-CSRFToken": token, "Accept": "application/json"}
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (413, "sources.TooLarge")


def test_an_order_that_is_not_there_cannot_have_been_read(cast: Cast, phone: Client) -> None:
    token = phone.get("/field/state").json()["csrf"]
    told = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = phone.post("/field/orders/987654/seen", "{}", content_type="application/json", headers=told)
    assert (answer.status_code, answer.json()["code"]) == (404, "dispatch.NoSuchOrder")


def test_the_kept_map_tells_where_a_position_stands_upon_it(cast: Cast, phone: Client) -> None:
    row = open_incident(cast.lin, title_zh="摔倒", title_en="A fall", kind="medical", lon=115.46, lat=40.9)
    told = phone.get(f"/field/incidents/{row.pk}/map").json()["map"]
    assert told["svg"].startswith("<svg ")
    assert (told["at"], told["point"]) == ([pytest.approx(115.46), pytest.approx(40.9)], [115.46, 40.9])
    nowhere = open_incident(cast.lin, title_zh="不明", title_en="Unknown", kind="medical")
    assert phone.get(f"/field/incidents/{nowhere.pk}/map").json() == {"map": None}


def test_the_desk_makes_a_code_lists_phones_and_revokes_them(cast: Cast, phone: Client) -> None:
    desk = Client()
    desk.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    code = desk.post("/field/phones/link").content.decode()
    assert "<svg" in code
    assert "/field/in/" in code
    assert "一组" in desk.get("/field/phones").content.decode()
    assert desk.post(f"/field/phones/{Phone.objects.get().pk}/revoke").status_code == 302
    assert phone.get("/field/state", headers={"Accept": "application/json"}).json()["code"] == "people.PhoneRevoked"


def test_a_phone_takes_its_call_outs_along_even_of_one_who_sees_nothing_else(cast: Cast) -> None:
    put_zone()
    gale = open_gale(cast.lin)
    row = expert_in_no_post(cast, gale)
    told = state(cast.guest, None)
    assert [(one["id"], one["state"], one["where"]["zh"]) for one in told["called"]] == [
        (row.pk, "asked", gale.where_words.zh)
    ]
    assert (told["incidents"], told["units"], told["orders"]) == ([], [], [])
    own.come(cast.guest, row.pk, minutes=5)
    assert [one["state"] for one in state(cast.guest, None)["called"]] == ["coming"]
    came(cast.guest, row.pk)
    left(cast.guest, row.pk)
    with pytest.raises(NotAllowed):
        state(cast.guest, None)
