"""What a plan says of itself, its bodies, measures and reports: the finders in their order, each given what it needs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.appointments import appointed
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_levels import EnglishLevels
from watchroom.plans.extraction.english_measures import EnglishMeasures
from watchroom.plans.extraction.english_units import acting, describe
from watchroom.plans.extraction.expressions import Rules
from watchroom.plans.extraction.found import Action, Doubt, Level, LevelCode, Metadata, Note, Report, Unit
from watchroom.plans.extraction.grades import Scale
from watchroom.plans.extraction.measures import Measures
from watchroom.plans.extraction.mentions import mentions
from watchroom.plans.extraction.metadata import Heading
from watchroom.plans.extraction.organisation import Organisation
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.reporting import Reporting
from watchroom.plans.extraction.units import Names

OFTEN = 3  # measures that make a post one of the plan's bodies
_OWN_COMMAND = re.compile(
    "(?:现场|前方|前线|应急|抢险|救援|处置|事故|联合|总|指挥|领导|工作|协调){1,5}(?:部|小组|组|中心|机构)"
)


@dataclass(frozen=True, slots=True)
class Content:
    metadata: Metadata
    units: list[Unit]
    actions: list[Action]
    reports: list[Report]
    notes: list[Note]
    names: Names


def content(
    reading: Reading, levels: Sequence[Level], codes: Sequence[LevelCode], rules: Rules, english: EnglishLevels
) -> Content:
    """codes: of the levels that measures may be for; rules: whether 以上 and 以下 count the number itself; english: what an
    English plan tells of its levels."""
    organisation = Organisation(reading)
    if reading.language == "zh":
        organisation.find()
    describe(reading, organisation.names.english, organisation.drafts, organisation.short)
    units = organisation.units()
    names = Names(reading.vocabulary, organisation.known())
    metadata = Heading(reading, names).find(above=rules.above_inclusive, below=rules.below_inclusive)
    enterprise = metadata.admin_level == "enterprise"
    scale = Scale(codes, levels)
    if reading.language == "en":
        own = _own(organisation, metadata) if enterprise else None
        measures = EnglishMeasures(reading, Actors(names.english), english, own)
        actions = measures.find()
        units += acting(actions, names.english, organisation.drafts, organisation.short)
        notes = mentions(reading, metadata.title)
        return Content(metadata, units, actions, measures.reports.found, notes, names)
    actions = Measures(reading, names, scale=scale, enterprise=enterprise).find()
    posts = [] if units else appointed(reading, names)
    units = units or _numbered([*posts, *_acting(actions, names, posts=enterprise and not posts)])
    return Content(
        metadata=metadata,
        units=units,
        actions=actions,
        reports=Reporting(
            reading,
            names,
            own=_own(organisation, metadata) if enterprise else None,
            inside=enterprise,
            units=units,
            actions=actions,
        ).find(),
        notes=mentions(reading, metadata.title),
        names=names,
    )


def _own(organisation: Organisation, metadata: Metadata) -> str | None:
    """What an enterprise calls itself: the short name that it gives itself, else its name."""
    issuer = metadata.issuer
    return next((short for short, long in organisation.short.items() if issuer and issuer in long), issuer)


def _staffed(acting: Mapping[str, Sequence[Action]], names: Names) -> tuple[str, ...]:
    """The commands whose office acts too, often enough together: the plan is theirs, and so are their office and posts."""
    offices = {name: name + "办公室" for name in acting if names.kind(name) == "command"}
    return tuple(
        name
        for name, office in offices.items()
        if office in acting and len(acting[name]) + len(acting[office]) >= OFTEN
    )


def _numbered(units: Sequence[Unit]) -> list[Unit]:
    return [unit.model_copy(update={"id": f"unit-{n}"}) for n, unit in enumerate(units, 1)]


def _acting(actions: Sequence[Action], names: Names, *, posts: bool) -> list[Unit]:
    """The groups that act, for a plan whose organisation stands in another document, and the commands that are named without
    whose they are (`应急指挥部`; `市防指` was set up by another plan); in the plan of one house also the `posts` that act often."""
    acting: dict[str, list[Action]] = {}
    for action in actions:
        for unit in action.units:
            acting.setdefault(unit, []).append(action)
    units: list[Unit] = []
    commands = _staffed(acting, names)
    for name, their in acting.items():
        kind = names.kind(name)
        own = kind == "working_group" or (kind in ("command", "field_command") and _OWN_COMMAND.fullmatch(name))
        if name.replace("各", "") != name and name.replace("各", "") in acting:
            continue  # `市防指各成员单位` beside `市防指成员单位`
        if own or (commands and name.startswith(commands)) or (posts and kind == "role" and len(their) >= OFTEN):
            place = their[0].places[0]
            doubt = Doubt(
                code="no_organisation",
                zh="文件中没有组织机构，此项取自响应措施",
                en="The document has no organisation; this one is taken from the measures",
                places=[place],
            )
            units.append(
                Unit(
                    id=f"unit-{len(units) + 1}",
                    places=[place],
                    rule="acting",
                    doubts=[doubt],
                    name=name,
                    kind=kind,
                )
            )
    return units
