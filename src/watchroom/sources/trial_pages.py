"""The pages on which an administrator sets a source up on trial, watches what arrives, and decides."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.kernel import form
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace
from watchroom.sources import saying, trial, trial_actions
from watchroom.sources.connector import CONNECTORS, Asking, Connector, Listening
from watchroom.sources.connectors.files import Files
from watchroom.sources.faults import BadCode, NoSuchConnector, NoSuchQuantity, ReservedCode, SensorStays
from watchroom.sources.models import Source
from watchroom.sources.trial_actions import Named
from watchroom.sources.trial_faults import AlreadyOnTrial, NamesOwed, NotOnTrial, WrongPeriod

PREFIX = "s-"
PLAIN = ("code", "zh", "en", "expected_every_s")
SENSOR = ("sensor", "place", "quantity", "sensor_zh", "sensor_en")
# Which field a refusal is about, so that it stands beside what must be changed.
_FIELDS: Mapping[type[Fault], str] = {
    BadCode: "code", ReservedCode: "code", NotOnTrial: "code", AlreadyOnTrial: "code", NamesOwed: "zh", WrongPeriod: "expected_every_s",
}  # fmt: skip
_SENSOR_FIELDS: Mapping[type[Fault], str] = {
    BadCode: "sensor", SensorStays: "sensor", NoSuchPlace: "place", NoSuchQuantity: "quantity", NamesOwed: "sensor_zh",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a form: what was typed, what is wrong by field, and what is wrong with all of it together."""

    typed: Mapping[str, str]
    fields: list[form.Field] = field(default_factory=list)
    wrong: Mapping[str, Words] = field(default_factory=dict)
    whole: Words | None = None


# ---- setting up --------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The kinds of sources; with `?kind=` the form of one."""
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)
    if request.method == "POST":
        kind = _kind(request.POST.get("kind", ""))
        code, sheet = _set_up(viewer, kind, request.POST.dict(), None)
        return redirect(f"/sources/{code}/trial") if sheet is None else _form(request, kind, sheet, status=422)
    asked = request.GET.get("kind", "")
    if asked:
        kind = _kind(asked)
        return _form(request, kind, Sheet({"expected_every_s": "60"}, form.fields(kind.Settings)))
    kinds = sorted(CONNECTORS.all.values(), key=lambda one: (_way(one), one.name))
    told = {"kinds": [{"kind": one, "way": WAYS[_way(one)]} for one in kinds]}
    return render(request, "sources/new.html", told)


WAYS = (
    Words(zh="对方发来", en="sends to us"),
    Words(zh="我们去询问", en="is asked by us"),
    Words(zh="我们去听", en="is listened to"),
)


def _way(kind: type[Connector]) -> int:
    return 2 if issubclass(kind, Listening) else 1 if issubclass(kind, Asking) else 0


def _kind(name: str) -> type[Connector]:
    if name not in CONNECTORS:
        raise NoSuchConnector(kind=shown(name), known=", ".join(CONNECTORS.all))
    return CONNECTORS[name]


def _form(request: HttpRequest, kind: type[Connector], sheet: Sheet, status: int = 200) -> HttpResponse:
    told = {"kind": kind, "sheet": sheet, "example": _example(kind)}
    return render(request, "sources/new.html", told, status=status)


def _example(kind: type[Connector]) -> str:
    """The settings of its first recorded case that has any, for whoever wonders what is meant."""
    some = next((one.settings for one in kind.samples if one.settings), None)
    if some is None:
        return ""
    shown_ = form.without_secrets(kind.Settings, some)
    return json.dumps(shown_, ensure_ascii=False, indent=2, default=str)[:3000]


def _set_up(
    viewer: Viewer, kind: type[Connector], posted: Mapping[str, str], row: Source | None
) -> tuple[str, Sheet | None]:
    """Sets it up, or gives the form again with what is wrong. `row` is the one on trial that is changed."""
    typed = {name: posted.get(name, "") for name in PLAIN}
    settings = {name.removeprefix(PREFIX): text for name, text in posted.items() if name.startswith(PREFIX)}
    code = row.code if row else typed["code"].strip()[:64]
    kept = row.settings if row and row.kind == kind.name else None
    read = form.read(kind.Settings, settings, kept)
    if not read.well:
        return code, Sheet(typed, form.fields(kind.Settings, settings, read.wrong), {}, read.whole)
    named = Named(typed["zh"], typed["en"], typed["expected_every_s"])
    try:
        if row is None and Source.objects.filter(code=code, trial=True).exists():
            raise AlreadyOnTrial(code=code)
        trial_actions.set_up(code, kind.name, named, read.given, viewer=viewer)
    except Fault as fault:
        wrong, whole = _beside(fault, _FIELDS)
        return code, Sheet(typed, form.fields(kind.Settings, settings), wrong, whole)
    return code, None


def _beside(fault: Fault, fields: Mapping[type[Fault], str]) -> tuple[dict[str, Words], Words | None]:
    """A refusal beside its field, else above all of them. Rights and what is away are no matter of a field."""
    if fault.status in (401, 403, 503):
        raise fault
    name = fields.get(type(fault))
    return ({name: fault.words}, None) if name else ({}, fault.words)


# ---- watching ----------------------------------------------------------------------------------------------------------


@never_cache
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = trial.seen(viewer, code)
    strange = shown(request.GET["sensor"], 64) if request.GET.get("sensor") else ""
    return _page(request, viewer, row, sensor=Sheet({"sensor": strange, "sensor_zh": strange, "sensor_en": strange}))


@never_cache
@require_GET
def arrived(request: HttpRequest, code: str) -> HttpResponse:
    """The part that lives. 204 while nothing of it has changed, so that what a person looks at stays."""
    row = trial.seen(viewer_of(request), code)
    found = trial.arrived(row)
    if request.GET.get("mark") == found.mark:
        return HttpResponse(status=204)
    return render(request, "sources/_arrived.html", {"source": row, "a": found})


def _page(request: HttpRequest, viewer: Viewer, row: Source, status: int = 200, **more: Any) -> HttpResponse:
    kind = CONNECTORS.all.get(row.kind)
    typed = {"zh": row.zh, "en": row.en, "expected_every_s": str(row.expected_every_s)}
    told: dict[str, Any] = {
        "source": row, "kind": kind, "a": trial.arrived(row), "period": saying.period(row.expected_every_s),
        "asks": kind is not None and issubclass(kind, Asking), "listens": kind is not None and issubclass(kind, Listening),
        "takes_files": row.kind == Files.name, "devices": row.devices.order_by("code"), "places": places.names(viewer),
        "quantities": QUANTITIES.values(), "push": request.build_absolute_uri("/api/push"),
        "sheet": Sheet(typed, form.fields(kind.Settings, form.typed_of(kind.Settings, row.settings)) if kind else []),
        "sensor": Sheet({}),
    }  # fmt: skip
    return render(request, "sources/trial.html", told | more, status=status)


@never_cache
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = trial.seen(viewer, code)
    _, sheet = _set_up(viewer, _kind(row.kind), request.POST.dict(), row)
    if sheet is None:
        return redirect(f"/sources/{code}/trial")
    return _page(request, viewer, row, status=422, sheet=sheet, changing=True)


@never_cache
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    trial_actions.ask(code, viewer=viewer_of(request))
    return redirect(f"/sources/{code}/trial")


@never_cache
@require_POST
def device(request: HttpRequest, code: str) -> HttpResponse:
    """The only answer in which the key stands."""
    viewer = viewer_of(request)
    row = trial.seen(viewer, code)
    name = request.POST.get("device", "").strip()[:65]
    key = trial_actions.add_device(code, name, viewer=viewer)
    return _page(request, viewer, row, given={"device": name, "key": key})


@never_cache
@require_POST
def sensor(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    row = trial.seen(viewer, code)
    typed = {name: request.POST.get(name, "").strip()[:200] for name in SENSOR}
    named = Named(typed["sensor_zh"], typed["sensor_en"])
    try:
        trial_actions.add_sensor(code, typed["sensor"], typed["place"], typed["quantity"], named, viewer=viewer)
    except Fault as fault:
        wrong, whole = _beside(fault, _SENSOR_FIELDS)
        return _page(request, viewer, row, status=422, sensor=Sheet(typed, [], wrong, whole))
    return redirect(f"/sources/{code}/trial")


# ---- deciding ----------------------------------------------------------------------------------------------------------


@never_cache
@require_POST
def serve(request: HttpRequest, code: str) -> HttpResponse:
    trial_actions.put_into_service(code, replay=request.POST.get("replay") == form.ON, viewer=viewer_of(request))
    return redirect(f"/sources/{code}")


@never_cache
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    trial_actions.throw_away(code, viewer=viewer_of(request))
    return redirect("/sources/")
