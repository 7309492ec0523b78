"""`watchroom drill`: list, plan, make a script of what really happened, run, and report.

Acts are a person's: whoever types them shows an API token of his own in WATCHROOM_TOKEN, and has its person's rights.
"""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS, Words
from watchroom.ops.cli_words import W
from watchroom.ops.terminal import OK, say, text

LINE = Words(
    zh="{n}  {state}  {at}（{zone}）  {plan}  {title}  {clock}  {speed} 倍",
    en="{n}  {state}  {at} ({zone})  {plan}  {title}  {clock}  {speed}×",
)
DUE = Words(zh="{plan}  上次演练 {last}  {due}", en="{plan}  last drilled {last}  {due}")
NEVER, OVERDUE, IN_TIME = (
    Words(zh="无记录", en="no record"),
    Words(zh="应演练", en="due"),
    Words(zh="未到期", en="not due"),
)
ACT = Words(
    zh="{outcome}  {what}（{post}）  时限 {within}  用时 {took}",
    en="{outcome}  {what} ({post})  allowed {within}  took {took}",
)
ALL = Words(zh="合计", en="In all")
TOTAL = Words(
    zh="{name}：按时 {on_time}，超时 {late}，未做 {missed}，已做（无时限）{done}，未到时限 {open}；按时率 {share}",
    en="{name}: on time {on_time}, late {late}, missed {missed}, done (no deadline) {done}, open {open}; {share} on time",
)
UNSCORED = Words(zh="还没有可评的，或您不能看评分", en="There is no score yet, or it is not yours to read")
NONE = Words(zh="没有演练", en="no drill")


class NotADrill(Fault):
    status = 422
    text = Words(
        zh="文件 {file} 不是演练计划：{why}。写法同接口 POST /api/drills，脚本可放在 script 中。",
        en="The file {file} is no plan of a drill: {why}. It is written as POST /api/drills takes it, its script under script.",
    )


def add(words: Any, word: Callable[[Any, str, Callable[[argparse.Namespace], int]], Any]) -> None:
    """The words of `watchroom drill` with their options."""
    word(words, "drill list", listed)
    word(words, "drill plan", plan).add_argument("file", type=Path, metavar="FILE", help=text(W["drill-file"]))
    inject = word(words, "drill inject", injected)
    _numbered(inject)
    inject.add_argument("file", type=Path, metavar="FILE", help=text(W["drill-inject"]))
    script = word(words, "drill script", script_of)
    one = script.add_mutually_exclusive_group(required=True)
    one.add_argument("--incident", metavar="NUMBER", default="", help=text(W["drill-incident"]))
    one.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=text(W["drill-day"]))
    for name in ("start", "pause", "resume", "jump", "end", "evaluated", "close"):
        _numbered(word(words, f"drill {name}", _steered(name)))
    speed = word(words, "drill speed", _steered("speed"))
    _numbered(speed)
    speed.add_argument("times", type=float, metavar="N", help=text(W["drill-times"]))
    stop = word(words, "drill stop", stopped)
    _numbered(stop)
    stop.add_argument("--reason", default="", help=text(W["reason"]))
    _numbered(word(words, "drill score", scored))
    report = word(words, "drill report", reported)
    _numbered(report)
    report.add_argument("--out", type=Path, metavar="FOLDER", required=True, help=text(W["out"]))


def _numbered(parser: Any) -> None:
    parser.add_argument("drill", type=int, metavar="N", help=text(W["drill-number"]))


def listed(_: argparse.Namespace) -> int:
    """The drills that this person may see, and when each plan was last drilled. Raises NoToken."""
    viewer = _viewer()
    from watchroom.journal.clock import site_now
    from watchroom.plans.drills import queries, showing

    rows = queries.drills(viewer)
    for row in rows:
        _tell(row)
    if not rows:
        say(NONE)
    for one in showing.calendar(site_now()):
        last = f"{one.last:%Y-%m-%d}" if one.last else NEVER
        say(DUE, plan=one.title, last=last, due=OVERDUE if one.overdue else IN_TIME)
    return OK


def plan(asked: argparse.Namespace) -> int:
    """Raises NoToken, NotADrill, and what planning raises."""
    viewer = _viewer()
    from watchroom.plans.drills.planning import plan_drill

    _tell(plan_drill(viewer, _given(asked.file)))
    return OK


def injected(asked: argparse.Namespace) -> int:
    """Puts an inject into the script of a drill that has not begun. Raises NoToken, NotADrill, and what adding raises."""
    viewer = _viewer()
    from watchroom.plans.drills.planning import add_inject

    told = _yaml(asked.file)
    if not isinstance(told, dict):
        raise NotADrill(file=asked.file.name[:64], why="not a map")
    _tell(add_inject(viewer, asked.drill, told))
    return OK


def scored(asked: argparse.Namespace) -> int:
    """Prints the score, as far as this person may read it. Raises NoToken, NoSuchDrill."""
    viewer = _viewer()
    from watchroom.plans.drills import queries, showing

    row = queries.drill(viewer, asked.drill)
    found = showing.sheet(viewer, row)
    _tell(row)
    for one in found.lines:
        say(
            ACT, outcome=one.met, what=one.item.wanted.what, post=one.item.wanted.post, within=one.within, took=one.took
        )
    for name, each in [(ALL, found.score.whole), *found.by_post] if found.lines else []:
        share = f"{each.share} %" if each.share is not None else "—"
        say(
            TOTAL,
            name=name,
            on_time=each.on_time,
            late=each.late,
            missed=each.missed,
            done=each.done,
            open=each.open,
            share=share,
        )
    if not found.lines:
        say(UNSCORED)
    return OK


def script_of(asked: argparse.Namespace) -> int:
    """Prints the script. Raises NoToken, NoSuchIncident, NothingToRepeat."""
    viewer = _viewer()
    from watchroom.plans.drills import history
    from watchroom.plans.drills.script import written

    made = history.of_day(viewer, asked.day) if asked.day else history.of_incident(viewer, asked.incident)
    print(written(made), end="")
    return OK


def stopped(asked: argparse.Namespace) -> int:
    viewer = _viewer()
    from watchroom.plans.drills.actions import stop

    _tell(stop(viewer, asked.drill, reason=asked.reason))
    return OK


def reported(asked: argparse.Namespace) -> int:
    """Writes the report's files in both languages. Raises NoToken, NoSuchDrill, DrillNotHeld, NotTypeset."""
    viewer = _viewer()
    from watchroom.desk.report import drill
    from watchroom.people.rights import Act
    from watchroom.plans.drills import queries

    viewer.must(Act.READ_REPORT)
    row = queries.drill(viewer, asked.drill)
    for lang in LANGS:
        for path in drill.build(row, lang, asked.out):
            print(path)
    return OK


def _steered(name: str) -> Callable[[argparse.Namespace], int]:
    def run(asked: argparse.Namespace) -> int:
        viewer = _viewer()
        from watchroom.plans.drills.actions import steer

        _tell(steer(viewer, asked.drill, name, getattr(asked, "times", None)))
        return OK

    return run


def _viewer() -> Any:
    from watchroom.ops import alarm_words

    alarm_words._setup()
    return alarm_words._person()


def _given(path: Path) -> Any:
    """The plan of a drill as YAML: the fields of the API. Raises NotADrill."""
    import yaml
    from pydantic import ValidationError

    from watchroom.plans.drills.api import DrillIn, given_of

    told = _yaml(path)
    try:
        if isinstance(told, dict) and isinstance(told.get("script"), dict):
            told["script"] = yaml.dump(told["script"], allow_unicode=True, sort_keys=False)
        return given_of(DrillIn.model_validate(told))
    except (ValueError, TypeError, ValidationError, yaml.YAMLError) as error:
        raise NotADrill(file=path.name[:64], why=" ".join(str(error).split())[:160]) from error


def _yaml(path: Path) -> Any:
    """Raises NotADrill for a file that is not there, is no YAML, or has aliases."""
    from watchroom.kernel.yamls import loaded

    try:
        content = path.read_text("utf-8-sig")
        return loaded(content)
    except (OSError, ValueError) as error:
        raise NotADrill(file=path.name[:64], why=" ".join(str(error).split())[:160]) from error


def _tell(row: Any) -> None:
    from watchroom.journal.clock import site_now
    from watchroom.kernel.clock import as_local
    from watchroom.ops import settings
    from watchroom.plans.drills import showing

    at: datetime = as_local(row.planned_for, settings.SITE_ZONE)
    say(
        LINE, n=row.number, state=showing.state_words(row), at=f"{at:%Y-%m-%d %H:%M}", zone=settings.SITE_ZONE, plan=row.plan_code,
        title=row.words, clock=showing.stop_watch(row.clock.at(site_now()) // 1000), speed=f"{row.speed:g}",
    )  # fmt: skip
