"""What a person reads on a terminal when another wrote the same at the same moment, or when the database cannot be had."""

import sqlite3
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError

from watchroom.incidents.brief_models import BriefTemplate
from watchroom.journal.clock import site_now
from watchroom.ops import cli, guarding
from watchroom.people import agencies
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast


def written_twice(*_: object, **__: object) -> int:
    """What is there once, written by two: the database says no to the second."""
    for _copy in range(2):
        BriefTemplate.objects.create(number=1, name="a", size=1, digest="d", body=b"x", at=site_now(), by="b")
    return 0


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("同一时刻另有人写入", "没有执行", "仍有需要再执行一次")), ("en", ("Somebody else", "was not done", "run it again"))]
)  # fmt: skip
def test_a_command_that_came_second_says_what_was_not_done_and_what_to_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", lang)
    monkeypatch.setenv("WATCHROOM_TOKEN", make_api_token(person_by_code("lin")))
    monkeypatch.setattr(agencies, "put_agency", written_twice)
    assert cli.main(["agency", "put", "north", "--zh", "北县", "--en", "North"]) == 1
    said = capsys.readouterr()
    for one in (*words, "watchroom agency put"):
        assert one in said.err
    assert "prepare" not in said.err, "the database is not at fault"
    assert said.out == ""


def fault(code: int) -> OperationalError:
    """As Django passes on what SQLite says."""
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    error = OperationalError("x")
    error.__cause__ = cause
    return error


@pytest.mark.pure
@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (fault(sqlite3.SQLITE_BUSY), 69, "Try the same again in a moment"),
        (fault(sqlite3.SQLITE_FULL), 69, "disk is full"),
        (fault(sqlite3.SQLITE_CANTOPEN), 69, "watchroom prepare"),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 1, "larger than any there can be"),
        (OverflowError("date value out of range"), 1, "beyond the calendar"),
    ],
)
def test_what_the_database_refuses_has_its_words_and_its_exit_code(
    error: Exception, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")

    def run() -> int:
        raise error

    assert guarding.guarded(run) == code
    assert words in capsys.readouterr().err


@pytest.mark.pure
def test_a_file_that_cannot_be_written_is_named_with_what_to_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    assert guarding.guarded(lambda: tmp_path.write_bytes(b"x")) == 1
    said = capsys.readouterr().err
    assert str(tmp_path)[:120] in said
    assert "Check the path" in said


@pytest.mark.pure
def test_a_row_that_breaks_a_rule_of_ours_is_a_fault_of_ours_and_shows_itself() -> None:
    def run() -> int:
        raise IntegrityError("CHECK constraint failed")

    with pytest.raises(IntegrityError):
        guarding.guarded(run)
