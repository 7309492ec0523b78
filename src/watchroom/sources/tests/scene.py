"""A zone with a jump and a gate, and what listens there: the stage of this room's tests."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import orjson

from watchroom.places.actions import put_place
from watchroom.sources import actions
from watchroom.sources.faults import StreamDown
from watchroom.sources.models import Sensor, Source
from watchroom.sources.readings import ReadingBatch
from watchroom.sources.stream import Client

ZONE = {"type": "Polygon", "coordinates": [[[115.4, 40.9], [115.5, 40.9], [115.5, 41.0], [115.4, 41.0], [115.4, 40.9]]]}


@dataclass(frozen=True)
class Scene:
    station: Source
    wind: Sensor
    gust: Sensor
    key: str
    partition: int


def set_scene(every_s: int = 60) -> Scene:
    put_place("zone", "zone", "赛区", "Zone", ZONE)
    put_place("jump", "venue", "跳台", "Ski jump", {"type": "Point", "coordinates": [115.45, 40.95]}, parent="zone")
    put_place("gate-c", "gate", "C 口", "Gate C", {"type": "Point", "coordinates": [115.46, 40.96]}, parent="jump")
    station = actions.put_source("ws-jump", "mqtt", "跳台气象站", "Ski jump station", expected_every_s=every_s)
    wind = actions.put_sensor("jump-wind", "ws-jump", "jump", "wind_mean", "跳台平均风速", "Ski jump, mean wind")
    gust = actions.put_sensor("jump-gust", "ws-jump", "jump", "wind_gust", "跳台阵风", "Ski jump, gust")
    _, key = actions.put_device("ws-jump", "ws-jump")
    return Scene(station, wind, gust, key, wind.partition)


def batch(
    sensor: Sensor,
    values: Sequence[float],
    at_ms: Sequence[int],
    received_ms: int | None = None,
    name: str = "batch:0@1",
) -> ReadingBatch:
    n = len(values)
    measured = np.array(at_ms, np.int64)
    received = measured if received_ms is None else np.full(n, received_ms, np.int64)
    return ReadingBatch(name, np.full(n, sensor.number, np.int32), np.array(values, np.float64), measured, received)


@dataclass
class PretendedLine:
    """A line to a stream that keeps what it is given, answers what it is told to, and may be down."""

    down: bool = False
    published: list[tuple[int, bytes, str]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def publish(self, messages: Sequence[tuple[int, bytes, str]], timeout_s: float = 2.0) -> None:
        if self.down:
            raise StreamDown(retry=2)
        self.published += messages

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        answer = self.answers.get(subject)
        return None if answer is None or self.down else orjson.dumps(answer)

    def tell(self, subject: str, data: bytes = b"") -> None:
        self.told.append(subject)

    def do[T](self, act: Callable[[Client], Awaitable[T]], timeout_s: float = 2.0) -> T:
        raise StreamDown(retry=2)


async def at_once[**P, T](act: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> T:
    """In place of the book's thread: a test has its database in its own."""
    return act(*given, **named)


async def no_stream(parts: list[tuple[int, bytes]], mark: str) -> None:
    raise ConnectionError("there is no stream here")


def straight[T](act: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that never has to wait: without a loop it stays in the test's own database connection."""
    try:
        act.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    raise AssertionError("it waits for something")
