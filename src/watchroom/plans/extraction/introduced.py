"""A text that says of which levels, and whose, all measures are that stand behind it below the same chapter."""

import re

from watchroom.plans.extraction.found import LevelCode
from watchroom.plans.extraction.grades import Scale
from watchroom.plans.extraction.parts import Outline, Part

MOST_STARTER = 16  # characters of who starts a response, before `启动Ⅰ级响应时,…采取以下措施`
_TAKES_THESE = re.compile(
    r"(?P<told>(?:启动|进入)[^,;。]{1,30}?响应(?:时|后),)(?P<who>[^;。]{0,60}?采取(?:以下|下列|如下)[^,;。]{0,10}措施)"
)


class Introduced:
    """Takes part after part. `scale`: the levels that the plan defines."""

    def __init__(self, outline: Outline, scale: Scale) -> None:
        self.outline, self.scale = outline, scale
        self.said: dict[int, tuple[int, list[LevelCode]]] = {}  # by chapter: the part that says it, and the levels

    def take(self, part: Part) -> re.Match[str] | None:
        """The sentence of a part that introduces measures: `told` of which levels, `who` takes them."""
        takes = list(_TAKES_THESE.finditer(part.span.plain)) if part.kind == "text" else []
        codes = self.scale.of(takes[0]["told"]) if len(takes) == 1 else []
        if not codes or part.parent is None:
            return None
        self.said[part.parent] = part.index, codes
        return takes[0]

    def of(self, part: Part) -> list[LevelCode]:
        """The levels that a text before the part says for it; empty where none does."""
        told = (self.said[above.index] for above in self.outline.above(part) if above.index in self.said)
        return next((codes for at, codes in told if at < part.index), [])
