"""Drafts over the API: what the page does, by the same actions and queries."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import JsonValue

from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.plans.check import has_errors
from watchroom.plans.documents.reading import MOST_FILE
from watchroom.plans.drafts import actions, queries
from watchroom.plans.drafts.elements import items
from watchroom.plans.drafts.models import Draft, SiteWord
from watchroom.plans.drafts.queries import Whole
from watchroom.plans.drafts.showing import counts
from watchroom.plans.models import Plan
from watchroom.sources.push_api import body_of

router = Router(tags=["plans"])
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class DraftOut(Schema):
    """A document that was read. `elements` in all, `doubtful` when it was read, `decided` by people since."""

    id: int
    name: str
    media: str
    digest: str
    title: str
    state: Literal["open", "made", "dropped"]
    elements: int
    doubtful: int
    decided: int
    at: datetime
    plan: str | None
    version: int | None


class ElementOut(Schema):
    """An element as it was found, and what was decided: `fields` are those that a person wrote otherwise."""

    kind: str
    element: dict[str, JsonValue]
    state: Literal["found", "confirmed", "corrected", "rejected"]
    fields: dict[str, JsonValue]
    at: datetime | None


class WholeDraftOut(DraftOut):
    """With its text; the places of elements are offsets into it, in characters."""

    text: str
    pages: int | None
    pictures: list[int]
    recognised: list[int]
    chapters: list[dict[str, JsonValue]]
    items: list[ElementOut]


class DecisionIn(Schema):
    """`fields` by name as the form has them, for a correction: `text`, `units` (one a line), `bound.0.value`, `deadline`."""

    state: Literal["found", "confirmed", "corrected", "rejected"]
    fields: dict[str, str] = Field(default_factory=dict)


class DraftFindingOut(Schema):
    code: str
    severity: Literal["error", "warning"]
    place: str
    zh: str
    en: str


class DraftPlanOut(Schema):
    """The plan file that the draft makes, in YAML, with what the check finds in it."""

    content: str
    errors: bool
    findings: list[DraftFindingOut]


class MadeOut(Schema):
    code: str
    version: int


class WordOut(Schema):
    """Words that were corrected: `accepted` ones are read as `after` from then on."""

    id: int
    field: str
    before: str
    after: str
    count: int
    state: Literal["proposed", "accepted", "dropped"]


class HeadingIn(Schema):
    """What a heading is about: a role such as `organisation`, `conditions`, `response`."""

    title: str
    role: str


class WordIn(Schema):
    state: Literal["accepted", "dropped"]


@router.get("/plan-drafts", response=list[DraftOut], summary="Documents that were read, the newest first")
def drafts(request: HttpRequest) -> Any:
    return [_draft(row) for row in queries.drafts(viewer_of(request))]


@router.post("/plan-drafts", response=DraftOut, summary="Bring a plan document", openapi_extra=_FILE)
def bring(request: HttpRequest, name: str = "document") -> Any:
    """The file's bytes are the body. The same file again gives the draft that is open. 415, 422: it cannot be read, and why."""
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_PLAN)  # before anything of the body is taken in
    return _draft(actions.bring(viewer, name, body_of(request, MOST_FILE)))


@router.get("/plan-drafts/{int:pk}", response=WholeDraftOut, summary="One draft with its document and every element")
def draft(request: HttpRequest, pk: int) -> Any:
    one = queries.draft(viewer_of(request), pk)
    return {
        **_draft(one.row), "text": one.row.text, "pages": one.row.pages, "pictures": one.row.pictures,
        "recognised": one.row.recognised, "chapters": [chapter.model_dump(mode="json") for chapter in one.found.chapters],
        "items": [_element(one, item.element.id) for item in items(one.found)],
    }  # fmt: skip


@router.put(
    "/plan-drafts/{int:pk}/elements/{element}",
    response=ElementOut,
    summary="Confirm, correct, reject or reopen an element",
)
def decide(request: HttpRequest, pk: int, element: str, given: DecisionIn) -> Any:
    viewer = viewer_of(request)
    match given.state:
        case "confirmed":
            one = actions.confirm(viewer, pk, element)
        case "rejected":
            one = actions.reject(viewer, pk, element)
        case "corrected":
            one = actions.correct(viewer, pk, element, given.fields)
        case _:
            one = actions.reopen(viewer, pk, element)
    return _element(one, element)


@router.get("/plan-drafts/{int:pk}/plan", response=DraftPlanOut, summary="The plan file of a draft, checked")
def plan(request: HttpRequest, pk: int) -> Any:
    text, _, findings = queries.checked(queries.draft(viewer_of(request), pk))
    rows = [{"code": f.code, "severity": f.severity, "place": f.place, "zh": f.zh, "en": f.en} for f in findings]
    return {"content": text, "errors": has_errors(findings), "findings": rows}


@router.post("/plan-drafts/{int:pk}/plan", response=MadeOut, summary="Make a version of a plan of a draft")
def make(request: HttpRequest, pk: int) -> Any:
    made: Plan = actions.make(viewer_of(request), pk)
    return {"code": made.code, "version": made.version}


@router.post("/plan-drafts/{int:pk}/drop", response=DraftOut, summary="Give a draft up")
def drop(request: HttpRequest, pk: int) -> Any:
    return _draft(actions.drop(viewer_of(request), pk))


@router.get("/plan-words", response=list[WordOut], summary="Words that people corrected")
def words(request: HttpRequest) -> Any:
    return [_word(row) for row in queries.words(viewer_of(request))]


@router.post("/plan-words", response=WordOut, summary="Propose what a heading is about")
def heading(request: HttpRequest, given: HeadingIn) -> Any:
    return _word(actions.propose_heading(viewer_of(request), given.title, given.role))


@router.put("/plan-words/{int:pk}", response=WordOut, summary="Accept or drop a reading of words")
def word(request: HttpRequest, pk: int, given: WordIn) -> Any:
    return _word(actions.settle_word(viewer_of(request), pk, accept=given.state == "accepted"))


def _draft(row: Draft) -> dict[str, Any]:
    return {
        "id": row.pk, "name": row.name, "media": row.media, "digest": row.digest, "title": row.title, "state": row.state,
        "elements": row.elements, "doubtful": row.doubtful, "decided": counts(row)["done"], "at": row.at,
        "plan": row.plan.code if row.plan else None, "version": row.plan.version if row.plan else None,
    }  # fmt: skip


def _element(one: Whole, code: str) -> dict[str, Any]:
    item, decision = one.item(code), one.decisions.get(code)
    return {
        "kind": item.kind, "element": item.element.model_dump(mode="json", exclude_none=True),
        "state": decision.state if decision else "found", "fields": decision.fields if decision else {},
        "at": decision.at if decision else None,
    }  # fmt: skip


def _word(row: SiteWord) -> dict[str, Any]:
    return {
        "id": row.pk, "field": row.field, "before": row.before, "after": row.after, "count": row.count, "state": row.state,
    }  # fmt: skip
