"""A piece of a document as it is read: joined over line breaks, blanks between Chinese characters left out.

Every character knows where it stands in the document, so that whatever is found in a piece can be shown in its place.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from watchroom.plans.extraction.found import Place

# One character for one character, so that a place in the plain text is a place in the text.
_PLAIN = str.maketrans(
    "０１２３４５６７８９（）［］，；：．％～—–－＞＜＝！？ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩＩＶＸＡＢＣＤＥａｂｃｄｅ　\u00a0〇○㎜㎡",
    "0123456789()[],;:.%~---><=!?ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVXABCDEabcde  零零㎜㎡",
)
# What stands for the 型 of a size that is a grade, and what makes the longest as long as its grade (see `sizes`).
SIZE, SIZE_PAD = "\ue0f1", "\ue0f2"
_SIZES = {f"特大{SIZE}{SIZE_PAD}": "特别重大", f"大{SIZE}": "重大", f"中{SIZE}": "较大", f"小{SIZE}": "一般"}


def half_width(text: str) -> str:
    """The text with brackets, digits and signs at half width, as long as it was; sizes that are grades as these."""
    plain = text.translate(_PLAIN)
    if SIZE in plain:
        for size, grade in _SIZES.items():
            plain = plain.replace(size, grade)
    return plain


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


_STOPS = '，。；、：！？,;:.!?“”"《》〈〉·—…％%'
_BRACKETS = "（）()〔〕[]【】"
_LEAST, _CLAUSE = 2, 8  # characters on both sides of a blank that stands for a sign; more than those are clauses


def airy(text: str) -> bool:
    """Whether a text sets a blank behind its commas and stops, as a print does whose other blanks are signs that were lost."""
    spaced = tight = 0
    for sign, then in pairwise(text):
        if sign in "，。；、":
            spaced += then in " \u3000"
            tight += wide(then)
    return spaced >= 24 and spaced >= 3 * tight


def _lost(text: str, gap: int, then: int, start: int, end: int) -> str:
    """The sign that a blank between two Chinese characters stands for: `、` between words, `。` between clauses."""
    before, after = gap, then
    while before > start and wide(text[before - 1]) and text[before - 1] not in _STOPS + _BRACKETS:
        before -= 1
    while after < end and wide(text[after]) and text[after] not in _STOPS + _BRACKETS:
        after += 1
    left, right = gap - before, after - then
    if min(left, right) < _LEAST:
        return ""
    return "、" if min(left, right) <= _CLAUSE and left <= 2 * _CLAUSE else "。"


def read(text: str, pieces: Iterable[tuple[int, int]], *, cells: bool = False, mended: bool = False) -> Span:
    """One span of several pieces of a text, read on over the gaps between them. `cells`: tabs part cells and stay;
    `mended`: a blank inside a line is read as the sign that was lost there."""
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
            elif mended and gap >= start and chars and (sign := _lost(text, gap, offset, start, end)):
                chars.append(sign)
                at.append(gap)
            gap = -1
            chars.append(char)
            at.append(offset)
    return Span("".join(chars), at)
