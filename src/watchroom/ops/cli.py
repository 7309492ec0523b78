"""The `watchroom` command. Nothing heavy is imported before a word is chosen: `watchroom cap check` starts at once.

Exit codes: 0 well; 1 what was looked at is not well; 2 the command was typed wrongly; 3 it runs already; 69 something
needed is not there; 78 a setting is wrong; 130 stopped by Ctrl-C.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from watchroom.ops import (
    acting,
    agency_acts,
    call_words,
    dispatch_acts,
    doing,
    drill_words,
    duty_acts,
    incident_acts,
    incident_words,
    log_words,
    plan_acts,
    plan_life_acts,
    source_words,
)
from watchroom.ops.cli_words import W
from watchroom.ops.guarding import guarded
from watchroom.ops.terminal import USAGE, complain, text

__all__ = ["W", "build", "main"]

Run = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """argparse with its own headings in the reader's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=Formatter, **options)
        self._positionals.title, self._optionals.title = text(W["arguments"]), text(W["options"])
        self.add_argument("-h", "--help", action="help", help=text(W["help"]))

    def error(self, message: str) -> NoReturn:
        complain(W["wrong"], why=message, prog=self.prog)
        raise SystemExit(USAGE)


class Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, text(W["usage"]) if prefix is None else prefix)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Never raises for what a person may do wrong; the exit code says how it went."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchroom.ops.settings")
    if words[:1] == ["manage"]:  # its own --help and options are Django's
        return guarded(lambda: doing.manage(words[1:]), "watchroom manage")
    parser = build(*words[:1])
    asked = parser.parse_args(words)
    run: Run | None = getattr(asked, "run", None)
    if run is None:
        asked.parser.print_help()
        return USAGE
    return guarded(lambda: run(asked), asked.parser.prog)


# ---- the words -----------------------------------------------------------------------------------------------------


def build(typed: str = "") -> Parser:
    """All words; when the first one that was typed is known, that one with what stands under it, and no other."""
    parser = Parser(prog="watchroom", description=text(W["watchroom"]))
    parser.set_defaults(parser=parser)
    all_words = parser.add_subparsers(title=text(W["words"]), metavar="", parser_class=Parser)
    words = _Typed(all_words, typed) if typed else all_words
    _process_words(words)
    _book_words(words)
    _room_words(words)
    _people_words(words)
    _measure_words(words)
    _word(words, "docs", lambda _: int(importlib.import_module("watchroom.ops.reference").main()))
    _word(words, "manage", lambda _: USAGE)
    return parser if all_words.choices else build()


class _Typed:
    """The first row of words, of which only the typed one is made: to make all took seven times as long, at every command."""

    def __init__(self, words: Any, typed: str) -> None:
        self._words, self._typed = words, typed

    def add_parser(self, name: str, **said: str) -> Any:
        return self._words.add_parser(name, **said) if name == self._typed else _NOT_TYPED


class _NotTyped:
    """Stands for the parser of a word that was not typed, and for whatever is asked of it."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_, **__: self


_NOT_TYPED = _NotTyped()


def _process_words(words: Any) -> None:
    _where(_word(words, "up", doing.up))
    servers: dict[str, Run] = {"web": doing.web, "live": doing.live}
    for name, run in servers.items():
        _where(_word(words, name, run))
    for name, run in (("watch", doing.watch), ("work", doing.work), ("doctor", doing.doctor)):
        _word(words, name, run)
    _word(words, "prepare", doing.prepare).add_argument("--wait", action="store_true", help=text(W["wait"]))
    dog = _word(words, "watchdog", doing.watchdog)
    dog.add_argument("file", type=Path, metavar="FILE", help=text(W["watchdog-file"]))
    dog.add_argument("--host", default="0.0.0.0", help=text(W["host"]))
    dog.add_argument("--port", type=int, default=8609, help=text(W["port"]))
    dog.add_argument("--try", dest="trial", action="store_true", help=text(W["watchdog-try"]))
    _nats_words(_group(words, "nats"))
    _demo_words(_word(words, "demo", doing.demo))
    _scenario_words(_group(words, "scenario"))


def _book_words(words: Any) -> None:
    replay = _word(words, "replay", doing.replay)
    replay.add_argument("--to", type=Path, metavar="FILE", help=text(W["to"]))
    _replay_words(replay.add_subparsers(title=text(W["words"]), metavar="", parser_class=Parser))
    verify = _word(words, "verify", doing.verify)
    verify.add_argument("--export", type=Path, metavar="FILE", help=text(W["export"]))
    _word(words, "causes", doing.causes).add_argument("what", help=text(W["what"]))
    _history_words(_group(words, "history"))


def _room_words(words: Any) -> None:
    """As an alarm goes: from its source to the warning."""
    source_words.add(_group(words, "source"), _word)
    _camera_words(_group(words, "camera"))
    _rule_words(_group(words, "rule"))
    _alarm_words(_group(words, "alarm"))
    incident = _group(words, "incident")
    acting.add(incident, incident_acts.INCIDENTS)
    incident_words.add(incident, _word)
    acting.add(_group(words, "report"), incident_acts.REPORTS)
    _plan_words(_group(words, "plan"))
    drill_words.add(_group(words, "drill"), _word)
    dispatch = _group(words, "dispatch")
    acting.add(dispatch, dispatch_acts.STEPS)
    hub = _word(dispatch, "dispatch read", doing.dispatch_read)
    hub.add_argument("files", nargs="+", type=Path, metavar="FILE", help=text(W["files"]))
    hub.add_argument("--json", action="store_true", help=text(W["json"]))
    acting.add(_group(words, "call"), call_words.CALLS)
    _warning_words(_group(words, "cap"), _group(words, "map"))


def _people_words(words: Any) -> None:
    duty = _group(words, "duty")
    acting.add(duty, duty_acts.STEPS)
    log_words.add(duty, _word)
    acting.add(_group(words, "way"), call_words.WAYS)
    _carrier_words(_group(words, "carrier"))
    acting.add(_group(words, "agency"), agency_acts.STEPS)
    people = _group(words, "people")
    _word(people, "people list", doing.people_list)
    for name, run in (("people link", doing.people_link), ("people phone", doing.people_phone)):
        _word(people, name, run).add_argument("person", help=text(W["person"]))
    said = _word(words, "say", doing.said)
    said.add_argument("line", help=text(W["say-line"]))
    said.add_argument("--yes", action="store_true", help=text(acting.YES))
    said.add_argument("--choose", type=int, metavar="N", help=text(W["say-choose"]))
    said.add_argument("--json", action="store_true", help=text(W["json"]))


def _measure_words(words: Any) -> None:
    bench = _word(words, "bench", doing.bench)
    bench.add_argument("name", choices=_benches(), help=text(W["name"]))
    bench.add_argument("part", nargs="?", default="", help=text(W["bench-part"]))
    bench.add_argument("--json", action="store_true", help=text(W["json"]))
    bench.add_argument("--quick", action="store_true", help=text(W["quick"]))
    for name in ("sensors", "days"):
        bench.add_argument(f"--{name}", type=int, metavar="N", help=text(W[f"bench-{name}"]))
    kpi = _word(words, "kpi", doing.kpi)
    kpi.add_argument("--month", metavar="YYYY-MM", default="", help=text(W["month"]))
    kpi.add_argument("--exercise", action="store_true", help=text(W["only-exercise"]))
    kpi.add_argument("--json", action="store_true", help=text(W["json"]))
    kpi.add_argument("--out", type=Path, metavar="FOLDER", help=text(W["kpi-out"]))


def _word(words: Any, name: str, run: Run) -> Parser:
    parser: Parser = words.add_parser(name.split()[-1], help=text(W[name]), description=text(W[name]))
    parser.set_defaults(run=run, parser=parser)
    return parser


def _group(words: Any, name: str) -> Any:
    parser: Parser = words.add_parser(name, help=text(W[name]), description=text(W[name]))
    parser.set_defaults(parser=parser)
    return parser.add_subparsers(title=text(W["words"]), metavar="", parser_class=Parser)


def _where(parser: Parser) -> None:
    parser.add_argument("--host", default=os.environ.get("WATCHROOM_HOST", "127.0.0.1"), help=text(W["host"]))
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("WATCHROOM_WEB_PORT", "8600")), help=text(W["port"])
    )
    parser.add_argument("--live-port", type=int, help=text(W["live-port"]))


def _demo_words(parser: Parser) -> None:
    _where(parser)
    parser.add_argument("--fresh", action="store_true", help=text(W["fresh"]))
    parser.add_argument("--check", action="store_true", help=text(W["check"]))
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=text(W["out"]))
    parser.add_argument("--speed", type=float, help=text(W["speed"]))


def _replay_words(words: Any) -> None:
    log = _word(words, "replay dispatch", doing.replay_dispatch)
    log.add_argument("folder", type=Path, metavar="DIR", help=text(W["log-folder"]))
    log.add_argument("--speed", type=_pace, default="max", metavar="N", help=text(W["log-speed"]))
    log.add_argument("--json", action="store_true", help=text(W["json"]))
    log.add_argument("--limit", type=int, metavar="N", help=text(W["log-limit"]))
    log.add_argument("--zone", default="America/Los_Angeles", help=text(W["log-zone"]))
    log.add_argument("--fresh", action="store_true", help=text(W["log-fresh"]))


def _pace(typed: str) -> str:
    """`max`, or how many times real time. Raises ValueError."""
    if typed != "max" and not 0 < float(typed) < 1e6:
        raise ValueError(typed)
    return typed


def _scenario_words(words: Any) -> None:
    stage = _word(words, "scenario stage", doing.scenario_stage)
    stage.add_argument("name", help=text(W["name"]))
    stage.add_argument("--new", action="store_true", help=text(W["new"]))
    play = _word(words, "scenario play", doing.scenario_play)
    play.add_argument("--at-once", action="store_true", help=text(W["at-once"]))
    tell = _word(words, "scenario tell", doing.scenario_tell)
    tell.add_argument("--out", type=Path, metavar="FOLDER", required=True, help=text(W["out"]))
    steer = _word(words, "scenario steer", doing.scenario_steer)
    for parser in (stage, steer):
        parser.add_argument("--speed", type=float, help=text(W["speed"]))
    for name in ("pause", "autopilot"):
        steer.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=text(W[name]))


def _nats_words(words: Any) -> None:
    config = _word(words, "nats config", doing.nats_config)
    config.add_argument("folder", type=Path, help=text(W["folder"]))
    config.add_argument("--place", type=Path, metavar="FOLDER", help=text(W["place"]))
    config.add_argument("--host", default="127.0.0.1", help=text(W["reach"]))
    config.add_argument("--port", type=int, default=4222, help=text(W["client-port"]))
    config.add_argument("--mqtt-port", type=int, default=8602, help=text(W["mqtt-port"]))
    config.add_argument("--replicas", type=int, default=1, choices=(1, 3, 5), help=text(W["replicas"]))
    _word(words, "nats prepare", doing.nats_prepare)


def _history_words(words: Any) -> None:
    files = _word(words, "history files", doing.history_files)
    files.add_argument("--quarters", action="store_true", help=text(W["quarters"]))
    _word(words, "history kept", doing.history_kept)
    export = _word(words, "history export", doing.history_export)
    export.add_argument("sensors", nargs="+", metavar="SENSOR", help=text(W["sensors"]))
    for name in ("since", "until"):
        export.add_argument(f"--{name}", required=True, metavar="TIME", help=text(W[name]))
    export.add_argument("--form", choices=("csv", "xlsx", "parquet"), default="csv", help=text(W["form"]))
    export.add_argument("--no-mark", dest="mark", action="store_false", help=text(W["no-mark"]))
    export.add_argument("--to", type=Path, metavar="FILE", help=text(W["export-to"]))


def _rule_words(words: Any) -> None:
    _word(words, "rule list", doing.rule_list)
    attempt = _word(words, "rule try", doing.rule_try)
    attempt.add_argument("rule", metavar="FILE|CODE", help=text(W["rule"]))
    attempt.add_argument("--days", type=int, default=30, choices=range(1, 32), metavar="N", help=text(W["days"]))
    _word(words, "rule signals", doing.rule_signals)
    signal = _word(words, "rule from-signal", doing.rule_from_signal)
    signal.add_argument("kind", help=text(W["kind"]))
    signal.add_argument("colour", help=text(W["colour"]))
    signal.add_argument("--sensor", required=True, metavar="CODE", help=text(W["sensor"]))


def _alarm_words(words: Any) -> None:
    _word(words, "alarm list", lambda _: doing.alarm("listed"))
    _word(words, "alarm held", lambda _: doing.alarm("held"))
    shelve = _word(words, "alarm shelve", lambda asked: doing.alarm("shelve", asked.alarm, asked.minutes, asked.reason))
    shelve.add_argument("alarm", type=int, help=text(W["alarm-number"]))
    shelve.add_argument("--minutes", type=int, required=True, metavar="N", help=text(W["minutes"]))
    maintain = _word(
        words,
        "alarm maintain",
        lambda asked: doing.alarm("maintain", doing.about(asked), asked.since, asked.until, asked.reason),
    )
    out = _word(words, "alarm out", lambda asked: doing.alarm("out", doing.about(asked), asked.reason))
    for parser, things in ((maintain, ("rule", "sensor", "place")), (out, ("rule", "sensor"))):
        one = parser.add_mutually_exclusive_group(required=True)
        for name in things:
            one.add_argument(f"--{name}", default="", metavar="CODE", help=text(W[f"hold-{name}"]))
    for name in ("since", "until"):
        maintain.add_argument(f"--{name}", required=True, metavar="TIME", help=text(W[f"hold-{name}"]))
    for parser in (shelve, maintain, out):
        parser.add_argument("--reason", required=True, help=text(W["reason"]))
    back = _word(words, "alarm back", lambda asked: doing.alarm("back", asked.hold))
    back.add_argument("hold", type=int, help=text(W["hold-number"]))


def _warning_words(cap: Any, map_: Any) -> None:
    _files(_word(cap, "cap check", doing.cap_check))
    trust = _word(cap, "cap trust", doing.cap_trust)
    trust.add_argument("file", type=Path, metavar="FILE", help=text(W["pem"]))
    trust.add_argument("--sender", required=True, help=text(W["sender"]))
    trust.add_argument("--revoked", action="store_true", help=text(W["revoked"]))
    roads = _word(map_, "map import", doing.map_import)
    roads.add_argument("file", type=Path, metavar="FILE", help=text(W["osm"]))
    roads.add_argument("--json", action="store_true", help=text(W["json"]))
    areas = _word(map_, "map areas", doing.map_areas)
    areas.add_argument("file", type=Path, metavar="FILE", help=text(W["geojson"]))
    areas.add_argument("--system", default="CPEAS", help=text(W["system"]))
    areas.add_argument("--source", default="", help=text(W["origin"]))
    areas.add_argument("--key", default="", help=text(W["key"]))


def _camera_words(words: Any) -> None:
    _word(words, "camera list", lambda _: doing.camera("listed"))
    load = _word(words, "camera load", lambda asked: doing.camera("load", asked.file))
    load.add_argument("file", type=Path, metavar="FILE", help=text(W["cameras"]))
    acts: dict[str, Run] = {
        "camera password": lambda asked: doing.camera("password", asked.code),
        "camera try": lambda asked: doing.camera("attempt", asked.code),
    }
    for name, run in acts.items():
        _word(words, name, run).add_argument("code", help=text(W["camera_code"]))


def _carrier_words(words: Any) -> None:
    _word(words, "carrier list", lambda _: call_words.carriers())
    attempt = _word(words, "carrier try", lambda asked: call_words.attempt(asked.name, asked.address))
    attempt.add_argument("name", help=text(W["carrier-name"]))
    attempt.add_argument("address", help=text(W["carrier-address"]))


def _files(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help=text(W["files"]))


def _plan_words(words: Any) -> None:
    _files(_word(words, "plan check", doing.plan_check))
    brought = _word(words, "plan import", doing.plan_import)
    brought.add_argument("file", type=Path, metavar="FILE", help=text(W["plan-document"]))
    brought.add_argument("--format", choices=("score", "found", "yaml"), default="", help=text(W["plan-format"]))
    brought.add_argument("-o", "--out", type=Path, metavar="FILE", help=text(W["plan-out"]))
    brought.add_argument("--site-words", action="store_true", help=text(W["plan-site-words"]))
    export = _word(words, "plan export", doing.plan_export)
    export.add_argument("code", metavar="CODE", help=text(W["plan-code"]))
    export.add_argument("--version", type=int, metavar="N", help=text(W["plan-version"]))
    export.add_argument("--format", choices=("yaml", "docx", "pdf"), default="yaml", help=text(W["plan-form"]))
    export.add_argument("-o", "--out", type=Path, metavar="FILE", help=text(W["plan-export-out"]))
    differ = _word(words, "plan diff", doing.plan_diff)
    for name in ("old", "new"):
        differ.add_argument(name, metavar=name.upper(), help=text(W["plan-side"]))
    differ.add_argument("--json", action="store_true", help=text(W["json"]))
    test = _word(words, "plan test", doing.plan_test)
    _files(test)
    test.add_argument("--coverage", action="store_true", help=text(W["plan-coverage"]))
    test.add_argument("--json", action="store_true", help=text(W["json"]))
    new = _word(words, "plan new", doing.plan_new)
    new.add_argument("--template", choices=["enterprise"], required=True, help=text(W["plan-template"]))
    new.add_argument("--answers", metavar="FILE", default="", help=text(W["plan-answers"]))
    new.add_argument("--out", metavar="FOLDER", default=".", help=text(W["plan-folder"]))
    acting.add(words, (*plan_acts.STEPS, *plan_life_acts.STEPS))


def _benches() -> list[str]:
    """Found by file: `bench_<name>.py` is `watchroom bench <name>`."""
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
