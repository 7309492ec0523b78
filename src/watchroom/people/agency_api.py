"""Agencies over the API: the same actions and queries as the screen."""

from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.people import agencies, queries
from watchroom.people.models import Agency
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router()


class AgencyOut(Schema):
    """`parent` is null under the site itself; `posts` are the codes of its posts; `grade` counts where `upward` is `grade`."""

    code: str
    zh: str
    en: str
    parent: str | None
    upward: str
    grade: int
    posts: list[str]


class AgencyIn(Schema):
    zh: str = Field("", max_length=64)
    en: str = Field("", max_length=64)
    parent: str = Field("", max_length=64)
    upward: Literal["all", "grade", "shared"] = "all"
    grade: int = Field(3, ge=1, le=4)


class BelongsIn(Schema):
    """`agency` empty: the site itself."""

    agency: str = Field(max_length=64)


@router.get("/agencies", response=list[AgencyOut], summary="Agencies and jurisdictions, a parent before its children")
def listed(request: HttpRequest) -> list[AgencyOut]:
    viewer = viewer_of(request)
    if not viewer.may(Act.ADMIN):
        viewer.must(Act.SEE)
    return _all()


@router.put("/agencies/{code}", response=list[AgencyOut], summary="Enter or change an agency")
def put(request: HttpRequest, code: str, body: AgencyIn) -> list[AgencyOut]:
    agencies.put_agency(viewer_of(request), code, **body.dict())
    return _all()


@router.put("/agencies/posts/{code}", response=list[AgencyOut], summary="Say whose a post is")
def post(request: HttpRequest, code: str, body: BelongsIn) -> list[AgencyOut]:
    agencies.place_post(viewer_of(request), code, body.agency)
    return _all()


@router.put("/agencies/people/{code}", response=list[AgencyOut], summary="Say whose a person is without any post")
def person(request: HttpRequest, code: str, body: BelongsIn) -> list[AgencyOut]:
    agencies.place_person(viewer_of(request), code, body.agency)
    return _all()


def _all() -> list[AgencyOut]:
    return [agency_out(row) for row in agencies.agencies()]


def agency_out(row: tuple[Agency, int]) -> AgencyOut:
    one, _ = row
    return AgencyOut(
        code=one.code, zh=one.zh, en=one.en, parent=one.parent.code if one.parent else None, upward=one.upward,
        grade=one.grade, posts=[post.code for post in queries.posts() if post.agency_id == one.pk],
    )  # fmt: skip
