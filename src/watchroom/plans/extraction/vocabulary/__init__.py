"""The language of plans as data: words, what they mean, and an example of each that the tests run.

A table is a file beside this one. Whoever adds a word adds an example; the version goes with everything that is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from watchroom.plans.reading import read

Entry = Mapping[str, Any]
VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """One and the same only with itself, so that what is made of it can be kept with it.

    version: of the rules, and the start of the SHA-256 of all tables; tables: entries in order, by file name."""

    version: str
    tables: Mapping[str, tuple[Entry, ...]]

    def __getitem__(self, table: str) -> tuple[Entry, ...]:
        return self.tables[table]


@cache
def shipped() -> Vocabulary:
    """The vocabulary that comes with the platform."""
    tables, digest = {}, sha256()
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(content)
        tables[path.stem] = tuple(read(content).data["entries"])
    return Vocabulary(f"{VERSION}.{digest.hexdigest()[:8]}", tables)
