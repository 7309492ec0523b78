"""Where a draft starts: a plan's template filled for an activation, an incident and its place, or an empty sheet."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from watchroom.dispatch import queries as dispatch
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.kernel.geometry import AREAS, GeoJSON, circle
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer
from watchroom.plans import queries as plans
from watchroom.plans.snapshot import thaw
from watchroom.warnings import events

AROUND_M = 500.0
LASTS = timedelta(hours=4)
ISSUER = Words(zh="值守中心", en="Emergency operations centre")


@dataclass(frozen=True, slots=True)
class Start:
    """What a new draft begins with. `cause`: the entry that asked for it."""

    incident: int | None
    activation: int | None
    template: str
    cause: int | None
    fields: dict[str, Any] = field(default_factory=dict)


def start(viewer: Viewer, now: datetime, incident: int | None, activation: int | None, template: str) -> Start:
    """Raises the faults of the rooms that are asked: no such incident, activation or template."""
    now = now.replace(microsecond=0)
    fields: dict[str, Any] = {"onset": now, "expires": now + LASTS, "channels": []} | _texts("issuer", issuer())
    if activation is not None:
        row = plans.activation(activation)
        incident = row.incident_id
        fields |= _texts("issuer", thaw(row.snapshot).plan.authority.name.words)
        if template:
            fields |= _from_template(plans.warning_template(activation, template), now)
    if incident is not None:
        scene = incidents.incident(viewer, incident)
        fields |= _from_scene(scene)
        if not template:
            fields |= _event(scene.kind)
    return Start(incident, activation, template, _cause(viewer, incident, activation, template), fields)


def issuer() -> Words:
    """Who issues, when no plan says it: the site's name."""
    return Words(zh=getattr(settings, "ISSUER_ZH", "") or ISSUER.zh, en=getattr(settings, "ISSUER_EN", "") or ISSUER.en)


def sender() -> str:
    """The name by which CAP receivers know this site."""
    return getattr(settings, "CAP_SENDER", "") or "watchroom-eoc"


def scene_area(scene: Incident) -> GeoJSON | None:
    """The ground of an incident: its drawn outline, its place if that is an area, else a circle around its mark."""
    place = scene.place
    if scene.area:
        return dict(scene.area)
    if place is not None and place.geometry["type"] in AREAS:
        return dict(place.geometry)
    if scene.lon is not None and scene.lat is not None:
        return circle((scene.lon, scene.lat), AROUND_M, corners=24)
    if place is not None and place.geometry["type"] == "Point":
        lon, lat = place.geometry["coordinates"]
        return circle((lon, lat), AROUND_M, corners=24)
    return None


def _from_template(found: plans.FilledWarning, now: datetime) -> dict[str, Any]:
    return {
        "level": found.warning_level,
        "category": found.category,
        "response_type": found.response_type,
        "event_code": events.code_of(found.event.zh, found.event.en),
        "channels": sorted(found.channels),
        "expires": now + timedelta(seconds=found.lasts_s),
        **_texts("event", found.event),
        **_texts("audience", found.audience),
        **_texts("headline", found.headline),
        **_texts("description", found.description),
        **_texts("instruction", found.instruction),
    }


def _from_scene(scene: Incident) -> dict[str, Any]:
    place = scene.place
    named = _texts("area", place.words) if place is not None else {}
    return {"area": scene_area(scene), **named}


def _event(kind: str) -> dict[str, Any]:
    event = events.EVENTS.get(kind)
    return (
        {} if event is None else {"event_code": event.code, "category": event.category, **_texts("event", event.title)}
    )


def _texts(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_zh": words.zh, f"{name}_en": words.en}


def _cause(viewer: Viewer, incident: int | None, activation: int | None, template: str) -> int | None:
    """The order that asks for this very template, else the activation, else the opening of the incident."""
    if activation is not None and template:
        asking = {one.code for one in plans.actions_of(activation, carried=True) if one.warning == template}
        for order in dispatch.orders(viewer, incident):
            sent = journal.last(f"order:{order.pk}", "dispatch.order_sent") if order.code in asking else None
            if sent:
                return sent.id
    subjects = ((f"activation:{activation}", "plans.activated"), (f"incident:{incident}", "incidents.opened"))
    for subject, kind in subjects:
        found = journal.last(subject, kind)
        if found:
            return found.id
    return None
