"""What the words of the command do: each imports what it needs only when it is typed. The exit code says how it went."""

import argparse
import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from watchroom.ops.terminal import say, text


def place(asked: argparse.Namespace) -> Any:
    from watchroom.ops.up import Where

    live = asked.live_port or int(os.environ.get("WATCHROOM_LIVE_PORT") or asked.port + 1)
    return Where(asked.host, asked.port, live)


def up(asked: argparse.Namespace) -> int:
    from watchroom.ops import settings, up

    where = place(asked)
    return up.run(settings.DATA, where, on_ready=lambda: say(up.OPEN, address=where.address))


def web(asked: argparse.Namespace) -> int:
    from watchroom.ops import web

    return web.main(asked.host, asked.port)


def live(asked: argparse.Namespace) -> int:
    from watchroom.ops import live

    return live.main(asked.host, place(asked).live)


def watch(_: argparse.Namespace) -> int:
    from watchroom.ops import watch

    return int(watch.main() or 0)


def work(_: argparse.Namespace) -> int:
    from watchroom.ops import work

    return work.main()


def prepare(asked: argparse.Namespace) -> int:
    from watchroom.ops import prepare

    return prepare.main(wait=asked.wait)


def demo(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import demo

    return demo.main(place(asked), fresh=asked.fresh, check=asked.check, out=asked.out, speed=asked.speed)


def scenario_stage(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.stage(asked.name, asked.speed, new=asked.new)


def scenario_play(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.play(at_once=asked.at_once)


def scenario_tell(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.tell(asked.out)


def scenario_steer(asked: argparse.Namespace) -> int:
    from watchroom.ops.scenario import words

    return words.steer(speed=asked.speed, paused=asked.pause, autopilot=asked.autopilot)


def replay(asked: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.replay(asked.to)


def replay_dispatch(asked: argparse.Namespace) -> int:
    from watchroom.ops import dispatch_words

    return dispatch_words.replay(
        asked.folder, speed=asked.speed, json=asked.json, limit=asked.limit, zone=asked.zone, fresh=asked.fresh
    )


def dispatch_read(asked: argparse.Namespace) -> int:
    import django

    django.setup()
    from watchroom.ops import hub_words

    return hub_words.read(asked.files, json=asked.json)


def verify(asked: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.verify(asked.export)


def causes(asked: argparse.Namespace) -> int:
    from watchroom.ops import book_words

    return book_words.causes(asked.what)


def plan_check(asked: argparse.Namespace) -> int:
    from watchroom.ops import plan_versions
    from watchroom.plans import check

    return int(check.main(asked.files, plan_versions.today()) or 0)


def plan_export(asked: argparse.Namespace) -> int:
    from watchroom.ops import plan_versions

    return plan_versions.exported(asked.code, asked.version, asked.format, asked.out)


def plan_diff(asked: argparse.Namespace) -> int:
    from watchroom.ops import plan_versions

    return plan_versions.differ(asked.old, asked.new, as_json=asked.json)


def plan_import(asked: argparse.Namespace) -> int:
    from watchroom.ops import plan_words

    return plan_words.brought(asked.file, asked.format, asked.out, as_the_site=asked.site_words)


def plan_test(asked: argparse.Namespace) -> int:
    from watchroom.plans import testing_command

    return testing_command.run(asked.files, text, coverage=asked.coverage, as_json=asked.json)


def plan_new(asked: argparse.Namespace) -> int:
    from watchroom.plans import wizard_command

    return wizard_command.run(asked.answers, asked.out, text)


def rule_list(_: argparse.Namespace) -> int:
    from watchroom.ops import rule_words

    return rule_words.listed()


def rule_try(asked: argparse.Namespace) -> int:
    from watchroom.ops import rule_words

    return rule_words.attempt(asked.rule, asked.days)


def rule_signals(_: argparse.Namespace) -> int:
    from watchroom.ops import rule_words

    return rule_words.signals()


def rule_from_signal(asked: argparse.Namespace) -> int:
    from watchroom.ops import rule_words

    return rule_words.from_signal(asked.kind, asked.colour, asked.sensor)


def alarm(word: str, *given: Any) -> int:
    return int(getattr(importlib.import_module("watchroom.ops.alarm_words"), word)(*given))


def about(asked: argparse.Namespace) -> dict[str, str]:
    return {name: getattr(asked, name) for name in ("rule", "sensor", "place") if getattr(asked, name, "")}


def camera(word: str, *given: Any) -> int:
    return int(getattr(importlib.import_module("watchroom.ops.camera_words"), word)(*given))


def cap_check(asked: argparse.Namespace) -> int:
    from watchroom.kernel.cap import check

    return int(check.main(asked.files) or 0)


def cap_trust(asked: argparse.Namespace) -> int:
    from watchroom.ops import warning_words

    return warning_words.trust(asked.file, asked.sender, revoked=asked.revoked)


def map_areas(asked: argparse.Namespace) -> int:
    from watchroom.ops import warning_words

    return warning_words.areas(asked.file, asked.system, asked.source, asked.key)


def map_import(asked: argparse.Namespace) -> int:
    from watchroom.ops import road_words

    return road_words.brought(asked.file, json=asked.json)


def watchdog(asked: argparse.Namespace) -> int:
    from watchroom.ops import watchdog_calls

    return watchdog_calls.main(asked.file, asked.host, asked.port, trial=asked.trial)


def doctor(_: argparse.Namespace) -> int:
    from watchroom.ops import doctor

    return doctor.main()


def bench(asked: argparse.Namespace) -> int:
    bench = importlib.import_module(f"watchroom.ops.bench_{asked.name}")
    if asked.part:
        if asked.part not in getattr(bench, "PARTS", {}):
            asked.parser.error(asked.part)
        bench.PARTS[asked.part](json=asked.json, quick=asked.quick)
        return 0
    given = {name: size for name in ("sensors", "days") if (size := getattr(asked, name)) is not None}
    if given and (asked.name != "history" or min(given.values()) < 1):
        asked.parser.error(" ".join(f"--{name}" for name in given))
    bench.run(json=asked.json, quick=asked.quick, **given)
    return 0


def kpi(asked: argparse.Namespace) -> int:
    from watchroom.ops import kpi_words

    return kpi_words.main(asked.month, exercise=asked.exercise, json=asked.json, out=asked.out)


def said(asked: argparse.Namespace) -> int:
    from watchroom.ops import say_words

    return say_words.main(asked.line, yes=asked.yes, choose=asked.choose, as_json=asked.json)


def people_link(asked: argparse.Namespace) -> int:
    from watchroom.ops import accounts

    return accounts.link(asked.person)


def people_phone(asked: argparse.Namespace) -> int:
    from watchroom.ops import accounts

    return accounts.phone(asked.person)


def people_list(_: argparse.Namespace) -> int:
    from watchroom.ops import accounts

    return accounts.listed()


def history_files(asked: argparse.Namespace) -> int:
    from watchroom.ops import history_words

    return history_words.files(quarters=asked.quarters)


def history_kept(_: argparse.Namespace) -> int:
    from watchroom.ops import history_words

    return history_words.kept()


def history_export(asked: argparse.Namespace) -> int:
    from watchroom.ops import history_words

    span = history_words.Span(asked.since, asked.until)
    return history_words.export(asked.sensors, span, asked.form, mark=asked.mark, to=asked.to)


def nats_config(asked: argparse.Namespace) -> int:
    from watchroom.ops import nats_words

    folder: Path = asked.folder.resolve()
    place = asked.place or folder
    wanted = nats_words.Wanted(folder, place, asked.host, asked.port, asked.mqtt_port, asked.replicas)
    return nats_words.config(wanted)


def nats_prepare(_: argparse.Namespace) -> int:
    from watchroom.ops import nats_words

    return nats_words.prepare()


def manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    # What a migration is about to mend, a trigger that a later version adds, must not keep it from running.
    unchecked = ["--skip-checks"] if words[:1] == ["migrate"] else []
    execute_from_command_line(["watchroom manage", *words, *unchecked])
    return 0
