from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from watchroom.conftest import T0, SetClock
from watchroom.journal import clock as site_clock
from watchroom.journal import queries, rows
from watchroom.journal.book import book
from watchroom.journal.facts import Facts, entry
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.kernel.canonical import NotCanonical
from watchroom.kernel.words import Words


@entry("journal.test_noted", say=Words(zh="记下 {what}", en="Noted {what}"))
@dataclass(frozen=True, slots=True)
class Noted(Facts):
    what: str


def note(what: str, subject: str = "note:1", **more: object) -> int:
    with book(actor="test:1") as b:
        handle = b.record(Noted(what), subject=subject, **more)  # type: ignore[arg-type]
    return handle.id


def test_an_entry_bears_time_actor_cause_and_the_hash_of_the_one_before(clock: SetClock) -> None:
    first = note("wind")
    clock.forward(minutes=1)
    second = note("gust", cause=first)
    a, b = Entry.objects.order_by("id")
    assert (a.id, b.id) == (first, second) == (1, 2)
    assert (b.cause, b.prev_hash, b.actor) == (a.id, a.hash, "test:1")
    assert (b.at - a.at).total_seconds() == 60
    assert a.at == T0
    assert a.say().en == "Noted wind"
    assert list(verify()) == []


def test_nothing_is_asked_while_the_entries_are_copied(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[[int], Any]
) -> None:
    """PostgreSQL answers no question on a connection that copies: the writer would wait for ever, holding the book."""
    insert = rows.insert

    def watched(model: Any, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
        with django_assert_num_queries(0):
            given = list(lines)
        insert(model, columns, given)

    first = note("opened", "incident:1", incident=1)
    monkeypatch.setattr(rows, "insert", watched)
    assert note("follows", cause=first, incident=1) == first + 1


def test_nested_blocks_join_and_a_handle_is_a_cause_before_it_has_an_id(clock: SetClock) -> None:
    with book(actor="test:1") as outer:
        cause = outer.record(Noted("outer"), subject="note:1")
        with book(actor="follower:x", cause=cause) as inner:
            inner.record(Noted("inner"), subject="note:2")
        assert Entry.objects.count() == 0  # recorded last, by construction
    assert [(e.subject, e.cause, e.actor) for e in Entry.objects.order_by("id")] == [
        ("note:1", None, "test:1"),
        ("note:2", 1, "follower:x"),
    ]


def test_a_nested_failure_that_somebody_swallows_keeps_nothing(clock: SetClock) -> None:
    def careless() -> None:
        with book(actor="test:1") as outer:
            outer.record(Noted("outer"), subject="note:1")
            with suppress(KeyError), book(actor="test:2"):
                raise KeyError("inner")

    with pytest.raises(RuntimeError, match="nothing is kept"):
        careless()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("what", [1.5, float("nan"), "a\x00b", 2**53, b"bytes", "\ud800"])
def test_what_a_database_would_give_back_otherwise_is_refused(clock: SetClock, what: object) -> None:
    with pytest.raises(NotCanonical), book(actor="test:1") as b:
        b.record(Noted(what), subject="note:1")  # type: ignore[arg-type]
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.filter(id=1).update(actor="somebody:else"),
        lambda: Entry.objects.filter(id=1).delete(),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(clock: SetClock, change: object) -> None:
    note("kept")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change()  # type: ignore[operator]
    assert Entry.objects.get().actor == "test:1"


def test_an_entry_cannot_be_replaced(clock: SetClock) -> None:
    note("kept")
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    columns = "id, at, machine_at, kind, subject, actor, facts, exercise, prev_hash, hash"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO journal_entry ({columns}) VALUES (1,'','','','','','',0,'','')")


def test_the_clock_of_the_book_never_runs_backwards(clock: SetClock) -> None:
    note("now")
    clock.set(T0.replace(year=2025))
    note("after the clock was set back")
    a, b = Entry.objects.order_by("id")
    assert b.at == a.at


def test_what_follows_from_an_exercise_is_an_exercise(clock: SetClock) -> None:
    site_clock.start_scenario("drill", T0, exercise=True)
    root = note("drill begins")
    site_clock.start_scenario("test", T0, exercise=False)
    child = note("follows", cause=root)
    other = note("real")
    exercise = dict(Entry.objects.values_list("id", "exercise"))
    assert exercise == {root: True, child: True, other: False}


def test_all_that_is_done_for_an_exercise_s_incident_is_an_exercise_and_for_a_real_one_is_not(clock: SetClock) -> None:
    """A post that acts without saying why, a unit that was lent to an exercise and goes to the real thing afterwards."""
    with book(actor="test:1", exercise=True) as b:
        began = b.record(Noted("the drill begins"), subject="drill:1")
    played = note("opened in the drill", "incident:1", cause=began.id, incident=1)
    real = note("opened", "incident:2", incident=2)
    acts = [note("sent to the drill", "unit:1", incident=1), note("off again", "unit:1", cause=played)]
    sent = note("sent to the real one", "unit:1", incident=2, cause=acts[1])
    with book(actor="test:1") as b:
        assert (b.in_exercise(incident=1), b.in_exercise(incident=2), b.in_exercise(cause=played)) == (
            True,
            False,
            True,
        )
        follows = b.record(Noted("with a cause that has no number yet"), subject="incident:3", incident=3, cause=played)
        assert b.in_exercise(cause=follows)
    marked = set(Entry.objects.filter(exercise=True).values_list("id", flat=True))
    assert marked == {began.id, played, *acts, follows.id}
    assert not {real, sent} & marked
    assert list(verify()) == []


def test_an_exercise_does_not_begin_within_what_is_none(clock: SetClock) -> None:
    with pytest.raises(ValueError, match="exercise"), book(actor="test:1"), book(actor="test:2", exercise=True):
        pass


def test_the_chain_of_causes_leads_back_to_the_first(clock: SetClock) -> None:
    a = note("reading")
    b = note("alarm", "alarm:1", cause=a)
    note("something else")
    c = note("incident", "incident:1", cause=b)
    assert [e.id for e in queries.chain(c)] == [a, b, c]
    assert [e.id for e in queries.effects(a)] == [b]


def test_the_state_at_a_moment_is_the_last_entry_before_it(clock: SetClock) -> None:
    note("1 a", "unit:1")
    note("2 a", "unit:2")
    then = clock.forward(minutes=1)
    note("1 b", "unit:1")
    clock.forward(minutes=1)
    note("1 c", "unit:1")
    note("3 a", "unit:3")
    note("x", "unite:1")
    assert sorted(e.facts["what"] for e in queries.state_at("unit", then)) == ["1 b", "2 a"]


def test_verify_names_an_entry_that_was_changed_behind_the_books_back(clock: SetClock) -> None:
    from watchroom.journal import triggers

    note("one")
    note("two")
    note("three")
    triggers.lift()
    Entry.objects.filter(id=2).update(facts={"what": "forged"})
    found = [f.entry for f in verify()]
    triggers.install()
    assert 2 in found
    assert triggers.missing() == []


def test_verify_says_when_entries_are_cut_off_the_end(clock: SetClock, tmp_path: object) -> None:
    from pathlib import Path

    from watchroom.journal import anchors, triggers
    from watchroom.journal.models import Subject

    folder = Path(str(tmp_path))
    note("one")
    note("two")
    anchors.drop(folder)
    triggers.lift()
    Entry.objects.filter(id=2).delete()
    Subject.objects.update(last_id=1)
    triggers.install()
    assert [f.entry for f in verify(folder)] == [2]


def test_a_kind_that_nobody_knows_any_more_is_still_readable() -> None:
    old = Entry(kind="gone.thing", facts={"a": "b"})
    assert "a=b" in old.say().en
