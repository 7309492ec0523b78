"""The SensorThings service: `/api/sensorthings/v1.1`, for devices with a key. What it does not offer it refuses by name."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms, parse_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.sources import intake
from watchroom.sources.catalogue import Device
from watchroom.sources.checking import Taken
from watchroom.sources.connector import Aside, Came
from watchroom.sources.connectors.sensorthings import SensorThings
from watchroom.sources.faults import NotOffered, StreamDown
from watchroom.sources.models import Source
from watchroom.sources.payloads import Offer, read_json
from watchroom.sources.push_api import DeviceAuth, body_of, catalogue, device_of, keep, lang_of, not_kept
from watchroom.sources.quarantine import bad_of, set_aside
from watchroom.sources.sensorthings import ENTITIES, Options, Step, read_address, read_options, takes_observations
from watchroom.sources.sensorthings_entities import View
from watchroom.sources.sensorthings_making import ACTOR, posted

BASE = "sensorthings/v1.1"
router = Router(tags=["sources"])
_ANY = {"content": {"application/json": {"schema": {"type": "object"}}}}


@router.get(f"/{BASE}/", auth=DeviceAuth(), summary="SensorThings: what this service has")
def service(request: HttpRequest) -> dict[str, Any]:
    base = _view(request).base
    named = "http://www.opengis.net/spec/iot_sensing/1.1/req"
    return {
        "value": [{"name": name, "url": f"{base}/{name}"} for name in ENTITIES],
        "serverSettings": {"conformance": [f"{named}/datamodel", f"{named}/data-array"]},
    }


@router.get(
    f"/{BASE}/{{path:rest}}", auth=DeviceAuth(), summary="SensorThings: Things, Datastreams, Observations and more, of one's own source"
)  # fmt: skip
def read(request: HttpRequest, rest: str) -> HttpResponse:
    """Ids are codes: `Datastreams('hill-wind')/Observations?$orderby=phenomenonTime desc&$top=1`. Observations are those of
    the last 24 hours unless $filter names a span of phenomenonTime, at most 31 days. $filter takes comparisons joined by
    `and`; besides there are $orderby, $top (1000 at most), $skip, $count, $select and $expand.
    """
    given = {name: str(request.GET[name]) for name in request.GET}
    return JsonResponse(_answer(_view(request), read_address(rest), read_options(given), given, rest), json_dumps_params={"ensure_ascii": False})  # fmt: skip


@router.post(
    f"/{BASE}/{{path:rest}}", auth=DeviceAuth(), summary="SensorThings: send Observations; name what is registered",
    openapi_extra={"requestBody": _ANY},
)  # fmt: skip
def write(request: HttpRequest, rest: str) -> HttpResponse:
    """Observations (one, or data arrays at CreateObservations): 201 when they are on disk, 503 with Retry-After when not.
    Things, Datastreams, Locations, Sensors and ObservedProperties are answered with what is registered; what is not is
    refused, unless the source's settings let its device register sensors. 409: the source is on trial, nothing is taken.
    """
    view, came = _view(request), Came(body_of(request), rest.strip("/"))
    if takes_observations(read_address(rest)):
        return _observed(request, view, came)
    try:
        kind, code = posted(view, came.topic, came.body)
    except Fault as fault:
        aside = [Aside("", fault, came.body)]
        device = device_of(request).code
        bad = bad_of(aside, came, source=view.source.pk, device=device, door=SensorThings.name, at_ms=ms(site_now()))
        set_aside(bad, actor=ACTOR)
        raise
    answer = JsonResponse(view.finished(kind, view.one(kind, code) if code else {}, Options()), status=201)
    answer["Location"] = view.link(kind, code)
    return answer


def _view(request: HttpRequest) -> View:
    source = Source.objects.get(pk=device_of(request).source)
    return View(source, request.build_absolute_uri(f"/api/{BASE}"))


# ---- reading --------------------------------------------------------------------------------------------------------


def _answer(view: View, steps: list[Step], options: Options, given: Mapping[str, str], rest: str) -> Any:
    match steps:
        case [Step(kind, None)] if kind in ENTITIES:
            return _listed(view, kind, view.all(kind, options), options, given, rest)
        case [Step(kind, str() as id_)] if kind in ENTITIES:
            return view.finished(kind, view.one(kind, id_), options)
        case [Step(kind, str() as id_), Step(relation, None)] if kind in ENTITIES:
            entity = view.one(kind, id_)
            if relation in ENTITIES:
                found = view.all(relation, options, of=(kind, id_))
                return _listed(view, relation, found, options, given, rest)
            return view.related(kind, entity, relation, options)
    raise NotOffered(what=shown(rest))


def _listed(
    view: View, kind: str, found: list[dict[str, Any]], options: Options, given: Mapping[str, str], rest: str
) -> dict[str, Any]:
    end = options.skip + options.top
    told: dict[str, Any] = {"@iot.count": len(found)} if options.count else {}
    if end < len(found) and options.top:
        more = urlencode({**given, "$top": str(options.top), "$skip": str(end)})
        told["@iot.nextLink"] = f"{view.base}/{rest.strip('/')}?{more}"
    return told | {"value": [view.finished(kind, one, options) for one in found[options.skip : end]]}


# ---- observations ---------------------------------------------------------------------------------------------------


def _observed(request: HttpRequest, view: View, came: Came) -> HttpResponse:
    device, now_ms = device_of(request), ms(site_now())
    taken, bad = intake.take(catalogue, SensorThings, device, came, now_ms)
    if taken is not None and len(taken):
        try:
            keep(taken, now_ms, _mark(device, request.path, came.body))
        except StreamDown as fault:
            return not_kept(fault, request)
    set_aside(bad, actor=ACTOR)
    if taken is None or (bad and not len(taken)):
        raise bad[0].fault
    offer = catalogue.hearing(device.source, SensorThings).hear(came)
    return _created(request, view, read_json(came.body), offer, taken, now_ms)


def _mark(device: Device, path: str, body: bytes) -> str:
    return hashlib.sha256(f"{device.code}\0{path}\0".encode() + body).hexdigest()[:32]


def _created(request: HttpRequest, view: View, told: Any, offer: Offer, taken: Taken, now_ms: int) -> HttpResponse:
    """Data arrays are answered in a list, an address or `error` for each; one observation by its address."""
    refused = {one.place: one.fault for one in taken.refused}
    links = [
        f"error: {refused[place].words.text(lang_of(request))}" if place in refused
        else view.link("Observations", f"{sensor}@{_ms(at, now_ms)}")
        for place, (sensor, at) in enumerate(zip(offer.sensor, offer.measured, strict=True))
    ]  # fmt: skip
    if isinstance(told, list):
        return JsonResponse(links, status=201, safe=False, json_dumps_params={"ensure_ascii": False})
    answer = JsonResponse({"@iot.selfLink": links[0], "result": offer.value[0]}, status=201)
    answer["Location"] = links[0]
    return answer


def _ms(at: Any, now_ms: int) -> int:
    return now_ms if at is None else ms(parse_time(at)) if isinstance(at, str) else int(at)
