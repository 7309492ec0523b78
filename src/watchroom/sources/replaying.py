"""Offering quarantined data again: after its sensor was registered, its device set right, or a mistake of ours mended.

What was taken of a message the first time changes nothing the second: only what was refused is new.
"""

from dataclasses import dataclass

from watchroom.journal.book import book
from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import bulletins, intake
from watchroom.sources.catalogue import Catalogue, Device
from watchroom.sources.connector import CONNECTORS, Came, Hearing
from watchroom.sources.entries import Replayed
from watchroom.sources.faults import AlreadyReplayed, NoSuchQuarantined, NotReplayable, UnknownDevice
from watchroom.sources.line import line
from watchroom.sources.models import Quarantine, Source

DOOR = "door"


@dataclass(frozen=True, slots=True)
class Outcome:
    """taken  readings that are on disk now, or official messages that were received;  refused  those that still are not"""

    taken: int
    refused: int
    fault: Fault | None


def quarantined(viewer: Viewer, pk: int) -> Quarantine:
    """One thing that was not taken, with its bytes. Raises NotAllowed, NoSuchQuarantined."""
    viewer.must(Act.SEE_SOURCES)
    row = Quarantine.objects.select_related("source").filter(pk=pk).first()
    if row is None:
        raise NoSuchQuarantined(number=pk)
    return row


def replay(viewer: Viewer, pk: int) -> Outcome:
    """Offers it again by the way on which it came, as of the moment at which it came.

    Raises NotAllowed, NoSuchQuarantined, AlreadyReplayed, NotReplayable, UnknownDevice, and StreamDown: then nothing
    was changed.
    """
    viewer.must(Act.ADMIN)
    row = quarantined(viewer, pk)
    if row.replayed_at is not None and row.taken:
        raise AlreadyReplayed(number=pk)
    kind = CONNECTORS.all.get(row.door)
    if kind is None or not row.whole:
        raise NotReplayable(number=pk)
    outcome = _heard(row, kind) if issubclass(kind, Hearing) else _received(row)
    with book(actor=viewer.actor) as b:
        row.replayed_at, row.replayed_by, row.taken = b.now, viewer.actor, outcome.taken
        row.save(update_fields=["replayed_at", "replayed_by", "taken"])
        b.record(_facts(row, outcome), subject=f"source:{row.source_id}" if row.source_id else f"source:{DOOR}")
    return outcome


def _heard(row: Quarantine, door: type[Hearing]) -> Outcome:
    """A message with readings: to the stream, under an id of its own, before anything is written about it."""
    catalogue = Catalogue()
    catalogue.fresh()
    taken, bad = intake.take(catalogue, door, _device(catalogue, row), Came(bytes(row.body), row.topic), ms(row.at))
    if taken is not None and len(taken):
        parts = intake.packed([(taken, ms(row.at))])
        line().publish([(partition, data, f"q{row.pk}.{i}") for i, (partition, data) in enumerate(parts)])
    return Outcome(0 if taken is None else len(taken), len(bad), bad[0].fault if bad else None)


def _device(catalogue: Catalogue, row: Quarantine) -> Device:
    """The device as it is registered now. Raises UnknownDevice."""
    device = catalogue.devices.get(row.device)
    if device is None:
        raise UnknownDevice(device=row.device or "∅")
    return device


def _received(row: Quarantine) -> Outcome:
    """A document with official messages; what is here already is not received again."""
    assert row.source_id is not None
    try:
        return Outcome(len(bulletins.receive(row.source_id, bytes(row.body), actor=f"connector:{row.door}")), 0, None)
    except Fault as fault:
        return Outcome(0, 1, fault)


def _facts(row: Quarantine, outcome: Outcome) -> Replayed:
    source: Source | None = row.source
    return Replayed(
        quarantined=row.pk, source=source.code if source else "", name_zh=source.zh if source else "入口",
        name_en=source.en if source else "the door", device=row.device, taken=outcome.taken, refused=outcome.refused,
        fault=outcome.fault.code if outcome.fault else "",
    )  # fmt: skip
