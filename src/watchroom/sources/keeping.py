"""How long the history is kept, by kind of quantity; and letting go of what is older, told in the book first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from watchroom.journal import clock
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.kernel.text import shown
from watchroom.kernel.units import QUANTITIES
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import history
from watchroom.sources.entries import HistoryLetGo, KeepingSet
from watchroom.sources.faults import NoSuchQuantity, WrongKeeping
from watchroom.sources.models import Keeping, Sensor

LEAST_DAYS, MOST_DAYS = 62, 36_500  # readings up to 30 days late are taken: none may come to a day that has gone
ACTOR = "watch:history"


@dataclass(frozen=True, slots=True)
class Limits:
    """Days after which readings, and quarters of an hour, are let go."""

    readings: int
    quarters: int


USUAL = Limits(readings=400, quarters=1826)


def limits() -> dict[str, Limits]:
    """Of every quantity, as set or else as usual."""
    own = {row.quantity: Limits(row.readings_days, row.quarters_days) for row in Keeping.objects.all()}
    return {code: own.get(code, USUAL) for code in QUANTITIES}


def keep(viewer: Viewer, quantity: str, readings_days: int, quarters_days: int) -> Limits:
    """Sets how long a quantity's history is kept. Raises NotAllowed, NoSuchQuantity, WrongKeeping."""
    viewer.must(Act.ADMIN)
    if quantity not in QUANTITIES:
        raise NoSuchQuantity(quantity=shown(quantity), known=", ".join(sorted(QUANTITIES)))
    if not LEAST_DAYS <= readings_days <= quarters_days <= MOST_DAYS:
        raise WrongKeeping(readings=readings_days, quarters=quarters_days, least=LEAST_DAYS, most=MOST_DAYS)
    title = QUANTITIES[quantity].title
    with book(actor=viewer.actor) as b:
        Keeping.objects.update_or_create(
            quantity=quantity, defaults={"readings_days": readings_days, "quarters_days": quarters_days}
        )
        facts = KeepingSet(quantity, title.zh, title.en, readings_days, quarters_days)
        b.record(facts, subject=f"keeping:{quantity}")
    return Limits(readings_days, quarters_days)


def hourly(data: Path) -> int:
    """What `watch` does once an hour: tidies, then lets go of what is older than its limit; how much was let go.

    In an exercise nothing goes: its clock is not the readings'.
    """
    now, exercise = clock.now_and_exercise()
    history.tidy(data, now)
    return 0 if exercise else let_go(data, now)


def let_go(data: Path, now: datetime) -> int:
    """Each thing is told in the book before it goes, and not told again by whoever goes on after a crash in between."""
    done = 0
    for one in list(_due(data, now)):
        _tell(one)
        history.let_go(data, one)
        done += 1
    return done


def _due(data: Path, now: datetime) -> Iterator[history.Due]:
    by_quantity = limits()
    by_sensor = {number: by_quantity[quantity] for number, quantity in Sensor.objects.values_list("number", "quantity")}
    every = [*by_sensor.values(), USUAL]
    for folder, name in ((history.FOLDER, "readings"), (history.QUARTERS, "quarters")):
        kept = {number: int(getattr(limit, name)) for number, limit in by_sensor.items()}
        usual = int(getattr(USUAL, name))
        shortest = min(int(getattr(limit, name)) for limit in every)
        yield from history.due(data, now.date(), shortest, folder, lambda n, k=kept, u=usual: k.get(n, u))  # type: ignore[misc]


def _tell(one: history.Due) -> None:
    subject = f"history:{one.folder}/{one.part}"
    facts = HistoryLetGo(one.folder, one.part, one.rows, len(one.sensors), _quantities(one.sensors), one.whole)
    before = journal.last(subject)
    if before and before.facts == facts.as_map():
        return
    with book(actor=ACTOR) as b:
        b.record(facts, subject=subject)


def _quantities(sensors: tuple[int, ...]) -> list[str]:
    return sorted(set(Sensor.objects.filter(number__in=sensors).values_list("quantity", flat=True)))


def overview(viewer: Viewer) -> dict[str, Any]:
    """What is kept now, how long, and what was let go lately."""
    viewer.must(Act.SEE_SOURCES)
    return held()


def held() -> dict[str, Any]:
    """The same for who runs the site."""
    data = Path(settings.DATA)
    tables = [_table(data, folder) for folder in (history.FOLDER, history.QUARTERS)]
    used = set(Sensor.objects.values_list("quantity", flat=True)) | set(
        Keeping.objects.values_list("quantity", flat=True)
    )
    kept = limits()
    return {
        "tables": tables,
        "keeping": [
            {
                "quantity": code,
                "title": QUANTITIES[code].title,
                "readings_days": kept[code].readings,
                "quarters_days": kept[code].quarters,
            }
            for code in sorted(used)
        ],
        "let_go": journal.newest(50, [HistoryLetGo.kind]),
    }


def _table(data: Path, folder: str) -> dict[str, Any]:
    named = [Path(uri.removeprefix("file://")) for uri in history.files(data, folder=folder)]
    parts = sorted({path.parent.name.partition("=")[2] for path in named})
    return {
        "folder": folder,
        "first": parts[0] if parts else None,
        "last": parts[-1] if parts else None,
        "files": len(named),
        "bytes": sum(path.stat().st_size for path in named if path.exists()),
        "rows": history.rows(data, folder),
    }
