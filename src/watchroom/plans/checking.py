"""The daily check of every plan in force against the site; what it finds is kept, with since when and until when."""

from collections import Counter
from collections.abc import Iterable

from watchroom.journal.book import Book, book
from watchroom.journal.clock import site_now
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.check import findings_of
from watchroom.plans.check_live import Around, check_live
from watchroom.plans.findings import Finding
from watchroom.plans.life_entries import Checked as CheckedEntry
from watchroom.plans.loading import current, load, wrong_in
from watchroom.plans.models import Checked, Plan, PlanFault
from watchroom.plans.surroundings import around

type _Key = tuple[str, str, int]


def check_now(viewer: Viewer) -> int:
    """A person asks for the check at once. How many plans were checked."""
    viewer.must(Act.DRAFT_PLAN)
    return check_all(actor=viewer.actor)


def check_all(*, actor: str) -> int:
    """Checks every plan in force, outside any transaction, and keeps what appeared and what was mended."""
    seen = around(site_now())
    found = {row.pk: findings(row, seen) for row in current()}
    with book(actor=actor) as b:
        standing: dict[int, list[PlanFault]] = {pk: [] for pk in found}
        gone: list[PlanFault] = []
        for fault in PlanFault.objects.select_for_update(of=("self",)).filter(mended_at=None):
            standing.setdefault(fault.plan_id, gone).append(fault)
        _mend(b, gone)  # their version is in force no more
        for row in Plan.objects.filter(pk__in=found).defer("source").order_by("code"):
            _keep(b, row, found[row.pk], standing[row.pk])
        Checked.objects.update_or_create(pk=1, defaults={"at": b.now})
    return len(found)


def findings(row: Plan, seen: Around) -> list[Finding]:
    """All findings on a version as the site is: those of the file itself, and those that the site makes."""
    made = [*wrong_in(row), *findings_of(check_live(load(row), seen))]
    return sorted(made, key=lambda one: one.severity != "error")


def _keep(b: Book, row: Plan, found: list[Finding], standing: list[PlanFault]) -> None:
    before = {(fault.code, fault.place, fault.number): fault for fault in standing}
    now = dict(_keyed(found))
    fresh = [key for key in now if key not in before]
    mended = [fault for key, fault in before.items() if key not in now]
    PlanFault.objects.bulk_create(_row(b, row, key, now[key]) for key in fresh)
    for key, fault in before.items():
        if key in now and (fault.zh, fault.en) != (now[key].zh, now[key].en):
            fault.zh, fault.en = now[key].zh, now[key].en
            fault.save(update_fields=["zh", "en"])
    _mend(b, mended)
    if not fresh and not mended:
        return
    errors = [one for one in found if one.severity == "error"]
    said = CheckedEntry(
        row.code, row.version, row.zh, row.en, len(errors), len(found) - len(errors), _names(fresh),
        _names((fault.code, fault.place, fault.number) for fault in mended),
        errors[0].zh if errors else "", errors[0].en if errors else "",
    )  # fmt: skip
    b.record(said, subject=row.subject)


def _keyed(found: Iterable[Finding]) -> Iterable[tuple[_Key, Finding]]:
    """Each finding with its name: code, place, and the how manieth it is of that code at that place."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in found:
        place = one.place[:200]
        yield (one.code, place, counted[one.code, place]), one
        counted[one.code, place] += 1


def _row(b: Book, row: Plan, key: _Key, one: Finding) -> PlanFault:
    code, place, number = key
    return PlanFault(
        plan=row, code=code, place=place, number=number, severity=one.severity, zh=one.zh, en=one.en,
        todo_zh=one.todo.zh, todo_en=one.todo.en, first_seen=b.now,
    )  # fmt: skip


def _mend(b: Book, faults: list[PlanFault]) -> None:
    for fault in faults:
        fault.mended_at = max(b.now, fault.first_seen)  # the clock may have been set back meanwhile
    PlanFault.objects.bulk_update(faults, ["mended_at"])


def _names(keys: Iterable[_Key]) -> list[str]:
    """As the entry tells them; of very many only the first hundred."""
    return [f"{code} {place}" for code, place, _ in list(keys)[:100]]
