"""The calendar of one's own shifts for other programs, and a calendar as a roster."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.journal.clock import site_now
from watchroom.people import feeds, queries, roster_ics, roster_taking
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: who has the link sees these shifts and nothing else."""
    body = roster_ics.feed(feeds.person_of(token), site_now(), settings.SITE_ZONE)
    return HttpResponse(body, content_type=roster_ics.MEDIA)


@never_cache
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """The link is shown this once."""
    link = address(request, feeds.renew(viewer_of(request)))
    return render(request, "people/feed.html", {"link": link})


def address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(f"/duty/feed/{token}.ics")


def taken(viewer: Viewer, post: str, data: bytes, *, check: bool) -> roster_taking.Taken:
    """A calendar's events as shifts of a post. Raises NoSuchPost, RosterFileBad."""
    viewer.must(Act.KEEP_ROSTER)
    row = queries.post(post)
    if row is None:
        raise NoSuchPost(code=post[:64])
    told: Any = roster_ics.events_of(data)
    read = roster_ics.read_events(told, row.pk, roster_taking.known(), settings.SITE_ZONE)
    return roster_taking.take(viewer, data, read, check=check)
