"""The envelope: how every model answers. A value never travels without its range, inputs, source and confidence.

A model fills one Envelope: either with a value or with a refusal, never with both and never with neither.
`kept()` is the form for the database and the journal (numbers with decimals as text); `read()` brings it back.
"""

import math
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, field_serializer, model_validator

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso
from watchroom.kernel.units import UNIT_WORDS
from watchroom.kernel.words import Words

_UNITS = {
    **UNIT_WORDS,
    "km2": Words(zh="km²", en="km²"),
    "min": Words(zh="分钟", en="min"),
    "place": Words(zh="处", en="place(s)"),
}


def unit_words(unit: str) -> Words:
    return _UNITS.get(unit) or Words(zh=unit, en=unit)


class Kept(BaseModel):
    """Base of everything in an envelope: nothing undeclared, nothing changed afterwards, no NaN, no infinity."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Origin(StrEnum):
    """Where an input comes from: a sensor's latest reading, the batch behind an alarm, a place's record, a person's word, or nobody."""

    SENSOR = "sensor"
    BATCH = "batch"
    PLACE = "place"
    PERSON = "person"
    ASSUMED = "assumed"

    @property
    def words(self) -> Words:
        return _ORIGIN_WORDS[self]


_ORIGIN_WORDS = {
    Origin.SENSOR: Words(zh="测站读数", en="sensor reading"),
    Origin.BATCH: Words(zh="告警时读数", en="reading at the alarm"),
    Origin.PLACE: Words(zh="地点档案", en="place record"),
    Origin.PERSON: Words(zh="人员填报", en="stated by a person"),
    Origin.ASSUMED: Words(zh="假定", en="assumed"),
}


class Value(Kept):
    """A number with its range, in one unit. `digits` is how many decimals the error supports: shown so, never finer."""

    value: float
    low: float
    high: float
    unit: str
    digits: int = Field(default=0, ge=0, le=6)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"the range {self.low}..{self.high} does not hold the value {self.value}")
        return self

    @field_serializer("value", "low", "high")
    def _as_text(self, number: float) -> str:
        return decimal_text(number, 6)

    @property
    def unit_words(self) -> Words:
        return unit_words(self.unit)

    @property
    def said(self) -> Words:
        return Words(zh="{value} {unit}", en="{value} {unit}").fill(
            value=rounded(self.value, self.digits), unit=self.unit_words
        )

    @property
    def range_said(self) -> Words:
        return Words(zh="区间 {low} 至 {high} {unit}", en="range {low} to {high} {unit}").fill(
            low=rounded(self.low, self.digits), high=rounded(self.high, self.digits), unit=self.unit_words
        )


class Figure(Kept):
    """A further number beside the main one."""

    code: str
    label: Words
    value: Value


class Input(Kept):
    """One thing that the model was given: what, from where, how old; `value` as it is shown."""

    code: str
    label: Words
    value: str
    unit: str = ""
    origin: Origin
    ref: str = ""
    at: datetime | None = None
    age_s: int | None = Field(default=None, ge=0)
    note: Words | None = None

    @field_serializer("at")
    def _at_text(self, at: datetime | None) -> str | None:
        return None if at is None else iso(at)

    @property
    def unit_words(self) -> Words | None:
        return unit_words(self.unit) if self.unit else None

    @property
    def age_words(self) -> Words | None:
        """How old it was when the model answered."""
        if self.age_s is None:
            return None
        if self.age_s < 120:
            return Words(zh="{n} 秒前", en="{n} s before").fill(n=self.age_s)
        return Words(zh="{n} 分钟前", en="{n} min before").fill(n=self.age_s // 60)


class Check(Kept):
    """One condition under which the model may be believed, and whether it held."""

    code: str
    passed: bool
    said: Words


class Source(Kept):
    """Where the model's rule or constants come from."""

    title: Words
    ref: str = ""


class Refusal(Kept):
    """Why there is no value. `missing` names the inputs that would have to come, `instead` what to go by until then."""

    code: str
    said: Words
    missing: tuple[str, ...] = ()
    instead: Words | None = None


class Found(Kept):
    """A place that lies inside the area, wholly (share 1) or in part. Facts from the record, not the model's judgement."""

    code: str
    kind: str
    title: Words
    share: float = Field(gt=0, le=1)
    people: int | None = None
    schematic: bool = False
    source: str = ""

    @field_serializer("share")
    def _as_text(self, number: float) -> str:
        return decimal_text(number, 4)


class Area(Kept):
    """A shape for the one map. `geojson` is canonical GeoJSON text, because the journal keeps no decimals."""

    code: str
    title: Words
    geojson: str
    origin: Origin


class Envelope(Kept):
    """One answer of one model.

    do, who, by        what to do, who does it, by when
    say                the answer in one sentence; a refusal says its reason instead
    changes            what would change the answer
    confidence         0 (none) to 1, and in words why; 0 if and only if refused
    """

    model: str
    version: str
    title: Words
    at: datetime
    say: Words
    value: Value | None = None
    figures: tuple[Figure, ...] = ()
    found: tuple[Found, ...] = ()
    areas: tuple[Area, ...] = ()
    do: Words | None = None
    who: Words | None = None
    by: Words | None = None
    changes: Words | None = None
    inputs: tuple[Input, ...] = ()
    checks: tuple[Check, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    confidence: float = Field(ge=0, le=1)
    reasons: tuple[Words, ...] = Field(min_length=1)
    refusal: Refusal | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.value is None) == (self.refusal is None):
            raise ValueError("an envelope holds a value or a refusal, and not both")
        if self.value is not None and not self.inputs:
            raise ValueError("a value without inputs is an opinion")
        if (self.confidence == 0) != (self.refusal is not None):
            raise ValueError("confidence is 0 exactly when the model refuses")
        if self.refusal is not None and (self.figures or self.do):
            raise ValueError("a model that refuses gives no figures and no advice")
        if self.at.tzinfo is None:
            raise ValueError("an envelope's time needs a zone")
        return self

    @field_serializer("at")
    def _at_text(self, at: datetime) -> str:
        return iso(at)

    @field_serializer("confidence")
    def _confidence_text(self, number: float) -> str:
        return decimal_text(number, 2)

    @property
    def refused(self) -> bool:
        return self.refusal is not None

    @property
    def bars(self) -> int:
        """Confidence as 0 to 5 bars; any answer has at least one."""
        return 0 if self.refused else max(1, round(self.confidence * 5))

    def kept(self) -> dict[str, Any]:
        """Plain values for the database and the journal: no floats, no NUL, lists and maps only."""
        return _PLAIN.validate_python(self.model_dump(mode="json"))


_PLAIN: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


def read(kept: dict[str, Any]) -> Envelope:
    """The envelope that `kept()` wrote down. Raises pydantic.ValidationError when it is not one."""
    return Envelope.model_validate(kept)


def rounded(number: float, digits: int) -> str:
    """As a person reads it: `−21`, `1 240` (space that does not break), `4.3`; a minus sign that is a minus."""
    text = f"{number:,.{digits}f}"
    return "0" if digits == 0 and text in ("0", "-0") else text.replace(",", "\u00a0").replace("-", "−")


def two_figures(number: float) -> float:
    """Rounded to two significant figures: the most that an estimate of people deserves in a sentence."""
    if number == 0 or not math.isfinite(number):
        return 0.0
    return float(round(number, 1 - math.floor(math.log10(abs(number)))))
