"""`watchroom bench anomaly`: the detector `anomaly`, at its default settings, on the Numenta Anomaly Benchmark.

All 58 files, each as a stream: at a reading the detector knows the readings before it and nothing else; neither the
file's length, nor its range, which the benchmark would allow. First the scorer must find what is known of three
detectors: silence, perfection, and the published windowed Gaussian; otherwise no score is told.

Two ways of scoring: by the anomaly scores with the threshold that the benchmark optimises (`score.*`), and by the
alarms that the judge raises, each a detection, with nothing optimised (`alarms.*`).
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from math import erfc, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from watchroom.alarms.detection import NEVER, Changes, Fresh, RuleSpec, lay_rows
from watchroom.alarms.detectors.anomaly import Anomaly
from watchroom.alarms.judging import Judge
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.bench_detect import one_core
from watchroom.ops.figures import tell
from watchroom.ops.nab import PROFILES, Floats, Outcome, Series, at, best, read
from watchroom.sources.readings import ReadingBatch

BATCH = 10_000
WEEK_MS = 7 * 86_400_000
GAUSSIAN = {"standard": 39.65, "low_fp": 20.87, "low_fn": 47.41}  # published; to two places
BOARD = (  # the benchmark's own table in December 2024: standard, low false positives, low false negatives
    ("ARTime", 74.9, 65.1, 80.4),
    ("Numenta HTM", 70.5, 62.6, 75.2),
    ("CAD OSE", 69.9, 67.0, 73.2),
    ("earthgecko Skyline", 58.2, 46.2, 63.9),
    ("KNN CAD", 58.0, 43.4, 64.8),
    ("Relative Entropy", 54.6, 47.6, 58.8),
    ("Random Cut Forest", 51.7, 38.4, 59.7),
    ("Twitter ADVec", 47.1, 33.6, 53.5),
    ("Windowed Gaussian", 39.6, 20.9, 47.4),
    ("Etsy Skyline", 35.7, 27.1, 44.5),
    ("Bayesian Changepoint", 17.7, 3.2, 32.2),
    ("EXPoSE", 16.4, 3.2, 26.9),
    ("Null", 0.0, 0.0, 0.0),
)


class ScorerDiffers(Fault):
    status = 500
    text = Words(
        zh="评分程序对“{which}”得 {found}，应为 {owed}：本次分数不作数。请核对 NAB 数据是否完整，是否为 58 个文件的版本。",
        en="The scorer gives “{which}” {found} where {owed} is known: no score of this run counts. "
        "See whether the NAB data is whole, and the version of 58 files.",
    )


def where() -> Path:
    return Path(os.environ.get("WATCHROOM_NAB") or Path(__file__).resolve().parents[4] / "shared/data/series/nab")


def run(json: bool, quick: bool) -> dict[str, Any]:
    """Measures, prints, and returns {name, machine, versions, figures}. Raises CorpusUnreadable, ScorerDiffers."""
    corpus = read(where())
    figures: dict[str, Any] = anchors(corpus)
    with one_core() as core:
        scores = [surprises(series) for series in corpus]
        found = {name: best(corpus, scores, profile) for name, profile in PROFILES.items()}
        figures |= {f"score.{name}": round(outcome.score, 2) for name, outcome in found.items()}
        figures |= halves(corpus, scores) | of_alarms(corpus) | speed(corpus, 3 if quick else 9)
    figures |= {
        "threshold": round(found["standard"].threshold, 4),
        "windows.found": f"{found['standard'].found} of {found['standard'].windows}",
        "files": len(corpus),
        "readings": sum(series.value.size for series in corpus),
        "core": core,
    }
    if not json:
        board(found)
    return tell("anomaly", {"numpy": np.__version__, "numba": version("numba")}, figures, json=json)


def anchors(corpus: Sequence[Series]) -> dict[str, Any]:
    """What the scorer gives detectors whose score is known. Raises ScorerDiffers."""
    silence = [np.zeros(series.value.size) for series in corpus]
    perfect = [np.zeros(series.value.size) for series in corpus]
    for series, ones in zip(corpus, perfect, strict=True):
        ones[[first for first, _ in series.windows]] = 1.0
    gaussian = [windowed_gaussian(series.value) for series in corpus]
    figures: dict[str, Any] = {}
    for name, profile in PROFILES.items():
        for which, scores, owed in (
            ("null", silence, 0.0),
            ("perfect", perfect, 100.0),
            ("windowed_gaussian", gaussian, GAUSSIAN[name]),
        ):
            got = round(best(corpus, scores, profile).score, 2)
            if got != owed:
                raise ScorerDiffers(which=f"{which}, {name}", found=got, owed=owed)
            figures[f"anchor.{which}.{name}"] = got
    return figures


def windowed_gaussian(value: Floats, window: int = 6400, step: int = 100) -> Floats:
    """The published baseline: how far a value lies in the tail of the normal distribution of the 6,400 before it.
    To twelve digits, because its published scores were kept in such files and ties decide there.
    """
    scores = np.zeros(value.size)
    mean = squares = 0.0
    spread = 1e-6
    for i, x in enumerate(value.tolist()):
        if i:
            scores[i] = 1 - 0.5 * erfc(abs(x - mean) / spread / sqrt(2))
        if i < window:
            before, mean = mean, mean + (x - mean) / (i + 1)
            squares += (x - before) * (x - mean)
            spread = sqrt(squares / (i + 1)) or 1e-6
        elif (i - window + 1) % step == 0:
            last = value[i + 1 - window : i + 1]
            mean, spread = float(last.mean()), float(last.std()) or 1e-6
    return np.round(scores, 12)


def surprises(series: Series) -> Floats:
    """The anomaly score of each row. A row no later than one before it is not judged, and scores nought."""
    rows, fresh = _alone(series)
    scores = np.zeros(series.value.size)
    scores[fresh.position] = Anomaly().trace(rows, fresh, Changes.room(fresh.slot.size))
    return scores


def halves(corpus: Sequence[Series], scores: Sequence[Floats]) -> dict[str, Any]:
    """Every other file by name: the detector's defaults are those that did best on the first half."""
    standard = PROFILES["standard"]
    first, second = best(corpus[::2], scores[::2], standard), best(corpus[1::2], scores[1::2], standard)
    carried = at(corpus[1::2], scores[1::2], standard, first.threshold)
    return {
        "half.tuned.standard": round(first.score, 2),
        "half.other.standard": round(second.score, 2),
        "half.other.at_tuned_threshold": round(carried.score, 2),
    }


def of_alarms(corpus: Sequence[Series]) -> dict[str, Any]:
    """All files at once as sensors of one partition, through the judge; every alarm is a detection."""
    detected = [np.zeros(series.value.size) for series in corpus]
    judge = Judge(0, _rules(len(corpus)))
    batches, row = interleaved(corpus)
    for number, batch in enumerate(batches):
        for change in judge.judge(batch):
            if change.kind == "raise":
                detected[change.sensor][row[number * BATCH + change.position]] = 1.0
    outcomes = {name: at(corpus, detected, profile, 1.0) for name, profile in PROFILES.items()}
    weeks = sum(int(series.at_ms[-1] - series.at_ms[series.probation]) for series in corpus) / WEEK_MS
    return {f"alarms.{name}": round(outcome.score, 2) for name, outcome in outcomes.items()} | {
        "alarms.false": outcomes["standard"].false,
        "alarms.false_a_sensor_week": round(outcomes["standard"].false / weeks, 2),
    }


def speed(corpus: Sequence[Series], rounds: int) -> dict[str, Any]:
    """Readings in a second of one core's time: the detector alone, file by file; the whole judge, all files mixed."""
    n = sum(series.value.size for series in corpus)
    batches, _ = interleaved(corpus)
    detector, out = Anomaly(), Changes.room(max(series.value.size for series in corpus))

    def alone() -> float:
        laid = [_alone(series) for series in corpus]
        return _timed(lambda: [detector.judge(rows, fresh, out) for rows, fresh in laid])

    def whole() -> float:
        judge = Judge(0, _rules(len(corpus)))
        return _timed(lambda: [judge.judge(batch) for batch in batches])

    return {
        "readings_per_s": round(n / statistics.median(alone() for _ in range(rounds))),
        "judge.readings_per_s": round(n / statistics.median(whole() for _ in range(rounds))),
    }


def interleaved(corpus: Sequence[Series]) -> tuple[list[ReadingBatch], np.ndarray[Any, np.dtype[np.int64]]]:
    """First rows of all files, second rows, …: in batches; and of each reading its row in its file."""
    sensor = np.concatenate([np.full(series.value.size, k, np.int32) for k, series in enumerate(corpus)])
    row = np.concatenate([np.arange(series.value.size) for series in corpus])
    order = np.lexsort((sensor, row))
    sensor, row = sensor[order], row[order]
    value = np.concatenate([series.value for series in corpus])[order]
    at_ms = np.concatenate([series.at_ms for series in corpus])[order]
    pieces = [slice(start, start + BATCH) for start in range(0, order.size, BATCH)]
    return [ReadingBatch("nab", sensor[p], value[p], at_ms[p], at_ms[p]) for p in pieces], row


def board(found: dict[str, Outcome]) -> None:
    standard, low_fp, low_fn = (round(found[name].score, 1) for name in PROFILES)
    ours = ("watchroom anomaly", standard, low_fp, low_fn)
    print(f"{'NAB':<24} {'standard':>9} {'low FP':>9} {'low FN':>9}")
    for line in sorted([*BOARD, ours], key=lambda line: line[1], reverse=True):
        mark = "→ " if line is ours else "  "
        print(f"{mark}{line[0]:<22} {line[1]:>9} {line[2]:>9} {line[3]:>9}")


def _alone(series: Series) -> tuple[Any, Fresh]:
    """Rows for one rule at default settings, and the readings that are later than all before them."""
    detector = Anomaly()
    spec = _rules(1)[0]
    rows = lay_rows(detector, [spec], {spec.rule: detector.Settings()}, np.zeros(1, np.int32), {}, 1)
    later = np.append(True, series.at_ms[1:] > np.maximum.accumulate(series.at_ms)[:-1])
    position = np.flatnonzero(later).astype(np.int32)
    at_ms = series.at_ms[later]
    gaps = np.diff(at_ms, prepend=np.int64(NEVER))
    return rows, Fresh(np.zeros(position.size, np.int32), series.value[later], at_ms, gaps, position)


def _rules(n: int) -> list[RuleSpec]:
    return [RuleSpec(k, 1, Anomaly.name, k, {}) for k in range(n)]


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
