"""Sources on trial over the API: set up, watched, asked, given devices and sensors, put into service or thrown away."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from watchroom.kernel import form
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import trial, trial_actions
from watchroom.sources.connector import CONNECTORS, Asking, Connector, Listening
from watchroom.sources.models import Source
from watchroom.sources.trial_actions import Named

router = Router(tags=["sources"])


class SourceSettingOut(Schema):
    """kind  number, whole, choice, switch, text, secret (never told again), list or json"""

    name: str
    title_zh: str
    title_en: str
    kind: str
    required: bool
    default: str
    choices: list[str]


class SourceKindOut(Schema):
    """A way in which a source reaches us. way: `sends` to us, `asked` by us, `listened` to."""

    name: str
    way: str
    title_zh: str
    title_en: str
    help_zh: str
    help_en: str
    settings: list[SourceSettingOut]


class TrialIn(Schema):
    """A secret that is left out stays as it is."""

    kind: str
    zh: str
    en: str
    expected_every_s: int = 60
    settings: dict[str, Any] = {}


class TrialDeviceIn(Schema):
    device: str


class TrialSensorIn(Schema):
    sensor: str
    place: str
    quantity: str
    zh: str
    en: str


class TrialServeIn(Schema):
    """replay: what came on trial and was kept whole is taken first, as of when it came."""

    replay: bool = False


class TrialWordsOut(Schema):
    zh: str
    en: str


class TrialLineOut(Schema):
    """A reading as it would be taken; `fault` says why it would not be."""

    sensor: str
    known: bool
    value: str
    unit: TrialWordsOut | None
    measured: datetime | None
    lag_s: float | None
    fault: TrialWordsOut | None


class TrialMessageOut(Schema):
    """raw: its beginning, made harmless; all bytes at /api/quarantine/{pk}/bytes."""

    pk: int
    at: datetime
    device: str
    topic: str
    size: int
    count: int
    raw: str
    lines: list[TrialLineOut]
    more: int
    fault: TrialWordsOut | None


class TrialSensorOut(Schema):
    code: str
    readings: int
    every_s: float | None


class TrialFaultOut(Schema):
    zh: str
    en: str
    count: int


class TrialOut(Schema):
    """A source on trial, and what came of it. Secrets among its settings are only said to be there.

    waits: since when it is to be asked; null when it is not, or was.
    """

    code: str
    kind: str
    zh: str
    en: str
    expected_every_s: int
    settings: dict[str, Any]
    health: str
    messages_count: int
    first: datetime | None
    last: datetime | None
    seen_every_s: float | None
    rhythm: TrialWordsOut | None
    messages: list[TrialMessageOut]
    known: list[TrialSensorOut]
    unknown: list[TrialSensorOut]
    faults: list[TrialFaultOut]
    waits: datetime | None
    answered_at: datetime | None
    readings: int
    lines: list[TrialLineOut]
    notices: list[dict[str, Any]]


class TrialKeyOut(Schema):
    """The key of a device: told this once."""

    device: str
    key: str


class TrialServedOut(Schema):
    messages: int
    taken: int
    refused: int


class TrialDroppedOut(Schema):
    code: str


@router.get("/source-kinds", response=list[SourceKindOut], summary="Kinds of sources and the settings each asks for")
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    viewer_of(request).must(Act.ADMIN)
    return [
        {
            "name": name, "way": _way(kind), "title_zh": kind.title.zh, "title_en": kind.title.en,
            "help_zh": kind.help.zh, "help_en": kind.help.en,
            "settings": [
                {
                    "name": one.name, "title_zh": one.title.zh, "title_en": one.title.en, "kind": one.kind,
                    "required": one.required, "default": one.typed, "choices": [value for value, _ in one.choices],
                }
                for one in form.fields(kind.Settings)
            ],
        }
        for name, kind in sorted(CONNECTORS.all.items())
    ]  # fmt: skip


def _way(kind: type[Connector]) -> str:
    return "listened" if issubclass(kind, Listening) else "asked" if issubclass(kind, Asking) else "sends"


@router.put("/sources/{code}/trial", response=TrialOut, summary="Set a source up on trial, or change one that is")
def set_up(request: HttpRequest, code: str, told: TrialIn) -> dict[str, Any]:
    """Nothing that it sends is taken until it is put into service. 409: the code is that of a source in service."""
    viewer = viewer_of(request)
    viewer.must(Act.ADMIN)
    before, settings = Source.objects.filter(code=code, trial=True, kind=told.kind).first(), told.settings
    if before is not None and told.kind in CONNECTORS:
        settings = form.with_secrets(CONNECTORS[told.kind].Settings, settings, before.settings)
    named = Named(told.zh, told.en, told.expected_every_s)
    return _told(trial_actions.set_up(code, told.kind, named, settings, viewer=viewer))


@router.get("/sources/{code}/trial", response=TrialOut, summary="What has come of a source on trial")
def seen(request: HttpRequest, code: str) -> dict[str, Any]:
    return _told(trial.seen(viewer_of(request), code))


@router.post("/sources/{code}/trial/ask", response=TrialOut, summary="Have a source on trial asked once")
def ask(request: HttpRequest, code: str) -> dict[str, Any]:
    """By the process that asks, within its limits; `waits` is null again when the answer is there."""
    return _told(trial_actions.ask(code, viewer=viewer_of(request)))


@router.post("/sources/{code}/trial/device", response=TrialKeyOut, summary="Give a device of a source on trial a key")
def add_device(request: HttpRequest, code: str, told: TrialDeviceIn) -> dict[str, str]:
    key = trial_actions.add_device(code, told.device, viewer=viewer_of(request))
    return {"device": told.device, "key": key}


@router.post("/sources/{code}/trial/sensor", response=TrialSensorOut, summary="Register a sensor of a source on trial")
def add_sensor(request: HttpRequest, code: str, told: TrialSensorIn) -> dict[str, Any]:
    viewer, named = viewer_of(request), Named(told.zh, told.en)
    made = trial_actions.add_sensor(code, told.sensor, told.place, told.quantity, named, viewer=viewer)
    found = next((one for one in trial.arrived(trial.seen(viewer, code)).known if one.code == made.code), None)
    return {"code": made.code, "readings": found.readings if found else 0, "every_s": found.every_s if found else None}


@router.post("/sources/{code}/trial/serve", response=TrialServedOut, summary="Put a source on trial into service")
def serve(request: HttpRequest, code: str, told: TrialServeIn) -> trial_actions.Served:
    return trial_actions.put_into_service(code, replay=told.replay, viewer=viewer_of(request))


@router.post(
    "/sources/{code}/trial/drop", response=TrialDroppedOut, summary="Throw a source on trial away, with all of it"
)
def drop(request: HttpRequest, code: str) -> dict[str, str]:
    trial_actions.throw_away(code, viewer=viewer_of(request))
    return {"code": code}


def _told(row: Source) -> dict[str, Any]:
    row.refresh_from_db()
    found, kind = trial.arrived(row), CONNECTORS.all.get(row.kind)
    names = ("code", "kind", "zh", "en", "expected_every_s", "health")
    settings = form.without_secrets(kind.Settings, row.settings) if kind else {}
    return {name: getattr(row, name) for name in names} | {
        "settings": settings, "messages_count": found.count,
        "faults": [{"zh": words.zh, "en": words.en, "count": count} for words, count in found.faults],
        **{
            name: getattr(found, name)
            for name in (
                "first", "last", "seen_every_s", "rhythm", "messages", "known", "unknown", "waits", "answered_at",
                "readings", "lines", "notices",
            )
        },
    }  # fmt: skip
