"""One incident's board: every part on one page, drawn again alone, for each viewer what that viewer may see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.desk.board.facts import PARTS
from watchroom.desk.tests.test_command import as_
from watchroom.dispatch.actions import dispatch_unit, put_unit, unit_status
from watchroom.dispatch.models import CheckEvery, Run, Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.actions import note
from watchroom.incidents.models import Attachment, Incident
from watchroom.journal import queries as journal
from watchroom.kernel.words import LANGS
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line


def plain(code: str) -> Client:
    """A browser whose form is posted without htmx."""
    client = Client()
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def gale(cast: Cast, clock: SetClock) -> Incident:
    stream_line.use(Readings())
    put_zone()
    row = put_unit("E32", "fire_engine", "消防 32", "Engine 32", "station", crew=6)
    incident = open_gale(cast.lin)
    dispatch_unit(cast.lin, row.pk, incident.pk)
    unit_status(cast.lin, row.pk, "on_scene")
    note(cast.lin, incident.pk, "观众已劝离", counted={"injured": 2})
    return incident


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", ["lin", "zhao", "wall"])
def test_the_page_holds_every_part_and_each_is_drawn_alone(code: str, lang: str, gale: Incident) -> None:
    client = as_(code, lang)
    page = client.get(f"/incidents/{gale.pk}/board").content.decode()
    for part in PARTS:
        alone = as_(code, lang).get(f"/incidents/{gale.pk}/board", {"part": part}).content.decode()
        assert f'id="ib-{part}"' in page or part in ("files",)
        assert "<html" not in alone
    assert ("消防 32" if lang == "zh" else "Engine 32") in page
    assert "观众已劝离" in page


def test_a_crew_is_checked_from_the_board_and_its_timer_begins_anew(
    cast: Cast, clock: SetClock, gale: Incident
) -> None:
    where = f"/incidents/{gale.pk}/board"
    clock.forward(minutes=25)
    page = as_("lin").get(where, {"part": "units"}).content.decode()
    assert "1 支点名超时" in page
    unit = Unit.objects.get()
    gone = plain("lin").post(f"/units/{unit.pk}/check", {"people": "6", "back": where})
    assert (gone.status_code, gone["Location"]) == (302, where)
    assert Run.objects.get().checked_people == 6
    page = as_("lin").get(where, {"part": "units"}).content.decode()
    assert "点名超时" not in page
    assert "6 人在" in page
    assert as_("lin").post(f"/units/{unit.pk}/check", {"people": "many"}).status_code == 422
    assert as_("wall").post(f"/units/{unit.pk}/check").status_code == 403
    assert "/check" not in as_("wall").get(where, {"part": "units"}).content.decode()
    as_("lin").post(f"/incidents/{gale.pk}/crew-checks", {"minutes": "10", "back": where})
    assert CheckEvery.objects.get().every_s == 600
    elsewhere = plain("lin").post(f"/units/{unit.pk}/check", {"back": "//evil.example/incidents"})
    assert elsewhere["Location"] == f"/incidents/{gale.pk}"


def test_the_timeline_is_narrowed_by_room_and_by_words(gale: Incident) -> None:
    where = f"/incidents/{gale.pk}/board"

    def told(**asked: str) -> str:
        return as_("lin").get(where, {"part": "timeline", **asked}).content.decode()

    assert "观众已劝离" in told()
    assert "观众已劝离" not in told(room="dispatch")
    assert "消防 32" in told(room="dispatch")
    assert "消防 32" not in told(q="劝离")
    assert "没有相符的记事" in told(q="<b>nothing</b>")
    assert "<b>nothing" not in told(q="<b>nothing</b>")


def test_numbers_show_their_age_and_what_is_not_known_says_so(gale: Incident) -> None:
    page = as_("lin").get(f"/incidents/{gale.pk}/board", {"part": "figures"}).content.decode()
    assert 'class="age"' in page
    assert as_("guest").get(f"/incidents/{gale.pk}/board").status_code == 403
    assert as_("lin").get("/incidents/99999/board").status_code == 404


# ---- files -------------------------------------------------------------------------------------------------------------


def test_a_file_is_added_listed_given_back_and_vouched_for(gale: Incident) -> None:
    where = f"/incidents/{gale.pk}/files"
    sent = SimpleUploadedFile("现场 说明.txt", "门口有冰".encode())
    assert as_("lin").post(where, {"file": sent, "note": "值守记录"}).status_code == 200
    row = Attachment.objects.get()
    assert (row.name, row.kind, row.size) == ("现场 说明.txt", "text/plain", 12)
    entry = journal.last(gale.subject, "incidents.file_added")
    assert entry is not None
    assert entry.facts["digest"] == row.digest
    assert "现场" not in str(entry.facts["mark"])
    back = as_("zhao").get(f"{where}/{row.pk}")
    assert (back.content, back["X-Content-Type-Options"]) == ("门口有冰".encode(), "nosniff")
    assert back["Content-Disposition"].startswith("attachment")
    assert "sandbox" in back["Content-Security-Policy"]
    again = SimpleUploadedFile("other.txt", "门口有冰".encode())
    assert as_("lin").post(where, {"file": again}).status_code == 200
    assert Attachment.objects.count() == 1
    assert as_("wall").get(f"{where}/{row.pk}").status_code == 403
    assert as_("wall").post(where, {"file": again}).status_code == 403
    assert "现场 说明" not in as_("wall").get(f"/incidents/{gale.pk}/board", {"part": "files"}).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00\x03\x00",
        b"%PDF-1.7 cut",
        b"PK\x03\x04 broken",
        b"\x89PNG\r\n\x1a\n",
        b"a\x00b",
        b"\xff\xfe\x00",
    ],
    ids=["empty", "program", "cut pdf", "broken zip", "cut png", "nul", "no text"],
)
def test_what_is_none_of_the_kinds_is_refused_and_said_why(data: bytes, gale: Incident) -> None:
    sent = SimpleUploadedFile("<b>x</b>.txt", data)
    answer = as_("lin").post(f"/incidents/{gale.pk}/files", {"file": sent})
    assert (answer.status_code, answer["X-Fault"]) == (422, "incidents.FileNotTaken")
    assert b"<b>x" not in answer.content
    assert not Attachment.objects.exists()
