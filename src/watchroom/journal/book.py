"""`with book() as b:` — the only opener of a writing transaction.

Nested blocks join the outermost. At its exit the lock is taken, ids and hashes are given, the entries inserted,
all committed: ids become visible in commit order, and no row is locked after the book is.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from watchroom.journal import as_of, clock, rows, wake
from watchroom.journal.exercises import begun
from watchroom.journal.facts import Facts
from watchroom.journal.models import SEALED, Entry, Subject
from watchroom.kernel.canonical import canonical, digest
from watchroom.kernel.clock import SystemClock, iso

_LOCK = 0x5741544348  # "WATCH": the advisory lock that orders all entries on PostgreSQL
_TURN = 0x5455524E  # "TURN": the class of the advisory locks behind which numbers are counted on
_MACHINE = SystemClock()
_LONG_S = 1.0
FIRST_HASH = "0" * 64


@dataclass(eq=False)
class Handle:
    """An entry to be; usable as a cause at once. `id` is known after the outermost block has ended.

    facts  their canonical text, as it was when they were recorded
    """

    kind: str
    facts: str
    subject: str
    incident: int | None
    actor: str
    cause: "Handle | int | None"
    id: int = 0


Cause = Handle | int | None


@dataclass
class _Page:
    """What the open transaction has recorded so far."""

    now: datetime
    exercise: bool
    pending: list[Handle] = field(default_factory=list)
    broken: BaseException | None = None


@dataclass(frozen=True)
class Book:
    """One block's view of the open transaction: its actor and the cause that its entries share by default."""

    _page: _Page
    actor: str
    cause: Cause

    @property
    def now(self) -> datetime:
        """The site's time, constant within the transaction."""
        return self._page.now

    @property
    def exercise(self) -> bool:
        return self._page.exercise

    def in_exercise(self, *, incident: int | None = None, cause: Cause = None) -> bool:
        """Whether an entry that is recorded so will be an exercise's."""
        return self._page.exercise or _in_exercise(incident, cause if cause is not None else self.cause)

    def in_turn(self, what: str) -> None:
        """Nobody else counts on among these until the book is closed: of two at once the second sees what the first has made.

        For a number that is one more than the last, before the last is read. Locking the newest row is not enough: there is
        none before the first, and whoever has waited for it holds what is the newest no more. Before any row is locked.
        """
        if connection.vendor == "postgresql":  # on SQLite whoever writes is alone already
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_TURN, what])

    def record(self, facts: Facts, *, subject: str, incident: int | None = None, cause: Cause = None) -> Handle:
        """Writes down one fact. Raises NotCanonical for a value that cannot be kept exactly."""
        if not facts.kind:
            raise ValueError(f"{type(facts).__name__} has no kind: decorate it with @entry")
        text = canonical(facts.as_map(), facts.kind)
        handle = Handle(facts.kind, text, subject, incident, self.actor, cause if cause is not None else self.cause)
        self._page.pending.append(handle)
        return handle


_open: ContextVar[_Page | None] = ContextVar("watchroom_open_book", default=None)


def is_open() -> bool:
    """Whether this thread stands in a writing transaction: everybody else waits then."""
    return _open.get() is not None


@contextmanager
def book(*, actor: str, cause: Cause = None, exercise: bool = False) -> Iterator[Book]:
    """Opens the writing transaction, or joins the one that is open.

    actor     who writes: `post:person`, `follower:name`, `connector:name`, `watch:detect`, `work:name`
    cause     the entry that led here, for every record that names none
    exercise  everything written in it is an exercise's; raises ValueError where one that is none is joined
    An exception in a nested block breaks the whole transaction, even if the caller swallows it.
    """
    page = _open.get()
    if page is not None:
        if exercise and not page.exercise:
            raise ValueError("an exercise cannot begin within a transaction that is none")
        try:
            yield Book(page, actor, cause)
        except BaseException as error:
            page.broken = error
            raise
        return
    with _turn(), transaction.atomic():
        now, played = clock.now_and_exercise()
        page = _Page(now, played or exercise)
        token = _open.set(page)
        try:
            yield Book(page, actor, cause)
            if page.broken:
                raise RuntimeError("a nested block failed and was swallowed: nothing is kept") from page.broken
            if page.pending:
                _write(page)
                transaction.on_commit(wake.after_commit)
        finally:
            _open.reset(token)


def _turn() -> AbstractContextManager[None]:
    """SQLite's own waiting is unfair (seconds at the 99.9th percentile): processes queue on a lock file instead."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or ":memory:" in name or name.startswith("file:"):
        return nullcontext()
    return _queue(Path(name + ".turn"))


@contextmanager
def _queue(path: Path) -> Iterator[None]:
    began = time.monotonic()
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with _patience(time.monotonic() - began):
            yield


@contextmanager
def _patience(waited_s: float) -> Iterator[None]:
    """What was waited in the queue is waited less for a stranger's lock, so that a queue behind it ends all at once."""
    if waited_s < _LONG_S:
        yield
        return
    whole_s = float(connection.settings_dict["OPTIONS"].get("timeout", 20))
    _busy_timeout(max(0.0, whole_s - waited_s))
    try:
        yield
    finally:
        _busy_timeout(whole_s)


def _busy_timeout(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def _write(page: _Page) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    as_of.check((one.subject, one.kind) for one in page.pending)
    last = Entry.objects.order_by("-id").values_list("id", "hash", "at").first()
    last_id, prev_hash, last_at = last or (0, FIRST_HASH, page.now)
    at = _whole_ms(max(page.now, last_at))
    machine_at = _whole_ms(_MACHINE.now())
    known = _begun(page)  # asked before: while rows are copied, the connection answers no question
    exercises = _exercises(page, known)
    rows.insert(Entry, (*SEALED, "facts", "hash"), _sealed(page, last_id, prev_hash, at, machine_at, exercises, known))
    _note_subjects(page.pending)
    as_of.note(one.id for one in page.pending)


def _sealed(
    page: _Page,
    last_id: int,
    prev_hash: str,
    at: datetime,
    machine_at: datetime,
    exercises: set[int | None],
    known: dict[str, bool],
) -> Iterator[tuple[Any, ...]]:
    """The entries as rows, each with its number, the hash of the one before and its own. Asks the database nothing."""
    times = {"at": iso(at), "machine_at": iso(machine_at)}
    for number, handle in enumerate(page.pending, start=last_id + 1):
        handle.id = number
        cause = (handle.cause.id if isinstance(handle.cause, Handle) else handle.cause) or None
        exercise = page.exercise or _follows(handle.incident, cause in exercises, known)
        known.setdefault(handle.subject, exercise)
        if exercise:
            exercises.add(number)
        row = (
            number, at, machine_at, handle.kind, handle.subject, handle.incident, handle.actor, cause, exercise, prev_hash,
        )  # fmt: skip
        prev_hash = digest(dict(zip(SEALED, row, strict=True)) | times, facts=handle.facts)
        yield (*row, handle.facts, prev_hash)


def _exercises(page: _Page, known: dict[str, bool]) -> set[int | None]:
    """Which of the causes already written are an exercise's: what follows from them is one too. Asked only where no
    incident decides.
    """
    asking = [] if page.exercise else [one for one in page.pending if f"incident:{one.incident}" not in known]
    causes = {handle.cause for handle in asking if isinstance(handle.cause, int)}
    causes |= {h.cause.id for h in asking if isinstance(h.cause, Handle) and h.cause.id}
    return set(Entry.objects.filter(id__in=causes, exercise=True).values_list("id", flat=True)) if causes else set()


def _begun(page: _Page) -> dict[str, bool]:
    """Which of the incidents that are written of began in an exercise, and which did not."""
    if page.exercise:
        return {}
    return begun({f"incident:{one.incident}" for one in page.pending if one.incident is not None})


def _follows(incident: int | None, caused: bool, known: dict[str, bool]) -> bool:
    """The incident decides, where there is one: all that is done for an exercise's is one, whatever its cause, and what
    was lent to an exercise is not for ever a part of it. Else the cause.
    """
    return known.get(f"incident:{incident}", caused)


def _in_exercise(incident: int | None, cause: Cause) -> bool:
    if incident is not None and (known := begun({f"incident:{incident}"})):
        return _follows(incident, False, known)
    if isinstance(cause, Handle) and not cause.id:  # recorded in this very transaction, and not yet written
        return _in_exercise(cause.incident, cause.cause)
    number = cause.id if isinstance(cause, Handle) else cause
    return number is not None and Entry.objects.filter(id=number, exercise=True).exists()


def _note_subjects(written: list[Handle]) -> None:
    spans: dict[str, tuple[int, int]] = {}
    for handle in written:
        spans[handle.subject] = spans.get(handle.subject, (handle.id, 0))[0], handle.id
    found = [(subject, *span) for subject, span in spans.items()]
    rows.upsert(Subject, ("subject", "first_id", "last_id"), found, key="subject", update="last_id")


def _whole_ms(at: datetime) -> datetime:
    """Both databases keep microseconds; the sealed text keeps milliseconds. What is stored is what is sealed."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
