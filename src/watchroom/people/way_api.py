"""How people are reached, over the API: one's own ways, the site's contacts, and who stands in for whom."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.people import way_queries, ways
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer
from watchroom.people.way_models import Chain, ContactWay
from watchroom.people.way_pages import done
from watchroom.people.way_queries import Contact

router = Router(tags=["duty"])


class WayOut(Schema):
    """One way to reach somebody. `address`: its end alone, where the viewer may not know it. Times are UTC.

    channel: `phone`, which a person dials, or a carrier's name. Only a verified way that is not stopped is used.
    `quiet_*`: from and until what time of day only what is urgent uses it, and in which zone; empty where there are no such hours.
    """

    id: int
    channel: str
    address: str
    rank: int
    lang: str
    verified_at: datetime | None
    stopped_at: datetime | None
    quiet_from: str
    quiet_until: str
    quiet_zone: str


class ContactOut(Schema):
    """`owner`: `person:CODE` or `post:CODE`. `chain`: the posts that stand in for a post; empty where the site's leaders do."""

    owner: str
    zh: str
    en: str
    reached: bool
    ways: list[WayOut]
    chain: list[str]
    next_person_s: int | None


class WayIn(Schema):
    """`owner` empty: one's own; another's or a post's is for whoever keeps the roster."""

    channel: str = Field(max_length=64)
    address: str = Field(max_length=400)
    owner: str = Field(default="", max_length=80)
    lang: Literal["zh", "en"] = "zh"


class ActIn(Schema):
    code: str = Field(default="", max_length=20, description="For `verify`: the code that came there.")
    start: str = Field(
        default="", max_length=5, description="For `quiet`: from what time of day, as 22:00; empty for no quiet hours."
    )
    end: str = Field(default="", max_length=5, description="For `quiet`: until what time of day, as 07:00.")
    zone: str = Field(
        default="", max_length=64, description="For `quiet`: the zone, as Asia/Shanghai; empty for the site's."
    )


class ChainIn(Schema):
    steps: list[str] = Field(max_length=6)
    next_person_s: int = Field(default=ways.NEXT_PERSON_S, ge=30, le=3600)


class ChainOut(Schema):
    post: str
    steps: list[str]
    next_person_s: int


def way_out(viewer: Viewer, row: ContactWay) -> WayOut:
    return WayOut(
        id=row.pk, channel=row.channel, address=way_queries.shown(viewer, row), rank=row.rank, lang=row.lang,
        verified_at=row.verified_at, stopped_at=row.stopped_at, quiet_from=row.quiet_from, quiet_until=row.quiet_until,
        quiet_zone=row.quiet_zone,
    )  # fmt: skip


def own_out(row: ContactWay) -> WayOut:
    """As its owner is told of it on his own command line: without the address, which stands in no script's output."""
    return WayOut(
        id=row.pk, channel=row.channel, address="", rank=row.rank, lang=row.lang, verified_at=row.verified_at,
        stopped_at=row.stopped_at, quiet_from=row.quiet_from, quiet_until=row.quiet_until, quiet_zone=row.quiet_zone,
    )  # fmt: skip


def _contact(viewer: Viewer, one: Contact) -> ContactOut:
    return ContactOut(
        owner=one.owner, zh=one.who.zh, en=one.who.en, reached=one.reached, ways=[way_out(viewer, row) for row in one.ways],
        chain=one.chain.steps if one.chain else [], next_person_s=one.chain.next_person_s if one.chain else None,
    )  # fmt: skip


def chain_out(row: Chain) -> ChainOut:
    return ChainOut(post=row.post.code, steps=row.steps, next_person_s=row.next_person_s)


@router.get("/duty/ways", response=list[WayOut], summary="One's own ways to be reached")
def mine(request: HttpRequest) -> list[WayOut]:
    viewer = viewer_of(request)
    return [way_out(viewer, row) for row in way_queries.own_ways(viewer)]


@router.post("/duty/ways", response=WayOut, summary="Add a way")
def put(request: HttpRequest, body: WayIn) -> WayOut:
    viewer = viewer_of(request)
    return way_out(viewer, ways.put_way(viewer, body.channel, body.address, owner=body.owner, lang=body.lang))


@router.post(
    "/duty/ways/{int:pk}/{act}",
    response=WayOut,
    summary="drop, first, stop, resume, verify (with its code), vouch or quiet (with its hours)",
)
def change(request: HttpRequest, pk: int, act: str, body: ActIn) -> WayOut:
    viewer = viewer_of(request)
    return way_out(viewer, done(viewer, pk, act, body.code, start=body.start, end=body.end, zone=body.zone))


@router.get("/duty/contacts", response=list[ContactOut], summary="How all posts and persons are reached")
def contacts(request: HttpRequest) -> list[ContactOut]:
    viewer = viewer_of(request)
    posts, persons = way_queries.contacts(viewer)
    return [_contact(viewer, one) for one in [*posts, *persons]]


@router.put("/duty/chains/{post}", response=ChainOut, summary="Who stands in, in order, when a post does not answer")
def chain(request: HttpRequest, post: str, body: ChainIn) -> ChainOut:
    return chain_out(ways.set_chain(viewer_of(request), post, body.steps, body.next_person_s))
