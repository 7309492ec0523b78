"""Official messages that come in forms of their own (earthquake lists, disaster feeds), said in the terms of CAP.

Their identity is the event's own number with the moment of the change, so that updates chain like those of CAP. What is
ours in them, above all an area where the sender gave a point, is noted as ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watchroom.kernel.canonical import digest
from watchroom.kernel.cap.model import Alert, Area, Circle, Info, NamedValue, Note, Reference
from watchroom.kernel.clock import iso
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words

ESTIMATED = "area.estimate"
LIFE = timedelta(hours=24)
MOST_KEPT = 500
QUAKE_RULE = Words(
    zh="范围不是发布单位给出的，是本系统的粗略估计：以震中为圆心，3 级取 10 公里，震级每加 1 半径加倍，最大 800 公里。",
    en="The area is not the sender's but a rough estimate of ours: a circle around the epicentre of 10 km at magnitude 3,"
    " doubled with every magnitude, 800 km at most.",
)


def quake_radius_km(magnitude: float) -> float:
    """How far around an epicentre people may have felt it strongly: a rule of thumb, said wherever it is drawn."""
    return float(round(min(800.0, max(5.0, 10.0 * 2.0 ** (magnitude - 3.0))), 1))


def quake_area(place: str, centre: LonLat, magnitude: float) -> Area:
    radius = quake_radius_km(magnitude)
    return Area(place, circles=(Circle(centre[0], centre[1], radius, f"{centre[1]},{centre[0]} {radius}"),))


@dataclass(frozen=True, slots=True)
class Event:
    """One event as its sender tells it now. `key` names it for ever, `said` is all that makes a change a change."""

    key: str
    at: datetime
    said: Any
    over: bool = False
    others: tuple[str, ...] = ()  # other numbers of the same event


@dataclass(frozen=True, slots=True)
class Told:
    """Both languages of a notice, and what goes with them."""

    event: Words
    headline: Words
    description: Words
    severity: str
    certainty: str
    onset: datetime
    expires: datetime
    area: Area
    parameters: Mapping[str, str]
    notes: tuple[tuple[str, Words], ...] = ()


@dataclass
class Remembered:
    """What was told of each event: its mark, the last message's identifier and time. Plain values, for the memo."""

    events: dict[str, list[str]]

    @classmethod
    def of(cls, memo: Mapping[str, Any]) -> "Remembered":
        return cls({str(key): [str(part) for part in told] for key, told in (memo.get("events") or {}).items()})

    def kept(self) -> dict[str, list[str]]:
        return dict(list(self.events.items())[-MOST_KEPT:])

    def knows(self, event: Event) -> bool:
        return any(key in self.events for key in (event.key, *event.others))

    def alert(self, event: Event, told: Told, sender: str) -> Alert | None:
        """The message that is due about an event: the first, an update, a cancellation; None when nothing has changed."""
        mark = digest([event.said, event.over])[:16]
        old = next((self.events[key] for key in (event.key, *event.others) if key in self.events), None)
        if (old is not None and old[0] == mark) or (old is None and event.over):
            return None
        sent = max(event.at, _after(old))
        identifier = f"{event.key}.{mark[:8]}.{round(sent.timestamp())}"
        for key in (event.key, *event.others):
            self.events.pop(key, None)
        self.events[event.key] = [mark, identifier, iso(sent)]
        kind = "Alert" if old is None else "Cancel" if event.over else "Update"
        references = () if old is None else (Reference(sender, old[1], old[2]),)
        return Alert(
            version=None, identifier=identifier, sender=sender, sent=sent, sent_text=iso(sent), status="Actual", msg_type=kind,
            scope="Public", references=references, infos=tuple(_info(told, lang) for lang in ("zh", "en")),
            notes=tuple(Note(code, "/", words) for code, words in told.notes),
        )  # fmt: skip


def _after(old: list[str] | None) -> datetime:
    """A change that bears no later time than what it changes is told a second later: else it would not come after it."""
    return datetime.fromisoformat(old[2]) + timedelta(seconds=1) if old else datetime.min.replace(tzinfo=EPOCH.tzinfo)


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _info(told: Told, lang: str) -> Info:
    zh = lang == "zh"
    return Info(
        language="zh-CN" if zh else "en", categories=("Other",), event=told.event.zh if zh else told.event.en,
        urgency="Past", severity=told.severity, certainty=told.certainty, onset=told.onset, expires=told.expires,
        headline=told.headline.zh if zh else told.headline.en,
        description=told.description.zh if zh else told.description.en,
        parameters=tuple(NamedValue(name, value) for name, value in told.parameters.items()), areas=(told.area,),
    )  # fmt: skip
