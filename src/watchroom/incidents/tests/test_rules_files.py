"""What a file is, judged by its bytes; and what people fill in on the forms."""

import io
import zipfile

import pytest

from watchroom.incidents.files import MOST_BYTES, BadFile, judge, plain_name
from watchroom.incidents.ics import FORMS, rows_of, wrong
from watchroom.kernel.words import LANGS


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        for name in names:
            box.writestr(name, "x")
    return made.getvalue()


def test_an_office_document_is_known_by_its_parts_and_one_with_macros_is_refused() -> None:
    assert judge("a.bin", archive("[Content_Types].xml", "word/document.xml")).kind.endswith(
        "wordprocessingml.document"
    )
    assert judge("a.bin", archive("[Content_Types].xml", "xl/workbook.xml")).kind.endswith("spreadsheetml.sheet")
    for names in (
        ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        ("a.exe",),
        ("word/document.xml",),
    ):
        with pytest.raises(BadFile):
            judge("a.docx", archive(*names))


def test_the_size_is_bounded_and_the_name_is_no_path() -> None:
    with pytest.raises(BadFile, match="larger"):
        judge("a.txt", b"a" * (MOST_BYTES + 1))
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("C:\\a\\b<c>\u202e.pdf") == "bc.pdf"
    assert plain_name("  ") == "file"
    assert len(plain_name("长" * 500)) == 120


def test_every_form_names_each_field_once_in_both_languages() -> None:
    assert list(FORMS) == ["201", "202", "203", "204", "205", "206", "207", "208", "209", "211", "213", "214"]
    for form in FORMS.values():
        assert len({ask.code for ask in form.asks}) == len(form.asks)
        for ask in form.asks:
            assert all(ask.words.text(lang) for lang in LANGS)
            assert ask.number


def test_what_will_not_do_is_named() -> None:
    form = FORMS["203"]
    assert wrong(form, {"agencies": "公安 | 王\n\n交通 | 李"}) is None
    assert rows_of("公安 | 王\n\n交通|李") == [["公安", "王"], ["交通", "李"]]
    for content in (
        {"agencies": "a | b | c"},
        {"nothing": "x"},
        {"agencies": "a\u0000"},
        {"agencies": "x" * 6001},
        {"agencies": "a\n" * 201},
    ):
        assert wrong(form, content) is not None
