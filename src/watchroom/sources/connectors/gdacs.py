"""GDACS: the United Nations' and the European Commission's list of disasters, as notices, or by its CAP messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from lxml import etree
from pydantic import Field

from watchroom.kernel.cap.model import Area
from watchroom.kernel.cap.shapes import Budget, read_polygon
from watchroom.kernel.cap.tree import elements, local, namespace
from watchroom.kernel.clock import UTC
from watchroom.kernel.faults import Fault
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.plugin import Sample
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.asking import HOSTS, MOST_HOSTS, AskedSettings, Host, asked, linked, marks, root_of
from watchroom.sources.connector import Asked, Asking, Fetch, Notice
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.noticing import ESTIMATED, LIFE, QUAKE_RULE, Event, Remembered, Told, quake_area

MOST_FEED = 4 << 20
MOST_NEW = 50
MOST_MISSED = 10
_ORDER = ("Green", "Orange", "Red")
_SEVERITY = {"Green": "Minor", "Orange": "Severe", "Red": "Extreme"}
_COLOURS = {
    "Green": Words(zh="绿色", en="Green"),
    "Orange": Words(zh="橙色", en="Orange"),
    "Red": Words(zh="红色", en="Red"),
}
_KINDS = {
    "EQ": Words(zh="地震", en="Earthquake"), "TC": Words(zh="热带气旋", en="Tropical cyclone"), "FL": Words(zh="洪水", en="Flood"),
    "VO": Words(zh="火山", en="Volcano"), "DR": Words(zh="干旱", en="Drought"), "WF": Words(zh="野火", en="Wildfire"),
    "TS": Words(zh="海啸", en="Tsunami"),
}  # fmt: skip
_BOX = Words(
    zh="范围是 GDACS 给出的外接方框，不是受影响区域的边界。",
    en="The area is the box that GDACS gives around the event, not the outline of what is affected.",
)
_LIST = "https://gdacs.example.org/rss.xml"
_CAP = "https://gdacs.example.org/cap_1.xml"
_ITEM = """<rss xmlns:g="http://www.gdacs.org" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><channel><item>
<title>Example flood</title><pubDate>Fri, 06 Feb 2026 03:00:00 GMT</pubDate><guid>FL1</guid><g:eventtype>FL</g:eventtype>
<g:eventid>1</g:eventid><g:alertlevel>LEVEL</g:alertlevel><g:country>Example</g:country>
<g:todate>Fri, 06 Feb 2026 03:00:00 GMT</g:todate><g:cap>https://gdacs.example.org/cap_1.xml</g:cap>
<geo:Point><geo:lat>40.9</geo:lat><geo:long>115.4</geo:long></geo:Point><g:bbox>115 116 40 41</g:bbox>
<g:severity unit="" value="1">Magnitude 1</g:severity></item></channel></rss>"""


class GdacsSettings(AskedSettings):
    every_s: int = Field(300, ge=10, le=3600, json_schema_extra={"zh": "每隔（秒）", "en": "Every (s)"})
    least: Literal["Green", "Orange", "Red"] = Field(
        "Orange",
        json_schema_extra={"zh": "从哪一级起（Green、Orange、Red）", "en": "From which level (Green, Orange, Red)"},
    )
    cap: bool = Field(
        False, json_schema_extra={"zh": "取各事件的 CAP 文件", "en": "Fetch the CAP message of each event"}
    )
    hosts: list[Host] = Field(default=[], max_length=MOST_HOSTS, json_schema_extra=HOSTS)


@dataclass(frozen=True, slots=True)
class _Disaster:
    key: str
    kind: str
    level: str
    title: str
    country: str
    severity: str
    size: float | None
    at: datetime
    until: datetime
    position: LonLat | None
    box: str
    cap: str


class Gdacs(Asking):
    name = "gdacs"
    title = Words(zh="全球灾害预警（GDACS）", en="Global disaster alerts (GDACS)")
    help = Words(
        zh="填写 GDACS 的 RSS 地址；达到级别的事件成为通知，来源须注明 GDACS。选 cap 则取各事件的 CAP 文件（主机写进 hosts）。",
        en="Give the address of a GDACS RSS list; events of the level become notices, to be credited to GDACS. With cap the CAP"
        " message of each event is fetched (name its host in hosts).",
    )
    Settings = GdacsSettings
    settings: GdacsSettings

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        answer = asked(fetch, self.settings.url, memo, MOST_FEED)
        if answer is None:
            return Asked([], memo)
        told = Remembered.of(memo)
        found = sorted(_disasters(self.settings.url, answer.body), key=lambda one: one[0].at)
        notices: list[Notice] = []
        documents: list[bytes] = []
        faults: list[Fault] = []
        whole = True
        for disaster, raw in found:
            event = Event(disaster.key, disaster.at, _said(disaster))
            weak = _ORDER.index(disaster.level) < _ORDER.index(self.settings.least)
            if weak and not told.knows(event):
                continue
            if len(notices) + len(documents) >= MOST_NEW or len(faults) >= MOST_MISSED:
                whole = False
                break
            before = dict(told.events)
            alert = told.alert(event, _told(disaster), urlsplit(self.settings.url).hostname or "gdacs")
            if alert is None:
                continue
            if not self.settings.cap:
                notices.append(Notice(alert, raw, b"<rss><channel>" + raw + b"</channel></rss>"))
                continue
            try:
                documents.append(linked(fetch, disaster.cap, self.settings.url, self.settings.hosts))
            except Fault as fault:
                told.events = before
                faults.append(fault)
        kept: dict[str, Any] = {"events": told.kept()}
        return Asked(documents, kept | (marks(answer) if whole and not faults else {}), faults, notices=notices)

    samples = [
        Sample(
            title=Words(zh="橙色洪水：一条通知", en="An orange flood: a notice"),
            settings={"url": _LIST},
            given={_LIST: (200, {}, _ITEM.replace("LEVEL", "Orange").encode())},
            expect=["FL1"],
        ),
        Sample(
            title=Words(zh="取其 CAP 文件", en="Its CAP message is fetched"),
            settings={"url": _LIST, "cap": True},
            given={_LIST: (200, {}, _ITEM.replace("LEVEL", "Red").encode()), _CAP: (200, {}, b"<alert/>")},
            expect=[b"<alert/>"],
        ),
        Sample(
            title=Words(zh="绿色：不到级别", en="Green: below the level"),
            settings={"url": _LIST},
            given={_LIST: (200, {}, _ITEM.replace("LEVEL", "Green").encode())},
            expect=[],
            silent=True,
        ),
    ]


def _disasters(url: str, body: bytes) -> Iterator[tuple[_Disaster, bytes]]:
    """Each event with its own piece of the list; one that is not whole is left out."""
    root = root_of(url, body)
    items = [one for one in root.iter(etree.Element) if local(one) == "item"]
    if local(root) != "rss":
        raise FeedUnreadable(url=shown(url, 120), why=Words(zh="不是 RSS", en="it is no RSS"))
    for item in items:
        try:
            yield _disaster(item), etree.tostring(item, with_tail=False, encoding="utf-8")
        except (KeyError, ValueError, TypeError):
            continue


def _disaster(item: etree._Element) -> _Disaster:
    told = {
        local(one): one
        for one in elements(item)
        if namespace(one) in ("", "http://www.gdacs.org") or local(one) == "point"
    }
    text = {name: (one.text or "").strip() for name, one in told.items()}
    kind, level = text["eventtype"], text["alertlevel"].capitalize()
    if level not in _ORDER or not text["eventid"].isascii() or not text["eventid"].isalnum() or len(kind) > 4:
        raise ValueError("no event")
    at = _time(text["pubdate"])
    size = told["severity"].get("value") if "severity" in told else None
    corners = [float(number) for number in text.get("bbox", "").split()]
    west, east, south, north = corners if len(corners) == 4 else (0.0, 0.0, 0.0, 0.0)
    box = (
        f"{south},{west} {south},{east} {north},{east} {north},{west} {south},{west}"
        if west != east and south < north
        else ""
    )
    return _Disaster(
        f"{kind}{text['eventid']}"[:40], kind, level, shown(text.get("title", ""), 200), shown(text.get("country", ""), 120),
        shown(text.get("severity", ""), 200), float(size) if size else None, at,
        max(at, _time(text["todate"])) if text.get("todate") else at, _point(told.get("point")), box, text.get("cap", "")[:500],
    )  # fmt: skip


def _point(item: etree._Element | None) -> LonLat | None:
    if item is None:
        return None
    parts = {local(one): float(one.text or "nan") for one in elements(item)}
    lon, lat = parts.get("long", 999.0), parts.get("lat", 999.0)
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _time(text: str) -> datetime:
    at = parsedate_to_datetime(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _said(one: _Disaster) -> list[str]:
    place = [f"{number:.1f}" for number in one.position or ()]
    return [one.level, one.severity, one.country, one.box, *place]


def _told(one: _Disaster) -> Told:
    event = _KINDS.get(one.kind) or Words(zh=f"灾害（{one.kind}）", en=f"Disaster ({one.kind})")
    colour = _COLOURS[one.level]
    where = one.country or one.title
    area, notes = Area(where), ((ESTIMATED, _BOX),)
    if one.kind == "EQ" and one.position and one.size is not None and 0 <= one.size <= 10:
        area, notes = quake_area(where, one.position, one.size), ((ESTIMATED, QUAKE_RULE),)
    elif one.box:
        polygon, _ = read_polygon(one.box, Budget())
        area = Area(where, (polygon,)) if polygon else area
    return Told(
        event=event,
        headline=Words(zh=f"GDACS {colour.zh}{event.zh}预警：{where}", en=f"GDACS {colour.en} alert, {event.en.lower()}: {where}"),
        description=Words(zh=f"{one.title}。{one.severity}（来源：GDACS）", en=f"{one.title}. {one.severity} (source: GDACS)"),
        severity=_SEVERITY[one.level], certainty="Likely", onset=one.at, expires=one.until + LIFE, area=area,
        parameters={"gdacs_level": one.level}, notes=notes,
    )  # fmt: skip
