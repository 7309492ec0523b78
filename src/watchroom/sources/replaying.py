"""Offering quarantined data again: after its sensor was registered, its device set right, or a mistake of ours mended.

It goes the way on which it came, as of the moment at which it came: a reading is known by its sensor and its time, and an
official message by its identity, so that what was taken the first time changes nothing the second.
"""

from dataclasses import dataclass
from email.utils import format_datetime

from watchroom.journal.book import Book, book
from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, bulletins, intake, listeners
from watchroom.sources.catalogue import Catalogue, Device
from watchroom.sources.checking import Refused, Taken, check
from watchroom.sources.connector import CONNECTORS, Answer, Asked, Asking, Came, Connector, Hearing, Listening, Notice
from watchroom.sources.connectors.sensorthings import SensorThings
from watchroom.sources.entries import Replayed
from watchroom.sources.faults import AlreadyReplayed, FeedUnreadable, NoSuchQuarantined, NotReplayable, UnknownDevice
from watchroom.sources.line import line
from watchroom.sources.models import Quarantine, Source
from watchroom.sources.sensorthings import read_address, takes_observations
from watchroom.sources.sensorthings_entities import View
from watchroom.sources.sensorthings_making import posted
from watchroom.sources.trial_faults import OnTrial

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

    Raises NotAllowed, NoSuchQuarantined, AlreadyReplayed, NotReplayable, UnknownDevice, OnTrial, and StreamDown: then
    nothing was changed.
    """
    viewer.must(Act.ADMIN)
    row = quarantined(viewer, pk)
    if row.source and row.source.trial:
        raise OnTrial(code=row.source.code)
    if row.settled:
        raise AlreadyReplayed(number=pk)
    outcome = offered(row, fresh())
    with book(actor=viewer.actor) as b:
        mark(b, row, outcome)
        b.record(_facts(row, outcome), subject=f"source:{row.source_id}" if row.source_id else f"source:{DOOR}")
    return outcome


def mark(b: Book, row: Quarantine, outcome: Outcome) -> None:
    row.replayed_at, row.replayed_by, row.taken = b.now, b.actor, outcome.taken
    why = actions.kept(outcome.fault, b.now) if outcome.fault else row.fault
    row.fault = why | {"refused": outcome.refused}
    row.save(update_fields=["replayed_at", "replayed_by", "taken", "fault"])


def fresh() -> Catalogue:
    catalogue = Catalogue()
    catalogue.fresh()
    return catalogue


def offered(row: Quarantine, catalogue: Catalogue) -> Outcome:
    """By the way on which it came, before anything is written about it. Raises NotReplayable, UnknownDevice, StreamDown."""
    kind = CONNECTORS.all.get(row.door)
    if kind is None or not row.whole:
        raise NotReplayable(number=row.pk)
    if issubclass(kind, Listening):
        return _handed_in(row, kind, catalogue)
    if kind is SensorThings and not takes_observations(read_address(row.topic)):
        return _posted(row)
    if issubclass(kind, Hearing):
        return _heard(row, kind, catalogue)
    return _asked(row, kind, catalogue) if row.topic and issubclass(kind, Asking) else _received(row)


def _heard(row: Quarantine, door: type[Hearing], catalogue: Catalogue) -> Outcome:
    """A message of a device."""
    came = Came(bytes(row.body), row.topic, row.form)
    taken, bad = intake.take(catalogue, door, _device(catalogue, row), came, ms(row.at))
    _on_disk(row, [] if taken is None else [taken])
    return Outcome(0 if taken is None else len(taken), len(bad), bad[0].fault if bad else None)


def _handed_in(row: Quarantine, kind: type[Listening], catalogue: Catalogue) -> Outcome:
    """What a listener handed in, or a person sent up."""
    source = _source(row)
    connector = kind(kind.Settings.model_validate(source.settings))
    came = Came(bytes(row.body), row.topic, row.form)
    taken, found = listeners.heard(connector, came, source.pk, catalogue, ms(row.at))
    _on_disk(row, [] if taken is None else [taken])
    return Outcome(found.taken, len(found.refused), found.refused[0][2] if found.refused else None)


def _posted(row: Quarantine) -> Outcome:
    """A Thing, a Datastream or the like; what it is found to mean counts as taken."""
    assert row.source is not None
    try:
        posted(View(row.source, ""), row.topic, bytes(row.body))
    except Fault as fault:
        return Outcome(0, 1, fault)
    return Outcome(1, 0, None)


def _asked(row: Quarantine, kind: type[Connector], catalogue: Catalogue) -> Outcome:
    """A list or a part of one: its connector reads it as if it were answered once more."""
    source = _source(row)
    assert issubclass(kind, Asking)
    connector = kind(kind.Settings.model_validate(source.settings))
    kept = Answer(200, {"date": format_datetime(row.at, usegmt=True)}, bytes(row.body))
    try:
        answer = connector.again(kept, {"events": bulletins.events_told(source)})
    except Fault as fault:
        return Outcome(0, 1, fault)
    except Exception as error:  # it broke the first time as well
        return Outcome(0, 1, FeedUnreadable(url=source.code, why=type(error).__name__))
    return _answered(row, source, answer, catalogue)


def _answered(row: Quarantine, source: Source, answer: Asked, catalogue: Catalogue) -> Outcome:
    actor = f"connector:{row.door}"
    some = [check(offer, catalogue.sensors, ms(row.at), source=source.pk, device="") for offer in answer.offers]
    _on_disk(row, some)
    refused: list[Refused] = [one for taken in some for one in taken.refused]
    faults: list[Fault] = [*answer.faults, *(one.fault for one in refused)]
    count = sum(map(len, some))
    came_in: list[bytes | Notice] = [] if row.sensor else [*answer.documents, *answer.notices]
    for came in came_in:
        try:
            if isinstance(came, bytes):
                count += len(bulletins.receive(source.pk, came, actor=actor))
            else:
                count += bulletins.receive_read(source.pk, came.alert, came.raw, actor=actor) is not None
        except Fault as fault:
            faults.append(fault)
    return Outcome(count, len(faults), faults[0] if faults else None)


def _received(row: Quarantine) -> Outcome:
    """A document with official messages; what is here already is not received again."""
    assert row.source_id is not None
    try:
        return Outcome(len(bulletins.receive(row.source_id, bytes(row.body), actor=f"connector:{row.door}")), 0, None)
    except Fault as fault:
        return Outcome(0, 1, fault)


def _source(row: Quarantine) -> Source:
    """The source, if it is still of the kind by which this came. Raises NotReplayable."""
    if row.source is None or row.source.kind != row.door:
        raise NotReplayable(number=row.pk)
    return row.source


def _device(catalogue: Catalogue, row: Quarantine) -> Device:
    """The device as it is registered now. Raises UnknownDevice."""
    device = catalogue.devices.get(row.device)
    if device is None:
        raise UnknownDevice(device=row.device or "∅")
    return device


def _on_disk(row: Quarantine, some: list[Taken]) -> None:
    """To the stream, under names of its own, before anything is written about it. Raises StreamDown."""
    parts = intake.packed([(taken, ms(row.at)) for taken in some if len(taken)])
    if parts:
        line().publish([(partition, data, f"q{row.pk}.{i}") for i, (partition, data) in enumerate(parts)])


def _facts(row: Quarantine, outcome: Outcome) -> Replayed:
    source: Source | None = row.source
    return Replayed(
        quarantined=row.pk, source=source.code if source else "", name_zh=source.zh if source else "入口",
        name_en=source.en if source else "the door", device=row.device, taken=outcome.taken, refused=outcome.refused,
        fault=outcome.fault.code if outcome.fault else "",
    )  # fmt: skip
