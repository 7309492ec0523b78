"""Faults: what happened, to what, and what to do now, with a code for machines and a text for either reader."""

from typing import Any, ClassVar

from watchroom.kernel.words import Lang, Words

AT_THE_DOOR = "watchroom.fault"
"""In a request's environment: the fault with which it was turned away before a page took it, for the page to say."""


class Fault(Exception):
    """Base of every error that a person may read.

    A subclass states `status` (as in HTTP) and `text`; the facts that fill the text are given when raised.
    `code` is the room and the class name, for example `alarms.AlreadyCleared`, and never changes.
    """

    status: ClassVar[int] = 400
    text: ClassVar[Words]

    def __init__(self, **facts: Any) -> None:
        self.facts: dict[str, Any] = facts
        super().__init__(self.words.en)

    @property
    def code(self) -> str:
        parts = type(self).__module__.split(".")
        room = parts[1] if parts[0] == "watchroom" and len(parts) > 1 else parts[0]
        return f"{room}.{type(self).__name__}"

    @property
    def words(self) -> Words:
        return self.text.fill(**self.facts)

    def said(self, lang: Lang) -> dict[str, Any]:
        """The form in which the API gives a fault."""
        facts = {name: fact.text(lang) if isinstance(fact, Words) else str(fact) for name, fact in self.facts.items()}
        return {"code": self.code, "text": self.words.text(lang), "facts": facts}
