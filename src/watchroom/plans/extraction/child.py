"""Run by `bounded` as a program of its own: a text with its blocks comes in, what was found in it goes out, as JSON."""

import json
import sys
from typing import Any

from watchroom.plans.documents.apart import bind


def main(limit_s: int) -> dict[str, Any]:
    bind(limit_s)
    from watchroom.plans.documents.text import Block, Document
    from watchroom.plans.extraction.extract import extract

    told = json.load(sys.stdin.buffer)
    document = Document(blocks=tuple(Block(*block) for block in told["blocks"]), **told["document"])
    return extract(document).model_dump(mode="json")


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout, ensure_ascii=False)
