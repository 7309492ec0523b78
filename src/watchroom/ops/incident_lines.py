"""How the words of `watchroom incident` and `watchroom report` tell a thing, in both languages, with the zone of its times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from watchroom.incidents import briefs, correcting
from watchroom.incidents import queries as incidents
from watchroom.incidents.brief_models import BriefService
from watchroom.incidents.carrying import carried
from watchroom.incidents.drafting import Draft
from watchroom.incidents.figures import words as figure_words
from watchroom.incidents.followup_api import draft_out
from watchroom.incidents.intake import actions, queries
from watchroom.incidents.intake.actions import CHANNEL_WORDS, SORT_WORDS
from watchroom.incidents.intake.api import CallOut, LikelyOut, ReadOut, _likely, call_out, read_out
from watchroom.incidents.intake.mail import read_mail
from watchroom.incidents.intake.models import Tie
from watchroom.incidents.models import Correction, Instruction, Report, ReportClock, Sending
from watchroom.incidents.rules import CHANNELS, report_words
from watchroom.kernel.words import Words
from watchroom.ops.plan_lines import at
from watchroom.ops.terminal import lang
from watchroom.people.viewer import Viewer

_NO = Words(zh="—", en="—")
_OURS = Words(zh="平台自己的版式", en="the platform's own form")
_CARRIED = Words(zh="\n  指令 {n}  {who}：{state}", en="\n  order {n}  {who}: {state}")


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs, with the incident that it is of."""

    row: ReportClock
    number: str


def read(viewer: Viewer, text: str = "", mail: bytes = b"", received_at: datetime | None = None) -> ReadOut:
    """A text or a mail. Raises NotFilled, MailUnfit."""
    if mail:
        told = read_mail(mail)
        text, received_at = told.text, received_at or told.received_at
    return read_out(viewer, text, received_at)


def reading(made: ReadOut) -> Words:
    zh, en = [made.text], [made.text]
    for one in made.proposals:
        zh.append(
            f"  {one.title_zh}：{' / '.join(c.zh for c in one.choices)}  “{one.said}” [{one.start}:{one.end}]{_asks(one.asks_zh)}"
        )
        en.append(
            f"  {one.title_en}: {' / '.join(c.en for c in one.choices)}  “{one.said}” [{one.start}:{one.end}]{_asks(one.asks_en)}"
        )
    zh += [f"  可能是同一事件：{likely(one).zh}" for one in made.likely]
    en += [f"  may be the same event: {likely(one).en}" for one in made.likely]
    if not made.proposals:
        zh.append("  没有读出要素")
        en.append("  nothing was read out of it")
    return Words(zh="\n".join(zh), en="\n".join(en))


def _asks(said: str | None) -> str:
    return f"  ? {said}" if said else ""


def take(
    viewer: Viewer, text: str, incident: int | None = None, channel: str = "telephone", received_at: datetime | None = None,
    caller: str = "", phone: str = "",
) -> CallOut:  # fmt: skip
    row = actions.take_call(
        viewer, text, incident=incident, channel=channel, received_at=received_at, caller=caller, phone=phone
    )
    return call_out(viewer, row)


def calls(viewer: Viewer, incident: int | None = None, loose: str = "") -> list[CallOut]:
    return [call_out(viewer, one) for one in queries.calls(viewer, incident, loose=bool(loose))]


def settle(viewer: Viewer, call: int, reason: str) -> CallOut:
    return call_out(viewer, actions.settle_call(viewer, call, reason=reason))


def move(viewer: Viewer, call: int, reason: str, to: int | None = None) -> CallOut:
    return call_out(viewer, actions.move_call(viewer, call, to=to, reason=reason))


def call(one: CallOut) -> Words:
    said = Words(zh="C{n}  {at}  {by}  事件 {of}  {who} {text}", en="C{n}  {at}  {by}  incident {of}  {who} {text}")
    return said.fill(
        n=one.id, at=at(one.received_at), by=CHANNEL_WORDS[one.channel], of=one.incident or _NO,
        who=f"{one.caller or ''} {one.phone or ''}".strip(), text=one.text or _NO,
    )  # fmt: skip


def same(row: Any) -> Any:
    """What is in the API's form already."""
    return row


def find_likely(viewer: Viewer, incident: int) -> list[LikelyOut]:
    return [_likely(one) for one in queries.likely_same(viewer, incident)]


def likely(one: LikelyOut) -> Words:
    parts = [(p.name_zh, p.name_en, f"{p.points}/{p.most}" if p.most else "—", p.said_zh, p.said_en) for p in one.parts]
    return Words(
        zh=f"{one.number}  {one.total}/100  {one.title_zh}  " + "，".join(f"{z} {n}（{s}）" for z, _, n, s, _ in parts),
        en=f"{one.number}  {one.total}/100  {one.title_en}  " + ", ".join(f"{e} {n} ({s})" for _, e, n, _, s in parts),
    )


def tie(row: Tie) -> Words:
    said = Words(
        zh="{n}  {one} ← {other}  {sort}  {at}  {reason}{ended}",
        en="{n}  {one} ← {other}  {sort}  {at}  {reason}{ended}",
    )
    ended = Words(zh="  已解除：{why}", en="  ended: {why}").fill(why=row.ended_reason) if row.ended_at else ""
    return said.fill(
        n=row.pk,
        one=row.incident.number,
        other=row.other.number,
        sort=SORT_WORDS[row.sort],
        at=at(row.at),
        reason=row.reason,
        ended=ended,
    )


def instruction(row: Instruction) -> Words:
    state = (
        Words(zh="已反馈：{answer}", en="answered: {answer}").fill(answer=row.answer) if row.answered_at
        else Words(zh="已撤回", en="withdrawn") if row.withdrawn_at
        else Words(zh="超时未反馈", en="overdue") if row.late_at else Words(zh="待反馈", en="to be answered")
    )  # fmt: skip
    said = Words(
        zh="N{n}  {leader}：{text}  承办 {whom}  时限 {due}  {state}",
        en="N{n}  {leader}: {text}  to answer: {whom}  by {due}  {state}",
    )
    orders = [_CARRIED.fill(n=one.order, who=one.who, state=one.words) for one in carried([row.pk])[row.pk]]
    lines = said.fill(
        n=row.pk,
        leader=row.leader,
        text=row.text,
        whom=row.whom,
        due=at(row.due_at) if row.due_at else _NO,
        state=state,
    )
    return Words(zh="".join([lines.zh, *(o.zh for o in orders)]), en="".join([lines.en, *(o.en for o in orders)]))


def put_template(viewer: Viewer, data: bytes, note: str = "") -> briefs.Version:
    row = briefs.put(viewer, "template.docx", data, note=note)
    return next(one for one in briefs.versions(viewer) if one.row.pk == row.pk)


def try_template(viewer: Viewer, number: int, out: str = "") -> Path:
    target = Path(out or f"template-{number}.docx")
    target.write_bytes(briefs.tried(viewer, number, lang()))
    return target


def use_template(viewer: Viewer, number: int, reason: str) -> BriefService:
    return briefs.use(viewer, number or None, reason=reason)


def brief_template(one: briefs.Version) -> Words:
    said = Words(
        zh="第 {n} 版  {name}  {size} 字节  {at}  {note}{on}", en="version {n}  {name}  {size} bytes  {at}  {note}{on}"
    )
    on = Words(zh="  在用", en="  in service") if one.in_service else ""
    return said.fill(
        n=one.row.number, name=one.row.name, size=one.row.size, at=at(one.row.at), note=one.row.note, on=on
    )


def brief_service(row: BriefService) -> Words:
    which = Words(zh="模板第 {n} 版", en="template {n}").fill(n=row.template.number) if row.template else _OURS
    return Words(zh="快报改用{which}  {at}  {why}", en="briefs are made from {which}  {at}  {why}").fill(
        which=which, at=at(row.at), why=row.reason
    )


def due(viewer: Viewer, incident: int | None = None) -> list[Clock]:
    """The limits that run, of one incident or of all open ones, the earliest first."""
    rows = [incidents.incident(viewer, incident)] if incident is not None else incidents.incidents(viewer)
    found = [Clock(one, row.number) for row in rows for one in incidents.report_clocks(viewer, row.pk) if one.runs]
    return sorted(found, key=lambda one: (one.row.due_at, one.row.pk))


def clock(one: Clock) -> Words:
    said = Words(zh="{n}  {number}  {what}  报{to}  {at} 前{late}", en="{n}  {number}  {what}  to {to}  by {at}{late}")
    late = Words(zh="  已超时", en="  overdue") if one.row.late_at else ""
    return said.fill(
        n=one.row.pk, number=one.number, what=one.row.words, to=one.row.to, at=at(one.row.due_at), late=late
    )


def clock_out(one: Clock) -> Any:
    from watchroom.incidents.reporting_api import _clock

    return _clock(one.row)


def report(row: Report) -> Words:
    said = Words(
        zh="{n}  {title}  {at}  {to}（{by}）  第 {edition} 稿  {figures}",
        en="{n}  {title}  {at}  {to} ({by})  edition {edition}  {figures}",
    )
    return said.fill(
        n=row.pk, title=report_words(row.kind, row.count), at=at(row.at), to=row.to, by=CHANNELS[row.channel],
        edition=correcting.edition_of(row), figures=_figures(correcting.standing(row)),
    )  # fmt: skip


def _figures(held: Mapping[str, Mapping[str, int | None]]) -> Words:
    told = [(figure_words(name, which), value) for name, both in held.items() for which, value in both.items()]
    if not told:
        return _NO
    return Words(
        zh="，".join(f"{name.zh} {'—' if value is None else value}" for name, value in told),
        en=", ".join(f"{name.en} {'—' if value is None else value}" for name, value in told),
    )


def report_out(row: Report) -> Any:
    from watchroom.incidents.api import _report

    return _report(row)


def draft(made: Draft) -> Words:
    head = Words(zh="{title}（草稿，没有记入）", en="{title} (a draft; nothing was entered)").fill(title=made.title)
    to = "；".join(one.zh for one in made.to), "; ".join(one.en for one in made.to)
    figures = _figures(made.figures)
    return Words(
        zh=f"{head.zh}\n{made.text.zh}\n人数：{figures.zh}\n应报：{to[0] or '—'}",
        en=f"{head.en}\n{made.text.en}\nFigures: {figures.en}\nOwed to: {to[1] or '—'}",
    )


def draft_json(made: Draft) -> Any:
    return draft_out(made)


def sending(row: Sending) -> Words:
    said = Words(
        zh="已登记：送达{to}（{by}），第 {edition} 稿，{at}", en="Entered: reached {to} ({by}), edition {edition}, {at}"
    )
    return said.fill(to=row.to, by=CHANNELS[row.channel], edition=row.edition, at=at(row.at))


def sending_out(row: Sending) -> Any:
    """Who took it is not printed: the words of a script end in logs."""
    from watchroom.incidents.reporting_api import SendingOut

    return SendingOut(
        id=row.pk, report=row.report_id, to=row.to, channel=row.channel, receiver=None, edition=row.edition, at=row.at
    )


def correction(row: Correction) -> Words:
    said = Words(
        zh="{what}  {before} → {after}  第 {edition} 稿  {why}",
        en="{what}  {before} → {after}  edition {edition}  {why}",
    )
    return said.fill(
        what=figure_words(row.name, row.which), before=_NO if row.before is None else row.before,
        after=_NO if row.after is None else row.after, edition=row.edition, why=row.why,
    )  # fmt: skip
