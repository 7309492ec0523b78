"""The site's time: the machine's, or a scenario's that only its driver moves."""

from datetime import datetime

from watchroom.journal.models import SiteClock
from watchroom.kernel.clock import SystemClock
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

_SYSTEM = SystemClock()
_ROW = 1


class ClockRunsForward(Fault):
    status = 409
    text = Words(
        zh="情景时钟只能向前：现为 {now}，不能拨到 {to}。请核对情景的时间表。",
        en="A scenario's clock only runs forward: it stands at {now} and cannot be set to {to}. Check the schedule.",
    )


class SiteTime:
    """The site's clock as a `Clock`: read afresh at each call, so that every process sees one time."""

    def now(self) -> datetime:
        return site_now()


def _row() -> SiteClock | None:
    """Asked several times in every request and transaction: plain SQL takes a quarter of the time."""
    table = SiteClock._meta.db_table
    return next(iter(SiteClock.objects.raw(f"SELECT * FROM {table} WHERE id = {_ROW} AND scenario <> ''")), None)


def site_now() -> datetime:
    return now_and_exercise()[0]


def now_and_exercise() -> tuple[datetime, bool]:
    """The site's time, and whether a scenario that is an exercise drives it: of one moment."""
    row = _row()
    return (row.now if row and row.now else _SYSTEM.now()), bool(row and row.exercise)


def scenario() -> SiteClock | None:
    """The scenario that drives the time now, if one does."""
    return _row()


def exercise() -> bool:
    return now_and_exercise()[1]


def start_scenario(name: str, at: datetime, *, exercise: bool = True) -> None:
    SiteClock.objects.update_or_create(pk=_ROW, defaults={"scenario": name, "now": at, "exercise": exercise})


def advance(at: datetime) -> None:
    """Moves a scenario's clock. Raises ClockRunsForward; does nothing to the machine's clock."""
    if not SiteClock.objects.filter(pk=_ROW, now__lte=at).exclude(scenario="").update(now=at):
        raise ClockRunsForward(now=site_now(), to=at)


def end_scenario() -> None:
    SiteClock.objects.filter(pk=_ROW).update(scenario="", now=None, exercise=False)
