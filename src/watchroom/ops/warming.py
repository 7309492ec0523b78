"""Compiling before the first lease what the first reading would otherwise wait for.

A loop is compiled when it is first called, and that takes seconds where its machine code is not kept yet: as long as a
partition's lease. So `watch` calls each loop once, on what the detectors' own samples hold, before it takes any.
"""

import logging
import time
from collections.abc import Iterator
from functools import cache

import numpy as np

from watchroom.alarms.detection import DETECTORS, Combiner, RuleSpec
from watchroom.alarms.judging import Judge
from watchroom.kernel.compiled import has_compiler
from watchroom.kernel.plugin import Sample
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.latest import LatestTable
from watchroom.sources.readings import ReadingBatch, Run, Tick, decode_runs, encode_readings

_log = logging.getLogger("watchroom.watch")


@cache
def warm() -> None:
    """Once in a process. A detector that fails at it is logged, and fails again where it is used."""
    if not has_compiler():
        _log.warning("there is no compiler (numba): loops run as they are written, about two hundred times slower")
        return
    _log.info("compiling what reads and judges; no partition is taken before that")
    begun = time.monotonic()
    for run in decode_runs([(n, encode_readings(*_readings([(0, 1.5, 1000)]).columns)[0]) for n in (1, 2)], 0, ()):
        if isinstance(run, Run):
            LatestTable().update(run.batch)
            Catalogue().sources_of(run.batch.sensor)
    for name in sorted(DETECTORS.all):
        try:
            _judge(name, DETECTORS[name].samples[0])
        except Exception:
            _log.exception("detector %s cannot be made ready", name)
    _log.info("compiled in %.1f s", time.monotonic() - begun)


def _judge(name: str, sample: Sample) -> None:
    judge = Judge(0, list(rules_of(name, sample)))
    for second, sensor, value in given_of(sample):
        judge.judge(Tick("tick", second * 1000) if value is None else _readings([(sensor, value, second * 1000)]))


def given_of(sample: Sample) -> list[tuple[int, int, float | None]]:
    """What a detector's sample gives, as second, place of the input, and value; None is a tick."""
    return [one if len(one) == 3 else (one[0], 0, one[1]) for one in sample.given]


def rules_of(name: str, sample: Sample) -> Iterator[RuleSpec]:
    """The sample's rule (rule 1) over sensors 0, 1, …; one over rules has thresholds at 1 for its inputs."""
    further = range(1, max(sensor for _, sensor, _ in given_of(sample)) + 1)
    if not issubclass(DETECTORS[name], Combiner):
        yield RuleSpec(1, 1, name, 0, sample.settings, inputs=tuple(further))
        return
    plain = [RuleSpec(10 + sensor, 1, "threshold", sensor, {"limit": 1}) for sensor in (0, *further)]
    yield RuleSpec(1, 1, name, 0, sample.settings, inputs=tuple(spec.rule for spec in plain))
    yield from plain


def _readings(rows: list[tuple[int, float, int]]) -> ReadingBatch:
    sensor, value, at = zip(*rows, strict=True)
    at_ms = np.array(at, np.int64)
    return ReadingBatch("warm", np.array(sensor, np.int32), np.array(value, np.float64), at_ms, at_ms)
