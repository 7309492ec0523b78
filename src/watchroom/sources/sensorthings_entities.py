"""Sources, sensors, quantities and places as SensorThings has them. A device sees its own source and nothing else."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import from_ms, iso
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES, Quantity
from watchroom.places.models import Place
from watchroom.sources import queries
from watchroom.sources.faults import NoSuchEntity, NotOffered
from watchroom.sources.models import Sensor, Source
from watchroom.sources.sensorthings import Options, Term, chosen

USUAL_SPAN = timedelta(hours=24)
LONGEST = timedelta(days=31)
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
GEOJSON = "application/geo+json"
_CLOCK_AHEAD = timedelta(minutes=2)

# What hangs on what: entity, the name of the relation, the entity that it leads to.
RELATIONS: dict[str, dict[str, str]] = {
    "Things": {"Locations": "Locations", "Datastreams": "Datastreams"},
    "Locations": {"Things": "Things"},
    "Datastreams": {
        "Thing": "Things", "Sensor": "Sensors", "ObservedProperty": "ObservedProperties", "Observations": "Observations",
    },
    "Sensors": {"Datastreams": "Datastreams"},
    "ObservedProperties": {"Datastreams": "Datastreams"},
    "FeaturesOfInterest": {},
    "Observations": {"Datastream": "Datastreams", "FeatureOfInterest": "FeaturesOfInterest"},
}  # fmt: skip
ONE = ("Thing", "Sensor", "ObservedProperty", "Datastream", "FeatureOfInterest")


class View:
    """What one source's device may see. `base` is the address of the service, without a slash at its end."""

    def __init__(self, source: Source, base: str) -> None:
        self.source, self.base = source, base
        rows = Sensor.objects.filter(source=source).select_related("place", "source").order_by("number")
        self.sensors = {sensor.code: sensor for sensor in rows}

    # ---- lists and single ones --------------------------------------------------------------------------------------

    def all(self, kind: str, options: Options, of: tuple[str, str] | None = None) -> list[dict[str, Any]]:
        """All of a kind, or those that hang on one entity, chosen and in order. Raises NotOffered, NoSuchEntity."""
        if kind == "Observations":
            return self._observations(options, of)
        found = self._plain(kind)
        if of is not None:
            found = [one for one in found if self._hangs(kind, one["@iot.id"], *of)]
        return chosen(found, options)

    def one(self, kind: str, id_: str) -> dict[str, Any]:
        """Raises NoSuchEntity."""
        known = self._observation(id_) if kind == "Observations" else self._plain(kind)
        found = next((one for one in known if one["@iot.id"] == id_), None)
        if found is None:
            raise NoSuchEntity(what=f"{kind}({shown(id_)})")
        return found

    def _observation(self, id_: str) -> list[dict[str, Any]]:
        code, _, at = id_.rpartition("@")
        if code not in self.sensors or not at.isdecimal() or len(at) > 14:
            return []
        since = from_ms(int(at))
        return self._readings(code, since, since + timedelta(milliseconds=1))

    def finished(self, kind: str, entity: dict[str, Any], options: Options) -> dict[str, Any]:
        """With links, with what is to be expanded, and with nothing but what was selected."""
        relations = RELATIONS[kind]
        strange = options.expand.keys() - relations.keys()
        if strange:
            raise NotOffered(what=f"$expand={shown(', '.join(strange))}")
        told = entity | {"@iot.selfLink": self.link(kind, entity["@iot.id"])}
        told |= {f"{name}@iot.navigationLink": f"{told['@iot.selfLink']}/{name}" for name in relations}
        if options.select:
            told = {name: value for name, value in told.items() if name in options.select or name == "@iot.id"}
        for name, inner in options.expand.items():
            told[name] = self.related(kind, entity, name, inner)
            told.pop(f"{name}@iot.navigationLink", None)
        return told

    def related(self, kind: str, entity: dict[str, Any], name: str, options: Options) -> Any:
        """What hangs on an entity under this name: a list, or the one. Raises NotOffered, NoSuchEntity."""
        target = RELATIONS[kind].get(name)
        if target is None:
            raise NotOffered(what=f"{kind}/{shown(name)}")
        found = self.all(target, options, of=(kind, entity["@iot.id"]))[options.skip :][: options.top]
        told = [self.finished(target, one, options) for one in found]
        if name not in ONE:
            return told
        if not told:
            raise NoSuchEntity(what=f"{kind}({shown(entity['@iot.id'])})/{name}")
        return told[0]

    def link(self, kind: str, id_: str) -> str:
        quoted = id_.replace("'", "''")
        return f"{self.base}/{kind}('{quoted}')"

    # ---- what there is ----------------------------------------------------------------------------------------------

    def _plain(self, kind: str) -> list[dict[str, Any]]:
        places = {sensor.place.code: sensor.place for sensor in self.sensors.values()}
        made: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {
            "Things": lambda: [_thing(self.source)],
            "Sensors": lambda: [_instrument(self.source)],
            "Datastreams": lambda: map(_datastream, self.sensors.values()),
            "ObservedProperties": lambda: map(_property, QUANTITIES.values()),
            "Locations": lambda: map(_location, places.values()),
            "FeaturesOfInterest": lambda: map(_feature, places.values()),
        }
        return list(made[kind]())

    def _hangs(self, kind: str, id_: str, of: str, on: str) -> bool:
        """Whether an entity hangs on another. But for these, all that a device sees hangs on its one source."""
        match of, kind:
            case "ObservedProperties", "Datastreams":
                return self.sensors[id_].quantity == on
            case "Datastreams", "ObservedProperties":
                return self.sensors[on].quantity == id_
            case "Observations", "Datastreams":
                return on.rpartition("@")[0] == id_
            case "Observations", "FeaturesOfInterest":
                return self.sensors[on.rpartition("@")[0]].place.code == id_
        return True

    def _observations(self, options: Options, of: tuple[str, str] | None) -> list[dict[str, Any]]:
        """A sensor's readings: of the last day, or of the span that the filter names, which is at most 31 days."""
        if of is None or of[0] != "Datastreams":
            raise NotOffered(what="Observations without a Datastream")
        since, until = span(options.filters, site_now())
        order = options.order or ("phenomenonTime", False)
        return chosen(self._readings(of[1], since, until), Options(filters=options.filters, order=order))

    def _readings(self, code: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
        series = queries.history(self.sensors[code], since, until)
        rows = zip(series.measured_ms.tolist(), series.value.tolist(), series.received_ms.tolist(), strict=True)
        return [_observation(code, *row) for row in rows]


def span(filters: tuple[Term, ...], now: datetime) -> tuple[datetime, datetime]:
    """The span that a filter of phenomenonTime names: from where to before where; the last day without one."""
    times = [(t.op, t.value) for t in filters if t.name == "phenomenonTime" and isinstance(t.value, datetime)]
    lows = [value for op, value in times if op in ("ge", "gt", "eq")]
    highs = [value for op, value in times if op in ("le", "lt", "eq")]
    until = min([now + _CLOCK_AHEAD, *(high + timedelta(milliseconds=1) for high in highs)])
    since = max(lows) if lows else until - USUAL_SPAN
    return max(since, until - LONGEST), until


def _thing(source: Source) -> dict[str, Any]:
    return {
        "@iot.id": source.code, "name": source.code, "description": f"{source.zh} · {source.en}",
        "properties": {"zh": source.zh, "en": source.en, "simulated": source.simulated, "health": str(source.health)},
    }  # fmt: skip


def _instrument(source: Source) -> dict[str, Any]:
    return {
        "@iot.id": source.code, "name": source.code, "description": f"{source.zh} · {source.en}",
        "encodingType": "text/plain", "metadata": source.kind, "properties": {},
    }  # fmt: skip


def _datastream(sensor: Sensor) -> dict[str, Any]:
    unit = sensor.measured.unit_words
    return {
        "@iot.id": sensor.code, "name": sensor.code, "description": f"{sensor.zh} · {sensor.en}",
        "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": unit.en, "symbol": sensor.unit, "definition": f"https://ucum.org/#{sensor.unit}"},
        "properties": {"zh": sensor.zh, "en": sensor.en, "place": sensor.place.code, "simulated": sensor.source.simulated},
    }  # fmt: skip


def _property(quantity: Quantity) -> dict[str, Any]:
    return {
        "@iot.id": quantity.code, "name": quantity.code, "definition": f"urn:watchroom:quantity:{quantity.code}",
        "description": f"{quantity.title.zh} · {quantity.title.en}", "properties": {},
    }  # fmt: skip


def _location(place: Place) -> dict[str, Any]:
    return {
        "@iot.id": place.code, "name": place.code, "description": f"{place.zh} · {place.en}", "encodingType": GEOJSON,
        "location": place.geometry, "properties": {},
    }  # fmt: skip


def _feature(place: Place) -> dict[str, Any]:
    return {
        "@iot.id": place.code, "name": place.code, "description": f"{place.zh} · {place.en}", "encodingType": GEOJSON,
        "feature": place.geometry, "properties": {},
    }  # fmt: skip


def _observation(code: str, measured_ms: int, value: float, received_ms: int) -> dict[str, Any]:
    return {
        "@iot.id": f"{code}@{measured_ms}", "phenomenonTime": iso(from_ms(measured_ms)),
        "resultTime": iso(from_ms(received_ms)), "result": value,
    }  # fmt: skip
