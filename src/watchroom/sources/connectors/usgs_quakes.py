"""Earthquakes: the GeoJSON lists of the USGS; strong ones become notices, those near a sensor its readings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from pydantic import Field

from watchroom.kernel.clock import from_ms, iso, ms
from watchroom.kernel.geometry import LonLat, distance_m
from watchroom.kernel.plugin import Sample
from watchroom.kernel.text import depth, shown
from watchroom.kernel.words import Words
from watchroom.sources.asking import AskedSettings, asked, marks
from watchroom.sources.connector import Asked, Asking, Fetch, Notice
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.noticing import ESTIMATED, LIFE, QUAKE_RULE, Event, Remembered, Told, quake_area
from watchroom.sources.payloads import Offer

MOST_JSON = 4 << 20
MOST_DEPTH = 12
MOST_QUAKES = 5_000
MOST_NEW = 100
_PAGER = {"red": "Extreme", "orange": "Severe", "yellow": "Moderate", "green": "Minor"}
_AUTOMATIC = Words(
    zh="自动测定，尚未经人工复核，震级和位置可能变动。",
    en="Located automatically and not yet reviewed: magnitude and place may change.",
)
_LIST = "https://quakes.example.org/day.geojson"


class UsgsQuakesSettings(AskedSettings):
    least: float = Field(
        4.5, ge=-1, le=9, json_schema_extra={"zh": "从几级起作为通知", "en": "Notices from this magnitude upward"}
    )
    lon: float | None = Field(
        None, ge=-180, le=180, json_schema_extra={"zh": "关注点经度", "en": "Longitude of interest"}
    )
    lat: float | None = Field(None, ge=-90, le=90, json_schema_extra={"zh": "关注点纬度", "en": "Latitude of interest"})
    within_km: float = Field(
        20_100,
        gt=0,
        le=20_100,
        json_schema_extra={"zh": "只取距关注点多少公里内的", "en": "Only within so many km of it"},
    )
    sensor: str = Field(
        "",
        max_length=64,
        json_schema_extra={"zh": "震级传感器代码（可空）", "en": "Code of a magnitude sensor, or empty"},
    )
    sensor_least: float = Field(
        2.0, ge=-1, le=9, json_schema_extra={"zh": "从几级起作为读数", "en": "Readings from this magnitude upward"}
    )


@dataclass(frozen=True, slots=True)
class _Quake:
    key: str
    others: tuple[str, ...]
    magnitude: float
    place: str
    at: datetime
    updated: datetime
    position: LonLat
    depth_km: float | None
    status: str
    kind: str
    pager: str
    tsunami: bool


def _sample(id_: str, magnitude: float, updated: int, **more: Any) -> dict[str, Any]:
    told = {
        "mag": magnitude,
        "place": "10 km N of Example",
        "time": 1770346800000,
        "updated": updated,
        "type": "earthquake",
    }
    return {
        "id": id_, "properties": told | {"status": "automatic", "ids": f",{id_},"} | more,
        "geometry": {"type": "Point", "coordinates": [115.4, 40.9, 10.0]},
    }  # fmt: skip


def _listed(*features: dict[str, Any]) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})


class UsgsQuakes(Asking):
    name = "usgs_quakes"
    title = Words(zh="地震速报（USGS）", en="Earthquakes (USGS)")
    help = Words(
        zh="填写 USGS 的 GeoJSON 列表地址；达到震级的成为通知，范围是本系统按震级估计的圆。填了传感器代码的，关注范围内每次地震记一条震级读数。",
        en="Give the address of a USGS GeoJSON list; strong ones become notices with a circle that we estimate by magnitude. With"
        " a sensor's code every earthquake within reach is a reading of its magnitude.",
    )
    Settings = UsgsQuakesSettings
    settings: UsgsQuakesSettings

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        answer = asked(fetch, self.settings.url, memo, MOST_JSON)
        if answer is None:
            return Asked([], memo)
        told = Remembered.of(memo)
        notices: list[Notice] = []
        near = [(quake, raw) for quake, raw in _quakes(self.settings.url, answer.body) if self._near(quake)]
        near.sort(key=lambda one: one[0].updated)
        whole = True
        for quake, raw in near:
            event = Event(quake.key, quake.updated, _said(quake), over=quake.status == "deleted", others=quake.others)
            if quake.magnitude < self.settings.least and not told.knows(event):
                continue
            if len(notices) >= MOST_NEW:
                whole = False
                break
            alert = told.alert(event, _told(quake), urlsplit(self.settings.url).hostname or "usgs")
            if alert is not None:
                notices.append(Notice(alert, raw, _alone(raw)))
        offers, had = self._readings(near, memo)
        kept: dict[str, Any] = {"events": told.kept(), "had": had}
        return Asked([], kept | (marks(answer) if whole else {}), offers=offers, notices=notices)

    def _near(self, quake: _Quake) -> bool:
        lon, lat = self.settings.lon, self.settings.lat
        return lon is None or lat is None or distance_m((lon, lat), quake.position) <= self.settings.within_km * 1000

    def _readings(self, near: list[tuple[_Quake, bytes]], memo: dict[str, Any]) -> tuple[list[Offer], list[str]]:
        """One reading an earthquake, at the moment of its origin; what is revised later changes no reading."""
        had: list[str] = list(memo.get("had") or [])
        if not self.settings.sensor:
            return [], had
        known = set(had)
        strong = [(q, raw) for q, raw in near if q.magnitude >= self.settings.sensor_least and q.status != "deleted"]
        new = sorted((one for one in strong if not known & {one[0].key, *one[0].others}), key=lambda one: one[0].at)
        had = [*had, *(q.key for q, _ in new)][-MOST_QUAKES:]
        if not new:
            return [], had
        codes = [self.settings.sensor] * len(new)
        return [
            Offer(
                codes, [q.magnitude for q, _ in new], [ms(q.at) for q, _ in new], ["M"] * len(new),
                pieces=lambda places, _: [([place], _alone(new[place][1])) for place in places],
            )
        ], had  # fmt: skip

    samples = [
        Sample(
            title=Words(zh="五级：一条通知，一条读数", en="Magnitude 5: a notice and a reading"),
            settings={"url": _LIST, "sensor": "quake"},
            given={_LIST: (200, {}, _listed(_sample("ex1", 5.0, 1770347000000)))},
            expect=["ex1", ("quake", 5.0, 1770346800000)],
        ),
        Sample(
            title=Words(zh="弱震，没有传感器：无事", en="A weak one, and no sensor: nothing"),
            settings={"url": _LIST},
            given={_LIST: (200, {}, _listed(_sample("ex1", 2.1, 1770347000000)))},
            expect=[],
            silent=True,
        ),
    ]


def _quakes(url: str, body: bytes) -> Iterator[tuple[_Quake, bytes]]:
    """Each earthquake with its own piece of the list. One that is not whole is left out; a list that is none is refused."""
    if depth(body) > MOST_DEPTH:
        raise FeedUnreadable(url=shown(url, 120), why=Words(zh="嵌套过深", en="it is nested too deep"))
    try:
        held = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise FeedUnreadable(url=shown(url, 120), why=shown(str(error), 80)) from error
    features = held.get("features") if isinstance(held, dict) else None
    if not isinstance(features, list) or len(features) > MOST_QUAKES:
        why = Words(zh="不是地震列表，或条目过多", en="it is no list of earthquakes, or too long a one")
        raise FeedUnreadable(url=shown(url, 120), why=why)
    for feature in features:
        try:
            yield _quake(feature), orjson.dumps(feature)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError):
            continue


def _alone(feature: bytes) -> bytes:
    """A list of this one and no other."""
    return b'{"type":"FeatureCollection","features":[' + feature + b"]}"


def _quake(feature: dict[str, Any]) -> _Quake:
    told, (lon, lat, *deep) = feature["properties"], feature["geometry"]["coordinates"]
    lon, lat, magnitude = float(lon), float(lat), float(told["mag"])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and -2 <= magnitude <= 10):
        raise ValueError("no earthquake of this earth")
    key = _name(feature["id"])
    others = tuple(dict.fromkeys(_name(one) for one in str(told.get("ids") or "").split(",") if one))[:20]
    return _Quake(
        key, tuple(one for one in others if one != key), magnitude, shown(str(told.get("place") or "—"), 120),
        from_ms(int(told["time"])), from_ms(int(told.get("updated") or told["time"])), (lon, lat),
        round(float(deep[0]), 1) if deep and deep[0] is not None else None, str(told.get("status") or "")[:20],
        shown(str(told.get("type") or "earthquake"), 40), str(told.get("alert") or "")[:10], bool(told.get("tsunami")),
    )  # fmt: skip


def _name(given: object) -> str:
    text = str(given)
    if not text.isascii() or not text.isalnum() or len(text) > 40:
        raise ValueError("no number of an event")
    return text


def _said(quake: _Quake) -> list[str]:
    """What makes a change worth telling; a new timestamp alone does not."""
    lon, lat = quake.position
    deep = "" if quake.depth_km is None else f"{quake.depth_km:.0f}"
    return [
        f"{quake.magnitude:.1f}",
        f"{lon:.2f}",
        f"{lat:.2f}",
        deep,
        quake.status,
        quake.pager,
        quake.kind,
        quake.place,
    ]


def _told(quake: _Quake) -> Told:
    blast = quake.kind != "earthquake"
    event = Words(zh=f"震动事件（{quake.kind}）", en=quake.kind) if blast else Words(zh="地震", en="Earthquake")
    size = f"{quake.magnitude:.1f}"
    deep = "" if quake.depth_km is None else f"{quake.depth_km:g}"
    depth_zh, depth_en = (f"，深度 {deep} 公里", f", {deep} km deep") if deep else ("", "")
    wave_zh, wave_en = (
        ("。可能有海啸，请查海啸警报", ". There may be a tsunami: look for tsunami warnings")
        if quake.tsunami
        else ("", "")
    )
    lon, lat = quake.position
    where = f"{lat:.2f}, {lon:.2f}"
    severity = _PAGER.get(quake.pager) or _severity(quake.magnitude)
    notes = [(ESTIMATED, QUAKE_RULE)] + ([] if quake.status == "reviewed" else [("quake.automatic", _AUTOMATIC)])
    return Told(
        event=event,
        headline=Words(zh=f"{size} 级{event.zh}：{quake.place}", en=f"M {size} {event.en.lower()}: {quake.place}"),
        description=Words(
            zh=f"{iso(quake.at)}，震中 {where}{depth_zh}{wave_zh}", en=f"{iso(quake.at)}, epicentre {where}{depth_en}{wave_en}"
        ),
        severity=severity, certainty="Observed" if quake.status == "reviewed" else "Likely", onset=quake.at,
        expires=quake.at + LIFE, area=quake_area(quake.place, quake.position, quake.magnitude),
        parameters={"magnitude": size, "depth_km": deep}, notes=tuple(notes),
    )  # fmt: skip


def _severity(magnitude: float) -> str:
    """By magnitude alone, where no estimate of the losses is given."""
    steps = ((7.0, "Extreme"), (6.0, "Severe"), (5.0, "Moderate"))
    return next((word for least, word in steps if magnitude >= least), "Minor")
