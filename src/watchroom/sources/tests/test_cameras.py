"""Cameras: registering, looking, what a look leaves in the book, and what goes wrong, said in words."""

import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import FixedClock
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people import actions as people
from watchroom.people.actions import make_api_token
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code
from watchroom.people.queries import viewer as viewer_of
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.actions import put_place
from watchroom.sources.cameras import actions, asking, logins, queries, site_file
from watchroom.sources.cameras.actions import Wanted, look, put_camera
from watchroom.sources.cameras.faults import (
    BadCamera,
    CameraDown,
    CamerasUnreadable,
    NoSnapshot,
    NotACamera,
    PictureGone,
)
from watchroom.sources.cameras.layers import cameras as layer
from watchroom.sources.cameras.models import Camera, CameraPicture
from watchroom.sources.chores import ForgetPictures
from watchroom.sources.connector import Answer
from watchroom.sources.faults import BadCode, FeedDown
from watchroom.sources.fetching import Login
from watchroom.sources.tests.test_camera_rules import jpeg

URL = "http://10.0.0.9/snap.jpg?token=tell-nobody"
SECRET = "p4ss-w0rd"
GATE = Wanted(zh="C 口", en="Gate C", lon=115.4640, lat=40.9042, snapshot_url=URL, bearing=90, view=60)


class Outside:
    """A camera that answers as it is told, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Fault) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, bool, Login | None]]()

    def __call__(self, url: str, *, private: bool, most_bytes: int, login: Login | None) -> Answer:
        self.asked.append((url, private, login))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Fault):
            raise answer
        return answer


def good(width: int = 640) -> Answer:
    return Answer(200, {"content-type": "text/html"}, jpeg(width))


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def admin(cast: Cast) -> Viewer:
    people.put_person("admin", "管理甲", "Admin", Role.ADMIN)
    return viewer_of(person_by_code("admin"))


def browser(viewer: Viewer, lang: str = "zh", **headers: str) -> Client:
    client = Client(headers={"Accept-Language": lang, **headers})
    client.force_login(Person.objects.get(code=viewer.code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def program(viewer: Viewer) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code(viewer.code))}"})


def facts(kind: str) -> list[dict[str, Any]]:
    return [entry.facts for entry in Entry.objects.filter(kind=kind).order_by("id")]


def again(machine: FixedClock) -> FixedClock:
    machine.forward(seconds=3)
    return machine


# ---- registering -----------------------------------------------------------------------------------------------------


def test_a_camera_is_a_place_and_the_same_again_changes_nothing(clock: SetClock):
    put_place("hill", "venue", "跳台", "Hill", {"type": "Point", "coordinates": [115.46, 40.9]})
    wanted = replace(GATE, parent="hill")
    first = put_camera("cam-c", wanted)
    before = Entry.objects.count()
    put_camera("cam-c", wanted)

    assert (first.place.kind, first.words.en, first.at) == ("camera", "Gate C", (115.4640, 40.9042))
    assert Entry.objects.count() == before


def test_neither_address_nor_secret_is_in_the_book_or_in_any_row(clock: SetClock, tmp_path: Path):
    put_camera(
        "cam-c", Wanted(zh="C 口", en="Gate C", lon=115.4, lat=40.9, snapshot_url=URL, user="watch", password=SECRET)
    )

    told = json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert "tell-nobody" not in told
    assert "10.0.0.9" not in told
    assert SECRET not in told
    assert SECRET not in json.dumps(list(Camera.objects.values()), default=str)
    kept = tmp_path / "cameras" / "cam-c.txt"
    assert kept.read_text() == SECRET + "\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert facts("sources.camera_set")[0]["login"] is True


def test_a_password_stays_until_another_is_given_or_it_is_taken_away(clock: SetClock):
    def put(password: str | None, user: str = "watch") -> None:
        put_camera("cam-c", Wanted(zh="C", en="C", lon=1, lat=1, snapshot_url=URL, user=user, password=password))

    put(SECRET)
    put(None)
    assert logins.login("cam-c", "watch") == Login("watch", SECRET)
    put("another")
    assert logins.login("cam-c", "watch") == Login("watch", "another")
    put(None, user="")
    assert not logins.kept("cam-c")
    put(SECRET)
    put("")
    assert not logins.kept("cam-c")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"snapshot_url": "ftp://cam/x.jpg"}, "http(s)"), ({"snapshot_url": "http://u:p@cam/x.jpg"}, "without user"),
        ({"snapshot_url": "http:///x"}, "http(s)"), ({"snapshot_url": "http://cam:0/x"}, "http(s)"), ({"snapshot_url": ""}, "give a snapshot"),
        ({"simulated": True}, "simulated camera has no address"), ({"lat": 91.0}, "off the earth"), ({"lon": float("nan")}, "off the earth"),
        ({"bearing": 360.0}, "below 360"), ({"view": 0.0}, "more than 0"), ({"reach_m": 0}, "1 to"), ({"every_s": 4000}, "1 to"),
        ({"zh": " "}, "empty"), ({"en": "a\x00b"}, "empty"), ({"password": "x"}, "needs its user"),
        ({"user": "a:b"}, "colon"), ({"hls_url": "file:///etc/passwd"}, "http(s)"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_camera_is_refused_and_says_why(clock: SetClock, wrong: dict[str, Any], said: str):
    with pytest.raises(BadCamera, match=said.replace("(", r"\(").replace(")", r"\)")):
        put_camera("cam-c", replace(GATE, **wrong))
    assert not Camera.objects.exists()


def test_a_code_that_is_another_place_s_is_left_to_it(clock: SetClock):
    put_place("gate-c", "gate", "C 口", "Gate C", {"type": "Point", "coordinates": [115.46, 40.9]})

    with pytest.raises(NotACamera):
        put_camera("gate-c", GATE)
    for code in ("new", "../x", "Cam"):
        with pytest.raises(BadCode):
            put_camera(code, GATE)


def test_only_an_administrator_registers_one(cast: Cast, admin: Viewer):
    put_camera("cam-c", GATE, viewer=admin)
    for viewer in (cast.lin, cast.chen, cast.zhao):
        with pytest.raises(NotAllowed):
            put_camera("cam-d", GATE, viewer=viewer)


def test_a_camera_is_no_place_where_anything_happens(cast: Cast):
    put_camera("cam-c", GATE)
    area = {
        "type": "Polygon",
        "coordinates": [[[115.4, 40.9], [115.5, 40.9], [115.5, 40.95], [115.4, 40.95], [115.4, 40.9]]],
    }

    assert places.places(cast.lin) == []
    assert places.within(area) == places.within(area, from_rows=True) == []
    assert [row.code for row in places.places(cast.lin, "camera")] == ["cam-c"]


FILE = """
cameras:
  - code: cam-a
    name: {zh: 甲, en: A}
    point: [115.4, 40.9]
    snapshot: http://10.0.0.9/a.jpg
    bearing: 10
    view: 60
  - code: cam-b
    name: {zh: 乙, en: B}
    point: [115.41, 40.91]
    simulated: true
"""


def test_a_file_registers_its_cameras(clock: SetClock, tmp_path: Path):
    file = tmp_path / "cameras.yaml"
    file.write_text(FILE)

    site_file.load(file)

    assert [(row.code, row.simulated, row.bearing) for row in Camera.objects.order_by("pk")] == [("cam-a", False, 10), ("cam-b", True, None)]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "[1", "cameras: 3", FILE.replace("bearing", "baering"), FILE.replace("bearing: 10", "bearing: '10'"),
     FILE.replace("[115.4, 40.9]", "[115.4]"), FILE + "    password: x\n", "a: !!python/object/apply:os.system [id]"],
)  # fmt: skip
def test_a_file_with_a_slip_registers_nothing_and_says_where(clock: SetClock, tmp_path: Path, text: str):
    file = tmp_path / "cameras.yaml"
    file.write_text(text)

    with pytest.raises(CamerasUnreadable):
        site_file.load(file)
    assert not Camera.objects.exists()


# ---- looking ---------------------------------------------------------------------------------------------------------


def test_a_look_shows_a_picture_and_the_book_says_who_saw_what(cast: Cast):
    camera = put_camera("cam-c", GATE)
    outside = Outside(good())

    seen = look(cast.lin, "cam-c", purpose=Words(zh="事件 1", en="incident 1"), number="1", ask=outside)

    assert seen.picture is not None
    assert (seen.picture.kind, seen.picture.width, seen.fault) == ("image/jpeg", 640, None)
    assert outside.asked == [(URL, True, None)]
    (told,) = facts("sources.camera_seen")
    assert (told["code"], told["digest"], told["incident_number"]) == ("cam-c", seen.picture.digest, "1")
    entry = Entry.objects.get(kind="sources.camera_seen")
    assert (entry.subject, entry.actor) == (camera.subject, cast.lin.actor)
    assert bytes(queries.picture(cast.lin, "cam-c", seen.ticket).body) == jpeg()


def test_ten_who_look_at_once_are_one_request_and_ten_looks_in_the_book(cast: Cast):
    camera = put_camera("cam-c", GATE)
    outside = Outside(good())

    shown = [asking.picture_of(camera, ask=outside, machine=FixedClock(T0)) for _ in range(10)]

    assert len(outside.asked) == 1
    assert len({one.picture.pk for one in shown if one.picture}) == 1
    for _ in range(10):
        look(cast.lin, "cam-c", ask=outside)
    assert len(facts("sources.camera_seen")) == 10


def test_who_comes_while_another_asks_waits_for_that_answer_and_asks_nothing(clock: SetClock):
    camera = put_camera("cam-c", GATE)
    machine, second = FixedClock(T0), Outside(good(100))
    waited: list[float] = []
    inner: list[asking.Shown] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        machine.forward(seconds=9)  # the asker died; its claim ends by itself

    def slow(url: str, *, private: bool, most_bytes: int, login: Login | None) -> Answer:
        inner.append(asking.picture_of(camera, ask=second, machine=machine, pause=pause))
        return good()

    outer = asking.picture_of(camera, ask=slow, machine=machine)

    assert waited
    assert not second.asked
    assert inner[0].picture is None
    assert outer.picture is not None


def test_a_camera_is_asked_no_oftener_than_it_may_be(clock: SetClock):
    camera = put_camera("cam-c", replace(GATE, every_s=30))
    machine, outside = FixedClock(T0), Outside(good())

    for _ in range(4):
        asking.picture_of(camera, ask=outside, machine=machine)
        machine.forward(seconds=10)

    assert len(outside.asked) == 2


def test_the_login_is_given_to_the_camera_s_own_address_alone(clock: SetClock):
    camera = put_camera("cam-c", replace(GATE, user="watch", password=SECRET, private=False))
    outside = Outside(good())

    asking.picture_of(camera, ask=outside, machine=FixedClock(T0))

    assert outside.asked == [(URL, False, Login("watch", SECRET))]
    assert SECRET not in repr(outside.asked)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (FeedDown(url=URL, why=Words(zh="超时", en="no whole answer within 8 s")), "no whole answer"), (Answer(404, {}, b""), "HTTP 404"),
        (Answer(401, {}, b""), "login was refused"), (Answer(200, {}, b"<!doctype html>"), "a page or text"),
        (Answer(200, {}, jpeg()[:-9]), "cut short"), (Answer(200, {"content-type": "image/svg+xml"}, b"<svg onload='x'/>"), "neither JPEG"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_and_the_last_good_picture_is_shown_with_its_age(
    cast: Cast, clock: SetClock, answer: Answer | Fault, said: str
):
    camera = put_camera("cam-c", GATE)
    machine = FixedClock(T0)
    first = asking.picture_of(camera, ask=Outside(good()), machine=machine)
    clock.forward(minutes=5)

    then = asking.picture_of(camera, ask=Outside(answer), machine=again(machine))

    assert then.fault is not None
    assert said in then.fault.words.en
    assert "tell-nobody" not in then.fault.words.en + then.fault.words.zh
    assert then.picture is not None
    assert first.picture is not None
    assert (then.picture.pk, then.picture.taken_at) == (first.picture.pk, T0)
    soon = asking.picture_of(camera, ask=Outside(good()), machine=machine)
    assert soon.fault is not None
    assert soon.fault.words == then.fault.words  # within the pause the same is said again, and nothing asked
    machine.forward(seconds=6)
    well = asking.picture_of(camera, ask=Outside(good(320)), machine=machine)
    assert (well.fault, well.picture and well.picture.width) == (None, 320)
    assert Camera.objects.get().fault is None


def test_a_look_that_shows_an_old_picture_says_so_in_the_book(cast: Cast, clock: SetClock):
    camera = put_camera("cam-c", GATE)
    asking.picture_of(camera, ask=Outside(good()), machine=FixedClock(T0 - timedelta(hours=1)))
    clock.forward(seconds=90)

    seen = look(cast.lin, "cam-c", ask=Outside(Answer(500, {}, b"")))

    assert isinstance(seen.fault, CameraDown)
    assert "90 s before" in facts("sources.camera_seen")[0]["what_en"]


def test_a_camera_with_only_a_live_picture_has_no_snapshot(cast: Cast):
    put_camera("cam-c", Wanted(zh="C", en="C", lon=1, lat=1, hls_url="http://10.0.0.9/a.m3u8"))

    with pytest.raises(NoSnapshot):
        look(cast.lin, "cam-c")


def test_a_new_address_does_not_inherit_the_old_one_s_picture(clock: SetClock):
    camera = put_camera("cam-c", GATE)
    asking.picture_of(camera, ask=Outside(good()), machine=FixedClock(T0))

    put_camera("cam-c", replace(GATE, snapshot_url="http://10.0.0.10/other.jpg"))

    assert not CameraPicture.objects.exists()


def test_pictures_are_let_go(clock: SetClock):
    camera = put_camera("cam-c", GATE)
    machine = FixedClock(T0)
    for number in range(30):
        asking.picture_of(camera, ask=Outside(good(100 + number)), machine=again(machine))
    assert CameraPicture.objects.count() == asking.KEEP_MOST
    machine.forward(hours=1)
    asking.picture_of(camera, ask=Outside(good(99)), machine=machine)
    assert CameraPicture.objects.count() == 1

    assert ForgetPictures().run(T0 + timedelta(hours=23)) == 0
    assert ForgetPictures().pending(T0 + timedelta(hours=25)) == 1
    assert ForgetPictures().run(T0 + timedelta(hours=25)) == 1


# ---- who may ---------------------------------------------------------------------------------------------------------


def test_the_watch_and_the_commander_look_and_nobody_else(cast: Cast, admin: Viewer):
    put_camera("cam-c", GATE)

    for viewer in (cast.lin, cast.chen, cast.zhao):
        assert look(viewer, "cam-c", ask=Outside(good())).picture is not None
    before = Entry.objects.count()
    for viewer in (cast.sun, cast.guest, cast.wall, admin):
        with pytest.raises(NotAllowed):
            look(viewer, "cam-c", ask=Outside(good()))
    assert Entry.objects.count() == before


def test_a_picture_opens_for_whom_it_was_fetched_and_for_nobody_else(cast: Cast):
    put_camera("cam-c", GATE)
    put_camera("cam-d", GATE)
    seen = look(cast.lin, "cam-c", ask=Outside(good()))

    assert browser(cast.lin).get(f"/cameras/cam-c/picture/{seen.ticket}").status_code == 200
    for viewer, code, ticket in (
        (cast.chen, "cam-c", seen.ticket), (cast.lin, "cam-d", seen.ticket), (cast.lin, "cam-c", seen.ticket[:-2] + "xx"),
        (cast.lin, "cam-c", "x"),
    ):  # fmt: skip
        with pytest.raises(PictureGone):
            queries.picture(viewer, code, ticket)
        assert browser(viewer).get(f"/cameras/{code}/picture/{ticket}").status_code == 410


def test_a_picture_is_served_as_nothing_but_a_picture(cast: Cast):
    put_camera("cam-c", GATE)
    seen = look(cast.lin, "cam-c", ask=Outside(good()))

    answer = browser(cast.lin).get(f"/cameras/cam-c/picture/{seen.ticket}")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == jpeg()


def test_whoever_sets_a_camera_up_is_told_what_came_and_shown_nothing(cast: Cast, admin: Viewer):
    put_camera("cam-c", GATE)

    said = actions.attempt("cam-c", viewer=admin, ask=Outside(good()))

    assert said.en == "a picture (JPEG, 640×360)"
    assert [one["what_en"] for one in facts("sources.camera_tried")] == [said.en]
    assert not facts("sources.camera_seen")


# ---- pages, API, map -------------------------------------------------------------------------------------------------

SIMULATED = Wanted(zh="C 口<b>", en="Gate C<b>", lon=115.4640, lat=40.9042, simulated=True, bearing=90, view=60)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["看画面", "模拟", "东 90°", "C 口&lt;b&gt;"]), ("en", ["Look", "simulated", "E 90°", "Gate C&lt;b&gt;"])],
)
def test_the_panel_shows_the_camera_and_no_picture_until_it_is_asked_for(cast: Cast, lang: str, words: list[str]):
    put_camera("cam-c", SIMULATED)

    text = browser(cast.lin, lang, HX_Request="true").get("/cameras/cam-c").content.decode()

    assert "<img" not in text
    assert "Gate C<b>" not in text
    for word in words:
        assert word in text
    assert not facts("sources.camera_seen")


@pytest.mark.parametrize(("lang", "words"), [("zh", ["取于", "模拟"]), ("en", ["Fetched", "simulated"])])
def test_a_look_on_the_page_shows_the_picture_with_its_time_and_zone(cast: Cast, lang: str, words: list[str]):
    put_camera("cam-c", SIMULATED)
    client = browser(cast.lin, lang)

    text = client.post("/cameras/cam-c/look", headers={"HX-Request": "true"}).content.decode()

    for word in (*words, "UTC+8" if lang == "en" else "北京时间"):
        assert word in text
    address = text.split('<img src="')[1].split('"')[0]
    assert client.get(address).content.startswith(b"\x89PNG")
    assert "<html" in client.post("/cameras/cam-c/look").content.decode()  # without scripts the whole page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_registers_a_camera_and_keeps_what_was_typed_when_something_is_wrong(
    cast: Cast, admin: Viewer, lang: str
):
    client = browser(admin, lang)
    typed = {"code": "cam-c", "zh": "C 口", "en": "Gate C", "lon": "115.46", "lat": "很北", "snapshot_url": URL, "user": "u", "password": SECRET}  # fmt: skip

    refused = client.post("/cameras/new", typed)
    assert refused.status_code == 422
    assert "很北" in refused.content.decode()
    assert SECRET not in refused.content.decode()
    assert not Camera.objects.exists()
    assert client.post("/cameras/new", typed | {"lat": "40.9", "private": "1"}).status_code == 302
    form = client.get("/cameras/cam-c/edit").content.decode()
    assert URL.replace("&", "&amp;") in form
    assert SECRET not in form
    client.post("/cameras/cam-c/edit", typed | {"lat": "40.91", "password": "", "private": "1", "bearing": "12.5"})
    assert Camera.objects.get().bearing == 12.5
    assert logins.login("cam-c", "u") == Login("u", SECRET)
    assert client.post("/cameras/new", typed | {"lat": "40.9", "code": "Bad Code"}).status_code == 422


def test_programs_do_the_same(cast: Cast, admin: Viewer):
    wanted = {
        "zh": "C 口",
        "en": "Gate C",
        "lon": 115.46,
        "lat": 40.9,
        "snapshot_url": URL,
        "user": "u",
        "password": SECRET,
    }
    put = program(admin).put("/api/cameras/cam-c", wanted, content_type="application/json")
    assert put.status_code == 200
    assert (put.json()["password"], put.json()["snapshot_url"]) == (True, URL)
    assert SECRET not in put.content.decode()
    put_camera("cam-d", SIMULATED)
    lin = program(cast.lin)

    listed = lin.get("/api/cameras")
    seen = lin.post("/api/cameras/cam-d/look").json()

    assert [row["code"] for row in listed.json()] == ["cam-c", "cam-d"]
    assert "tell-nobody" not in listed.content.decode()
    assert (seen["type"], seen["simulated"], seen["fault"]) == ("image/png", True, None)
    assert lin.get(seen["picture"]).content.startswith(b"\x89PNG")
    assert lin.get("/api/cameras/cam-c/settings").status_code == 403
    assert program(admin).post("/api/cameras/cam-d/try").json()["en"] == "a picture (PNG, 640×360)"
    assert program(admin).get("/api/cameras/nobody/settings").status_code == 404


def test_the_map_has_the_cameras_and_their_cones_for_whoever_may_look(cast: Cast):
    put_camera("cam-c", SIMULATED)
    put_camera("cam-d", Wanted(zh="D", en="D", lon=115.4, lat=40.9, simulated=True, retired=True))

    drawn = layer(cast.lin)

    (point, view) = drawn["features"]
    assert (point["properties"]["url"], point["properties"]["simulated"]) == ("/cameras/cam-c", True)
    assert (view["geometry"]["type"], view["properties"]) == ("Polygon", {"part": "view"})
    assert layer(cast.wall)["features"] == layer(cast.sun)["features"] == []
    assert layer(cast.lin, T0)["features"] == []
