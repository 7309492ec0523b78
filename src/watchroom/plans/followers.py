"""The platform proposes: whenever something happens that a plan may speak of, the plans are held to the facts."""

from watchroom.alarms.platform import PLAN_UNFIT, raise_about, return_about
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words
from watchroom.plans.computing import take
from watchroom.plans.loading import current, load
from watchroom.plans.models import Plan, PlanFault
from watchroom.plans.proposing import Finding, keep, look
from watchroom.plans.rules import facts_index
from watchroom.plans.running import lapse_closed
from watchroom.plans.site_facts import OF_DAYS


class KeepProposals(Follower):
    """Only proposals are made and kept here; starting a plan is an act of a person."""

    name = "plans.proposals"
    kinds = (
        "incidents.opened", "incidents.noted", "incidents.located", "alarms.raised", "alarms.returned", "alarms.latched", "alarms.cleared",
        "alarms.linked",
        "sources.bulletin_received", "sources.bulletin_ended", "plans.imported", "plans.put_in_force", "plans.stated", "plans.computed",
        "plans.days_named", "plans.days_withdrawn", "plans.workdays_put",
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
        if entry.kind.startswith("incidents.") or entry.kind in ("plans.stated", "plans.computed"):
            return look(incident=entry.incident)
        concerned = self._concerned(entry)
        return look(plans=concerned) if concerned else []

    def _concerned(self, entry: Entry) -> set[str]:
        """The plans that speak of what the entry is about."""
        if entry.kind in ("plans.imported", "plans.put_in_force"):
            return {str(entry.facts["plan"])}
        index = facts_index([load(row) for row in current()])
        if entry.kind.startswith("alarms."):
            return index.get(f"sensor:{entry.facts['quantity']}", set())
        if entry.kind.startswith("plans."):
            return {code for fact in OF_DAYS for code in index.get(f"site:{fact}", set())}
        return {code for name, codes in index.items() if name.startswith("bulletin:") for code in codes}


class TakeFigures(Follower):
    """What a model gave becomes a fact where a plan in force declares that it does; what a person rejected is one no longer.

    It reads what the room of models wrote in the book, and writes only what the plans hold to be known.
    """

    name = "plans.figures"
    kinds = ("advice.given", "advice.accepted", "advice.rejected")

    def handle(self, entry: Entry) -> None:
        take(entry, actor=f"follower:{self.name}")


class AlarmOfUnfitPlans(Follower):
    """One alarm for a plan in force that the daily check finds errors in, until they are mended.

    It writes upstream, as the platform's other alarms about itself do: no reaction follows from one by itself.
    """

    name = "plans.unfit"
    kinds = ("plans.checked", "plans.replaced", "plans.withdrawn")

    def handle(self, entry: Entry) -> None:
        about, facts, actor = f"plan:{entry.facts['plan']}", entry.facts, f"follower:{self.name}"
        standing = PlanFault.objects.filter(severity="error", mended_at=None, plan__code=facts["plan"])
        if not standing.filter(plan__state=Plan.State.IN_FORCE).exists():
            return_about(PLAN_UNFIT, about, entry.at, actor=actor)
        elif entry.kind == "plans.checked" and facts["errors"]:
            names = Words(zh="《{zh}》", en="{en}").fill(**facts)
            detail = Words(zh="{errors} 处错误，例如：{worst_zh}。", en="{errors} errors, such as: {worst_en}.").fill(
                **facts
            )
            raise_about(PLAN_UNFIT, about, names, detail, entry.at, entry=entry.id, actor=actor)


class EndNotices(Follower):
    """With its incident closed, what no post has confirmed is not awaited any more."""

    name = "plans.notices"
    kinds = ("incidents.closed",)

    def handle(self, entry: Entry) -> None:
        if entry.incident is not None:
            lapse_closed(entry.incident, actor=f"follower:{self.name}", cause=entry.id)


FOLLOWERS = [TakeFigures(), KeepProposals(), AlarmOfUnfitPlans(), EndNotices()]
