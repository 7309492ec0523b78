"""What the watch has to do, over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.kernel.clock import Instant
from watchroom.people import todo_actions, todo_queries
from watchroom.people.models import Todo
from watchroom.people.queries import viewer_of

router = Router(tags=["duty"])


class TodoOut(Schema):
    """`reminded_at`: when its time came; `incident`: how people call the incident that it is tied to."""

    id: int
    post: str
    text: str
    due_at: datetime | None
    daily: bool
    incident: str
    made_at: datetime
    reminded_at: datetime | None
    done_at: datetime | None
    note: str
    exercise: bool


class TodoIn(Schema):
    """`daily`: once it is done it stands again for the next day. `incident`: a number, as people call it."""

    post: str = Field(max_length=64)
    text: str = Field(max_length=500)
    due_at: Instant | None = None
    daily: bool = False
    incident: str = Field("", max_length=40)


class DoneIn(Schema):
    note: str = Field("", max_length=500)


@router.get("/duty/todo", response=list[TodoOut], summary="What the watch has to do and has not done")
def todo(request: HttpRequest, post: str = "") -> list[TodoOut]:
    rows = todo_queries.open_todos(viewer_of(request), [post] if post else None)
    return [todo_out(row) for row in rows]


@router.post("/duty/todo", response=TodoOut, summary="Write down what a post has to do, by a moment perhaps")
def add(request: HttpRequest, given: TodoIn) -> TodoOut:
    told = given.model_dump()
    return todo_out(todo_actions.add(viewer_of(request), told.pop("post"), told.pop("text"), **told))


@router.post("/duty/todo/{int:pk}/done", response=TodoOut, summary="Say that it is done")
def done(request: HttpRequest, pk: int, given: DoneIn) -> TodoOut:
    return todo_out(todo_actions.done(viewer_of(request), pk, note=given.note))


def todo_out(row: Todo) -> TodoOut:
    names = ("text", "due_at", "daily", "made_at", "reminded_at", "done_at", "note", "exercise")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return TodoOut(id=row.pk, post=row.post.code, incident=row.tie, **told)
