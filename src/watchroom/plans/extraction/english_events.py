"""Conditions of English plans that are nothing but the name of an event: `Fire`, `Power outage`, `Bomb threat (by phone)`."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.found import AnyOf, Expr, Leaf
from watchroom.plans.extraction.vocabulary import Entry

_ARTICLE = re.compile(r"(?:An?|Any|The)\s", re.IGNORECASE)
_SPLIT = re.compile(r",? or |,? and |, | ?/ ?")
MOST, MOST_LISTED = 80, 8  # characters of a condition, alternatives


def _words(table: Sequence[Entry], use: str) -> str:
    listed = {word for entry in table if entry["use"] == use for word in entry["words"]}
    return "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))


class Events:
    """The table `events_english` of the vocabulary, applied."""

    def __init__(self, table: Sequence[Entry]) -> None:
        self._one = re.compile(
            rf"(?:{_words(table, 'alone')}|(?:{_words(table, 'of')})[ -](?:{_words(table, 'what')}))(?:s|es)?",
            re.IGNORECASE,
        )

    def named(self, text: str) -> Expr | None:
        """The kind of event that a condition names and says nothing else of; several are alternatives. Not one of a size
        (`Small fire`), of which nothing can be compared."""
        text = text.strip(" .;,")
        if not text.isascii() or len(text) > MOST:
            return None
        head, bracket, inside = text.partition(" (")
        inside = inside.removesuffix(")")
        names = self._each(inside) if bracket and text.endswith(")") else []
        names = names if len(names) > 1 and self._each(head) else [*self._each(head)]
        if bracket and not text.endswith(")"):
            return None
        each = [Leaf.model_validate({"quantity": "event_type", "op": "==", "value": name}) for name in names]
        return (AnyOf(any=list(each)) if len(each) > 1 else each[0]) if each else None

    def _each(self, text: str) -> list[str]:
        """The events of a list; none where one of its words is something else."""
        names = [_ARTICLE.sub("", one).strip().lower() for one in _SPLIT.split(text.strip())]
        return names if len(names) <= MOST_LISTED and all(map(self._one.fullmatch, names)) else []
