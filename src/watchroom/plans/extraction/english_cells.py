"""What a row of a table tells of a level, as the titles of its columns say."""

import re

from watchroom.plans.extraction.english_scale import weight
from watchroom.plans.extraction.english_told import Mode, Told, mode_of, pieces
from watchroom.plans.extraction.spans import Span

SHORT = 2  # words; of such, `Minor` or `Full activation` calls the level, whatever the column is called


def cells(one: Told, header: list[Span], row: list[Span]) -> None:
    """The cells of a row are what the titles of their columns say they are; the first text defines the level."""
    titles = [header[n].text.strip() if n < len(header) else "" for n in range(len(row))]
    who = next((row[n] for n, title in enumerate(titles) if n and _is_who(title)), None)
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


def _is_who(title: str) -> bool:
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
