"""What the book says of an act of the field. Called with the book open."""

from typing import Any

from django.conf import settings

from watchroom.dispatch.field import entries
from watchroom.dispatch.field.entries import FieldActFacts
from watchroom.dispatch.field.models import FieldAct
from watchroom.dispatch.field.rules import LATE, Outcome
from watchroom.incidents import queries as incidents
from watchroom.journal.book import Book
from watchroom.kernel.clock import as_local, iso

DOUBT_ZH, DOUBT_EN = "，手机时钟调过，时间存疑", " (the phone's clock was set meanwhile: the time is in doubt)"


def facts_of(row: FieldAct) -> dict[str, Any]:
    words = row.title
    clock = as_local(row.happened_at, settings.SITE_ZONE)
    number = incidents.row(row.incident_id).number if row.incident_id else ""
    return {
        "act": row.pk, "key": row.key, "act_kind": row.kind, "kind_zh": words.zh, "kind_en": words.en, "person": row.person_id,
        "phone": row.phone_id, "about": row.about, "number": number, "happened_at": iso(row.happened_at), "device_at": iso(row.device_at),
        "offset_ms": row.offset_ms, "doubt": row.doubt, "clock": f"{clock:%m-%d %H:%M:%S} ({settings.SITE_ZONE})",
        "doubt_zh": DOUBT_ZH if row.doubt else "", "doubt_en": DOUBT_EN if row.doubt else "",
    }  # fmt: skip


def record(b: Book, row: FieldAct, told: dict[str, Any], *, why: str = "") -> None:
    """In the incident's timeline stands what was refused, and what came late; the rest is the act's own."""
    if row.outcome == Outcome.APPLIED:
        late = row.received_at - row.happened_at > LATE
        said: FieldActFacts = entries.FieldActApplied(**told)
        b.record(said, subject=row.subject, incident=row.incident_id if late else None)
        return
    said = entries.FieldActRefused(**told, why=why, why_zh=f"：{row.zh}", why_en=f": {row.en}")
    b.record(said, subject=row.subject, incident=row.incident_id)
