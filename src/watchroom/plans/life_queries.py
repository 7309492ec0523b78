"""What may be asked about the life of plans: versions and their steps, what is owed by when, what the check found."""

from dataclasses import dataclass
from datetime import date, datetime

from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people.models import WorkYear
from watchroom.people.rights import Act
from watchroom.people.rostering import calendar as working_days
from watchroom.people.viewer import Viewer
from watchroom.people.workdays import Named, published
from watchroom.plans.check import check_plan
from watchroom.plans.check_dates import drill_due, evaluation_due
from watchroom.plans.comparing import Difference, compare
from watchroom.plans.drills import queries as drills
from watchroom.plans.drills.models import Lesson
from watchroom.plans.findings import Finding
from watchroom.plans.life_rules import owed
from watchroom.plans.loading import load
from watchroom.plans.models import Checked, Evaluation, NamedDays, Opinion, Plan, PlanFault, RevisionCause
from watchroom.plans.queries import plan as one_plan
from watchroom.plans.snapshot import local_day
from watchroom.plans.surroundings import standings

DUE_WORDS = {
    "filing": Words(zh="备案", en="filing"),
    "publishing": Words(zh="公布", en="publication"),
    "evaluation": Words(zh="评估", en="evaluation"),
    "drill": Words(zh="演练", en="drill"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed by a day. `left` days from today, negative when it is overdue; `guessed` years lack their holidays."""

    what: str
    day: date
    left: int
    guessed: tuple[int, ...]

    @property
    def words(self) -> Words:
        return DUE_WORDS[self.what]

    @property
    def late(self) -> bool:
        return self.left < 0

    @property
    def over(self) -> int:
        return -self.left


@dataclass(frozen=True, slots=True)
class Life:
    """A plan with all its versions, newest first, and what is known of the chosen one.

    findings  of the chosen version's file, for a version that is not in force; `faults` those that the daily check keeps
    """

    chosen: Plan
    versions: list[Plan]
    opinions: list[Opinion]
    lessons: list[Lesson]
    evaluations: list[Evaluation]
    causes: list[RevisionCause]
    owed: list[Owed]
    findings: list[Finding]
    faults: list[PlanFault]
    checked_at: datetime | None


def life(viewer: Viewer, code: str, version: int | None = None) -> Life:
    """Raises NoSuchPlan."""
    viewer.must(Act.SEE)
    row = one_plan(viewer, code, version)
    checked = Checked.objects.filter(pk=1).first()
    in_force = row.state == Plan.State.IN_FORCE
    return Life(
        row,
        list(Plan.objects.filter(code=code).order_by("-version")),
        list(row.opinions.order_by("at")),
        [one for one in drills.revising_lessons([code]) if one.at > row.imported_at],
        list(Evaluation.objects.filter(plan__code=code).select_related("plan").order_by("-on", "-pk")),
        list(RevisionCause.objects.filter(code=code).select_related("met_by").order_by("-at")),
        _owed(row) if in_force else [],
        [] if in_force else check_plan(load(row), today=local_day(site_now())),
        list(row.faults.filter(mended_at=None).order_by("severity", "place", "number")) if in_force else [],
        checked.at if checked else None,
    )


def faults(viewer: Viewer) -> dict[str, list[PlanFault]]:
    """What stands against each plan in force, by code, errors first."""
    viewer.must(Act.SEE)
    made: dict[str, list[PlanFault]] = {}
    rows = PlanFault.objects.filter(mended_at=None, plan__state=Plan.State.IN_FORCE).select_related("plan")
    for fault in rows.order_by("severity", "first_seen"):
        made.setdefault(fault.plan.code, []).append(fault)
    return made


def coming(viewer: Viewer) -> list[Plan]:
    """Drafts and versions in review or approved, newest first: they are in force for nobody yet."""
    viewer.must(Act.SEE)
    states = [Plan.State.DRAFT, Plan.State.REVIEW, Plan.State.APPROVED]
    return list(Plan.objects.filter(state__in=states).defer("source", "body").order_by("-imported_at")[:200])


def work_years(viewer: Viewer) -> list[tuple[int, list[str], list[str], str]]:
    """The years whose moved working days are known, from last year on: days off, working weekend days, and who said so; the
    site's own win.
    """
    viewer.must(Act.SEE)
    since = local_day(site_now()).year - 1
    told = {year: one for year, one in published().years.items() if one.announced and year >= since}
    made = {year: (year, sorted(map(str, one.off)), sorted(map(str, one.on)), "") for year, one in told.items()}
    made |= {row.year: (row.year, row.off, row.on, row.by) for row in WorkYear.objects.all()}
    return [made[year] for year in sorted(made, reverse=True)]


def published_holidays(viewer: Viewer) -> list[Named]:
    """Those that are known without the site, from last year on, the latest first."""
    viewer.must(Act.SEE)
    since = local_day(site_now()).year - 1
    return [
        one for one in sorted(published().named, key=lambda one: one.first, reverse=True) if one.first.year >= since
    ]


def unknown_years(viewer: Viewer) -> list[int]:
    """Of this year and the next those whose holidays nobody has entered."""
    viewer.must(Act.SEE)
    today = local_day(site_now())
    return working_days().unknown(today, date(today.year + 1, 12, 31))


def named_days(viewer: Viewer) -> list[NamedDays]:
    """The days that the site has named, the newest first."""
    viewer.must(Act.SEE)
    return list(NamedDays.objects.filter(withdrawn_at=None).order_by("-first", "-pk")[:200])


def differences(viewer: Viewer, code: str, old: int | None, new: int | None) -> tuple[Plan, Plan, list[Difference]]:
    """Two versions and what differs, node by node. Without numbers: the one that is shown, and the one before it.

    Raises NoSuchPlan.
    """
    later = one_plan(viewer, code, new)
    if old is None:
        before = Plan.objects.filter(code=code, version__lt=later.version).order_by("-version").first()
        old = before.version if before else later.version
    earlier = one_plan(viewer, code, old)
    return earlier, later, compare(load(earlier), load(later))


def _drilled(code: str) -> date | None:
    last = drills.last_drilled(code)
    return local_day(last) if last else None


def _owed(row: Plan) -> list[Owed]:
    today, plan = local_day(site_now()), load(row)
    made = [
        Owed(one.what, one.day, (one.day - today).days, one.guessed)
        for one in owed(standings([row])[row.code], working_days())
    ]
    last = Evaluation.objects.filter(plan__code=row.code).order_by("-on").first()
    for what, day in (
        ("evaluation", evaluation_due(plan, last.on if last else None)),
        ("drill", drill_due(plan, _drilled(row.code))),
    ):
        if day:
            made.append(Owed(what, day, (day - today).days, ()))
    return sorted(made, key=lambda one: one.day)
