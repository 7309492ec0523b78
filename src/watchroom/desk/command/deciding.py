"""Verbs that lead to a decision: a proposal is forwarded or started, a warning drafted, a post handed over.

What only opens a page says so. What cannot be taken back is asked once more.
"""

from typing import Any

from watchroom.desk.command.grammar import meant
from watchroom.desk.command.known import MOST, Known, Thing
from watchroom.desk.command.options import TELLS, WILL, NothingChosen, Option, effect, typed_line
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import actions as plans
from watchroom.plans import queries
from watchroom.plans.loading import load
from watchroom.plans.models import Proposal
from watchroom.plans.recording import level_of, post_words
from watchroom.warnings import actions as warnings

VERBS = ("plan", "warn", "handover")
_OPEN = Words(zh="打开{what}", en="open {what}")
_FORWARD = Words(
    zh="把启动建议呈报给{decides}：{what}，事件 {number}", en="forward to {decides}: {what}, incident {number}"
)
_START = Words(
    zh="启动{what}，事件 {number}；任务立即下达、计时", en="start {what}, incident {number}; its tasks go out at once"
)
_SURE = Words(zh="启动后任务即下达各岗位。确实启动吗？", en="Its tasks go to the posts at once. Start it?")
_NAMED = Words(zh="记入记事，写明由您办理", en="the journal, with your name")
_DRAFT = Words(zh="为 {number}“{what}”起草预警", en="draft a warning for {number} “{what}”")
_DRAFTED = Words(
    zh="起草后须另两人审核、签发，不会直接发布", en="nobody yet: two others review and sign it before it goes out"
)
_HANDOVER = Words(zh="打开{post}的交接班单", en="open the handover of the {post}")
_REASON = Words(zh="理由", en="Reason")
_WHAT = Words(zh="《{plan}》{level}", en="{plan}, {level}")


def options(viewer: Viewer, code: str, typed: str, known: Known, chosen: str) -> list[Option]:
    if code == "handover":
        return _handovers(viewer, typed)
    found, words = meant(typed, known)
    if not typed:
        kind = "proposal" if code == "plan" else "incident"
        found = [one for one in known if one.kind == kind]
        here = [one for one in found if chosen in (one.key, f"incident:{one.glyph}")] if chosen else []
        found = here or found
    sure = len(found) == 1
    found = found or known.matching(typed)
    make = _plan if code == "plan" else _warn
    return [make(viewer, one, words, known, meant=sure) for one in found[:MOST]]


def run(viewer: Viewer, code: str, thing: Thing, words: str, line: str) -> dict[str, Any]:
    """Raises the actions' faults, or NothingChosen."""
    name = thing.key.partition(":")[2]
    if thing.kind in ("plan", "warning", "post"):
        return {"go": thing.url}
    if code == "warn":
        return {"go": f"/warnings/{warnings.draft(viewer, incident=int(name)).pk}"}
    step, _, reason = words.partition(" ")
    if step == "forward":
        row = plans.forward(viewer, int(name))
    elif step == "start":
        row = queries.proposal(viewer, int(name))
        plans.activate(viewer, row.pk, reason=reason.strip())
    else:
        raise NothingChosen(line=line[:60])
    return {"go": f"/incidents/{row.incident_id}"}


def proposal_things(viewer: Viewer) -> list[Thing]:
    """What is proposed and not decided, the gravest first. `glyph` is the incident's id."""
    found = []
    for row in queries.proposals(viewer, open_only=True):
        forwarded = row.state == Proposal.State.FORWARDED
        state = Words(zh="已呈报", en="forwarded") if forwarded else Words(zh="待呈报", en="proposed")
        detail = Words(zh="{number} · {state}", en="{number} · {state}").fill(number=row.incident.number, state=state)
        number = row.incident.number
        also = (f"P{row.pk}", number, f"#{int(number.rpartition('-')[2])}")
        found.append(
            Thing(f"proposal:{row.pk}", "proposal", _what(row), detail, f"P{row.pk}", f"/plans/proposals/{row.pk}",
                  glyph=str(row.incident_id), also=also)
        )  # fmt: skip
    return found


def post_thing(code: str) -> Thing | None:
    row = people.post(code)
    if row is None:
        return None
    title = Words(zh="岗位", en="post")
    return Thing(f"post:{code}", "post", row.words, title, code, f"/duty/posts/{code}/handover")


def _what(row: Proposal) -> Words:
    plan = load(row.plan)
    return _WHAT.fill(plan=plan.title.words, level=level_of(plan, row.level).name.words)


def _opens(thing: Thing, code: str, known: Known, *, meant: bool) -> Option:
    rows = [(WILL, _OPEN.fill(what=thing.words))]
    return Option(
        thing, thing.words, thing.detail, f"{code} {thing.key}", typed_line(code, known.naming(thing)), rows, meant
    )


def _plan(viewer: Viewer, thing: Thing, words: str, known: Known, *, meant: bool) -> Option:
    if thing.kind == "plan":
        return _opens(thing, "plan", known, meant=meant)
    row = queries.proposal(viewer, int(thing.key.partition(":")[2]))
    number = row.incident.number
    why = [(_REASON, Words(zh=words, en=words))] if words else []
    complete = typed_line("plan", thing.code, words)
    if row.state == Proposal.State.FORWARDED:
        will = (WILL, _START.fill(what=thing.words, number=number))
        rows = effect(viewer, Act.ACTIVATE_PLAN, will, *why, (TELLS, _NAMED))
        line = f"plan {thing.key} start {words}".rstrip()
        return Option(thing, thing.words, thing.detail, line, complete, rows, meant, _SURE)
    plan = load(row.plan)
    decides = post_words(plan, level_of(plan, row.level).chain.decides or "")
    will = (WILL, _FORWARD.fill(what=thing.words, number=number, decides=decides))
    rows = effect(viewer, Act.FORWARD_PROPOSAL, will, (TELLS, _NAMED))
    return Option(thing, thing.words, thing.detail, f"plan {thing.key} forward", complete, rows, meant)


def _warn(viewer: Viewer, thing: Thing, words: str, known: Known, *, meant: bool) -> Option:
    if thing.kind == "warning":
        return _opens(thing, "warn", known, meant=meant)
    will = (WILL, _DRAFT.fill(number=thing.code, what=thing.words))
    rows = effect(viewer, Act.DRAFT_WARNING, will, (TELLS, _DRAFTED))
    return Option(
        thing, thing.words, thing.detail, f"warn {thing.key}", typed_line("warn", thing.code), rows, meant and not words
    )


def _handovers(viewer: Viewer, typed: str) -> list[Option]:
    own = [thing for code in viewer.posts if (thing := post_thing(code))]
    known = Known(own or [thing for row in people.posts() if (thing := post_thing(row.code))])
    found = known.matching(typed)
    return [
        Option(
            one, one.words, one.detail, f"handover {one.key}", typed_line("handover", known.naming(one)),
            [(WILL, _HANDOVER.fill(post=one.words))], len(found) == 1 or known.named(typed) == [one],
        )
        for one in found
    ]  # fmt: skip
