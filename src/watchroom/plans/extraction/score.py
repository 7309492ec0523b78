"""What was found, in the exchange format `watchroom-plan-score/1`, in which readings are compared with the truth."""

from typing import Any

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.found import Action, Deadline, Expr, Found, Level, Metadata, Report, Unit

RANK = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_INJURED = ("seriously_injured", "slightly_injured", "acutely_poisoned")
OF_THE_PLAN = ("title", "plan_type", "admin_level", "issuer", "issued_date", "doc_no", "jurisdiction", "drafted_by")


def scored(found: Found, document: Document) -> dict[str, Any]:
    """The found structure as one object of that format."""
    ends = [note for note in found.notes if note.kind == "termination"]
    return {
        "schema": "watchroom-plan-score/1",
        "source_file": document.name,
        "plan": _plan(found.metadata),
        "boundary": _boundary(found.metadata),
        "levels": [_level(level) for level in found.levels],
        "org_units": [_unit(unit) for unit in found.units],
        "actions": [_action(action) for action in found.actions],
        "reporting": [_report(report) for report in found.reports],
        "termination": {"logic": "any", "conditions": [note.text for note in ends]},
        "level_rules": [{"text": n.text, "rule": n.value} for n in found.notes if n.kind == "level_rule"],
    }


def exchanged(expr: Expr | None) -> dict[str, Any] | None:
    """An expression in the words of the format, which knows no kinds of injury: `seriously_injured` is `injured`."""

    def leaf(told: dict[str, Any]) -> dict[str, Any]:
        return told | ({"quantity": "injured"} if told.get("quantity") in _INJURED else {})

    def tree(told: dict[str, Any]) -> dict[str, Any]:
        node = next((key for key in ("all", "any") if key in told), None)
        return leaf(told) if node is None else {node: [tree(part) for part in told[node]]}

    return None if expr is None else tree(expr.model_dump(exclude_defaults=True))


def _plan(metadata: Metadata) -> dict[str, Any]:
    return {
        **{name: getattr(metadata, name) for name in OF_THE_PLAN},
        "approved_by": metadata.approved_by,
        "interpreter": metadata.interpreter,
        "event_types": list(metadata.event_types),
        "effective": metadata.effective,
        "review_every_months": metadata.review_every_months,
    }


def _boundary(metadata: Metadata) -> dict[str, Any] | None:
    if metadata.above_inclusive is None and metadata.below_inclusive is None:
        return None
    return {"above_inclusive": metadata.above_inclusive, "below_inclusive": metadata.below_inclusive}


def _level(level: Level) -> dict[str, Any]:
    return {
        "code": level.code,
        "kind": level.kind,
        "name": level.name or None,
        "grade": level.grade,
        "colour": level.colour,
        "rank": RANK[level.code],
        "logic": level.logic,
        "scope": level.scope,
        "conditions": [
            {
                "id": c.id,
                "text": c.text,
                "hazard": c.hazard,
                "expr": exchanged(c.expr),
            }
            for c in level.conditions
        ],
        "activation": {
            "proposed_by": level.starts.proposed_by,
            "proposed_to": level.starts.proposed_to,
            "decided_by": level.starts.decided_by,
            "report_to": list(level.starts.report_to),
        },
        "termination": {"proposed_by": level.ends.proposed_by, "decided_by": level.ends.decided_by},
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "abbr": unit.abbr,
        "kind": unit.kind,
        "lead": unit.lead,
        "members": list(unit.members),
        "located_at": unit.located_at,
        "duties": [duty.text for duty in unit.duties],
    }


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    made = {"minutes": deadline.minutes, "every_minutes": deadline.every_minutes, "daily_by": deadline.daily_by}
    given = {key: value for key, value in made.items() if value is not None}
    return {**given, **({"workdays": True} if deadline.workdays else {}), "text": deadline.text}


def _action(action: Action) -> dict[str, Any]:
    levels = action.levels if "*" in action.levels else [*action.levels, *action.inherited]
    return {
        "levels": list(dict.fromkeys(levels)),
        "text": action.text,
        "units": list(dict.fromkeys([*action.units, *action.supports])),
        "deadline": _deadline(action.deadline),
        "group": action.group,
        "section": action.section,
        "hazard": action.hazard,
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "from": report.sender,
        "to": list(report.to),
        "deadline": _deadline(report.deadline),
        "channel": report.channel,
        "kind": report.kind,
        "condition": report.condition,
        "text": report.text,
    }
