"""What the watch has to do: written down for a post, its time told, done, and handed on until it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people import handing, queries, todo_actions, todo_queries
from watchroom.people.chores import RemindOfTodos
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person, Todo
from watchroom.people.testing import Cast
from watchroom.people.todo_faults import NoSuchTodo, TodoOver, TodoWrong

HOUR = timedelta(hours=1)


def keys(cast: Cast) -> list[tuple[str, bool]]:
    return [(one.key, one.urgent) for one in handing.Todos().matters(cast.lin, queries.now())]


def test_a_matter_is_told_at_its_time_and_stands_until_it_is_done(cast: Cast, clock: SetClock) -> None:
    row = todo_actions.add(cast.chen, "watch_officer", "给 3 号坝打电话", due_at=T0 + HOUR)
    assert keys(cast) == [(row.subject, False)]
    assert (RemindOfTodos().pending(T0), todo_queries.due_now(cast.lin, T0)) == (0, [])
    now = clock.forward(hours=1)
    assert (RemindOfTodos().pending(now), RemindOfTodos().run(now), RemindOfTodos().run(now)) == (1, 1, 0)
    assert [one.pk for one in todo_queries.due_now(cast.lin, now)] == [row.pk]
    assert todo_queries.due_now(cast.sun, now) == []
    assert keys(cast) == [(row.subject, True)]
    todo_actions.done(cast.lin, row.pk, note="水位正常")
    assert (keys(cast), todo_queries.due_now(cast.lin, now)) == ([], [])
    with pytest.raises(TodoOver, match="Lin Xiao"):
        todo_actions.done(cast.lin, row.pk)
    kinds = Entry.objects.filter(subject=row.subject).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["people.todo_added", "people.todo_due", "people.todo_done"]
    assert list(verify()) == []


def test_what_is_done_each_day_stands_again_for_the_next(cast: Cast, clock: SetClock) -> None:
    row = todo_actions.add(cast.lin, "watch_officer", "试线", due_at=T0 + HOUR, daily=True)
    clock.forward(days=3)
    todo_actions.done(cast.lin, row.pk)
    again = Todo.objects.get(done_at=None)
    assert (again.text, again.due_at, again.daily) == ("试线", T0 + timedelta(days=3) + HOUR, True)


@pytest.mark.pure
def test_the_next_day_keeps_the_wall_time_where_the_clocks_change() -> None:
    due = datetime(2026, 10, 24, 6, tzinfo=UTC)  # 08:00 in Berlin, the day before winter time
    found = todo_actions.next_day(due, due, "Europe/Berlin")
    assert found.astimezone(UTC) == datetime(2026, 10, 25, 7, tzinfo=UTC)


def test_what_will_not_do_is_refused_and_nothing_is_written(cast: Cast, clock: SetClock) -> None:
    before = Entry.objects.count()
    for text, more in (
        ("", {}), ("x" * 501, {}), ("a\x00b", {}), ("x", {"daily": True}), ("x", {"due_at": T0 - timedelta(days=2)}),
        ("x", {"due_at": T0 + timedelta(days=500)}),
    ):  # fmt: skip
        with pytest.raises(TodoWrong):
            todo_actions.add(cast.lin, "watch_officer", text, **more)
    with pytest.raises(NoSuchPost):
        todo_actions.add(cast.lin, "nobody", "x")
    with pytest.raises(NoSuchTodo):
        todo_actions.done(cast.lin, 999)
    for who in (cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            todo_actions.add(who, "watch_officer", "x")
    assert Entry.objects.count() == before


def test_the_page_keeps_what_was_typed_and_the_bar_tells_what_is_due(cast: Cast, clock: SetClock) -> None:
    lin = Client()
    lin.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    refused = lin.post("/duty/todo", {"text": "给坝上打电话", "post": "watch_officer", "due_at": "soon"})
    assert (refused.status_code, "给坝上打电话" in refused.content.decode()) == (422, True)
    made = lin.post("/duty/todo", {"text": "给坝上打电话", "post": "watch_officer", "due_at": "2026-02-06T10:30"})
    assert (made.status_code, Todo.objects.get().due_at) == (302, T0 + HOUR / 2)
    assert "给坝上打电话" not in lin.get("/duty/rolls/bar").content.decode()
    clock.forward(minutes=30)
    assert "给坝上打电话" in lin.get("/duty/rolls/bar").content.decode()
    lin.post(f"/duty/todo/{Todo.objects.get().pk}/done")
    assert "给坝上打电话" not in lin.get("/duty/rolls/bar").content.decode()
