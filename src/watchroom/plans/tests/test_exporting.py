"""A version leaves the house as it was written, as Word and as PDF, whole, and Word is found again by who reads Word."""

import io
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from docx import Document

from watchroom.kernel.words import LANGS, Lang
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.plans.actions import put_plan, put_shipped
from watchroom.plans.exporting import written
from watchroom.plans.exporting_word import word
from watchroom.plans.models import Plan
from watchroom.plans.tests.samples import content, text
from watchroom.plans.tests.test_rules_check import contact, grade, report, resource, unit


def full() -> Plan:
    def change(data: dict[str, Any]) -> None:
        data.update(
            contacts=[contact(("telephone", "0313-1234567"))], reports=[report()], resources=[resource()], units=[unit("hq")],
            grades=[grade(1, None)], ending={"text": text("风停", "the wind is over"), "clause": "4.2"},
        )  # fmt: skip

    return put_plan(content(change))


def api(code: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code(code))}"})


@pytest.mark.parametrize("lang", LANGS)
def test_the_word_file_holds_levels_actions_reports_contacts_and_clauses_in_tables_and_headings(
    cast: Cast, lang: Lang
) -> None:
    document = Document(io.BytesIO(word(written(full(), lang))))
    heads = [one.text for one in document.paragraphs if str(one.style and one.style.name).startswith("Heading")]
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    lines = {one.text for one in document.paragraphs}

    assert any(("Ⅲ级响应" if lang == "zh" else "Level III response") in one for one in heads)
    assert {"0313-1234567" in one for one in cells} == {True, False}
    assert ("请暂停{place}" if lang == "zh" else "Hold {place}") in cells
    assert ("除雪车" if lang == "zh" else "Plough") in cells
    assert any(one.startswith("§ 4.2 ") for one in lines)
    assert any(("平均风速 ≥ 4" if lang == "zh" else "Mean wind ≥ 4") in one for one in lines)


def test_every_shipped_plan_can_be_written_whole(cast: Cast) -> None:
    for row in put_shipped():
        for lang in LANGS:
            made = written(row, lang)
            said = "\n".join(cell for chapter in made.chapters for line in chapter.rows for cell in line)
            assert len(made.chapters) > 8
            assert all(len(line) == len(chapter.heads) for chapter in made.chapters for line in chapter.rows)
            assert len(said) > 500


def test_what_no_xml_can_hold_does_not_break_the_word_file(cast: Cast) -> None:
    row = put_plan(content(lambda d: d["actions"][0].update(title=text("停\x0b&<w:p>", "Hold\x08<b>"))))

    document = Document(io.BytesIO(word(written(row, "en"))))

    assert any("Hold<b>" in cell.text for table in document.tables for line in table.rows for cell in line.cells)


def test_the_three_files_come_over_the_page_and_the_api_and_no_fourth(cast: Cast) -> None:
    row = full()
    page, lin = Client(), api("lin")
    page.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")

    source = page.get("/plans/test-wind/export/yaml?version=1")
    assert source.content.decode() == row.source
    paper = lin.get("/api/plans/test-wind/export/pdf")
    read = pypdfium2.PdfDocument(paper.content)
    said = "".join(page.get_textpage().get_text_range() for page in read)
    bare = "".join(said.split())  # a page's lines are broken, and beside a numeral stands a blank
    assert "4.1Ⅲ级响应" in bare
    assert "请暂停{place}" in bare
    assert lin.get("/api/plans/test-wind/export/docx").content.startswith(b"PK")
    assert lin.get("/api/plans/test-wind/export/exe").json()["code"] == "plans.NoSuchFormat"
    assert api("guest").get("/api/plans/test-wind/export/pdf").status_code == 403


def test_two_versions_are_compared_over_the_page_and_the_api(cast: Cast) -> None:
    put_plan(content())
    put_plan(content(lambda d: (d.update(version=2), d["actions"][0]["deadline"].update(within="6m"))))

    told = api("lin").get("/api/plans/test-wind/compare").json()

    assert (told["old"], told["new"]) == (1, 2)
    assert told["differences"] == [
        {"kind": "changed", "place": "actions.hold.deadline.within", "old": "5m", "new": "6m"}
    ]
    page = Client()
    page.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    shown = page.get("/plans/test-wind/compare?old=2&new=1").content.decode()
    assert "actions.hold.deadline.within" in shown
    assert page.get("/plans/test-wind/compare?old=7").status_code == 404
