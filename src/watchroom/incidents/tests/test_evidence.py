"""Cameras in an incident: which are near, a look for its sake, and a picture that is kept as evidence."""

import hashlib
import json
from typing import Any

import pytest

from watchroom.alarms.tests.scene import hill
from watchroom.incidents import actions, evidence, queries
from watchroom.incidents.faults import AlreadyClosed, NoSuchPicture, NotFilled
from watchroom.incidents.models import Incident, KeptPicture
from watchroom.incidents.tests.test_pages import api, as_
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.sources.cameras.actions import Wanted, put_camera
from watchroom.sources.cameras.faults import PictureGone
from watchroom.sources.cameras.models import CameraPicture


def incident(cast: Cast, **more: Any) -> Incident:
    hill()
    where = {"lon": 115.4640, "lat": 40.9042} | more
    return actions.open_incident(
        cast.lin, title_zh="摔倒", title_en="A fall", kind="medical", place="ski-jump", **where
    )


def cameras() -> None:
    """One that has the spot in view, one that looks away, one of which nobody knows, one too far off."""
    put_camera("sees", Wanted(zh="看见", en="Sees it", lon=115.4620, lat=40.9042, simulated=True, bearing=90, view=60))
    put_camera(
        "away", Wanted(zh="背对", en="Looks away", lon=115.4645, lat=40.9042, simulated=True, bearing=90, view=60)
    )
    put_camera("unknown", Wanted(zh="不明", en="Unknown", lon=115.4640, lat=40.9060, simulated=True))
    put_camera("far", Wanted(zh="远处", en="Far", lon=115.60, lat=40.9042, simulated=True, bearing=270, view=60))


def kept(cast: Cast, row: Incident, note: str = "") -> KeptPicture:
    seen = evidence.look(cast.lin, row.pk, "sees")
    return evidence.keep(cast.lin, row.pk, "sees", seen.ticket, note=note)


def test_the_cameras_near_an_incident_are_told_with_distance_and_direction(cast: Cast):
    cameras()
    found = evidence.near(cast.lin, incident(cast).pk)

    assert [(one.camera.code, one.sees) for one in found] == [("sees", True), ("away", False), ("unknown", None)]
    assert [round(one.distance_m) for one in found] == [168, 42, 200]
    assert [round(one.towards) for one in found] == [270, 90, 0]


def test_a_look_for_an_incident_says_so_in_the_book_and_not_in_its_timeline(cast: Cast):
    cameras()
    row = incident(cast)

    evidence.look(cast.lin, row.pk, "sees")

    entry = Entry.objects.get(kind="sources.camera_seen")
    assert (entry.facts["incident_number"], entry.incident) == (row.number, row.pk)
    assert row.number in entry.facts["purpose_en"]
    assert entry not in queries.timeline(cast.lin, row.pk)


def test_a_kept_picture_is_whole_named_and_vouched_for_by_the_book(cast: Cast):
    cameras()
    row = incident(cast)

    picture = kept(cast, row, note="一人倒在入口")

    assert hashlib.sha256(bytes(picture.body)).hexdigest() == picture.digest
    assert (picture.camera, picture.kept_by, picture.simulated, picture.kind) == (
        "sees",
        cast.lin.actor,
        True,
        "image/png",
    )
    entry = Entry.objects.get(kind="incidents.picture_kept")
    assert (entry.incident, entry.actor, entry.facts["digest"]) == (row.pk, cast.lin.actor, picture.digest)
    assert "一人倒在入口" in entry.say().zh
    assert not list(verify())


def test_it_stays_when_the_camera_s_pictures_are_let_go(cast: Cast):
    cameras()
    row = incident(cast)
    picture = kept(cast, row)

    CameraPicture.objects.all().delete()

    opened = evidence.open_kept(cast.chen, row.pk, picture.pk)
    assert bytes(evidence.bytes_of(cast.chen, row.pk, opened.ticket).body) == bytes(picture.body)


def test_the_same_picture_is_kept_once(cast: Cast):
    cameras()
    row = incident(cast)
    seen = evidence.look(cast.lin, row.pk, "sees")

    first, second = (evidence.keep(cast.lin, row.pk, "sees", seen.ticket) for _ in range(2))

    assert first.pk == second.pk
    assert Entry.objects.filter(kind="incidents.picture_kept").count() == 1


def test_only_what_one_was_shown_oneself_can_be_kept(cast: Cast):
    cameras()
    row = incident(cast)
    seen = evidence.look(cast.lin, row.pk, "sees")

    for viewer, code, ticket in (
        (cast.chen, "sees", seen.ticket),
        (cast.lin, "away", seen.ticket),
        (cast.lin, "sees", "x"),
    ):
        with pytest.raises(PictureGone):
            evidence.keep(viewer, row.pk, code, ticket)
    CameraPicture.objects.all().delete()
    with pytest.raises(PictureGone):
        evidence.keep(cast.lin, row.pk, "sees", seen.ticket)
    assert not KeptPicture.objects.exists()


def test_nothing_is_kept_for_a_closed_incident_or_with_a_note_too_long(cast: Cast):
    cameras()
    row = incident(cast)
    seen = evidence.look(cast.lin, row.pk, "sees")

    with pytest.raises(NotFilled):
        evidence.keep(cast.lin, row.pk, "sees", seen.ticket, note="长" * 501)
    actions.close(cast.chen, row.pk, reason="已送医")
    with pytest.raises(AlreadyClosed):
        evidence.keep(cast.lin, row.pk, "sees", seen.ticket)


def test_who_may_not_look_through_cameras_sees_neither_them_nor_what_was_kept(cast: Cast):
    cameras()
    row = incident(cast)
    picture = kept(cast, row)

    for viewer in (cast.sun, cast.wall, cast.guest):
        for act in (
            lambda viewer=viewer: evidence.near(viewer, row.pk), lambda viewer=viewer: evidence.kept(viewer, row.pk),
            lambda viewer=viewer: evidence.look(viewer, row.pk, "sees"), lambda viewer=viewer: evidence.open_kept(viewer, row.pk, picture.pk),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                act()
    assert "pane-cameras" not in as_(cast.sun).get(f"/incidents/{row.pk}").content.decode()
    assert "pane-cameras" in as_(cast.lin).get(f"/incidents/{row.pk}").content.decode()


def test_each_look_at_a_kept_picture_is_written_down_and_opens_it_for_that_person(cast: Cast):
    cameras()
    row, other = incident(cast), incident(cast)
    picture = kept(cast, row)

    opened = evidence.open_kept(cast.zhao, row.pk, picture.pk)

    entry = Entry.objects.get(kind="incidents.picture_seen")
    assert (entry.actor, entry.facts["digest"], entry.incident) == (cast.zhao.actor, picture.digest, None)
    for viewer, pk, ticket in (
        (cast.lin, row.pk, opened.ticket),
        (cast.zhao, other.pk, opened.ticket),
        (cast.zhao, row.pk, "x"),
    ):
        with pytest.raises(NoSuchPicture):
            evidence.bytes_of(viewer, pk, ticket)
    with pytest.raises(NoSuchPicture):
        evidence.open_kept(cast.lin, other.pk, picture.pk)


@pytest.mark.parametrize(("lang", "words"), [("zh", ["看见", "在事发地西方 168 米", "视野内", "朝向未说明"]), ("en", ["Sees it", "168 m W of it", "in view", "bearing not said"])])  # fmt: skip
def test_the_page_goes_from_the_near_camera_to_the_kept_picture(cast: Cast, lang: str, words: list[str]):
    cameras()
    row = incident(cast)
    client = as_(cast.lin, lang)

    near = client.get(f"/incidents/{row.pk}/cameras").content.decode()
    for word in words:
        assert word in near
    assert "<img" not in near
    looked = client.post(f"/incidents/{row.pk}/cameras/sees/look", headers={"HX-Request": "true"}).content.decode()
    ticket = looked.split('name="ticket" value="')[1].split('"')[0]
    assert (
        client.post(f"/incidents/{row.pk}/pictures", {"camera": "sees", "ticket": ticket, "note": "<i>"}).status_code
        == 302
    )
    listed = client.get(f"/incidents/{row.pk}/pictures").content.decode()
    picture = KeptPicture.objects.get()
    assert picture.digest in listed
    assert "<i>" not in listed
    shown = client.post(
        f"/incidents/{row.pk}/pictures/{picture.pk}/look", headers={"HX-Request": "true"}
    ).content.decode()
    answer = client.get(shown.split('<img src="')[1].split('"')[0])
    assert (answer.content, answer["Content-Type"]) == (bytes(picture.body), "image/png")


def test_an_incident_of_which_nobody_knows_where_it_is_has_no_cameras_and_says_why(cast: Cast):
    cameras()
    hill()
    row = actions.open_incident(cast.lin, title_zh="不明", title_en="Unknown", kind="medical")

    assert evidence.near(cast.lin, row.pk) == []
    assert "请先标出位置" in as_(cast.lin).get(f"/incidents/{row.pk}/cameras").content.decode()


def test_programs_look_and_keep_as_people_do(cast: Cast):
    cameras()
    row = incident(cast)
    client = api(cast.lin)

    near = client.get(f"/api/incidents/{row.pk}/cameras").json()
    seen = client.post(f"/api/incidents/{row.pk}/cameras/{near[0]['code']}/look").json()
    given = {"camera": "sees", "ticket": seen["ticket"], "note": "试"}
    made = client.post(f"/api/incidents/{row.pk}/pictures", json.dumps(given), content_type="application/json").json()

    assert made["digest"] == seen["digest"]
    assert [one["id"] for one in client.get(f"/api/incidents/{row.pk}/pictures").json()] == [made["id"]]
    opened = client.post(f"/api/incidents/{row.pk}/pictures/{made['id']}/look").json()
    assert hashlib.sha256(client.get(opened["picture"]).content).hexdigest() == made["digest"]
