"""What the to-do list of the watch writes in the journal."""

from dataclasses import dataclass
from typing import ClassVar

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class TodoFacts(Facts):
    """zh, en  the post;  due  ISO time, or None;  tie  how people call the incident;  note  what was done"""

    personal: ClassVar[frozenset[str]] = frozenset({"text", "note"})

    todo: int
    post: str
    zh: str
    en: str
    text: str
    due: str | None
    daily: bool
    tie: str = ""
    note: str = ""


@entry("people.todo_added", say=Words(zh="待办 D{todo}（{zh}）：{text}", en="To do D{todo} ({en}): {text}"))
@dataclass(frozen=True, slots=True)
class TodoAdded(TodoFacts):
    pass


@entry("people.todo_due", say=Words(zh="待办到时 D{todo}（{zh}）：{text}", en="To do now D{todo} ({en}): {text}"))
@dataclass(frozen=True, slots=True)
class TodoDue(TodoFacts):
    pass


@entry(
    "people.todo_done", say=Words(zh="待办已办 D{todo}（{zh}）：{text} {note}", en="Done D{todo} ({en}): {text} {note}")
)
@dataclass(frozen=True, slots=True)
class TodoDone(TodoFacts):
    pass
