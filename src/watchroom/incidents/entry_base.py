"""The facts that every entry about an incident holds."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts


@dataclass(frozen=True, slots=True)
class IncidentFacts(Facts):
    """The incident after the change. `reported` are counts of people; who called is not among the facts."""

    incident: int
    number: str
    title_zh: str
    title_en: str
    incident_kind: str
    kind_zh: str
    kind_en: str
    place: str | None
    place_zh: str
    place_en: str
    lon: str | None
    lat: str | None
    grade: int | None
    state: str
    opened_at: str
    alarm: int | None
    reported: dict[str, int]
