"""The wizard over the API: answers in, plans out; the same as its pages and `watchroom plan new`."""

from datetime import datetime
from typing import Any

import yaml
from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.check import parse
from watchroom.plans.findings import finding
from watchroom.plans.reading import Unreadable, read
from watchroom.plans.testing_api import FaultOut
from watchroom.plans.wizard import made
from watchroom.plans.wizard_actions import MOST_CHARACTERS, keep_drafts, take_answers
from watchroom.plans.wizard_answers import check_answers, parse_answers
from watchroom.plans.wizard_queries import unfinished
from watchroom.plans.wizard_sample import SAMPLE

router = Router(tags=["plans"])


class SampleOut(Schema):
    answers: str


class AnswersIn(Schema):
    answers: str = Field(max_length=MOST_CHARACTERS, description="The answers as YAML.")
    keep: bool = Field(False, description="Keep the plans as drafts.")


class MadeOut(Schema):
    """A plan file that was made. `version` is that of the draft, where it was kept."""

    code: str
    content: str
    tasks: int
    version: int | None
    findings: list[FaultOut]


class WizardOut(Schema):
    """`faults` are those of the answers; then nothing was made."""

    faults: list[FaultOut]
    plans: list[MadeOut]


class KeptOut(Schema):
    """The viewer's own unfinished answers as YAML, empty where there are none, and what is still wrong with them."""

    answers: str
    unit: str
    at: datetime | None
    faults: list[FaultOut]


class KeepIn(Schema):
    answers: str = Field(
        max_length=MOST_CHARACTERS, description="The answers as YAML; they replace those that are kept."
    )


@router.get("/plan-wizard/answers", response=KeptOut, summary="The wizard's answers that are kept for you")
def kept(request: HttpRequest) -> dict[str, Any]:
    return _kept(viewer_of(request))


@router.put("/plan-wizard/answers", response=KeptOut, summary="Keep answers of the wizard, finished or not")
def keep(request: HttpRequest, given: KeepIn) -> dict[str, Any]:
    """Answers that cannot be read change nothing; `faults` says why."""
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    try:
        data = read(given.answers.encode()).data
    except Unreadable as error:
        fault = finding("unreadable", error.line, (), why=error.words)
        return _kept(viewer) | {"faults": [fault.said()]}
    take_answers(viewer, data if isinstance(data, dict) else {})
    return _kept(viewer)


def _kept(viewer: Viewer) -> dict[str, Any]:
    row = unfinished(viewer)
    answers = row.answers if row else {}
    said = yaml.safe_dump(answers, allow_unicode=True, sort_keys=False) if answers else ""
    faults = [one.said() for one in check_answers(answers)[1]]
    return {"answers": said, "unit": row.unit if row else "", "at": row.at if row else None, "faults": faults}


@router.get("/plan-wizard", response=SampleOut, summary="A sample of the answers for a unit's plans")
def sample(request: HttpRequest) -> dict[str, str]:
    viewer_of(request).must(Act.DRAFT_PLAN)
    return {"answers": SAMPLE}


@router.post("/plan-wizard", response=WizardOut, summary="Make a unit's plans from its answers")
def make(request: HttpRequest, given: AnswersIn) -> dict[str, Any]:
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)
    answers, faults = parse_answers(given.answers.encode())
    if answers is None:
        return {"faults": [one.said() for one in faults], "plans": []}
    kept = {row.code: row.version for row in keep_drafts(viewer, answers)} if given.keep else {}
    found = []
    for code, content in made(answers).items():
        plan, findings = parse(content.encode())
        tasks, remarks = len(plan.actions) if plan else 0, [one.said() for one in findings]
        found.append({"code": code, "content": content, "tasks": tasks, "version": kept.get(code), "findings": remarks})
    return {"faults": [], "plans": found}
