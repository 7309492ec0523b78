"""Official warnings over the API: the list with its filters, one with its chain, and the bytes as they came."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from watchroom.journal.clock import site_now
from watchroom.people.queries import viewer_of
from watchroom.sources import queries
from watchroom.sources.bulletin_pages import as_file
from watchroom.sources.models import Bulletin

MOST = 200
router = Router()


class NoteOut(Schema):
    """What was repaired, is doubted, or is our own doing and not the sender's."""

    code: str
    zh: str
    en: str


class BulletinOut(Schema):
    """An official warning as its sender wrote it. `in_force` is at this moment; `area` is null when it has no shape.

    `signature`: none, valid, invalid, unknown_certificate; without `trusted` it moves nothing by itself. `area_from`:
    message, codes (looked up), estimate (ours), none. `geocodes`: list and code of each area that it names.
    """

    id: int
    source: str
    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    exercise: bool
    signature: str
    trusted: bool
    state: str
    in_force: bool
    ended_by: int | None
    languages: list[str]
    event_zh: str
    event_en: str
    headline_zh: str
    headline_en: str
    instruction_zh: str
    instruction_en: str
    level: int | None
    severity: str
    area: dict[str, Any] | None
    area_from: str
    area_words: str
    geocodes: list[list[str]]
    effective: datetime
    expires: datetime
    event_ends: datetime | None
    received_at: datetime
    repeats: int
    also_from: list[str]
    notes: list[NoteOut]


class WholeBulletinOut(BulletinOut):
    """One warning with the messages about the same thing, oldest first, and how its source is."""

    chain: list[int]
    source_health: str
    source_last_seen: datetime | None


class WantedIn(Schema):
    """Which warnings: `state` may be `valid` (in force and not run out); `text` is looked for in headline, kind, sender, area."""

    limit: int = 50
    state: Literal["", "valid", "in_force", "superseded", "cancelled", "notice"] = ""
    text: str = Field("", max_length=120)
    level: int | None = Field(None, ge=1, le=4)
    source: str = Field("", max_length=64)
    signature: Literal["", "none", "valid", "invalid", "unknown_certificate"] = ""


@router.get(
    "/bulletins", response=list[BulletinOut], summary="Official warnings received in the last 7 days, newest first"
)
def bulletins(request: HttpRequest, asked: Query[WantedIn]) -> list[dict[str, Any]]:
    now = site_now()
    wanted = queries.Wanted(asked.state, asked.text, asked.level, asked.source, asked.signature)
    rows = queries.bulletins(viewer_of(request), now, max(1, min(asked.limit, MOST)), wanted)
    return [_told(row, now) for row in rows]


@router.get(
    "/bulletins/{int:pk}", response=WholeBulletinOut, summary="One official warning as it was received, with its chain"
)
def bulletin(request: HttpRequest, pk: int) -> dict[str, Any]:
    viewer = viewer_of(request)
    row = queries.bulletin(viewer, pk)
    if row is None:
        raise Http404(f"bulletin {pk}")
    return _told(row, site_now()) | {
        "chain": [one.pk for one in queries.bulletin_chain(viewer, row)],
        "source_health": row.source.health,
        "source_last_seen": row.source.last_seen,
    }


@router.get("/bulletins/{int:pk}/document", summary="The bytes of an official warning as they came, as a file")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.bulletin_document(viewer_of(request), pk)
    if found is None:
        raise Http404(f"bulletin {pk}")
    return as_file(pk, found)


def _told(row: Bulletin, now: datetime) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in BulletinOut.model_fields if hasattr(row, name)}
    in_force = row.state == Bulletin.State.IN_FORCE and row.expires > now
    notes = [{"code": code, "zh": zh, "en": en} for code, zh, en in row.notes]
    return plain | {
        "id": row.pk, "source": row.source.code, "ended_by": row.ended_by_id, "in_force": in_force, "notes": notes,
    }  # fmt: skip
