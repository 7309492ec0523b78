"""What is read out of the history: readings, and stretches of time with what was measured in each. Pure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Series:
    """Readings of one sensor in the order of their measuring. Shape of all: (n,); times in milliseconds, UTC."""

    measured_ms: NDArray[np.int64]
    value: NDArray[np.float64]
    received_ms: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.value.size)

    @classmethod
    def empty(cls) -> "Series":
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))

    def within(self, since_ms: int, until_ms: int) -> "Series":
        """Those measured in since <= t < until."""
        inside = (self.measured_ms >= since_ms) & (self.measured_ms < until_ms)
        return Series(self.measured_ms[inside], self.value[inside], self.received_ms[inside])


@dataclass(frozen=True)
class Stretches:
    """Stretches of `size_ms` that hold at least one reading, in order of time. Shape of all columns: (n,).

    at_ms   where each begins: a multiple of `size_ms` since 1970, UTC
    count   how many readings it holds; low, high, mean of them; first, last by the time of measuring
    """

    size_ms: int
    at_ms: NDArray[np.int64]
    count: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    mean: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.at_ms.size)

    @classmethod
    def empty(cls, size_ms: int) -> "Stretches":
        return cls(size_ms, np.empty(0, np.int64), np.empty(0, np.int64), *(np.empty(0) for _ in range(5)))

    @classmethod
    def of(cls, series: Series, size_ms: int) -> "Stretches":
        """Readings in order of time, by stretch."""
        each = cls(size_ms, series.measured_ms, np.ones(len(series), np.int64), *(series.value,) * 5)
        return each.in_stretches(size_ms)

    def in_stretches(self, size_ms: int) -> "Stretches":
        """The same readings in longer stretches. `size_ms` is a multiple of this one's, or the columns are readings."""
        if not len(self):
            return Stretches.empty(size_ms)
        at, begins = np.unique(self.at_ms // size_ms * size_ms, return_index=True)
        count = np.add.reduceat(self.count, begins)
        ends = np.append(begins[1:], len(self)) - 1
        low, high = np.minimum.reduceat(self.low, begins), np.maximum.reduceat(self.high, begins)
        # A mean lies between the lowest and the highest, whatever the last bit of the division says.
        mean = np.clip(np.add.reduceat(self.mean * self.count, begins) / count, low, high)
        return Stretches(size_ms, at, count, low, high, mean, self.first[begins], self.last[ends])

    def where(self, kept: NDArray[np.bool_]) -> "Stretches":
        return self._with(lambda mine: mine[kept])

    def beside(self, other: "Stretches") -> "Stretches":
        """Both in order of time, of one size; no stretch is in both."""
        order = np.argsort(np.concatenate([self.at_ms, other.at_ms]), kind="stable")
        return self._with(lambda mine, its: np.concatenate([mine, its])[order], other)

    def _with(self, act: Any, *others: "Stretches") -> "Stretches":
        """Every column by itself."""
        names = ("at_ms", "count", "low", "high", "mean", "first", "last")
        columns = {name: act(*(getattr(one, name) for one in (self, *others))) for name in names}
        return Stretches(self.size_ms, **columns)
