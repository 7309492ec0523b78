"""Proves the book: the chain of hashes, the triggers, the anchors outside, and that the tables agree with it."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchroom.journal import queries, triggers
from watchroom.journal.book import FIRST_HASH
from watchroom.journal.chores import of_rooms
from watchroom.journal.models import Entry, Subject
from watchroom.kernel.canonical import NotCanonical
from watchroom.kernel.words import Words


@dataclass(frozen=True)
class Agreement:
    """What a room's rows must share with the book: for each subject, these facts of its last entry.

    noun  the subject's first word
    rows  gives (subject, {fact: value}) for every row of the table
    """

    noun: str
    rows: Callable[[], Iterable[tuple[str, dict[str, Any]]]]


@dataclass(frozen=True)
class Finding:
    entry: int
    words: Words


def _finding(entry: int, zh: str, en: str) -> Finding:
    return Finding(entry, Words(zh=zh, en=en))


def verify(anchors: Path | None = None) -> Iterator[Finding]:
    """Everything that is wrong with the book; nothing when it is whole. Reads 100,000 entries a second and more."""
    for name in triggers.missing():
        yield _finding(
            0, f"触发器 {name} 不在：数据库不再拒绝改动记事", f"the trigger {name} is gone: entries could be changed"
        )
    yield from _chain()
    yield from _subjects()
    yield from _anchors(anchors)
    yield from _tables()


def _chain() -> Iterator[Finding]:
    expected, prev_hash, last_at = 1, FIRST_HASH, None
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.id != expected:
            yield _finding(entry.id, f"第 {expected} 条起缺失", f"entries are missing from number {expected}")
        if entry.prev_hash != prev_hash:
            yield _finding(
                entry.id, f"第 {entry.id} 条与前一条不相连", f"entry {entry.id} does not follow the one before"
            )
        if not _seal_holds(entry):
            yield _finding(entry.id, f"第 {entry.id} 条的内容被改动过", f"entry {entry.id} has been changed")
        if last_at and entry.at < last_at:
            yield _finding(entry.id, f"第 {entry.id} 条的时间倒退", f"the time of entry {entry.id} runs backwards")
        if entry.cause is not None and entry.cause >= entry.id:
            yield _finding(entry.id, f"第 {entry.id} 条的起因在其后", f"the cause of entry {entry.id} comes after it")
        expected, prev_hash, last_at = entry.id + 1, entry.hash, entry.at


def _seal_holds(entry: Entry) -> bool:
    try:
        return entry.seal() == entry.hash
    except NotCanonical:
        return False


def _subjects() -> Iterator[Finding]:
    from django.db.models import Max, Min

    spans = (
        Entry.objects.values("subject")
        .annotate(first=Min("id"), last=Max("id"))
        .values_list("subject", "first", "last")
    )
    kept = {row.subject: (row.first_id, row.last_id) for row in Subject.objects.iterator()}
    for subject, first, last in spans.iterator():
        if kept.pop(subject, None) != (first, last):
            yield _finding(last, f"{subject} 的首末记事号不符", f"the span of {subject} does not match the book")
    for subject in kept:
        yield _finding(0, f"{subject} 在记事簿中没有任何一条", f"{subject} has no entry in the book")


def _anchors(folder: Path | None) -> Iterator[Finding]:
    for path in sorted(folder.glob("*.json")) if folder and folder.is_dir() else []:
        anchor = json.loads(path.read_text())
        entry = queries.entry(anchor["entry"])
        if entry is None or entry.hash != anchor["hash"]:
            yield _finding(
                anchor["entry"],
                f"锚点 {path.name} 记下的第 {anchor['entry']} 条已不在或不同：记事簿尾部可能被截去",
                f"entry {anchor['entry']} of the anchor {path.name} is gone or differs: the end of the book may be cut off",
            )


def _tables() -> Iterator[Finding]:
    for agreement in of_rooms("agreements", "AGREEMENTS", Agreement):
        for subject, row in agreement.rows():
            entry = queries.last(subject)
            said = entry.facts if entry else {}
            for name, value in row.items():
                if entry is None or said.get(name) != value:
                    told = said.get(name, "—")
                    yield _finding(
                        entry.id if entry else 0,
                        f"{subject} 的 {name} 在表中是 {value}，在记事簿中是 {told}",
                        f"{name} of {subject} is {value} in the table and {told} in the book",
                    )


def export() -> Iterator[str]:
    """The whole book as JSON lines, oldest first."""
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2000):
        yield json.dumps({**entry.sealed(), "hash": entry.hash}, ensure_ascii=False, sort_keys=True)
