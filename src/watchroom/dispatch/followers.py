"""An activated plan becomes orders, what waited for a signature once it is signed; a response that is stood down ends those still
open. A leader's instruction to a post becomes an order too, which ends with it. A unit that will not arrive is an alarm."""

from collections.abc import Callable

from watchroom.alarms import queries as alarms
from watchroom.alarms.platform import UNIT_LOST, raise_about, return_about, tell_about
from watchroom.alarms.rules import STANDING, State
from watchroom.dispatch import actions, instructed
from watchroom.dispatch.shortfall import Shortfall, shortfall
from watchroom.dispatch.upstream import Activated, activated
from watchroom.journal.clock import exercise
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.kernel.exercise import marked

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


class AlarmOfLostUnits(Follower):
    """One alarm for an incident that lacks what a unit would have met that will not arrive, until it lacks it no more.

    It writes upstream, as the platform's other alarms about itself do: no reaction follows from one by itself.
    """

    name = "dispatch.lost_units"
    kinds = (
        "dispatch.unit_dispatched", "dispatch.unit_diverted", "dispatch.unit_available", "dispatch.unit_returning", "dispatch.unit_out",
        "dispatch.unit_en_route", "dispatch.unit_on_scene", "dispatch.unit_transporting", "dispatch.unit_at_destination",
        "dispatch.unit_late", "dispatch.order_done", "dispatch.order_left", "dispatch.order_cancelled", "incidents.graded",
        "incidents.closed",
    )  # fmt: skip

    def __init__(self) -> None:
        self._found: tuple[Entry | None, Shortfall | None] = (None, None)

    def look(self, entry: Entry) -> None:
        self._found = (entry, shortfall(entry.incident) if entry.incident is not None else None)

    def handle(self, entry: Entry) -> None:
        seen, found = self._found
        if entry.incident is None or seen is not entry:
            return
        about, actor = f"incident:{entry.incident}", f"follower:{self.name}"
        standing = alarms.about_one(UNIT_LOST, about)
        stands = standing is not None and State(standing.state) in STANDING
        if found is None:
            if stands:
                return_about(UNIT_LOST, about, entry.at, actor=actor)
        elif stands:
            tell_about(UNIT_LOST, about, found.detail, entry=entry.id, actor=actor)
        else:
            names = marked(found.names, entry.exercise and not exercise())
            raise_about(
                UNIT_LOST, about, names, found.detail, entry.at, entry=entry.id, actor=actor, incident=entry.incident
            )


FOLLOWERS = [Orders(), AlarmOfLostUnits()]
