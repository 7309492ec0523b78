"""The body in which a phone sends its acts, and the answer: the same on the screen's address and over the API."""

from typing import Any

import orjson
from django.http import HttpRequest

from watchroom.dispatch.field import acts
from watchroom.dispatch.field.acts import Answer, From
from watchroom.dispatch.field.faults import BatchUnread
from watchroom.incidents import scene_media
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, parse_time
from watchroom.people import queries as people
from watchroom.people.models import Phone
from watchroom.people.viewer import Viewer
from watchroom.sources.push_api import body_of

MOST_BODY = 1 << 20
MOST_ACT = 8000
_YEARS = (1970, 2199)


def batch(request: HttpRequest, viewer: Viewer, phone: Phone | None) -> dict[str, Any]:
    """`{"sent_at": …, "acts": […]}`. Raises NotSignedIn, TooLarge, BatchUnread."""
    viewer.own()
    told = _json(body_of(request, MOST_BODY))
    listed = told.get("acts")
    if not isinstance(listed, list) or len(listed) > acts.MOST_ACTS:
        raise BatchUnread(most=acts.MOST_ACTS)
    return answered(acts.take(_sender(viewer, phone, told.get("sent_at")), listed))


def with_file(request: HttpRequest, viewer: Viewer, phone: Phone | None) -> dict[str, Any]:
    """One act in `?act=` and `?sent_at=`; the file's bytes are the body. Raises NotSignedIn, TooLarge, BatchUnread."""
    viewer.own()
    given = request.GET.get("act", "")
    if len(given) > MOST_ACT:
        raise BatchUnread(most=1)
    told = _json(given.encode("utf-8", "replace"))
    sender = _sender(viewer, phone, request.GET.get("sent_at"))
    data = body_of(request, scene_media.MOST_BYTES)
    return answered([acts.take_with_file(sender, told, data)])


def answered(answers: list[Answer]) -> dict[str, Any]:
    return {
        "now": iso(site_now()),
        "answers": [
            {
                "key": one.key, "outcome": one.outcome, "before": one.before, "code": one.code,
                "zh": one.words.zh if one.words else "", "en": one.words.en if one.words else "",
            }
            for one in answers
        ],
    }  # fmt: skip


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except ValueError:
        raise BatchUnread(most=acts.MOST_ACTS) from None
    if not isinstance(told, dict):
        raise BatchUnread(most=acts.MOST_ACTS)
    return told


def _sender(viewer: Viewer, phone: Phone | None, sent_at: Any) -> From:
    person = people.person(viewer.own())
    assert person is not None
    try:
        at = parse_time(str(sent_at)[:40])
    except (ValueError, OverflowError):
        raise BatchUnread(most=acts.MOST_ACTS) from None
    if not _YEARS[0] <= at.year <= _YEARS[1]:
        raise BatchUnread(most=acts.MOST_ACTS)
    return From(person, phone, at)
