"""A database that is busy, full or away is nobody's fault: what waits is done later, and nothing is set aside for it."""

import errno
import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from watchroom.conftest import SetClock
from watchroom.journal import away, followers
from watchroom.journal.book import book
from watchroom.journal.followers import LEASE, TRIES, Runner, behind
from watchroom.journal.models import Cursor, Entry, SetAside
from watchroom.journal.tests.test_book import Noted, note
from watchroom.journal.tests.test_followers import Echo
from watchroom.kernel.clock import FixedClock, SystemClock


def broken(cause: Exception | None, kind: type[Exception] = OperationalError) -> Exception:
    error = kind("it broke")
    error.__cause__ = cause
    return error


class Told(Exception):
    """As the drivers tell it: by a code of their own."""

    def __init__(self, **codes: Any) -> None:
        self.__dict__.update(codes)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (broken(Told(sqlite_errorcode=sqlite3.SQLITE_BUSY)), "DatabaseBusy"),
        (broken(Told(sqlite_errorcode=sqlite3.SQLITE_BUSY_SNAPSHOT)), "DatabaseBusy"),
        (broken(Told(sqlite_errorcode=sqlite3.SQLITE_FULL)), "DatabaseFull"),
        (broken(Told(sqlite_errorcode=sqlite3.SQLITE_IOERR_WRITE)), "DatabaseAway"),
        (broken(Told(sqlite_errorcode=sqlite3.SQLITE_READONLY_DBMOVED)), "DatabaseAway"),
        (broken(Told(sqlite_errorcode=sqlite3.SQLITE_ERROR)), None),  # no such table, too many variables: our fault
        (broken(Told(sqlstate="53100")), "DatabaseFull"),
        (broken(Told(sqlstate="53300")), "DatabaseAway"),
        (broken(Told(sqlstate="57P01")), "DatabaseAway"),
        (broken(Told(sqlstate="40P01")), "DatabaseBusy"),
        (broken(Told(sqlstate="57014")), None),  # the statement took too long: that is the statement's fault
        (broken(Told(sqlstate="42P01"), ProgrammingError), None),
        (broken(Told(sqlstate=None)), "DatabaseAway"),
        (broken(None, InterfaceError), "DatabaseAway"),
        (OSError(errno.ENOSPC, "no room"), "DatabaseFull"),
        (FileNotFoundError(errno.ENOENT, "gone"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
@pytest.mark.pure
def test_each_way_of_not_having_the_database_has_its_words(error: Exception | None, kind: str | None) -> None:
    fault = away.fault_of(error)

    assert (type(fault).__name__ if fault else None) == kind
    assert fault is None or fault.status == 503


class Unlucky(Echo):
    """A reaction that meets a database which cannot be written, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def handle(self, entry: Entry) -> None:
        if self.times:
            self.times -= 1
            raise broken(Told(sqlite_errorcode=sqlite3.SQLITE_FULL))
        super().handle(entry)


def test_an_entry_is_never_set_aside_because_the_database_was_away(clock: SetClock) -> None:
    """Else a disk that is full for a second would lose a reaction for ever."""
    unlucky = Unlucky(3 * TRIES)
    first = note("one")
    runner = Runner("a", [unlucky])
    for _ in range(3 * TRIES):
        with pytest.raises(OperationalError):
            runner.run()
    runner.run()
    runner.run()  # past the echo of its own

    assert unlucky.seen == [first]
    assert behind([unlucky]) == {}
    assert not SetAside.objects.exists()


def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_off(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-13: the dead worker's lease would else hold for as long as the clock went back."""
    machine = FixedClock(SystemClock().now())
    monkeypatch.setattr(followers, "_MACHINE", machine)
    echo = Echo()
    note("one")
    Runner("dead", [echo]).run()
    second = note("two")
    heir = Runner("heir", [echo])
    assert heir.run() == 0

    machine.forward(hours=-1)

    assert heir.run() > 0
    assert echo.seen[-1] == second
    assert Cursor.objects.get().lease_until == machine.now() + LEASE


def test_two_workers_whose_clocks_differ_handle_each_entry_once(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-14: they take the lease from each other all the time; the cursor's owner is asked again in the transaction."""
    machine = FixedClock(SystemClock().now())
    monkeypatch.setattr(followers, "_MACHINE", machine)
    echo = Echo()
    ahead, back = Runner("ahead", [echo]), Runner("back", [echo])
    noted = []
    for turn in range(6):
        noted.append(note(f"{turn}"))
        machine.forward(minutes=5)
        ahead.run()
        machine.forward(minutes=-5)
        back.run()

    assert [seen for seen in echo.seen if seen in noted] == noted
    assert Entry.objects.filter(subject="echo:1").count() == len(noted)


@pytest.mark.django_db(transaction=True)
def test_whoever_waited_in_the_queue_waits_less_for_a_strangers_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight who wait behind a lock that lasts end after one patience, not after eight."""
    if connection.vendor != "sqlite":
        pytest.skip("another database has other locks")
    from watchroom.journal import book as room

    seen: list[float] = []
    monkeypatch.setattr(room, "_busy_timeout", seen.append)
    ticks = iter([0.0, 12.5])
    monkeypatch.setattr(room, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    with book(actor="test:1") as b:
        b.record(Noted("late"), subject="note:1")

    assert seen == [7.5, 20.0]
    assert Entry.objects.count() == 1
