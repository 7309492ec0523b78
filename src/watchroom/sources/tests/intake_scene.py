"""A source of any kind, sent whatever is to be tried; and what became of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from watchroom.kernel.clock import ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.people.rights import Role
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, feeds, intake, replaying
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Asking, Came, Connector, Hearing, Listening, Polling
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.connectors.mqtt import Mqtt
from watchroom.sources.connectors.sensorthings import SensorThings
from watchroom.sources.listeners import Handing, Listeners
from watchroom.sources.measures import conversion
from watchroom.sources.models import Quarantine, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import set_aside
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import at_once, straight
from watchroom.sources.tests.test_connectors import Recorded

ADMIN = Viewer(99, "admin", Words(zh="管理甲", en="Admin Jia"), (), frozenset({Role.ADMIN}))
NOW = datetime(2026, 2, 6, 12, 0, tzinfo=UTC)

type Reading = tuple[int, float, int, int]


class Intake:
    """One source of a kind, which is sent what a sample holds; what goes to the stream is noted."""

    def __init__(self, kind: type[Connector], settings: dict[str, Any], data: Path) -> None:
        self.kind = kind
        self.source = actions.put_source("new", kind.name, "新", "New", settings=settings)
        actions.put_device("new-device", "new")
        self.data = data
        self.written: list[Reading] = []

    def sent(self, given: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        if issubclass(self.kind, Listening):
            topic, body, *_ = given
            self.handed_in(Came(body, topic))
        elif issubclass(self.kind, Hearing):
            topic, body, *_ = given
            self.heard(Came(body, topic or ("CreateObservations" if self.kind is SensorThings else "")))
        elif issubclass(self.kind, Polling):
            monkeypatch.setattr(self.kind, "poll", lambda _: given)
            self.asked({})
        else:
            self.asked(given)

    def handed_in(self, came: Came) -> None:
        catalogue = Catalogue()
        catalogue.fresh()
        hand = Handing(Listeners(at_once, catalogue, self._write, self.data), self.source.pk, None)  # type: ignore[arg-type]
        kind = self.kind
        assert issubclass(kind, Listening)
        hand.connector = kind(kind.Settings.model_validate(self.source.settings))
        straight(hand(came))

    def heard(self, came: Came) -> None:
        catalogue = Catalogue()
        catalogue.fresh()
        door = {"sensorthings": SensorThings, "mqtt": Mqtt}.get(self.kind.name, HttpPush)
        taken, bad = intake.take(catalogue, door, catalogue.devices["new-device"], came, ms(NOW))
        self.written += readings(intake.packed([(taken, ms(NOW))] if taken is not None and len(taken) else []))
        set_aside(bad, actor="t")

    def asked(self, answers: dict[str, tuple[int, dict[str, str], bytes]], memo: dict[str, Any] | None = None) -> None:
        connector = self.kind(self.kind.Settings.model_validate(self.source.settings))
        assert isinstance(connector, Asking)
        answered = feeds._asked(connector, Recorded(answers), memo or {})

        class Answering(feeds.Feeds):
            async def _answer(self, source: Source) -> feeds.Answered:
                return answered

        straight(Answering(at_once, Catalogue(), self._write)._ask(self.source))

    async def _write(self, parts: list[tuple[int, bytes]], mark: str) -> None:
        self.written += readings(parts)


def readings(parts: Sequence[tuple[int, bytes]]) -> list[Reading]:
    found: list[Reading] = []
    for partition, data in parts:
        batch = decode(data, partition, 1)
        assert isinstance(batch, ReadingBatch)
        columns = (batch.sensor, batch.value, batch.measured_ms, batch.received_ms)
        found += zip(*(column.tolist() for column in columns), strict=True)
    return found


def offers_of(one: Intake, given: Any) -> list[Offer]:
    """What its connector makes of a sample; nothing of one that it refuses."""
    connector = one.kind(one.kind.Settings.model_validate(one.source.settings))
    try:
        if isinstance(connector, Hearing):
            topic, body, *kind = given
            return [connector.hear(Came(body, topic, *kind))]
        if isinstance(connector, Polling):
            return [connector.read(given)]
        assert isinstance(connector, Asking)
        return connector.ask(Recorded(given), {}).offers
    except Fault:
        return []


def register(code: str, value: float, unit: str | None, source: str = "new") -> None:
    """As a quantity of this unit that may have this value."""
    fits = [one for one in QUANTITIES.values() if unit in (None, one.unit) and one.low <= value <= one.high]
    convertible = [one for one in QUANTITIES.values() if unit is not None and conversion(unit, one.unit)]
    actions.put_sensor(code, source, "jump", (fits or convertible)[0].code, "新", "New")


def replayed() -> list[replaying.Outcome]:
    return [replaying.replay(ADMIN, row.pk) for row in Quarantine.objects.order_by("id") if not row.settled]


def kept() -> list[tuple[bytes, int]]:
    return [(bytes(row.body), row.count) for row in Quarantine.objects.order_by("id")]
