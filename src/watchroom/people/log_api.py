"""The duty log over the API."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.kernel.clock import Instant
from watchroom.people import log_actions, log_queries
from watchroom.people.log_queries import Asked
from watchroom.people.models import LogLine
from watchroom.people.queries import viewer_of

router = Router(tags=["duty"])


class LogLineOut(Schema):
    """`incident`: its number as people call it; `corrects`, `corrected_by`: numbers of lines."""

    id: int
    at: datetime
    post: str
    person: str
    text: str
    incident: str | None
    corrects: int | None
    corrected_by: list[int]
    exercise: bool


class LogOut(Schema):
    """Newest first. `older`: give it as `before` for what is older; `cut`: too much was alike, the search stopped at `older`."""

    lines: list[LogLineOut]
    older: int | None
    cut: bool


class LogLineIn(Schema):
    """`text`: one line, `#12` in it ties it to an incident; `incident`: or its number here; `corrects`: an earlier line."""

    text: str = Field(max_length=2000)
    incident: str = Field("", max_length=64)
    corrects: int | None = None


@router.get("/duty/log", response=LogOut, summary="The duty log: the newest lines, or those that are looked for")
def search(
    request: HttpRequest,
    q: str = "",
    since: Instant | None = None,
    until: Instant | None = None,
    post: str = "",
    incident: str = "",
    before: int | None = None,
    limit: int = log_queries.PAGE,
) -> LogOut:
    """`q`: a line has all of its words: characters, full pinyin, initials, how a word begins. `until` is exclusive."""
    viewer = viewer_of(request)
    row = log_actions.row_of(viewer, incident)
    return out(log_queries.search(viewer, Asked(q, since, until, post, row, before, limit)))


def out(found: log_queries.Found) -> LogOut:
    return LogOut(lines=[line_out(row) for row in found.lines], older=found.older, cut=found.cut)


@router.post("/duty/log", response=LogLineOut, summary="Write a line in the duty log, or a correction of one")
def write(request: HttpRequest, given: LogLineIn) -> LogLineOut:
    return line_out(log_actions.write(viewer_of(request), given.text, incident=given.incident, corrects=given.corrects))


def line_out(row: LogLine) -> LogLineOut:
    return LogLineOut(
        id=row.pk, at=row.at, post=row.post, person=row.person.code, text=row.text, incident=row.tie or None,
        corrects=row.corrects_id, corrected_by=[one.pk for one in row.corrections.all()], exercise=row.exercise,
    )  # fmt: skip
