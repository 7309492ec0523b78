"""One thing that the doctor looked at."""

from dataclasses import dataclass

from watchroom.kernel.words import Words


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is. `ok` is None for what could not be looked at, or only a person can tell."""

    what: Words
    ok: bool | None
    said: Words
    todo: Words | None = None
