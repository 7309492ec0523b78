"""Warned areas on the one map: those in force now, or as the book knew them at a past moment."""

import json
from datetime import datetime
from typing import Any

from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso, parse_time
from watchroom.kernel.layers import FeatureCollection, Layer, collection, feature
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.warnings import queries
from watchroom.warnings.rules import State


def areas(viewer: Viewer, at: datetime | None = None) -> FeatureCollection:
    viewer.must(Act.SEE)
    return collection([*(_now() if at is None else _then(at))])


def _now() -> list[dict[str, Any]]:
    rows = queries.in_force(site_now())
    return [
        _feature(row.area, row.subject, row.pk, row.level, row.headline_zh, row.headline_en, iso(row.expires))
        for row in rows
        if row.area and row.expires
    ]


def _then(at: datetime) -> list[dict[str, Any]]:
    told = [(entry.subject, entry.facts) for entry in eyes.shown(journal.state_at("warning", at))]
    return [
        _feature(
            json.loads(f["area"]), subject, f["warning"], f["level"], f["headline_zh"], f["headline_en"], f["expires"]
        )
        for subject, f in told
        if f.get("state") == State.RELEASED and f.get("area") and f.get("expires") and parse_time(f["expires"]) > at
    ]


def _feature(area: Any, subject: str, pk: int, level: int, zh: str, en: str, until: str) -> dict[str, Any]:
    return feature(area, zh=zh, en=en, subject=subject, url=f"/warnings/{pk}", kind="warning", level=level, until=until)


LAYERS = [Layer("warnings.areas", Words(zh="预警范围", en="Warned areas"), "warning", areas, ("warning:",))]
