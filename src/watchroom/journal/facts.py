"""Facts: what one kind of entry says. A frozen dataclass and a sentence in both languages, kept for ever.

Facts grow, they do not change: a field may be added with a default, never renamed or used for something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Facts:
    """Base of all facts. Numbers with decimals are text (`decimal_text`), times are text (`iso`).

    personal  names of the fields that tell of a person by name: only those who may see personal data are shown them
    """

    kind: ClassVar[str] = ""
    personal: ClassVar[frozenset[str]] = frozenset()
    _names: ClassVar[tuple[str, ...]] = ()

    def as_map(self) -> dict[str, Any]:
        """In the fields' order. What they hold is not copied."""
        return {name: getattr(self, name) for name in self._names}


KINDS: dict[str, tuple[type[Facts], Words]] = {}
_WITHOUT: dict[str, tuple[str, Words]] = {}


def entry[F: Facts](kind: str, *, say: Words, without: tuple[str, Words] | None = None) -> Callable[[type[F]], type[F]]:
    """Names a kind of entry, `room.what_happened`, and the sentence that a timeline shows for it.

    say      filled from the facts by name: the Chinese sentence may use `{title_zh}`, the English one `{title_en}`
    without  the name of a fact, and the sentence in its place where that fact is empty
    Raises ValueError when two rooms claim one kind.
    """

    def named(facts: type[F]) -> type[F]:
        if kind in KINDS and KINDS[kind][0].__qualname__ != facts.__qualname__:
            raise ValueError(f"two facts claim the kind {kind!r}")
        facts.kind, facts._names = kind, tuple(one.name for one in fields(facts))
        KINDS[kind] = (facts, say)
        if without:
            _WITHOUT[kind] = without
        return facts

    return named


def told(kind: str, facts: dict[str, Any], *, personal: bool = False) -> dict[str, Any]:
    """The facts as they may be shown; without the right the personal ones are empty."""
    known = KINDS.get(kind)
    hidden = known[0].personal if known and not personal else frozenset()
    return {name: "" if name in hidden else value for name, value in facts.items()}


def sentence(kind: str, facts: dict[str, Any], *, personal: bool = False) -> Words:
    """The entry in words. A kind that nobody knows any more still shows its name and its facts."""
    known = KINDS.get(kind)
    if known:
        lacking, instead = _WITHOUT.get(kind, ("", known[1]))
        said = instead if lacking and not facts.get(lacking) else known[1]
        return said.fill(**told(kind, facts, personal=personal))
    listed = ", ".join(f"{name}={str(value)[:60]}" for name, value in sorted(facts.items())[:8])
    return Words(zh=f"{kind}：{listed or '无内容'}", en=f"{kind}: {listed or 'no facts'}")
