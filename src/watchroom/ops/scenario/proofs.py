"""What must hold of a played day beside its steps: the book is whole, the CAP valid, every reading in the history."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from watchroom.dispatch.rules import axes
from watchroom.journal import verify
from watchroom.journal.models import Entry
from watchroom.kernel import cap
from watchroom.kernel.cap.check import check
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Words
from watchroom.ops.scenario.content import Content
from watchroom.sources import history
from watchroom.sources.history import Series
from watchroom.sources.models import Sensor

MARKS = {"zh": "【演练】", "en": "EXERCISE"}


def book_faults(entries: Sequence[Entry]) -> Iterator[Words]:
    for finding in verify.verify(Path(settings.DATA) / "anchors"):
        yield Words(zh="记事簿核验不符：{why}", en="the book does not verify: {why}").fill(why=finding.words)
    if count := sum(not entry.exercise for entry in entries):
        yield Words(zh=f"有 {count} 条记事没有演练标记", en=f"{count} entries are not marked as an exercise")


def cap_faults(files: Iterable[Path]) -> Iterator[Words]:
    """Every document that left the house keeps the standard, and cannot be taken for a real warning."""
    for path in files:
        said = check(path)
        if not said["schema_ok"]:
            why = "; ".join(error["text_en"] for error in said["errors"][:3])
            yield Words(zh=f"{path.name} 不符合 CAP 1.2：{why}", en=f"{path.name} does not keep CAP 1.2: {why}")
            continue
        for alert in cap.read(path.read_bytes()).alerts:
            texts = [
                text for info in alert.infos for text in (info.headline, info.description, info.instruction) if text
            ]
            marked = all(text.startswith(tuple(MARKS.values())) for text in texts)
            if alert.status != "Exercise" or not marked:
                yield Words(
                    zh=f"{path.name} 没有处处标明演练", en=f"{path.name} does not say everywhere that it is an exercise"
                )


def history_faults(content: Content, moved: Iterable[str]) -> Iterator[Words]:
    """Every reading that a device said is in the history, and the units that left have moved.

    moved  codes of the units that were under way
    """
    expected = set(_moments(content))
    for sensor in Sensor.objects.order_by("number"):
        if lost := len(expected - set(_read(content, sensor).measured_ms.tolist())):
            yield Words(
                zh=f"历史中缺传感器 {sensor.code} 的 {lost} 条读数",
                en=f"{lost} readings of {sensor.code} are not in the history",
            )
    for code in moved:
        rows = [_read(content, sensor) for sensor in Sensor.objects.filter(code__in=axes(code))]
        if all(len(set(row.value.tolist())) < 2 for row in rows):
            yield Words(zh=f"{code} 没有移动", en=f"{code} has not moved")


def _moments(content: Content) -> Iterator[int]:
    at: datetime = content.head.starts
    while at <= content.head.ends:
        yield ms(at)
        at += timedelta(seconds=content.head.step_s)


def _read(content: Content, sensor: Sensor) -> Series:
    until = content.head.ends + timedelta(seconds=1)
    return history.read(Path(settings.DATA), sensor.number, content.head.starts, until)
