"""The report of a drill: in both languages, as page, PDF and Word, each of them marked; and the words of the terminal."""

import importlib
import io
from pathlib import Path

import pytest
from django.test import Client
from docx import Document

from watchroom.conftest import SetClock
from watchroom.desk.report import drill as report
from watchroom.desk.report.drill import DrillNotHeld
from watchroom.kernel.words import LANGS, Lang
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.plans.drills import actions, marking
from watchroom.plans.drills.models import Drill
from watchroom.plans.tests.drill_world import fire, planned

BACKEND = "django.contrib.auth.backends.ModelBackend"
MARK = {"zh": "【演练】", "en": "EXERCISE:"}


def held(cast: Cast, clock: SetClock) -> Drill:
    row = planned(cast)
    actions.start(cast.zhao, row.pk)
    clock.forward(minutes=12)
    fire(clock)
    marking.mark(cast.sun, row.pk, "expect/ask/answer", verdict="good", done=True, note="清楚 <b>")
    marking.note_lesson(cast.sun, row.pk, finding="无人接听 <script>", advice="改排班", revises=True)
    return actions.end(cast.zhao, row.pk)


def test_there_is_no_report_before_the_end(cast: Cast) -> None:
    with pytest.raises(DrillNotHeld):
        report.told(planned(cast), "zh")


@pytest.mark.parametrize("lang", LANGS)
def test_page_paper_and_word_say_the_same_and_say_that_it_is_an_exercise(
    cast: Cast, clock: SetClock, lang: Lang
) -> None:
    said = report.told(held(cast, clock), lang)
    wanted = ["无人接听 <script>", "清楚 <b>", said["title"], said["tables"][0]["rows"][0][1]]
    page = report.html(said)
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    pdf = importlib.import_module("pypdfium2").PdfDocument(report.paper(said))
    printed = "".join(one.get_textpage().get_text_range() for one in pdf)
    word = Document(io.BytesIO(report.word(said)))
    written = "\n".join(
        [one.text for one in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    for text in wanted:
        assert text in written
        assert "".join(text.split()) in "".join(printed.split())
    assert said["title"].startswith(MARK[lang])
    assert word.sections[0].header.paragraphs[0].text.startswith(MARK[lang])
    assert printed.lstrip().startswith(MARK[lang])
    assert all(
        len(row) == len(table["heads"]) == len(table["widths"]) for table in said["tables"] for row in table["rows"]
    )


def test_it_is_had_from_the_screen_and_written_to_a_folder(cast: Cast, clock: SetClock, tmp_path: Path) -> None:
    row = held(cast, clock)
    client = Client()
    client.force_login(Person.objects.get(code="sun"), backend=BACKEND)
    assert MARK["zh"] in client.get(f"/report/drills/{row.pk}").content.decode()
    answer = client.get(f"/report/drills/{row.pk}.docx")
    assert answer.content.startswith(b"PK")
    assert {path.suffix for path in report.build(row, "en", tmp_path)} == {".html", ".pdf", ".docx"}
