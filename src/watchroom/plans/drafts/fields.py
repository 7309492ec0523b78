"""The fields of an element as a person corrects them on a form: how each is written, and how it is read back. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import ValidationError

from watchroom.kernel.words import Words
from watchroom.plans.drafts.elements import Item, changed
from watchroom.plans.drafts.faults import CorrectionWrong
from watchroom.plans.extraction.found import AllOf, Expr, Leaf, Metadata, Note, Report, Unit

MOST_TYPED = 20_000
OPS = (">=", ">", "<=", "<", "==")
ALL_LEVELS = "*"
type Sort = Literal["line", "long", "lines", "levels", "choice", "day"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. `lines`: one a line; `levels`: codes such as I II; `choice`: one of `choices`."""

    name: str
    words: Words
    sort: Sort = "line"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound of a condition, as a row of the form."""

    number: int
    leaf: Leaf


def _choices(model: type[Any], name: str) -> tuple[str, ...]:
    return tuple(one for part in (model.model_fields[name].annotation,) for one in _literals(part))


def _literals(annotation: Any) -> Iterator[str]:
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _literals(part)


_TEXT = Field("text", Words(zh="内容", en="Text"), "long")
_LEVELS = Field("levels", Words(zh="级别（如 I II，* 为各级）", en="Levels (such as I II; * for every one)"), "levels")
_UNITS = Field("units", Words(zh="责任单位（一行一个）", en="Responsible bodies (one a line)"), "lines")
FIELDS: dict[str, tuple[Field, ...]] = {
    "metadata": (
        Field("title", Words(zh="预案名称", en="Title")),
        Field("plan_type", Words(zh="种类", en="Kind"), "choice", _choices(Metadata, "plan_type")),
        Field("issuer", Words(zh="印发单位", en="Issued by")), Field("doc_no", Words(zh="文号", en="Number")),
        Field("issued_date", Words(zh="印发日期", en="Issued on"), "day"), Field("effective", Words(zh="施行日期", en="In force from"), "day"),
        Field("interpreter", Words(zh="解释单位", en="Interpreted by")),
        Field("event_types", Words(zh="适用的灾种（一行一个）", en="Hazards (one a line)"), "lines"),
    ),
    "level": (
        Field("name", Words(zh="名称", en="Name")), Field("code", Words(zh="级别", en="Level"), "choice", ("I", "II", "III", "IV", "V")),
        Field("kind", Words(zh="属于", en="Of"), "choice", ("response", "warning")),
        Field("logic", Words(zh="条件之间", en="Of its conditions"), "choice", ("any", "all")),
        Field("starts.proposed_by", Words(zh="谁建议", en="Proposed by")), Field("starts.decided_by", Words(zh="谁决定", en="Decided by")),
        Field("starts.signed_by", Words(zh="谁签发", en="Signed by")),
        Field("starts.report_to", Words(zh="通知谁（一行一个）", en="Told (one a line)"), "lines"),
    ),
    "condition": (
        _TEXT, Field("unread", Words(zh="另由人判断的情形（一行一条，不需要的删去）", en="Other cases that a person judges (one a line; delete what is not needed)"), "lines"),
    ),
    "unit": (
        Field("name", Words(zh="名称", en="Name")), Field("abbr", Words(zh="简称", en="Short name")),
        Field("kind", Words(zh="种类", en="Kind"), "choice", _choices(Unit, "kind")), Field("lead", Words(zh="牵头单位", en="Led by")),
        Field("members", Words(zh="成员（一行一个）", en="Members (one a line)"), "lines"),
        Field("duties", Words(zh="职责（一行一条）", en="Duties (one a line)"), "lines"),
    ),
    "action": (
        _TEXT, _LEVELS, _UNITS, Field("supports", Words(zh="配合单位（一行一个）", en="Supporting bodies (one a line)"), "lines"),
        Field("deadline", Words(zh="时限", en="Time limit")), Field("group", Words(zh="工作组", en="Group")),
    ),
    "report": (
        Field("sender", Words(zh="谁报", en="From")), Field("to", Words(zh="报谁（一行一个）", en="To (one a line)"), "lines"),
        Field("deadline", Words(zh="时限", en="Time limit")), Field("channel", Words(zh="方式", en="By")),
        Field("kind", Words(zh="种类", en="Kind"), "choice", _choices(Report, "kind")),
        Field("condition", Words(zh="什么情况下", en="When")),
    ),
    "note": (_TEXT, Field("kind", Words(zh="种类", en="Kind"), "choice", _choices(Note, "kind"))),
}  # fmt: skip
_AT_ONCE = Words(zh="立即", en="at once")
_DAILY_BY = Words(zh="每天 {n} 前", en="daily by {n}")
_WORKDAYS = Words(zh="{n} 个工作日内", en="within {n} working day(s)")
# By the largest unit that counts the minutes: within, every.
_SPANS = (
    (1440, Words(zh="{n} 天内", en="within {n} d"), Words(zh="每 {n} 天", en="every {n} d")),
    (60, Words(zh="{n} 小时内", en="within {n} h"), Words(zh="每 {n} 小时", en="every {n} h")),
    (1, Words(zh="{n} 分钟内", en="within {n} min"), Words(zh="每 {n} 分钟", en="every {n} min")),
)
DEADLINE_HELP = Words(
    zh="写法：30（30 分钟内）、2h、1d、每 60、09:00（每天此时前）；不写为没有时限。",
    en="Write 30 (within 30 min), 2h, 1d, every 60, 09:00 (daily by then); nothing for none.",
)


def deadline_words(one: Any) -> Words | None:
    """A limit read out: `立即`, `30 分钟内`, `5 个工作日内`, `每 2 小时`, `每天 16:00 前`; None for none."""
    if one is None:
        return None
    if one.daily_by is not None:
        return _DAILY_BY.fill(n=one.daily_by)
    if one.minutes == 0:
        return _AT_ONCE
    minutes = one.minutes or one.every_minutes
    if minutes is None:
        return None
    size, within, every = next(span for span in _SPANS if minutes % span[0] == 0)
    if one.workdays and size == 1440:
        return _WORKDAYS.fill(n=minutes // size)
    return (every if one.every_minutes else within).fill(n=minutes // size)


def written(item: Item, field: Field) -> str:
    """The value of a field as it stands in the form."""
    value: Any = item.element
    for name in field.name.split("."):
        value = getattr(value, name, None)
    if field.name == "deadline":
        return _deadline_written(value)
    if field.name == "duties":
        return "\n".join(one.text for one in value)
    if isinstance(value, list):
        return (" " if field.sort == "levels" else "\n").join(value)
    return "" if value is None else str(value)


def bounds(item: Item) -> list[Bound]:
    """The bounds of a condition, in the order of its text."""
    expr = getattr(item.element, "expr", None)
    return [Bound(at, leaf) for at, leaf in enumerate(_leaves(expr))] if expr else []


def _leaves(expr: Any) -> Iterator[Leaf]:
    if isinstance(expr, Leaf):
        yield expr
    else:
        for part in expr.all if isinstance(expr, AllOf) else expr.any:
            yield from _leaves(part)


def corrected(item: Item, typed: Mapping[str, str]) -> dict[str, Any]:
    """The fields that a person wrote otherwise than they were. Raises CorrectionWrong."""
    made: dict[str, Any] = {}
    for field in FIELDS[item.kind]:
        given = typed.get(field.name)
        if given is None or given.replace("\r\n", "\n").strip() == written(item, field).strip():
            continue
        if len(given) > MOST_TYPED:
            raise CorrectionWrong(field=field.words, why=_TOO_LONG)
        _put(made, item, field, given.replace("\r\n", "\n").strip())
    if item.kind == "condition":
        made |= _expr_typed(item, typed)
    try:
        changed(item.element, made)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        words = next((one.words for one in FIELDS[item.kind] if one.name.startswith(name)), _BOUND)
        raise CorrectionWrong(field=words, why=_NOT_TAKEN) from error
    return made


_TOO_LONG = Words(zh=f"超过 {MOST_TYPED} 字", en=f"more than {MOST_TYPED} characters")
_NOT_TAKEN = Words(zh="不是可写的值", en="it is not a value that can stand here")
_NOT_A_NUMBER = Words(zh="不是数", en="it is no number")
_BOUND = Words(zh="界限", en="A bound")
_NOT_A_LIMIT = Words(zh="看不懂", en="it cannot be read")


def _put(made: dict[str, Any], item: Item, field: Field, given: str) -> None:
    value: Any = given or None
    if field.name == "deadline":
        value = _deadline_typed(field, given)
    elif field.name == "duties":
        value = [{"text": line} for line in _lines(given)]
    elif field.sort == "lines":
        value = _lines(given)
    elif field.sort == "levels":
        value = given.upper().replace(",", " ").replace("，", " ").split()
    elif value is None and field.name in ("text", "name", "title", "sender"):
        value = ""
    head, _, below = field.name.partition(".")
    if below:
        made.setdefault(head, getattr(item.element, head).model_dump(mode="json"))[below] = value
    else:
        made[head] = value


def _lines(given: str) -> list[str]:
    return [line.strip() for line in given.split("\n") if line.strip()]


def _deadline_written(one: Any) -> str:
    if one is None:
        return ""
    if one.minutes is not None:
        return str(one.minutes)
    return f"每 {one.every_minutes}" if one.every_minutes else one.daily_by or ""


def _deadline_typed(field: Field, given: str) -> dict[str, Any] | None:
    text = given.lower().replace("每", "every ").strip()
    if not text:
        return None
    if ":" in text:
        return {"daily_by": text.zfill(5)[:5]}
    every = text.startswith("every")
    number = text.removeprefix("every").strip()
    size = {"m": 1, "h": 60, "d": 1440}.get(number[-1:], 0)
    count = number[:-1].strip() if size else number
    if not count.isdecimal() or len(count) > 6:
        raise CorrectionWrong(field=field.words, why=_NOT_A_LIMIT)
    minutes = int(count) * (size or 1)
    return {"every_minutes": minutes} if every else {"minutes": minutes}


def _expr_typed(item: Item, typed: Mapping[str, str]) -> dict[str, Any]:
    """The condition with other bounds; none at all when a person said that it is judged, a new one when he gave one."""
    expr: Expr | None = getattr(item.element, "expr", None)
    if typed.get("judged"):
        return {"expr": None, "judgement": True} if expr is not None else {}
    if expr is None:
        quantity = typed.get("new.quantity", "").strip()
        if not quantity:
            return {}
        made = {"quantity": quantity, "op": typed.get("new.op", ">="), "value": _number(typed.get("new.value", ""))}
        return {"expr": made | {"unit": typed.get("new.unit", "").strip() or None}, "judgement": False}
    changes = {one.number: _leaf_typed(one, typed) for one in bounds(item)}
    if not any(changes.values()):
        return {}
    return {"expr": _rebuilt(expr, iter(range(len(changes))), changes)}


def _leaf_typed(one: Bound, typed: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    op, value, unit = (typed.get(f"bound.{one.number}.{name}") for name in ("op", "value", "unit"))
    if op is not None and op != one.leaf.op:
        made["op"] = op
    if value is not None and value.strip() != value_written(one.leaf):
        made["value"] = value.strip() if isinstance(one.leaf.value, str) else _number(value)
    if unit is not None and unit.strip() != (one.leaf.unit or ""):
        made["unit"] = unit.strip() or None
    return made


def value_written(leaf: Leaf) -> str:
    return "" if leaf.value is None else f"{leaf.value:.9g}" if isinstance(leaf.value, float) else str(leaf.value)


def _number(given: str) -> int | float:
    text = given.strip().replace(",", "")
    try:
        value = float(text)
    except ValueError as error:
        raise CorrectionWrong(field=_BOUND, why=_NOT_A_NUMBER) from error
    if not abs(value) < 1e15:
        raise CorrectionWrong(field=_BOUND, why=_NOT_A_NUMBER)
    return int(value) if value == int(value) else value


def _rebuilt(expr: Any, numbers: Iterator[int], changes: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    if isinstance(expr, Leaf):
        return {**expr.model_dump(mode="json"), **changes[next(numbers)]}
    key = "all" if isinstance(expr, AllOf) else "any"
    parts = expr.all if isinstance(expr, AllOf) else expr.any
    return {key: [_rebuilt(part, numbers, changes) for part in parts]}


__all__ = ["FIELDS", "Bound", "Field", "bounds", "corrected", "deadline_words", "value_written", "written"]
