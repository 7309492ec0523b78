"""The watch over the API: who holds which post at this moment."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.journal.clock import site_now
from watchroom.people import queries
from watchroom.people.agency_api import router as agency_router
from watchroom.people.duty_api import router as duty_router
from watchroom.people.log_api import router as log_router
from watchroom.people.phone_api import router as phone_router
from watchroom.people.rights import Act
from watchroom.people.roll_api import router as roll_router
from watchroom.people.roster_api import router as roster_router
from watchroom.people.strength_api import router as strength_router
from watchroom.people.todo_api import router as todo_router
from watchroom.people.way_api import router as way_router

router = Router()
router.add_router("", agency_router)
router.add_router("", duty_router)
router.add_router("", roster_router)
router.add_router("", way_router)
router.add_router("", log_router)
router.add_router("", roll_router)
router.add_router("", todo_router)
router.add_router("", strength_router)
router.add_router("", phone_router)


class OnWatchOut(Schema):
    """A post that is held now; `on_leave`: by somebody whose leave was agreed to; `signed_at`: when he signed for it, if he has. The person is null for whoever may see posts but no names, such as a wall screen."""

    post: str
    zh: str
    en: str
    role: str
    person: int | None
    person_zh: str | None
    person_en: str | None
    since: datetime
    until: datetime
    on_leave: bool = False
    signed_at: datetime | None = None


@router.get("/duty", response=list[OnWatchOut], summary="Who is on watch now, by post")
def duty(request: HttpRequest) -> list[OnWatchOut]:
    viewer = queries.viewer_of(request)
    viewer.must(Act.SEE)
    names = viewer.may(Act.SEE_NAMES)
    now = site_now()
    away = queries.on_leave(now) if names else frozenset()
    return [on_watch_out(one, names=names, on_leave=one.person in away) for one in queries.on_watch(now)]


def on_watch_out(one: queries.OnWatch, *, names: bool = True, on_leave: bool = False) -> OnWatchOut:
    return OnWatchOut(
        post=one.post, zh=one.title.zh, en=one.title.en, role=one.role.value, since=one.since, until=one.until,
        person=one.person if names else None, person_zh=one.name.zh if names else None,
        person_en=one.name.en if names else None, on_leave=on_leave, signed_at=one.taken_at if names else None,
    )  # fmt: skip
