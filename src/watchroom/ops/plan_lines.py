"""How the words of `watchroom plan` tell a thing: one line each, in both languages, with the zone of its times."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from watchroom.dispatch import queries as dispatch
from watchroom.dispatch.models import Order
from watchroom.dispatch.rules import ORDER_WORDS, OrderState
from watchroom.dispatch.trail import Stage
from watchroom.dispatch.upstream import step
from watchroom.incidents.models import Incident
from watchroom.journal.exercises import beside_the_watch
from watchroom.kernel.clock import as_local
from watchroom.kernel.exercise import marked
from watchroom.kernel.words import Words
from watchroom.ops import settings
from watchroom.people import agencies
from watchroom.people.models import Agency
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.life_queries import DUE_WORDS, Life
from watchroom.plans.life_rules import CAUSES, CONCLUSIONS, STATES
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Evaluation, Notice, Opinion, Plan, Proposal, RevisionCause, Statement
from watchroom.plans.queries import Held
from watchroom.plans.recording import LAPSES, MATTERS, level_of, post_words
from watchroom.plans.showing import PROPOSAL_STATES
from watchroom.plans.showing_running import ACTIVATION_STATES
from watchroom.plans.snapshot import thaw

_NOTHING = ""
_NAMED = Words(zh="《{plan}》{level}", en="{plan}, {level}")


def at(moment: datetime) -> str:
    return f"{as_local(moment, settings.SITE_ZONE):%Y-%m-%d %H:%M} ({settings.SITE_ZONE})"


def agencies_of(viewer: Viewer) -> list[tuple[Agency, int]]:
    """For those who see, and for the administrator. Raises NotAllowed."""
    if not viewer.may(Act.ADMIN):
        viewer.must(Act.SEE)
    return agencies.agencies()


def agency(row: tuple[Agency, int]) -> Words:
    one, depth = row
    said = Words(zh="{indent}{code}  {name}  {upward}", en="{indent}{code}  {name}  {upward}")
    upward = agencies.UPWARD[one.upward]
    return said.fill(indent="  " * depth, code=one.code, name=one.words, upward=upward)


def incident(row: Incident) -> Words:
    said = Words(zh="{number}  {title}  {where}", en="{number}  {title}  {where}")
    return said.fill(number=row.number, title=_marked(row.words, row), where=row.place_words or _NOTHING)


def _marked(words: Words, of: Incident) -> Words:
    return marked(words, beside_the_watch(of.subject))


def proposal(row: Proposal) -> Words:
    plan = load(row.plan)
    level = level_of(plan, row.level)
    said = Words(
        zh="#{n}  {state}  {what}  条件符合 {met}/{of}{eased}  决定：{decides}  {number}",
        en="#{n}  {state}  {what}  criteria met {met}/{of}{eased}  decides: {decides}  {number}",
    )
    eased = _NOTHING if row.holds else Words(zh="（现已不满足）", en=" (no longer met)")
    return said.fill(
        n=row.pk, state=PROPOSAL_STATES[row.state], what=_named(plan.title.words, level.name.words, row.incident),
        met=row.met, of=row.of, eased=eased, decides=post_words(plan, level.chain.decides or ""), number=row.incident.number,
    )  # fmt: skip


def _named(plan: Words, level: Words, of: Incident) -> Words:
    return _marked(_NAMED.fill(plan=plan, level=level), of)


def activation(row: Activation) -> Words:
    plan = thaw(row.snapshot).plan
    said = Words(
        zh="#{n}  {state}  {what}  {since}{until}  {number}", en="#{n}  {state}  {what}  {since}{until}  {number}"
    )
    unsigned = Words(zh="已决定，待{post}签发", en="decided, to be signed by the {post}")
    until = Words(zh="，预计至 {at}", en=", expected until {at}")
    state = unsigned.fill(post=post_words(plan, row.signer)) if row.awaits_signature else ACTIVATION_STATES[row.state]
    return said.fill(
        n=row.pk, state=state, what=_named(plan.title.words, level_of(plan, row.level).name.words, row.incident),
        since=at(row.at), until=until.fill(at=at(row.until)) if row.until and row.is_running else _NOTHING,
        number=row.incident.number,
    )  # fmt: skip


def notice(row: Notice) -> Words:
    plan = thaw(row.activation.snapshot).plan
    level = level_of(plan, row.activation.level).name.words
    said = Words(zh="#{n}  {post}  {what}{matter}  {state}", en="#{n}  {post}  {what}, {matter}  {state}")
    confirmed = Words(zh="已确认 {at}", en="confirmed {at}")
    waiting = Words(zh="未确认，{at} 发出", en="not confirmed, sent {at}")
    over = Words(zh="始终未确认，{why} {at}", en="never confirmed; {why} {at}")
    state = confirmed.fill(at=at(row.confirmed_at)) if row.confirmed_at else waiting.fill(at=at(row.sent_at))
    if row.lapsed_at:
        state = over.fill(why=LAPSES[row.lapsed_why], at=at(row.lapsed_at))
    what = _named(plan.title.words, level, row.activation.incident)
    return said.fill(
        n=row.pk, post=Words(zh=row.post_zh, en=row.post_en), what=what, matter=MATTERS[row.matter], state=state
    )


def order(row: Order) -> Words:
    said = Words(zh="T{n}  {state}  {post}  {title}{due}{more}", en="T{n}  {state}  {post}  {title}{due}{more}")
    due = Words(zh="  限 {at}{late}", en="  due {at}{late}")
    late = Words(zh="（超时）", en=" (late)") if row.overdue_at and row.is_open else _NOTHING
    return said.fill(
        n=row.pk, state=ORDER_WORDS[OrderState(row.state)], post=row.post_words, title=row.words,
        due=due.fill(at=at(row.due_at), late=late) if row.due_at and row.is_open else _NOTHING, more=_more(row),
    )  # fmt: skip


def stage(one: Stage) -> Words:
    said = Words(zh="{at}  {step}  {who}{by}{note}", en="{at}  {step}  {who}{by}{note}")
    by = Words(zh="（{by}）", en=" ({by})").fill(by=one.by) if one.by else _NOTHING
    note = Words(zh="  {note}", en="  {note}").fill(note=one.note) if one.note else _NOTHING
    return said.fill(at=at(one.at), step=one.words, who=one.who or "", by=by, note=note)


def _more(row: Order) -> Words | str:
    if row.state == OrderState.BLOCKED:
        why = Words(zh="  {why}；须由{who}解决", en="  {why}; {who} must act")
        return why.fill(why=row.blocked_why, who=row.blocked_on)
    told = [f"{row.progress} %"] if row.progress is not None and row.is_open else []
    told += [one for one in (row.progress_said if row.is_open else "", row.note, row.skipped_why) if one]
    return Words(zh="  " + "，".join(told), en="  " + ", ".join(told)) if told else _NOTHING


def version(row: Plan) -> Words:
    said = Words(zh="{code}  第 {n} 版  {state}  {title}", en="{code}  version {n}  {state}  {title}")
    return said.fill(code=row.code, n=row.version, state=STATES[row.state], title=Words(zh=row.zh, en=row.en))


def statement(row: Statement) -> Words:
    value = "—" if row.value is None else f"{row.value} {row.unit}".strip()
    return Words(zh="{name} = {value}  {at}", en="{name} = {value}  {at}").fill(
        name=row.name, value=value, at=at(row.at)
    )


_STANDS = {
    "holds": Words(zh="符合", en="met"), "part": Words(zh="部分符合", en="met in part"),
    "lacks": Words(zh="缺数据", en="lacking"), "fails": Words(zh="不符合", en="not met"),
}  # fmt: skip


def held(one: Held) -> Words:
    said = Words(zh="{level} {stands}（{met}/{of}）", en="{level} {stands} ({met}/{of})")
    levels = [
        said.fill(level=level.level.name.words, stands=_STANDS[level.stands], met=level.met, of=level.of)
        for level in one.levels
    ]
    told = Words(zh="；".join(level.zh for level in levels), en="; ".join(level.en for level in levels))
    title = one.plan.title.words
    return Words(zh="{code}  {title}  {levels}", en="{code}  {title}  {levels}").fill(
        code=one.plan.code, title=title, levels=told
    )


def life(found: Life) -> Words:
    """The versions, newest first, then what is owed, and the causes for revision that no version has met."""
    owed = Words(zh="  应办：{what}，{day}（{left} 天）", en="  owed: {what} by {day} ({left} days)")
    lines = [version(row) for row in found.versions]
    lines += [owed.fill(what=DUE_WORDS[one.what], day=one.day, left=one.left) for one in found.owed]
    lines += [cause(one) for one in found.causes if one.met_by is None]
    return Words(zh="\n".join(line.zh for line in lines), en="\n".join(line.en for line in lines))


def opinion(row: Opinion) -> Words:
    said = Words(zh="{agreed}/{present} 人同意：{text}", en="{agreed} of {present} agree: {text}")
    return said.fill(agreed=row.agreed, present=row.present, text=row.text)


def evaluation(row: Evaluation) -> Words:
    said = Words(zh="评估 {on}：{conclusion}。{note}", en="evaluated {on}: {conclusion}. {note}")
    return said.fill(on=row.on, conclusion=CONCLUSIONS[row.conclusion], note=row.note)


def cause(row: RevisionCause) -> Words:
    said = Words(zh="  修订事由：{kind}：{note}", en="  cause for revision: {kind}: {note}")
    return said.fill(kind=CAUSES[row.kind], note=row.note)


# ---- before a grave act --------------------------------------------------------------------------------------------

_LEFT = Words(zh="  只属于原级别的任务：", en="  tasks that only the old level has:")
_ENDS, _ON = Words(zh="终止", en="ends"), Words(zh="继续", en="goes on")
_ONE = Words(zh="    {what}  {code}  {order}", en="    {what}  {code}  {order}")
_HOW = Words(
    zh="  没有写明的继续执行；要终止的加 --end 代码",
    en="  what is not named goes on; to end one add --end with its code",
)


def left_behind(viewer: Viewer, given: dict[str, Any]) -> Iterator[Words]:
    """What only the level left has, and what becomes of it. Puts codes in the place of `unreceived` and `all`."""
    rows = dispatch.left_behind(viewer, step(given["activation"], given["level"]))
    ends = set(given.get("ends") or ())
    if "unreceived" in ends:
        ends |= {row.code for row in rows if not dispatch.begun(row)}
    if "all" in ends:
        ends |= {row.code for row in rows}
    given["ends"] = sorted(ends - {"unreceived", "all"})
    if rows:
        yield _LEFT
        for row in rows:
            yield _ONE.fill(what=_ENDS if row.code in ends else _ON, code=row.code, order=order(row))
        yield _HOW
