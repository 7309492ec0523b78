"""Sharing over the API: the same actions and queries as the screen."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.incidents import queries, sharing
from watchroom.incidents.models import Shared
from watchroom.people import agencies
from watchroom.people.queries import viewer_of

router = Router(tags=["incidents"])


class ShareOut(Schema):
    """`until` is null while it is shared."""

    agency: str
    zh: str
    en: str
    since: datetime
    reason: str
    until: datetime | None
    ended_reason: str


class SharesOut(Schema):
    """`agency` is whose the incident is; null is the site itself."""

    agency: str | None
    zh: str
    en: str
    shares: list[ShareOut]


class ShareIn(Schema):
    agency: str = Field(max_length=64)
    reason: str = Field(max_length=4000)


@router.get("/incidents/{int:pk}/shares", response=SharesOut, summary="Whose an incident is, and who else sees it")
def shares(request: HttpRequest, pk: int) -> SharesOut:
    viewer = viewer_of(request)
    row = queries.incident(viewer, pk)
    whose = agencies.words_of(row.agency_id)
    code = row.agency.code if row.agency else None
    return SharesOut(agency=code, zh=whose.zh, en=whose.en, shares=[_out(one) for one in sharing.shares(viewer, pk)])


@router.post("/incidents/{int:pk}/shares", response=ShareOut, summary="Share an incident with an agency")
def share(request: HttpRequest, pk: int, body: ShareIn) -> ShareOut:
    return _out(sharing.share(viewer_of(request), pk, body.agency, reason=body.reason))


@router.post("/incidents/{int:pk}/shares/end", response=ShareOut, summary="End the sharing with an agency")
def unshare(request: HttpRequest, pk: int, body: ShareIn) -> ShareOut:
    return _out(sharing.unshare(viewer_of(request), pk, body.agency, reason=body.reason))


def _out(row: Shared) -> ShareOut:
    return ShareOut(
        agency=row.agency.code, zh=row.agency.zh, en=row.agency.en, since=row.since, reason=row.reason, until=row.until,
        ended_reason=row.ended_reason,
    )  # fmt: skip
