"""Checks who decides and who does what: posts, predecessors, orders, warnings."""

from watchroom.plans.format import Action, Chain, PlanFile
from watchroom.plans.naming import Names, Remarks, circle_in
from watchroom.plans.reading import Path
from watchroom.plans.triggers import Judgement, walk

PLATFORM = "platform"


def check_actions(plan: PlanFile, names: Names) -> Remarks:
    busy = {level for action in plan.actions for level in action.levels}
    for i, level in enumerate(plan.levels):
        yield from _chain(level.chain, level.level, names, ("levels", i, "chain"))
        if level.level not in busy:
            yield "level_idle", ("levels", i), {"level": level.level}
    actions = {action.code: action for action in plan.actions}
    templates = {template.code: template.levels for template in plan.warnings}
    for i, action in enumerate(plan.actions):
        path: Path = ("actions", i)
        yield from _names(action, path, names)
        yield from _text(action, path)
        yield from _predecessors(action, path, actions)
        yield from _drafts(action, path, templates)
    circle = circle_in({code: set(action.after) for code, action in actions.items()})
    if circle:
        yield "circle", ("actions",), {"name": " → ".join(circle)}
    yield from _idle_posts(plan)


def _chain(chain: Chain, level: int, names: Names, path: Path) -> Remarks:
    if chain.proposes != PLATFORM:
        yield from names.post(chain.proposes, (*path, "proposes"))
    for role, code in (("forwards", chain.forwards), ("decides", chain.decides), ("signs", chain.signs)):
        yield from names.post(code, (*path, role))
    for i, code in enumerate(chain.told):
        yield from names.post(code, (*path, "told", i))
    if chain.forwards is None or chain.decides is None:
        yield "no_decider", path, {"level": level}
    elif chain.forwards == chain.decides:
        yield "same_hand", path, {"level": level}


def _names(action: Action, path: Path, names: Names) -> Remarks:
    if action.post is None:
        yield "no_owner", path, {"name": action.title.words}
    yield from names.post(action.post, (*path, "post"))
    for i, code in enumerate(action.supports):
        yield from names.post(code, (*path, "supports", i))
    yield from names.unit(action.group, (*path, "group"))
    for i, code in enumerate(action.responsible):
        yield from names.unit(code, (*path, "responsible", i))
    for i, code in enumerate(action.resources):
        if code not in names.resources:
            yield "unknown_resource", (*path, "resources", i), {"name": code}
    for level in action.levels:
        if level not in names.levels:
            yield "unknown_level", (*path, "levels"), {"name": level}
    yield from names.clause(action.clause, (*path, "clause"))
    yield from names.source(action.source, (*path, "source"))


def _text(action: Action, path: Path) -> Remarks:
    if action.order.zh == action.title.zh and action.order.en == action.title.en:
        yield "order_bare", (*path, "order"), {"name": action.title.words}


def _predecessors(action: Action, path: Path, actions: dict[str, Action]) -> Remarks:
    for i, code in enumerate(action.after):
        before, at = actions.get(code), (*path, "after", i)
        if before is None:
            yield "unknown_action", at, {"name": code}
            continue
        for level in sorted(set(action.levels) - set(before.levels)):
            yield "after_elsewhere", at, {"level": level, "name": action.code, "other": code}


def _drafts(action: Action, path: Path, templates: dict[str, list[int]]) -> Remarks:
    if action.warning is None:
        return
    if action.warning not in templates:
        yield "unknown_warning", (*path, "warning"), {"name": action.warning}
        return
    for level in sorted(set(action.levels) - set(templates[action.warning])):
        yield "warning_elsewhere", (*path, "warning"), {"name": action.code, "level": level, "other": action.warning}


def _idle_posts(plan: PlanFile) -> Remarks:
    busy = {code for action in plan.actions for code in (action.post, *action.supports)}
    for level in plan.levels:
        chain = level.chain
        busy |= {chain.proposes, chain.forwards, chain.decides, chain.signs, *chain.told}
        busy |= {node.by for _, node in walk(level.when) if isinstance(node, Judgement)}
    busy |= {report.sender for report in plan.reports} | {to for report in plan.reports for to in report.to}
    busy |= {one.issued_by for one in plan.warning_levels} | {one.owner for one in plan.resources}
    if plan.ending:
        busy.add(plan.ending.decides)
    for i, post in enumerate(plan.posts):
        if post.code not in busy:
            yield "post_unused", ("posts", i), {"name": post.title.words}
