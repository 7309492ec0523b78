"""A source is looked at before it is saved: set up on trial, asked, given devices and sensors, put into service or
thrown away. Nothing that it sends before then becomes a reading, an alarm, or a missed period.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import ProtectedError

from watchroom.journal.book import book
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.text import shown, unfit
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, replaying, stream
from watchroom.sources.connector import CONNECTORS, Asking
from watchroom.sources.entries import PutInService, ThrownAway, TrialAsked, TrialSet
from watchroom.sources.faults import NoSuchSource, NotReplayable, ReservedCode, UnknownDevice
from watchroom.sources.line import line
from watchroom.sources.models import DeviceKey, Health, Quarantine, Sensor, Source
from watchroom.sources.trial_faults import DeviceElsewhere, NamesOwed, NotAsked, NotOnTrial, StillUsed, WrongPeriod

ON_TRIAL = "sources.OnTrial"
MOST_PERIOD_S = 31 * 86_400
NEW = "new"  # the address of the page on which a source is begun


@dataclass(frozen=True, slots=True)
class Named:
    """What a source is called, and how often it is to be heard."""

    zh: str
    en: str
    expected_every_s: Any = 60


def set_up(
    code: str, kind: str, named: Named, settings: dict[str, Any], *, viewer: Viewer | None = None, actor: str = actions.SETUP
) -> Source:  # fmt: skip
    """Sets a source up on trial, or changes one that is. One that is asked is asked at once.

    Raises NotAllowed, BadCode, ReservedCode, NamesOwed, WrongPeriod, NoSuchConnector, BadSettings, and NotOnTrial for a
    code that is in use.
    """
    who = _who(viewer, actor)
    actions.check_code(code)
    if code == NEW:
        raise ReservedCode(code=code)
    wanted: dict[str, Any] = {
        "kind": kind, "settings": actions.read_settings(kind, settings), "zh": _name(named.zh), "en": _name(named.en),
        "expected_every_s": _period(named.expected_every_s),
    }  # fmt: skip
    with book(actor=who) as b:
        row = Source.objects.filter(code=code).first()
        if row is not None and not row.trial:
            raise NotOnTrial(code=code)
        if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
            return row
        asked = b.now if issubclass(CONNECTORS[kind], Asking) else None
        wanted |= {"trial": True, "trial_answer": None, "fault": None, "health": Health.UNKNOWN, "next_poll_at": asked}
        row, _ = Source.objects.update_or_create(code=code, defaults=wanted | {"memo": {}, "polled_at": None})
        actions.record(b, TrialSet, row)
    line().tell(stream.HURRY)
    return row


def ask(code: str, *, viewer: Viewer | None = None, actor: str = actions.SETUP) -> Source:
    """Has it asked once, by the process that asks: the answer is there when `next_poll_at` is empty again.

    Raises NotAllowed, NoSuchSource, NotOnTrial, NotAsked.
    """
    with book(actor=_who(viewer, actor)) as b:
        row = on_trial(code)
        if not issubclass(CONNECTORS.all.get(row.kind, object), Asking):
            raise NotAsked(code=code)
        row.next_poll_at = b.now
        row.save(update_fields=["next_poll_at"])
        actions.record(b, TrialAsked, row)
    line().tell(stream.HURRY)
    return row


def add_device(code: str, device: str, *, viewer: Viewer | None = None, actor: str = actions.SETUP) -> str:
    """The key of a device that speaks for it: it is not to be had again.

    Raises NotAllowed, NoSuchSource, NotOnTrial, BadCode, ReservedCode, and DeviceElsewhere for one of another source.
    """
    who = _who(viewer, actor)
    with book(actor=who):
        row = on_trial(code)
        other = (
            DeviceKey.objects.filter(code=device, withdrawn_at=None)
            .exclude(source=row)
            .select_related("source")
            .first()
        )
        if other is not None:
            raise DeviceElsewhere(device=device, code=other.source.code)
        return actions.put_device(device, code, actor=who)[1]


def add_sensor(
    code: str, sensor: str, place: str, quantity: str, named: Named, *, position: LonLat | None = None,
    viewer: Viewer | None = None, actor: str = actions.SETUP,
) -> Sensor:  # fmt: skip
    """Registers a sensor of it. Raises also BadCode, NamesOwed, NoSuchPlace, NoSuchQuantity, SensorStays."""
    who = _who(viewer, actor)
    with book(actor=who):
        on_trial(code)
        zh, en = _name(named.zh), _name(named.en)
        return actions.put_sensor(sensor, code, place, quantity, zh, en, position=position, actor=who)


@dataclass(frozen=True, slots=True)
class Served:
    """What was offered again of what came on trial: messages, and readings taken and refused."""

    messages: int = 0
    taken: int = 0
    refused: int = 0


def put_into_service(
    code: str, *, replay: bool = False, viewer: Viewer | None = None, actor: str = actions.SETUP
) -> Served:  # fmt: skip
    """Ends the trial: from now on it is a source like any other. One that is asked is asked at once and anew.

    replay  what came on trial and was kept whole is taken first, as of the moments at which it came
    Raises NotAllowed, NoSuchSource, NotOnTrial, and StreamDown: then it is on trial as before.
    """
    who = _who(viewer, actor)
    row = on_trial(code)
    asked = issubclass(CONNECTORS.all.get(row.kind, object), Asking)
    done = _offered(row) if replay and not asked else []
    served = Served(len(done), sum(one.taken for _, one in done), sum(one.refused for _, one in done))
    with book(actor=who) as b:
        row = on_trial(code)
        row.trial, row.trial_answer, row.memo, row.fault = False, None, {}, None
        row.health, row.health_since = Health.UNKNOWN, None
        row.next_poll_at, row.polled_at = (b.now if asked else None), None
        row.save()
        if asked:  # it is asked for all of it again
            Quarantine.objects.filter(source=row, fault__code=ON_TRIAL).delete()
        for kept, outcome in done:
            replaying.mark(b, kept, outcome)
        facts = {"messages": served.messages, "taken": served.taken, "refused": served.refused}
        actions.record(b, PutInService, row, **facts)
    line().tell(stream.HURRY)
    return served


def throw_away(code: str, *, viewer: Viewer | None = None, actor: str = actions.SETUP) -> None:
    """Removes it with its sensors, its devices' keys and all that was kept of it. Raises NotOnTrial, StillUsed."""
    with book(actor=_who(viewer, actor)) as b:
        row = on_trial(code)
        highest, kept = actions.highest_number(), Quarantine.objects.filter(source=row).count()
        sensors = list(row.sensors.order_by("number"))
        facts = {"messages": kept, "sensors": [one.code for one in sensors], "highest": highest}
        actions.record(b, ThrownAway, row, **facts)
        try:
            for one in sensors:
                one.delete()
            row.delete()
        except ProtectedError as error:
            used = ", ".join(sorted({shown(str(one)) for one in error.protected_objects})[:5])
            raise StillUsed(code=code, what=used) from error


def on_trial(code: str) -> Source:
    """Raises NoSuchSource, NotOnTrial."""
    row = Source.objects.filter(code=code).first()
    if row is None:
        raise NoSuchSource(code=shown(code))
    if not row.trial:
        raise NotOnTrial(code=code)
    return row


def _offered(row: Source) -> list[tuple[Quarantine, replaying.Outcome]]:
    """What came on trial is put on the stream, oldest first. What cannot be offered stays in quarantine. Raises StreamDown."""
    catalogue = replaying.fresh()
    catalogue.trials = catalogue.trials - {row.pk}
    done = []
    kept = Quarantine.objects.filter(source=row, fault__code=ON_TRIAL, whole=True, replayed_at=None).order_by("id")
    for one in kept:
        try:
            done.append((one, replaying.offered(one, catalogue)))
        except (UnknownDevice, NotReplayable):  # its key was withdrawn: what it said is believed no more
            continue
    return done


def _who(viewer: Viewer | None, actor: str) -> str:
    if viewer is None:
        return actor
    viewer.must(Act.ADMIN)
    return viewer.actor


def _name(given: str) -> str:
    name = given.strip()
    if not 0 < len(name) <= 128 or unfit(name) or not name.isprintable():
        raise NamesOwed()
    return name


def _period(given: Any) -> int:
    text = str(given).strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 8 or not 1 <= int(text) <= MOST_PERIOD_S:
        raise WrongPeriod(given=shown(text), most=MOST_PERIOD_S)
    return int(text)
