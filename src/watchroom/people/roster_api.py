"""The roster as files over the API."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from watchroom.kernel.tables import Encoding
from watchroom.people import feeds
from watchroom.people.feed_pages import address
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.roster_file import TABLE
from watchroom.people.roster_pages import any_taken, table
from watchroom.people.roster_taking import Taken

router = Router(tags=["duty"])
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class SaidOut(Schema):
    zh: str
    en: str


class WrongOut(Schema):
    """row  its number in the file, from 1"""

    row: int
    zh: str
    en: str


class TakenOut(Schema):
    """Shifts made, given to another person, and found as they were. If anything is wrong, nothing was taken (`done` is false).

    `encoding`: what the text of a CSV was read as; empty for a workbook or a calendar. `guessed`: said of each year of the
    shifts whose moved working days nobody entered, in Chinese and in English.
    """

    done: bool
    encoding: str
    made: int
    moved: int
    same: int
    wrong: list[WrongOut]
    warned: list[WrongOut]
    guessed: list[SaidOut]


@router.get("/duty/roster.xlsx", summary="The roster of a month as an Excel workbook")
def roster_out(request: HttpRequest, month: str = "", lang: Literal["zh", "en"] = "zh") -> HttpResponse:
    """`month` as 2026-12; without it the month that runs."""
    return table(viewer_of(request), month, lang, "xlsx")


@router.get("/duty/roster.csv", summary="The roster of a month as CSV")
def roster_csv(request: HttpRequest, month: str = "", lang: Literal["zh", "en"] = "zh") -> HttpResponse:
    """UTF-8 with its mark, so that a Chinese Excel reads it. `month` as 2026-12; without it the month that runs."""
    return table(viewer_of(request), month, lang, "csv")


@router.post(
    "/duty/roster/import", response=TakenOut, summary="Take a roster in from Excel, CSV or a calendar (.ics), all of it or none",
    openapi_extra=_FILE,
)  # fmt: skip
def roster_in(request: HttpRequest, post: str = "", check: bool = False, encoding: Encoding = "") -> TakenOut:
    """The file's bytes are the body. `post`: whose shifts the events of a calendar are. `check=true` takes nothing and says what would be.

    `encoding` of a CSV; without it, it is found: by its mark, else UTF-8, else GB18030. 422: nothing of it can be read.
    """
    viewer = viewer_of(request)
    viewer.must(Act.KEEP_ROSTER)  # before anything of the body is taken in
    found, said = any_taken(viewer, post, request.read(TABLE.size + 1), encoding=encoding, check=check)
    return taken_out(found, said)


def taken_out(found: Taken, encoding: str) -> TakenOut:
    wrong, warned = (
        [WrongOut(row=one.row, zh=one.words.zh, en=one.words.en) for one in rows]
        for rows in (found.wrong, found.warned)
    )
    return TakenOut(
        encoding=encoding,
        done=found.done,
        made=found.made,
        moved=found.moved,
        same=found.same,
        wrong=wrong,
        warned=warned,
        guessed=[SaidOut(zh=one.zh, en=one.en) for one in found.guessed],
    )


class FeedOut(Schema):
    """The address of one's own shifts as a calendar, told this once."""

    url: str


@router.post("/duty/feed", response=FeedOut, summary="Make or renew the secret link to one's own shifts as a calendar")
def renew_feed(request: HttpRequest) -> FeedOut:
    return FeedOut(url=address(request, feeds.renew(viewer_of(request))))
