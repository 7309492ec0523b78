"""A body while it is being found, and when two names mean the same body."""

from dataclasses import dataclass, field

from watchroom.plans.extraction.found import Duty, Place, Unit, UnitKind


@dataclass(slots=True)
class Draft:
    """A unit while it is being found."""

    name: str
    kind: UnitKind
    rule: str
    places: list[Place]
    abbr: str | None = None
    lead: str | None = None
    members: list[str] = field(default_factory=list)
    located_at: str | None = None
    duties: list[Duty] = field(default_factory=list)

    def unit(self, n: int) -> Unit:
        """The unit with its number in the document."""
        return Unit(
            id=f"unit-{n}",
            places=self.places,
            rule=self.rule,
            name=self.name,
            kind=self.kind,
            abbr=self.abbr,
            lead=self.lead,
            members=self.members,
            located_at=self.located_at,
            duties=self.duties,
        )


def same_but_place(one: str, other: str) -> bool:
    """`云岭县森林防灭火指挥部` and `县森林防灭火指挥部`."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and 0 < len(long) - len(short) <= 4 and long.endswith(short) and short[0] in "省市县区州"


def trimmed(text: str) -> str:
    return text.strip(" \t,，;；:：。.")
