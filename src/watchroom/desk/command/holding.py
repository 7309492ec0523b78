"""Verbs that hold alarms back, and let them be heard again: shelve, plan maintenance, take out of service, end any of them.

A line says what, how long and why: `SHELVE A12 30 sensor is being changed`, `MAINT ski-jump 22:00-23:30 new anemometer`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings

from watchroom.alarms import hold_actions, queries
from watchroom.alarms.rules import HOLD_WORDS, LIFE_SAFETY, HoldKind
from watchroom.desk.command.grammar import meant
from watchroom.desk.command.known import MOST, Known, Thing
from watchroom.desk.command.options import NEEDS, TELLS, WILL, Effect, NothingChosen, Option, effect, typed_line
from watchroom.desk.command.spans import minutes_of, window_of
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, iso, parse_time
from watchroom.kernel.words import Words
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer

VERBS = ("shelve", "maint", "out", "back")
_KEEPS = (
    TELLS,
    Words(
        zh="记入记事，写明理由和由您办理；判断照常进行，只是不响不列",
        en="the journal, with the reason and your name; judging goes on, it is only not heard and not listed",
    ),
)
_NAMED = (TELLS, Words(zh="记入记事，写明由您办理", en="the journal, with your name"))


def options(viewer: Viewer, code: str, typed: str, known: Known, chosen: str) -> list[Option]:
    if code == "back":
        found = known.matching(typed)
        return [_back(viewer, thing, meant=known.named(typed) == [thing]) for thing in found]
    at_hand = known.by_key.get(chosen) if code == "shelve" else None
    if at_hand is not None and minutes_of(typed)[0] and not known.exactly(typed.split()[0]):
        return [_shelve(viewer, at_hand, typed)]  # 30 is half an hour, not the alarm A309
    found, rest = meant(typed, known)
    if not found:
        if at_hand is not None and not typed:
            return [_shelve(viewer, at_hand, typed)]
        return [_ask(viewer, code, one, known) for one in known.matching(typed)]
    return [replace(_one(viewer, code, one, known, rest), meant=len(found) == 1) for one in found[:MOST]]


def _one(viewer: Viewer, code: str, thing: Thing, known: Known, rest: str) -> Option:
    if code == "shelve":
        return _shelve(viewer, thing, rest)
    return _maint(viewer, thing, known, rest) if code == "maint" else _out(viewer, thing, known, rest)


def run(viewer: Viewer, code: str, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the actions' faults, or NothingChosen."""
    kind, _, name = thing.key.partition(":")
    about: dict[str, Any] = {kind: name}
    if code == "back":
        hold_actions.end_hold(viewer, int(name))
    elif code == "out":
        hold_actions.take_out(viewer, reason=words, **about)
    elif code == "shelve":
        minutes, reason = minutes_of(words)
        hold_actions.shelve(viewer, int(name), minutes or 0, reason)
    else:
        times, _, reason = words.partition(" ")
        since, _, until = times.partition("/")
        try:
            span = parse_time(since), parse_time(until)
        except ValueError as error:
            raise NothingChosen(line=line[:60]) from error
        hold_actions.plan_maintenance(viewer, *span, reason=reason, **about)
    return {"said": code}


def _shelve(viewer: Viewer, thing: Thing, rest: str) -> Option:
    minutes, reason = minutes_of(rest)
    most = hold_actions.shelf_most(thing.level or LIFE_SAFETY)
    rows: Effect = []
    if thing.level == LIFE_SAFETY and Role.DUTY_LEADER not in viewer.roles:
        rows.append((NEEDS, Words(zh="P1 只有带班领导可以搁置", en="P1: only the duty leader may shelve it")))
    complete = typed_line("shelve", thing.code, rest)
    if not minutes or minutes > most or not reason:
        ask = Words(zh="再写分钟（最多 {most}）和理由", en="then the minutes ({most} at most) and the reason").fill(
            most=most
        )
        return Option(thing, thing.words, thing.detail, "", complete, [(WILL, ask), *rows])
    will = Words(
        zh="搁置{what} {n} 分钟，到时按当时的状态自动复现：{why}",
        en="shelve {what} for {n} min; it comes back by itself, as it then is: {why}",
    ).fill(what=thing.words, n=minutes, why=reason)
    told = effect(viewer, Act.ACKNOWLEDGE_ALARM, (WILL, will), _KEEPS)
    return Option(thing, thing.words, thing.detail, f"shelve {thing.key} {minutes} {reason}", complete, [*told, *rows])


def _maint(viewer: Viewer, thing: Thing, known: Known, rest: str) -> Option:
    now = site_now()
    span, reason = window_of(rest, as_local(now, settings.SITE_ZONE))
    if span is None or not reason:
        return _ask(viewer, "maint", thing, known, rest)
    since, until = span
    will = Words(
        zh="计划检修{what}，{since} 至 {until}（{zone}），期间压下它的告警：{why}",
        en="plan maintenance of {what}, {since} to {until} ({zone}); its alarms are held back meanwhile: {why}",
    ).fill(what=thing.words, since=_said(since), until=_said(until), zone=settings.SITE_ZONE, why=reason)
    line = f"maint {thing.key} {iso(since)}/{iso(until)} {reason}"
    told = effect(viewer, Act.TAKE_OUT_ALARMS, (WILL, will), _KEEPS)
    return Option(thing, thing.words, thing.detail, line, typed_line("maint", known.naming(thing), rest), told)


def _out(viewer: Viewer, thing: Thing, known: Known, reason: str) -> Option:
    if not reason:
        return _ask(viewer, "out", thing, known)
    will = Words(
        zh="{what}退出服务，直到有人恢复：{why}", en="take {what} out of service until a person puts it back: {why}"
    ).fill(what=thing.words, why=reason)
    told = effect(viewer, Act.TAKE_OUT_ALARMS, (WILL, will), _KEEPS)
    complete = typed_line("out", known.naming(thing), reason)
    return Option(thing, thing.words, thing.detail, f"out {thing.key} {reason}", complete, told)


def _back(viewer: Viewer, thing: Thing, *, meant: bool) -> Option:
    will = Words(
        zh="结束：{kind}，{what}；它的告警立即重新发出", en="end: {kind}, {what}; its alarms are heard again at once"
    ).fill(kind=thing.detail, what=thing.words)
    act = Act.ACKNOWLEDGE_ALARM if thing.glyph == HoldKind.SHELF else Act.TAKE_OUT_ALARMS
    told = effect(viewer, act, (WILL, will), _NAMED)
    return Option(thing, thing.words, thing.detail, f"back {thing.key}", typed_line("back", thing.code), told, meant)


_ASKS = {
    "shelve": Words(zh="再写分钟和理由", en="then the minutes and the reason"),
    "maint": Words(
        zh="再写时间（22:00-23:30，或 02-04 22:00-23:30，或分钟数）和理由",
        en="then the time (22:00-23:30, or 02-04 22:00-23:30, or minutes) and the reason",
    ),
    "out": Words(zh="再写理由", en="then the reason"),
}


def _ask(viewer: Viewer, code: str, thing: Thing, known: Known, rest: str = "") -> Option:
    act = Act.ACKNOWLEDGE_ALARM if code == "shelve" else Act.TAKE_OUT_ALARMS
    complete = typed_line(code, thing.code if code == "shelve" else known.naming(thing), rest)
    return Option(thing, thing.words, thing.detail, "", complete, effect(viewer, act, (WILL, _ASKS[code])))


def _said(at: datetime) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%m-%d %H:%M}"


def hold_things(viewer: Viewer) -> list[Thing]:
    """What holds alarms back now or is planned to, each by its number."""
    found = []
    for row in queries.holds(viewer):
        kind = HOLD_WORDS[HoldKind(row.kind)]
        until = f" {_said(row.since)}–{_said(row.until)}" if row.until else ""
        detail = Words(zh=f"{kind.zh}{until} · {row.reason}", en=f"{kind.en}{until} · {row.reason}")
        found.append(Thing(f"hold:{row.pk}", "hold", row.words, detail, f"H{row.pk}", "/alarms/held", glyph=row.kind))
    return found


def rule_things(viewer: Viewer) -> list[Thing]:
    title = Words(zh="规则", en="rule")
    return [
        Thing(f"rule:{row.code}", "rule", row.title, title, row.code, f"/rules/{row.code}")
        for row in queries.rules(viewer)
        if row.live
    ]
