"""An activated plan becomes orders; a response that is stood down ends those still open."""

from watchroom.dispatch import actions
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry


class Orders(Follower):
    """Both kinds in one follower, so that a standing down is never read before its activation."""

    name = "dispatch.orders"
    kinds = ("plans.activated", "plans.stood_down")

    def handle(self, entry: Entry) -> None:
        activation = int(entry.subject.partition(":")[2])
        act = actions.create_orders if entry.kind == "plans.activated" else actions.cancel_orders
        act(activation, actor=f"follower:{self.name}", cause=entry.id)


FOLLOWERS = [Orders()]
