"""Roads closed to units: drawn with a reason, in force from and until a time, lifted with a reason. Proposals go round them."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from watchroom.dispatch.faults import TextOwed
from watchroom.dispatch.models import Closure
from watchroom.dispatch.response_entries import ClosureDrawn, ClosureFacts, ClosureLifted
from watchroom.dispatch.response_faults import ClosureOver, ClosureSpan, NoSuchClosure, TooManyClosures
from watchroom.dispatch.roads import Avoid
from watchroom.dispatch.telling import short
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.canonical import digest
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.geometry import AREAS, LINES, GeoJSON, GeometryRefused, check_geojson, shape
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_IN_FORCE = 200
BESIDE_DEG = 0.00015  # a closed line is some 15 m wide to either side: a drawn line never lies exactly on the road
SHAPES = AREAS | LINES
_NAME, _REASON = Words(zh="名称", en="a name"), Words(zh="理由", en="the reason")


def typed_shape(text: str) -> str:
    """GeoJSON as it is; or of coordinates that somebody typed, `longitude, latitude` line by line: a line, or the area that it
    goes round if its end is its beginning. Raises GeometryRefused for what is neither."""
    if not text.strip() or text.lstrip()[0] in "{[":
        return text
    points = [_point(line) for line in re.split(r"[\n;]", text) if line.strip()]
    ring = len(points) > 3 and points[0] == points[-1]
    made = {"type": "Polygon", "coordinates": [points]} if ring else {"type": "LineString", "coordinates": points}
    return json.dumps(made)


def _point(line: str) -> list[float]:
    parts = re.split(r"[\s,，]+", line.strip())
    try:
        lon, lat = (float(one) for one in parts)
    except ValueError:
        raise GeometryRefused(
            why=Words(
                zh=f"{line.strip()[:40]!r} 应为“经度, 纬度”", en=f"{line.strip()[:40]!r} must be “longitude, latitude”"
            )
        ) from None
    return [lon, lat]


def draw_closure(
    viewer: Viewer, zh: str, en: str, geometry: str | GeoJSON, *, reason: str, since: datetime | None = None,
    until: datetime | None = None,
) -> Closure:  # fmt: skip
    """Closes a line or an area to units, from now or a later time on.

    geometry  GeoJSON, or coordinates line by line
    en  the same as `zh` where it is left empty: a road's name is seldom translated in a hurry
    Raises GeometryRefused, TextOwed, ClosureSpan, TooManyClosures.
    """
    viewer.must(Act.DISPATCH_UNIT)
    zh, en, reason = _named(zh, en), _named(en, zh), short(reason, 500, _REASON)
    if not reason:
        raise TextOwed(what=_REASON)
    checked = check_geojson(typed_shape(geometry) if isinstance(geometry, str) else geometry, SHAPES)
    with book(actor=viewer.actor) as b:
        begins = since or b.now
        if until is not None and until <= max(begins, b.now):
            raise ClosureSpan
        if _in_force(b.now).count() >= MOST_IN_FORCE:
            raise TooManyClosures(most=MOST_IN_FORCE)
        row = Closure.objects.create(
            zh=zh, en=en, geometry=checked, since=begins, until=until, reason=reason, at=b.now, by=b.actor
        )
        b.record(_facts(row, ClosureDrawn, reason), subject=row.subject)
    return row


def lift_closure(viewer: Viewer, closure: int, *, reason: str) -> Closure:
    """Opens it to traffic again. Raises NoSuchClosure, ClosureOver, TextOwed."""
    viewer.must(Act.DISPATCH_UNIT)
    reason = short(reason, 500, _REASON)
    if not reason:
        raise TextOwed(what=_REASON)
    with book(actor=viewer.actor) as b:
        row = Closure.objects.select_for_update().filter(pk=closure).first()
        if row is None:
            raise NoSuchClosure(closure=closure)
        over = row.lifted_at or (row.until if row.until and row.until <= b.now else None)
        if over is not None:
            raise ClosureOver(closure=Words(zh=row.zh, en=row.en), at=iso(over))
        row.lifted_at, row.lifted_by, row.lifted_reason = b.now, b.actor, reason
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
        b.record(_facts(row, ClosureLifted, reason), subject=row.subject, cause=journal.last_id(row.subject))
    return row


def closures(viewer: Viewer, at: datetime | None = None, *, past: bool = False) -> list[Closure]:
    """Those that are in force at a moment (None: now) or begin later, soonest first; or those that are over, newest first."""
    viewer.must(Act.SEE)
    now = at or site_now()
    current = Q(lifted_at=None) & (Q(until=None) | Q(until__gt=now))
    if past:
        return list(Closure.objects.exclude(current).order_by("-pk")[:100])
    return list(Closure.objects.filter(current).order_by("since", "pk")[: 2 * MOST_IN_FORCE])


def in_force(at: datetime) -> list[Closure]:
    return list(_in_force(at).order_by("pk"))


def _in_force(at: datetime) -> QuerySet[Closure]:
    return Closure.objects.filter(Q(until=None) | Q(until__gt=at), lifted_at=None, since__lte=at)


def avoid(rows: Sequence[Closure]) -> Avoid:
    """What the road engine must keep out of. A line becomes a narrow area."""
    rings: list[tuple[tuple[float, float], ...]] = []
    for row in rows:
        made = shape(row.geometry)
        made = made if row.geometry["type"] in AREAS else made.buffer(BESIDE_DEG, quad_segs=2)
        for part in getattr(made, "geoms", [made]):
            rings.append(tuple((round(x, 6), round(y, 6)) for x, y in part.exterior.coords))
    named = digest([[[str(x), str(y)] for x, y in ring] for ring in rings]) if rings else ""
    return Avoid(named, tuple(rings))


def _named(text: str, other: str) -> str:
    name = short(text, 200, _NAME) or short(other, 200, _NAME)
    if not name:
        raise TextOwed(what=_NAME)
    return name


def span(row: Closure) -> Words:
    """From and until when, in the site's time."""
    begins, ends = (as_local(at, settings.SITE_ZONE) if at else None for at in (row.since, row.until))
    if ends is None:
        return Words(zh=f"{begins:%m-%d %H:%M} 起", en=f"from {begins:%m-%d %H:%M}")
    return Words(zh=f"{begins:%m-%d %H:%M} 至 {ends:%m-%d %H:%M}", en=f"{begins:%m-%d %H:%M} to {ends:%m-%d %H:%M}")


def _facts[F: ClosureFacts](row: Closure, kind: type[F], reason: str) -> F:
    words = span(row)
    given: dict[str, Any] = {
        "zh": row.zh, "en": row.en, "geometry": json.dumps(row.geometry, sort_keys=True), "since": iso(row.since),
        "until": iso(row.until) if row.until else "", "reason": reason, "span_zh": words.zh, "span_en": words.en,
        "lifted_at": iso(row.lifted_at) if row.lifted_at else "",
    }  # fmt: skip
    return kind(**given)
