"""The strict writer of our own alerts: CAP 1.2, Chinese and English, nothing that a careful receiver could trip over."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from lxml import etree
from shapely import get_coordinates
from shapely.geometry import Polygon as _Polygon
from shapely.validation import explain_validity

from watchroom.kernel.cap.faults import CapUnwritable
from watchroom.kernel.cap.model import Alert, Area, Circle, Info, NamedValue, Polygon, Reference, Ring
from watchroom.kernel.cap.strict import violations
from watchroom.kernel.cap.tree import NAMESPACES
from watchroom.kernel.geometry import distance_m
from watchroom.kernel.words import Words

LANGUAGES = ("zh-CN", "en-US")
MOST_POINTS = 100
MOST_TOLERANCE_M = 250.0
DECIMALS = 6
_NAMESPACE = NAMESPACES["1.2"]
_PLAIN_NAME = re.compile(r"[^\s,<&]{1,200}")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(alert: Alert, zone: tzinfo) -> bytes:
    """The alert as a CAP 1.2 document, UTF-8.

    zone  local times are written in it, with their offset
    Raises CapUnwritable: a missing area or language, a ring that is open or crosses itself, times out of order, and
    whatever else the standard or its readers would refuse. What is returned has passed the strict rules.
    """
    _check(alert)
    root = etree.fromstring(f'<alert xmlns="{_NAMESPACE}"/>')
    add = _Writer(root, zone)
    add("identifier", alert.identifier)
    add("sender", alert.sender)
    add("sent", alert.sent)
    add("status", alert.status)
    add("msgType", alert.msg_type)
    add("source", alert.source)
    add("scope", alert.scope)
    for code in alert.codes:
        add("code", code)
    add("note", alert.note)
    add("references", " ".join(_reference(one) for one in alert.references))
    add("incidents", alert.incidents)
    for info in alert.infos:
        _write_info(add.child("info"), info)
    broken = violations(root)
    if broken:
        raise CapUnwritable(why=broken[0].text)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def area_from_geojson(desc: str, geometry: dict[str, Any], geocodes: Iterable[NamedValue] = ()) -> Area:
    """A CAP area from a checked GeoJSON Polygon or MultiPolygon.

    Raises CapUnwritable for a shape with holes: CAP has none, and filling a hole would warn people who are not meant.
    """
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else list(geometry["coordinates"])
    if any(len(rings) > 1 for rings in shapes):
        raise CapUnwritable(why=_HOLE)
    rings = (tuple((float(lon), float(lat)) for lon, lat in shape[0]) for shape in shapes)
    return Area(desc=desc, polygons=tuple(Polygon((ring,), "") for ring in rings), geocodes=tuple(geocodes))


class _Writer:
    """Appends child elements to one parent; what is empty is not written."""

    def __init__(self, parent: etree._Element, zone: tzinfo) -> None:
        self.parent, self.zone = parent, zone

    def __call__(self, name: str, value: str | datetime | None) -> None:
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).replace(microsecond=0).isoformat()
        if value:
            etree.SubElement(self.parent, f"{{{_NAMESPACE}}}{name}").text = value

    def child(self, name: str) -> "_Writer":
        return _Writer(etree.SubElement(self.parent, f"{{{_NAMESPACE}}}{name}"), self.zone)

    def named(self, name: str, pairs: Iterable[NamedValue]) -> None:
        for pair in pairs:
            inner = self.child(name)
            for part, text in (("valueName", pair.name), ("value", pair.value)):
                etree.SubElement(inner.parent, f"{{{_NAMESPACE}}}{part}").text = text


def _write_info(add: _Writer, info: Info) -> None:
    add("language", info.language)
    for category in info.categories:
        add("category", category)
    add("event", info.event)
    for response in info.response_types:
        add("responseType", response)
    add("urgency", info.urgency)
    add("severity", info.severity)
    add("certainty", info.certainty)
    add("audience", info.audience)
    add.named("eventCode", info.event_codes)
    add("effective", info.effective)
    add("onset", info.onset)
    add("expires", info.expires)
    add("senderName", info.sender_name)
    add("headline", info.headline)
    add("description", info.description)
    add("instruction", info.instruction)
    add("web", info.web)
    add("contact", info.contact)
    drawn = [(area, [simplified(ring) for shape in area.polygons for ring in shape.rings]) for area in info.areas]
    tolerance = max((metres for _, rings in drawn for _, metres in rings), default=0.0)
    add.named("parameter", [*info.parameters, *_tolerance(tolerance)])
    for area, rings in drawn:
        _write_area(add.child("area"), area, [ring for ring, _ in rings])


def _write_area(add: _Writer, area: Area, rings: list[Ring]) -> None:
    add("areaDesc", area.desc)
    for ring in rings:
        add("polygon", " ".join(f"{number(lat)},{number(lon)}" for lon, lat in ring))
    for circle in area.circles:
        add("circle", f"{number(circle.lat)},{number(circle.lon)} {number(circle.radius_km, 3)}")
    add.named("geocode", area.geocodes)
    add("altitude", area.altitude)
    add("ceiling", area.ceiling)


def _tolerance(metres: float) -> list[NamedValue]:
    return [NamedValue("areaTolerance", f"{number(metres, 0)} m")] if metres else []


def number(value: float, decimals: int = DECIMALS) -> str:
    """A coordinate as plain decimals: no exponent, no noise behind the sixth place (about 0.1 m)."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def simplified(ring: Ring) -> tuple[Ring, float]:
    """The ring with at most MOST_POINTS points, and by how many metres it may differ from the one given (0: not at all).

    Raises CapUnwritable when that would move the edge by more than MOST_TOLERANCE_M.
    """
    if len(ring) <= MOST_POINTS:
        return ring, 0.0
    outline, degrees = _Polygon(ring), 1e-6
    while True:
        made = outline.simplify(degrees, preserve_topology=True)
        lon, lat = ring[0]
        metres = distance_m((lon, lat), (lon, min(lat + degrees, 90.0))) if lat < 89 else degrees * 111_195
        if metres > MOST_TOLERANCE_M:
            raise CapUnwritable(why=_TOO_FINE.fill(points=len(ring), most=MOST_POINTS, metres=int(MOST_TOLERANCE_M)))
        points = get_coordinates(made.exterior)
        if len(points) <= MOST_POINTS:
            return tuple((float(x), float(y)) for x, y in points), max(1.0, metres)
        degrees *= 2


_HOLE = Words(
    zh="区域中有空洞，而 CAP 不能表达空洞，填满会扩大预警范围；请把区域画成没有空洞的几块",
    en="the area has a hole, which CAP cannot express, and filling it would widen the warning; draw it in pieces without holes",
)
_TOO_FINE = Words(
    zh="区域边线有 {points} 个点，在 {metres} 米误差之内无法简化到 {most} 个；请画得简单些",
    en="the outline has {points} points and cannot be brought to {most} within {metres} m; draw it more simply",
)
_NAME = Words(zh="{field} 为空，或含有空格、逗号、< 或 &", en="{field} is empty or holds a blank, a comma, < or &")
_BOTH = Words(zh="须有 zh-CN 和 en-US 两个语种，现有：{given}", en="both zh-CN and en-US are owed; given: {given}")
_NO_AREA = Words(
    zh="{language} 部分没有区域，或区域没有图形", en="the {language} block has no area, or an area without a shape"
)
_OPEN = Words(zh="区域边线没有闭合（首尾两点不同）", en="an outline is open (its first and last points differ)")
_CROSSING = Words(zh="区域边线自相交，位置 {where}", en="an outline crosses itself, at {where}")
_RANGE = Words(zh="坐标 {lon}, {lat} 超出范围", en="the position {lon}, {lat} is out of range")
_NAIVE = Words(zh="{field} 没有给出时差", en="{field} has no offset")
_ORDER = Words(zh="失效时间必须晚于发布时间和开始时间", en="it must expire after it is sent and after it starts")
_CHARACTER = Words(
    zh="文字中有不可见的控制字符（U+{code}），请删除", en="the text holds a control character (U+{code}); delete it"
)
_REFERENCES = Words(
    zh="{kind} 报文必须引用它所针对的报文", en="a message of type {kind} must refer to the one that it is about"
)


def _check(alert: Alert) -> None:
    for field, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not _PLAIN_NAME.fullmatch(value):
            raise CapUnwritable(why=_NAME.fill(field=field))
    if alert.sent is None or alert.sent.tzinfo is None:
        raise CapUnwritable(why=_NAIVE.fill(field="sent"))
    if alert.msg_type in ("Update", "Cancel") and not alert.references:
        raise CapUnwritable(why=_REFERENCES.fill(kind=alert.msg_type))
    given = tuple(info.language for info in alert.infos)
    if sorted(given) != sorted(LANGUAGES):
        raise CapUnwritable(why=_BOTH.fill(given=", ".join(given) or "–"))
    for info in alert.infos:
        _check_times(info, alert.sent)
        _check_text(info)
        if not info.areas or not all(area.has_shape and area.desc.strip() for area in info.areas):
            raise CapUnwritable(why=_NO_AREA.fill(language=info.language))
        for area in info.areas:
            _check_area(area)


def _check_times(info: Info, sent: datetime) -> None:
    for field in ("effective", "onset", "expires"):
        at = getattr(info, field)
        if at is not None and at.tzinfo is None:
            raise CapUnwritable(why=_NAIVE.fill(field=field))
    starts = [at for at in (info.onset, info.effective) if at]
    if info.expires is None or any(info.expires <= at for at in (sent, *starts)):
        raise CapUnwritable(why=_ORDER)


def _check_text(info: Info) -> None:
    texts = (
        info.event,
        info.audience,
        info.sender_name,
        info.headline,
        info.description,
        info.instruction,
        info.contact,
    )
    pairs = (text for pair in (*info.parameters, *info.event_codes) for text in (pair.name, pair.value))
    descs = (area.desc for area in info.areas)
    for text in (*texts, *pairs, *descs):
        bad = _NOT_XML.search(text)
        if bad:
            raise CapUnwritable(why=_CHARACTER.fill(code=f"{ord(bad.group()):04X}"))


def _check_area(area: Area) -> None:
    for polygon in area.polygons:
        for ring in polygon.rings:
            _check_ring(ring)
    for circle in area.circles:
        _check_position(circle.lon, circle.lat)
        _check_radius(circle)


def _check_radius(circle: Circle) -> None:
    if not 0 < circle.radius_km < 20_016:
        raise CapUnwritable(why=_RANGE.fill(lon=circle.lon, lat=f"{circle.lat}, {circle.radius_km} km"))


def _check_ring(ring: Ring) -> None:
    for lon, lat in ring:
        _check_position(lon, lat)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise CapUnwritable(why=_OPEN)
    rounded = _Polygon([(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in ring])
    if not rounded.is_valid or rounded.area == 0:
        where = re.sub(r"^[^\[]*\[?|\]$", "", explain_validity(rounded)) or f"{ring[0][0]:g} {ring[0][1]:g}"
        raise CapUnwritable(why=_CROSSING.fill(where=where))


def _check_position(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise CapUnwritable(why=_RANGE.fill(lon=lon, lat=lat))


def _reference(one: Reference) -> str:
    if not all(_PLAIN_NAME.fullmatch(part) for part in (one.sender, one.identifier, one.sent)):
        raise CapUnwritable(why=_NAME.fill(field="references"))
    return f"{one.sender},{one.identifier},{one.sent}"
