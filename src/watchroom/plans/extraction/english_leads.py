"""What a heading or the sentence before a list says of the measures below it: who acts, at which levels, by when."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from watchroom.plans.extraction import english_measure_words as words
from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_addressed import addressed
from watchroom.plans.extraction.english_levels import names_level
from watchroom.plans.extraction.english_sentences import event, imperative
from watchroom.plans.extraction.english_told import mode_of
from watchroom.plans.extraction.found import Deadline, LevelCode
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span

_AT = re.compile(r"(?:If|When|At|For|During|Upon|Once|Under|In|From)\b")
_FEW = 80  # characters of a sentence that name its levels


@dataclass(frozen=True, slots=True)
class Lead:
    """What a heading or the sentence before a list says of what follows."""

    units: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    deadline: Deadline | None = None
    informs: bool = False  # the list tells something, and orders nothing


class Leads:
    """Reads them. codes_of: the levels that a text is for."""

    def __init__(self, limits: Limits, actors: Actors, codes_of: Callable[[str], Sequence[LevelCode]]) -> None:
        self.limits, self.actors, self.codes_of = limits, actors, codes_of

    def time(self, text: str) -> Deadline | None:
        """The limit that a heading sets for what stands below it: `Immediate (0–15 minutes)`, `First hour`."""
        if words.AHEAD.search(text):
            return None
        timed = self.limits.first(text)
        if timed and (timed.deadline.minutes or timed.deadline.every_minutes):
            return timed.deadline
        found = (
            words.SPAN.search(text)
            or (words.TIME.search(text) if re.search(r"[(<+]|^T", text) else None)
            or words.FIRST.search(text)
        )
        if found:
            number = found["n"]
            unit = found["unit"] or number
            count = int(number) if number.isdigit() else 1
            return Deadline(minutes=count * words.MINUTES[unit[0].lower()], text=found[0])
        return None if timed is None else timed.deadline

    def of_sentence(self, part: Part, span: Span, above: Lead) -> Lead:
        """What a sentence or label before a list says of it."""
        plain = span.plain.strip()
        units = tuple(self.actors.subjects(plain) or self.actors.titled(plain) or addressed(plain, self.actors))
        told = words.INFORMS.search(plain) is not None and not imperative(plain.rsplit(". ", 1)[-1]) and not units
        informs = words.EXCEPT.search(plain) is not None or (
            told and not (words.ACTS.search(plain) and not re.search(r"information|details", plain))
        )
        informs = (
            informs
            or mode_of(plain) == "condition"
            or words.KEPT.search(plain) is not None
            or re.search(r"following (?:information|details)[^:]{0,20}:$", plain) is not None
        )
        codes = tuple(map(str, self.codes_of(plain)))
        timed = self.time(plain)
        return Lead(
            units or above.units,
            codes or above.codes,
            timed or above.deadline,
            informs or (above.informs and part.kind == "item"),
        )

    def at_level(self, span: Span, above: Lead) -> tuple[Span, Lead]:
        """What stands behind the name of a level in the same line (`AMBER: The clerk …`), and that it is for that level."""
        label = words.LABEL.match(span.text)
        if label is None or above.codes or not names_level(label["label"]):
            return span, above
        codes = tuple(map(str, self.codes_of(label["label"])))
        rest = span.cut(label.end())
        return (rest, replace(above, codes=codes)) if codes and rest else (span, above)

    def codes_told(self, text: str) -> tuple[str, ...]:
        """The levels at which a sentence says at its start that something is done: `At Level 2, the warden …`."""
        if not _AT.match(text):
            return ()
        return tuple(map(str, self.codes_of(text[: event(text) or _FEW])))
