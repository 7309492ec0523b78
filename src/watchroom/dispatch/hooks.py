"""Where carriers report by HTTP: delivery receipts and short answers. A stranger's word: by secret, small, shallow, and
nothing that it says is shown raw or guessed at.
"""

import hmac
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from watchroom.dispatch import call_answers
from watchroom.dispatch.call_faults import HookRefused, HookUnread
from watchroom.journal.eyes import everybody
from watchroom.people import carrier_settings
from watchroom.people.carrier import Carrier

MOST_BYTES, MOST_DEPTH, MOST_FIELDS = 65_536, 8, 200


@csrf_exempt
@never_cache
@require_POST
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Takes what the carrier with this secret reports. What was reported before changes nothing, so a repeat is harmless."""
    name, carrier = carrier_of(token)
    with everybody():  # no person asks: it is the platform that is told, of whichever agency's message
        heard = call_answers.hear(name, carrier.heard(read(request)))
    told = {"arrived": heard.arrived, "lost": heard.lost, "answers": heard.answers, "unread": heard.unread}
    return JsonResponse(told)


def carrier_of(token: str) -> tuple[str, Carrier]:
    """Raises HookRefused. Each secret is compared in the same time."""
    try:
        known = carrier_settings.set_up()
    except carrier_settings.SettingsBad:
        raise HookRefused from None
    given = token.encode(errors="replace")[:200]
    found = [(name, one) for name, one in known.items() if one.token and hmac.compare_digest(one.token.encode(), given)]
    if not found:
        raise HookRefused
    return found[0]


def read(request: HttpRequest) -> object:
    """JSON or a form, looked at for its size before it is read and for its depth before it is used. Raises HookUnread."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise HookUnread
    if "json" not in (request.content_type or ""):
        fields: Any = request.POST
        if len(fields) > MOST_FIELDS:
            raise HookUnread
        return {name: fields[name] for name in fields}
    body = request.body
    if _depth(body) > MOST_DEPTH or b"\\u0000" in body:
        raise HookUnread
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        raise HookUnread from None


def _depth(body: bytes) -> int:
    """How deep brackets stand, at most: counted without reading, those in texts too."""
    depth = deepest = 0
    for char in body:
        if char in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in b"]}":
            depth -= 1
    return deepest
