"""For which levels what a part says is done, and on whose measures those of a level build."""

import re

from watchroom.plans.extraction import measure_words as words
from watchroom.plans.extraction.found import Action, LevelCode
from watchroom.plans.extraction.grades import Scale, basis_of, taken_over, takers_of, without_basis
from watchroom.plans.extraction.introduced import Introduced
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.ranks import CODES, mentions
from watchroom.plans.extraction.reading import Reading


class ForLevels:
    """Reads it from titles, from the sentence before a list, or from what introduces it. scale: the levels that the plan
    defines. highest: titles that in the plan of one house are of its highest level (`应急支援`)."""

    def __init__(
        self, reading: Reading, scale: Scale, introduced: Introduced, *, highest: re.Pattern[str] | None
    ) -> None:
        self.outline, self.scale, self.introduced, self.highest = reading.outline, scale, introduced, highest
        self.at_any_level: set[int | None] = set()
        # By whether they are of warnings or of responses: on which levels' measures those of a level build.
        self.basis: dict[bool, dict[LevelCode, list[LevelCode]]] = {True: {}, False: {}}
        self.warned: list[bool] = []  # of each measure, whether it answers a warning
        self.before: list[str] = []  # the levels of the measure that was told last

    def of(self, part: Part) -> list[LevelCode]:
        """The levels that what a part says is for; none where it is for all of them."""
        if part.parent in self.at_any_level:
            return []
        for above in (part, *self.outline.above(part)):
            if above.kind in ("item", "text") and (codes := self.scale.of_event(above.span.plain)):
                return codes
            if codes := self._once_started(above):
                return codes
            own = above.title and (self.scale.of_title(above.title) or self.answers_warning(part))
            if above.kind == "chapter" or above is not part or own:
                title = above.title if above.kind == "chapter" or above is part else above.span.plain[:40]
                codes = self.scale.of_title(title) if above.kind == "chapter" else self._of_item(above, title)
                codes = codes or self._of_article(above)
                if codes:
                    return codes
                if self.highest and self.scale.codes and self.highest.search(title):
                    return [min(self.scale.codes, key=CODES.index)]
        return self.introduced.of(part)

    def of_lead(self, part: Part, lead: str) -> list[LevelCode]:
        """The levels of a list, by the last sentence before it: `发布橙色预警后，还应采取下列措施：`."""
        begun = words.LEVEL_STARTED.match(lead) or words.LEVEL_STARTED.match(part.span.plain)
        return self.scale.of(begun[0]) if begun else self.of(part)

    def answers_warning(self, part: Part) -> bool:
        """Whether an item of a chapter on warnings, or one that it belongs to, heads what a warning asks for."""
        chain = (part, *self.outline.above(part)) if part.role == "warning" else ()
        return any(p.kind == "item" and words.ANSWERS.search(p.title) for p in chain)

    def build(self, part: Part, plain: str, codes: list[LevelCode]) -> bool:
        """Keeps that measures of levels build on those of others (`在Ⅲ级响应的基础上`, `在采取上述措施的基础上`), where a
        text says so; whether it does."""
        warned = self._of_warning(part)
        told = basis_of(plain)
        if not told and words.ON_THOSE_ABOVE.search(plain) and self.warned[-1:] == [warned]:
            told = [code for code in CODES if code in self.before]
        self.basis[warned].update({code: told for code in codes if told and code not in told})
        return bool(told)

    def told(self, part: Part, action: Action) -> None:
        """Keeps of a measure what those behind it may refer to."""
        self.warned.append(self._of_warning(part))
        self.before = action.levels

    def taken_over(self, found: list[Action]) -> list[Action]:
        """The measures, with the levels that take them over."""
        takers = {warned: takers_of(basis) for warned, basis in self.basis.items()}
        return [taken_over(one, takers[warned]) for one, warned in zip(found, self.warned, strict=True)]

    def _of_warning(self, part: Part) -> bool:
        """Whether what a part says is for warnings: the nearest text that names warnings or responses decides."""
        begun = words.LEVEL_STARTED.match(part.span.plain)
        titles = [above.title for above in (part, *self.outline.above(part))]
        near = (begun[0] if begun else "", *titles, part.span.plain[: words.MOST_LEAD])
        told = next((text for text in near if "预警" in text or "响应" in text), "")
        return "预警" in told

    def _once_started(self, part: Part) -> list[LevelCode]:
        """`三级响应启动后，在四级响应的基础上，…` is of level III."""
        started = words.LEVEL_STARTED.match(part.span.plain)
        return self.scale.of(started[0]) if started else []

    def _of_article(self, part: Part) -> list[LevelCode]:
        """`第五条 游客量达到承载量的90%时,启动二级响应:` heads the measures of that level, as do
        `第六条 二级响应由副总经理宣布启动,采取下列措施:` and `第七条 发生较大灾害时,启动三级响应,由总指挥决定。` over a list."""
        end = part.span.plain[-24:]
        if part.kind != "chapter" or part.title:
            return []
        if words.STARTS_BELOW.search(end):
            return self.scale.of(end)
        started = words.STARTED_BY_WHOM.match(part.span.plain) if end.endswith(":") else None
        started = started or (words.STARTS_ARTICLE.match(part.span.plain) if self.outline.children(part) else None)
        return self.scale.of(started["level"]) if started else []

    def _of_item(self, part: Part, told: str) -> list[LevelCode]:
        """`2.Ⅱ级响应措施。在Ⅲ级响应措施的基础上…` is of level II: an item's own title goes first."""
        if codes := (self.scale.of(part.title) if part.title else []) or self.scale.of(without_basis(told)):
            return codes
        named = (
            {mention.code for mention in mentions(told)} if words.STARTS_BELOW.search(part.span.plain[-24:]) else set()
        )
        return [code for code in named if code in self.scale.codes] if len(named) == 1 else []
