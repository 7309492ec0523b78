"""The script of a drill: what comes in at which minute of the drill's clock, and what is expected of whom then."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from watchroom.kernel.geometry import GeometryRefused, check_geojson
from watchroom.kernel.words import Words
from watchroom.kernel.yamls import loaded
from watchroom.plans.drills.faults import ScriptWrong
from watchroom.plans.terms import Code, Line, Span, Strict, Text, seconds

FORMAT = "watchroom-drill/1"
MOST_BYTES = 512 * 1024
MOST_INJECTS = 500
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,24}\.[a-z_]{1,48}$")]
Colour = Literal["red", "orange", "yellow", "blue"]
LEVELS: dict[str, int] = {"red": 1, "orange": 2, "yellow": 3, "blue": 4}
KINDS: dict[str, Words] = {
    "alarm": Words(zh="告警", en="alarm"),
    "reading": Words(zh="读数", en="reading"),
    "normal": Words(zh="恢复正常", en="back to normal"),
    "warning": Words(zh="官方预警", en="official warning"),
    "report": Words(zh="电话报告", en="telephone report"),
    "message": Words(zh="消息", en="message"),
    "expect": Words(zh="观察项", en="expected act"),
}


class Expected(Strict):
    """What a post is expected to do after an inject. Found in the journal by its kind of entry, or marked by hand.

    entry  a kind of entry that shows that it was done, such as `incidents.opened`; `where`: facts that it must have
    """

    code: Code
    what: Text
    post: Code | None = None
    phase: Code | None = None
    within: Span | None = None
    entry: Kind | None = None
    where: dict[str, Any] = Field(default_factory=dict, max_length=8)


class _Inject(Strict):
    code: Code
    at: Span = Field(description="On the drill's clock.")
    note: Text | None = Field(None, description="For the director and the evaluators alone.")
    expect: list[Expected] = Field(default_factory=list, max_length=20)

    @property
    def at_ms(self) -> int:
        return seconds(self.at) * 1000


class AlarmInject(_Inject):
    """The alarm of a rule, as if its sensor had measured `value` for as long as `held`."""

    kind: Literal["alarm"]
    rule: Line
    value: float = Field(strict=False, allow_inf_nan=False)
    held: Span | None = None


class ReadingInject(_Inject):
    """What a sensor of the site reads then, in its own unit: the rules in force judge it, on the drill's clock."""

    kind: Literal["reading"]
    sensor: Line
    value: float = Field(strict=False, allow_inf_nan=False)


class NormalInject(_Inject):
    """What the rule's alarm stood for is over."""

    kind: Literal["normal"]
    rule: Line


class WarningInject(_Inject):
    """An official warning, over a place or an area drawn as GeoJSON."""

    kind: Literal["warning"]
    event: Text
    headline: Text
    level: Colour
    lasts: Span = "6h"
    place: Line | None = None
    area: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> "WarningInject":
        if self.place is None and self.area is None:
            raise ValueError("place | area")
        if self.area is not None:
            try:
                check_geojson(self.area, frozenset({"Polygon", "MultiPolygon"}))
            except GeometryRefused as fault:
                raise ValueError(str(fault)) from fault
        return self


class ReportInject(_Inject):
    """A telephone report to a post: with it an incident is opened, or it is noted on the drill's incident."""

    kind: Literal["report"]
    to: Code
    text: Text
    title: Text | None = None
    incident_kind: Code = "other"
    place: Line | None = None
    counts: dict[str, int] = Field(default_factory=dict, max_length=8, description="Numbers of people.")


class MessageInject(_Inject):
    """A free message, or a question, to a post."""

    kind: Literal["message"]
    to: Code
    text: Text


class ExpectInject(_Inject):
    """Nothing comes in: from this minute on something is expected."""

    kind: Literal["expect"]


Inject = Annotated[
    AlarmInject | ReadingInject | NormalInject | WarningInject | ReportInject | MessageInject | ExpectInject,
    Field(discriminator="kind"),
]


class Script(Strict):
    format: Literal["watchroom-drill/1"]
    title: Text | None = None
    source: Text | None = Field(None, description="Where it comes from, for example the incident that it repeats.")
    injects: list[Inject] = Field(min_length=1, max_length=MOST_INJECTS)

    @model_validator(mode="after")
    def _told_apart(self) -> "Script":
        codes = [one.code for one in self.injects]
        expected = [f"{one.code}/{each.code}" for one in self.injects for each in one.expect]
        for told in (codes, expected):
            twice = sorted({code for code in told if told.count(code) > 1})
            if twice:
                raise ValueError(f"code: {', '.join(twice[:5])} ×2")
        return self

    def in_order(self) -> list[Inject]:
        """By the clock; those of one moment in the order in which they are written."""
        return sorted(self.injects, key=lambda one: one.at_ms)

    def inject(self, code: str) -> Inject | None:
        return next((one for one in self.injects if one.code == code), None)

    def rules(self) -> set[str]:
        return {one.rule for one in self.injects if isinstance(one, AlarmInject | NormalInject)}

    def sensors(self) -> set[str]:
        return {one.sensor for one in self.injects if isinstance(one, ReadingInject)}

    def places(self) -> set[str]:
        return {one.place for one in self.injects if isinstance(one, WarningInject | ReportInject) and one.place}

    def posts(self) -> set[str]:
        told = {one.to for one in self.injects if isinstance(one, ReportInject | MessageInject)}
        return told | {each.post for one in self.injects for each in one.expect if each.post}


def read(text: str) -> Script:
    """A script out of YAML. Raises ScriptWrong, which says where."""
    try:
        if len(text.encode()) > MOST_BYTES:
            raise ScriptWrong(place="—", why=f"> {MOST_BYTES} bytes")
        return Script.model_validate(loaded(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ScriptWrong(place=_place(first["loc"]), why=str(first["msg"])[:200]) from error
    except ValueError as error:
        raise ScriptWrong(place="—", why=" ".join(str(error).split())[:200]) from error


def written(script: Script) -> str:
    """The script as a file."""
    told = script.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True) | {"format": FORMAT}
    for raw, one in zip(told["injects"], script.injects, strict=True):
        raw["kind"] = one.kind
    ordered = {name: told[name] for name in ("format", "title", "source", "injects") if name in told}
    return yaml.dump(ordered, allow_unicode=True, sort_keys=False, width=110, Dumper=yaml.CSafeDumper)


def lines(one: Inject) -> Words:
    """What an inject says, in a line."""
    match one:
        case AlarmInject():
            return Words(zh="{rule}：{value}", en="{rule}: {value}").fill(rule=one.rule, value=f"{one.value:g}")
        case ReadingInject():
            return Words(zh="{sensor}：{value}", en="{sensor}: {value}").fill(sensor=one.sensor, value=f"{one.value:g}")
        case NormalInject():
            return Words(zh=one.rule, en=one.rule)
        case WarningInject():
            return one.headline.words
        case ReportInject() | MessageInject():
            return one.text.words
        case _:
            return Words(zh="；".join(e.what.zh for e in one.expect), en="; ".join(e.what.en for e in one.expect))


def expected(script: Script) -> Iterator[tuple[Inject, Expected]]:
    for one in script.in_order():
        for each in one.expect:
            yield one, each


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in loc) or "—"
