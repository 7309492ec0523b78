"""What others may ask about drills. A no-notice drill that has not begun is not there for its participants."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.drills.faults import NoSuchDrill
from watchroom.plans.drills.models import Drill, Fired, Lesson
from watchroom.plans.drills.rules import UNDER_WAY, State, hidden
from watchroom.plans.drills.script import Inject, MessageInject, ReadingInject, ReportInject, Script, read
from watchroom.sources.queries import Latest

MOST = 200


def drills(viewer: Viewer, plan: str = "") -> list[Drill]:
    """Those under way and to come first, then the newest."""
    viewer.must(Act.SEE)
    rows = Drill.objects.select_related("plan", "director").order_by("-planned_for", "-pk")
    found = [row for row in (rows.filter(plan_code=plan) if plan else rows)[:MOST] if sees(viewer, row)]
    return sorted(found, key=lambda row: (row.under_way is None, row.ended_at is not None))


def drill(viewer: Viewer, pk: int) -> Drill:
    """Raises NoSuchDrill, also for one that is kept from this viewer."""
    viewer.must(Act.SEE)
    row = Drill.objects.select_related("plan", "director").filter(pk=pk).first()
    if row is None or not sees(viewer, row):
        raise NoSuchDrill(drill=pk)
    return row


def sees(viewer: Viewer, row: Drill) -> bool:
    return not hidden(announced=row.announced, begun=row.begun_at is not None, concerned=concerned(viewer, row))


def concerned(viewer: Viewer, row: Drill) -> bool:
    """Its director, its evaluators and its planner: those who may know the script."""
    return viewer.person is not None and viewer.person in {row.director_id, row.planner_id, *row.evaluators}


def evaluates(viewer: Viewer, row: Drill) -> bool:
    return viewer.may(Act.EVALUATE_DRILL) and viewer.person in {row.director_id, *row.evaluators}


def may_mark(viewer: Viewer, row: Drill) -> bool:
    return evaluates(viewer, row) and row.state in (*UNDER_WAY, State.ENDED)


def may_score(viewer: Viewer, row: Drill) -> bool:
    """While it runs, what is expected is for those who direct and evaluate; then for whoever may read reports."""
    if row.begun_at is None:
        return False
    return concerned(viewer, row) or (row.ended_at is not None and viewer.may(Act.READ_REPORT))


def under_way() -> Drill | None:
    return Drill.objects.filter(under_way=True).first()


def last_drilled(plan_code: str) -> datetime | None:
    """When a drill of this plan last ended; one that gave way to something real, or was never begun, is none."""
    return all_last_drilled().get(plan_code)


def all_last_drilled() -> dict[str, datetime]:
    """The same of every plan that has been drilled."""
    held = Drill.objects.filter(begun_at__isnull=False, ended_at__isnull=False, stopped=False)
    return dict(held.values_list("plan_code").annotate(last=Max("ended_at")))


def revising_lessons(plan_codes: Collection[str]) -> list[Lesson]:
    """What drills of these plans have found that is a cause to revise them, oldest first."""
    return list(Lesson.objects.filter(plan_code__in=plan_codes, revises=True).order_by("pk"))


def lessons(plan_code: str, *, revising: bool = False) -> list[Lesson]:
    """What the drills of a plan have found, newest first; with `revising` only what is a cause to revise it."""
    rows = Lesson.objects.select_related("drill").filter(plan_code=plan_code).order_by("-pk")
    return list(rows.filter(revises=True) if revising else rows)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call or a message that came in to a post."""

    fired: Fired
    inject: ReportInject | MessageInject

    @property
    def waits(self) -> bool:
        return isinstance(self.inject, ReportInject) and self.fired.taken_at is None


def arrived(row: Drill, script: Script | None = None) -> list[Arrived]:
    """The calls and messages that came in, newest first."""
    known = script or script_of(row)
    found = [(one, known.inject(one.code)) for one in row.fired.order_by("-fired_at", "-pk")] if known else []
    return [Arrived(one, told) for one, told in found if isinstance(told, ReportInject | MessageInject)]


def readings(row: Drill) -> dict[str, list[tuple[datetime, float]]]:
    """By sensor, what the script has let it read so far: when, on the drill's clock counted from its start; oldest first."""
    script, told = script_of(row), dict[str, list[tuple[datetime, float]]]()
    if script is None or row.begun_at is None:
        return told
    fired = set(row.fired.values_list("code", flat=True))
    for one in script.in_order():
        if isinstance(one, ReadingInject) and one.code in fired:
            told.setdefault(one.sensor, []).append((row.begun_at + timedelta(milliseconds=one.at_ms), one.value))
    return told


def latest() -> dict[str, Latest]:
    """What the script of the running drill has let sensors read last, when it did so by the site's clock."""
    row = under_way()
    fired = dict(row.fired.values_list("code", "fired_at")) if row is not None else {}
    script = script_of(row) if row is not None and fired else None
    injects = [one for one in script.in_order() if isinstance(one, ReadingInject)] if script else []
    return {one.sensor: Latest(one.value, fired[one.code], fired[one.code]) for one in injects if one.code in fired}


@dataclass(frozen=True, slots=True)
class Step:
    """An inject of the script, and when it came in, if it did."""

    inject: Inject
    fired_at: datetime | None


def steps(row: Drill, script: Script | None = None) -> list[Step]:
    known = script or script_of(row)
    fired = {one.code: one.fired_at for one in row.fired.all()}
    return [Step(one, fired.get(one.code)) for one in known.in_order()] if known else []


def script_of(row: Drill) -> Script | None:
    return read(row.script) if row.script else None
