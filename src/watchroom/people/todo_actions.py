"""The only writers of what the watch has to do: entered for a post, its time come, done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from watchroom.journal.book import Book, book
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people import log_actions, queries
from watchroom.people import todo_entries as entries
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.models import Post, Todo
from watchroom.people.rights import Act
from watchroom.people.saying import moment_words
from watchroom.people.todo_faults import NoSuchTodo, TodoOver, TodoWrong
from watchroom.people.viewer import Viewer

MOST, LONGEST = 500, timedelta(days=400)


def add(
    viewer: Viewer, post: str, text: str, *, due_at: datetime | None = None, daily: bool = False, incident: str = ""
) -> Todo:
    """Writes down what a post has to do, by a moment perhaps (aware), each day perhaps. `#12` in it ties it to an incident.

    Raises NoSuchPost, TodoWrong, NoSuchTie.
    """
    viewer.must(Act.KEEP_LOG)
    said = _line(text, needed=True)
    tie = log_actions.tied(viewer, said, incident)
    row = Post.objects.filter(code=post).first()
    if row is None:
        raise NoSuchPost(code=post[:64])
    if daily and due_at is None:
        raise TodoWrong(what=Words(zh="每天的待办须写明时间", en="what is to be done each day has a time"))
    with book(actor=viewer.actor) as b:
        if due_at is not None and not b.now - timedelta(days=1) <= due_at <= b.now + LONGEST:
            raise TodoWrong(what=Words(zh="时间须在一年以内", en="its time lies within a year"))
        return _made(b, row, said, due_at, daily, (tie.row, tie.name) if tie else (None, ""))


def done(viewer: Viewer, todo: int, *, note: str = "") -> Todo:
    """Says that a matter is done; one of every day then stands for the next. Raises NoSuchTodo, TodoOver, TodoWrong."""
    viewer.must(Act.KEEP_LOG)
    note = _line(note)
    with book(actor=viewer.actor) as b:
        known = Todo.objects.select_for_update(of=("self",)).select_related("post")
        row = known.filter(pk=todo).first() if 0 < todo < 2**63 else None
        if row is None:
            raise NoSuchTodo(todo=todo)
        if row.done_at is not None:
            raise TodoOver(todo=row.pk, who=queries.actor_words(row.done_by), at=moment_words(row.done_at))
        row.done_at, row.done_by, row.note = b.now, b.actor, note
        row.save(update_fields=["done_at", "done_by", "note"])
        _say(b, entries.TodoDone, row)
        if row.daily and row.due_at is not None:
            _made(b, row.post, row.text, next_day(row.due_at, b.now, settings.SITE_ZONE), True, (row.incident, row.tie))
    return row


def next_day(due_at: datetime, now: datetime, zone: str) -> datetime:
    """The first moment of this wall time that lies after both: a day may be longer or shorter where the clocks change."""
    local = as_local(due_at, zone)
    day = max(local.date(), as_local(now, zone).date() - timedelta(days=1))
    while True:
        day += timedelta(days=1)
        at = datetime.combine(day, local.time(), tzinfo=ZoneInfo(zone))
        if at > now:
            return at


def due(now: datetime) -> list[int]:
    """Whose time has come and of which nobody was reminded."""
    return list(Todo.objects.filter(due_at__lte=now, reminded_at=None, done_at=None).values_list("pk", flat=True))


def remind(pk: int, *, actor: str) -> bool:
    """Writes down that the time of a matter has come. False where another process did so, or it was done."""
    with book(actor=actor) as b:
        rows = Todo.objects.select_for_update(of=("self",)).select_related("post")
        row = rows.filter(pk=pk, reminded_at=None, done_at=None).first()
        if row is None or row.due_at is None or row.due_at > b.now:
            return False
        row.reminded_at = b.now
        row.save(update_fields=["reminded_at"])
        _say(b, entries.TodoDue, row)
    return True


def _made(b: Book, post: Post, text: str, due_at: datetime | None, daily: bool, of: tuple[int | None, str]) -> Todo:
    row = Todo.objects.create(
        post=post, text=text, due_at=due_at, daily=daily, incident=of[0], tie=of[1], made_at=b.now, made_by=b.actor,
        exercise=b.in_exercise(incident=of[0]),
    )  # fmt: skip
    _say(b, entries.TodoAdded, row)
    return row


def _say(b: Book, kind: type[entries.TodoFacts], row: Todo) -> None:
    told = kind(
        row.pk, row.post.code, row.post.zh, row.post.en, row.text, iso(row.due_at) if row.due_at else None, row.daily,
        row.tie, row.note,
    )  # fmt: skip
    b.record(told, subject=row.subject, incident=row.incident)


def _line(text: str, *, needed: bool = False) -> str:
    said = " ".join(text.split())
    if code := unfit(text):
        what = Words(zh="含有不能记的字符 {code}", en="it has a character that is no text: {code}").fill(code=code)
        raise TodoWrong(what=what)
    if needed and not said:
        raise TodoWrong(what=Words(zh="没有内容", en="it says nothing"))
    if len(said) > MOST:
        raise TodoWrong(what=Words(zh="超过 500 字", en="it is longer than 500 characters"))
    return said
