"""Acts of the API that are done once for one key, however often they are asked for."""

from collections.abc import Callable
from typing import Any

from ninja import Schema
from ninja.params.functions import Header

from watchroom.journal.once import once
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

KEY = Header(
    None,
    alias="Idempotency-Key",
    max_length=128,
    description="The same key again gives the same answer and does nothing twice.",
)


def keyed(viewer: Viewer, key: str | None, what: str, asked: dict[str, Any], act: Callable[[], Schema]) -> Any:
    """With an idempotency key the act is done once and its answer given again. `asked` holds no numbers with decimals.

    Raises NotSignedIn, NotAllowed.
    """
    viewer.must(Act.SEE)
    if not key:
        return act()
    told = {"what": what, "asked": asked}
    return once(f"person:{viewer.person}", key, told, lambda: act().model_dump(mode="json"), actor=viewer.actor)
