"""Which units go where: the least too little first, then the earliest arrival by urgency, keeping what must stay. Pure.

Two integer programs, one after the other, each solved to the end by HiGHS: first as little as possible is lacking; with
that much lacking, the sum of urgency × seconds plus what broken cover is worth is least. (One program with a great weight
for what lacks would do both, and lose the seconds in its rounding.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from highspy import _core

LIMIT_S = 2.0  # of each program; beyond it the best that was found is given, and that it is not proven the best


@dataclass(frozen=True, slots=True)
class Demand:
    """So many units are needed. `times`: the units that would do, with their seconds (>= 0)."""

    key: str
    n: int
    urgency: int
    times: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Cover:
    """Of these units so many stay, as far as they are there.

    worth_s  each that lacks weighs as so many seconds of a need of urgency 1, of urgency 3 a third of them; None: it is kept
             in any case
    """

    key: str
    units: frozenset[int]
    least: int
    worth_s: int | None = None

    @property
    def floor(self) -> int:
        """What can stay at all: cover that is below its least already forbids nothing more."""
        return min(self.least, len(self.units))


@dataclass(frozen=True, slots=True)
class Allocation:
    """sent    units by demand, soonest first;  short  what lacks by demand, where anything does
    broken  how far below its least each cover is left by what is sent, where it is
    proven  whether nothing better exists; else a limit of time was met
    """

    sent: Mapping[str, tuple[int, ...]]
    short: Mapping[str, int]
    broken: Mapping[str, int]
    proven: bool = True


def allocate(demands: Sequence[Demand], covers: Sequence[Cover] = (), limit_s: float = LIMIT_S) -> Allocation:
    """Every unit goes to one demand at most; no demand gets more than it needs."""
    pairs = [(unit, place) for place, one in enumerate(demands) for unit in sorted(one.times)]
    if not pairs:
        return Allocation({}, {one.key: one.n for one in demands if one.n}, {})
    program = _Program(demands, covers, pairs)
    lacking, sure = program.solve(_lacking(demands, covers, pairs), limit_s)
    program.hold(demands, lacking)
    values, surer = program.solve(_seconds(demands, covers, pairs), limit_s)
    chosen = [pair for pair, value in zip(pairs, values[: len(pairs)], strict=True) if value > 0.5]
    return _told(demands, covers, chosen, proven=sure and surer)


def _lacking(demands: Sequence[Demand], covers: Sequence[Cover], pairs: Sequence[tuple[int, int]]) -> list[float]:
    return [0.0] * len(pairs) + [float(one.urgency) for one in demands] + [0.0] * len(covers)


def _seconds(demands: Sequence[Demand], covers: Sequence[Cover], pairs: Sequence[tuple[int, int]]) -> list[float]:
    spent = [float(demands[place].urgency * demands[place].times[unit]) for unit, place in pairs]
    return [*spent, *([0.0] * len(demands)), *(float(one.worth_s or 0) for one in covers)]


def _told(
    demands: Sequence[Demand], covers: Sequence[Cover], chosen: Sequence[tuple[int, int]], *, proven: bool
) -> Allocation:
    sent: dict[str, tuple[int, ...]] = {}
    for place, one in enumerate(demands):
        units = [unit for unit, at in chosen if at == place]
        if units:
            sent[one.key] = tuple(sorted(units, key=lambda unit: (one.times[unit], unit)))
    gone = {unit for unit, _ in chosen}
    short = {one.key: one.n - len(sent.get(one.key, ())) for one in demands}
    left = {one.key: one.floor - len(one.units - gone) for one in covers}
    return Allocation(sent, {k: n for k, n in short.items() if n > 0}, {k: n for k, n in left.items() if n > 0}, proven)


class _Quiet(_core._Highs):
    """The solver itself. Its wrapper in the package prints a line of its own to standard output before it can be told not to."""


class _Program:
    """Columns: one for each pair, what lacks of each demand, what is broken of each cover. Rows: each demand is met or
    lacks; each unit goes once; each cover stays or is broken."""

    def __init__(self, demands: Sequence[Demand], covers: Sequence[Cover], pairs: Sequence[tuple[int, int]]) -> None:
        self.pairs, self.solver = len(pairs), _Quiet()
        for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("random_seed", 1)):  # fmt: skip
            self.solver.setOptionValue(name, value)
        upper = [1.0] * len(pairs) + [float(one.n) for one in demands]
        upper += [float(one.floor) if one.worth_s is not None else 0.0 for one in covers]
        self.columns = len(upper)
        model = highspy.HighsLp()
        model.num_col_, model.col_lower_, model.col_upper_ = len(upper), np.zeros(len(upper)), np.array(upper)
        model.col_cost_ = np.zeros(len(upper))
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(upper)
        rows = self._rows(demands, covers, pairs)
        model.num_row_ = len(rows)
        model.row_lower_ = np.array([low for low, _, _ in rows])
        model.row_upper_ = np.array([high for _, high, _ in rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(entries) for _, _, entries in rows)])
        model.a_matrix_.index_ = np.array([column for _, _, entries in rows for column, _ in entries])
        model.a_matrix_.value_ = np.array([value for _, _, entries in rows for _, value in entries])
        self.solver.passModel(model)

    def _rows(
        self, demands: Sequence[Demand], covers: Sequence[Cover], pairs: Sequence[tuple[int, int]]
    ) -> list[tuple[float, float, list[tuple[int, float]]]]:
        met: list[list[tuple[int, float]]] = [[(len(pairs) + place, 1.0)] for place in range(len(demands))]
        once: dict[int, list[tuple[int, float]]] = {}
        for column, (unit, place) in enumerate(pairs):
            met[place].append((column, 1.0))
            once.setdefault(unit, []).append((column, 1.0))
        rows = [(float(one.n), float(one.n), row) for one, row in zip(demands, met, strict=True)]
        rows += [(0.0, 1.0, row) for row in once.values()]
        for place, one in enumerate(covers):
            gone = [entry for unit in sorted(one.units) for entry in once.get(unit, ())]
            broken = (len(pairs) + len(demands) + place, -1.0)
            rows.append((-highspy.kHighsInf, float(len(one.units) - one.floor), [*gone, broken]))
        return rows

    def hold(self, demands: Sequence[Demand], values: Sequence[float]) -> None:
        """From here on no more lacks, by urgency, than in this solution."""
        columns = range(self.pairs, self.pairs + len(demands))
        weights = [float(one.urgency) for one in demands]
        most = round(sum(weight * values[column] for weight, column in zip(weights, columns, strict=True)))
        self.solver.addRow(-highspy.kHighsInf, float(most), len(weights), np.array(columns), np.array(weights))

    def solve(self, costs: Sequence[float], limit_s: float) -> tuple[list[float], bool]:
        """The columns, and whether that is proven the best. To send nothing is always possible, so there is a solution."""
        self.solver.changeColsCost(self.columns, np.arange(self.columns), np.array(costs))
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + limit_s)
        self.solver.run()
        best = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return list(self.solver.getSolution().col_value), best
