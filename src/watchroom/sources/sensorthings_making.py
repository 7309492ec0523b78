"""What a SensorThings program wants to make: it is given what is registered; a sensor may be registered if its source says so."""

from typing import Any

from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES, Quantity
from watchroom.kernel.words import Words
from watchroom.sources import actions
from watchroom.sources.connectors.sensorthings import SensorThings, SensorThingsSettings
from watchroom.sources.faults import NotOffered, NotRegistered, WrongShape, WrongUnit
from watchroom.sources.measures import conversion
from watchroom.sources.models import Sensor
from watchroom.sources.outside import coded
from watchroom.sources.payloads import CODE, read_json
from watchroom.sources.sensorthings import ENTITIES, Step, read_address
from watchroom.sources.sensorthings_entities import View

ACTOR = "connector:sensorthings"


def posted(view: View, address: str, body: bytes) -> tuple[str, str]:
    """Kind and id of what was posted at an address. Raises NotOffered, NotReadable, TooDeep, and what `made` raises.

    A source of another kind is served as well: without other names, and nothing registers itself.
    """
    told = SensorThingsSettings.model_validate(view.source.settings if view.source.kind == SensorThings.name else {})
    entity = read_json(body)
    match read_address(address):
        case [Step(kind, None)] if kind in ENTITIES:
            return made(view, told, kind, entity)
        case [Step("Things", str() as id_), Step(("Datastreams" | "Locations") as kind, None)]:
            view.one("Things", id_)
            return made(view, told, kind, entity)
    raise NotOffered(what=f"POST {shown(address)}")


def made(view: View, told: SensorThingsSettings, kind: str, entity: Any) -> tuple[str, str]:
    """Kind and id of what an entity that was posted means here. Raises WrongShape, NotRegistered, WrongUnit."""
    if not isinstance(entity, dict):
        raise WrongShape(why=f"{kind}: {{}}?")
    match kind:
        case "Things":
            return kind, _thing(view, told, entity)
        case "Datastreams":
            return kind, _datastream(view, told, entity)
        case "ObservedProperties":
            return kind, _quantity(entity).code
        case "Sensors":
            return kind, view.source.code
        case "Locations":
            return kind, _location(view, entity)
    raise NotRegistered(what=kind, why=Words(zh="设备不能建立这类对象", en="a device does not make these"))


def _thing(view: View, told: SensorThingsSettings, entity: dict[str, Any]) -> str:
    """A key speaks for one source, so that is what a Thing is; what hangs on it is made with it."""
    for stream in _list(entity, "Datastreams"):
        made(view, told, "Datastreams", stream)
    for location in _list(entity, "Locations"):
        if isinstance(location, dict) and "@iot.id" not in location:
            made(view, told, "Locations", location)
    return view.source.code


def _list(entity: dict[str, Any], name: str) -> list[Any]:
    found = entity.get(name) or []
    if not isinstance(found, list) or len(found) > 200:
        raise WrongShape(why=name)
    return found


def _datastream(view: View, told: SensorThingsSettings, entity: dict[str, Any]) -> str:
    names = [str(entity[name]) for name in ("@iot.id", "name") if isinstance(entity.get(name), str | int)]
    codes = [coded(told.sensors, name) for name in names]
    sensor = next((view.sensors[code] for code in codes if code in view.sensors), None)
    if sensor is None:
        sensor = _registered(view, told, entity, codes[-1] if codes else "")
    _same_unit(entity, sensor.measured)
    return sensor.code


def _registered(view: View, told: SensorThingsSettings, entity: dict[str, Any], code: str) -> Sensor:
    what = f"Datastream {shown(code)}"
    if not told.may_register:
        raise NotRegistered(what=what, why=view.source.code)
    if not CODE.fullmatch(code) or len(view.sensors) >= told.most_sensors or not told.place:
        raise NotRegistered(
            what=what, why=f"{shown(code)}, {len(view.sensors)}/{told.most_sensors}, {told.place or 'place?'}"
        )
    quantity = _quantity(entity.get("ObservedProperty") or {})
    _same_unit(entity, quantity)
    words = shown(entity.get("description") or code, 100)
    sensor = actions.put_sensor(code, view.source.code, told.place, quantity.code, words, words, actor=ACTOR)
    view.sensors[code] = Sensor.objects.select_related("place", "source").get(pk=sensor.pk)
    return view.sensors[code]


def _quantity(entity: Any) -> Quantity:
    """The one that it names by its code or title. By its unit alone a temperature might be of air or of road."""
    names = (
        {str(entity.get(name)).strip().lower() for name in ("@iot.id", "name", "definition")}
        if isinstance(entity, dict)
        else set()
    )
    for one in QUANTITIES.values():
        if names & {one.code, one.title.zh.lower(), one.title.en.lower(), f"urn:watchroom:quantity:{one.code}"}:
            return one
    why = Words(
        zh="没有这个量；名称请用手册里的代码", en="there is no such quantity; name it by its code in the manual"
    )
    raise NotRegistered(what="ObservedProperty " + shown(", ".join(sorted(names))), why=why)


def _same_unit(entity: dict[str, Any], quantity: Quantity) -> None:
    """Its observations come without a unit, so the Datastream's must be ours, whatever it is called."""
    unit = entity.get("unitOfMeasurement")
    symbol = unit.get("symbol") if isinstance(unit, dict) else None
    if symbol is not None and (not isinstance(symbol, str) or conversion(symbol, quantity.unit) != (1.0, 0.0)):
        raise WrongUnit(given=shown(symbol), unit=quantity.unit)


def _location(view: View, entity: dict[str, Any]) -> str:
    """The registered place holds: one that is posted is answered with it, when there is one."""
    first = next(iter(view.sensors.values()), None)
    if first is None:
        why = Words(zh="这个信息源还没有传感器", en="this source has no sensors yet")
        raise NotRegistered(what=f"Location {shown(entity.get('name'))}", why=why)
    return first.place.code
