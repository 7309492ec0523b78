"""The facts of an incident as it is now, for whatever this room writes in the book about it."""

from typing import Any

from watchroom.incidents.entries import IncidentFacts
from watchroom.incidents.models import Incident
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso


def facts[F: IncidentFacts](row: Incident, kind: type[F], **more: Any) -> F:
    place, sort = row.place_words, row.sort.title
    return kind(
        incident=row.pk, number=row.number, title_zh=row.zh, title_en=row.en, incident_kind=row.kind,
        kind_zh=sort.zh, kind_en=sort.en, place=row.place.code if row.place else None, place_zh=place.zh, place_en=place.en,
        lon=degrees(row.lon), lat=degrees(row.lat),
        grade=row.grade, state=row.state, opened_at=iso(row.opened_at), alarm=row.alarm,
        reported={name: told["value"] for name, told in row.reported.items()}, **more,
    )  # fmt: skip


def degrees(value: float | None) -> str | None:
    return None if value is None else decimal_text(value)
