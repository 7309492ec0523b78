"""Rows of reports beside one another: what is one row, what has been told before, of which stage a report is."""

import re

from watchroom.plans.extraction import report_words as words
from watchroom.plans.extraction.found import Deadline, Report
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading


def limit_of(deadline: Deadline | None) -> tuple[object, ...] | None:
    """What a limit says, whatever its words."""
    return (deadline.minutes, deadline.every_minutes, deadline.daily_by) if deadline else None


class ReportRows:
    """The rows that were found, and what each is known by."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.rows: set[tuple[object, ...]] = set()

    def _together(self, rows: list[Report]) -> list[Report]:
        """`向县政府报告，并向市水利局报告` is one row: what one sender tells by one limit, before the next semicolon."""
        made: list[Report] = []
        for row in rows:
            at = next((n for n, earlier in enumerate(made) if self._goes_on(earlier, row)), None)
            if at is None:
                made.append(row)
                continue
            made[at] = made[at].model_copy(update={"to": list(dict.fromkeys([*made[at].to, *row.to]))})
        return made

    def _new(self, part: Part, row: Report) -> bool:
        """Whether no sentence before has told of the row."""
        key = self._key(part, row)
        if key in self.rows:
            return False
        self.rows.add(key)
        return True

    def _stage(self, row: Report) -> str | None:
        place = row.places[0]
        stage = words.STAGE.search(self.reading.document.text, place.start, place.end)
        return stage[0] if stage else None

    def _goes_on(self, earlier: Report, row: Report) -> bool:
        """Within a limit whoever else is told; without one, where the words go on with 并, 同时 or the like."""
        text, at = self.reading.document.text, row.places[0].start
        same = (earlier.sender, earlier.deadline, earlier.condition) == (row.sender, row.deadline, row.condition)
        apart = re.search("[;；]", text[earlier.places[0].end : at]) is not None
        if same and not (earlier.to or row.to or apart) and words.ADDS.match(text, at):
            return True  # `逐级上报，并及时续报`
        if self._stage(row) not in (None, self._stage(earlier)):
            return False
        if not (same and earlier.to and row.to and (row.channel is None or row.channel == earlier.channel)):
            return False
        within = row.deadline is not None or words.ADDS.match(text, at) is not None
        return within and not apart

    def _key(self, part: Part, row: Report) -> tuple[object, ...]:
        """By what a row is known: one chapter on reports may repeat what another says."""
        where = part.index if part.role == "reporting" else 0
        whom = tuple(row.to) or self._stage(row)
        return (where, row.sender, whom, limit_of(row.deadline), row.channel, row.condition)

    @staticmethod
    def _said_again(row: Report, senders: set[str]) -> bool:
        """零报告 of a sender of whom the sentence goes on to say whom he reports to."""
        return row.sender in senders and row.deadline is not None and row.deadline.every_minutes == 1440

    def _same_chapter(self, part: Part, row: Report) -> bool:
        above = self.reading.outline.parent(part)
        return above is None or above.span.place().start <= row.places[0].start
