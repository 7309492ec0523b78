"""The door through which boxes and other systems push readings: 202 only for what is on disk."""

import base64
import binascii
import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from ninja.security import APIKeyHeader

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Lang
from watchroom.sources import arrow, intake
from watchroom.sources.catalogue import Catalogue, Device
from watchroom.sources.checking import Refused, Taken
from watchroom.sources.connector import Came
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.faults import StreamDown, TooLarge, WrongKey
from watchroom.sources.line import line
from watchroom.sources.quarantine import set_aside
from watchroom.sources.readings import MOST_MESSAGE
from watchroom.sources.trial_faults import OnTrial

ACTOR = "connector:http_push"
router = Router(tags=["sources"])
catalogue = Catalogue()


class DeviceAuth(APIKeyHeader):
    """`X-Device-Key`: the key that a device was given. It opens the doors of devices and no other.

    What cannot set a header of its own brings the key as `Authorization: Bearer <key>`, or with the device's code as
    `Authorization: Basic`.
    """

    param_name = "X-Device-Key"

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.headers.get(self.param_name) or _authorized(request.headers.get("Authorization", ""))

    def authenticate(self, request: HttpRequest, key: str | None) -> Device | None:
        """Raises WrongKey, so that a device is told more than that it is nobody."""
        catalogue.fresh()
        device = catalogue.device_of_key(key) if key else None
        if device is None:
            raise WrongKey()
        return device


def _authorized(header: str) -> str | None:
    """The key in an Authorization header; of Basic it is the password, and the user's name says nothing."""
    kind, _, told = header.partition(" ")
    if len(told) > 400:
        return None
    if kind.lower() == "bearer":
        return told.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(told, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None


def device_of(request: HttpRequest) -> Device:
    device: Device = getattr(request, "auth")  # noqa: B009 (ninja puts there what `authenticate` gave)
    return device


class RefusedOut(Schema):
    """A reading that was not taken: its place in the batch, the sensor as it was named, the fault and its text."""

    place: int
    sensor: str
    code: str
    text: str


class PushOut(Schema):
    """How many readings are on disk now, and which were not taken."""

    taken: int
    refused: list[RefusedOut]


_COLUMNS = {
    "type": "object",
    "properties": {
        "sensor": {"type": "array", "items": {"type": "string"}, "maxItems": 10000},
        "value": {"type": "array", "items": {"type": "number"}, "maxItems": 10000},
        "measured_at": {"type": "array", "items": {"type": "string", "format": "date-time"}},
    },
    "required": ["sensor", "value"],
}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": _COLUMNS},
        arrow.KIND: {"schema": {"type": "string", "format": "binary"}},
    },
}


@router.post(
    "/push",
    auth=DeviceAuth(),
    response={202: PushOut},
    summary="Push a batch of readings; 202 means that what was taken is on disk",
    openapi_extra={"requestBody": _BODY},
)
def push(request: HttpRequest) -> HttpResponse:
    """Columns of one length; `measured_at` as text with an offset or in milliseconds. 413 too large, 422 nothing could be
    taken, 503 not kept: send the same batch again after Retry-After. The same batch twice changes nothing twice.

    A device whose source is of another kind (a webhook, OwnTracks) sends in that kind's form. Of a source on trial
    nothing is taken: 202 with `taken` 0 and the refusal sources.OnTrial.
    """
    device = device_of(request)
    came = Came(body_of(request), "", request.headers.get("Content-Type", "").partition(";")[0].strip().lower())
    now_ms = ms(site_now())
    taken, bad = intake.take(catalogue, HttpPush, device, came, now_ms)
    if bad and (taken is None or not len(taken)):
        set_aside(bad, actor=ACTOR)
        if isinstance(bad[0].fault, OnTrial):
            return _on_trial(request, device, bad[0].fault)
        raise bad[0].fault
    if taken is not None and len(taken):
        mark = hashlib.sha256(device.code.encode() + b"\0" + came.body).hexdigest()[:32]
        try:
            keep(taken, now_ms, mark)
        except StreamDown as fault:
            return not_kept(fault, request)
    set_aside(bad, actor=ACTOR)
    refused = told(taken.refused if taken else [], lang_of(request))
    thanks = catalogue.hearing(device.source, HttpPush).thanks
    if thanks is not None and not refused:
        return JsonResponse(thanks, status=202, safe=False)
    return JsonResponse({"taken": len(taken) if taken else 0, "refused": refused}, status=202)


def _on_trial(request: HttpRequest, device: Device, fault: OnTrial) -> HttpResponse:
    """It came whole, so the sender is thanked as ever; the answer says that none of it was taken."""
    thanks = catalogue.hearing(device.source, HttpPush).thanks
    refused = told([Refused(-1, "", fault)], lang_of(request))
    return JsonResponse({"taken": 0, "refused": refused} if thanks is None else thanks, status=202, safe=False)


def keep(taken: Taken, now_ms: int, mark: str) -> None:
    """Returns when it is on disk; under one mark it is there once. Raises StreamDown."""
    parts = intake.packed([(taken, now_ms)])
    line().publish([(partition, data, f"h{mark}.{i}") for i, (partition, data) in enumerate(parts)])


def not_kept(fault: StreamDown, request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(fault.said(lang_of(request)), status=fault.status)
    answer["Retry-After"] = str(fault.facts["retry"])
    return answer


def body_of(request: HttpRequest, most: int = MOST_MESSAGE) -> bytes:
    """What was sent, with or without a length told before. Raises TooLarge; more than the bound is never taken in."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and (len(length) > 12 or int(length) > most):
        raise TooLarge(size=length[:12], most=most)
    # Django takes a request without a length for an empty one; our server ends what comes in pieces by itself.
    in_pieces = not length and request.META.get("wsgi.input_terminated")
    stream = request.META["wsgi.input"] if in_pieces else request
    body = b""
    while len(body) <= most and (piece := stream.read(most + 1 - len(body))):
        body += piece
    if len(body) > most:
        raise TooLarge(size=f"≥ {len(body)}", most=most)
    return body


def told(refused: list[Refused], lang: Lang) -> list[dict[str, Any]]:
    return [
        {"place": one.place, "sensor": one.sensor, "code": one.fault.code, "text": one.fault.words.text(lang)}
        for one in refused[:100]
    ]


def lang_of(request: HttpRequest) -> Lang:
    lang: Lang = getattr(request, "lang", "zh")
    return lang
