"""Writes a drill down as it is now, and finds it again. Used by the actions; opens nothing itself."""

from typing import Any

from watchroom.journal import queries as journal
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso
from watchroom.plans.drills.entries import DrillFacts
from watchroom.plans.drills.faults import NoSuchDrill
from watchroom.plans.drills.models import Drill


def locked(drill: int) -> Drill:
    """Nobody else's to change until the transaction ends. Raises NoSuchDrill."""
    rows = Drill.objects.select_related("plan", "director").select_for_update(of=("self",))
    row = rows.filter(pk=drill).first()
    if row is None:
        raise NoSuchDrill(drill=drill)
    return row


def drill_facts[F: DrillFacts](row: Drill, kind: type[F], position_ms: int = 0, **more: Any) -> F:
    told: dict[str, Any] = {"title_zh": "（未公布）", "title_en": "(not announced)"}
    if row.announced or row.begun_at is not None:
        told = {
            "title_zh": row.title_zh, "title_en": row.title_en, "plan": row.plan_code, "plan_version": row.plan.version,
            "form": row.form, "aim": row.aim, "planned_for": iso(row.planned_for), "reason": row.reason,
        }  # fmt: skip
    return kind(
        drill=row.pk, number=row.number, state=str(row.state), announced=row.announced,
        position_s=decimal_text(position_ms / 1000, 1), speed=decimal_text(row.speed, 2), **told, **more,
    )  # fmt: skip


def before(row: Drill) -> int | None:
    """What a step of the drill follows from: the one before it."""
    last = journal.last(row.subject)
    return last.id if last else None
