"""The commands that read the book: what a person types, what is said, and how it ends."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings

from watchroom.conftest import SetClock
from watchroom.journal import queries, triggers
from watchroom.journal.followers import Runner, all_followers, behind
from watchroom.journal.models import Entry
from watchroom.ops import cli, rehearsal
from watchroom.ops import settings as commands
from watchroom.ops.tests.test_site import WATCHROOM, database
from watchroom.people import testing
from watchroom.people.testing import Cast
from watchroom.plans.actions import put_shipped
from watchroom.plans.tests.world import opened, windy
from watchroom.warnings import actions as warnings
from watchroom.warnings import delivering
from watchroom.warnings.models import Warning
from watchroom.warnings.tests.scene import drafted, released

RELEASE = ["warnings.drafted", "warnings.reviewed", "warnings.signed", "warnings.released"]


LAY = """
import django; django.setup()
from watchroom.ops.tests import test_book_words
test_book_words.lay()
"""


@pytest.fixture(autouse=True)
def _data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    monkeypatch.setattr(commands, "DATA", tmp_path)
    settings.DATA = tmp_path


@pytest.fixture
def warning(cast: Cast, clock: SetClock) -> Warning:
    """Released, sent and cancelled again: its newest entry is not its release."""
    row = released(cast)
    delivering.run(clock.at)
    warnings.cancel(cast.zhao, row.pk, reason_zh="风已减弱。", reason_en="The wind has fallen.")
    row.refresh_from_db()
    return row


def lay() -> None:
    """In a process of the test: a site on which an alarm became an incident, and the plans were proposed."""
    SetClock()
    cast = testing.cast()
    put_shipped()
    opened(cast.lin, windy())
    follow()


def follow() -> None:
    runner = Runner("tests")
    while runner.run():
        pass


def kinds(said: str) -> list[str]:
    """The chain as it is printed, oldest first, each step further in than the one before."""
    lines = said.splitlines()
    assert [len(line) - len(line.lstrip()) for line in lines] == [2 * depth for depth in range(len(lines))]
    return [line.split()[3] if "←" not in line else line.strip() for line in lines]


# ---- causes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["{row.number}", "{row.identifier}", "warning:{row.pk}"])
def test_a_warning_leads_back_to_its_draft_by_number_identifier_and_subject(
    warning: Warning, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["causes", named.format(row=warning)]) == 0
    said = capsys.readouterr().out
    assert kinds(said) == RELEASE
    assert "Commander Zhao Yan" in said.splitlines()[-1]
    assert "the hill and its stands" in said.splitlines()[-1]


def test_the_identifier_of_a_cancellation_means_the_cancellation(
    warning: Warning, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["causes", warning.cancel_identifier]) == 0
    assert kinds(capsys.readouterr().out)[-1] == "warnings.cancelled"


def test_a_warning_that_is_no_more_than_a_draft_is_found_by_its_number(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    row = drafted(cast)
    assert cli.main(["causes", row.number]) == 0
    assert kinds(capsys.readouterr().out) == ["warnings.drafted"]


def test_an_entry_leads_back_to_the_very_batch_of_readings(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    alarm = windy()
    incident = opened(cast.lin, alarm)
    number = queries.of_subject(f"incident:{incident.pk}")[0].id
    assert cli.main(["causes", str(number)]) == 0
    assert kinds(capsys.readouterr().out) == ["alarms.raised", "incidents.opened", f"← {alarm.batch}"]


@pytest.mark.parametrize("what", ["999999", "9" * 40, "warning:999999", "W-2026-9999", ""])
def test_what_is_not_in_the_book_is_said_so_and_ends_with_1(
    cast: Cast, what: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(cast)
    assert cli.main(["causes", what]) == 1
    heard = capsys.readouterr()
    assert (heard.out, f"The book has no {what}" in heard.err) == ("", True)
    monkeypatch.setenv("WATCHROOM_LANG", "zh")
    cli.main(["causes", what])
    assert f"记事簿里没有 {what}" in capsys.readouterr().err


# ---- verify --------------------------------------------------------------------------------------------------------


def test_a_whole_book_is_exported_a_line_an_entry_each_with_its_hash(
    warning: Warning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "book.jsonl"
    assert cli.main(["verify", "--export", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    entries = list(Entry.objects.order_by("id"))
    assert [line["hash"] for line in lines] == [entry.hash for entry in entries]
    assert [line["prev_hash"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    assert (
        capsys.readouterr().out == f"The book is whole: {len(lines)} entries, the last one's hash {lines[-1]['hash']}\n"
    )


def test_a_book_that_does_not_hold_ends_with_1_and_is_exported_all_the_same(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released(cast)
    out = tmp_path / "book.jsonl"
    triggers.lift()
    try:
        assert cli.main(["verify", "--export", str(out)]) == 1
    finally:
        triggers.install()
    heard = capsys.readouterr()
    assert "entries could be changed" in heard.out
    assert "see above" in heard.err
    assert len(out.read_text().splitlines()) == queries.head()


# ---- replay --------------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kept.sqlite3"
    file.write_text("somebody's")
    assert cli.main(["replay", "--to", str(file)]) == 2
    assert str(file) in capsys.readouterr().err
    assert [path.read_text() for path in tmp_path.iterdir()] == ["somebody's"]


def test_what_the_followers_have_done_they_do_not_do_again(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    put_shipped()
    opened(cast.lin, windy())
    follow()
    head = queries.head()

    assert rehearsal.run("here") == 0

    assert queries.head() == head
    assert behind() == {}
    said = capsys.readouterr().out
    assert (
        f"Replayed: {head} entries read from the beginning by {len(all_followers())} followers; 0 new, 0 set aside"
        in said
    )


def test_a_reaction_that_comes_only_now_is_named_and_ends_with_1(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    put_shipped()
    opened(cast.lin, windy())

    assert rehearsal.run("here") == 1

    assert "plans.proposed" in capsys.readouterr().out


@pytest.mark.process
@pytest.mark.pure
def test_the_book_is_replayed_in_another_database_and_ours_is_not_touched(tmp_path: Path) -> None:
    data, file = tmp_path / "site", tmp_path / "today.sqlite3"
    data.mkdir(0o700)
    with database() as named:
        env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"WATCHROOM_DATA": str(data)} | named

        def run(*argv: str) -> str:
            done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        run(*WATCHROOM, "prepare")
        run(sys.executable, "-c", LAY)
        said = run(*WATCHROOM, "replay", "--to", str(file))
        ours = run(*WATCHROOM, "verify")

    count = re.search(r"whole: (\d+) entries", ours)
    assert count
    assert int(count[1]) > 20
    assert f"Replayed: {count[1]} entries" in said
    assert "0 new, 0 set aside" in said
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT count(*) FROM journal_entry").fetchone() == (int(count[1]),)
