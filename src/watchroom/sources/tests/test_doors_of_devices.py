"""What comes through the push door in other systems' forms, and files that a person sends up."""

import base64
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from watchroom.conftest import T0
from watchroom.kernel.clock import iso
from watchroom.people.actions import make_api_token, put_person
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.sources import actions, arrow
from watchroom.sources.connectors.http_push import _ARROW
from watchroom.sources.models import Quarantine, Source
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import PretendedLine, Scene


def values(pretended: PretendedLine) -> list[float]:
    found = [decode(data, partition, 1) for partition, data, _ in pretended.published]
    return [value for batch in found if isinstance(batch, ReadingBatch) for value in batch.value.tolist()]


def push(body: Any, kind: str = "application/json", **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post("/api/push", data, content_type=kind, headers=headers)


def test_each_way_to_bring_the_key_opens_and_an_arrow_stream_is_taken(
    scene: Scene, pretended: PretendedLine, clock: Any
):
    actions.put_sensor("p1-waiting", "ws-jump", "gate-c", "crowd_count", "候", "Waiting")
    actions.put_sensor("p1-snow-12h", "ws-jump", "gate-c", "snowfall_12h", "雪", "Snow")
    clock.set(T0.replace(hour=4))
    basic = base64.b64encode(f"anything:{scene.key}".encode()).decode()
    for headers in (
        {"X-Device-Key": scene.key},
        {"Authorization": f"Bearer {scene.key}"},
        {"Authorization": f"Basic {basic}"},
    ):
        answer = push(_ARROW, arrow.KIND, **headers)
        assert (answer.status_code, answer.json()["taken"]) == (202, 2), answer.content
    assert values(pretended) == [140.0, 2.5] * 3
    for header in (
        "Basic !!",
        "Basic " + base64.b64encode(b"nobody").decode(),
        "Bearer x",
        "Digest y",
        "Basic " + "A" * 500,
    ):
        assert push(_ARROW, arrow.KIND, Authorization=header).status_code == 401


def test_a_webhook_and_a_phone_are_heard_in_their_own_forms(scene: Scene, pretended: PretendedLine):
    names = {"HostDown/nvr-3": "nvr-3-down"}
    actions.put_source("monitor", "webhook", "监控", "Monitor", settings={"preset": "alertmanager", "sensors": names})
    actions.put_sensor("nvr-3-down", "monitor", "gate-c", "state", "录像机", "Recorder")
    actions.put_source("phone", "owntracks", "手机", "Phone", settings={"unit": "amb-1"})
    for name in ("lon", "lat"):
        actions.put_sensor(f"amb-1-{name}", "phone", "gate-c", name, name, name)
    keys = {code: actions.put_device(f"{code}-1", code)[1] for code in ("monitor", "phone")}
    alerts = {
        "alerts": [
            {"status": "firing", "labels": {"alertname": name, "instance": "nvr-3"}}
            for name in ("HostDown", "DiskFull")
        ]
    }

    told = push(alerts, **{"X-Device-Key": keys["monitor"]})
    place = push(
        {"_type": "location", "lon": 115.4, "lat": 40.9, "tst": int(T0.timestamp())}, **{"X-Device-Key": keys["phone"]}
    )
    will = push({"_type": "lwt", "tst": 1}, **{"X-Device-Key": keys["phone"]})

    assert (told.status_code, told.json()["taken"]) == (202, 1)
    assert Quarantine.objects.get().sensor == "DiskFull/nvr-3", "so that a person can register it"
    assert (place.status_code, place.json()) == (202, [])  # OwnTracks wants a list
    assert (will.status_code, will.json()) == (202, [])
    assert values(pretended) == [1.0, 115.4, 40.9]


CSV = f"sensor,value,time\nday-wind,4.5,{iso(T0)}\nday-wind,calm,{iso(T0)}\nnobody,1,{iso(T0)}\n".encode()


def lay_files() -> None:
    put_person("admin", "管理员", "Admin", Role.ADMIN)
    actions.put_source("day", "files", "日报", "Day file")
    actions.put_sensor("day-wind", "day", "jump", "wind_mean", "风", "Wind")


def test_a_file_is_checked_or_taken_with_its_rows_told(scene: Scene, cast: Cast, pretended: PretendedLine):
    lay_files()
    admin = Client(
        headers={"Authorization": f"Bearer {make_api_token(person_by_code('admin'))}", "Accept-Language": "en"}
    )

    def send(where: str, data: bytes = CSV) -> Any:
        return admin.generic("POST", f"/api/sources/day/files{where}", data, "application/octet-stream")

    checked, report = send("?check=true").json(), send("/report")
    assert (checked["taken"], checked["refused"], checked["checked_only"]) == (1, 2, True)
    assert (pretended.published, Quarantine.objects.count()) == ([], 0)
    lines = report.content.decode("utf-8-sig").splitlines()
    assert report["Content-Type"].startswith("text/csv")
    assert [line.split(",")[0] for line in lines[2:]] == ["3 value", "4 value"]

    taken = send("?name=day.csv").json()
    assert [(row["place"], row["sensor"], row["code"]) for row in taken["rows"]] == [
        ("3 value", "day-wind", "sources.NotNumber"), ("4 value", "nobody", "sources.UnknownSensor"),
    ]  # fmt: skip
    assert values(pretended) == [4.5]
    assert Source.objects.get(code="day").health == "unwell"
    assert send("", b"\xff\xfe").json()["code"] == "kernel.BadFile"
    pretended.down = True
    assert (send("").status_code, send("")["Retry-After"]) == (503, "2")
    other = admin.generic("POST", "/api/sources/ws-jump/files", CSV, "application/octet-stream")
    assert (other.status_code, other.json()["code"]) == (409, "sources.NotForFiles")


def test_the_page_takes_a_file_tells_its_rows_and_refuses_who_may_not(
    scene: Scene, cast: Cast, pretended: PretendedLine
):
    lay_files()
    admin, lin = Client(), Client()
    for client, code in ((admin, "admin"), (lin, "lin")):
        client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")

    def send(client: Client, **more: Any) -> Any:
        return client.post("/sources/day/files", {"do": "take", **more})

    page = send(admin, file=SimpleUploadedFile("<b>.csv", CSV)).content.decode()
    assert "已收 1 条，未收 2 条" in page
    assert "3 value" in page
    assert "/sources/day/files" in admin.get("/sources/day").content.decode()
    assert "/sources/day/files" not in lin.get("/sources/day").content.decode()
    assert send(admin).status_code == 422
    assert "attachment" in send(admin, do="report", file=SimpleUploadedFile("a.csv", CSV))["Content-Disposition"]
    assert send(lin, file=SimpleUploadedFile("a.csv", CSV)).status_code == 403
    assert values(pretended) == [4.5]
