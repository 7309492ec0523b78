"""What a room shows on the one map: a titled set of GeoJSON features, as one viewer may see it at one moment.

Properties of a feature, all optional but `zh` and `en`; the map draws what it finds:

zh, en       the label in both languages
subject      the journal's subject, e.g. `alarm:12`; the map asks again when an entry about it appears
url          the page or fragment that a click opens in the panel
kind         what it is within its layer: `hospital`, `gate`, `ambulance`, `wind`
level        1-4, the colour and the shape (alarm priority or warning level)
state        `unack` `ack` `rtn` `latched_unack` `latched_ack` (alarms); `idle` `sent` `moving` `here` `off` (units)
sensor       the sensor's code; with `value` (text), `unit_zh`, `unit_en`, `at` (ISO time, UTC) and `stale_after_s`
simulated    true when the value, or the position of a unit, comes from a source that plays a part
schematic    true when the shape is drawn by hand and labelled as such
until        ISO time when it ends (warnings)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchroom.kernel.words import Words

type FeatureCollection = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """One switchable layer of the map.

    code      `<room>.<name>`, also its address: /map/layers/<code>.geojson
    kind      how it is drawn: `place` `venue` `sensor` `alarm` `incident` `unit` `distress` `warning` `area`
    features  (viewer, at) to a FeatureCollection; `at` None means now. Rights are checked inside.
    follows   subject prefixes whose entries change it, e.g. `("alarm:",)`
    shown     drawn when the map opens
    """

    code: str
    title: Words
    kind: str
    features: Callable[[Any, datetime | None], FeatureCollection]
    follows: tuple[str, ...] = ()
    shown: bool = True


def feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature; properties that are None are left out."""
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {k: v for k, v in properties.items() if v is not None},
    }


def collection(features: list[dict[str, Any]]) -> FeatureCollection:
    return {"type": "FeatureCollection", "features": features}
