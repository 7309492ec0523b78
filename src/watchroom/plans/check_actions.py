"""Checks who decides and who does what by when: posts, predecessors, deadlines, warnings, dates."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from watchroom.plans.elements import Deadline
from watchroom.plans.format import Action, Chain, PlanFile
from watchroom.plans.reading import Path
from watchroom.plans.terms import seconds

type Remarks = Iterator[tuple[str, Path, dict[str, Any]]]

_THREE_YEARS_S = 3 * 366 * 86400
_ORDER = {"incident_opened": 0, "activation": 1, "order_sent": 2}
PLATFORM = "platform"


def check_actions(plan: PlanFile) -> Remarks:
    posts = {post.code for post in plan.posts}
    levels = {level.level for level in plan.levels}
    for i, level in enumerate(plan.levels):
        yield from _chain(level.chain, level.level, posts, ("levels", i, "chain"))
        if not plan.actions_at(level.level):
            yield "level_idle", ("levels", i), {"level": level.level}
    actions = {action.code: action for action in plan.actions}
    clauses, sources = {c.number for c in plan.clauses}, {s.code for s in plan.sources}
    templates = {template.code: template.levels for template in plan.warnings}
    for i, action in enumerate(plan.actions):
        path: Path = ("actions", i)
        yield from _names(action, path, posts, levels, clauses, sources)
        yield from _predecessors(action, path, actions)
        yield from _drafts(action, path, templates)
    for name in _circle(actions):
        yield "circle", ("actions",), {"name": name}
    yield from _idle_posts(plan)
    yield from _dates(plan)


def _chain(chain: Chain, level: int, posts: set[str], path: Path) -> Remarks:
    named = {"forwards": chain.forwards, "decides": chain.decides, "signs": chain.signs, "proposes": chain.proposes}
    for role, code in named.items():
        if code and code not in posts and not (role == "proposes" and code == PLATFORM):
            yield "unknown_post", (*path, role), {"name": code}
    for i, code in enumerate(chain.told):
        if code not in posts:
            yield "unknown_post", (*path, "told", i), {"name": code}
    if chain.forwards is None or chain.decides is None:
        yield "no_decider", path, {"level": level}
    elif chain.forwards == chain.decides:
        yield "same_hand", path, {"level": level}


def _names(
    action: Action, path: Path, posts: set[str], levels: set[int], clauses: set[str], sources: set[str]
) -> Remarks:
    if action.post is None:
        yield "no_owner", path, {"name": action.code}
    owner = [(action.post, (*path, "post"))] if action.post else []
    for code, at in [*owner, *((c, (*path, "supports")) for c in action.supports)]:
        if code not in posts:
            yield "unknown_post", at, {"name": code}
    for level in action.levels:
        if level not in levels:
            yield "unknown_level", (*path, "levels"), {"name": level}
    if action.clause not in clauses:
        yield "unknown_clause", (*path, "clause"), {"name": action.clause}
    if action.source is not None and action.source not in sources:
        yield "unknown_source", (*path, "source"), {"name": action.source}


def _predecessors(action: Action, path: Path, actions: dict[str, Action]) -> Remarks:
    for i, code in enumerate(action.after):
        before, at = actions.get(code), (*path, "after", i)
        if before is None:
            yield "unknown_action", at, {"name": code}
            continue
        for level in sorted(set(action.levels) - set(before.levels)):
            yield "after_elsewhere", at, {"level": level, "name": action.code, "other": code}
        if _sooner(action.deadline, before.deadline):
            yield "deadline_impossible", (*path, "deadline"), {"name": action.code, "other": code}


def _sooner(one: Deadline | None, before: Deadline | None) -> bool:
    """Whether a deadline ends before that of what must be done first."""
    if one is None or before is None or not one.within or not before.within:
        return False
    return _ORDER[one.of] <= _ORDER[before.of] and seconds(one.within) < seconds(before.within)


def _drafts(action: Action, path: Path, templates: dict[str, list[int]]) -> Remarks:
    if action.warning is None:
        return
    if action.warning not in templates:
        yield "unknown_warning", (*path, "warning"), {"name": action.warning}
        return
    for level in sorted(set(action.levels) - set(templates[action.warning])):
        yield "warning_elsewhere", (*path, "warning"), {"name": action.code, "level": level, "other": action.warning}


def _circle(actions: dict[str, Action]) -> list[str]:
    """The actions that wait for themselves, found by taking away, again and again, whatever waits for nothing left."""
    waits = {code: {before for before in action.after if before in actions} for code, action in actions.items()}
    followers: dict[str, list[str]] = {}
    for code, before in waits.items():
        for one in before:
            followers.setdefault(one, []).append(code)
    free = [code for code, before in waits.items() if not before]
    while free:
        done = free.pop()
        del waits[done]
        for code in followers.get(done, ()):
            waits[code].discard(done)
            if not waits[code]:
                free.append(code)
    return [" → ".join(_one_circle(waits))] if waits else []


def _one_circle(waits: dict[str, set[str]]) -> list[str]:
    at, seen = min(waits), []
    while at not in seen:
        seen.append(at)
        at = min(waits[at])
    return [*seen[seen.index(at) :], at]


def _idle_posts(plan: PlanFile) -> Remarks:
    busy = {code for action in plan.actions for code in (action.post or "", *action.supports)}
    for level in plan.levels:
        busy |= {
            level.chain.forwards or "",
            level.chain.decides or "",
            level.chain.signs or "",
            level.chain.proposes,
            *level.chain.told,
        }
    for i, post in enumerate(plan.posts):
        if post.code not in busy:
            yield "post_unused", ("posts", i), {"name": post.code}


def _dates(plan: PlanFile) -> Remarks:
    for key, value in (("issued", plan.authority.issued), ("effective", plan.authority.effective)):
        try:
            date.fromisoformat(value or "2000-01-01")
        except ValueError:
            yield "bad_date", ("authority", key), {"name": value}
    if seconds(plan.authority.evaluate_every) > _THREE_YEARS_S:
        yield "evaluated_too_seldom", ("authority", "evaluate_every"), {}
    if seconds(plan.authority.drill_every) > _THREE_YEARS_S:
        yield "drilled_too_seldom", ("authority", "drill_every"), {}
