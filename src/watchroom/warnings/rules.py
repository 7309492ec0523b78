"""Pure decisions of the warnings room: what a warning must say, who may take which step, what an approval covers."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from watchroom.kernel.canonical import digest
from watchroom.kernel.cap.write import number
from watchroom.kernel.clock import iso
from watchroom.kernel.geometry import AREAS, GeoJSON, check_geojson
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words


class State(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    SIGNED = "signed"  # passed through within the signing transaction; kept for the entry
    RELEASED = "released"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


STATES: dict[str, Words] = {
    State.DRAFT: Words(zh="制作中", en="draft"),
    State.REVIEWED: Words(zh="已审核，待签发", en="reviewed, to be signed"),
    State.SIGNED: Words(zh="已签发", en="signed"),
    State.RELEASED: Words(zh="生效中", en="in force"),
    State.CANCELLED: Words(zh="已解除", en="cancelled"),
    State.LAPSED: Words(zh="已失效", en="expired"),
}
STEPS = (
    (State.DRAFT, Words(zh="制作", en="Draft")),
    (State.REVIEWED, Words(zh="审核", en="Review")),
    (State.SIGNED, Words(zh="签发", en="Sign")),
    (State.RELEASED, Words(zh="发布", en="Release")),
)
OPEN_TO_EDIT = frozenset({State.DRAFT, State.REVIEWED})

COLOURS: dict[int, Words] = {
    1: Words(zh="红色", en="red"),
    2: Words(zh="橙色", en="orange"),
    3: Words(zh="黄色", en="yellow"),
    4: Words(zh="蓝色", en="blue"),
}
SEVERITY = {1: "Extreme", 2: "Severe", 3: "Moderate", 4: "Minor"}
COLOUR_CODE = {1: "Red", 2: "Orange", 3: "Yellow", 4: "Blue"}
CATEGORIES = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "AllClear", "None")

GRAVE = 2  # from orange on, the hazard's word is typed before signing
WIDE_TIMES = 20.0
WIDE_KM2 = 2_000.0
LONGEST = timedelta(days=7)
TEXT_LIMITS = {
    "headline": 160,
    "description": 2_000,
    "instruction": 2_000,
    "area": 300,
    "audience": 200,
    "issuer": 100,
    "contact": 200,
}
MOST_VERTICES = 2_000
_GAP = re.compile(r"\{[^{}]{0,80}\}|\bNone\b(?! of\b)|\bundefined\b")
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # no document may hold them


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that an approval covers. `area` is None while nothing is drawn; a time is None while not set."""

    number: str
    exercise: bool
    level: int
    category: str
    response_type: str
    event_code: str
    event: Words | None
    headline: tuple[str, str]
    description: tuple[str, str]
    instruction: tuple[str, str]
    area: GeoJSON | None
    area_name: tuple[str, str]
    audience: tuple[str, str]
    issuer: tuple[str, str]
    contact: str
    channels: tuple[str, ...]
    onset: datetime | None
    expires: datetime | None

    @property
    def hash(self) -> str:
        """SHA-256 over all of it. Coordinates count to six decimals, times to the millisecond."""
        told = asdict(replace(self, event=None, area=None, onset=None, expires=None))
        told["event"] = [self.event.zh, self.event.en] if self.event else None
        told["area"] = {"type": self.area["type"], "rings": _plain(self.area["coordinates"])} if self.area else None
        told["onset"] = iso(self.onset) if self.onset else None
        told["expires"] = iso(self.expires) if self.expires else None
        return digest(told)


def _plain(item: object) -> object:
    if isinstance(item, list | tuple):
        return [_plain(part) for part in item]
    return number(float(item)) if isinstance(item, int | float) else str(item)


def fingerprint(content_hash: str) -> str:
    """The first twenty digits of the hash in groups of four: what people compare."""
    return " ".join(content_hash[i : i + 4] for i in range(0, 20, 4))


def tail(content_hash: str) -> str:
    """The last group of the fingerprint, which the signer types."""
    return content_hash[16:20]


def names(given: str, content_hash: str) -> bool:
    """Whether what was typed means this very content: the last four, the fingerprint, or the whole hash."""
    typed = re.sub(r"[\s…·-]+", "", given).lower()
    return typed in (tail(content_hash), content_hash[:20], content_hash)


# What the law asks of a warning (Emergency Response Law, art. 64), and what else nobody may leave out.


@dataclass(frozen=True, slots=True)
class Element:
    """`by_law`: one of the eight that the law names."""

    code: str
    title: Words
    given: Callable[[Content, datetime], bool]
    by_law: bool = True


def _both(pair: tuple[str, str]) -> bool:
    return all(text.strip() for text in pair)


ELEMENTS: tuple[Element, ...] = (
    Element("event", Words(zh="类别", en="type"), lambda c, _: c.event is not None),
    Element("level", Words(zh="级别", en="level"), lambda c, _: c.level in SEVERITY),
    Element("onset", Words(zh="起始时间", en="start"), lambda c, _: c.onset is not None),
    Element("area", Words(zh="可能影响范围", en="area"), lambda c, _: c.area is not None and _both(c.area_name)),
    Element("description", Words(zh="警示事项", en="caution"), lambda c, _: _both(c.description)),
    Element("instruction", Words(zh="应采取的措施", en="measures"), lambda c, _: _both(c.instruction)),
    Element("issuer", Words(zh="发布机关", en="issuer"), lambda c, _: _both(c.issuer)),
    Element("released", Words(zh="发布时间", en="time"), lambda c, _: True),
    Element("headline", Words(zh="标题", en="headline"), lambda c, _: _both(c.headline), by_law=False),
    Element("audience", Words(zh="对象", en="audience"), lambda c, _: _both(c.audience), by_law=False),
    Element("channels", Words(zh="渠道", en="channels"), lambda c, _: bool(c.channels), by_law=False),
    Element("expires", Words(zh="失效时间", en="expiry"), lambda c, now: _expires_well(c, now), by_law=False),
)


def _expires_well(content: Content, now: datetime) -> bool:
    starts = [at for at in (content.onset, now) if at]
    return content.expires is not None and all(at < content.expires <= at + LONGEST for at in starts)


def missing(content: Content, now: datetime) -> list[Element]:
    return [element for element in ELEMENTS if not element.given(content, now)]


def unfilled(content: Content) -> list[str]:
    """Gaps of a template that nobody filled, and the words that programs leave in their place."""
    pairs = (content.headline, content.description, content.instruction, content.area_name, content.audience)
    return sorted({gap for pair in pairs for text in pair for gap in _GAP.findall(text)})


def untellable(texts: Iterable[str]) -> str:
    """The first character that is no text, as its code point; empty when all texts can go out."""
    for text in texts:
        found = _NO_CHARACTERS.search(text)
        code = unfit(text) or (f"U+{ord(found.group()):04X}" if found else "")
        if code:
            return code
    return ""


def too_long(texts: Mapping[str, str]) -> tuple[str, int] | None:
    """The first text over its limit: its name (without language) and the limit."""
    for name, text in texts.items():
        base = name.rsplit("_", 1)[0] if name.endswith(("_zh", "_en")) else name
        if base in TEXT_LIMITS and len(text) > TEXT_LIMITS[base]:
            return name, TEXT_LIMITS[base]
    return None


def read_area(text: str) -> GeoJSON | None:
    """An area as people give it: GeoJSON, or one `longitude, latitude` a line; None for nothing.

    Raises GeometryRefused (crossing, out of range, too many points) and ValueError for a line that is no position.
    """
    text = text.strip()
    if not text:
        return None
    if text.startswith("{"):
        return check_geojson(text, AREAS)
    ring = [_position(line) for line in re.split(r"[\n;]+", text[: 1 << 20]) if line.strip()]
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    return check_geojson({"type": "Polygon", "coordinates": [ring]}, AREAS)


def _position(line: str) -> list[float]:
    parts = re.split(r"[\s,，]+", line.strip())
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError as error:
        raise ValueError(line.strip()[:60]) from error
    return [lon, lat]


# Persons and approvals


def same_person(person: int | None, others: Iterable[int | None]) -> bool:
    """Two persons are two by their number, whatever accounts, posts or tokens they use."""
    return person is not None and person in {other for other in others if other is not None}


def is_wide(area_km2: float, scene_km2: float | None) -> bool:
    """Whether an area is so much larger than its incident's that the signer must say that it is meant."""
    return area_km2 > WIDE_KM2 or (scene_km2 is not None and scene_km2 > 0 and area_km2 > WIDE_TIMES * scene_km2)


def word_typed(given: str, event: Words | None) -> bool:
    typed = given.strip().casefold()
    return event is not None and typed in (event.zh.casefold(), event.en.casefold())
