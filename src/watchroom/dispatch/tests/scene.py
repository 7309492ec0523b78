"""A made zone with an open incident, an activated plan of chosen tasks, units with positions: for tests of dispatch and advice."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from watchroom.dispatch.rules import Term
from watchroom.dispatch.upstream import Task
from watchroom.incidents.actions import open_incident
from watchroom.incidents.models import Incident
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer
from watchroom.places.actions import put_place
from watchroom.places.models import Place
from watchroom.plans.models import Activation, Plan
from watchroom.sources.models import Sensor, Source

HILL = (115.4665, 40.9067)


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def put_zone() -> None:
    put_place(
        "jump",
        "venue",
        "跳台中心",
        "Ski jumping centre",
        {"type": "Point", "coordinates": list(HILL)},
        capacity=6000,
        source="made case",
    )
    put_place(
        "village",
        "community",
        "古杨树村",
        "Guyangshu village",
        square(115.44, 40.89, 115.49, 40.92),
        population=900,
        source="made case",
    )
    put_place("station", "station", "急救站", "Medical station", {"type": "Point", "coordinates": [115.48, 40.90]})


def open_gale(viewer: Viewer, **more: Any) -> Incident:
    return open_incident(
        viewer, title_zh="跳台大风", title_en="Strong wind at the hill", kind="gale", place="jump", **more
    )


@dataclass
class Readings:
    """Stands in for the stream's line: answers what the watch process would, from the latest values put here."""

    values: dict[str, tuple[float, datetime]] = field(default_factory=dict)
    asked: int = 0

    def put(self, code: str, value: float, at: datetime, *, quantity: str, place: str, simulated: bool = False) -> None:
        source, _ = Source.objects.get_or_create(
            code=f"source-{simulated}", defaults={"kind": "mqtt", "zh": "源", "en": "source", "simulated": simulated}
        )
        where = Place.objects.get(code=place)
        made = {"source": source, "place": where, "zh": code, "en": code, "quantity": quantity, "partition": 0}
        Sensor.objects.get_or_create(code=code, defaults={**made, "number": Sensor.objects.count()})
        self.values[code] = (value, at)

    def at(self, unit: str, lon: float, lat: float, at: datetime, home: str = "station") -> None:
        self.put(f"{unit}-lon", lon, at, quantity="lon", place=home)
        self.put(f"{unit}-lat", lat, at, quantity="lat", place=home)

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        self.asked += 1
        wanted = orjson.loads(data)
        if not subject.startswith("ask.latest") or not isinstance(wanted, list):
            return None
        rows = [
            (s.number, *self.values[s.code]) for s in Sensor.objects.filter(number__in=wanted) if s.code in self.values
        ]
        columns = {"sensor": [n for n, _, _ in rows], "value": [v for _, v, _ in rows]}
        return orjson.dumps(
            {**columns, "measured_ms": [ms(at) for _, _, at in rows], "received_ms": [ms(at) for _, _, at in rows]}
        )

    def publish(self, messages: Sequence[tuple[int, bytes, str]], timeout_s: float = 2.0) -> None:
        raise NotImplementedError

    def tell(self, subject: str, data: bytes = b"") -> None:
        return None

    def do[T](self, act: Callable[[Any], Awaitable[T]], timeout_s: float = 2.0) -> T:
        raise NotImplementedError


TERM = ("base", "deadline_s", "every_s", "daily_by", "workdays")


def task(code: str, post: str = "watch_officer", **more: Any) -> Task:
    given: dict[str, Any] = {
        "post_words": Words(zh=f"{post} 岗", en=f"{post} post"), "title": Words(zh=f"任务 {code}", en=f"task {code}"),
        "text": Words(zh=f"执行 {code}", en=f"carry out {code}"), "clause": "4.2", "after": (), "unit_kinds": (),
        "proof": Words(zh="已报告", en="reported"), "warning": "",
    }  # fmt: skip
    term: dict[str, Any] = {"base": "order_sent", "deadline_s": 300}
    given["term"] = Term(**(term | {name: more.pop(name) for name in TERM if name in more}))
    return Task(code=code, post=post, **(given | more))


def activation_row(incident: Incident, at: datetime, previous: int | None = None) -> int:
    """A running activation as the plans room keeps it; `previous` is the one whose level it changes."""
    if previous is not None:
        Activation.objects.filter(pk=previous).update(state="changed", ended_at=at, ended_by="commander:1")
    plan, _ = Plan.objects.get_or_create(
        code="made", version=1,
        defaults={"zh": "预案", "en": "plan", "kind": "special", "body": "{}", "source": "", "digest": "0", "imported_at": at, "imported_by": "ops:setup"},
    )  # fmt: skip
    code = f"made-{Activation.objects.count()}" if previous is None else Activation.objects.get(pk=previous).plan_code
    row = Activation.objects.create(
        incident=incident, plan=plan, plan_code=code, version=1, level=3, snapshot="{}", snapshot_digest="0", at=at, by="commander:1",
        previous_id=previous,
    )  # fmt: skip
    return int(row.pk)
