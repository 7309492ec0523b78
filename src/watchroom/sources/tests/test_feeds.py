"""What a source answers besides CAP: readings go to the stream first, notices into the chain of official warnings."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.kernel.cap.model import Alert, Info
from watchroom.kernel.clock import iso
from watchroom.sources import feeds
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Asked, Notice
from watchroom.sources.models import Bulletin, Quarantine, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import Scene, at_once, no_stream, set_scene, straight


class Answering(feeds.Feeds):
    """Feeds of which every source answers the same."""

    def __init__(self, write: feeds.Write, answer: Asked) -> None:
        super().__init__(at_once, Catalogue(), write)
        self.answer = answer

    async def _answer(self, source: Source) -> feeds.Answered:
        return feeds.Answered(self.answer)


@pytest.fixture
def scene(clock: SetClock) -> Scene:
    return set_scene()


def offer(*values: Any) -> Offer:
    n = len(values)
    return Offer(["jump-wind"] * n, list(values), [iso(T0 + timedelta(seconds=i)) for i in range(n)], [None] * n)


def test_readings_of_a_source_that_is_asked_go_to_the_stream_and_bad_ones_are_set_aside(scene: Scene, clock: SetClock):
    written: list[tuple[int, bytes]] = []

    async def write(parts: list[tuple[int, bytes]], mark: str) -> None:
        written.extend(parts)

    straight(Answering(write, Asked([], {"page": 2}, offers=[offer(4.5, 5.5, "calm")]))._ask(scene.station))

    ((partition, data),) = written
    batch = decode(data, partition, 1)
    assert partition == scene.partition
    assert isinstance(batch, ReadingBatch)
    assert batch.value.tolist() == [4.5, 5.5]
    assert Quarantine.objects.get().fault["code"] == "sources.NotNumber"
    assert Source.objects.get(pk=scene.station.pk).memo == {"page": 2}


def test_while_the_stream_is_away_nothing_is_remembered_so_that_all_is_asked_for_again(
    scene: Scene, clock: SetClock, monkeypatch: pytest.MonkeyPatch
):
    async def at_once_awake(seconds: float) -> None:
        return None

    monkeypatch.setattr(asyncio, "sleep", at_once_awake)
    straight(Answering(no_stream, Asked([], {"page": 2}, offers=[offer(4.5)]))._ask(scene.station))

    assert Source.objects.get(pk=scene.station.pk).memo == {}


def test_an_official_message_in_another_form_is_a_bulletin_with_its_own_bytes(scene: Scene, clock: SetClock):
    quake = Alert(
        version=None, identifier="quake-1", sender="network", sent=T0, sent_text=iso(T0), status="Actual", msg_type="Alert",
        infos=(Info(event="地震", headline="4.5 级地震", severity="Moderate", expires=T0 + timedelta(hours=6)),),
    )  # fmt: skip
    feeds.took(scene.station, Asked([], {}, notices=[Notice(quake, b'{"id": 1}')]))

    row = Bulletin.objects.get()
    assert (row.identifier, row.state, bytes(row.document)) == ("quake-1", "in_force", b'{"id": 1}')
