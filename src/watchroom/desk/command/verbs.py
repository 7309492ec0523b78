"""What each verb would do, said before Enter, and doing it: always by a room's own action, as a click would."""

from typing import Any

from watchroom.desk.command import calling_out, deciding, holding, log_lines, noting, radio, tasks
from watchroom.desk.command.grammar import LONGEST, Line, LineTooLong, meant
from watchroom.desk.command.known import MOST, Known, Thing
from watchroom.desk.command.options import (
    CANNOT,
    NEEDS,
    TELLS,
    WILL,
    Effect,
    NothingChosen,
    Option,
    effect,
    no_incident,
    typed_line,
)
from watchroom.desk.command.table import BY_CODE, Verb
from watchroom.desk.command.things import by_key, choices, things, where
from watchroom.dispatch.actions import dispatch_unit
from watchroom.dispatch.models import Unit
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus
from watchroom.dispatch.queries import arrival_of, units_of
from watchroom.kernel.words import Lang, Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

RIGHTS = {"ack": Act.ACKNOWLEDGE_ALARM, "new": Act.OPEN_INCIDENT, "disp": Act.DISPATCH_UNIT}
FIND_KINDS = BY_CODE["find"].takes
HARMLESS = ("find", "go", "lang", "theme", "handover")
_UNACKNOWLEDGED = ("unack", "rtn", "latched_unack")


def options(viewer: Viewer, line: Line, chosen: str = "") -> list[Option]:
    """What the line may mean, the likeliest first. `chosen` is the subject under the hands."""
    verb = line.verb
    if verb is None and not line.rest:
        ready(viewer)
        return []
    if verb is None:
        return _find(line.rest, things(viewer, FIND_KINDS))
    if verb.code in ("lang", "theme"):
        return [_choice(verb, thing) for thing in Known(choices(verb.takes[0])).matching(line.rest)]
    if verb.code in log_lines.VERBS:
        return log_lines.options(viewer, line.rest)
    if verb.code == "handover":
        return deciding.options(viewer, verb.code, line.rest, Known(), chosen)
    known = things(viewer, verb.takes)
    if verb.code == "ack":
        return _acks(viewer, line.rest, known.only(glyph=_UNACKNOWLEDGED), chosen)
    if verb.code in holding.VERBS:
        return holding.options(viewer, verb.code, line.rest, known, chosen)
    if verb.code in tasks.VERBS:
        return tasks.options(viewer, verb.code, line.rest, known)
    if verb.code in radio.VERBS:
        return radio.options(viewer, verb.code, line.rest, known)
    if verb.code in noting.VERBS:
        return noting.options(viewer, line.rest, known, chosen)
    if verb.code in deciding.VERBS:
        return deciding.options(viewer, verb.code, line.rest, known, chosen)
    if verb.code in calling_out.VERBS:
        return calling_out.options(viewer, line.rest, known, things(viewer, ("incident",)), chosen)
    if verb.code == "new":
        return _new(viewer, line.rest, known, chosen)
    if verb.code == "disp":
        return _dispatch(viewer, line.rest, known, chosen)
    if verb.code == "go":
        return _go(line.rest, known)
    return _find(line.rest, known)


def ready(viewer: Viewer) -> None:
    """When the line is opened, what finds things is made, so that no letter waits for it."""
    for kinds in (FIND_KINDS, ("unit",), ("incident",), ("order",)):
        things(viewer, kinds).ready()


def sure(line: Line, found: list[Option]) -> bool:
    """Whether Enter may do the first option without a further choice: it only shows something, or the line names it alone."""
    return bool(found) and (line.verb is None or line.verb.code in HARMLESS or found[0].meant or not found[0].line)


def run(viewer: Viewer, line: str, lang: Lang) -> dict[str, Any]:
    """Does a chosen line, e.g. `ack alarm:12`. Raises the action's own faults, NothingChosen or LineTooLong."""
    if len(line) > 2 * LONGEST:
        raise LineTooLong(most=LONGEST)
    code, _, rest = line.partition(" ")
    if code in log_lines.VERBS:
        return log_lines.run(viewer, rest)
    key, _, words = rest.partition(" ")
    kind, _, name = key.partition(":")
    if code in ("lang", "theme") and any(thing.key == f"{code}:{name}" for thing in choices(code)):
        return {"pref": {"name": code, "value": name}}
    thing = by_key(viewer, key)
    if thing is None or code not in BY_CODE or kind not in BY_CODE[code].takes:
        raise NothingChosen(line=line[:60])
    if code == "find":
        return {"go": thing.url}
    if code == "go":
        return _do_go(viewer, thing, line, lang)
    if code == "ack":
        return _do_ack(viewer, int(name))
    if code in holding.VERBS:
        return holding.run(viewer, code, thing, words.strip(), line)
    if code in tasks.VERBS:
        return tasks.run(viewer, code, thing, words.strip(), line)
    if code in radio.VERBS:
        return radio.run(viewer, code, thing, words.strip(), line)
    if code in noting.VERBS:
        return noting.run(viewer, thing, words.strip(), line)
    if code in deciding.VERBS:
        return deciding.run(viewer, code, thing, words.strip(), line)
    if code in calling_out.VERBS:
        return calling_out.run(viewer, thing, words.strip(), line)
    if code == "new":
        return _do_new(viewer, thing, words.strip())
    return _do_dispatch(viewer, int(name), words.strip(), line)


def _effect(viewer: Viewer, code: str, *rows: tuple[Words, Words]) -> Effect:
    return effect(viewer, RIGHTS.get(code), *rows)


def _find(typed: str, known: Known) -> list[Option]:
    will = Words(zh="打开{what}", en="open {what}")
    return [
        Option(t, t.words, t.detail, f"find {t.key}", typed_line("find", known.naming(t)), [(WILL, will.fill(what=t.words))])
        for t in known.matching(typed)
    ]  # fmt: skip


def _choice(verb: Verb, thing: Thing) -> Option:
    will = (
        WILL,
        Words(zh="界面切换为{what}，已填写的内容保留", en="switch the screen to {what}; what you typed is kept").fill(
            what=thing.words
        ),
    )
    return Option(
        thing, thing.words, thing.detail, f"{verb.code} {thing.key}", typed_line(verb.code, thing.code), [will]
    )


def _go(typed: str, known: Known) -> list[Option]:
    placed = [t for t in known.matching(typed, 3 * MOST) if t.moves or t.lon is not None][:MOST]
    still = Words(zh="地图移到{what}", en="move the map to {what}")
    moving = Words(zh="地图移到{what}此刻的位置", en="move the map to where {what} is at that moment")
    return [
        Option(
            t, t.words, t.detail, f"go {t.key}", typed_line("go", known.naming(t)),
            [(WILL, (moving if t.moves else still).fill(what=t.words))],
        )
        for t in placed
    ]  # fmt: skip


def _acks(viewer: Viewer, typed: str, known: Known, chosen: str) -> list[Option]:
    """Without anything typed the one at hand, or the only one there is."""
    if typed:
        named = known.named(typed)
        return [_ack(viewer, one, meant=named == [one]) for one in known.matching(typed)]
    return [_ack(viewer, one, meant=one.key == chosen or len(known) == 1) for one in known.first(chosen).matching("")]


def _ack(viewer: Viewer, thing: Thing, *, meant: bool) -> Option:
    rows = (
        (
            WILL,
            Words(zh="确认告警：{what}（{where}）", en="acknowledge: {what} ({where})").fill(
                what=thing.words, where=thing.detail
            ),
        ),
        (
            TELLS,
            Words(zh="记入记事，写明由您确认；不解除告警", en="the journal, with your name; the alarm itself stays"),
        ),
    )
    return Option(
        thing,
        thing.words,
        thing.detail,
        f"ack {thing.key}",
        typed_line("ack", thing.code),
        _effect(viewer, "ack", *rows),
        meant,
    )


def _new(viewer: Viewer, typed: str, known: Known, chosen: str) -> list[Option]:
    alarms, places = known.only("alarm"), known.only("place")
    if not typed:
        return [_new_from(viewer, one, meant=one.key == chosen) for one in alarms.first(chosen).matching("")]
    there, happened = meant(typed, places)
    named = alarms.named(typed)
    made = [_new_at(viewer, one, places, happened, meant=len(there) == 1 and not named) for one in there]
    near = [_new_from(viewer, one, meant=named == [one] and not there) for one in named]
    found = [*near, *made] if any(one in alarms.exactly(typed) for one in named) else [*made, *near]
    return (found or [_new_at(viewer, one, places, "", meant=False) for one in places.matching(typed, 4)])[:MOST]


def _new_from(viewer: Viewer, alarm: Thing, *, meant: bool) -> Option:
    will = (
        WILL,
        Words(zh="由此告警立案：{what}（{where}）", en="open an incident from this alarm: {what} ({where})").fill(
            what=alarm.words, where=alarm.detail
        ),
    )
    tells = (TELLS, Words(zh="平台随即给出预案建议与辅助决策", en="the platform then proposes a plan and gives advice"))
    return Option(
        alarm,
        alarm.words,
        alarm.detail,
        f"new {alarm.key}",
        typed_line("new", alarm.code),
        _effect(viewer, "new", will, tells),
        meant,
    )


def _new_at(viewer: Viewer, place: Thing, places: Known, happened: str, *, meant: bool) -> Option:
    if happened:
        will = (
            WILL,
            Words(zh="立案：{what}，地点{where}", en="open an incident: {what}, at {where}").fill(
                what=happened, where=place.words
            ),
        )
    else:
        will = (
            WILL,
            Words(zh="打开立案单，地点已填{where}", en="open the form, with {where} filled in").fill(where=place.words),
        )
    complete = typed_line("new", places.naming(place), *happened.split(), "")
    return Option(
        place, place.words, place.detail, f"new {place.key} {happened}".strip(), complete, _effect(viewer, "new", will),
        meant,
    )  # fmt: skip


_FROM = Words(zh="它现在{status}，事件 {incident}", en="it is {status}, on {incident}")
_NOW = Words(zh="现状", en="Now")
_WHY = Words(zh="要改派，再写理由", en="to divert it, write why")
_DIVERT = Words(zh="从 {before} 改派{unit}赴{goal}，理由：{why}", en="divert {unit} from {before} to {goal}: {why}")
_SURE = Words(zh="它会离开 {before}。确实改派吗？", en="It leaves {before}. Divert it?")


def _dispatch(viewer: Viewer, typed: str, units: Known, chosen: str) -> list[Option]:
    incidents = things(viewer, ("incident",))
    found, rest = meant(typed, units)
    goals, why = meant(rest, incidents) if rest else ([], "")
    at_hand = incidents.by_key.get(chosen) if not rest else None
    if at_hand is not None:
        goals = [at_hand]
    if not found or (rest and not goals) or not incidents:
        none = no_incident(rest) if found else None
        ask = (CANNOT, none) if none else (WILL, Words(zh="再写事件", en="then the incident"))
        likely = found[:MOST] if found and (none or not rest) else units.matching(typed)
        return [Option(t, t.words, t.detail, "", typed_line("disp", units.naming(t), ""), [ask]) for t in likely]
    goals = goals or list(incidents)
    only = len(found) == 1 and len(goals) == 1
    pairs = [(one, goal) for one in found[:MOST] for goal in goals][:MOST]
    rows = {row.pk: row for row in units_of(viewer, {_pk(one) for one, _ in pairs})}
    pairs = [(one, goal) for one, goal in pairs if _pk(one) in rows]
    estimated = len(found) == 1  # several units are first told apart: an estimate for each costs a look at where it is
    return [
        _dispatch_to(viewer, one, units, goal, why, row=rows[_pk(one)], meant=only, estimated=estimated)
        for one, goal in pairs
    ]


def _pk(thing: Thing) -> int:
    return int(thing.key.partition(":")[2])


def _dispatch_to(
    viewer: Viewer, unit: Thing, units: Known, goal: Thing, why: str, *, row: Unit, meant: bool, estimated: bool
) -> Option:
    status, before = UNIT_WORDS[UnitStatus(row.status)], row.incident.number if row.incident else ""
    line, asks, rows = f"disp {unit.key} {goal.key}", None, _arrival(viewer, unit, goal) if estimated else []
    will = Words(zh="令{unit}赴{goal}", en="order {unit} to {goal}").fill(unit=unit.words, goal=goal.words)
    if before and why:
        will = _DIVERT.fill(before=before, unit=unit.words, goal=goal.words, why=why)
        line, asks = f"{line} {why}", _SURE.fill(before=before)
    elif before:
        line = ""
        rows = [(_NOW, _FROM.fill(status=status, incident=before)), (NEEDS, _WHY)]
    told = _effect(viewer, "disp", (WILL, will), *rows)
    complete = typed_line("disp", units.naming(unit), goal.code, *([why] if why else []))
    return Option(unit, unit.words, goal.words, line, complete, told, meant, asks)


def _arrival(viewer: Viewer, unit: Thing, goal: Thing) -> Effect:
    arrival = arrival_of(viewer, int(unit.key.partition(":")[2]), int(goal.key.partition(":")[2]))
    return (
        [
            (
                Words(zh="路程", en="On the way"),
                Words(zh="{a}（{b}）", en="{a} ({b})").fill(a=arrival.said, b=arrival.how),
            )
        ]
        if arrival
        else []
    )


def _do_go(viewer: Viewer, thing: Thing, line: str, lang: Lang) -> dict[str, Any]:
    point = where(viewer, thing)
    if point is None:
        raise NothingChosen(line=line[:60])
    return {"place": {"lon": point[0], "lat": point[1], "name": thing.words.text(lang)}}


def _do_ack(viewer: Viewer, pk: int) -> dict[str, Any]:
    from watchroom.alarms.actions import acknowledge

    acknowledge(viewer, pk)
    return {"said": "ack"}


def _do_new(viewer: Viewer, thing: Thing, happened: str) -> dict[str, Any]:
    from urllib.parse import urlencode

    from watchroom.incidents.actions import open_incident

    viewer.must(Act.OPEN_INCIDENT)
    name = thing.key.partition(":")[2]
    if thing.kind == "alarm":
        return {"go": f"/?incident={open_incident(viewer, alarm=int(name)).pk}"}
    if not happened:
        return {"go": "/incidents/new?" + urlencode({"place": name})}
    row = open_incident(viewer, title_zh=happened, kind=kind_of(happened), place=name)
    return {"go": f"/?incident={row.pk}"}


def kind_of(happened: str) -> str:
    """The kind of incident that the words name; `other` when they name none."""
    from watchroom.incidents.rules import KINDS

    said = happened.casefold()
    hints = {"gale": ("大风", "阵风", "风"), "crowd": ("人群", "拥挤", "踩踏"), "snow": ("雪",), "fire": ("火",), "medical": ("摔", "伤", "病", "晕"), "traffic": ("车", "侧滑"), "lift": ("索道", "缆车")}  # fmt: skip
    for code, kind in KINDS.items():
        if kind.title.zh in happened or kind.title.en.casefold() in said:
            return code
    return next(
        (code for code, words in hints.items() if code in KINDS and any(word in happened for word in words)), "other"
    )


def _do_dispatch(viewer: Viewer, unit: int, words: str, line: str) -> dict[str, Any]:
    goal, _, why = words.partition(" ")
    kind, _, pk = goal.partition(":")
    if kind != "incident" or not (pk.isdecimal() and len(pk) < 19):
        raise NothingChosen(line=line[:60])
    estimate = arrival_of(viewer, unit, int(pk))
    dispatch_unit(viewer, unit, int(pk), estimate=estimate, divert=bool(why.strip()), reason=why.strip())
    return {"said": "disp"}
