"""The story told from the book: which steps had to happen, who had to do them and because of what, and whether it was so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from watchroom.journal.models import Entry
from watchroom.kernel.words import Words

Where = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """One step: entries of a kind with certain facts.

    by      how the actor must begin; empty: anybody
    causes  kinds, one of which must be the direct cause
    behind  kinds that must all lie in the chain of causes
    times   how often at least and at most; None: any number from the first on
    """

    item: int
    words: Words
    kind: str
    where: Where = field(default_factory=dict)
    by: str = ""
    causes: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the book says about an expected step. `wrong` is empty when it happened as it had to."""

    expected: Expected
    entry: Entry | None
    cause: Entry | None
    count: int
    wrong: Words | None

    @property
    def latency_ms(self) -> float | None:
        """Real time between the cause and this, where both stand in the book."""
        if self.entry is None or self.cause is None:
            return None
        return (self.entry.machine_at - self.cause.machine_at).total_seconds() * 1000


class Book:
    """The entries of one day, at hand by number."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._by_id = {entry.id: entry for entry in self.entries}

    def cause(self, entry: Entry) -> Entry | None:
        return self._by_id.get(entry.cause) if entry.cause else None

    def chain(self, entry: Entry) -> list[Entry]:
        """The entry and its causes, newest first."""
        found: list[Entry] = []
        at: Entry | None = entry
        while at is not None and at not in found:
            found.append(at)
            at = self.cause(at)
        return found

    def find(self, expected: Expected) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == expected.kind and _has(entry.facts, expected.where)]


def tell(book: Book, expected: Sequence[Expected]) -> list[Told]:
    return [_tell(book, one) for one in expected]


def _tell(book: Book, expected: Expected) -> Told:
    found = book.find(expected)
    if not found:
        return Told(expected, None, None, 0, Words(zh="没有发生", en="did not happen"))
    checks: tuple[Callable[[Book, Expected, list[Entry]], Words | None], ...] = (_count, _actor, _cause, _behind)
    wrong = next((said for check in checks if (said := check(book, expected, found))), None)
    return Told(expected, found[0], book.cause(found[0]), len(found), wrong)


def _count(_: Book, expected: Expected, found: list[Entry]) -> Words | None:
    if len(found) < expected.least:
        return Words(
            zh=f"只有 {len(found)} 次，应有 {expected.least} 次", en=f"only {len(found)} times, not {expected.least}"
        )
    if expected.most is not None and len(found) > expected.most:
        return Words(
            zh=f"有 {len(found)} 次，至多 {expected.most} 次", en=f"{len(found)} times, at most {expected.most}"
        )
    return None


def _actor(_: Book, expected: Expected, found: list[Entry]) -> Words | None:
    actor = found[0].actor
    if expected.by and not actor.startswith(expected.by):
        return Words(zh=f"执行者是 {actor}，应为 {expected.by}", en=f"done by {actor}, not by {expected.by}")
    return None


def _cause(book: Book, expected: Expected, found: list[Entry]) -> Words | None:
    if not expected.causes:
        return None
    cause = book.cause(found[0])
    if cause is None or cause.kind not in expected.causes:
        kind = cause.kind if cause else "—"
        return Words(zh=f"起因是 {kind}", en=f"the cause is {kind}")
    return None


def _behind(book: Book, expected: Expected, found: list[Entry]) -> Words | None:
    kinds = {entry.kind for entry in book.chain(found[0])}
    lacking = [kind for kind in expected.behind if kind not in kinds]
    return (
        Words(zh=f"起因链中缺 {'、'.join(lacking)}", en=f"missing in the chain of causes: {', '.join(lacking)}")
        if lacking
        else None
    )


def _has(facts: Mapping[str, Any], where: Where) -> bool:
    return all(
        facts.get(name) in value if isinstance(value, list) else facts.get(name) == value
        for name, value in where.items()
    )


def between(entries: Iterable[Entry], since: datetime) -> list[Entry]:
    return [entry for entry in entries if entry.at >= since]
