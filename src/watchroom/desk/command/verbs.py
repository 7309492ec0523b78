"""What each verb would do, said before Enter, and doing it: always by a room's own action, as a click would."""

from collections.abc import Sequence
from typing import Any

from watchroom.desk.command import holding, noting, radio, tasks
from watchroom.desk.command.grammar import BY_CODE, Line, Thing, Verb, matching, naming, score, split_object
from watchroom.desk.command.options import TELLS, WILL, Effect, NothingChosen, Option, effect, typed_line
from watchroom.desk.command.things import by_key, choices, things, where
from watchroom.kernel.words import Lang, Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

RIGHTS = {"ack": Act.ACKNOWLEDGE_ALARM, "new": Act.OPEN_INCIDENT, "disp": Act.DISPATCH_UNIT}
FIND_KINDS = BY_CODE["find"].takes


def options(viewer: Viewer, line: Line, chosen: str = "") -> list[Option]:
    """What the line may mean, the likeliest first. `chosen` is the subject under the hands."""
    verb = line.verb
    if verb is None:
        return _find(line.rest, _of(viewer, FIND_KINDS)) if line.rest else []
    if verb.code == "note":
        return noting.options(viewer, line.rest)
    if verb.code in ("lang", "theme"):
        return [_choice(verb, thing) for thing in matching(line.rest, choices(verb.takes[0]))]
    known = _of(viewer, verb.takes)
    if verb.code == "ack":
        return [
            _ack(viewer, thing)
            for thing in _fitting(line.rest, [t for t in known if t.glyph in ("unack", "rtn", "latched_unack")], chosen)
        ]
    if verb.code in holding.VERBS:
        return holding.options(viewer, verb.code, line.rest, known, chosen)
    if verb.code in tasks.VERBS:
        return tasks.options(viewer, verb.code, line.rest, known)
    if verb.code in radio.VERBS:
        return radio.options(viewer, line.rest, known)
    if verb.code == "new":
        return _new(viewer, line.rest, known, chosen)
    if verb.code == "disp":
        return _dispatch(viewer, line.rest, known, chosen)
    if verb.code == "go":
        return _go(line.rest, [t for t in known if t.moves or t.lon is not None])
    return _find(line.rest, known)


def run(viewer: Viewer, line: str, lang: Lang) -> dict[str, Any]:
    """Does a chosen line, e.g. `ack alarm:12`. Raises the action's own faults, or NothingChosen."""
    code, _, rest = line.partition(" ")
    if code == "note":
        return noting.run(viewer, rest)
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
        return radio.run(viewer, thing, words.strip(), line)
    if code == "new":
        return _do_new(viewer, thing, words.strip())
    return _do_dispatch(viewer, int(name), words.strip(), line)


def _of(viewer: Viewer, kinds: Sequence[str]) -> list[Thing]:
    return [thing for thing in things(viewer) if thing.kind in kinds]


def _fitting(typed: str, known: list[Thing], chosen: str) -> list[Thing]:
    """Without anything typed the one at hand comes first."""
    if not typed and chosen:
        known = sorted(known, key=lambda thing: thing.key != chosen)
    return matching(typed, known)


def _effect(viewer: Viewer, code: str, *rows: tuple[Words, Words]) -> Effect:
    return effect(viewer, RIGHTS.get(code), *rows)


def _find(typed: str, known: list[Thing]) -> list[Option]:
    will = Words(zh="打开{what}", en="open {what}")
    return [
        Option(t, t.words, t.detail, f"find {t.key}", typed_line("find", naming(t, known)), [(WILL, will.fill(what=t.words))])
        for t in matching(typed, known)
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


def _go(typed: str, known: list[Thing]) -> list[Option]:
    still = Words(zh="地图移到{what}", en="move the map to {what}")
    moving = Words(zh="地图移到{what}此刻的位置", en="move the map to where {what} is at that moment")
    return [
        Option(
            t, t.words, t.detail, f"go {t.key}", typed_line("go", naming(t, known)),
            [(WILL, (moving if t.moves else still).fill(what=t.words))],
        )
        for t in matching(typed, known)
    ]  # fmt: skip


def _ack(viewer: Viewer, thing: Thing) -> Option:
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
    )


def _new(viewer: Viewer, typed: str, known: list[Thing], chosen: str) -> list[Option]:
    alarms, places = ([t for t in known if t.kind == kind] for kind in ("alarm", "place"))
    place, happened = split_object(typed, places)
    made = [_new_at(viewer, place, places, happened)] if place is not None else []
    near = _fitting(typed, alarms, chosen) if not typed or any(score(typed, thing) for thing in alarms) else []
    if not made and typed:
        near += [t for t in matching(typed, places, 4) if t not in near]
    more = [_new_from(viewer, t) if t.kind == "alarm" else _new_at(viewer, t, places, "") for t in near]
    return made + more[: 8 - len(made)]


def _new_from(viewer: Viewer, alarm: Thing) -> Option:
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
    )


def _new_at(viewer: Viewer, place: Thing, places: list[Thing], happened: str) -> Option:
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
    complete = typed_line("new", naming(place, places), *happened.split(), "")
    return Option(
        place, place.words, place.detail, f"new {place.key} {happened}".strip(), complete, _effect(viewer, "new", will)
    )


def _dispatch(viewer: Viewer, typed: str, units: list[Thing], chosen: str) -> list[Option]:
    incidents = _of(viewer, ("incident",))
    unit, rest = split_object(typed, units)
    goals = matching(rest, incidents) if rest else sorted(incidents, key=lambda thing: thing.key != chosen)
    if unit is None or not goals:
        ask = Words(zh="再写事件", en="then the incident")
        found = matching(typed, units)
        return [
            Option(t, t.words, t.detail, "", typed_line("disp", naming(t, units), ""), [(WILL, ask)]) for t in found
        ]
    return [_dispatch_to(viewer, unit, units, goal) for goal in goals[:5]]


def _dispatch_to(viewer: Viewer, unit: Thing, units: list[Thing], goal: Thing) -> Option:
    will = (WILL, Words(zh="令{unit}赴{goal}", en="order {unit} to {goal}").fill(unit=unit.words, goal=goal.words))
    line = f"disp {unit.key} {goal.key}"
    return Option(
        unit,
        unit.words,
        goal.words,
        line,
        typed_line("disp", naming(unit, units), goal.code),
        _effect(viewer, "disp", will, *_arrival(viewer, unit, goal)),
    )


def _arrival(viewer: Viewer, unit: Thing, goal: Thing) -> Effect:
    from watchroom.dispatch.queries import arrival_of

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


def _do_dispatch(viewer: Viewer, unit: int, goal: str, line: str) -> dict[str, Any]:
    from watchroom.dispatch.actions import dispatch_unit
    from watchroom.dispatch.queries import arrival_of

    kind, _, pk = goal.partition(":")
    if kind != "incident" or not (pk.isdecimal() and len(pk) < 19):
        raise NothingChosen(line=line[:60])
    dispatch_unit(viewer, unit, int(pk), estimate=arrival_of(viewer, unit, int(pk)))
    return {"said": "disp"}
