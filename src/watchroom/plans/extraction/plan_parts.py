"""Levels, warning levels, actions and reports of the plan file."""

import re
from collections.abc import Sequence
from typing import Any

from watchroom.plans.extraction.found import Action, Chain, Element, Found, Level
from watchroom.plans.extraction.plan_bodies import Bodies
from watchroom.plans.extraction.plan_facts import Conditions
from watchroom.plans.extraction.plan_text import DOCUMENT, Clauses, deadline
from watchroom.plans.extraction.score import RANK

MOST_ACTIONS = 5000
_MERGED = {
    "zh": "文件中这一级出现多次（不同灾种或范围），条件已合并", "en": "the document has this level several times (for other hazards or places); the conditions were joined",
}  # fmt: skip
_BY_WARNING = {
    "zh": "文件只分预警级别，没有响应级别；暂按预警级别启动相应措施", "en": "the document grades its warnings only, not its response; the levels of warning stand in for it",
}  # fmt: skip
_NO_CONDITION = {"zh": "没有找到这一级的启动条件", "en": "no condition of this level was found"}
_NO_LEVEL = {"zh": "没有找到这项措施所属的级别", "en": "the level to which this action belongs was not found"}
_NO_KIND = {
    "zh": "文件没有写明是首报还是续报",
    "en": "the document does not say whether it is a first or a follow-up report",
}
_REPORT_KINDS = {"initial": "initial", "follow_up": "follow_up", "verified": "verified", "supplement": "follow_up",
                 "internal": "internal", "periodic": "follow_up"}  # fmt: skip
_WHEN = ("后", "时", "的", "下", "前")  # words that say when, not what
_FIRST = re.compile(r"[。；;：:\n]")


def levels(found: Found, clauses: Clauses, bodies: Bodies, conditions: Conditions) -> list[dict[str, Any]]:
    """One level for every code; what the document says of it in several places is joined.

    A plan that grades nothing but its warnings does at each of them what others do at a level of response.
    """
    made = []
    graded = _by_rank(found, "response")
    warned = not graded
    for rank, same in graded or _by_rank(found, "warning"):
        first = same[0]
        decider = _post(bodies, first, [one.starts.decided_by for one in same])
        extra = [said for said, holds in ((_MERGED, len(same) > 1), (_BY_WARNING, warned)) if holds]
        when = conditions.trigger([one for level in same for one in level.conditions], _logic(same), decider)
        if when is None:
            when = conditions.question(first.name, decider)
            extra.append(_NO_CONDITION)
        made.append(
            {
                "level": rank, "name": clauses.text(first.name) or {"zh": first.code, "en": first.code},
                "clause": clauses.at(first.places), "when": {**when, "source": DOCUMENT}, "chain": _chain(bodies, first, same, decider),
                "measures": _measures(found, first, clauses), **clauses.part(first, *extra),
            }
        )  # fmt: skip
    return made


def _by_rank(found: Found, kind: str) -> list[tuple[int, list[Level]]]:
    ranks: dict[int, list[Level]] = {}
    for level in found.levels:
        if level.kind == kind:
            ranks.setdefault(RANK[level.code], []).append(level)
    return sorted(ranks.items())


def _logic(same: Sequence[Level]) -> str:
    return "any" if len(same) > 1 else same[0].logic


def _post(bodies: Bodies, element: Element, names: Sequence[str | None]) -> str:
    name = next((name for name in names if name), None)
    return bodies.responsible(name, element) if name else bodies.anybody(element)


def _chain(bodies: Bodies, first: Level, same: Sequence[Level], decider: str) -> dict[str, Any]:
    """The platform proposes; whom the plan lets propose passes it on."""
    said = next((one.starts for one in same if one.starts.decided_by or one.starts.proposed_by), Chain())
    made: dict[str, Any] = {"automatic": True} if any(one.starts.automatic for one in same) else {}
    if said.decided_by:
        made["decides"] = decider
    for key, name in (("forwards", said.proposed_by), ("signs", said.signed_by)):
        if name:
            made[key] = bodies.responsible(name, first)
    told = [bodies.responsible(name, first) for name in said.report_to[:32]]
    return made | ({"told": list(dict.fromkeys(told))} if told else {})


def _measures(found: Found, level: Level, clauses: Clauses) -> dict[str, str]:
    """The measures in one sentence: the titles of the first actions of the level."""
    own = [one for one in found.actions if level.code in (*one.levels, *one.inherited) or "*" in one.levels]
    said = "；".join(title(one.text) for one in own[:3])
    return clauses.text(said) or {
        "zh": f"见第 {clauses.at(level.places)} 条",
        "en": f"see clause {clauses.at(level.places)}",
    }


def warning_levels(found: Found, clauses: Clauses, bodies: Bodies, conditions: Conditions) -> list[dict[str, Any]]:
    made = []
    for level in [one for one in found.levels if one.kind == "warning"][:64]:
        issuer = _post(bodies, level, [level.starts.decided_by, level.starts.proposed_by])
        when = conditions.trigger(level.conditions, level.logic, issuer)
        one = {
            "level": RANK[level.code], "name": clauses.text(level.name) or {"zh": level.code, "en": level.code},
            "clause": clauses.at(level.places), **clauses.part(level),
        }  # fmt: skip
        more = {
            "colour": level.colour,
            "when": when and {**when, "source": DOCUMENT},
            "issued_by": issuer if level.starts.decided_by else None,
        }
        made.append(one | {key: value for key, value in more.items() if value})
    return made


def actions(found: Found, clauses: Clauses, bodies: Bodies, known: Sequence[int]) -> list[dict[str, Any]]:
    made, used = [], set[str]()
    for action in found.actions[:MOST_ACTIONS]:
        order = clauses.text(action.text)
        if order is None:
            continue
        units, posts = bodies.of_action(action)
        at = sorted({rank for rank in _ranks(action, known) if rank in known})
        extra = [] if at else [_NO_LEVEL]
        one: dict[str, Any] = {
            "code": _code(action, used), "levels": at or list(known) or [1], "phase": action.phase, "responsible": units,
            "title": clauses.text(title(action.text)) or order, "order": order, "clause": clauses.at(action.places), "source": DOCUMENT,
            **clauses.part(action, *extra),
        }  # fmt: skip
        more = {
            "post": posts[0] if posts else None, "supports": posts[1:], "deadline": deadline(action.deadline),
            "group": bodies.group(action.group),
        }  # fmt: skip
        made.append(one | {key: value for key, value in more.items() if value})
    return made


def _ranks(action: Action, known: Sequence[int]) -> set[int]:
    if "*" in action.levels:
        return set(known)
    return {RANK[code] for code in (*action.levels, *action.inherited) if code in RANK}


def _code(action: Action, used: set[str]) -> str:
    """The element's own code, which stays the same while the document does."""
    base = code = re.sub(r"[^a-z0-9-]+", "-", f"a-{action.id.lower()}")[:56].strip("-")
    count = 1
    while code in used:
        count += 1
        code = f"{base}-{count}"
    used.add(code)
    return code


def title(text: str) -> str:
    """The first clause of a text, of a length that fits on a line."""
    first = _FIRST.split(text.strip(), maxsplit=1)[0].strip() or text.strip()
    parts = first.split("，")
    while len(parts) > 1 and parts[0].endswith(_WHEN):
        parts.pop(0)
    short = parts[0]
    for part in parts[1:]:
        if len(short) + len(part) > 38:
            break
        short += f"，{part}"
    return short if len(short) <= 60 else f"{short[:59]}…"


def reports(found: Found, clauses: Clauses, bodies: Bodies) -> list[dict[str, Any]]:
    made = []
    for at, report in enumerate(found.reports[:200], 1):
        sender = bodies.responsible(report.sender, report) if report.sender.strip() else bodies.anybody(report)
        to = [bodies.known(name) or name.strip()[:200] for name in report.to[:32] if name.strip()]
        one: dict[str, Any] = {
            "code": f"report-{at}", "kind": _REPORT_KINDS.get(report.kind or "", "initial"), "from": sender,
            "to": list(dict.fromkeys(to)), "clause": clauses.at(report.places),
            **clauses.part(report, None if report.kind else _NO_KIND),
        }  # fmt: skip
        more = {
            "deadline": deadline(report.deadline), "channel": clauses.text(report.channel),
            "when": clauses.text(report.condition),
        }  # fmt: skip
        made.append(one | {key: value for key, value in more.items() if value})
    return made
