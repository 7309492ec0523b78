"""The watch over the API: who holds which post at this moment."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.journal.clock import site_now
from watchroom.people import queries
from watchroom.people.duty_api import router as duty_router
from watchroom.people.phone_api import router as phone_router
from watchroom.people.rights import Act
from watchroom.people.roster_api import router as roster_router

router = Router()
router.add_router("", duty_router)
router.add_router("", roster_router)
router.add_router("", phone_router)


class OnWatchOut(Schema):
    """A post that is held now. The person is null for whoever may see posts but no names, such as a wall screen."""

    post: str
    zh: str
    en: str
    role: str
    person: int | None
    person_zh: str | None
    person_en: str | None
    since: datetime
    until: datetime


@router.get("/duty", response=list[OnWatchOut], summary="Who is on watch now, by post")
def duty(request: HttpRequest) -> list[OnWatchOut]:
    viewer = queries.viewer_of(request)
    viewer.must(Act.SEE)
    names = viewer.may(Act.SEE_NAMES)
    return [
        OnWatchOut(
            post=one.post, zh=one.title.zh, en=one.title.en, role=one.role.value, since=one.since, until=one.until,
            person=one.person if names else None, person_zh=one.name.zh if names else None,
            person_en=one.name.en if names else None,
        )
        for one in queries.on_watch(site_now())
    ]  # fmt: skip
