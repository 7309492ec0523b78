"""Run by `bounded` as a program of its own: a text with its blocks, and the words of the site, come in, what was found in it goes out, as JSON."""

import json
import sys
from typing import Any

from watchroom.kernel.apart import begin, bind

READY_S = 2  # at most, for reading our own code


def main(limit_s: int) -> dict[str, Any]:
    bind(limit_s + READY_S)
    from watchroom.plans.documents.text import Block, Document
    from watchroom.plans.extraction.extract import extract
    from watchroom.plans.extraction.sitewords import learned, read_as
    from watchroom.plans.extraction.vocabulary import shipped

    begin(limit_s)
    told = json.load(sys.stdin.buffer)
    document = Document(blocks=tuple(Block(*block) for block in told["blocks"]), **told["document"])
    words = {(field, before): after for field, before, after in told["words"]}
    return read_as(extract(document, learned(shipped(), words)), words).model_dump(mode="json")


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout, ensure_ascii=False)
