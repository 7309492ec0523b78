"""The small value types of a plan file: two-language text, exact numbers, spans of time, codes."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from watchroom.kernel.words import Words

_SPAN = re.compile(r"(\d{1,4})(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN_WORDS = {
    "s": Words(zh="{n} 秒", en="{n} s"),
    "m": Words(zh="{n} 分钟", en="{n} min"),
    "h": Words(zh="{n} 小时", en="{n} h"),
    "d": Words(zh="{n} 天", en="{n} d"),
}


class Strict(BaseModel):
    """Every part of the file: unknown keys are refused, nothing is guessed, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _number(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", value):
        return Decimal(value)
    return value


Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    WithJsonSchema({"type": ["number", "string"], "pattern": r"^-?\d{1,15}(\.\d{1,9})?$"}),
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Span = Annotated[str, StringConstraints(pattern=r"^\d{1,4}(s|m|h|d)$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]


class Text(Strict):
    """One text in both languages. A plan that exists in one language only says so with `only`; it is then read as it is."""

    model_config = ConfigDict(
        json_schema_extra=lambda made: made.update(required=[], anyOf=[{"required": ["zh"]}, {"required": ["en"]}])
    )

    zh: Line
    en: Line
    only: Literal["zh", "en"] | None = Field(None, description="The one language in which the text was given.")

    @model_validator(mode="before")
    @classmethod
    def _one_language(cls, given: Any) -> Any:
        if not isinstance(given, dict) or ("zh" in given) == ("en" in given):
            return given
        (language,) = {"zh", "en"} & given.keys()
        return {**given, "zh": given[language], "en": given[language], "only": language}

    @property
    def words(self) -> Words:
        return Words(zh=self.zh, en=self.en)


@lru_cache(maxsize=4096)
def seconds(span: str) -> int:
    """`5m` is 300. Raises ValueError for anything that is not a Span."""
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ValueError(f"not a span of time: {span!r}")
    return int(match[1]) * _SECONDS[match[2]]


def span_words(span: str) -> Words:
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ValueError(f"not a span of time: {span!r}")
    return _SPAN_WORDS[match[2]].fill(n=int(match[1]))


def duration_words(amount_s: int) -> Words:
    """Any number of seconds in its largest whole unit: 5400 is 90 min."""
    unit = next((unit for unit in ("d", "h", "m") if amount_s and amount_s % _SECONDS[unit] == 0), "s")
    return _SPAN_WORDS[unit].fill(n=amount_s // _SECONDS[unit])
