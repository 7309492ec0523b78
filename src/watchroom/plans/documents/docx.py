"""Word documents: read as a stream, so that no tree of what was sent is ever built; nothing outside the package is asked.

Tracked changes are read as accepted; heads, feet, notes, comments, tables of contents and hidden text are left out.
"""

from collections.abc import Iterator
from typing import Any

from watchroom.kernel.packing import Package, Refused
from watchroom.plans.documents.docx_body import Body
from watchroom.plans.documents.docx_lists import Lists
from watchroom.plans.documents.docx_styles import Styles
from watchroom.plans.documents.pieces import Piece
from watchroom.plans.documents.xml import parse

MOST_SIDE_PART = 8 << 20


def pieces(data: bytes) -> Iterator[Piece]:
    """Raises Refused for a package that is broken, too large, or no Word document."""
    package = Package(data)
    main = "word/document.xml"
    if main not in package.names:
        main = next((name for name in sorted(package.names) if name.endswith("/document.xml")), "")
    if not main:
        raise Refused("DocumentUnknown", what=("压缩包，但不是 Word 文档", "a package, but no Word document"))
    folder = main.rpartition("/")[0]
    styles, lists = Styles(), Lists()
    _side(package, f"{folder}/styles.xml", styles)
    _side(package, f"{folder}/numbering.xml", lists)
    body = Body(styles, lists.done(styles))
    for _ in parse(package.part(main), body):
        yield from body.taken()
    yield from body.taken()


def _side(package: Package, name: str, handler: Any) -> None:
    for _ in parse(package.part(name, MOST_SIDE_PART), handler):
        pass
