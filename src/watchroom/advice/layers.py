"""The areas that advice speaks of, on the one map."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from watchroom.advice.envelope import Envelope, Origin, read
from watchroom.advice.models import Advice
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


def areas(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    """The newest answer of each model for each incident; now only of open incidents."""
    viewer.must(Act.SEE)
    known = _past(at) if at is not None else _now()
    newest = {key: (subject, envelope) for key, subject, envelope in known}
    return collection([one for subject, envelope in newest.values() for one in _features(subject, envelope)])


def _now() -> Iterable[tuple[tuple[int | None, str], str, Envelope]]:
    rows = Advice.objects.filter(incident__state="open").exclude(state=Advice.State.ASKED).order_by("pk")
    for row in rows:
        if row.answer is not None:
            yield (row.incident_id, row.model), row.subject, row.answer


def _past(at: datetime) -> Iterable[tuple[tuple[int | None, str], str, Envelope]]:
    for entry in sorted(eyes.shown(journal.state_at("advice", at)), key=lambda one: int(one.subject.partition(":")[2])):
        yield (entry.incident, str(entry.facts["model"])), entry.subject, read(entry.facts["envelope"])


def _features(subject: str, envelope: Envelope) -> list[dict[str, Any]]:
    return [
        feature(
            json.loads(area.geojson), zh=f"{area.title.zh}：{envelope.say.zh}", en=f"{area.title.en}: {envelope.say.en}",
            subject=subject, kind=envelope.model, schematic=True if area.origin is Origin.ASSUMED else None,
        )
        for area in envelope.areas
    ]  # fmt: skip


LAYERS = [Layer("advice.areas", Words(zh="研判范围", en="Areas of advice"), "area", areas, ("advice:",))]
