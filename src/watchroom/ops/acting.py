"""A word of the command line that is a person's act: a row of a table, done by the same action as on the screen.

Whoever types it shows an API token of his own in WATCHROOM_TOKEN, and has its person's rights: the action asks for them.
A grave act says beforehand what it will do, to what and by whom, and asks; `--yes` answers for a script.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.progress import Tell, told_to
from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, complain, say, text

WILL = Words(zh="将办理：{act}", en="will do: {act}")
TO = Words(zh="  对象：{what}", en="  to:  {what}")
WITH = Words(zh="  {name}：{value}", en="  {name}: {value}")
BY = Words(zh="  办理人：{name}（{posts}）", en="  by:  {name} ({posts})")
ASK = Words(zh="输入 y 办理，其他键放弃：", en="type y to do it, anything else to leave it: ")
LEFT = Words(zh="没有办理。核对后加 --yes 再执行一次。", en="Nothing was done. Check it, and run it again with --yes.")
COUNTED = Words(zh="  {done}/{of} 行", en="  {done}/{of} rows")
NOTHING, DONE = Words(zh="没有", en="none"), Words(zh="已办理：{act}", en="done: {act}")
YES = Words(zh="不再询问，直接办理（供脚本使用）", en="do not ask (for scripts)")
JSON = Words(zh="以 JSON 输出，与接口相同", en="print JSON, as the API gives it")


class NoFile(Fault):
    status = 422
    text = Words(zh="读不到文件 {file}（{why}）。请核对路径。", en="{file} cannot be read ({why}). Check the path.")


class NoNumber(Fault):
    status = 422
    text = Words(zh="“{text}”不是编号。请写列表中的编号。", en="“{text}” is no number. Write it as it is listed.")


@dataclass(frozen=True, slots=True)
class Take:
    """What is typed behind a word.

    name  `activation`: it stands by its place; `--reason`: an option
    into  the name under which the action takes it
    sort  how it is read: text, number, numbers, moment (site's zone), incident, file, causes, figures, minutes, on or off
    """

    name: str
    words: Words
    into: str = ""
    sort: str = "text"
    needed: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()

    @property
    def to(self) -> str:
        return self.into or self.name.lstrip("-").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Step:
    """One word.

    act    `module:function`: the action, or the query of a word that only reads; the viewer first, then by name
    gives  the kind of thing that it gives, a key of `KINDS`; empty: nothing to show
    about  the thing as it is before a grave act; without it the act asks nothing
    more   `module:function` of the viewer and what was typed: further lines for a grave act; it may complete what was typed
    """

    name: str
    words: Words
    act: str
    gives: str = ""
    takes: tuple[Take, ...] = ()
    reads: bool = False
    about: "About | None" = None
    more: str = ""

    @property
    def grave(self) -> bool:
        return self.about is not None


@dataclass(frozen=True, slots=True)
class About:
    """kind   a key of `KINDS`
    query  `module:function` of the viewer and what was typed under these names
    """

    kind: str
    query: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a thing is told: `line`, of the row, as words; `out`, of the row, as the API gives it. Both `module:function`."""

    line: str
    out: str = ""


KINDS = {
    "proposal": Kind("watchroom.ops.plan_lines:proposal", "watchroom.plans.api:_proposal"),
    "activation": Kind("watchroom.ops.plan_lines:activation", "watchroom.plans.running_api:_running"),
    "notice": Kind("watchroom.ops.plan_lines:notice", "watchroom.plans.running_api:_notice"),
    "order": Kind("watchroom.ops.plan_lines:order", "watchroom.dispatch.orders_out:order_out"),
    "stage": Kind("watchroom.ops.plan_lines:stage", "watchroom.dispatch.orders_out:stage_out"),
    "version": Kind("watchroom.ops.plan_lines:version", "watchroom.plans.life_api:_version"),
    "agency": Kind("watchroom.ops.plan_lines:agency", "watchroom.people.agency_api:agency_out"),
    "dispatch_proposal": Kind("watchroom.ops.dispatch_lines:proposal", "watchroom.ops.dispatch_lines:proposal_out"),
    "dispatch_rule": Kind("watchroom.ops.dispatch_lines:rule", "watchroom.ops.dispatch_lines:rule_out"),
    "dispatch_version": Kind("watchroom.ops.dispatch_lines:version", "watchroom.dispatch.proposal_api:_version"),
    "closure": Kind("watchroom.ops.dispatch_lines:closure", "watchroom.dispatch.proposal_api:_closure"),
    "team": Kind("watchroom.ops.dispatch_lines:team", "watchroom.dispatch.teams.api:team_out"),
    "team_option": Kind("watchroom.ops.dispatch_lines:team_option", "watchroom.dispatch.teams.api:option_out"),
    "team_called": Kind("watchroom.ops.dispatch_lines:team_called", "watchroom.dispatch.teams.api:out_out"),
    "own_call": Kind("watchroom.ops.dispatch_lines:own_call", "watchroom.dispatch.teams.api:own_out"),
    "coming": Kind("watchroom.ops.dispatch_lines:coming", "watchroom.dispatch.teams.api:coming_out"),
    "distress": Kind("watchroom.ops.dispatch_lines:distress_line", "watchroom.dispatch.field.api:distress_out"),
    "unit": Kind("watchroom.ops.dispatch_lines:unit", "watchroom.ops.dispatch_lines:unit_out"),
    "units_taken": Kind("watchroom.ops.dispatch_lines:units_taken", "watchroom.dispatch.enrolling_api:taken_out"),
    "stock": Kind("watchroom.ops.dispatch_lines:stock", "watchroom.dispatch.stock_api:stock_out"),
    "stock_move": Kind("watchroom.ops.dispatch_lines:stock_move", "watchroom.dispatch.stock_api:move_out"),
    "incident": Kind("watchroom.ops.plan_lines:incident"),
    "statement": Kind("watchroom.ops.plan_lines:statement", "watchroom.plans.standing_api:_out"),
    "held": Kind("watchroom.ops.plan_lines:held", "watchroom.plans.api:_held"),
    "life": Kind("watchroom.ops.plan_lines:life", "watchroom.plans.life_api:_life"),
    "opinion": Kind("watchroom.ops.plan_lines:opinion", "watchroom.plans.life_api:_opinion"),
    "evaluation": Kind("watchroom.ops.plan_lines:evaluation", "watchroom.plans.life_api:_evaluation"),
    "cause": Kind("watchroom.ops.plan_lines:cause", "watchroom.plans.life_api:_cause"),
    "reading": Kind("watchroom.ops.incident_lines:reading", "watchroom.ops.incident_lines:same"),
    "call": Kind("watchroom.ops.incident_lines:call", "watchroom.ops.incident_lines:same"),
    "likely": Kind("watchroom.ops.incident_lines:likely", "watchroom.ops.incident_lines:same"),
    "tie": Kind("watchroom.ops.incident_lines:tie", "watchroom.incidents.intake.api:tie_out"),
    "instruction": Kind("watchroom.ops.incident_lines:instruction", "watchroom.incidents.followup_api:instruction_out"),
    "brief_template": Kind(
        "watchroom.ops.incident_lines:brief_template", "watchroom.incidents.brief_pages:template_out"
    ),
    "brief_service": Kind("watchroom.ops.incident_lines:brief_service", "watchroom.incidents.brief_pages:service_out"),
    "clock": Kind("watchroom.ops.incident_lines:clock", "watchroom.ops.incident_lines:clock_out"),
    "report": Kind("watchroom.ops.incident_lines:report", "watchroom.ops.incident_lines:report_out"),
    "draft": Kind("watchroom.ops.incident_lines:draft", "watchroom.ops.incident_lines:draft_json"),
    "sending": Kind("watchroom.ops.incident_lines:sending", "watchroom.ops.incident_lines:sending_out"),
    "correction": Kind("watchroom.ops.incident_lines:correction", "watchroom.incidents.followup_api:_correction"),
    "told": Kind("watchroom.ops.call_words:told_line", "watchroom.dispatch.call_api:call_out"),
    "row": Kind("watchroom.ops.call_words:row_line", "watchroom.dispatch.call_api:called_out"),
    "way": Kind("watchroom.ops.call_words:way_line", "watchroom.people.way_api:own_out"),
    "on_watch": Kind("watchroom.ops.duty_lines:on_watch", "watchroom.people.api:on_watch_out"),
    "shift": Kind("watchroom.ops.duty_lines:shift", "watchroom.people.duty_api:_shift"),
    "trouble": Kind("watchroom.ops.duty_lines:trouble", "watchroom.people.duty_api:trouble_out"),
    "matter": Kind("watchroom.ops.duty_lines:matter", "watchroom.people.duty_api:matter_out"),
    "signed": Kind("watchroom.ops.duty_lines:signed", "watchroom.people.duty_api:_signed"),
    "post": Kind("watchroom.ops.duty_lines:post"),
    "file": Kind("watchroom.ops.duty_lines:file", "watchroom.ops.duty_lines:file_out"),
    "strength": Kind("watchroom.ops.duty_lines:strength_line", "watchroom.people.strength_api:rule_out"),
    "roll": Kind("watchroom.ops.duty_lines:roll", "watchroom.people.roll_api:roll_out"),
    "roll_draw": Kind("watchroom.ops.duty_lines:roll_draw", "watchroom.people.roll_api:draw_out"),
    "nightly": Kind("watchroom.ops.duty_lines:nightly_line", "watchroom.people.roll_api:nightly_out"),
    "todo": Kind("watchroom.ops.duty_lines:todo_line", "watchroom.people.todo_api:todo_out"),
    "leave": Kind("watchroom.ops.exchange_lines:leave", "watchroom.people.duty_api:_leave"),
    "exchange": Kind("watchroom.ops.exchange_lines:exchange", "watchroom.people.duty_api:_exchange"),
    "taken": Kind("watchroom.ops.duty_lines:taken_line", "watchroom.ops.duty_lines:taken_out"),
    "log_line": Kind("watchroom.ops.duty_lines:log_line", "watchroom.people.log_api:line_out"),
}


def add(words: Any, steps: Iterable[Step]) -> None:
    """Gives each step its parser among the words."""
    for step in steps:
        parser = words.add_parser(step.name, help=text(step.words), description=text(step.words))
        parser.set_defaults(run=lambda asked, step=step: run(step, asked), parser=parser)
        for take in step.takes:
            _take(parser, take)
        if step.grave:
            parser.add_argument("--yes", action="store_true", help=text(YES))
        if step.gives:
            parser.add_argument("--json", action="store_true", help=text(JSON))


def _take(parser: Any, take: Take) -> None:
    about = text(take.words)
    if take.sort in ("on", "off"):
        parser.add_argument(
            take.name, dest=take.to, action=f"store_{'true' if take.sort == 'on' else 'false'}", help=about
        )
        return
    more: dict[str, Any] = {"choices": take.choices} if take.choices else {"metavar": take.name.lstrip("-").upper()}
    if take.name.startswith("-"):
        kind = "append" if take.many else "store"
        parser.add_argument(take.name, dest=take.to, action=kind, required=take.needed, help=about, **more)
    else:
        parser.add_argument(take.to, nargs=None if take.needed else "?", help=about, **more)


def run(step: Step, asked: argparse.Namespace) -> int:
    """Raises NoToken, what is typed wrongly, and the action's own faults."""
    from watchroom.ops import alarm_words

    alarm_words._setup()
    viewer = alarm_words._person()
    typed = {take.to: getattr(asked, take.to) for take in step.takes}
    given = {
        take.to: _READ[take.sort](viewer, typed[take.to]) for take in step.takes if typed[take.to] not in (None, [])
    }
    if step.grave and not _meant(step, viewer, given, yes=asked.yes, aside=asked.json):
        return NOT_OK
    with told_to(counted()):
        made = found(step.act)(viewer, **given)
    if step.gives:
        rows = made if isinstance(made, Sequence) else [made]
        _tell(KINDS[step.gives], rows, as_json=asked.json, many=isinstance(made, Sequence))
    else:
        say(DONE, act=step.words)
    return OK


def counted(least: int = 500) -> Tell:
    """Says on the terminal, beside what the word gives, each tenth of what is `least` rows long or longer."""
    tenths = 0

    def tell(done: int, of: int) -> None:
        nonlocal tenths
        if of >= least and done * 10 // of > tenths:
            tenths = done * 10 // of
            say(COUNTED, done=done, of=of, to=sys.stderr)

    return tell


def found(name: str) -> Callable[..., Any]:
    """`module:function` as it is."""
    module, _, function = name.partition(":")
    act: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return act


def _meant(step: Step, viewer: Any, given: dict[str, Any], *, yes: bool, aside: bool) -> bool:
    """Says what will be done; whether it is to be done."""
    about, to = step.about, sys.stderr if aside else sys.stdout
    assert about is not None
    row = found(about.query)(viewer, *(given[name] for name in about.names))
    more = list(found(step.more)(viewer, given)) if step.more else []
    say(WILL, act=step.words, to=to)
    say(TO, what=found(KINDS[about.kind].line)(row), to=to)
    for take in step.takes:
        if take.to in given and take.to not in about.names and take.sort not in ("on", "off") and not take.many:
            say(WITH, name=take.words, value=_shown(given[take.to]), to=to)
    for line in more:
        say(line, to=to)
    say(BY, name=viewer.name, posts=", ".join(viewer.posts) or "—", to=to)
    if yes:
        return True
    if sys.stdin.isatty():
        print(text(ASK), end="", flush=True, file=to)
        if sys.stdin.readline().strip().casefold() in ("y", "yes", "是"):
            return True
    complain(LEFT)
    return False


def _tell(kind: Kind, rows: Sequence[Any], *, as_json: bool, many: bool) -> None:
    if as_json:
        made = [found(kind.out)(row).model_dump(mode="json") for row in rows]
        print(json.dumps(made if many else made[0], ensure_ascii=False, indent=1))
        return
    for row in rows:
        say(found(kind.line)(row))
    if not rows:
        say(NOTHING)


def _shown(value: Any) -> str:
    from datetime import datetime

    from watchroom.ops import settings

    return f"{value:%Y-%m-%d %H:%M}（{settings.SITE_ZONE}）" if isinstance(value, datetime) else str(value)


# ---- what was typed, as the action takes it ------------------------------------------------------------------------


def _number(_: Any, typed: str) -> int:
    digits = typed.lstrip("#TtNnCcLlDd")
    if not digits.isdecimal() or len(digits) > 18:
        raise NoNumber(text=typed[:40])
    return int(digits)


def _incident(viewer: Any, typed: str) -> int:
    """By its number, as I-2026-0001. Raises NoSuchIncident."""
    from watchroom.incidents.faults import NoSuchIncident
    from watchroom.incidents.queries import by_number

    row = by_number(viewer, typed)
    if row is None:
        raise NoSuchIncident(incident=typed[:40])
    return int(row.pk)


def _file(_: Any, typed: str) -> bytes:
    from watchroom.plans.reading import MOST_BYTES

    try:
        with Path(typed).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NoFile(file=typed[:80], why=error.strerror) from error


def _moment(_: Any, typed: str) -> Any:
    from watchroom.ops import alarm_words

    return alarm_words._time(typed)


def _causes(_: Any, typed: list[str]) -> dict[str, dict[str, object]]:
    """`law=a new standard`: causes for revision that hold, each with what has happened."""
    pairs = (one.partition("=") for one in typed)
    return {kind.strip(): {"holds": True, "note": note.strip()} for kind, _, note in pairs}


def _figures(_: Any, typed: list[str]) -> dict[str, dict[str, int | None]]:
    """`deaths.cumulative=2`: figures of a report; nothing behind the sign is not known. Raises NoNumber."""
    made: dict[str, dict[str, int | None]] = {}
    for one in typed:
        name, _, value = one.partition("=")
        what, _, which = name.strip().partition(".")
        if not which or (value.strip() and not (value.strip().isdecimal() and len(value.strip()) < 10)):
            raise NoNumber(text=one[:40])
        made.setdefault(what, {})[which] = int(value) if value.strip() else None
    return made


_READ: Mapping[str, Callable[[Any, Any], Any]] = {
    "number": _number, "incident": _incident, "file": _file, "moment": _moment, "causes": _causes,
    "figures": _figures, "numbers": lambda viewer, typed: [_number(viewer, one) for one in typed],
    "minutes": lambda viewer, typed: _number(viewer, typed) * 60,
    "text": lambda _, typed: typed, "on": lambda _, typed: typed, "off": lambda _, typed: typed,
}  # fmt: skip
