"""The verb that calls a team or experts out: `CALL rope #12`, `呼叫 绳索队 #12`, with a reason where one is owed."""

from typing import Any

from watchroom.desk.command.grammar import meant as named_first
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
from watchroom.dispatch.teams import calling_out, finding
from watchroom.dispatch.teams.finding import Card
from watchroom.dispatch.teams.rules import Sort, fits
from watchroom.incidents import queries as incidents
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

VERBS = ("call",)
_ASK = Words(zh="再写事件", en="then the incident")
_WILL = Words(zh="呼叫“{team}”赴 {goal} 出动", en="call “{team}” out to {goal}")
_WITH = Words(zh="呼叫“{team}”赴 {goal} 出动，理由：{why}", en="call “{team}” out to {goal}: {why}")
_ONE_BY_ONE = Words(
    zh="成员 {n} 人依次叫，到一人代为应答为止；{ready} 分钟出发",
    en="its {n} members one after the other until one answers for it; it sets out in {ready} min",
)
_EACH = Words(zh="专家 {n} 人逐人叫，各自应答", en="each of the {n} experts, who answer for themselves")
_NOBODY = Words(zh="没有登记成员，叫不到人", en="it has no members: nobody can be called")
_FOR, _OTHER = (
    Words(zh="领域", en="Field"),
    Words(zh="不是为这类事件登记的：{fields}", en="not recorded for such incidents: {fields}"),
)
_NOW, _WHY = (
    Words(zh="现状", en="Now"),
    Words(zh="仍要叫，在事件后面写理由", en="to call it all the same, write why behind the incident"),
)
_ALREADY = Words(zh="已为本事件呼叫，不重复叫", en="it is called out to this incident already")
_OUT, _AWAY = (
    Words(zh="正在 {where} 出动", en="it is out at {where}"),
    Words(zh="不能出动：{why}", en="it cannot go: {why}"),
)
_SURE = Words(zh="{now}。确实要叫吗？", en="{now}. Call it all the same?")
_FREE, _GONE, _NOT_READY = (
    Words(zh="可出动", en="ready"),
    Words(zh="已出动", en="out"),
    Words(zh="不能出动", en="cannot go"),
)
_DETAIL = Words(zh="{sort} · {now}", en="{sort} · {now}")


def team_things(viewer: Viewer) -> list[Thing]:
    """Teams and experts by name, code and field; by their members' names for whoever may see names. Those ready first."""
    names = viewer.may(Act.SEE_NAMES)
    of_team = finding.names_of_members() if names else {}
    cards = sorted(finding.teams(viewer), key=lambda card: not card.free)
    return [_thing(card, of_team.get(card.team.pk, ())) for card in cards]


def _thing(card: Card, members: tuple[Words, ...]) -> Thing:
    row, now = card.team, _NOT_READY if card.team.away else _GONE if card.out else _FREE
    also = tuple(dict.fromkeys(text for one in (*card.fields, *members) for text in (one.zh, one.en)))
    return Thing(
        f"team:{row.pk}", "team", row.words, _DETAIL.fill(sort=row.sort_words, now=now), row.code, f"/teams/{row.pk}", also=also
    )  # fmt: skip


def options(viewer: Viewer, typed: str, teams: Known, goals: Known, chosen: str) -> list[Option]:
    """The incident is the one that is written, else the one at hand."""
    found, rest = named_first(typed, teams)
    named, why = named_first(rest, goals) if rest else ([], "")
    at_hand = goals.by_key.get(chosen) if not rest else None
    if at_hand is not None:
        named = [at_hand]
    if not found or (rest and not named) or not goals:
        none = no_incident(rest) if found else None
        likely = found[:MOST] if found and (none or not rest) else teams.matching(typed)
        ask = (CANNOT, none) if none else (WILL, _ASK)
        return [Option(t, t.words, t.detail, "", typed_line("call", teams.naming(t), ""), [ask]) for t in likely]
    named = named or list(goals)
    only = len(found) == 1 and len(named) == 1
    pairs = [(one, goal) for one in found[:MOST] for goal in named][:MOST]
    return [_option(viewer, one, teams, goal, why, meant=only) for one, goal in pairs]


def run(viewer: Viewer, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the action's faults, or NothingChosen."""
    goal, _, why = words.partition(" ")
    kind, _, pk = goal.partition(":")
    if kind != "incident" or not (pk.isdecimal() and len(pk) < 19):
        raise NothingChosen(line=line[:60])
    calling_out.call_out(viewer, int(pk), _pk(thing), also=why.strip())
    return {"said": "call"}


def _pk(thing: Thing) -> int:
    return int(thing.key.partition(":")[2])


def _option(viewer: Viewer, team: Thing, teams: Known, goal: Thing, why: str, *, meant: bool) -> Option:
    card, incident = finding.team(viewer, _pk(team)), _pk(goal)
    complete = typed_line("call", teams.naming(team), goal.code, *([why] if why else []))
    now = _in_the_way(card, incident)
    will = (_WITH if why and now else _WILL).fill(team=team.words, goal=goal.words, why=why)
    rows: Effect = [(WILL, will), (TELLS, _whom(card))]
    if not fits(card.team.fields, incidents.incident(viewer, incident).kind):
        rows.append((_FOR, _OTHER.fill(fields=_listed(card.fields))))
    line, asks = f"call {team.key} {goal.key}", None
    if not card.n or now is _ALREADY:
        line, rows = "", [(_NOW, now or _NOBODY)]
    elif now is not None and not why:
        line, rows = "", [(_NOW, now), (NEEDS, _WHY)]
    elif now is not None:
        line, asks = f"{line} {why}", _SURE.fill(now=now)
    return Option(team, team.words, goal.words, line, complete, effect(viewer, Act.DISPATCH_UNIT, *rows), meant, asks)


def _in_the_way(card: Card, incident: int) -> Words | None:
    """What a reason is owed for; that it was called to this incident before; None where nothing is in the way."""
    if any(out.incident_id == incident for out in finding.under_way(card.team.pk)):
        return _ALREADY
    if card.out:
        return _OUT.fill(where=_listed(card.out))
    return _AWAY.fill(why=card.team.away) if card.team.away else None


def _whom(card: Card) -> Words:
    if not card.n:
        return _NOBODY
    return (_EACH if card.team.sort == Sort.EXPERTS else _ONE_BY_ONE).fill(n=card.n, ready=card.team.ready_min)


def _listed(words: list[Words]) -> Words:
    return Words(zh="、".join(one.zh for one in words) or "—", en=", ".join(one.en for one in words) or "—")
