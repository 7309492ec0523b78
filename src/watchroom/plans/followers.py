"""The platform proposes: whenever something happens that a plan may speak of, the plans are held to the facts."""

from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.plans.actions import propose
from watchroom.plans.loading import current, load
from watchroom.plans.rules import facts_index


class KeepProposals(Follower):
    """Only proposals are made and kept here; starting a plan is an act of a person."""

    name = "plans.proposals"
    kinds = (
        "incidents.opened", "incidents.noted", "alarms.raised", "alarms.returned", "alarms.cleared", "alarms.linked",
        "sources.bulletin_received", "sources.bulletin_ended", "plans.imported",
    )  # fmt: skip

    def handle(self, entry: Entry) -> None:
        if entry.kind == "incidents.noted" and not entry.facts.get("counted"):
            return
        actor = f"follower:{self.name}"
        if entry.kind.startswith("incidents."):
            propose(actor=actor, incident=entry.incident, cause=entry.id)
            return
        concerned = self._concerned(entry)
        if concerned:
            propose(actor=actor, plans=concerned, cause=entry.id)

    def _concerned(self, entry: Entry) -> set[str]:
        """The plans that speak of what the entry is about."""
        if entry.kind == "plans.imported":
            return {str(entry.facts["plan"])}
        index = facts_index([load(row) for row in current()])
        if entry.kind.startswith("alarms."):
            return index.get(f"sensor:{entry.facts['quantity']}", set())
        return {code for name, codes in index.items() if name.startswith("bulletin:") for code in codes}


FOLLOWERS = [KeepProposals()]
