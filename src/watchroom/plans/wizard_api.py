"""The wizard over the API: answers in, plans out; the same as its pages and `watchroom plan new`."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans.check import parse
from watchroom.plans.testing_api import FaultOut
from watchroom.plans.wizard import made
from watchroom.plans.wizard_actions import MOST_CHARACTERS, keep_drafts
from watchroom.plans.wizard_answers import parse_answers
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
