"""What every reader makes of a file: one text, cut into blocks, so that each thing found can say where it stands."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from watchroom.plans.documents import aligned, headed, numbered, piped

BlockKind = Literal["heading", "paragraph", "item", "row"]
Media = Literal["docx", "pdf", "html", "markdown", "text"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list with signs or a row of a table: `text[start:end]` of its document, without the line end.

    depth  of a heading, as the file's own styles say it (1 is the highest); 0 where the file says nothing
    page   from 1, where the file has pages
    table  number of the table that a row belongs to, from 0; the cells of a row are parted by tabs
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    depth: int = 0
    page: int | None = None
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read. Every place in it is a pair of offsets into `text`, in characters.

    text    blocks parted by line ends; wording is never changed, automatic numbers of lists are written out
    digest  SHA-256 of the file
    pictures    pages that are pictures and could not be read;  recognised  pages read from pictures, to be compared
    """

    text: str
    blocks: tuple[Block, ...]
    name: str
    media: Media
    digest: str
    pages: int | None = None
    pictures: tuple[int, ...] = ()
    recognised: tuple[int, ...] = ()

    def quote(self, start: int, end: int) -> str:
        return self.text[start:end]

    def block_at(self, offset: int) -> Block | None:
        """The block in which an offset lies."""
        at = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[at] if at >= 0 and offset <= self.blocks[at].end else None

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return self.text.count("\n", 0, offset) + 1


def plain(text: str, *, name: str, digest: str) -> Document:
    """A document of plain text: each line that is not blank is a block; the rows of tables are parted into cells."""
    text = numbered.untabbed(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = headed.tabbed(aligned.tabbed(piped.tabbed(text)))
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            goes_on = bool(blocks) and blocks[-1].kind == "row" and line.startswith("\t")  # its first cell is empty
            kind: BlockKind = "row" if "\t" in line.strip() or goes_on else "paragraph"
            blocks.append(Block(at, at + len(line), kind))
        at += len(line) + 1
    return Document(text, tuple(blocks), name, "text", digest)
