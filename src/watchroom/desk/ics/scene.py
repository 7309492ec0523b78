"""What the forms are filled from: an incident with its people, units, tasks and book, read once; and how it is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from watchroom.desk import saying, seeing
from watchroom.dispatch import boards, fleet_board
from watchroom.dispatch import queries as dispatch
from watchroom.dispatch.boards import Branch, Standing, Tree
from watchroom.dispatch.kinds import UnitKind, kinds
from watchroom.dispatch.models import Order, Run, Team, Unit
from watchroom.dispatch.teams import finding
from watchroom.dispatch.teams.finding import Out
from watchroom.incidents import form_keeping
from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.journal.exercises import in_exercise
from watchroom.journal.models import Entry
from watchroom.kernel.words import Lang, Words
from watchroom.people import queries as people
from watchroom.people.queries import OnWatch
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_RUNS = 2000


@dataclass(frozen=True, slots=True)
class Scene:
    """typed  by form the newest version of what people filled in: text by field
    known  by id every unit that was ever sent to it, with its home
    outs   teams and experts that were called out to it, the first called first
    """

    row: Incident
    viewer: Viewer
    lang: Lang
    now: datetime
    exercise: bool
    trees: list[Tree]
    watch: list[OnWatch]
    units: list[Unit]
    runs: list[Run]
    lanes: list[dispatch.Lane]
    entries: list[Entry]
    typed: Mapping[str, Mapping[str, str]]
    known: Mapping[int, Unit]
    kinds: Mapping[str, UnitKind]
    outs: list[Out]

    def kind(self, unit: Unit) -> str:
        return self.say(self.kinds[unit.kind].title) if unit.kind in self.kinds else unit.kind

    def home(self, unit: Unit) -> str:
        found = self.known.get(unit.pk)
        return self.say(found.home.words) if found else ""

    def home_of(self, team: Team) -> str:
        return self.say(team.home.words)

    def of(self, form: str, field: str) -> str:
        """What was typed for a field; empty where nobody did."""
        return self.typed.get(form, {}).get(field, "")

    def t(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def say(self, words: Words | None) -> str:
        return words.text(self.lang) if words else ""

    def pair(self, name: str, value: str) -> str:
        return f"{name}{self.t('：', ': ')}{value}"

    def when(self, at: datetime | None) -> str:
        """The moment at the site; nothing where it is not known."""
        return saying.when_text(at, at, settings.SITE_ZONE, self.lang, "full") if at else ""

    @property
    def zone(self) -> str:
        return saying.zone_name(settings.SITE_ZONE, self.now, self.lang)

    @property
    def orders(self) -> list[Order]:
        return [card.order for lane in self.lanes for card in lane.cards]

    @property
    def period(self) -> str:
        """The operational period, as the form of the objectives says it; empty while nobody set it."""
        since, until = self.of("202", "period_from"), self.of("202", "period_to")
        return f"{since} – {until}" if since or until else ""

    def entry(self, one: Entry) -> str:
        return self.say(one.say(personal=self.viewer.may(Act.SEE_PERSONAL)))

    def posts(self) -> Iterator[tuple[Branch, str, str]]:
        """Every post of the running responses: its body, its name, and who holds it."""
        for branch, one in self._posts():
            yield branch, self.say(one.post.words), self.say(one.holder)

    @property
    def watch_alone(self) -> list[OnWatch]:
        """Those on watch whose post no running response has."""
        responding = {one.post.code for _, one in self._posts()}
        return [one for one in self.watch if one.post not in responding]

    def _posts(self) -> Iterator[tuple[Branch, Standing]]:
        left = [branch for tree in reversed(self.trees) for branch in reversed(tree.branches)]
        while left:
            branch = left.pop()
            yield from ((branch, one) for one in branch.posts)
            left += reversed(branch.branches)


def look(viewer: Viewer, incident: int, lang: Lang) -> Scene:
    """Raises NotAllowed, NoSuchIncident."""
    viewer.must(Act.READ_REPORT)
    row = incidents.incident(viewer, incident)
    now = site_now()
    runs = [line.run for line in fleet_board.runs(viewer, incident=incident, limit=MOST_RUNS)][::-1]
    return Scene(
        row=row, viewer=viewer, lang=lang, now=now, exercise=bool(in_exercise({row.subject})),
        trees=boards.trees(viewer, incident), watch=people.present(now), units=dispatch.units(viewer, incident),
        runs=runs, kinds=kinds(), known={one.pk: one for one in dispatch.units_of(viewer, {run.unit_id for run in runs})},
        lanes=dispatch.board(viewer, incident), entries=seeing.readable(viewer, journal.of_incident(incident)),
        outs=finding.outs(viewer, incident)[::-1], typed={form: one.content for form, one in form_keeping.typed_for(viewer, incident).items()},
    )  # fmt: skip
