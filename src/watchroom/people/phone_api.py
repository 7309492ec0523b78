"""Phones in the field over the API."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.people import phones
from watchroom.people.models import Phone
from watchroom.people.queries import viewer_of

router = Router(tags=["field"])


class PhoneOut(Schema):
    """A phone that is or was signed in. `seen_at`: when it was last heard, to ten minutes."""

    id: int
    person: str
    name: str
    made_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None


class LinkIn(Schema):
    """`person`: whose phone it is; empty for one's own, another's only for an administrator."""

    person: str = Field("", max_length=64)


class LinkOut(Schema):
    """The address that signs a phone in, once, within 15 minutes."""

    url: str


@router.get(
    "/field/phones", response=list[PhoneOut], summary="Phones signed in for the field: one's own, for the watch all"
)
def listed(request: HttpRequest) -> list[PhoneOut]:
    return [_out(row) for row in phones.listed(viewer_of(request))]


@router.post("/field/phones/links", response=LinkOut, summary="Make a link that signs a phone in for the field")
def link(request: HttpRequest, body: LinkIn) -> LinkOut:
    return LinkOut(url=address(request, phones.make_link(viewer_of(request), body.person)))


@router.post("/field/phones/{int:pk}/revoke", response=PhoneOut, summary="Revoke a phone")
def revoke(request: HttpRequest, pk: int) -> PhoneOut:
    return _out(phones.revoke(viewer_of(request), pk))


def address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(f"{phones.PATH}in/{token}")


def _out(row: Phone) -> PhoneOut:
    return PhoneOut(
        id=row.pk, person=row.person.code, name=row.name, made_at=row.made_at, expires_at=row.expires_at, seen_at=row.seen_at,
        revoked_at=row.revoked_at,
    )  # fmt: skip
