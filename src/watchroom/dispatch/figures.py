"""What the book says of units' runs: how soon they came, how many never did, how busy each was. Read from entries alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from watchroom.dispatch.moves import FREE, REPORTED, STAGES, UnitStatus, disorder
from watchroom.kernel.clock import parse_time

if TYPE_CHECKING:
    from watchroom.journal.models import Entry

_KINDS = "dispatch.unit_"
_LATE, _DIVERTED, _DISPATCHED = (f"{_KINDS}{name}" for name in ("late", "diverted", "dispatched"))


@dataclass(slots=True)
class RunTold:
    """One run as the book tells it. `times` by stage; `ended` None while the unit is on it."""

    unit: str
    incident: int
    times: dict[str, datetime]
    ended: datetime | None = None
    outcome: str = ""
    late: int = 0

    @property
    def on_scene_s(self) -> float | None:
        """Seconds from being dispatched to the scene; below zero where the log's times are so."""
        there = self.times.get("on_scene")
        return (there - self.times["dispatched"]).total_seconds() if there else None

    @property
    def disorder(self) -> list[tuple[str, str]]:
        return disorder([self.times.get(stage) for stage in STAGES])


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the runs between the first dispatch and `until`.

    median_s, p90_s  from dispatch to on scene, over the `arrived` runs; None without any. Between two runs the figure is
                     interpolated along a straight line.
    busy             for each unit the share of the whole time that it was on some run, 0 … 1
    odd              how many runs have times in disorder; `late`: how many times were recorded late
    """

    units: int
    calls: int
    dispatches: int
    arrived: int
    never_arrived: int
    median_s: float | None
    p90_s: float | None
    outcomes: Mapping[str, int]
    busy: Mapping[str, float]
    since: datetime | None
    until: datetime | None
    odd: int
    late: int
    still_out: int


def runs_told(entries: "Iterable[Entry]") -> dict[int, RunTold]:
    """Every run by its number, from the units' entries, oldest first."""
    runs: dict[int, RunTold] = {}
    for entry in entries:
        facts = entry.facts
        number, told = facts.get("run"), facts.get("happened_at")
        if not entry.kind.startswith(_KINDS) or number is None or not told:
            continue
        at, stage = parse_time(str(told)), str(facts["stage"])
        if entry.kind == _DISPATCHED:
            runs[number] = RunTold(str(facts["code"]), int(entry.incident or 0), {"dispatched": at})
        elif number in runs:
            _add(runs[number], entry.kind, stage, at, str(facts.get("outcome", "")))
    return runs


def _add(run: RunTold, kind: str, stage: str, at: datetime, outcome: str) -> None:
    late = kind == _LATE
    run.late += late
    if kind == _DIVERTED:
        run.ended, run.outcome = at, outcome
    elif stage in REPORTED:
        run.times[stage] = at
        run.ended = run.ended if late else None  # a run that is gone on with has not ended
        run.outcome = outcome if late else ""
    elif late and UnitStatus(stage) in FREE:
        run.times["cleared"] = at
    else:
        run.times["cleared"] = run.ended = at
        run.outcome = outcome


def figures(entries: "Iterable[Entry]") -> Figures:
    """The figures of all runs in these entries, oldest first."""
    runs = list(runs_told(entries).values())
    moments = [at for run in runs for at in (*run.times.values(), *([run.ended] if run.ended else []))]
    since, until = (min(moments), max(moments)) if moments else (None, None)
    took = [seconds for run in runs if (seconds := run.on_scene_s) is not None]
    return Figures(
        units=len({run.unit for run in runs}), calls=len({run.incident for run in runs}), dispatches=len(runs),
        arrived=len(took), never_arrived=len(runs) - len(took), median_s=quantile(took, 0.5), p90_s=quantile(took, 0.9),
        outcomes=_counted(runs), busy=busy(runs, since, until) if since and until else {}, since=since, until=until,
        odd=sum(bool(run.disorder) for run in runs), late=sum(run.late for run in runs),
        still_out=sum(run.ended is None for run in runs),
    )  # fmt: skip


def _counted(runs: Sequence[RunTold]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.outcome or "open"] = counts.get(run.outcome or "open", 0) + 1
    return dict(sorted(counts.items()))


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 … 1) of the values lie, by straight lines between them, to a millionth; None without
    values."""
    if not values:
        return None
    ordered, place = sorted(values), (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 6)


def busy(runs: Sequence[RunTold], since: datetime, until: datetime) -> dict[str, float]:
    """For each unit the share of the time between two moments that it was on some run; times that overlap count once."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for run in runs:
        end = max((at for at in (run.ended, run.times.get("cleared")) if at), default=until)
        spans.setdefault(run.unit, []).append((run.times["dispatched"], end))
    whole = (until - since).total_seconds()
    return {
        unit: _covered(sorted(found)).total_seconds() / whole if whole else 0.0 for unit, found in sorted(spans.items())
    }


def _covered(spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """How long at least one of the spans, sorted by their beginning, holds."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, max(start, end)))
    return sum((end - start for start, end in merged), timedelta())
