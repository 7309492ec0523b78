"""`watchroom kpi`: a month's alarm KPIs as a table, as JSON, or as its report's files."""

import json as jsons
from pathlib import Path

from watchroom.kernel.words import LANGS, Words
from watchroom.ops.terminal import OK, say

LINE = Words(zh="{title}：{value}（目标 {target}，{met}）", en="{title}: {value} (target {target}, {met})")
BARE = Words(zh="{title}：{value}", en="{title}: {value}")
ACK = Words(
    zh="确认用时 {priority}：中位数 {median}，P95 {p95}（{n} 条）",
    en="Time to acknowledge, {priority}: median {median}, P95 {p95} ({n})",
)
FLOOD = Words(
    zh="洪泛 {since} 至 {until}：{n} 条，最密的一分钟 {worst} 条",
    en="Flood {since} to {until}: {n} alarms, {worst} in the worst minute",
)
MET = {True: Words(zh="达标", en="met"), False: Words(zh="未达标", en="not met")}


def main(month: str, *, exercise: bool, json: bool, out: Path | None) -> int:
    """Raises NoSuchRange, NotTypeset."""
    import django

    django.setup()
    from watchroom.alarms import kpi
    from watchroom.desk.report import kpi as report

    day = kpi.local_day(month)
    found = kpi.of_period(*kpi.period("month", day), exercise=exercise)
    if out is not None:
        for lang in LANGS:
            for path in report.build(f"{day:%Y-%m}", lang, out, exercise=exercise):
                print(path)
        return OK
    if json:
        print(jsons.dumps(kpi.told(found), ensure_ascii=False))
        return OK
    _say(found)
    return OK


def _say(found: object) -> None:
    from django.conf import settings

    from watchroom.alarms.kpi_rules import Kpis
    from watchroom.alarms.kpi_saying import figures, seconds
    from watchroom.alarms.rules import PRIORITY_WORDS
    from watchroom.kernel.clock import as_local

    assert isinstance(found, Kpis)
    for one in figures(found):
        met = MET.get(one.well) if one.well is not None else None
        if met:
            say(LINE, title=one.title, value=one.value, target=one.target, met=met)
        else:
            say(BARE, title=one.title, value=one.value)
    for row in found.acknowledging:
        if row.acknowledged:
            say(
                ACK,
                priority=PRIORITY_WORDS[row.priority],
                median=seconds(row.median_s),
                p95=seconds(row.p95_s),
                n=row.acknowledged,
            )
    for flood in found.floods:
        since, until = (
            as_local(at, settings.SITE_ZONE).strftime("%m-%d %H:%M:%S") for at in (flood.since, flood.until)
        )
        say(FLOOD, since=since, until=until, n=flood.count, worst=flood.worst)
