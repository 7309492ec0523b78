"""The verb that writes in the duty log: `LOG generator tested`, `日志 #12 已恢复供电`. It is about nothing but its own words."""

from typing import Any

from watchroom.desk.command.known import Thing
from watchroom.desk.command.options import CANNOT, TELLS, WILL, Option, effect, typed_line
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people import log_actions
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

VERBS = ("log",)
_LOG = Words(zh="值班日志", en="Duty log")
_THING = Thing("log:new", "page", _LOG, Words(zh="写一条", en="a new line"), "", "/duty/log")
_ASK = Words(zh="再写要记的话", en="then what is to be written")
_NAMED = Words(
    zh="值班日志和记事，写明由您在此岗位、此时记下",
    en="the duty log and the journal, with your name, post and the time",
)


def options(viewer: Viewer, typed: str) -> list[Option]:
    complete = typed_line("log", typed)
    if not typed:
        return [Option(_THING, _LOG, _THING.detail, "", complete, effect(viewer, Act.KEEP_LOG, (WILL, _ASK)))]
    will = Words(zh="记入值班日志{tie}：{text}", en="write in the duty log{tie}: {text}")
    try:
        tied = log_actions.tied(viewer, typed)
    except Fault as fault:
        return [Option(_THING, _LOG, _THING.detail, "", complete, [(CANNOT, fault.words)])]
    tie = Words(zh="（关联 {n}）", en=" (tied to {n})").fill(n=tied.name) if tied else ""
    rows = effect(viewer, Act.KEEP_LOG, (WILL, will.fill(tie=tie, text=typed)), (TELLS, _NAMED))
    return [Option(_THING, _LOG, _THING.detail, f"log {typed}", complete, rows, meant=True)]


def run(viewer: Viewer, words: str) -> dict[str, Any]:
    """Raises the log's own faults."""
    log_actions.write(viewer, words)
    return {"said": "log"}
