import pytest
from django.db.models import QuerySet

from watchroom.conftest import SetClock
from watchroom.journal.book import book
from watchroom.journal.entries import SetAsideEntry
from watchroom.journal.followers import TRIES, Follower, Runner, behind
from watchroom.journal.models import Cursor, Entry, SetAside
from watchroom.journal.tests.test_book import Noted, note


class Echo(Follower):
    name = "test.echo"
    kinds = ("journal.test_noted",)

    def __init__(self) -> None:
        self.fail_on: set[str] = set()
        self.seen: list[int] = []

    def handle(self, entry: Entry) -> None:
        if entry.actor.startswith("follower:"):
            return
        with book(actor="follower:test.echo", cause=entry.id) as b:
            b.record(Noted("echo"), subject="echo:1")
        if entry.subject in self.fail_on:
            raise ValueError("poison")
        self.seen.append(entry.id)


def test_a_follower_takes_each_entry_once_and_its_cursor_moves_with_its_writing(clock: SetClock) -> None:
    echo = Echo()
    first = note("one")
    assert behind([echo]) == {"test.echo": 1}
    runner = Runner("a", [echo])
    runner.run()
    runner.run()
    assert echo.seen == [first]
    assert Entry.objects.filter(subject="echo:1").count() == 1
    assert Entry.objects.get(subject="echo:1").cause == first
    assert behind([echo]) == {}


def test_a_failure_inside_leaves_neither_result_nor_cursor_movement(clock: SetClock) -> None:
    echo = Echo()
    echo.fail_on = {"note:1"}
    note("one")
    Runner("a", [echo]).run()
    assert Entry.objects.filter(subject="echo:1").count() == 0
    assert Cursor.objects.get().position == 0


def test_poison_is_set_aside_after_five_tries_and_others_flow_but_not_its_subject(clock: SetClock) -> None:
    echo = Echo()
    echo.fail_on = {"note:1"}
    poison, healthy = note("poison", "note:1"), note("healthy", "note:2")
    later = note("later of the poisoned subject", "note:1")
    runner = Runner("a", [echo])
    for _ in range(TRIES + 2):
        runner.run()
    assert echo.seen == [healthy]
    assert list(SetAside.objects.order_by("entry").values_list("entry", flat=True)) == [poison, later]
    assert Entry.objects.filter(kind="journal.set_aside").count() == 2
    assert behind([echo]) == {}


def test_another_process_waits_for_the_lease(clock: SetClock) -> None:
    echo = Echo()
    note("one")
    Runner("a", [echo]).run()
    note("two")
    other = Runner("b", [echo])
    assert other.run() == 0
    Cursor.objects.update(lease_until=None)
    assert other.run() > 0


def test_replay_from_zero_is_only_a_matter_of_the_cursor(clock: SetClock) -> None:
    echo = Echo()
    note("one")
    runner = Runner("a", [echo])
    runner.run()
    runner.run()
    Cursor.objects.update(position=0)
    runner.run()
    assert echo.seen == [1, 1]


def test_what_is_written_while_a_follower_looks_is_not_skipped(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes between the look and the skip over a long stretch of nothing."""
    monkeypatch.setattr("watchroom.journal.followers.IDLE_GAP", 2)
    echo, runner = Echo(), Runner("a")
    runner.followers = [echo]
    note("one")
    runner.run()
    for _ in range(5):
        other("nothing for it")
    late: list[int] = []
    exists = QuerySet.exists

    def meanwhile(rows: QuerySet[Entry]) -> bool:
        answer = exists(rows)
        if rows.model is Entry and not late:
            late.append(note("meanwhile"))
        return answer

    monkeypatch.setattr(QuerySet, "exists", meanwhile)
    runner.run()
    runner.run()
    assert late[0] in echo.seen


def other(text: str) -> None:
    """An entry that the follower does not want."""
    with book(actor="test:1") as b:
        b.record(SetAsideEntry("test.other", 1, 1, text), subject="other:1")
