"""A form made from a plug-in's settings: what to ask, how a typed text becomes a setting, and what was wrong with it.

The settings model says everything: types, bounds and defaults are pydantic's, the labels stand beside each setting as
`json_schema_extra`: `zh` and `en`, and where wanted `help_zh` and `help_en`, and `choices`, a map from value to
`{"zh", "en"}`. A setting whose shape no single field can hold is asked for as JSON. One marked `"secret": True` is never
shown again: its field is always empty, and left empty it stays as it was.
"""

import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.plugin import Settings
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

MOST_TYPED = 4_000
ON = "1"
HIDDEN = "•••"

# Values that several plug-ins offer for choice; one that is in no table is shown as it is written.
CHOICES: Mapping[str, Words] = {
    "above": Words(zh="达到或高于", en="at or above"),
    "below": Words(zh="低于", en="below"),
    "rise": Words(zh="上升", en="rise"),
    "fall": Words(zh="下降", en="fall"),
    "up": Words(zh="上升", en="up"),
    "down": Words(zh="下降", en="down"),
    "both": Words(zh="两个方向", en="both ways"),
    "either": Words(zh="任一方向", en="either way"),
    "low": Words(zh="低", en="low"),
    "normal": Words(zh="中", en="normal"),
    "high": Words(zh="高", en="high"),
    "none": Words(zh="无", en="none"),
    "day": Words(zh="每天", en="daily"),
    "week": Words(zh="每周", en="weekly"),
    "all": Words(zh="全部满足", en="all of them"),
    "any": Words(zh="任一满足", en="any of them"),
    "": Words(zh="不指定", en="not given"),
    "\t": Words(zh="制表符", en="tab"),
}
OWED = Words(zh="必填", en="This is owed.")
NO_NUMBER = Words(
    zh="须为数字，小数点用“.”，如 4.5", en="This must be a number with a point for decimals, such as 4.5."
)
NO_WHOLE = Words(zh="须为整数，如 300", en="This must be a whole number, such as 300.")
NO_CHOICE = Words(zh="请从列表中选择", en="Choose one from the list.")
NO_JSON = Words(zh="须为 JSON", en="This must be JSON.")
_BOUNDS: Mapping[str, Words] = {
    "greater_than": Words(zh="须大于 {gt}", en="This must be more than {gt}."),
    "greater_than_equal": Words(zh="不能小于 {ge}", en="This must be {ge} or more."),
    "less_than": Words(zh="须小于 {lt}", en="This must be less than {lt}."),
    "less_than_equal": Words(zh="不能大于 {le}", en="This must be {le} or less."),
    "string_too_long": Words(zh="最多 {max_length} 个字", en="{max_length} characters at most."),
    "string_too_short": Words(zh="至少 {min_length} 个字", en="{min_length} characters at least."),
    "too_long": Words(zh="最多 {max_length} 项", en="{max_length} items at most."),
    "too_short": Words(zh="至少 {min_length} 项", en="{min_length} items at least."),
    "finite_number": NO_NUMBER, "float_parsing": NO_NUMBER, "float_type": NO_NUMBER, "int_parsing": NO_WHOLE,
    "int_type": NO_WHOLE, "int_from_float": NO_WHOLE, "literal_error": NO_CHOICE, "enum": NO_CHOICE, "missing": OWED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One setting as a person is asked for it.

    kind    `number`, `whole`, `choice`, `switch`, `text`, `secret`, `list` (one item a line) or `json`
    bounds  what is allowed, in words; None where everything is
    """

    name: str
    title: Words
    kind: str
    required: bool
    help: Words | None
    bounds: Words | None
    choices: tuple[tuple[str, Words], ...]
    typed: str
    wrong: Words | None = None

    @property
    def on(self) -> bool:
        return self.typed == ON


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, as settings. `wrong` by name; `whole` is what is wrong with all of it together."""

    given: dict[str, Any]
    wrong: dict[str, Words] = field(default_factory=dict)
    whole: Words | None = None

    @property
    def well(self) -> bool:
        return not self.wrong and self.whole is None


def fields(
    model: type[Settings], typed: Mapping[str, str] | None = None, wrong: Mapping[str, Words] | None = None
) -> list[Field]:
    """The form, with what was typed in it; without that, with the defaults."""
    filled = defaults(model) if typed is None else typed
    return [_field(name, about, filled.get(name, ""), (wrong or {}).get(name)) for name, about in _asked(model)]


def defaults(model: type[Settings]) -> dict[str, str]:
    return {
        name: _typed(about.get_default(call_default_factory=True), _kind(about))
        for name, about in _asked(model)
        if not about.is_required()
    }


def typed_of(model: type[Settings], settings: Mapping[str, Any]) -> dict[str, str]:
    """How settings that are kept stand in the form. What the model does not know is left out."""
    told = {name: _typed(settings[name], _kind(about)) for name, about in _asked(model) if name in settings}
    return defaults(model) | told


def without_secrets(model: type[Settings], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they may be shown: a secret is only said to be there."""
    hidden = {name for name, about in _asked(model) if _kind(about) == "secret"}
    return {name: HIDDEN if name in hidden and value else value for name, value in settings.items()}


def with_secrets(model: type[Settings], given: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that a program gave, with the secrets that it left out, or sent back as it was shown them, as they were."""
    hidden = {name for name, about in _asked(model) if _kind(about) == "secret" and name in kept}
    told = {name: value for name, value in given.items() if name not in hidden or value != HIDDEN}
    return {name: kept[name] for name in hidden} | told


def read(model: type[Settings], typed: Mapping[str, str], kept: Mapping[str, Any] | None = None) -> Read:
    """Settings from a posted form. A field that is left empty has its default; a switch that is absent is off.

    kept  the settings as they are: a secret that is left empty stays
    """
    given: dict[str, Any] = {}
    wrong: dict[str, Words] = {}
    for name, about in _asked(model):
        kind, text = _kind(about), typed.get(name, "")
        text = text if kind == "choice" else text.strip()  # a tab may be a choice
        if kind == "switch":
            given[name] = text == ON
        elif not text and kind == "secret" and kept and name in kept:
            given[name] = kept[name]
        elif not text:
            if about.is_required():
                wrong[name] = OWED
        else:
            value, bad = _value(kind, text)
            if bad:
                wrong[name] = bad
            else:
                given[name] = value
    if wrong:
        return Read(given, wrong)
    try:
        model.model_validate(given)
    except ValidationError as error:
        found, whole = faults(error)
        return Read(given, found, whole)
    return Read(given)


def _asked(model: type[Settings]) -> Sequence[tuple[str, FieldInfo]]:
    return list(model.model_fields.items())


def _field(name: str, about: FieldInfo, typed: str, wrong: Words | None) -> Field:
    said: Mapping[str, Any] = about.json_schema_extra if isinstance(about.json_schema_extra, dict) else {}
    title = _both(said.get("zh"), said.get("en")) or Words(zh=name, en=name)
    told: Mapping[str, Any] = said.get("choices") or {}
    choices = tuple(
        (
            str(value),
            _both(*(told.get(str(value)) or {}).values())
            or CHOICES.get(str(value))
            or Words(zh=str(value), en=str(value)),
        )
        for value in get_args(_bare(about.annotation))
        if get_origin(_bare(about.annotation)) is Literal
    )
    helped = _both(said.get("help_zh"), said.get("help_en"))
    kind = _kind(about)
    shown = "" if kind == "secret" else typed
    return Field(name, title, kind, about.is_required(), helped, _bounds(about), choices, shown, wrong)


def _both(zh: Any = None, en: Any = None, *_: Any) -> Words | None:
    return Words(zh=str(zh), en=str(en)) if zh and en else None


def _bare(annotation: Any) -> Any:
    """The type without `| None` and without `Annotated`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            left = [one for one in get_args(annotation) if one is not type(None)]
            if len(left) != 1:
                return annotation
            annotation = left[0]
        else:
            return annotation


def _kind(about: FieldInfo) -> str:
    if isinstance(about.json_schema_extra, dict) and about.json_schema_extra.get("secret"):
        return "secret"
    bare = _bare(about.annotation)
    if get_origin(bare) is Literal:
        return "choice"
    if get_origin(bare) in (list, tuple) and all(_bare(one) in (str, ...) for one in get_args(bare)):
        return "list"
    return {bool: "switch", int: "whole", float: "number", str: "text"}.get(bare, "json")


def _typed(value: Any, kind: str) -> str:
    match kind:
        case "secret":
            return ""
        case "switch":
            return ON if value else ""
        case "list":
            return "\n".join(map(str, value or ()))
        case "json":
            return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal_text(value)
    return str(value)


def _value(kind: str, text: str) -> tuple[Any, Words | None]:
    """The value that a typed text means, or what is wrong with it."""
    if len(text) > MOST_TYPED:
        return None, _BOUNDS["string_too_long"].fill(max_length=MOST_TYPED)
    if code := unfit(text):
        return None, Words(zh=f"含有不是文字的字符 {code}", en=f"It holds {code}, which is no text.")
    match kind:
        case "number":
            return _number(text, float, NO_NUMBER)
        case "whole":
            return _number(text, int, NO_WHOLE)
        case "list":
            return [line.strip() for line in text.splitlines() if line.strip()], None
        case "json":
            try:
                return json.loads(text, parse_constant=_refuse), None
            except (ValueError, RecursionError):
                return None, NO_JSON
    return text, None


def _number(text: str, kind: type[int] | type[float], bad: Words) -> tuple[Any, Words | None]:
    """A minus sign may be the printed one. Digits of other scripts are numbers to Python and to the person alike."""
    try:
        value = kind(text.replace("−", "-").replace("＋", "+").replace("－", "-"))
    except ValueError:
        return None, bad
    return value, None


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _bounds(about: FieldInfo) -> Words | None:
    """The range in words, from the constraints that pydantic keeps."""
    found: dict[str, Any] = {}
    for mark in about.metadata:
        for name in ("gt", "ge", "lt", "le"):
            if getattr(mark, name, None) is not None:
                found[name] = decimal_text(getattr(mark, name))
    low, high = found.get("ge") or found.get("gt"), found.get("le") or found.get("lt")
    if low is None and high is None:
        return None
    if low is not None and high is not None:
        return Words(zh=f"{low} 至 {high}", en=f"{low} to {high}")
    return (
        Words(zh=f"最小 {low}", en=f"from {low}") if low is not None else Words(zh=f"最大 {high}", en=f"up to {high}")
    )


def faults(error: ValidationError) -> tuple[dict[str, Words], Words | None]:
    """What is wrong by field, and what with all of it together."""
    wrong: dict[str, Words] = {}
    whole: Words | None = None
    for one in error.errors(include_url=False, include_input=False):
        said = _said(one["type"], one["msg"], one.get("ctx") or {})
        if one["loc"]:
            wrong.setdefault(str(one["loc"][0]), said)
        else:
            whole = whole or said
    return wrong, whole


def _said(kind: str, message: str, facts: Mapping[str, Any]) -> Words:
    if kind in _BOUNDS:
        told = {name: decimal_text(value) if isinstance(value, float) else value for name, value in facts.items()}
        return _BOUNDS[kind].fill(**told)
    text = message.removeprefix("Value error, ")
    zh, slash, en = text.partition(" / ")  # as plug-ins write what is wrong with several settings together
    return Words(zh=zh, en=en) if slash and zh.strip() and en.strip() else Words(zh=f"不符合要求：{text}", en=text)
