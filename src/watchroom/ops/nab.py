"""The Numenta Anomaly Benchmark by its published rules: its corpus, and what a detector's anomaly scores are worth.

Rules (Lavin and Ahmad 2015, and the benchmark's own documents): the first 15 % of a file, 750 rows at most, are
probation and not scored. The earliest detection in a labelled window counts, the more the earlier; a missed window
costs; every detection outside costs, less so shortly after a window. The weights are the profile's. A score is a
detection when it reaches the threshold, and there is one threshold for the whole corpus and profile, the best one.
Nought is the detector that never speaks, a hundred the one that speaks at the first row of every window and nowhere else.
"""

import io
import json
import tarfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

MOST_FILES, MOST_BYTES = 1000, 1 << 24
WINDOWS = "labels/combined_windows.json"
NEVER = 1.1  # a threshold that no score reaches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class CorpusUnreadable(Fault):
    status = 503
    text = Words(
        zh="读不到 NAB 数据（{where}）：{why}。请取 numenta/NAB 的 data 和 labels，放进一个目录或 tar.gz，用 WATCHROOM_NAB 指明，然后重试。",
        en="The NAB data cannot be read ({where}): {why}. Take data and labels of numenta/NAB, as a folder or a tar.gz, "
        "name it in WATCHROOM_NAB, and run again.",
    )


class Profile(NamedTuple):
    """What a window found, a window missed and a false detection weigh."""

    found: float
    missed: float
    false: float


PROFILES = {
    "standard": Profile(1.0, 1.0, 0.11),
    "low_fp": Profile(1.0, 1.0, 0.22),
    "low_fn": Profile(1.0, 2.0, 0.11),
}


class Series(NamedTuple):
    """One file. Shape of the columns: (rows,). `windows` are first and last row, both inside, in order."""

    name: str
    at_ms: Ints
    value: Floats
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        return min(int(0.15 * self.value.size), 750)


class Outcome(NamedTuple):
    """`score` is normalised: 0 for silence, 100 for perfection."""

    score: float
    threshold: float
    found: int
    windows: int
    false: int


def best(corpus: Sequence[Series], scores: Sequence[Floats], profile: Profile) -> Outcome:
    """The outcome at the best of all thresholds, as the benchmark optimises it. One array of scores for each file."""
    level, delta = _events(corpus, scores, profile)
    order = np.argsort(-level, kind="stable")
    level, delta = level[order], delta[order]
    ends = np.flatnonzero(np.append(level[1:] != level[:-1], level.size > 0))  # all equal scores are reached at once
    totals = np.cumsum(delta)[ends]
    if not totals.size or totals.max() <= 0:
        return at(corpus, scores, profile, NEVER)
    return at(corpus, scores, profile, float(level[ends[int(totals.argmax())]]))


def at(corpus: Sequence[Series], scores: Sequence[Floats], profile: Profile, threshold: float) -> Outcome:
    """The outcome at this threshold."""
    total, found, windows, false = 0.0, 0, 0, 0
    for series, given in zip(corpus, scores, strict=True):
        gain, window = worth(series)
        detected = given >= threshold
        detected[: series.probation] = False
        outside = detected & (window < 0)
        false += int(outside.sum())
        total += profile.false * float(gain[outside].sum())
        for number in np.unique(window[series.probation :]):
            if number < 0:
                continue
            windows += 1
            rows = np.flatnonzero(detected & (window == number))
            found += rows.size > 0
            total += profile.found * float(gain[rows[0]]) if rows.size else -profile.missed
    span = windows * (profile.found + profile.missed)
    score = 100 * (total + windows * profile.missed) / span if windows else 0.0
    return Outcome(score, threshold, found, windows, false)


def worth(series: Series) -> tuple[Floats, Ints]:
    """What a detection at each row would be worth before weighing, 1 at best and -1 at worst; and the row's window,
    -1 outside.
    """
    gain, window = np.full(series.value.size, -1.0), np.full(series.value.size, -1, np.int64)
    rows = np.arange(series.value.size)
    for number, (first, last) in enumerate(series.windows):
        width = last - first + 1
        inside, after = slice(first, last + 1), slice(last + 1, None)
        gain[inside] = _sigmoid((rows[inside] - last - 1) / width) / _sigmoid(np.array(-1.0))
        gain[after] = _sigmoid((rows[after] - last) / max(width - 1, 1))
        window[inside] = number
    return gain, window


def read(where: Path) -> list[Series]:
    """The corpus from a folder, or from a `.tar.gz` (in that folder, or itself). Raises CorpusUnreadable."""
    try:
        files = _files(where)
        labels = json.loads(files[WINDOWS])
        if not labels or not isinstance(labels, dict):
            raise ValueError(f"{WINDOWS} names no file")
        return [_series(name, files[f"data/{name}"], labels[name]) for name in sorted(labels)]
    except KeyError as error:
        raise CorpusUnreadable(where=where, why=Words(zh=f"缺少 {error}", en=f"{error} is missing")) from error
    except (OSError, ValueError, TypeError, AttributeError, IndexError, tarfile.TarError) as error:
        raise CorpusUnreadable(where=where, why=str(error)[:200]) from error


def _events(corpus: Sequence[Series], scores: Sequence[Floats], profile: Profile) -> tuple[Floats, Floats]:
    """By how much the total changes when the threshold falls to a score: (scores, changes)."""
    levels, deltas = [np.empty(0)], [np.empty(0)]
    for series, given in zip(corpus, scores, strict=True):
        gain, window = worth(series)
        scored = np.arange(given.size) >= series.probation
        for number in np.unique(window[scored]):
            rows = np.flatnonzero(scored & (window == number))
            change = profile.false * gain[rows]
            if number >= 0:  # of a window only what is earlier than all rows of higher scores adds to it
                rows = rows[np.argsort(-given[rows], kind="stable")]
                reached = np.maximum.accumulate(profile.found * gain[rows])
                change = np.diff(reached, prepend=-profile.missed)
            levels.append(given[rows])
            deltas.append(change)
    return np.concatenate(levels), np.concatenate(deltas)


def _sigmoid(place: Floats) -> Floats:
    """From almost 1 at a window's left edge (-1) through 0 at its right edge to -1 well behind it."""
    return np.where(place >= 3, -1.0, 2 / (1 + np.exp(5 * np.minimum(place, 3))) - 1)


def _files(where: Path) -> dict[str, bytes]:
    """Data and windows by their path in the benchmark. Raises OSError, tarfile.TarError, ValueError."""
    if where.is_dir() and (where / "labels").is_dir():
        found = [*where.glob("data/*/*.csv"), where / WINDOWS]
        if len(found) > MOST_FILES or any(path.stat().st_size > MOST_BYTES for path in found):
            raise ValueError("too many files, or too large ones")
        return {path.relative_to(where).as_posix(): path.read_bytes() for path in found}
    archive = next(iter(sorted(where.glob("*.tar.gz"))), where) if where.is_dir() else where
    files: dict[str, bytes] = {}
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            name = PurePosixPath(member.name).as_posix().removeprefix("./")
            if not member.isfile() or not (name == WINDOWS or (name.startswith("data/") and name.endswith(".csv"))):
                continue
            if member.size > MOST_BYTES or len(files) >= MOST_FILES:
                raise ValueError("too many files, or too large ones")
            opened = tar.extractfile(member)
            files[name] = opened.read() if opened else b""
    return files


def _series(name: str, data: bytes, windows: Sequence[tuple[str, str]]) -> Series:
    lines = [line.split(",") for line in io.StringIO(data.decode()).read().splitlines()[1:]]
    stamps = [stamp[:19] for stamp, _ in lines]
    times = [round(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() * 1000) for stamp in stamps]
    values = np.array([float(value) for _, value in lines])
    bounds = sorted((stamps.index(first[:19]), stamps.index(last[:19])) for first, last in windows)
    return Series(name, np.array(times, np.int64), values, tuple(bounds))
