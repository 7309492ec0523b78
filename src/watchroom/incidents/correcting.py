"""A figure of a report that was sent is wrong: the report stays, the correction stands beside it with its reason."""

from collections.abc import Mapping
from typing import Any

from watchroom.incidents import clocks
from watchroom.incidents import report_entries as entries
from watchroom.incidents.actions import filled, open_row, opening
from watchroom.incidents.faults import NoSuchReport, NotFilled
from watchroom.incidents.figures import CUMULATIVE, Change, Figures, Unfit, checked, in_force, words
from watchroom.incidents.models import Correction, Incident, Report
from watchroom.incidents.recording import facts
from watchroom.incidents.rules import report_words
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_NOTHING = Words(zh="没有改动任何数字", en="no figure is changed")
_UNSTATED = Words(zh="未填", en="not stated")


def correct(
    viewer: Viewer, incident: int, report: int, *, figures: Mapping[str, Mapping[str, int | None]], reason: str
) -> list[Correction]:
    """Corrects figures of a report, as its next edition. A figure that is given as None is not stated any more.

    What was sent stays as it was sent: whom the report reached before bears the edition that it had then.
    Raises NotFilled, NoSuchReport, AlreadyClosed.
    """
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, Words(zh="原因", en="Reason"), 500)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        made = Report.objects.filter(incident=row, pk=report).first()
        if made is None:
            raise NoSuchReport(number=row.number, report=report)
        held = standing(made)
        wanted = [
            (name, which, held.get(name, {}).get(which), value)
            for name, both in figures.items()
            for which, value in both.items()
            if held.get(name, {}).get(which) != value
        ]
        if not wanted:
            raise NotFilled(what=Words(zh="更正", en="Correction"), why=_NOTHING)
        _checked(held, figures)
        edition = edition_of(made) + 1
        rows = [
            Correction.objects.create(
                report=made, edition=edition, name=name, which=which, before=before, after=after, at=b.now, by=b.actor, why=reason,
            )
            for name, which, before, after in wanted
        ]  # fmt: skip
        said = _say(b, row, made, rows, reason)
        _carry(b, row, made, rows, said)
    return rows


def changes(made: Report) -> list[Change]:
    """The corrections of a report, by edition."""
    rows = sorted(made.corrections.all(), key=lambda one: (one.edition, one.pk))
    return [Change(one.name, one.which, one.before, one.after, one.edition, one.at, one.by, one.why) for one in rows]


def standing(made: Report) -> Figures:
    """The figures of a report that hold now."""
    return in_force(made.figures, changes(made))


def edition_of(made: Report) -> int:
    """1 for a report that was never corrected."""
    return max((one.edition for one in made.corrections.all()), default=1)


def stated(given: Mapping[str, Mapping[str, Any]]) -> Figures:
    """The figures that were given. Raises NotFilled."""
    try:
        return checked(given)
    except Unfit as unfit:
        raise NotFilled(what=unfit.what, why=unfit.why) from None


def keep_cumulative(b: Book, row: Incident, figures: Figures) -> bool:
    """What a report states in all is what is known of the incident from now on; whether anything changed."""
    told = {name: both[CUMULATIVE] for name, both in figures.items() if both.get(CUMULATIVE) is not None}
    fresh = {name: value for name, value in told.items() if row.reported.get(name, {}).get("value") != value}
    if not fresh:
        return False
    row.reported = row.reported | {name: {"value": value, "at": iso(b.now)} for name, value in fresh.items()}
    row.save(update_fields=["reported"])
    return True


def _checked(held: Figures, figures: Mapping[str, Mapping[str, int | None]]) -> None:
    whole = {name: held.get(name, {}) | dict(both) for name, both in figures.items()}
    stated(whole)


def _carry(b: Book, row: Incident, made: Report, rows: list[Correction], cause: Cause) -> None:
    """A figure in all that no later report states is what is known of the incident now."""
    later = {
        name for one in Report.objects.filter(incident=row, pk__gt=made.pk) for name, both in standing(one).items()
        if both.get(CUMULATIVE) is not None
    }  # fmt: skip
    moved: Figures = {
        one.name: {CUMULATIVE: one.after} for one in rows
        if one.which == CUMULATIVE and one.name not in later and one.after is not None
    }  # fmt: skip
    before = {name: int(told["value"]) for name, told in row.reported.items()}
    if keep_cumulative(b, row, moved):
        clocks.after_counts(b, row, before, cause)


def _say(b: Book, row: Incident, made: Report, rows: list[Correction], reason: str) -> Cause:
    told = [
        Words(zh="{what} {before} → {after}", en="{what} {before} → {after}").fill(
            what=words(one.name, one.which), before=_figure(one.before), after=_figure(one.after)
        )
        for one in rows
    ]
    title = report_words(made.kind, made.count)
    said = facts(
        row, entries.ReportCorrected, report=made.pk, report_zh=title.zh, report_en=title.en, edition=rows[0].edition,
        what_zh="；".join(one.zh for one in told), what_en="; ".join(one.en for one in told), reason=reason,
        corrections=[{"name": one.name, "which": one.which, "before": one.before, "after": one.after} for one in rows],
    )  # fmt: skip
    return b.record(said, subject=row.subject, incident=row.pk, cause=opening(row))


def _figure(value: int | None) -> Words:
    return _UNSTATED if value is None else Words(zh=str(value), en=str(value))
