"""The site enters a year's holidays and the weekend days that are worked for them."""

from datetime import MAXYEAR, MINYEAR, date

from watchroom.journal.book import book
from watchroom.people import duty_entries as entries
from watchroom.people.duty_faults import NoDayOfYear
from watchroom.people.models import WorkYear
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


def put_workdays(viewer: Viewer, year: int, *, off: list[str], on: list[str], source: str = "") -> WorkYear:
    """Enters a year's holidays and working weekend days, as ISO dates of that year; again, to correct them. Raises NoDayOfYear."""
    viewer.must(Act.KEEP_ROSTER)
    if not MINYEAR <= year <= MAXYEAR:
        raise NoDayOfYear(day=str(year)[:16])
    days = {name: _of_year(year, each) for name, each in (("off", off), ("on", on))}
    with book(actor=viewer.actor) as b:
        told = {**days, "source": source[:200], "at": b.now, "by": b.actor}
        row, _ = WorkYear.objects.update_or_create(year=year, defaults=told)
        said = entries.WorkdaysPut(year, days["off"], days["on"], source[:200])
        b.record(said, subject=f"workyear:{year}")
    return row


def _of_year(year: int, days: list[str]) -> list[str]:
    made = set()
    for text in days:
        try:
            day = date.fromisoformat(text.strip()[:10])
        except ValueError:
            raise NoDayOfYear(day=text[:16] or "—") from None
        if day.year != year:
            raise NoDayOfYear(day=text[:16])
        made.add(day.isoformat())
    return sorted(made)
