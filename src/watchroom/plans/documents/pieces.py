"""What a reader gives, one after another: the pieces of a document, bounded in number and length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from watchroom.kernel.packing import heavy
from watchroom.plans.documents.text import BlockKind

MOST_CHARACTERS = 2_000_000  # about a thousand pages of print
MOST_PIECES = 100_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading or row before its place in the text is known; the fields are those of `text.Block`."""

    text: str
    kind: BlockKind = "paragraph"
    depth: int = 0
    page: int | None = None
    table: int | None = None


def bounded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces that have text. Raises Refused when they are more than a plan can be."""
    characters = count = 0
    for piece in pieces:
        if not piece.text.strip():
            continue
        characters += len(piece.text) + 1
        count += 1
        if characters > MOST_CHARACTERS:
            raise heavy("文字字数", "characters of text", MOST_CHARACTERS)
        if count > MOST_PIECES:
            raise heavy("段落和表格行数", "paragraphs and rows", MOST_PIECES)
        yield piece
