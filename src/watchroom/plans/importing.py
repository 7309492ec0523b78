"""Set-up puts plans in force: a version once, checked first, never changed afterwards. People draft and approve instead."""

from dataclasses import dataclass

from watchroom.journal.book import book
from watchroom.kernel.canonical import canonical, digest
from watchroom.plans import entries, library
from watchroom.plans.check import has_errors, parse
from watchroom.plans.faults import PlanHasErrors, VersionOlder, VersionTaken
from watchroom.plans.format import PlanFile
from watchroom.plans.lifecycle import in_force
from watchroom.plans.models import Plan
from watchroom.plans.snapshot import local_text


@dataclass(frozen=True, slots=True)
class Sound:
    """What a plan's file holds when it may be kept.

    body, digest  its canonical text, and the SHA-256 of that as 64 hex digits
    remarks       how many findings it has that are no errors
    """

    plan: PlanFile
    body: str
    digest: str
    remarks: int


def sound(raw: bytes) -> Sound:
    """It depends on the file alone. Raises PlanHasErrors: a plan with errors is never kept."""
    plan, findings = parse(raw)
    if plan is None or has_errors(findings):
        errors = [found for found in findings if found.severity == "error"]
        raise PlanHasErrors(count=len(errors), line=errors[0].line, why=errors[0].words)
    body = plan.body()
    remarks = sum(found.severity == "warning" for found in findings)
    return Sound(plan, canonical(body), digest(body), remarks)


def put_plan(content: bytes | str, *, actor: str = "ops:setup") -> Plan:
    """Puts one version of a plan in force from its file; the same again changes nothing.

    Raises PlanHasErrors, VersionTaken, VersionOlder.
    """
    raw = content.encode() if isinstance(content, str) else content
    file = sound(raw)
    plan = file.plan
    with book(actor=actor) as b:
        b.in_turn(f"plan:{plan.code}")
        same = Plan.objects.filter(code=plan.code, version=plan.version).first()
        if same is not None and same.body == file.body:
            return same
        _refuse_other(plan, same)
        row = Plan.objects.create(
            code=plan.code, version=plan.version, zh=plan.title.zh, en=plan.title.en, kind=plan.kind, body=file.body,
            source=raw.decode("utf-8-sig"), digest=file.digest, imported_at=b.now, imported_by=b.actor,
        )  # fmt: skip
        in_force(b, row)
        levels = [one.level for one in plan.levels]
        said = entries.Imported(plan.code, plan.version, plan.title.zh, plan.title.en, row.digest, levels, file.remarks)
        b.record(said, subject=row.subject)
    return row


def put_shipped(*, actor: str = "ops:setup") -> list[Plan]:
    """Imports the plans that come with the platform."""
    return [put_plan(path.read_bytes(), actor=actor) for path in library.files()]


def _refuse_other(plan: PlanFile, same: Plan | None) -> None:
    if same is not None:
        raise VersionTaken(plan=same.words, version=same.version, at=local_text(same.imported_at))
    newest = Plan.objects.filter(code=plan.code).order_by("-version").first()
    if newest is not None and newest.version > plan.version:
        raise VersionOlder(plan=newest.words, newest=newest.version, version=plan.version)
