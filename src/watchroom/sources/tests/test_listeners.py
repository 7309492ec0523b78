"""Sources that we listen to: begun and ended as they are registered, on disk before the hand returns, unwell once."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchroom.conftest import SetClock
from watchroom.kernel.units import QUANTITIES
from watchroom.sources import actions, listeners
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.checking import Known
from watchroom.sources.connector import CONNECTORS, Came, Hand, Heard, Listening
from watchroom.sources.faults import ListenerDown, WrongShape
from watchroom.sources.listeners import Listeners, wait_s
from watchroom.sources.models import Source
from watchroom.sources.payloads import Offer, read_payload
from watchroom.sources.quarantine import Bad
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import Scene

SOURCE = 7


class Post(Listening):
    """Hands in what the test posts; falls when it is told to."""

    name = "post"
    most_alike = 1
    came: asyncio.Queue[bytes | Exception | None]
    heard: list[Heard]
    begun = ended = 0

    def hear(self, came: Came) -> Offer:
        if came.body == b"break":
            raise RuntimeError("a bug")
        return read_payload(came.body)

    async def listen(self, hand: Hand, stop: asyncio.Event) -> None:
        Post.begun += 1
        await hand.well()
        try:
            while not stop.is_set():
                one = await Post.came.get()
                if one is None:
                    return
                if isinstance(one, Exception):
                    raise one
                Post.heard.append(await hand(Came(one)))
        finally:
            Post.ended += 1


class Stage:
    """Listeners over a catalogue in memory; what is done in the database is noted and not done."""

    def __init__(self, data: Path) -> None:
        self.catalogue = Catalogue(
            sensors={"jump-wind": Known(1, "jump-wind", SOURCE, 3, QUANTITIES["wind_mean"])},
            kinds={SOURCE: ("post", {})}, names={SOURCE: "mast"},
        )  # fmt: skip
        self.written: list[tuple[str, list[float]]] = []
        self.done: list[tuple[str, Any]] = []
        self.away = 0
        self.all = Listeners(self.in_database, self.catalogue, self.write, data)

    async def in_database(self, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if act.__name__ != "_before":
            self.done.append((act.__name__, args))

    async def write(self, parts: list[tuple[int, bytes]], mark: str) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError("away")
        for partition, data in parts:
            batch = decode(data, partition, 1)
            assert isinstance(batch, ReadingBatch)
            self.written.append((mark, batch.value.tolist()))

    def run(self, act: Callable[["Stage"], Any]) -> None:
        async def whole() -> None:
            Post.came, Post.heard, Post.begun, Post.ended = asyncio.Queue(), [], 0, 0
            try:
                await act(self)
            finally:
                Post.came.put_nowait(None)  # it waits for its post, not for being stopped
                await self.all.stop()

        asyncio.run(asyncio.wait_for(whole(), 20))


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setitem(CONNECTORS.all, "post", Post)
    monkeypatch.setattr(listeners, "AGAIN_S", 0.0)
    monkeypatch.setattr(listeners, "FIRST_WAIT_S", 0.0)
    return Stage(tmp_path)


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0)


GOOD = b'{"sensor": ["jump-wind"], "value": [4.5]}'


@pytest.mark.pure
def test_the_hand_returns_when_it_is_on_disk_however_long_the_stream_is_away(stage: Stage):
    async def act(stage: Stage) -> None:
        stage.away = 3
        await stage.all.turn()
        for body in (GOOD, GOOD):
            Post.came.put_nowait(body)
        await until(lambda: len(Post.heard) == 2)

    stage.run(act)
    assert [values for _, values in stage.written] == [[4.5], [4.5]]
    assert stage.written[0][0] == stage.written[1][0], "the same message bears the same name: the stream keeps it once"
    assert [one.taken for one in Post.heard] == [1, 1]


@pytest.mark.pure
def test_what_is_bad_is_set_aside_with_its_place_and_a_message_that_breaks_us_breaks_nothing(stage: Stage):
    async def act(stage: Stage) -> None:
        await stage.all.turn()
        for body in (b'{"sensor": ["jump-wind", "nobody"], "value": [4.5, 1]}', b"break", b"{", GOOD + b" " * 20_000):
            Post.came.put_nowait(body)
        await until(lambda: len(Post.heard) == 4)

    stage.run(act)
    assert [values for _, values in stage.written] == [[4.5], [4.5]]
    assert [(one.taken, [(place, fault.code) for place, _, fault in one.refused]) for one in Post.heard] == [
        (1, [("1", "sources.UnknownSensor")]), (0, [("", "sources.NotReadable")]), (0, [("", "sources.NotReadable")]), (1, []),
    ]  # fmt: skip
    aside = [bad for name, args in stage.done if name == "set_aside" for bad in args[0]]
    told = [(one.source, one.sensor) for one in aside if isinstance(one, Bad)]
    assert told == [(SOURCE, "nobody"), (SOURCE, "")], "the like of what was just set aside is not set aside again"


@pytest.mark.pure
def test_a_listener_that_falls_is_begun_again_and_unwell_is_said_once(stage: Stage):
    async def act(stage: Stage) -> None:
        await stage.all.turn()
        for fault in (ListenerDown(what="x", why="y"), OSError("z"), RuntimeError("a bug")):
            Post.came.put_nowait(fault)
        await until(lambda: Post.begun == 4)
        Post.came.put_nowait(GOOD)
        await until(lambda: len(Post.heard) == 1)

    stage.run(act)
    said = [name for name, _ in stage.done if name in ("failed", "_mended")]
    assert said == ["_mended", "failed", "_mended", "failed", "_mended", "failed", "_mended"]
    assert Post.begun == Post.ended == 4


@pytest.mark.pure
def test_listeners_follow_what_is_registered(stage: Stage):
    async def act(stage: Stage) -> None:
        await stage.all.turn()
        await stage.all.turn()
        await until(lambda: Post.begun == 1)
        stage.catalogue.kinds = {SOURCE: ("mqtt", {})}
        Post.came.put_nowait(None)
        await stage.all.turn()
        assert Post.ended == 1
        stage.catalogue.kinds = {SOURCE: ("post", {"nonsense": 1})}
        await stage.all.turn()
        await until(lambda: "failed" in [name for name, _ in stage.done])
        assert Post.begun == 1

    stage.run(act)
    fault = next(args[1] for name, args in stage.done if name == "failed")
    assert fault.code == "sources.ListenerDown"
    assert "mast" in fault.words.zh


@pytest.mark.pure
def test_the_wait_grows_to_a_minute_and_keeps_many_apart():
    assert [wait_s(falls, 1.0) for falls in (0, 1, 2, 5, 6, 99)] == [1, 2, 4, 32, 60, 60]
    assert wait_s(3, 0.0) == wait_s(3, 1.0) / 2


@pytest.mark.pure
def test_a_sources_folder_is_its_own_and_closed_to_others(stage: Stage, tmp_path: Path):
    folder = listeners.Handing(stage.all, SOURCE, asyncio.Event()).folder
    assert folder == tmp_path / "listen" / "mast"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_only_what_a_listener_said_is_taken_back_when_its_connection_stands(scene: Scene, clock: SetClock):
    actions.failed(scene.station.pk, ListenerDown(what="x", why="y"), actor="connector:cot")
    listeners._mended(scene.station.pk, "connector:cot")
    assert Source.objects.get(pk=scene.station.pk).health == "well"
    actions.refused(scene.station.pk, WrongShape(why="x"), actor="connector:cot")
    listeners._mended(scene.station.pk, "connector:cot")
    assert Source.objects.get(pk=scene.station.pk).health == "unwell"
