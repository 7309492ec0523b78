"""Weather that goes on, and what changes: by how much it grows colder, what is said to last, and how long.

`预计未来24小时冻雨仍将持续` names it again, `且预计未来72小时仍将持续` speaks of what was told before.
"""

import re
from dataclasses import dataclass

from watchroom.plans.extraction.amounts import NUMBER, number
from watchroom.plans.extraction.context import Context
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf
from watchroom.plans.extraction.trees import joined

_LASTS = re.compile(
    rf"^(?:并)?(?:预计)?(?P<what>[\u4e00-\u9fff]{{2,6}}?)??(?:天气)?(?:仍?将|已)?持续(?:时间)?(?:达到?|超过)?"
    rf"(?P<n>{NUMBER})(?P<unit>分钟|小时|天|日)(?:及?以上)?$"
)
_PERIODS = {"分钟": 1, "小时": 60, "天": 1440, "日": 1440}
_SAID = r"(?:预[计报测]|仍|还|将|会|可能|继续|有望){0,5}持续"
_UNNAMED = re.compile(rf"预[计报测][^,;。]{{0,12}}?{_SAID}$")
_AGAIN = re.compile(rf"(?:并|且|并且)?(?:上述地区|该地区|上述天气|该天气)?{_SAID}$")
# `最低气温将下降12℃以上`, `气温较前一日降低10℃以上`: by how much it falls; `气温下降到5℃以下`: to which.
_FALLS = re.compile(
    r"(?:气温|^)(?:将要?|会|可能|普遍|急剧|大幅度?|明显|迅速|快速|平均|累计|已经?|较[^,;。\d]{0,6}?){0,5}(?:下降|降低|骤降)(?P<to>[到至])?(?=[^,;。\d]{0,6}\d{1,2}(?:\.\d)?(?:℃|摄氏度|度))"
)
_LEVEL = re.compile(
    r"水位(?:将要?|会|可能|急剧|明显|迅速|快速|累计|已经?){0,4}(?:(?P<falls>下降|降低|骤降)|上涨|上升|陡涨|猛涨)(?P<to>[到至])?(?=[^,;。\d]{0,6}\d{1,3}(?:\.\d{1,3})?(?:厘米|米))"
)
_MEASURED = (
    "visibility", "wind_force", "mean_wind_force", "gust_force", "wind_speed", "max_temperature", "min_temperature",
    "mean_temperature",
)  # fmt: skip
_FALLEN = {"rainfall": "降雨持续", "snowfall": "降雪持续"}


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something lasts, and its name if it is told (`预计强降雨仍将持续12小时以上`)."""

    what: str
    minutes: int


def lasts(text: str) -> Lasting | None:
    """What a clause says that does nothing but tell how long something lasts."""
    said = _LASTS.match(text)
    return Lasting(said["what"] or "", int(number(said["n"]) * _PERIODS[said["unit"]])) if said else None


def changes(text: str) -> str:
    """The text with changes of temperatures and levels in plain words: `气温下降12℃以上`, `气温降至5℃以下`, `水位达到35米`."""
    text = _FALLS.sub(lambda match: "气温降至" if match["to"] else "气温下降", text)
    return _LEVEL.sub(
        lambda match: (
            "水位" + (("降至" if match["falls"] else "达到") if match["to"] else "下降" if match["falls"] else "上涨")
        ),
        text,
    )


def pattern(named: str) -> re.Pattern[str]:
    """What says that weather goes on, and nothing else (`强降雪或冻雨仍将持续`); named: the pattern of its names."""
    more = rf"(?:(?:天气)?(?:或者?|[、和])(?:{named})){{0,3}}"
    return re.compile(rf"(?:并|且|并且)?(?P<names>(?:{named}){more})(?:天气|过程){{0,2}}{_SAID}")


def unnamed(text: str) -> bool:
    """Whether a clause says that something goes on, which it does not name."""
    return _UNNAMED.search(text) is not None


def again(text: str, before: list[Expr | None], context: Context) -> Expr | None:
    """What was told last, ahead: the weather itself; of rain and snow only that they go on. None where the clause says more
    than that, or something else was told before it, or what was told is a forecast itself."""
    last = next((one for one in reversed(before) if one is not None), None) if _AGAIN.fullmatch(text) else None
    return _ahead(last, context)


def _ahead(expr: Expr | None, context: Context) -> Expr | None:
    if isinstance(expr, AllOf | AnyOf):
        parts = [_ahead(part, context) for part in (expr.all if isinstance(expr, AllOf) else expr.any)]
        return None if None in parts else joined(parts, type(expr))
    if expr is None or expr.phase == "forecast" or expr.quantity not in ("phenomenon", *_FALLEN, *_MEASURED):
        return None
    window = context.window_min if context.told else None
    there = {"min_regions": None, "max_regions": None, "region_kind": None, "extent": None}
    made = expr.model_copy(update={**there, "phase": "forecast", "window_min": window, "same_area": True})
    if goes_on := _FALLEN.get(expr.quantity):
        made = Leaf(quantity="phenomenon", op="==", value=goes_on, phase="forecast", window_min=window)
    return made
