"""How the platform itself is, for the people who rely on it: what runs, how far each part has come, what is not well."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from watchroom.journal import followers
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.journal.models import Cursor, SetAside
from watchroom.kernel.words import Words
from watchroom.ops import doctor, doctor_running
from watchroom.ops.finding import Finding
from watchroom.ops.folder import Folder
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import stream
from watchroom.sources.faults import StreamDown
from watchroom.sources.leases import KEEPER
from watchroom.sources.line import line
from watchroom.sources.models import Partition, Sensor
from watchroom.warnings import queries as warnings

LATE_S = 10.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One partition: who judges it, and how old the instant is up to which it is judged."""

    number: int
    sensors: int
    owner: str
    position: int
    judged_until: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Follows:
    name: str
    position: int
    behind: int


@dataclass(frozen=True, slots=True)
class Health:
    """findings  what was looked at, what is not well first;  fill  how full the stream of readings is, 0–1; None while the
    server of streams does not answer;  free_mb  of the disk that holds everything
    """

    at: datetime
    findings: list[Finding]
    partitions: list[Judged]
    followers: list[Follows]
    head: int
    set_aside: int
    undelivered: int
    fill: float | None
    free_mb: int

    @property
    def unwell(self) -> int:
        late = sum(one.late for one in self.partitions)
        return sum(one.ok is False for one in self.findings) + late + bool(self.set_aside) + bool(self.undelivered)


def health(viewer: Viewer) -> Health:
    """Raises NotAllowed."""
    viewer.must(Act.SEE_SOURCES)
    now, data = site_now(), Path(settings.DATA)
    head, waiting = journal.head(), followers.behind()
    return Health(
        at=now,
        findings=sorted(_findings(data), key=lambda one: (one.ok is not False, one.ok is not None)),
        partitions=_partitions(now),
        followers=[
            Follows(c.follower, c.position, waiting.get(c.follower, 0)) for c in Cursor.objects.order_by("follower")
        ],
        head=head,
        set_aside=SetAside.objects.count(),
        undelivered=warnings.undelivered_now(viewer, now),
        fill=_fill(),
        free_mb=shutil.disk_usage(data).free // 1_000_000,
    )


def _findings(data: Path) -> Iterator[Finding]:
    """The doctor's, as far as they can be had within a page's time. One that breaks does not hide the others."""
    folder = Folder(data)
    checks: list[Callable[[], Iterator[Finding]]] = [
        lambda: doctor.disk(data), lambda: doctor.readings(data), doctor.database, doctor.clock,
        lambda: doctor_running.processes(folder), doctor_running.supervision,
    ]  # fmt: skip
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            yield Finding(Words(zh="检查本身", en="a check itself"), False, Words(zh=why, en=why))


def _partitions(now: datetime) -> list[Judged]:
    count: dict[int, int] = {}
    for number in Sensor.objects.values_list("partition", flat=True):
        count[number] = count.get(number, 0) + 1
    rows = {row.number: row for row in Partition.objects.defer("snapshot").exclude(number=KEEPER)}
    found = []
    for number in sorted(count):
        row = rows.get(number)
        until = row.ticked_until if row else None
        late = until is None or (now - until).total_seconds() > LATE_S
        owner = row.owner.rpartition(":")[0] if row else ""
        found.append(Judged(number, count[number], owner, row.position if row else 0, until, late))
    return found


def _fill() -> float | None:
    try:
        return line().do(lambda client: stream.stream_state(client.jetstream())).fill
    except StreamDown:
        return None
