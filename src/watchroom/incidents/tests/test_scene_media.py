"""Photos and voice notes from the scene: who may add and see them, and how their bytes are given out."""

import base64
import hashlib
import re

import pytest
from django.test import Client

from watchroom.incidents import actions, files, scene_media
from watchroom.incidents.faults import AlreadyClosed, BadMedia, NoSuchMedia
from watchroom.incidents.models import Incident, SceneMedia
from watchroom.incidents.tests.test_pages import api, as_
from watchroom.incidents.tests.test_rules_sounds import WEBM
from watchroom.journal.models import Entry
from watchroom.kernel.tests.test_rules_bare import jpeg
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def incident(cast: Cast) -> Incident:
    return actions.open_incident(cast.lin, title_zh="摔倒", title_en="A fall", kind="medical", lon=115.46, lat=40.9)


def test_a_photo_is_kept_once_and_the_book_vouches_for_its_bytes(cast: Cast) -> None:
    row = incident(cast)
    first = scene_media.keep(cast.lin, row.pk, scene_media.judge(PIXEL), note="北坡")
    again = scene_media.keep(cast.sun, row.pk, scene_media.judge(PIXEL))

    assert first.pk == again.pk
    said = Entry.objects.get(kind="incidents.scene_media_kept")
    assert (said.facts["digest"], said.facts["sort"], said.incident) == (first.digest, "photo", row.pk)


def test_bytes_are_given_as_a_file_that_runs_nothing(cast: Cast) -> None:
    row = incident(cast)
    kept = scene_media.keep(cast.lin, row.pk, scene_media.judge(WEBM))
    answer = as_(cast.sun).get(f"/incidents/{row.pk}/media/{kept.pk}")

    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "audio/webm", WEBM)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    pane = as_(cast.lin).get(f"/incidents/{row.pk}/media").content.decode()
    assert f'<audio controls preload="none" src="/incidents/{row.pk}/media/{kept.pk}">' in pane


def test_a_wall_and_an_outsider_see_none_of_it(cast: Cast) -> None:
    row = incident(cast)
    kept = scene_media.keep(cast.lin, row.pk, scene_media.judge(PIXEL))
    for viewer in (cast.wall, cast.guest):
        with pytest.raises(NotAllowed):
            scene_media.listed(viewer, row.pk)
        with pytest.raises(NotAllowed):
            scene_media.one(viewer, row.pk, kept.pk)
        with pytest.raises(NotAllowed):
            scene_media.keep(viewer, row.pk, scene_media.judge(WEBM))
    with pytest.raises(NoSuchMedia):
        scene_media.one(cast.lin, row.pk, kept.pk + 1)
    assert "pane-scene-media" not in as_(cast.wall).get(f"/incidents/{row.pk}").content.decode()


def test_a_closed_incident_takes_no_more(cast: Cast) -> None:
    row = incident(cast)
    actions.close(cast.chen, row.pk, reason="已处置")
    with pytest.raises(AlreadyClosed):
        scene_media.keep(cast.lin, row.pk, scene_media.judge(PIXEL))


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg onload=alert(1)>", PIXEL[:40], PIXEL + b"\0" * (1 << 20)])
def test_what_is_neither_is_refused_in_both_languages(data: bytes) -> None:
    with pytest.raises(BadMedia) as refused:
        scene_media.judge(data)
    assert refused.value.words.zh
    assert refused.value.words.en


def test_over_the_api_the_bytes_are_the_body_and_too_many_are_not_taken_in(cast: Cast) -> None:
    row = incident(cast)
    client: Client = api(cast.lin)
    octets = "application/octet-stream"
    told = client.post(f"/api/incidents/{row.pk}/media?note=%E5%8C%97%E5%9D%A1", PIXEL, content_type=octets)
    assert (told.status_code, told.json()["type"], told.json()["note"]) == (200, "image/png", "北坡")
    assert client.post(f"/api/incidents/{row.pk}/media", b"x" * ((1 << 20) + 1), content_type=octets).status_code == 413
    assert (
        client.post(f"/api/incidents/{row.pk}/media", b"x", content_type=octets).json()["code"] == "incidents.BadMedia"
    )
    assert SceneMedia.objects.count() == 1


def test_a_photo_keeps_nothing_of_its_device_but_a_position_that_is_proposed(cast: Cast) -> None:
    row = actions.open_incident(cast.lin, title_zh="摔倒", title_en="A fall", kind="medical")
    kept = scene_media.keep(cast.lin, row.pk, scene_media.judge(jpeg()))
    assert b"CAMERA-7" not in bytes(kept.body)
    assert kept.digest == hashlib.sha256(bytes(kept.body)).hexdigest()
    assert (kept.lon, kept.lat) == (115.4602, 40.90055)
    row.refresh_from_db()
    assert row.lon is None  # nobody has taken it yet
    assert "115.46" not in str([one.facts for one in Entry.objects.filter(kind="incidents.scene_media_kept")])
    client = as_(cast.lin)
    said = client.get(f"/incidents/{row.pk}/media").content.decode()
    told = dict(re.findall(r'<input type="hidden" name="(lon|lat|place|reason)" value="([^"]*)"', said))
    client.post(f"/incidents/{row.pk}/place", told)
    placed = Incident.objects.get(pk=row.pk)
    assert (placed.lon, placed.lat) == (115.4602, 40.90055)


def test_a_picture_that_is_attached_keeps_nothing_of_its_device_either(cast: Cast) -> None:
    assert b"CAMERA-7" not in files.judge("a.jpg", jpeg()).body
    assert files.judge("a.txt", b"CAMERA-7").body == b"CAMERA-7"
