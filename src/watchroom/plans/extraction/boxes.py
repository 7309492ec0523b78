"""Check lists whose boxes stand in one line: `[ ] Call the warden. [ ] Lock the gate.`"""

import re
from dataclasses import replace
from itertools import pairwise

from watchroom.plans.documents.text import Block, Document

BOX = r"\[[ xX]?\]|[☐☑□]"
_BOX = re.compile(rf"(?:{BOX})\s*(?=\w)")
MOST = 4000  # characters of such a line


def parted(document: Document, block: Block) -> list[Block]:
    """A block that begins with a box cut before each further one; else the block as it is."""
    text = document.text[block.start : block.end]
    if block.kind == "row" or len(text) > MOST or not _BOX.match(text.lstrip()):
        return [block]
    cuts = [found.start() for found in _BOX.finditer(text)]
    return [replace(block, start=block.start + a, end=block.start + b) for a, b in pairwise([0, *cuts[1:], len(text)])]
