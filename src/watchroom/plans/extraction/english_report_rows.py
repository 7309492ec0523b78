"""Call-out tables of English plans: who calls whom, within how many minutes, by what way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.plans.extraction.spans import Span

_FROM = re.compile(
    r"(?:who (?:calls|notifies|informs|reports|tells)|from|callers?|sender|notifier|called by|notified by|caller/from|(?:person|party|position) (?:calling|notifying|reporting))",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:who is (?:called|notified|informed|told)|whom(?: to (?:call|notify))?|to|calls|notifies|informs|called|notified|recipient|receiver|reports to|(?:person|party|agency|organi[sz]ation) (?:called|notified|to (?:call|notify)))",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?:within|time(?: ?(?:limit|frame))?|deadline|when|by when|maximum time|target)(?: \([a-z]{1,10}\))?",
    re.IGNORECASE,
)
_WAY = re.compile(r"(?:method|means|how|channel|by|telephone|phone|way|via)(?: (?:number|no\.?))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """One row: who calls, whom, within what time and how, as its cells say."""

    sender: str
    to: str
    within: str
    way: str


def call(header: Sequence[Span], row: Sequence[Span]) -> Call | None:
    """What a row tells, None where its table is none of calls or the row leaves out who calls or is called."""
    titles = [cell.text.strip(" :*") for cell in header]
    sender, to = _column(titles, _FROM), _column(titles, _TO)
    if sender is None or to is None or max(sender, to) >= len(row):
        return None
    cells = [cell.text.strip() for cell in row]
    within, way = (
        at if (at := _column(titles, one)) is not None and at < len(cells) else None for one in (_WITHIN, _WAY)
    )
    unit = re.search(r"\((min|hour)", titles[within]) if within is not None else None
    time = "" if within is None else f"{cells[within]} {unit[1]}" if unit and cells[within].isdigit() else cells[within]
    told = "" if way is None else titles[way] if re.fullmatch(r"[\d +()/-]+", cells[way]) else cells[way]
    made = Call(cells[sender], cells[to], time, told)
    return made if made.sender and made.to else None


def _column(titles: Sequence[str], names: re.Pattern[str]) -> int | None:
    return next((n for n, title in enumerate(titles) if names.fullmatch(title)), None)
