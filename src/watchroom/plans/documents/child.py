"""Run by `reading` as a program of its own: a file comes in, its pieces go out as JSON. Here it may promise what it likes.

The limits of memory and of processor time are set before any of the libraries that parse is called.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from watchroom.kernel.apart import MEMORY, bind


def main(media: str, limit_s: int, recognise: bool) -> dict[str, Any]:
    bind(limit_s, largest=5 * MEMORY if recognise else MEMORY)
    from watchroom.kernel.packing import Refused
    from watchroom.plans.documents.pieces import bounded

    data = sys.stdin.buffer.read()
    told: dict[str, Any] = {}
    try:
        pieces = [
            [one.text, one.kind, one.depth, one.page, one.table] for one in bounded(_read(media, data, recognise, told))
        ]
    except Refused as refused:
        return {"refused": refused.fault, "facts": refused.facts}
    return {**told, "pieces": pieces}


def _read(media: str, data: bytes, recognise: bool, told: dict[str, Any]) -> Iterator[Any]:
    if media == "docx":
        from watchroom.plans.documents import docx

        yield from docx.pieces(data)
    elif media == "pdf":
        from watchroom.plans.documents import pdf

        yield from pdf.pieces(data, recognise, told)
    elif media == "html":
        from watchroom.plans.documents import html

        yield from html.pieces(data.decode("utf-8"))
    else:
        from watchroom.plans.documents import markdown

        yield from markdown.pieces(data.decode("utf-8"))


if __name__ == "__main__":
    json.dump(main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "recognise"), sys.stdout, ensure_ascii=False)
