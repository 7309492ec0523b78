"""What stands on a page that was recognised from a picture is unsure, however well it reads."""

from typing import Any

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.found import Doubt, Element, Found


def doubted(found: Found, document: Document) -> Found:
    """What was found, with a doubt at everything that stands on such a page."""
    if not document.recognised:
        return found

    def seen[E: Element](element: E) -> E:
        block = document.block_at(element.places[0].start)
        if block is None or block.page not in document.recognised:
            return element
        doubt = Doubt(
            code="recognised",
            zh=f"第 {block.page} 页由图片识别，请与原件逐字核对",
            en=f"Page {block.page} was recognised from a picture; compare it with the original word by word",
            places=element.places[:1],
        )
        return element.model_copy(update={"doubts": [*element.doubts, doubt]})

    levels = [level.model_copy(update={"conditions": list(map(seen, level.conditions))}) for level in found.levels]
    made: dict[str, Any] = {"metadata": seen(found.metadata), "levels": list(map(seen, levels))}
    for name in ("units", "actions", "reports", "notes"):
        made[name] = list(map(seen, getattr(found, name)))
    return found.model_copy(update=made)
