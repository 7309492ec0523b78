"""生僻字: names with rare characters, also outside the basic plane, are found by what one types and come out as they went in."""

import io

import pytest
from docx import Document

from watchroom.conftest import SetClock
from watchroom.desk.command.known import spellings
from watchroom.kernel import tables
from watchroom.kernel.readings import lazy_pinyin
from watchroom.people import log_actions, log_queries
from watchroom.people import log_words as words
from watchroom.people.log_queries import Asked
from watchroom.people.testing import Cast

NAMES = {"张𠮷": "zhangji", "王㛃": "wangjie", "李䶮": "liyan", "𬱖明": "diming", "赵𫖯": "zhaofu", "陈𬀩": "chenwei"}
each = pytest.mark.parametrize(("name", "typed"), NAMES.items())


@pytest.mark.pure
@each
def test_it_is_found_by_name_pinyin_and_initials(name: str, typed: str) -> None:
    syllables = lazy_pinyin(name)
    assert "".join(syllables) == typed
    initials = "".join(one[0] for one in syllables)
    assert {name, typed, initials} <= set(spellings(name, "", "p-1"))
    line = words.plain(f"{name}报告到场")
    for asked in (name, name[1], typed, initials):
        assert words.found(words.plain(asked), line), asked
        assert any(all(mark in words.marks(line) for mark in one) for one in words.wanted(words.plain(asked))), asked


@pytest.mark.django_db
@each
def test_a_line_of_the_log_is_found_by_it(name: str, typed: str, cast: Cast, clock: SetClock) -> None:
    log_actions.write(cast.lin, f"{name}报告到场")
    log_actions.write(cast.lin, "一切正常")
    for asked in (name, typed):
        assert [line.text for line in log_queries.search(cast.lin, Asked(asked)).lines] == [f"{name}报告到场"]


@pytest.mark.pure
@each
def test_tables_and_documents_give_it_back(name: str, typed: str) -> None:
    for form in tables.FORMS:
        assert tables.read_sheet(tables.written(form, [["a"], [name]]), tables.Most(1 << 20)).rows[1] == [name]
    paper, kept = Document(), io.BytesIO()
    paper.add_paragraph(name)
    paper.save(kept)
    assert Document(io.BytesIO(kept.getvalue())).paragraphs[0].text == name
