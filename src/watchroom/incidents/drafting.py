"""The next report of an incident as it could be made: drafted from what is known, for a person to correct and send."""

from dataclasses import dataclass
from datetime import datetime

from watchroom.incidents import queries
from watchroom.incidents.correcting import standing
from watchroom.incidents.figures import CUMULATIVE, Figures
from watchroom.incidents.forms import told
from watchroom.incidents.models import Incident
from watchroom.incidents.rules import HOW_MANY, REPORTED_FACTS, next_reports, report_words
from watchroom.journal import queries as journal
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.saying import moment_words
from watchroom.people.viewer import Viewer

_MOST_NOTES = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """`to`: to whom reports are owed now; `figures`: what is known in all, the time of this report being nobody's guess."""

    incident: Incident
    kind: str
    title: Words
    text: Words
    figures: Figures
    to: list[Words]


def draft(viewer: Viewer, incident: int) -> Draft:
    """After the verified report, or where nothing may follow, the last kind again. Raises NoSuchIncident."""
    viewer.must(Act.REPORT_UP)
    row = queries.incident(viewer, incident)
    made = queries.reports(viewer, incident)
    kinds = next_reports([one.kind for one in made])
    kind = kinds[0] if kinds else "verified"
    count = sum(one.kind == kind for one in made) + 1
    figures: Figures = {name: {CUMULATIVE: int(known["value"])} for name, known in row.reported.items()}
    since = made[-1].at if made else None
    lines = [*([_when(row), _where(row)] if not made else []), _people(row), *_told(row, since), *_notes(row, since)]
    if made and figures == {name: {CUMULATIVE: both.get(CUMULATIVE)} for name, both in standing(made[-1]).items()}:
        lines.append(Words(zh="人数较上次报告无变化。", en="The figures are those of the report before."))
    text = Words(zh="\n".join(one.zh for one in lines if one.zh), en="\n".join(one.en for one in lines if one.en))
    owed = [one.to for one in queries.report_clocks(viewer, incident) if one.runs]
    return Draft(row, kind, report_words(kind, count), text, figures, list(dict.fromkeys(owed)))


def _when(row: Incident) -> Words:
    at, said = (
        (row.occurred_at, Words(zh="{at}，", en="{at}: "))
        if row.occurred_at
        else (row.received_at or row.opened_at, Words(zh="{at}接报，", en="Reported at {at}: "))
    )
    head = said.fill(at=moment_words(at, year=True))
    kind = row.sort.title
    return Words(
        zh=f"{head.zh}{row.place_words.zh}发生{kind.zh}：{row.zh}。",
        en=f"{head.en}{row.en} ({kind.en.lower()}), {row.place_words.en}.",
    )


def _where(row: Incident) -> Words:
    if row.point is None:
        return Words(zh="位置待核实。", en="The position is to be verified.")
    lon, lat = row.point
    said = Words(
        zh="位置：经度 {lon}、纬度 {lat}（WGS 84）。", en="Position: longitude {lon}, latitude {lat} (WGS 84)."
    )
    return said.fill(lon=f"{lon:.5f}", lat=f"{lat:.5f}")


def _people(row: Incident) -> Words:
    if not row.reported:
        return Words(zh="人员伤亡情况正在核实。", en="Whether anybody was harmed is being verified.")
    parts = [
        (REPORTED_FACTS[name], HOW_MANY[str(known.get("how", ""))].fill(n=known["value"]))
        for name, known in row.reported.items() if name in REPORTED_FACTS
    ]  # fmt: skip
    zh = "，".join(f"{name.zh} {value.zh} 人" for name, value in parts)
    en = ", ".join(f"{name.en.lower()} {value.en}" for name, value in parts)
    return Words(zh=f"截至目前，累计{zh}；未列各项不明。", en=f"So far in all: {en}; what is not listed is not known.")


def _told(row: Incident, since: datetime | None) -> list[Words]:
    """What the first caller said, in the initial report only."""
    if since is not None:
        return []
    said = [
        (title, value)
        for letter, title, value in told(row.report)
        if letter not in ("M", "N") and isinstance(value, str) and value
    ]
    return [Words(zh=f"{title.zh}：{value}。", en=f"{title.en}: {value}.") for title, value in said]


def _notes(row: Incident, since: datetime | None) -> list[Words]:
    """What was noted since the report before, with its time."""
    noted = [
        entry for entry in journal.of_incident(row.pk)
        if entry.kind == "incidents.noted" and (since is None or entry.at > since)
    ]  # fmt: skip
    return [
        Words(zh="{at}：{text}", en="{at}: {text}").fill(at=moment_words(e.at, year=True), text=e.facts["text"])
        for e in noted[-_MOST_NOTES:]
    ]
