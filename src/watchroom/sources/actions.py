"""The only writers of sources, sensors, devices, and of how sources are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings as django_settings
from pydantic import ValidationError

from watchroom.journal import queries as journal
from watchroom.journal.book import Book, book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import as_local, iso, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace
from watchroom.places.models import Place
from watchroom.sources import faults, keys, rules
from watchroom.sources.connector import CONNECTORS, Asking
from watchroom.sources.entries import (
    SERVER,
    CameBack,
    DataRefused,
    DeviceSet,
    DeviceWithdrawn,
    Failed,
    Registered,
    SensorSet,
    ServerChecked,
    SourceFacts,
    StreamFilled,
    ThrownAway,
    WentSilent,
)
from watchroom.sources.models import DeviceKey, Health, Sensor, Source
from watchroom.sources.payloads import ALL, CODE
from watchroom.sources.saying import period

SETUP = "ops:setup"
TOLD_AGAIN = timedelta(minutes=10)
FILLING, EMPTIED = 0.7, 0.6
RESERVED = {"watch", "bridge", "sys"}  # the site's own users at the NATS server, which refuses one name twice
STREAM_FULL = Words(
    zh="写满后最早的读数会被丢弃；请检查监测进程是否在读，或减少来源。",
    en="when full, its oldest readings go; see whether watch is reading, or send less.",
)
STREAM_ROOM = Words(zh="已恢复余量。", en="it has room again.")
SERVER_WELL = Words(zh="没有需要管理员处理的事。", en="nothing needs its administrator.")
_LONG_AGO = "1970-01-01T00:00:00Z"


def put_source(
    code: str, kind: str, zh: str, en: str, *, settings: dict[str, Any] | None = None, expected_every_s: int = 60,
    simulated: bool = False, origin: Words | None = None, viewer: Viewer | None = None, actor: str = SETUP,
) -> Source:  # fmt: skip
    """Registers a source or changes it; the same again changes nothing.

    settings   the connector's, strictly read; for a feed this is the named address that may be asked
    simulated  it plays a part: marked so wherever its figures are shown; `origin` says where they come from
    Raises BadCode, NoSuchConnector, BadSettings; with a viewer NotAllowed.
    """
    who = _who(viewer, actor)
    check_code(code)
    read = read_settings(kind, settings or {})
    wanted: dict[str, Any] = {
        "kind": kind, "zh": zh, "en": en, "settings": read, "expected_every_s": expected_every_s, "simulated": simulated,
        "origin_zh": origin.zh if origin else "", "origin_en": origin.en if origin else "", "retired": False,
    }  # fmt: skip
    with book(actor=who) as b:
        source = Source.objects.filter(code=code).first()
        if source and all(getattr(source, name) == value for name, value in wanted.items()):
            return source
        if issubclass(CONNECTORS[kind], Asking):
            wanted |= {"next_poll_at": b.now, "memo": {}}
        source, _ = Source.objects.update_or_create(code=code, defaults=wanted)
        record(b, Registered, source)
    return source


def put_sensor(
    code: str, source: str, place: str, quantity: str, zh: str, en: str, *, position: LonLat | None = None,
    viewer: Viewer | None = None, actor: str = SETUP,
) -> Sensor:  # fmt: skip
    """Registers a sensor or changes its names and position; the same again changes nothing.

    position  where it stands, (lon, lat); without one it is shown at its place
    Raises BadCode, NoSuchSource, NoSuchPlace, NoSuchQuantity, SensorStays.
    """
    who = _who(viewer, actor)
    check_code(code)
    if quantity not in QUANTITIES:
        raise faults.NoSuchQuantity(quantity=shown(quantity), known=", ".join(QUANTITIES))
    with book(actor=who) as b:
        b.in_turn("sensors")
        home, spot = _source(source), places.place(place)
        if spot is None:
            raise NoSuchPlace(code=place)
        lon, lat = position or (None, None)
        partition = rules.partition_of(zone_of(spot))
        wanted: dict[str, Any] = {"zh": zh, "en": en, "place": spot, "lon": lon, "lat": lat}
        fixed: dict[str, Any] = {"source": home, "quantity": quantity, "partition": partition}
        sensor = Sensor.objects.filter(code=code).select_related("source", "place").first()
        if sensor and any(getattr(sensor, name) != value for name, value in fixed.items()):
            raise faults.SensorStays(code=code)
        if sensor and all(getattr(sensor, name) == value for name, value in wanted.items()):
            return sensor
        made = {**wanted, **fixed, "number": highest_number() + 1}
        sensor, _ = Sensor.objects.update_or_create(code=code, defaults=wanted, create_defaults=made)
        b.record(_sensor_facts(sensor), subject=f"sensor:{sensor.pk}")
    return sensor


def highest_number() -> int:
    """The highest that a sensor ever had, also one that was thrown away with its source; -1 when there was none."""
    standing = Sensor.objects.order_by("-number").values_list("number", flat=True).first()
    gone = [int(entry.facts["highest"]) for entry in journal.newest(1, [ThrownAway.kind])]
    return max([-1 if standing is None else standing, *gone])


def zone_of(place: Place) -> str:
    """The code of the nearest zone that holds the place, else of the outermost place: rules look at neighbours."""
    at: Place | None = place
    outermost = place
    while at is not None:
        if at.kind == Place.Kind.ZONE:
            return at.code
        outermost, at = at, at.parent
    return outermost.code


def put_device(code: str, source: str, *, viewer: Viewer | None = None, actor: str = SETUP) -> tuple[DeviceKey, str]:
    """Gives a device a new key, withdrawing the old one, and returns it: it is not to be had again.

    The MQTT server knows the new key, and no longer the old, within a second or two.
    Raises BadCode, ReservedCode, NoSuchSource.
    """
    who = _who(viewer, actor)
    check_code(code)
    if code in RESERVED:
        raise faults.ReservedCode(code=code)
    with book(actor=who) as b:
        home = _source(source)
        serial = keys.new_serial()
        key = keys.key_of(code, serial)
        told = {"source": home, "serial": serial, "digest": keys.digest_of(key), "made_at": b.now, "withdrawn_at": None}
        device, _ = DeviceKey.objects.update_or_create(code=code, defaults=told)
        b.record(DeviceSet(code, home.code), subject=f"source:{home.pk}")
    return device, key


def withdraw_device(code: str, *, viewer: Viewer | None = None, actor: str = SETUP) -> None:
    """The key is worth nothing from now on; an MQTT connection that uses it is cut. Raises WrongKey for an unknown device."""
    who = _who(viewer, actor)
    with book(actor=who) as b:
        device = DeviceKey.objects.filter(code=code, withdrawn_at=None).select_related("source").first()
        if device is None:
            raise faults.WrongKey()
        device.withdrawn_at = b.now
        device.save(update_fields=["withdrawn_at"])
        b.record(DeviceWithdrawn(code, device.source.code), subject=f"source:{device.source_id}")


def went_silent(source: int, last_seen: datetime, *, actor: str) -> None:
    """Says that a source has missed three periods. Only a source that is not yet silent goes silent."""
    with book(actor=actor) as b:
        row = Source.objects.filter(pk=source, retired=False, trial=False).exclude(health=Health.SILENT).first()
        if row is None:
            return
        row.last_seen = max(row.last_seen or last_seen, last_seen)
        last = as_local(row.last_seen, django_settings.SITE_ZONE)
        fault = faults.Silent(every=period(row.expected_every_s), missed=rules.MISSED, last=f"{last:%m-%d %H:%M:%S}")
        _set(b, row, Health.SILENT, fault)
        record(b, WentSilent, row)


def heard(source: int, at: datetime, *, actor: str) -> None:
    """Says that good data came. A source that was silent or unknown is well; one whose data was refused stays
    unwell until two of its periods have passed without a refusal.
    """
    with book(actor=actor) as b:
        row = Source.objects.filter(pk=source).exclude(health=Health.WELL).first()
        if row is None or (
            row.health == Health.UNWELL and (at - _fault_at(row)).total_seconds() < 2 * row.expected_every_s
        ):
            return
        row.last_seen = max(row.last_seen or at, at)
        _set(b, row, Health.WELL, None)
        record(b, CameBack, row)


def mend(source: int, at: datetime, *, actor: str) -> None:
    """Says that a source which is asked has answered well."""
    with book(actor=actor) as b:
        row = Source.objects.filter(pk=source).exclude(health=Health.WELL).first()
        if row is None:
            return
        row.last_seen = at
        _set(b, row, Health.WELL, None)
        record(b, CameBack, row)


def refused(source: int, fault: Fault, *, device: str = "", sensor: str = "", count: int = 1, actor: str) -> None:
    """Says that data of a source was refused. Recorded when it begins and every ten minutes, not every time."""
    with book(actor=actor) as b:
        row = Source.objects.get(pk=source)
        known = row.health == Health.UNWELL and b.now - _told_at(row) < TOLD_AGAIN
        _set(
            b,
            row,
            Health.UNWELL,
            fault,
            since=row.health_since if row.health == Health.UNWELL else None,
            told=not known,
        )
        if not known:
            record(b, DataRefused, row, device=device, sensor=sensor, count=count)


def kept_on_trial(source: int, *, actor: str) -> None:
    """Says that a source on trial was heard. No entry: nothing that it sends is anything yet."""
    with book(actor=actor) as b:
        Source.objects.filter(pk=source, trial=True).update(last_seen=b.now, health=Health.WELL, fault=None)


def failed(source: int, fault: Fault, *, actor: str) -> None:
    """Says that a source could not be asked. Recorded when it begins and when the reason changes."""
    with book(actor=actor) as b:
        row = Source.objects.get(pk=source)
        known = row.health == Health.UNWELL and (row.fault or {}).get("code") == fault.code
        _set(b, row, Health.UNWELL, fault, since=row.health_since if known else None, told=not known)
        if not known:
            record(b, Failed, row)


def stream_filled(stream: str, names: Words, fill: float, *, actor: str) -> bool:
    """Says that a stream is over 70 % full, and when it is under 60 % again; whether it had to be said."""
    subject = f"stream:{stream}"
    before = journal.last(subject)
    was_full = bool(before and before.facts.get("full"))
    full = fill >= (EMPTIED if was_full else FILLING)
    if full == was_full:
        return False
    why = STREAM_FULL if full else STREAM_ROOM
    with book(actor=actor) as b:
        b.record(StreamFilled(stream, names.zh, names.en, round(fill * 100), full, why.zh, why.en), subject=subject)
    return True


def server_checked(found: Sequence[Fault], *, actor: str) -> bool:
    """Says what of the server of streams needs its administrator, when that has changed; whether it had to be said."""
    why = (
        Words(zh=" ".join(f.words.zh for f in found), en=" ".join(f.words.en for f in found)) if found else SERVER_WELL
    )
    facts = ServerChecked([fault.code for fault in found], why.zh, why.en)
    before = journal.last(SERVER)
    if before.facts == facts.as_map() if before else not found:
        return False
    with book(actor=actor) as b:
        b.record(facts, subject=SERVER)
    return True


def kept(fault: Fault, at: datetime) -> dict[str, str]:
    """A fault as it is kept: its code, its text in both languages, and when."""
    return {"code": fault.code, "zh": fault.words.zh, "en": fault.words.en, "at": iso(at)}


def _set(
    b: Book, row: Source, health: Health, fault: Fault | None, *, since: datetime | None = None, told: bool = True
) -> None:
    before = row.fault or {}
    row.health, row.health_since = health, since or b.now
    row.fault = kept(fault, b.now) | {"told": iso(b.now) if told else before.get("told", "")} if fault else None
    row.save(update_fields=["health", "health_since", "fault", "last_seen"])


def record(b: Book, kind: type[SourceFacts], row: Source, **more: Any) -> None:
    """Writes what became of a source, with the source as it is now. `more` are facts of that kind alone."""
    told = row.fault or {}
    facts = kind(
        source=row.pk, code=row.code, connector=row.kind, zh=row.zh, en=row.en, simulated=row.simulated,
        expected_every_s=row.expected_every_s, health=str(row.health), last_seen=iso(row.last_seen) if row.last_seen else None,
        retired=row.retired, fault=told.get("code", ""), why_zh=told.get("zh", ""), why_en=told.get("en", ""),
        trial=row.trial, **more,
    )  # fmt: skip
    b.record(facts, subject=f"source:{row.pk}")


def _fault_at(row: Source) -> datetime:
    return parse_time((row.fault or {}).get("at") or _LONG_AGO)


def _told_at(row: Source) -> datetime:
    return parse_time((row.fault or {}).get("told") or _LONG_AGO)


def _sensor_facts(sensor: Sensor) -> SensorSet:
    def text(number: float | None) -> str | None:
        return None if number is None else decimal_text(number, 6)

    return SensorSet(
        sensor=sensor.pk, code=sensor.code, number=sensor.number, source=sensor.source.code, place=sensor.place.code,
        zh=sensor.zh, en=sensor.en, quantity=sensor.quantity, unit=sensor.unit, partition=sensor.partition,
        lon=text(sensor.lon), lat=text(sensor.lat),
    )  # fmt: skip


def _who(viewer: Viewer | None, actor: str) -> str:
    if viewer is None:
        return actor
    viewer.must(Act.ADMIN)
    return viewer.actor


def _source(code: str) -> Source:
    found = Source.objects.filter(code=code).first()
    if found is None:
        raise faults.NoSuchSource(code=shown(code))
    return found


def check_code(code: str) -> None:
    """Raises BadCode."""
    if not CODE.fullmatch(code) or code == ALL:
        raise faults.BadCode(code=shown(code))


def read_settings(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """A connector's settings, strictly read, as they are kept. Raises NoSuchConnector, BadSettings."""
    if kind not in CONNECTORS:
        raise faults.NoSuchConnector(kind=shown(kind), known=", ".join(CONNECTORS.all))
    try:
        return CONNECTORS[kind].Settings.model_validate(settings).model_dump(mode="json")
    except ValidationError as error:
        raise faults.BadSettings(why=_why(error)) from error


def _why(error: ValidationError) -> str:
    first: Sequence[Any] = error.errors(include_url=False, include_input=False)[:1]
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in first)[:200]
