"""`watchroom source`: list sources, set one up on trial, look at what comes, put it into service or throw it away."""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS, Words
from watchroom.ops.cli_words import W
from watchroom.ops.terminal import NOT_OK, OK, complain, say, text

ACTOR = "ops:source"
MOST_BYTES = 64 * 1024
WAIT_S, AGAIN_S = 60.0, 0.5

LINE = Words(zh="{code}  {kind}  {state}  {last}  {name}", en="{code}  {kind}  {state}  {last}  {name}")
ON_TRIAL = Words(zh="试接", en="on trial")
NEVER = Words(zh="没有消息", en="never heard")
KIND = Words(zh="{name}  {title}：{help}", en="{name}  {title}: {help}")
SETTING = Words(zh="    {name}（{kind}{owed}）  {title}", en="    {name} ({kind}{owed})  {title}")
OWED = Words(zh="，必填", en=", required")
SET_UP = Words(
    zh="{code} 已在试接：它发来的不成读数、不告警。看看：watchroom source look {code}",
    en="{code} is on trial: nothing that it sends is taken. Look: watchroom source look {code}",
)
CAME = Words(
    zh="{code}：{count} 份报文，实际约每 {seen}，约定 {expected} 秒",
    en="{code}: {count} messages, really about every {seen}, {expected} s as said",
)
ANSWERED = Words(
    zh="{code}：答复于 {at}，读数 {readings} 条，官方预警 {notices} 条",
    en="{code}: answered at {at}, {readings} readings, {notices} official warnings",
)
READING = Words(
    zh="    {sensor}  {value} {unit}  {measured}  滞后 {lag} 秒",
    en="    {sensor}  {value} {unit}  {measured}  {lag} s late",
)
WRONG = Words(zh="    {sensor}  {value}  {why}", en="    {sensor}  {value}  {why}")
NOTICE = Words(zh="    {headline}（{sender}）", en="    {headline} ({sender})")
FAULT = Words(zh="  ！{why} ×{count}", en="  ! {why} ×{count}")
UNKNOWN = Words(zh="  未登记的传感器：{codes}", en="  sensors that are not registered: {codes}")
WAITS = Words(
    zh="{code}：等监测进程去问，自 {at} 起；久等就看看 watchroom doctor",
    en="{code}: the watch process is to ask it since {at}; if that lasts, see watchroom doctor",
)
ASKING = Words(zh="已要求询问，等监测进程去问……", en="It is to be asked; waiting for the watch process…")
NOT_ASKED = Words(
    zh="等了 {s} 秒还没有答复。监测进程可能没有运行：看看 watchroom doctor；答复来了用 source look 看。",
    en="No answer after {s} s. The watch process may not be running: see watchroom doctor; look later with source look.",
)
KEY = Words(zh="设备 {device} 的密钥（只显示这一次）：{key}", en="The key of device {device}, shown this once: {key}")
SENSOR = Words(zh="已登记 {code}（{quantity}，{unit}）", en="Registered: {code} ({quantity}, {unit})")
SERVED = Words(
    zh="{code} 已投入使用；补收报文 {messages} 份，读数收下 {taken} 条，仍被拒 {refused} 条",
    en="{code} is in service; {messages} messages offered again, {taken} readings taken, {refused} refused",
)
DROPPED = Words(zh="已丢弃 {code} 和留存的报文", en="{code} and all that was kept of it are gone")
WRONG_SETTING = Words(zh="设置 {name}：{why}", en="Setting {name}: {why}")


class NotSettings(Fault):
    status = 422
    text = Words(
        zh="设置读不懂：{why}。用 --set 名称=值，或给 --settings 一个 JSON 对象的文件。",
        en="The settings cannot be read: {why}. Use --set name=value, or a file with a JSON object for --settings.",
    )


def add(words: Any, word: Callable[[Any, str, Callable[[argparse.Namespace], int]], Any]) -> None:
    """The words of `watchroom source` with their options."""
    made = {name: word(words, f"source {name}", run) for name, run in WORDS.items()}
    for name, parser in made.items():
        if name not in ("list", "kinds"):
            parser.add_argument("code", metavar="CODE", help=text(W["code"]))
    made["try"].add_argument("--kind", required=True, help=text(W["source-kind"]))
    made["try"].add_argument("--every", default="60", metavar="S", help=text(W["every"]))
    made["try"].add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=text(W["set"]))
    made["try"].add_argument("--settings", type=Path, metavar="FILE", help=text(W["settings"]))
    made["key"].add_argument("device", metavar="DEVICE", help=text(W["device"]))
    made["sensor"].add_argument("sensor", metavar="SENSOR", help=text(W["sensor"]))
    made["sensor"].add_argument("--place", required=True, metavar="CODE", help=text(W["place-code"]))
    made["sensor"].add_argument("--quantity", required=True, metavar="CODE", help=text(W["quantity"]))
    for name in ("try", "sensor"):
        for lang in LANGS:
            made[name].add_argument(f"--{lang}", required=True, help=text(W[lang]))
    made["serve"].add_argument("--replay", action="store_true", help=text(W["take-kept"]))
    made["drop"].add_argument("--yes", action="store_true", required=True, help=text(W["sure"]))


def listed(_: argparse.Namespace) -> int:
    from watchroom.kernel.clock import as_local
    from watchroom.ops import settings
    from watchroom.sources.models import Source
    from watchroom.sources.saying import HEALTH

    for row in Source.objects.filter(retired=False).order_by("code"):
        last: Any = f"{as_local(row.last_seen, settings.SITE_ZONE):%Y-%m-%d %H:%M:%S %z}" if row.last_seen else NEVER
        say(
            LINE,
            code=row.code,
            kind=row.kind,
            state=ON_TRIAL if row.trial else HEALTH[row.health],
            last=last,
            name=row.words,
        )
    return OK


def kinds(_: argparse.Namespace) -> int:
    from watchroom.kernel import form
    from watchroom.sources.connector import CONNECTORS

    for name, kind in sorted(CONNECTORS.all.items()):
        say(KIND, name=name, title=kind.title, help=kind.help)
        for one in form.fields(kind.Settings):
            say(SETTING, name=one.name, kind=one.kind, owed=OWED if one.required else "", title=one.title)
    return OK


def set_up(asked: argparse.Namespace) -> int:
    from watchroom.kernel import form
    from watchroom.sources import trial_actions
    from watchroom.sources.connector import CONNECTORS

    given = _from_file(asked.settings) if asked.settings else {}
    if asked.kind in CONNECTORS:
        model = CONNECTORS[asked.kind].Settings
        typed = form.typed_of(model, given) | _typed(asked.set)
        read = form.read(model, typed, given)
        for name, why in read.wrong.items():
            complain(WRONG_SETTING, name=name, why=why)
        if not read.well:
            raise NotSettings(why=read.whole or ", ".join(read.wrong))
        given = {name: value for name, value in given.items() if name not in model.model_fields} | read.given
    named = trial_actions.Named(asked.zh, asked.en, asked.every)
    trial_actions.set_up(asked.code, asked.kind, named, given, actor=ACTOR)
    say(SET_UP, code=asked.code)
    return OK


def look(asked: argparse.Namespace) -> int:
    from watchroom.sources import trial, trial_actions

    row = trial_actions.on_trial(asked.code)
    found = trial.arrived(row)
    if found.waits:
        say(WAITS, code=row.code, at=_local(found.waits))
    if found.answered_at:
        say(ANSWERED, code=row.code, at=_local(found.answered_at), readings=found.readings, notices=found.notices_all)
    if not found.asked:
        seen = f"{found.seen_every_s} s" if found.seen_every_s else "—"
        say(CAME, code=row.code, count=found.count, seen=seen, expected=row.expected_every_s)
    if found.rhythm:
        say(Words(zh="  {said}", en="  {said}"), said=found.rhythm)
    for line in found.lines or (found.messages[0].lines if found.messages else ()):
        _tell(line)
    for one in found.notices:
        say(NOTICE, headline=Words(zh=one["zh"], en=one["en"]), sender=one["sender"])
    for why, count in found.faults:
        say(FAULT, why=why, count=count)
    if found.unknown:
        say(UNKNOWN, codes=", ".join(one.code for one in found.unknown))
    return OK


def ask(asked: argparse.Namespace) -> int:
    """Waits for the answer, and says so; the asking itself is the watch process's."""
    from watchroom.sources import trial_actions

    trial_actions.ask(asked.code, actor=ACTOR)
    complain(ASKING)
    until = time.monotonic() + WAIT_S
    while trial_actions.on_trial(asked.code).next_poll_at is not None:
        if time.monotonic() > until:
            complain(NOT_ASKED, s=round(WAIT_S))
            return NOT_OK
        time.sleep(AGAIN_S)
    return look(asked)


def key(asked: argparse.Namespace) -> int:
    from watchroom.sources import trial_actions

    made = trial_actions.add_device(asked.code, asked.device, actor=ACTOR)
    say(KEY, device=asked.device, key=made)
    return OK


def sensor(asked: argparse.Namespace) -> int:
    from watchroom.sources import trial_actions

    named = trial_actions.Named(asked.zh, asked.en)
    made = trial_actions.add_sensor(asked.code, asked.sensor, asked.place, asked.quantity, named, actor=ACTOR)
    say(SENSOR, code=made.code, quantity=made.measured.title, unit=made.measured.unit_words)
    return OK


def serve(asked: argparse.Namespace) -> int:
    from watchroom.sources import trial_actions

    done = trial_actions.put_into_service(asked.code, replay=asked.replay, actor=ACTOR)
    say(SERVED, code=asked.code, messages=done.messages, taken=done.taken, refused=done.refused)
    return OK


def drop(asked: argparse.Namespace) -> int:
    from watchroom.sources import trial_actions

    trial_actions.throw_away(asked.code, actor=ACTOR)
    say(DROPPED, code=asked.code)
    return OK


def _set_up_first(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def begun(asked: argparse.Namespace) -> int:
        import django

        django.setup()
        return run(asked)

    return begun


WORDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    name: _set_up_first(run)
    for name, run in {
        "list": listed, "kinds": kinds, "try": set_up, "look": look, "ask": ask, "key": key, "sensor": sensor,
        "serve": serve, "drop": drop,
    }.items()
}  # fmt: skip


def _tell(line: Any) -> None:
    if line.fault:
        say(WRONG, sensor=line.sensor, value=line.value, why=line.fault)
    else:
        say(
            READING,
            sensor=line.sensor,
            value=line.value,
            unit=line.unit,
            measured=_local(line.measured),
            lag=line.lag_s,
        )


def _local(at: Any) -> str:
    from watchroom.kernel.clock import as_local
    from watchroom.ops import settings

    return f"{as_local(at, settings.SITE_ZONE):%Y-%m-%d %H:%M:%S %z}"


def _typed(pairs: list[str]) -> dict[str, str]:
    """`name=value` as in the form. Raises NotSettings."""
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise NotSettings(why=pair[:60])
        found[name.strip()] = value
    return found


def _from_file(path: Path) -> dict[str, Any]:
    """Raises NotSettings."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValueError(f"> {MOST_BYTES} bytes")
        told = json.loads(raw)
    except (OSError, ValueError, RecursionError) as error:
        raise NotSettings(why=f"{path.name[:60]}: {' '.join(str(error).split())[:80]}") from error
    if not isinstance(told, dict):
        raise NotSettings(why=path.name[:60])
    return told
