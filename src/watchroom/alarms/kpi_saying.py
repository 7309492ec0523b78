"""The KPIs in words: what each is called, what it means in one sentence, what it is, and what it should be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from watchroom.alarms.kpi_rules import ASIDE, SHARES, Kpis
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI. `well` None: there is no target."""

    code: str
    title: Words
    means: Words
    value: Words
    target: Words
    well: bool | None


@dataclass(frozen=True, slots=True)
class _Kpi:
    code: str
    title: Words
    means: Words
    target: Words
    value: Callable[[Kpis], Any]
    well: Callable[[Kpis], bool | None] | None


def _k(code: str, title: tuple[str, str], means: tuple[str, str], target: tuple[str, str], value: Callable[[Kpis], Any],
       well: Callable[[Kpis], bool | None] | None = None) -> _Kpi:  # fmt: skip
    return _Kpi(code, Words(*title), Words(*means), Words(*target), value, well)


def percent(share: float) -> Words:
    return same(f"{100 * share:.1f} %".replace(".0 %", " %"))


def number(value: float) -> Words:
    return same(f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value))


def seconds(value: float | None) -> Words:
    """A span as people say it: `45 秒`, `2 分 5 秒`, `1 小时 3 分`."""
    if value is None:
        return same("—")
    whole = round(value)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return Words(zh=f"{hours} 小时 {minutes} 分", en=f"{hours} h {minutes} min")
    if minutes:
        return Words(zh=f"{minutes} 分 {rest} 秒", en=f"{minutes} min {rest} s")
    return Words(zh=f"{rest} 秒", en=f"{rest} s")


def minutes(value: float) -> Words:
    return seconds(timedelta(minutes=value).total_seconds())


def same(text: str) -> Words:
    return Words(zh=text, en=text)


_NONE = ("—", "—")
_KPIS = (
    _k("raised", ("告警总数", "Alarms"), ("范围内发出的告警，迟到补记的不算。", "Alarms raised in the range; late records are not counted."),
       _NONE, lambda k: number(k.raised)),
    _k("per_10_min", ("平均每 10 分钟", "Average per 10 minutes"),
       ("一个值守席位平均每 10 分钟要面对的告警数。", "How many alarms one operator faces in ten minutes, on average."),
       ("≤ 1 可应付，最多 2", "≤ 1 manageable, 2 at most"), lambda k: number(k.per_10_min), lambda k: k.per_10_min <= 1),
    _k("per_day", ("平均每天", "Average per day"), ("折合每天的告警数。", "The same rate for a day."),
       ("≤ 144 可应付，最多 288", "≤ 144 manageable, 288 at most"), lambda k: number(k.per_day), lambda k: k.per_day <= 144),
    _k("peak", ("10 分钟峰值", "Peak in 10 minutes"), ("最忙的 10 分钟里的告警数。", "Alarms in the busiest ten minutes."),
       ("≤ 10", "≤ 10"), lambda k: number(k.peak), lambda k: k.peak <= 10),
    _k("flooded_periods", ("超过 10 条的 10 分钟占比", "10-minute periods above 10"),
       ("告警多到一个人应付不过来的时段占多少。", "How much of the time alarms came faster than one person can take in."),
       ("< 1 %", "< 1 %"), lambda k: percent(k.flooded_periods), lambda k: k.flooded_periods < 0.01),
    _k("busy_hours", ("超过 30 条的小时占比", "Hours above 30"),
       ("连续一小时都忙的时段占多少。", "How many hours were busy throughout."),
       ("< 1 %", "< 1 %"), lambda k: percent(k.busy_hours), lambda k: k.busy_hours < 0.01),
    _k("in_flood", ("处于洪泛的时间", "Time in flood"),
       ("从 10 分钟超过 10 条起，到 10 分钟少于 5 条止。", "From more than 10 in ten minutes until fewer than 5 in ten minutes."),
       ("< 1 %", "< 1 %"), lambda k: percent(k.in_flood), lambda k: k.in_flood < 0.01),
    _k("stale", ("长期不消的告警", "Stale alarms"),
       ("到期末连续超过 24 小时仍未恢复的告警。", "Alarms that had stood for more than 24 hours at the end of the range."),
       ("< 5", "< 5"), lambda k: number(k.stale), lambda k: k.stale < 5),
    _k("chattering", ("抖动告警的规则", "Rules that chatter"),
       ("一分钟内来回 3 次以上的告警，先修传感器或限值。", "Alarms that came and went three times in a minute: mend the sensor or the limit."),
       ("0", "0"), lambda k: number(len(k.chattering)), lambda k: not k.chattering),
    _k("fleeting", ("一闪而过的告警", "Fleeting alarms"),
       ("不到一分钟就恢复、来不及处置的告警。", "Gone within a minute, before anybody could act."),
       ("0", "0"), lambda k: number(k.fleeting_count), lambda k: not k.fleeting_count),
    _k("top_share", ("最频繁 10 条规则的占比", "Share of the 10 most frequent"),
       ("少数几条规则占了多少告警。", "How much of the load a few rules make."),
       ("≤ 5 %，满 20 条才评", "≤ 5 %, judged from 20 alarms on"), lambda k: percent(k.top_share),
       lambda k: k.top_share <= 0.05 if k.raised >= 20 else None),
    _k("unacknowledged", ("期内未确认", "Not acknowledged"),
       ("范围内发出、到期末还没人确认的告警。", "Raised in the range and seen by nobody by its end."),
       ("0", "0"), lambda k: number(k.unacknowledged), lambda k: not k.unacknowledged),
    _k("groups", ("合并成组", "Groups"), ("同一起因合为一行的组数。", "How often alarms of one cause became one line."),
       _NONE, lambda k: number(k.groups)),
    _k("hidden", ("归入组行的告警", "Alarms behind a group's line"),
       ("没有单独占一行、由组行代表的告警；P1 告警从不在内。", "Shown by their group's line; an alarm of priority 1 never is."),
       _NONE, lambda k: number(k.hidden)),
    _k("repeats", ("并入的重复", "Repeats held back"),
       ("一分钟内再次出现、没有另发的告警。", "Came again within a minute and were not raised anew."), _NONE, lambda k: number(k.repeats)),
)  # fmt: skip


def figures(found: Kpis) -> list[Figure]:
    rows = [
        Figure(k.code, k.title, k.means, k.value(found), k.target, k.well(found) if k.well else None) for k in _KPIS
    ]
    means = Words(zh="范围内由人工或设计暂停提示的告警。", en="Alarms set aside in the range, by hand or by design.")
    rows += [
        Figure(kind.partition(".")[2], ASIDE[kind], means, number(count), same("—"), None)
        for kind, count in found.aside.items()
        if count
    ]
    return rows


def shares(found: Kpis) -> list[tuple[str, int, Words, Words]]:
    """Priority, count, share and the share that is held to be right."""
    return [
        (name, count, percent(share), Words(zh=f"约 {SHARES[name]:.0%}", en=f"about {SHARES[name]:.0%}"))
        for name, (count, share) in found.priorities.items()
    ]
