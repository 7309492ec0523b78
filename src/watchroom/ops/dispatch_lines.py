"""Proposals, rules and closures as the command line tells them, and its acts on them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import yaml
from django.conf import settings

from watchroom.dispatch import closing_roads, proposal_api, queries, ruling, stocking
from watchroom.dispatch.choosing import Choice, choose, token_of
from watchroom.dispatch.enrolling import Taken, take_table
from watchroom.dispatch.faults import NoUnitOfCode
from watchroom.dispatch.field.distress import Standing
from watchroom.dispatch.models import Closure, DispatchRule, Stock, StockMove, Unit
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus
from watchroom.dispatch.proposal_pages import MOST_RULE, rule_content
from watchroom.dispatch.proposing import ForOne, Pick, Proposal
from watchroom.dispatch.proposing import propose as _propose
from watchroom.dispatch.queries import at_home
from watchroom.dispatch.stock_table import take_table as take_movements
from watchroom.dispatch.stocking import Item
from watchroom.dispatch.teams import calling_out, finding, keeping
from watchroom.dispatch.teams.finding import Card, Option, Out
from watchroom.dispatch.teams.models import Coming
from watchroom.dispatch.teams.own import Own
from watchroom.dispatch.unit_api import UnitOut, _unit
from watchroom.kernel.clock import as_local
from watchroom.kernel.words import Words
from watchroom.people.viewer import Viewer

type Made = tuple[Proposal, ForOne]
_HEAD = Words(zh="{number} {title}", en="{number} {title}")
_PICK = Words(
    zh="  派 {unit}（{code}）为{need}：{said}；{how}{more}", en="  send {unit} ({code}) for {need}: {said}; {how}{more}"
)
_LACKS = Words(zh="  缺 {n}：{need}", en="  lacking {n}: {need}")
_MET = Words(zh="  需求已经满足", en="  what it needs is there")
_KEEPS = Words(zh="；{place} 余 {n}（至少 {least}）", en="; {place} keeps {n} (at least {least})")
_RULE = Words(zh="{code}（{from_}）：{what}", en="{code} ({from_}): {what}")
_OURS, _CAME = Words(zh="本单位第 {n} 版", en="ours, version {n}"), Words(zh="随平台提供", en="comes with the platform")
_VERSION = Words(zh="{code} 第 {n} 版已施行：{reason}", en="{code}, version {n}: {reason}")
_GONE = Words(zh="{code} 已停用（第 {n} 版）：{reason}", en="{code} is out of force (version {n}): {reason}")
_CLOSED = Words(zh="#{n} {name}，{span}：{reason}", en="#{n} {name}, {span}: {reason}")
_STANDS = Words(zh="{unit}（{code}）：{status}，自 {since}{at}", en="{unit} ({code}): {status}, since {since}{at}")
_AT = Words(zh="，{number} {what}", en=", {number} {what}")


def propose(viewer: Viewer, incident: int | None = None) -> list[Made]:
    made = _propose(viewer, [incident] if incident is not None else [])
    return [(made, one) for one in made.incidents]


def proposal(made: Made) -> Words:
    """One incident's proposal in lines."""
    one = made[1]
    lines = [_HEAD.fill(number=one.scene.number, title=one.scene.words), *_lines(one)]
    return Words(zh="\n".join(line.zh for line in lines), en="\n".join(line.en for line in lines))


def _lines(one: ForOne) -> Iterator[Words]:
    for pick in one.picks:
        more = [*(Words(zh=f"；{c.zh}", en=f"; {c.en}") for c in pick.caveats), *_keeps(pick)]
        said = Words(zh="".join(m.zh for m in more), en="".join(m.en for m in more)) if more else ""
        yield _PICK.fill(
            unit=pick.unit.words,
            code=pick.unit.code,
            need=pick.need.words,
            said=pick.arrival.said,
            how=pick.arrival.how,
            more=said,
        )
    for need, n in one.lacking:
        yield _LACKS.fill(n=n, need=need.words)
    if one.met:
        yield _MET


def _keeps(pick: Pick) -> Iterator[Words]:
    return (_KEEPS.fill(place=left.words, n=left.left, least=left.least) for left in pick.leaves)


def proposal_out(made: Made) -> proposal_api.ForOneOut:
    return proposal_api._for_one(made[1], token_of(*made))


def would_send(viewer: Viewer, given: dict[str, Any]) -> list[Words]:
    """What is proposed now, before the act is confirmed."""
    return [line for _, one in propose(viewer, given["incident"]) for line in _lines(one)]


def send(viewer: Viewer, incident: int, units: Sequence[str] = (), reason: str = "") -> list[Unit]:
    """As proposed at this moment, or the units of these codes. Raises NoUnitOfCode and what `choose` raises."""
    choices = []
    for made, one in propose(viewer, incident):
        chosen = [_coded(code) for code in units] or [pick.unit.pk for pick in one.picks]
        choices.append(Choice(incident, tuple(chosen), token_of(made, one), reason))
    return choose(viewer, choices)


def _coded(code: str) -> int:
    row = Unit.objects.filter(code__iexact=code).first()
    if row is None:
        raise NoUnitOfCode(unit=code[:32])
    return int(row.pk)


def unit(row: Unit) -> Words:
    goal = row.seen_incident
    at = _AT.fill(number=goal.number, what=goal.words) if goal else ""
    return _STANDS.fill(
        unit=row.words, code=row.code, status=UNIT_WORDS[UnitStatus(row.status)], since=_local(row.since), at=at
    )


def unit_out(row: Unit) -> UnitOut:
    return _unit(row, at_home(row))


def rules(viewer: Viewer, family: str) -> list[tuple[Any, int]]:
    return ruling.seen(viewer, family)


def rule(one: tuple[Any, int]) -> Words:
    content = one[0].model_dump(mode="json", exclude={"code"}, exclude_defaults=True)
    what = yaml.safe_dump(content, allow_unicode=True, default_flow_style=True, width=10_000).strip()
    return _RULE.fill(code=one[0].code, from_=_OURS.fill(n=one[1]) if one[1] else _CAME, what=what)


def rule_out(one: tuple[Any, int]) -> proposal_api.ResponseRuleOut | proposal_api.CoverRuleOut:
    kind = proposal_api.ResponseRuleOut if hasattr(one[0], "needs") else proposal_api.CoverRuleOut
    return kind(version=one[1], rule=one[0])


def rule_put(viewer: Viewer, family: str, content: bytes, reason: str) -> DispatchRule:
    return ruling.put_rule(viewer, family, rule_content(content.decode("utf-8", "replace")[:MOST_RULE]), reason=reason)


def rule_withdraw(viewer: Viewer, family: str, code: str, reason: str) -> DispatchRule:
    return ruling.withdraw_rule(viewer, family, code, reason=reason)


def version(row: DispatchRule) -> Words:
    return (_GONE if row.content is None else _VERSION).fill(code=row.code, n=row.version, reason=row.reason)


def close_road(viewer: Viewer, geometry: bytes, zh: str, reason: str, en: str = "", **times: Any) -> Closure:
    return closing_roads.draw_closure(viewer, zh, en, geometry.decode("utf-8", "replace"), reason=reason, **times)


def closure(row: Closure) -> Words:
    name = Words(zh=row.zh, en=row.en)
    return _CLOSED.fill(n=row.pk, name=name, span=closing_roads.span(row), reason=row.lifted_reason or row.reason)


def distress_line(one: Standing) -> Words:
    return one.words


# ---- units and supplies ---------------------------------------------------------------------------------------------


def units(viewer: Viewer, incident: int | None = None) -> list[Unit]:
    return list(queries.units(viewer, incident))


def units_in(viewer: Viewer, data: bytes, encoding: str = "") -> Taken:
    """Raises what `take_table` raises."""
    return take_table(viewer, data, encoding)


def units_taken(found: Taken) -> Words:
    return Words(zh="新登记 {new} 支，更新 {known} 支", en="{new} units are new, {known} were known").fill(
        new=found.new, known=found.known
    )


def stock_table(viewer: Viewer, data: bytes, encoding: str = "", reason: str = "") -> int:
    """Raises what `stock_table.take_table` raises."""
    return take_movements(viewer, data, reason=reason, encoding=encoding)


def stock_in(viewer: Viewer, place: str, zh: str, n: int, reason: str, **item: Any) -> Stock:
    given = {"en": "", "measure": "", "least": None} | item
    return stocking.take_in(
        viewer, place, Item(zh, given["en"], given["measure"] or "件", given["least"]), n, reason=reason
    )


def stock_to(viewer: Viewer, stock: int, to: str, n: int, reason: str) -> list[Stock]:
    return list(stocking.transfer(viewer, stock, to, n, reason=reason))


def stock(row: Stock) -> Words:
    low = _LOW.fill(n=row.least) if row.low else ""
    return _LIES.fill(
        id=row.pk, name=row.words, place=row.place.words, n=row.n, measure=row.measure, low=low, at=_local(row.moved_at)
    )


def stock_move(row: StockMove) -> Words:
    where = _OTHER.fill(place=row.other.words) if row.other else ""
    number = f" {row.incident.number}" if row.incident else ""
    return _MOVED.fill(
        at=_local(row.at), change=f"{row.change:+}", left=row.left, why=row.reason, where=where, number=number
    )


_LIES = Words(
    zh="#{id} {name}，{place}：{n} {measure}{low}，{at} 变动",
    en="#{id} {name}, {place}: {n} {measure}{low}, moved {at}",
)
_LOW, _OTHER = (
    Words(zh="（低于最低存量 {n}）", en=" (below the least of {n})"),
    Words(zh="（{place}）", en=" ({place})"),
)
_MOVED = Words(
    zh="{at}  {change}，余 {left}：{why}{where}{number}", en="{at}  {change}, {left} left: {why}{where}{number}"
)


# ---- teams and experts ----------------------------------------------------------------------------------------------


def team(card: Card) -> Words:
    row = card.team
    now = [*card.out, *([Words(zh=row.away, en=row.away)] if row.away else [])]
    return _TEAM.fill(
        name=row.words, code=row.code, sort=row.sort_words, fields=_listed(card.fields), n=card.n, ready=row.ready_min,
        now=_listed(now) if now else _READY,
    )  # fmt: skip


def team_option(one: Option) -> Words:
    fit, said = _FIT if one.fits else _UNFIT, team(one.card)
    within = _WITHIN.fill(n=one.minutes) if one.minutes is not None else _NO_WAY
    return Words(zh=f"{fit.zh} {within.zh} {said.zh}", en=f"{fit.en} {within.en} {said.en}")


def team_called(out: Out) -> Words:
    """A line for the team, and one for each who is asked, with the number by which he is named."""
    lines = [_OUT.fill(name=out.row.team.words, code=out.row.team.code)]
    for row, one, late in out.lines:
        state = coming(one) if one else row.state
        lines.append(_ASKED.fill(n=row.called.pk, who=row.who, state=state, late=_LATE if late else ""))
    return Words(zh="\n".join(line.zh for line in lines), en="\n".join(line.en for line in lines))


def coming(one: Coming) -> Words:
    if one.left_at:
        return _LEFT if one.came_at else _NO_MORE
    if one.came_at:
        return _CAME_WITH.fill(n=one.came_n) if one.came_n is not None else _CAME_NOW
    return _COMES_IN.fill(n=one.minutes) if one.minutes is not None else _COMES


def own_call(one: Own) -> Words:
    state = (
        coming(one.coming)
        if one.coming
        else _ANSWER_BY.fill(at=_local(one.answer_by))
        if one.answer_by
        else _UNANSWERED
    )
    row, what = one.incident, Words(zh=one.incident.zh, en=one.incident.en)
    return _MINE.fill(
        n=one.called.pk, name=one.out.team.words, number=row.number, what=what, where=row.where_words, state=state
    )


def _local(at: datetime) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%m-%d %H:%M:%S} {settings.SITE_ZONE}"


def _listed(words: Sequence[Words]) -> Words:
    return Words(zh="、".join(one.zh for one in words) or "—", en=", ".join(one.en for one in words) or "—")


def call_team(viewer: Viewer, incident: int, team: str, also: str = "") -> Out:
    made = calling_out.call_out(viewer, incident, keeping.numbered(team), also=also)
    return next(one for one in finding.outs(viewer, incident) if one.row.pk == made.pk)


def team_ready(viewer: Viewer, team: str, away: str = "") -> Card:
    return finding.team(viewer, keeping.say_ready(viewer, keeping.numbered(team), away=away).pk)


def team_put(viewer: Viewer, members: Sequence[str] = (), **given: Any) -> Card:
    made = keeping.Given(**given, members=keeping.members_of("\n".join(members)))
    return finding.team(viewer, keeping.put_team(viewer, made).pk)


_TEAM = Words(zh="{name}（{code}，{sort}）：{fields}；{n} 人，{ready} 分钟出发；{now}", en="{name} ({code}, {sort}): {fields}; {n} people, sets out in {ready} min; {now}")  # fmt: skip
_READY, _FIT, _UNFIT = (
    Words(zh="可出动", en="ready"),
    Words(zh="适合", en="fit"),
    Words(zh="其他领域", en="other field"),
)
_WITHIN, _NO_WAY = Words(zh="约 {n} 分钟到", en="about {n} min"), Words(zh="路程不明", en="way not known")
_OUT = Words(zh="{name}（{code}）", en="{name} ({code})")
_ASKED, _LATE = Words(zh="  #{n} {who}：{state}{late}", en="  #{n} {who}: {state}{late}"), Words(zh="，应到未到", en=", should be there by now")  # fmt: skip
_MINE = Words(zh="#{n} {name}：{number} {what}，{where}；{state}", en="#{n} {name}: {number} {what}, {where}; {state}")
_ANSWER_BY, _UNANSWERED = Words(zh="请在 {at} 前答复", en="answer before {at}"), Words(zh="待答复", en="not answered")
_LEFT, _NO_MORE = Words(zh="已撤离", en="left"), Words(zh="不再前来", en="no longer coming")
_CAME_NOW, _CAME_WITH = Words(zh="已到", en="there"), Words(zh="已到 {n} 人", en="there, {n} people")
_COMES, _COMES_IN = Words(zh="前来", en="coming"), Words(zh="{n} 分钟内到", en="coming within {n} min")
