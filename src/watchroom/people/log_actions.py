"""The only writer of the duty log: a line is added, never changed; a correction is a line that points to the earlier one."""

import re
from datetime import UTC

from watchroom.journal.book import book
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people import log_entries as entries
from watchroom.people import log_index, log_ties, log_words
from watchroom.people.log_faults import LogLineWrong, NoSuchLine, NoSuchTie
from watchroom.people.models import LogLine
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST = 1000
# `#12` and `#I-2026-0012`; `#3主变` and `3#泵` name a machine
_TIE = re.compile(r"(?<![0-9A-Za-z#＃])[#＃]([A-Za-z]{1,8}-[0-9][0-9A-Za-z-]{0,40}|[0-9]{1,9}(?!\w))")


def write(viewer: Viewer, text: str, *, incident: str = "", corrects: int | None = None) -> LogLine:
    """Adds a line, stamped with person, post and the site's time.

    text      one line; `#12` in it ties it to an incident by its number
    incident  an incident's number, where it was chosen; it goes before what stands in the text
    corrects  the number of an earlier line; it stays as it is, and shows that it was corrected
    Raises LogLineWrong, NoSuchLine, NoSuchTie.
    """
    viewer.must(Act.KEEP_LOG)
    said = _one_line(text)
    earlier = _line(corrects) if corrects is not None else None
    tie = tied(viewer, said, incident)
    person = viewer.own()
    with book(actor=viewer.actor) as b:
        row_no, name = (tie.row, tie.name) if tie else (earlier.incident, earlier.tie) if earlier else (None, "")
        post = viewer.actor.partition(":")[0]
        row = LogLine.objects.create(
            at=b.now, person_id=person, post=post, incident=row_no, tie=name, text=said, corrects=earlier,
            exercise=b.in_exercise(incident=row_no),
        )  # fmt: skip
        log_index.put([(row.pk, marks_of(row))])
        kind = entries.LogCorrected if earlier else entries.LogWritten
        facts = kind(row.pk, person, post, said, name, earlier.pk if earlier else None)
        b.record(facts, subject=row.subject, incident=row_no)
    return row


def tied(viewer: Viewer, text: str, incident: str = "") -> log_ties.Tied | None:
    """The incident that a line names, or whose number was chosen beside it. Raises NoSuchTie."""
    match = None if incident.strip() else _TIE.search(text)
    number = incident.strip().lstrip("#＃") or (match[1] if match else "")
    if not number:
        return None
    found = log_ties.find(viewer, number)
    if found is None:
        raise NoSuchTie(number=number[:40])
    return found


def row_of(viewer: Viewer, number: str) -> int | None:
    """The row of an incident whose number somebody gives, if he gives any. Raises NoSuchTie."""
    found = tied(viewer, "", number)
    return found.row if found else None


def marks_of(row: LogLine) -> set[str]:
    """All that the index holds of a line."""
    day = row.at.astimezone(UTC).date()
    return log_words.marks(row.text) | log_words.of_line(row.post, row.incident, day)


def _one_line(text: str) -> str:
    said = " ".join(text.split())
    if code := unfit(text):
        raise LogLineWrong(
            what=Words(zh="含有不能记的字符 {code}", en="it has a character that is no text: {code}").fill(code=code)
        )
    if not said:
        raise LogLineWrong(what=Words(zh="没有内容", en="it says nothing"))
    if len(said) > MOST:
        raise LogLineWrong(
            what=Words(zh="超过 {most} 字（现有 {n} 字）", en="it is longer than {most} characters ({n})").fill(
                most=MOST, n=len(said)
            )
        )
    return said


def _line(pk: int) -> LogLine:
    found = LogLine.objects.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None:
        raise NoSuchLine(line=pk)
    return found
