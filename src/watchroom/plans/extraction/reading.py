"""One document being read: its text, its outline and the vocabulary. It is what every finder is given."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.found import Doubt, Place
from watchroom.plans.extraction.parts import Outline, Part
from watchroom.plans.extraction.vocabulary import Vocabulary


@dataclass(frozen=True)
class Reading:
    """The document, its outline and the vocabulary that reads it."""

    document: Document
    outline: Outline
    vocabulary: Vocabulary

    @cached_property
    def body(self) -> list[Part]:
        """The parts of the plan itself: without what stands before it, its annexes, and further plans."""
        return [part for part in self.outline.parts if part.region == "body"]

    def doubts(self, part: Part, place: Place) -> list[Doubt]:
        """That it stands below no heading, where what its paragraph is about was read from what it says."""
        if part.index not in self.outline.inferred:
            return []
        zh, en = "原文缺少标题，归类取自本段内容", "Its heading is lost; what it is was read from the paragraph itself"
        return [Doubt(code="no_heading", zh=zh, en=en, places=[place])]

    @cached_property
    def language(self) -> Literal["zh", "en"]:
        """`zh` where a tenth of the letters or more are Chinese, else `en`."""
        sample = self.document.text[:20_000]
        chinese = sum("\u4e00" <= char <= "\u9fff" for char in sample)
        return "zh" if chinese * 10 >= sum(char.isalpha() for char in sample) else "en"
