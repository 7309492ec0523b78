"""Advice over the API: the whole envelope, as the journal keeps it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.advice import actions, queries
from watchroom.advice.models import Advice
from watchroom.journal.once import once
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router()


class AdviceOut(Schema):
    """One model's answer. `envelope`: value with range, inputs with origin and age, sources, checks, confidence, or refusal."""

    id: int
    incident: int
    model: str
    version: str
    state: str
    refused: bool
    given_at: datetime | None
    judged_at: datetime | None
    reason: str
    envelope: dict[str, Any]


class JudgeIn(Schema):
    reason: str = Field(default="", max_length=2000)


def _out(row: Advice) -> AdviceOut:
    return AdviceOut(
        id=row.pk, incident=row.incident_id, model=row.model, version=row.version, state=row.state, refused=row.refused,
        given_at=row.given_at, judged_at=row.judged_at, reason=row.reason, envelope=row.envelope or {},
    )  # fmt: skip


def _judged(request: HttpRequest, advice: int, body: JudgeIn, act: Callable[..., Advice]) -> AdviceOut | dict[str, Any]:
    """Under an idempotency key the same request is answered as before, and done once."""
    viewer, key = viewer_of(request), request.headers.get("Idempotency-Key", "")[:128]
    viewer.must(Act.SEE)  # an answer kept under the key is no more given to whoever has lost his post
    if not key:
        return _out(act(viewer, advice, reason=body.reason))
    asked = {"path": request.path, "reason": body.reason}

    def done() -> dict[str, Any]:
        return _out(act(viewer, advice, reason=body.reason)).model_dump(mode="json")

    answer: dict[str, Any] = once(f"person:{viewer.person}", key, asked, done, actor=viewer.actor)
    return answer


@router.get(
    "/incidents/{incident}/advice", response=list[AdviceOut], summary="All advice given for an incident, oldest first"
)
def of_incident(request: HttpRequest, incident: int) -> list[AdviceOut]:
    return [_out(row) for row in queries.of_incident(viewer_of(request), incident)]


@router.get("/advice/{advice}", response=AdviceOut, summary="One advice with its whole envelope")
def one(request: HttpRequest, advice: int) -> AdviceOut:
    return _out(queries.advice(viewer_of(request), advice))


@router.post("/advice/{advice}/accept", response=AdviceOut, summary="Accept advice (采纳)")
def accept(request: HttpRequest, advice: int, body: JudgeIn) -> AdviceOut | dict[str, Any]:
    return _judged(request, advice, body, actions.accept)


@router.post("/advice/{advice}/reject", response=AdviceOut, summary="Reject advice with a reason (不采纳)")
def reject(request: HttpRequest, advice: int, body: JudgeIn) -> AdviceOut | dict[str, Any]:
    return _judged(request, advice, body, actions.reject)
