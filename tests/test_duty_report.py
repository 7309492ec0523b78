"""The duty report of a day: numbers from each room, the same on page, paper and in Word; what is not known is refused."""

import importlib
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from docx import Document

from watchroom.conftest import T0, SetClock
from watchroom.desk.report import duty
from watchroom.desk.report.duty import NoSuchDay
from watchroom.incidents import actions as incidents
from watchroom.kernel.words import LANGS, Lang
from watchroom.ops.cli import main
from watchroom.people import actions, log_actions, queries, roll_actions
from watchroom.people.chores import KeepRolls
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.models import Person
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db
DAY = "2026-02-06"  # T0 is 10:00 of it in Beijing


def lived(cast: Cast, clock: SetClock) -> None:
    """Yesterday an incident that was closed, and a line; today one that is open, a line corrected, a call answered, one missed."""
    clock.set(T0 - timedelta(hours=20))
    old = incidents.open_incident(cast.lin, title_zh="昨日停电", kind="other")
    log_actions.write(cast.lin, "昨天的一条")
    incidents.close(cast.chen, old.pk, reason="已恢复供电")
    clock.set(T0)
    row = incidents.open_incident(cast.lin, title_zh="今日停电 <b>", kind="other")
    first = log_actions.write(cast.lin, f"三号门停电 <script> #{row.number}")
    log_actions.write(cast.chen, "四号门停电", corrects=first.pk)
    answered = roll_actions.call(cast.chen, "watch_officer", limit_s=60)
    clock.forward(seconds=25)
    roll_actions.answer(cast.lin, answered.pk)
    roll_actions.call(cast.chen, "commander", limit_s=60)
    clock.forward(minutes=2)
    KeepRolls().run(queries.now())


def figures(said: dict[str, object]) -> dict[str, str]:
    return dict(said["summary"])  # type: ignore[call-overload, no-any-return]


def test_the_numbers_are_the_day_s_and_no_other_s(cast: Cast, clock: SetClock) -> None:
    lived(cast, clock)
    said = duty.of_day(cast.lin, DAY, "en")
    told = figures(said)
    assert (told["Incidents opened"], told["Incidents closed"], told["Incidents open"]) == ("1", "0", "1")
    assert (told["Log lines"], told["Roll-calls"], told["Alarms"]) == ("2", "2", "0")
    assert "the day is not over" in said["span"]
    yesterday = figures(duty.of_day(cast.lin, "2026-02-05", "en"))
    assert (yesterday["Incidents opened"], yesterday["Incidents closed"], yesterday["Log lines"]) == ("1", "1", "1")
    assert figures(duty.of_day(cast.lin, DAY, "en", "10:01"))["Log lines"] == "0"
    tables = {one["title"]: one["rows"] for one in said["tables"]}
    assert [row[3] for row in tables["Roll-calls"]] == ["25 s", "missed"]
    assert {row[0] for row in tables["On watch"]} == {
        "Watch officer",
        "Duty leader",
        "Commander",
        "Information officer",
    }
    assert any("Information" in row[0] or "今日停电" in row[1] for row in tables["Open matters (when this was made)"])


@pytest.mark.parametrize("lang", LANGS)
def test_page_paper_and_word_say_the_same(cast: Cast, clock: SetClock, lang: Lang) -> None:
    lived(cast, clock)
    said = duty.of_day(cast.lin, DAY, lang)
    page = duty.html(said)
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    pdf = importlib.import_module("pypdfium2").PdfDocument(duty.paper(said))
    printed = "".join("".join(one.get_textpage().get_text_range() for one in pdf).split())
    word = Document(io.BytesIO(duty.word(said)))
    written = "\n".join(
        [one.text for one in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    for text in ("四号门停电", "今日停电 <b>", said["title"], said["tables"][0]["rows"][0][0]):
        assert text in written
        assert "".join(text.split()) in printed
    assert "EXERCISE" not in written + printed
    assert "演练" not in written + printed


@pytest.mark.parametrize(
    "day", ["2026-02-07", "2026-13-01", "1999-01-01", "", "x" * 500, "20260206", "9999-12-31", "2026-02-06T00:00"]
)
def test_a_day_that_is_none_or_lies_ahead_is_refused(day: str, cast: Cast, clock: SetClock) -> None:
    with pytest.raises(NoSuchDay):
        duty.of_day(cast.lin, day, "zh")
    with pytest.raises(NoSuchDay):
        duty.of_day(cast.lin, DAY, "zh", "25:00")


def test_nobody_but_the_staff_reads_it(cast: Cast) -> None:
    for viewer, fault in ((cast.guest, NotAllowed), (cast.wall, NotAllowed), (cast.nobody, NotSignedIn)):
        with pytest.raises(fault):
            duty.of_day(viewer, DAY, "zh")


def test_its_page_links_its_files_and_the_terminal_writes_them(
    cast: Cast, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(cast, clock)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    assert f"/report/duty/{DAY}.docx" in client.get(f"/report/duty/{DAY}").content.decode()
    assert client.get("/report/duty/2099-01-01").status_code == 422
    monkeypatch.setenv("WATCHROOM_TOKEN", actions.make_api_token(queries.person_by_code("lin")))
    assert main(["duty", "report", DAY, "--out", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(Path(one["path"]).name for one in told) == sorted(
        f"duty-{DAY}-{lang}.{form}" for lang in LANGS for form in ("html", "pdf", "docx")
    )
    assert all(Path(one["path"]).stat().st_size > 2000 for one in told)
