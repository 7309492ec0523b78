"""What says that a list is of measures where its chapter is about something else: a label alone in its line (`响应措施：`),
or the items themselves below a warning's colour."""

import re

from watchroom.plans.extraction.clauses import mostly_orders
from watchroom.plans.extraction.grades import Scale
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.titles import MEASURES_LABEL

MOST_LABEL = 14  # characters of a label that stands alone
_TOLD_IN = ("warning", "conditions", "preparation", "other")
_MEASURES = re.compile("措施|行动|处置")
MEASURES_TITLE = re.compile("(?:应急|响应|处置|主要|具体){0,2}(?:措施|行动)")  # of an item: `（2）响应措施。…`
_LABELLED = re.compile(r"(?:应急|响应|处置|主要|防范|应对){0,2}(?:措施|行动):(?=.{8})")
_OTHERS = re.compile(r"(?:响应|预警|启动|发布|分级|信号)*(?:条件|标准|情形|含义|程序|解除)[:。]?")


class Labels:
    """Takes part after part. `scale`: the levels that the plan defines."""

    def __init__(self, outline: Outline, scale: Scale) -> None:
        self.outline, self.scale = outline, scale
        self.answering: set[int | None] = set()  # parts below which measures are told
        self.inline = -1  # the part that tells them behind a label of its own (`措施：各组…`)

    def take(self, part: Part) -> None:
        """Keeps what a part says of those behind or below it."""
        plain = part.span.plain.strip()
        if part.kind == "chapter":
            below = self.outline.under(part) if self._of_warning(part) else []
            if mostly_orders(p.span.plain for p in below if not p.bare and p.kind != "row"):
                self.answering.add(part.index)
        elif part.kind == "text" and part.role == "warning" and _LABELLED.match(plain):
            self.inline = part.index
        elif len(plain) <= MOST_LABEL and MEASURES_LABEL.fullmatch(plain):
            self.answering.add(part.index if part.kind == "item" else part.parent)
        elif len(plain) <= MOST_LABEL and _OTHERS.fullmatch(plain):
            self.answering.discard(part.parent)

    def _of_warning(self, part: Part) -> bool:
        """Of a warning's level; or numbered, with a title that says nothing of what stands below it."""
        if part.role in ("warning", "conditions"):
            return bool(self.scale.of(part.title))
        return part.role == "other" and part.style in ("hanzi", "hanzi_paren", "digit") and part.bare

    def answers(self, part: Part) -> bool:
        """Whether a part stands where measures are told."""
        if part.role not in _TOLD_IN:
            return False
        return (
            part.index == self.inline
            or part.parent in self.answering
            or any(p.index in self.answering for p in self.outline.above(part))
        )

    def below_conditions(self, part: Part) -> str:
        """What a text below a chapter on conditions (`4.3 响应分级`) stands under: `conditions` themselves, or the `level`
        that has a chapter of its own there; nothing where a title between them is on the measures (`响应措施`)."""
        level = False
        for above in (part, *self.outline.above(part)):
            if above.kind == "item" and MEASURES_TITLE.fullmatch(above.title):
                return ""
            if above.role == "conditions":
                return "level" if level else "conditions"
            if above.kind == "chapter" and above.role in ("response", "procedure"):
                level = bool(self.scale.of_title(above.title))
                if not level or _MEASURES.search(above.title):
                    return ""
        return ""
