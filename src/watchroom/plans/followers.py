"""The platform proposes: whenever something happens that a plan may speak of, the plans are held to the facts."""

from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.plans.loading import current, load
from watchroom.plans.proposing import Finding, keep, look
from watchroom.plans.rules import facts_index


class KeepProposals(Follower):
    """Only proposals are made and kept here; starting a plan is an act of a person."""

    name = "plans.proposals"
    kinds = (
        "incidents.opened", "incidents.noted", "incidents.located", "alarms.raised", "alarms.returned", "alarms.latched", "alarms.cleared",
        "alarms.linked",
        "sources.bulletin_received", "sources.bulletin_ended", "plans.imported", "plans.stated",
    )  # fmt: skip

    def __init__(self) -> None:
        self._found: tuple[Entry | None, list[Finding]] = (None, [])

    def look(self, entry: Entry) -> None:
        self._found = (entry, self._findings(entry))

    def handle(self, entry: Entry) -> None:
        seen, found = self._found
        keep(found if seen is entry else self._findings(entry), actor=f"follower:{self.name}", cause=entry.id)

    def _findings(self, entry: Entry) -> list[Finding]:
        if entry.kind == "incidents.noted" and not entry.facts.get("counted"):
            return []
        if entry.kind.startswith("incidents.") or entry.kind == "plans.stated":
            return look(incident=entry.incident)
        concerned = self._concerned(entry)
        return look(plans=concerned) if concerned else []

    def _concerned(self, entry: Entry) -> set[str]:
        """The plans that speak of what the entry is about."""
        if entry.kind == "plans.imported":
            return {str(entry.facts["plan"])}
        index = facts_index([load(row) for row in current()])
        if entry.kind.startswith("alarms."):
            return index.get(f"sensor:{entry.facts['quantity']}", set())
        return {code for name, codes in index.items() if name.startswith("bulletin:") for code in codes}


FOLLOWERS = [KeepProposals()]
