"""What could not be taken, kept for a person to look at: bounded, made harmless, and told once for each source."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.journal.book import book
from watchroom.kernel.faults import Fault
from watchroom.sources import actions
from watchroom.sources.models import Quarantine
from watchroom.sources.payloads import shown

KEPT_OF_A_SOURCE = 200
KEPT_WITHOUT_SOURCE = 500
MOST_BYTES = 64 * 1024
_MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that was not taken. `source` None: it could not even be told whose it was.

    body, topic, door  the whole message as it came, its topic, and the connector by which it came: for offering it again
    """

    source: int | None
    device: str
    sensor: str
    fault: Fault
    sample: str
    body: bytes = b""
    topic: str = ""
    door: str = ""


def set_aside(bad: Sequence[Bad], *, actor: str) -> None:
    """Keeps them, the like of one message or batch counted together, and says of each source that it is unwell."""
    if not bad:
        return
    alike: dict[tuple[int | None, str, str], list[Bad]] = {}
    for one in bad:
        alike.setdefault((one.source, one.device, one.fault.code), []).append(one)
    with book(actor=actor) as b:
        for group in list(alike.values())[:_MOST_AT_ONCE]:
            first = group[0]
            Quarantine.objects.create(
                at=b.now, source_id=first.source, device=first.device[:64], sensor=shown(first.sensor, 64) if first.sensor else "",
                fault=actions.kept(first.fault, b.now), sample=shown(first.sample, 200), count=len(group),
                body=first.body[:MOST_BYTES], whole=0 < len(first.body) <= MOST_BYTES, size=len(first.body),
                topic=shown(first.topic, 240) if first.topic else "", door=first.door,
            )  # fmt: skip
            if first.source is not None:
                actions.refused(
                    first.source, first.fault, device=first.device, sensor=first.sensor, count=len(group), actor=actor
                )
        for source in {one.source for one in bad}:
            _bound(source)


def _bound(source: int | None) -> None:
    rows = Quarantine.objects.filter(source=source).order_by("-id")
    most = KEPT_WITHOUT_SOURCE if source is None else KEPT_OF_A_SOURCE
    oldest_kept = rows.values_list("id", flat=True)[most - 1 : most].first()
    if oldest_kept is not None:
        rows.filter(id__lt=oldest_kept).delete()
