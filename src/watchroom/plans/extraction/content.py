"""What a plan says of itself, its bodies, measures and reports: the finders in their order, each given what it needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.found import Action, LevelCode, Metadata, Note, Report, Unit
from watchroom.plans.extraction.measures import Measures
from watchroom.plans.extraction.mentions import mentions
from watchroom.plans.extraction.metadata import Heading
from watchroom.plans.extraction.organisation import Organisation
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.reporting import Reporting
from watchroom.plans.extraction.units import Names


@dataclass(frozen=True, slots=True)
class Content:
    metadata: Metadata
    units: list[Unit]
    actions: list[Action]
    reports: list[Report]
    notes: list[Note]
    names: Names


def content(reading: Reading, levels: Sequence[LevelCode], *, above: bool | None, below: bool | None) -> Content:
    """levels: codes that the plan defines; above, below: whether 以上 and 以下 count the number itself."""
    organisation = Organisation(reading)
    units = organisation.find()
    names = Names(reading.vocabulary, organisation.known())
    metadata = Heading(reading, names).find(above=above, below=below)
    enterprise = metadata.admin_level == "enterprise"
    return Content(
        metadata=metadata,
        units=units,
        actions=Measures(reading, names, levels=levels, enterprise=enterprise).find(),
        reports=Reporting(reading, names, own=_own(organisation, metadata) if enterprise else None).find(),
        notes=mentions(reading, metadata.title),
        names=names,
    )


def _own(organisation: Organisation, metadata: Metadata) -> str | None:
    """What an enterprise calls itself: the short name that it gives itself, else its name."""
    issuer = metadata.issuer
    return next((short for short, long in organisation.short.items() if issuer and issuer in long), issuer)
