"""What people give for a warning, brought into the form that is kept, or refused with the reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.kernel.cap.write import area_from_geojson
from watchroom.kernel.clock import UTC
from watchroom.kernel.geometry import AREAS, GeoJSON, GeometryRefused, check_geojson
from watchroom.kernel.words import Words
from watchroom.warnings import rules
from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.events import EVENTS
from watchroom.warnings.faults import AreaUnreadable, NoSuchTime, TextTooLong, TextUnusable, TimesCross, Unknown
from watchroom.warnings.recording import field_words

DEFAULTS: dict[str, Any] = {"level": 4, "category": "Other", "channels": []}
TEXTS = (
    *(
        f"{name}_{lang}"
        for name in ("headline", "description", "instruction", "area", "audience", "issuer")
        for lang in ("zh", "en")
    ),
    "contact",
)


def zone() -> str:
    return str(settings.SITE_ZONE)


def cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields, checked; what was not given stays out.

    area     GeoJSON (map or text), or lines of `longitude, latitude`; empty for none
    event    a code of the table of hazards
    onset, expires   aware times
    Raises TextTooLong, TextUnusable, Unknown, AreaUnreadable, GeometryRefused, CapUnwritable (an area with holes).
    """
    kept: dict[str, Any] = {name: _text(given[name]) for name in TEXTS if given.get(name) is not None}
    must_be_tellable(kept)
    if given.get("event"):
        kept |= _event(str(given["event"]))
    if "area" in given:
        kept["area"] = _area(given["area"])
    if given.get("level") is not None:
        kept["level"] = _one_of("level", int(given["level"]), tuple(rules.SEVERITY))
    if given.get("category"):
        kept["category"] = _one_of("category", str(given["category"]), rules.CATEGORIES)
    if given.get("response_type"):
        kept["response_type"] = _one_of("response_type", str(given["response_type"]), rules.RESPONSES)
    if given.get("channels") is not None:
        kept["channels"] = sorted({_one_of("channels", str(name), tuple(CHANNELS.all)) for name in given["channels"]})
    for name in ("onset", "expires"):
        if given.get(name) is not None:
            kept[name] = _time(given[name])
    return kept


def must_be_tellable(texts: Mapping[str, str]) -> None:
    code = rules.untellable(texts.values())
    if code:
        raise TextUnusable(code=code)
    long = rules.too_long(texts)
    if long:
        raise TextTooLong(field=field_words(long[0]), limit=long[1])


def must_run_forward(onset: datetime | None, expires: datetime | None) -> None:
    if onset and expires and expires <= onset:
        raise TimesCross


def _text(value: Any) -> str:
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _event(code: str) -> dict[str, Any]:
    event = EVENTS.get(code)
    if event is None:
        raise Unknown(field=field_words("event"), value=code[:40], choices=", ".join(EVENTS))
    return {"event_code": code, "event_zh": event.title.zh, "event_en": event.title.en, "category": event.category}


def _area(value: Any) -> GeoJSON | None:
    if not value:
        return None
    try:
        found = check_geojson(value, AREAS) if isinstance(value, dict) else rules.read_area(str(value))
    except ValueError as error:
        raise AreaUnreadable(line=str(error)[:60]) from error
    if found is not None:
        _refuse_too_fine(found)
        area_from_geojson("–", found)
    return found


def _refuse_too_fine(area: GeoJSON) -> None:
    rings = (
        area["coordinates"] if area["type"] == "Polygon" else [ring for shape in area["coordinates"] for ring in shape]
    )
    if sum(map(len, rings)) > rules.MOST_VERTICES:
        raise GeometryRefused(
            why=Words(zh=f"顶点超过 {rules.MOST_VERTICES} 个", en=f"it has more than {rules.MOST_VERTICES} vertices")
        )


def _one_of[T](name: str, value: T, choices: tuple[T, ...]) -> T:
    if value not in choices:
        raise Unknown(field=field_words(name), value=str(value)[:40], choices=", ".join(map(str, choices)))
    return value


def _time(value: Any) -> datetime:
    """Aware, in UTC, to the second. Raises NoSuchTime beyond the calendar's ends.

    Raises ValueError for a time without a zone: the caller's slip, not a person's.
    """
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {value!r}")
    try:
        return at.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise NoSuchTime(value=at.isoformat()[:40]) from error
