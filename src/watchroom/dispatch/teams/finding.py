"""Which teams and experts there are, which are fit for an incident and how soon they are there, and who was called out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import ceil
from operator import or_

from django.db.models import Q, QuerySet

from watchroom.dispatch import call_queries, closing_roads
from watchroom.dispatch.call_queries import Row, Told
from watchroom.dispatch.kinds import SHIPPED_KINDS
from watchroom.dispatch.rules import Arrival
from watchroom.dispatch.teams.faults import NoSuchTeam
from watchroom.dispatch.teams.models import CallOut, Coming, Member, Team
from watchroom.dispatch.teams.rules import field_words, fits
from watchroom.dispatch.travel import Traveller, travel
from watchroom.dispatch.upstream import open_cases
from watchroom.journal import eyes
from watchroom.journal.clock import site_now
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.way_queries import shown, ways_to
from watchroom.people.ways import channel_words
from watchroom.places import queries as places

MOST = 500
GOES_BY = "support"  # teams and experts come by car: its speed is what is assumed where no road network is
OTHERS = Words(zh="其他单位的事件", en="an incident of another agency")


@dataclass(frozen=True, slots=True)
class Card:
    """A team with its fields in words, how many are in it, and where it is out: an incident's number, as far as it is seen."""

    team: Team
    fields: list[Words]
    n: int
    out: list[Words]

    @property
    def free(self) -> bool:
        return not self.out and not self.team.away


@dataclass(frozen=True, slots=True)
class Option:
    """One that could be called out. `minutes`: until it is there, from the call on; None where the incident has no position."""

    card: Card
    fits: bool
    arrival: Arrival | None

    @property
    def minutes(self) -> int | None:
        return self.card.team.ready_min + ceil(self.arrival.eta_s / 60) if self.arrival else None


@dataclass(frozen=True, slots=True)
class Out:
    """A team that was called out, who was asked with what each answered, and who comes, is there or has left."""

    row: CallOut
    told: Told
    coming: dict[int, Coming] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[Row, Coming | None, bool]]:
        """Each who was asked, whether he comes, and whether he is later than he said."""
        now, found = site_now(), []
        for row in self.told.rows:
            one = self.coming.get(row.called.pk)
            late = bool(one and one.due_at and one.due_at < now and one.came_at is None and one.left_at is None)
            found.append((row, one, late))
        return found

    @property
    def on_the_way(self) -> bool:
        """Somebody said that he comes, and has not called off."""
        return any(one.left_at is None for one in self.coming.values())

    @property
    def called_off(self) -> bool:
        """Somebody had said that he comes and no longer does, and nobody comes in his place."""
        return not self.on_the_way and any(one.left_at and one.came_at is None for one in self.coming.values())

    @property
    def here(self) -> int:
        return sum(one.came_at is not None and one.left_at is None for one in self.coming.values())

    @property
    def is_over(self) -> bool:
        return not self.told.open and all(one.left_at is not None for one in self.coming.values())


def teams(viewer: Viewer, kind: str = "", text: str = "") -> list[Card]:
    """All of them; for incidents of a kind or class; whose name, agency or skills hold a text."""
    viewer.must(Act.SEE)
    rows = Team.objects.select_related("home").order_by("sort", "code")
    if text:
        names = ("zh", "en", "agency_zh", "agency_en", "skills_zh", "skills_en", "code")
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": text[:64]}) for name in names)))
    found = [row for row in rows[:MOST] if not kind or kind in row.fields or fits(row.fields, kind)]
    return _cards(found)


def team(viewer: Viewer, pk: int) -> Card:
    """Raises NoSuchTeam."""
    viewer.must(Act.SEE)
    row = Team.objects.select_related("home").filter(pk=pk).first()
    if row is None:
        raise NoSuchTeam(team=pk)
    return _cards([row])[0]


@dataclass(frozen=True, slots=True)
class Who:
    """A member as the viewer may know him, with the ways by which he is reached."""

    row: Member
    words: Words
    ways: list[tuple[Words, str]]


def members(viewer: Viewer, pk: int) -> list[Who]:
    rows = list(Member.objects.filter(team=pk).select_related("person").order_by("rank"))
    of_persons, _ = ways_to({one.person_id for one in rows}, set()) if viewer.may(Act.SEE_NAMES) else ({}, {})
    return [
        Who(one, people.named(viewer, one.person.words), [(channel_words(way.channel), shown(viewer, way)) for way in of_persons.get(one.person_id, ())])
        for one in rows
    ]  # fmt: skip


def names_of_members() -> dict[int, tuple[Words, ...]]:
    """Who is in each team, by name: for whoever may see names."""
    found: dict[int, list[Words]] = defaultdict(list)
    for row in Member.objects.select_related("person").order_by("team", "rank"):
        found[row.team_id].append(row.person.words)
    return {team: tuple(names) for team, names in found.items()}


def options(viewer: Viewer, incident: int) -> list[Option]:
    """Every team and expert group, those fit for its kind first, those that can be called out before the others, soonest first.

    Goes to another process (roads): never inside a book. Raises NoSuchIncident.
    """
    viewer.must(Act.SEE)
    ((row, goal),) = open_cases([incident])
    cards = teams(viewer)
    starts = [places.centre(card.team.home) for card in cards]
    known = [(place, start) for place, start in enumerate(starts) if start is not None]
    arrivals: dict[int, Arrival] = {}
    if goal.point is not None and known:
        travellers = [Traveller(SHIPPED_KINDS[GOES_BY], start, None) for _, start in known]
        taken = travel(travellers, [goal.point], closing_roads.avoid(closing_roads.in_force(site_now())))
        arrivals = {place: one[0] for (place, _), one in zip(known, taken.rows, strict=True)}
    found = [Option(card, fits(card.team.fields, row.kind), arrivals.get(place)) for place, card in enumerate(cards)]
    return sorted(
        found,
        key=lambda one: (not one.fits, not one.card.free, one.minutes is None, one.minutes or 0, one.card.team.code),
    )


def fit(viewer: Viewer, incident: int, most: int = 3) -> list[Option]:
    """Those that one press could call out now: fit for the kind, ready, and called out nowhere; soonest first."""
    return [one for one in options(viewer, incident) if one.fits and one.card.free and one.card.n][:most]


def outs(viewer: Viewer, incident: int) -> list[Out]:
    """Those that were called out to an incident, the newest first."""
    viewer.must(Act.SEE)
    rows = list(
        CallOut.objects.filter(incident=incident).select_related("team__home", "incident").order_by("-pk")[:MOST]
    )
    told = {one.call.pk: one for one in call_queries.calls(viewer, incident=incident)} if rows else {}
    coming: dict[int, dict[int, Coming]] = defaultdict(dict)
    for one in Coming.objects.filter(out__in=rows):
        coming[one.out_id][one.called_id] = one
    return [Out(row, told[row.call_id], coming[row.pk]) for row in rows if row.call_id in told]


def under_way(team: int | None = None) -> QuerySet[CallOut]:
    """Call-outs that are not over, of all incidents whoever asks: somebody is called still, or comes, or is there."""
    with eyes.everybody():
        rows = CallOut.objects.filter(_RUNS).select_related("incident", "team").distinct().order_by("pk")
        return rows.filter(team=team) if team is not None else rows


_RUNS = Q(call__ended_at=None) | Q(coming__isnull=False, coming__left_at=None)


def _cards(rows: Sequence[Team]) -> list[Card]:
    out: dict[int, list[Words]] = defaultdict(list)
    for one in under_way():
        seen = eyes.sees(one.incident_id)
        out[one.team_id].append(Words(zh=one.incident.number, en=one.incident.number) if seen else OTHERS)
    counts: dict[int, int] = defaultdict(int)
    for pk in Member.objects.filter(team__in=rows).values_list("team", flat=True):
        counts[pk] += 1
    return [Card(row, [field_words(code) for code in row.fields], counts[row.pk], out[row.pk]) for row in rows]
