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

from watchroom.kernel.words import Words
from watchroom.ops.terminal import CONFIG, NOT_OK, UNAVAILABLE, USAGE, complain, say, text

Run = Callable[[argparse.Namespace], int]

W = {
    "watchroom": Words(zh="守望：应急值守指挥平台", en="Watchroom: an emergency-management platform"),
    "up": Words(zh="启动全部进程，Ctrl-C 全部停止", en="start every process; Ctrl-C ends them all"),
    "web": Words(zh="只运行页面和接口进程", en="run only the pages and the API"),
    "live": Words(zh="只运行实时推送进程", en="run only the live stream"),
    "watch": Words(zh="只运行监测进程：接入、判别、历史", en="run only the watch: intake, detection, history"),
    "work": Words(zh="只运行值守进程：跟随、时限、发送", en="run only the work: followers, deadlines, deliveries"),
    "prepare": Words(zh="升级数据库并核对触发器和设置", en="migrate the database; check triggers and settings"),
    "demo": Words(zh="播放一个赛事日的演练", en="play a competition day as an exercise"),
    "replay": Words(zh="在演练库中从头重放记事簿", en="replay the book from its beginning into a rehearsal database"),
    "verify": Words(
        zh="核验记事簿：哈希链、触发器、锚点、与各表一致",
        en="prove the book: chain, triggers, anchors, agreement with the tables",
    ),
    "causes": Words(
        zh="由一条记事或一项预警回溯到最初的读数", en="from an entry or a warning back to the first reading"
    ),
    "plan": Words(zh="结构化预案", en="structured plans"),
    "plan check": Words(zh="检查预案文件", en="check plan files"),
    "cap": Words(zh="CAP 预警文件", en="CAP warnings"),
    "cap check": Words(zh="检查 CAP 文件，每个文件输出一行 JSON", en="check CAP files; one JSON object a line"),
    "doctor": Words(zh="检查本机和运行状态", en="check this machine and what runs on it"),
    "docs": Words(
        zh="由代码重写文档中的参考和命令两页", en="write the docs' pages on reference and commands from the code"
    ),
    "bench": Words(zh="运行一项测量", en="run a measurement"),
    "people": Words(zh="人员账号", en="people's accounts"),
    "people link": Words(zh="为某人生成一次性登录链接", en="make a one-time sign-in link for a person"),
    "people list": Words(zh="列出账号", en="list the accounts"),
    "manage": Words(zh="Django 管理命令", en="Django's own commands"),
    "history": Words(zh="历史数据", en="history"),
    "history files": Words(
        zh="列出历史表现行的 Parquet 文件", en="list the Parquet files that make up the history now"
    ),
    "host": Words(zh="监听地址", en="address to listen on"),
    "port": Words(zh="页面端口（实时推送用下一个端口）", en="port of the pages (the live stream takes the next one)"),
    "live-port": Words(zh="实时推送端口", en="port of the live stream"),
    "data": Words(zh="数据目录（默认 WATCHROOM_DATA 或 ./var）", en="data folder (default WATCHROOM_DATA or ./var)"),
    "scenario": Words(zh="演练情景", en="exercise scenarios"),
    "scenario stage": Words(zh="按情景布置站点", en="set the site up for a scenario"),
    "scenario play": Words(zh="只运行情景驱动进程", en="run only the scenario's driver"),
    "scenario tell": Words(
        zh="由记事簿讲述并核对这一天，留下成果", en="tell and prove the day from the book; leave its results"
    ),
    "scenario steer": Words(
        zh="查看或改变播放：速度、暂停、自动演示", en="see or change how it is played: speed, pause, autopilot"
    ),
    "at-once": Words(zh="尽快播放，不按墙上时间", en="as fast as it goes, not by the wall clock"),
    "speed": Words(zh="情景时间为实际时间的几倍（1 至 120）", en="how many times real time (1 to 120)"),
    "new": Words(zh="只在空数据库上布置", en="only on an empty database"),
    "pause": Words(zh="暂停（no 为继续）", en="pause (no: go on)"),
    "autopilot": Words(zh="自动演示开（no 为关）", en="autopilot on (no: off)"),
    "fresh": Words(zh="清空演练数据，从头开始", en="throw the demo's data away and start over"),
    "check": Words(zh="不开页面，尽快播完并核对每一步", en="without pages, as fast as it can, checking every step"),
    "out": Words(zh="成果目录（CAP、记事簿、总结报告）", en="folder for the results (CAP, journal, report)"),
    "json": Words(zh="只输出一行 JSON", en="print one line of JSON"),
    "quick": Words(zh="缩短测量，只看能否运行", en="a shorter run, to see that it works"),
    "files": Words(zh="文件", en="files"),
    "name": Words(zh="名称", en="name"),
    "person": Words(zh="人员代码", en="the person's code"),
    "what": Words(
        zh="记事号，或对象（如 warning:3）、预警号、CAP 标识",
        en="number of an entry, or a subject (such as warning:3), a warning's number or CAP identifier",
    ),
    "to": Words(zh="演练库文件", en="file of the rehearsal database"),
    "export": Words(
        zh="把全部记事写成 JSON 行，供他人核验", en="write all entries as JSON lines, for others to verify"
    ),
    "help": Words(zh="显示帮助", en="show this help"),
    "words": Words(zh="命令", en="commands"),
    "options": Words(zh="选项", en="options"),
    "arguments": Words(zh="参数", en="arguments"),
    "usage": Words(zh="用法：", en="usage: "),
    "wrong": Words(
        zh="命令有误：{why}\n看看：{prog} --help", en="This command is not right: {why}\nSee: {prog} --help"
    ),
    "missing": Words(
        zh="此命令所需的部分没有安装：{what}",
        en="A part that this command needs is not installed: {what}",
    ),
    "setting": Words(zh="设置有误：{why}", en="A setting is wrong: {why}"),
}


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
        return _guarded(lambda: _manage(words[1:]))
    parser = build()
    asked = parser.parse_args(words)
    run: Run | None = getattr(asked, "run", None)
    if run is None:
        asked.parser.print_help()
        return USAGE
    return _guarded(lambda: run(asked))


def _guarded(run: Callable[[], int]) -> int:
    from watchroom.kernel.faults import Fault

    try:
        return run()
    except Fault as fault:
        complain(fault.words)
        return UNAVAILABLE if fault.status == 503 else NOT_OK
    except ModuleNotFoundError as error:
        complain(W["missing"], what=error.name)
        return UNAVAILABLE
    except ValueError as error:
        # Settings say with a ValueError what to write instead; any other one is a fault of ours and shows its trace.
        if not _from_settings(error):
            raise
        complain(W["setting"], why=error)
        return CONFIG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_OK
    except KeyboardInterrupt:
        return 130


def _from_settings(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(("ops/settings.py", "ops/databases.py")):
            return True
        trace = trace.tb_next
    return False


# ---- the words -----------------------------------------------------------------------------------------------------


def build() -> Parser:
    parser = Parser(prog="watchroom", description=text(W["watchroom"]))
    parser.set_defaults(parser=parser)
    words = parser.add_subparsers(title=text(W["words"]), metavar="", parser_class=Parser)
    up = _word(words, "up", _up)
    _where(up)
    servers: dict[str, Run] = {"web": _web, "live": _live}
    for name, run in servers.items():
        _where(_word(words, name, run))
    for name, run in (("watch", _watch), ("work", _work), ("prepare", _prepare), ("doctor", _doctor)):
        _word(words, name, run)
    _demo_words(_word(words, "demo", _demo))
    _scenario_words(_group(words, "scenario"))
    replay = _word(words, "replay", _replay)
    replay.add_argument("--to", type=Path, metavar="FILE", help=text(W["to"]))
    verify = _word(words, "verify", _verify)
    verify.add_argument("--export", type=Path, metavar="FILE", help=text(W["export"]))
    _word(words, "causes", _causes).add_argument("what", help=text(W["what"]))
    _files(_word(_group(words, "plan"), "plan check", _plan_check))
    _files(_word(_group(words, "cap"), "cap check", _cap_check))
    bench = _word(words, "bench", _bench)
    bench.add_argument("name", choices=_benches(), help=text(W["name"]))
    bench.add_argument("--json", action="store_true", help=text(W["json"]))
    bench.add_argument("--quick", action="store_true", help=text(W["quick"]))
    people = _group(words, "people")
    _word(people, "people list", _people_list)
    _word(people, "people link", _people_link).add_argument("person", help=text(W["person"]))
    _word(words, "docs", lambda _: int(importlib.import_module("watchroom.ops.reference").main()))
    _word(words, "manage", lambda _: USAGE)
    _word(_group(words, "history"), "history files", _history_files)
    return parser


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


def _scenario_words(words: Any) -> None:
    stage = _word(words, "scenario stage", _scenario_stage)
    stage.add_argument("name", help=text(W["name"]))
    stage.add_argument("--new", action="store_true", help=text(W["new"]))
    play = _word(words, "scenario play", _scenario_play)
    play.add_argument("--at-once", action="store_true", help=text(W["at-once"]))
    tell = _word(words, "scenario tell", _scenario_tell)
    tell.add_argument("--out", type=Path, metavar="FOLDER", required=True, help=text(W["out"]))
    steer = _word(words, "scenario steer", _scenario_steer)
    for parser in (stage, steer):
        parser.add_argument("--speed", type=float, help=text(W["speed"]))
    for name in ("pause", "autopilot"):
        steer.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=text(W[name]))


def _files(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help=text(W["files"]))


def _benches() -> list[str]:
    """Found by file: `bench_<name>.py` is `watchroom bench <name>`."""
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def _place(asked: argparse.Namespace) -> Any:
    from watchroom.ops.up import Where

    live = asked.live_port or int(os.environ.get("WATCHROOM_LIVE_PORT") or asked.port + 1)
    return Where(asked.host, asked.port, live)


# ---- what they do --------------------------------------------------------------------------------------------------


def _up(asked: argparse.Namespace) -> int:
    from watchroom.ops import settings, up

    where = _place(asked)
    return up.run(settings.DATA, where, on_ready=lambda: say(up.OPEN, address=where.address))


def _web(asked: argparse.Namespace) -> int:
    from watchroom.ops import web

    return web.main(asked.host, asked.port)


def _live(asked: argparse.Namespace) -> int:
    from watchroom.ops import live

    return live.main(asked.host, _place(asked).live)


def _watch(_: argparse.Namespace) -> int:
    from watchroom.ops import watch

    return int(watch.main() or 0)


def _work(_: argparse.Namespace) -> int:
    from watchroom.ops import work

    return work.main()


def _prepare(_: argparse.Namespace) -> int:
    from watchroom.ops import prepare

    return prepare.main()


def _demo(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import demo

    return demo.main(_place(asked), fresh=asked.fresh, check=asked.check, out=asked.out, speed=asked.speed)


def _scenario_stage(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.stage(asked.name, asked.speed, new=asked.new)


def _scenario_play(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.play(at_once=asked.at_once)


def _scenario_tell(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.tell(asked.out)


def _scenario_steer(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.steer(speed=asked.speed, paused=asked.pause, autopilot=asked.autopilot)


def _replay(asked: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.replay(asked.to)


def _verify(asked: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.verify(asked.export)


def _causes(asked: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.causes(asked.what)


def _plan_check(asked: argparse.Namespace) -> int:
    from watchroom.plans import check

    return int(check.main(asked.files) or 0)


def _cap_check(asked: argparse.Namespace) -> int:
    from watchroom.kernel.cap import check

    return int(check.main(asked.files) or 0)


def _doctor(_: argparse.Namespace) -> int:
    from watchroom.ops import doctor

    return doctor.main()


def _bench(asked: argparse.Namespace) -> int:
    bench = importlib.import_module(f"watchroom.ops.bench_{asked.name}")
    bench.run(json=asked.json, quick=asked.quick)
    return 0


def _people_link(asked: argparse.Namespace) -> int:
    from watchroom.ops import accounts

    return accounts.link(asked.person)


def _people_list(_: argparse.Namespace) -> int:
    from watchroom.ops import accounts

    return accounts.listed()


def _history_files(_: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.history_files()


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["watchroom manage", *words])
    return 0
