"""What a row of a table tells of a level, as the titles of its columns say."""

import re

from watchroom.plans.extraction.english_scale import Label, label, weight
from watchroom.plans.extraction.english_told import Mode, Told, mode_of, pieces
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.tables import split_row

GRADING = re.compile(r"level|severity|categor|classification|stage|status|alert|tier|class|priority", re.IGNORECASE)
_KINDS_OF = ("category", "stage", "phase", "tier", "class", "alert")
_BARE_NUMBER = re.compile(r"(?:level )?(?P<n>[0-5]|I{1,3}|IV|V)", re.IGNORECASE)
# The column that sorts the rows, beside the one that says what happened: `Seepage | Cloudy water at the toe | 2`.
_SORTS = re.compile(
    r"(?:(?:type|kind|nature|source) of )?(?:events?|hazards?|incidents?|threats?|emergenc(?:y|ies)|categor(?:y|ies)|causes?|types?|areas?|subjects?|parameters?|elements?|features?)(?: types?)?",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?:.{0,24})?(?:situations?|criteri(?:a|on)|conditions?|triggers?|descriptions?|observations?|thresholds?|definitions?|findings?|indicators?)\b.{0,24}",
    re.IGNORECASE,
)
MOST_TITLE = 4  # words of the heading of a column of levels
SHORT = 2  # words; of such, `Minor` or `Full activation` calls the level, whatever the column is called


def cells(one: Told, header: list[Span], row: list[Span]) -> None:
    """The cells of a row are what the titles of their columns say they are; the first text defines the level."""
    titles = [header[n].text.strip() if n < len(header) else "" for n in range(len(row))]
    who = next((row[n] for n, title in enumerate(titles) if n and is_who(title)), None)
    for n, cell in enumerate(row[1:], 1):
        if re.fullmatch(r"(?:\w+ )?colou?r(?: code)?", titles[n], re.IGNORECASE):
            one.colour = one.colour or cell.text.strip()
        short = len(cell.text.split()) <= SHORT
        if not cell or cell is who or (short and (not mode_of(titles[n]) or weight(cell.text) is not None)):
            one.text += cell.text + " "
            continue
        mode: Mode | None = mode_of(titles[n]) or _loosely(titles[n])
        mode = mode or ("condition" if not one.conditions else "action" if not titles[n] else "other")
        for piece in pieces(cell) if mode == "condition" else [cell]:
            one.add(piece, mode, who)


def says_when(title: str) -> bool:
    """Whether the title of a column says that its cells tell when a level is reached."""
    return (mode_of(title) or _loosely(title)) == "condition"


def is_who(title: str) -> bool:
    """Whether the title of a column says that its cells name those who act."""
    return (
        re.search(r"responsib|\blead\b|agency|department|position|\bwho\b|owner|\bteam\b", title, re.IGNORECASE)
        is not None
    )


def _loosely(title: str) -> Mode | None:
    """What a longer title of a column says."""
    if re.search(
        r"descri|criteri|trigger|condition|definition|meaning|\bwhen\b|threshold|situation|example|impact",
        title,
        re.IGNORECASE,
    ):
        return "condition"
    does = re.search(
        r"response|action|requirement|measure|procedure|activit|staffing|task|operations", title, re.IGNORECASE
    )
    return "action" if does and not re.search(r"\btime", title, re.IGNORECASE) else None


def kind_of(title: str) -> str:
    """What the heading of a column of numbers calls them: `Stage`, `Alert level`."""
    return next((word for word in _KINDS_OF if word in title.lower()), "level")


def grades_rows(part: Part) -> bool:
    """Whether a row heads a table each of whose rows tells of a level: `Event | Situation | Emergency level`."""
    titles = [cell.text.strip(" :*") for cell in split_row(part.span)] if part.kind == "row" else []
    graded = any(n and len(title.split()) <= MOST_TITLE and GRADING.search(title) for n, title in enumerate(titles))
    return graded and any(says_when(title) for title in titles)


def level_behind(scales: dict[str, dict[int, Told]], header: list[Span], row: list[Span], part: Part) -> str:
    """The scale of a row whose level stands behind what it is reached by, added there: `Power cut | > 48 hours | Level 2`;
    empty where the row tells of none."""
    header = _beside(header, row)
    at = next((n for n, cell in enumerate(header) if n and GRADING.search(cell.text)), 0)
    read = _graded(header[at].text, row[at].text.strip()) if 0 < at < len(row) else None
    if read is None or not any(says_when(cell.text.strip()) for cell in header[:at]):
        return ""  # `Planning Chief | Level 2`: who is there at that level
    one = scales.setdefault(read.scale, {}).setdefault(read.number, Told(read.number))
    told = _told_in(header[:at])
    whole = part.span.cut(0, sum(len(cell.text) + 1 for cell in row[:at]) - 1)
    one.add(whole if told is None else row[told], "condition")
    cells(one, header[at:], row[at:])
    one.call(read.name, part.span.place(), defined=not _BARE_NUMBER.fullmatch(row[at].text.strip()))
    return read.scale


def _beside(header: list[Span], row: list[Span]) -> list[Span]:
    """The titles of the columns that a row has, where what sorts the rows stands over them and not beside: `Cloudy water at
    the toe | 2` below `Event | Situation | Level` and the line `Seepage`."""
    short = len(row) == len(header) - 1 and _SORTS.fullmatch(header[0].text.strip(" :")) is not None
    return header[1:] if short else header


def _graded(title: str, cell: str) -> Label | None:
    """The level of a cell: `Level 2: Partial activation`, or its number alone below `Emergency level`."""
    if (bare := _BARE_NUMBER.fullmatch(cell)) and len(title.split()) <= MOST_TITLE:
        cell = f"{kind_of(title).capitalize()} {bare['n'].upper()}"
    return label(cell, whole=True)


def _told_in(header: list[Span]) -> int | None:
    """The column that says what happened, where all others only sort the rows."""
    says = [n for n, cell in enumerate(header) if _SAYS.fullmatch(cell.text.strip())]
    sorts = all(_SORTS.fullmatch(cell.text.strip(" :")) for n, cell in enumerate(header) if n not in says)
    return says[0] if len(says) == 1 and sorts and len(header) > 1 else None
