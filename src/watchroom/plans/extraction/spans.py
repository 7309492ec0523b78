"""A piece of a document as it is read: joined over line breaks, blanks between Chinese characters left out.

Every character knows where it stands in the document, so that whatever is found in a piece can be shown in its place.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from watchroom.plans.extraction.found import Place

# One character for one character, so that a place in the plain text is a place in the text.
_PLAIN = str.maketrans(
    "０１２３４５６７８９（）［］，；：．％～—–－＞＜＝！？ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩＩＶＸＡＢＣＤＥａｂｃｄｅ　\u00a0〇○㎜㎡",
    "0123456789()[],;:.%~---><=!?ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVXABCDEabcde  零零㎜㎡",
)


def half_width(text: str) -> str:
    """The text with brackets, digits and signs at half width, as long as it was."""
    return text.translate(_PLAIN)


@dataclass(frozen=True)
class Span:
    """`text[i]` stands at `at[i]` of the document."""

    text: str
    at: "array[int]"

    @cached_property
    def plain(self) -> str:
        """The text with brackets, digits and signs at half width; as long as the text."""
        return half_width(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int | None = None) -> "Span":
        """A part of it, without blanks at its ends."""
        text = self.text[start:end]
        left = len(text) - len(text.lstrip())
        right = len(text.rstrip())
        return Span(text[left:right], self.at[start:end][left:right])

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Where a part of it stands in the document."""
        at = self.at[start:end] or self.at[-1:]
        return Place(start=at[0], end=at[-1] + 1) if at else Place(start=0, end=0)


EMPTY = Span("", array("l"))


def wide(char: str) -> bool:
    """A Chinese character, or a sign that Chinese sets without blanks."""
    return "\u2460" <= char <= "\u24ff" or "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\uffef"


def read(text: str, pieces: Iterable[tuple[int, int]], *, cells: bool = False) -> Span:
    """One span of several pieces of a text, read on over the gaps between them. `cells`: tabs part cells and stay."""
    chars: list[str] = []
    at: array[int] = array("l")
    gap = -1
    for start, end in pieces:
        gap = start - 1 if chars and gap < 0 else gap
        for offset in range(start, end):
            char = text[offset]
            if char.isspace() and not (cells and char == "\t"):
                gap = offset if gap < 0 else gap
                continue
            if gap >= 0 and chars and not wide(chars[-1]) and not wide(char):
                chars.append(" ")
                at.append(gap)
            gap = -1
            chars.append(char)
            at.append(offset)
    return Span("".join(chars), at)
