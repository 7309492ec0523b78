"""What the connectors of others' systems share: names of theirs for sensors of ours, and positions as readings."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from watchroom.kernel.datum import Datum
from watchroom.kernel.plugin import Settings
from watchroom.kernel.text import shown
from watchroom.sources.datums import DatumField
from watchroom.sources.payloads import CODE, Offer

MOST_NAMES = 5000
MOST_NAME = 200
NAMES = {"zh": "外部名称对应的传感器代码", "en": "Sensor codes of outside names"}
UNITS = {"zh": "外部名称对应的力量代码", "en": "Unit codes of outside names"}
_SUFFIX = len("-accuracy")


def _sensors(names: dict[str, str]) -> dict[str, str]:
    return _checked(names, 64)


def _units(names: dict[str, str]) -> dict[str, str]:
    return _checked(names, 64 - _SUFFIX)


def _checked(names: dict[str, str], most: int) -> dict[str, str]:
    if len(names) > MOST_NAMES:
        raise ValueError(f"{len(names)} names; at most {MOST_NAMES}")
    for outside, code in names.items():
        if not outside.strip() or len(outside) > MOST_NAME or not outside.isprintable():
            raise ValueError(f"the outside name {shown(outside)} will not do")
        if not CODE.fullmatch(code) or len(code) > most:
            raise ValueError(f"{shown(outside)}: {shown(code)} is no code")
    return names


SensorNames = Annotated[dict[str, str], AfterValidator(_sensors)]
UnitNames = Annotated[dict[str, str], AfterValidator(_units)]


class Named(Settings):
    """Settings with names of theirs for sensors of ours. A name that is itself a sensor's code needs no line.

    What is neither is offered under its own name, so that it is set aside as unknown and a person can register it.
    """

    sensors: SensorNames = Field(default_factory=dict, json_schema_extra=NAMES)  # type: ignore[arg-type]
    datum: DatumField = Datum.WGS84


def coded(names: Mapping[str, str], outside: Any) -> Any:
    return names.get(outside, outside) if isinstance(outside, str) else outside


def position(unit: str, lon: Any, lat: Any, accuracy: Any, measured: Any) -> Offer:
    """A position as readings: longitude, latitude and, where it is known, how exact they are in metres."""
    parts: list[tuple[str, Any]] = [("lon", lon), ("lat", lat)]
    if accuracy is not None:
        parts.append(("accuracy", accuracy))
    n = len(parts)
    return Offer([f"{unit}-{name}" for name, _ in parts], [value for _, value in parts], [measured] * n, [None] * n)


def nothing() -> Offer:
    """A message that is understood and holds no reading."""
    return Offer((), (), (), ())


def joined(offers: Sequence[Offer]) -> Offer:
    """Several as one."""
    return Offer(
        [one for offer in offers for one in offer.sensor], [one for offer in offers for one in offer.value],
        [one for offer in offers for one in offer.measured], [one for offer in offers for one in offer.unit],
        any(offer.converts for offer in offers),
    )  # fmt: skip
