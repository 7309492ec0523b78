"""What a model is: one file in `advice/models/`, its words, unit-checked inputs, `run` to an envelope, its proof.

A model is asked about a Situation: an area, the latest measurements in it and the places that it touches.
It takes what it needs from there (`inputs`), and answers or refuses (`run`). It reads nothing else, so the same
inputs always give the same answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, ValidationError

from watchroom.advice.envelope import Area, Envelope, Input, Kept, Origin, Refusal, Source, rounded
from watchroom.kernel.geometry import GeoJSON
from watchroom.kernel.plugin import Plugin
from watchroom.kernel.registry import Registry
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words

# From the unit that came to the unit of the catalogue: factor and offset. What is not here is refused, never guessed.
CONVERSIONS: dict[tuple[str, str], tuple[float, float]] = {
    ("km/h", "m/s"): (1 / 3.6, 0.0),
    ("kn", "m/s"): (1852 / 3600, 0.0),
    ("K", "Cel"): (1.0, -273.15),
    ("[degF]", "Cel"): (5 / 9, -160 / 9),
    ("m", "cm"): (100.0, 0.0),
}


class Given(Kept):
    """One number on its way into a model, with its unit and where it comes from."""

    value: float
    unit: str
    origin: Origin
    ref: str = ""
    at: datetime | None = None
    note: Words | None = None


def _of(code: str) -> AfterValidator:
    """Takes a Given only in the catalogue's unit (or one that converts exactly) and within nature's range."""
    quantity = QUANTITIES[code]

    def checked(given: Given) -> Given:
        if given.unit != quantity.unit:
            if (given.unit, quantity.unit) not in CONVERSIONS:
                raise ValueError(f"{code} is wanted in {quantity.unit}, not in {given.unit!r}")
            factor, offset = CONVERSIONS[given.unit, quantity.unit]
            given = given.model_copy(update={"value": given.value * factor + offset, "unit": quantity.unit})
        if not quantity.low <= given.value <= quantity.high:
            raise ValueError(
                f"{code} of {given.value:g} {quantity.unit} is outside {quantity.low:g}..{quantity.high:g}"
            )
        return given

    return AfterValidator(checked)


type AirTemperature = Annotated[Given, _of("air_temperature")]
type WindMean = Annotated[Given, _of("wind_mean")]
type WindGust = Annotated[Given, _of("wind_gust")]
type CrowdCount = Annotated[Given, _of("crowd_count")]


class GivenArea(Kept):
    """The area asked about: a GeoJSON polygon, and who drew it or how it was assumed."""

    geometry: dict[str, Any]
    origin: Origin
    ref: str = ""
    note: Words | None = None


class GivenPlace(Kept):
    """A place near the area, as its record says; `counted` is a crowd counter's latest reading there."""

    code: str
    kind: str
    title: Words
    geometry: dict[str, Any]
    population: int | None = None
    capacity: int | None = None
    source: str = ""
    schematic: bool = False
    parent: str | None = None
    counted: CrowdCount | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one incident's area at one moment. `area` None: nobody knows where it is."""

    at: datetime
    area: GivenArea | None = None
    readings: Mapping[str, Given] = field(default_factory=dict)  # by quantity code
    places: tuple[GivenPlace, ...] = ()


class Model[I: Kept](Plugin):
    """Base of the decision-support models.

    version   goes up whenever the same inputs may give another answer
    wants     quantities to be fetched for it
    sources   where rule and constants come from
    """

    version: ClassVar[str]
    wants: ClassVar[tuple[str, ...]] = ()
    sources: ClassVar[tuple[Source, ...]]
    Inputs: ClassVar[type[Kept]]

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.settings = self.Settings.model_validate(dict(settings or {}))

    def inputs(self, situation: Situation) -> I:
        """What this model takes from a situation; what is missing is None. Raises pydantic.ValidationError."""
        raise NotImplementedError

    def run(self, inputs: I, at: datetime) -> Envelope:
        """The answer, or a refusal that names what is missing. Pure: no clock, no database."""
        raise NotImplementedError

    def answer(self, situation: Situation) -> Envelope:
        """`inputs` and `run` in one; an input in a wrong unit or out of range becomes a refusal."""
        try:
            return self.run(self.inputs(situation), situation.at)
        except ValidationError as error:
            what = "; ".join(str(one["msg"]).removeprefix("Value error, ") for one in error.errors()[:3])
            said = Words(zh="输入无法采用：{what}", en="An input cannot be used: {what}").fill(what=what)
            return self.refuse(situation.at, "unusable_input", said)

    def refuse(
        self,
        at: datetime,
        code: str,
        said: Words,
        *,
        missing: tuple[str, ...] = (),
        instead: Words | None = None,
        inputs: tuple[Input, ...] = (),
        **rest: Any,
    ) -> Envelope:
        refusal = Refusal(code=code, said=said, missing=missing, instead=instead)
        return Envelope(
            model=self.name, version=self.version, title=self.title, at=at, say=said, inputs=inputs,
            sources=self.sources, confidence=0, reasons=(said,), refusal=refusal, **rest,
        )  # fmt: skip


def shown(code: str, given: Given, at: datetime, *, label: Words | None = None) -> Input:
    """A Given as the card shows it: rounded, dated, aged at the moment of the answer."""
    quantity = QUANTITIES.get(code)
    return Input(
        code=code,
        label=label or (quantity.title if quantity else Words(zh=code, en=code)),
        value=rounded(given.value, quantity.digits if quantity else 1),
        unit=given.unit,
        origin=given.origin,
        ref=given.ref,
        at=given.at,
        age_s=None if given.at is None else max(0, int((at - given.at).total_seconds())),
        note=given.note,
    )


def shown_area(area: GivenArea, km2: float) -> Input:
    label = Words(zh="影响范围", en="Area")
    return Input(
        code="area", label=label, value=rounded(km2, 2), unit="km2", origin=area.origin, ref=area.ref, note=area.note
    )


def area_of(area: GivenArea, geojson: str) -> Area:
    return Area(code="asked", title=Words(zh="影响范围", en="Area asked about"), geojson=geojson, origin=area.origin)


MODELS: Registry[Model[Any]] = Registry("watchroom.advice.models", Model, "watchroom.models")

__all__ = [
    "MODELS", "AirTemperature", "CrowdCount", "GeoJSON", "Given", "GivenArea", "GivenPlace", "Model", "Situation",
    "WindGust", "WindMean", "area_of", "shown", "shown_area",
]  # fmt: skip
