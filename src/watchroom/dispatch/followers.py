"""An activated plan becomes orders, what waited for a signature once it is signed; a response that is stood down ends those still
open. A leader's instruction to a post becomes an order too, which ends with it."""

from collections.abc import Callable

from watchroom.dispatch import actions, instructed
from watchroom.dispatch.upstream import Activated, activated
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry

_ON_INSTRUCTIONS: dict[str, Callable[..., object]] = {
    "incidents.instructed": instructed.begin,
    "incidents.instruction_answered": instructed.end_answered,
    "incidents.instruction_withdrawn": instructed.end_withdrawn,
}


class Orders(Follower):
    """All kinds in one follower, so that a standing down is never read before its activation."""

    name = "dispatch.orders"
    kinds = (
        "plans.activated", "plans.signed", "plans.stood_down",
        "incidents.instructed", "incidents.instruction_answered", "incidents.instruction_withdrawn",
    )  # fmt: skip

    def __init__(self) -> None:
        self._found: tuple[Entry | None, Activated | None] = (None, None)

    def look(self, entry: Entry) -> None:
        """What was activated is frozen: it is the same before the transaction and in it."""
        if entry.kind not in _ON_INSTRUCTIONS:
            self._found = (entry, activated(_activation(entry)))

    def handle(self, entry: Entry) -> None:
        if entry.kind in _ON_INSTRUCTIONS:
            _ON_INSTRUCTIONS[entry.kind](int(entry.facts["instruction"]), actor=f"follower:{self.name}", cause=entry.id)
            return
        seen, found = self._found
        act = actions.cancel_orders if entry.kind == "plans.stood_down" else actions.create_orders
        act(_activation(entry), actor=f"follower:{self.name}", cause=entry.id, found=found if seen is entry else None)


def _activation(entry: Entry) -> int:
    return int(entry.subject.partition(":")[2])


FOLLOWERS = [Orders()]
