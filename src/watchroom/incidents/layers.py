"""Incidents on the one map: where they are now, or were at a past moment as the book knew them."""

from datetime import datetime
from typing import Any

from watchroom.incidents import queries
from watchroom.incidents.models import Incident
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


def features(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    viewer.must(Act.SEE)
    if at is not None:
        return collection(
            [made for entry in eyes.shown(journal.state_at("incident", at)) if (made := _then(entry.facts)) is not None]
        )
    return collection([_now(row) for row in queries.incidents(viewer) if row.geometry is not None])


def _now(row: Incident) -> dict[str, Any]:
    return feature(
        row.geometry or {},
        zh=row.zh,
        en=row.en,
        subject=row.subject,
        url=f"/incidents/{row.pk}",
        kind=row.kind,
        number=row.number,
    )


def _then(facts: dict[str, Any]) -> dict[str, Any] | None:
    if facts.get("state") != Incident.State.OPEN or facts.get("lon") is None:
        return None
    point = {"type": "Point", "coordinates": [float(facts["lon"]), float(facts["lat"])]}
    pk = facts["incident"]
    return feature(
        point, zh=facts["title_zh"], en=facts["title_en"], subject=f"incident:{pk}", url=f"/incidents/{pk}",
        kind=facts["incident_kind"], number=facts["number"],
    )  # fmt: skip


LAYERS = [Layer("incidents.open", Words(zh="事件", en="Incidents"), "incident", features, ("incident:",))]
