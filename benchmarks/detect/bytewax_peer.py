"""The same job in bytewax: threshold, dead band and holding time for each sensor, from memory or from JSON.

Runs in an environment of its own, made by `watchroom bench detect`. Reads what the bench wrote (columns, or a message of
one reading a line), times the dataflow alone (not the reading of files, the import or the building of its input), and
prints one JSON object.

    python bytewax_peer.py FOLDER ROUNDS memory|json
"""

import json
import sys
import time
from array import array
from importlib.metadata import version
from pathlib import Path

import bytewax.operators as op
import orjson
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main

BATCH = 100  # as fast as 1,000 and faster than 10,000


def column(folder: Path, name: str, code: str) -> list:
    held = array(code)
    held.frombytes((folder / name).read_bytes())
    return held.tolist()


class Rule:
    """One sensor's rule, as bytewax keeps it by key. The job of the bench has the direction `above` and no ticks."""

    __slots__ = ("gone", "last", "since", "stands")

    def __init__(self) -> None:
        self.last = self.since = self.gone = -1
        self.stands = False


def by_key(numbered: tuple) -> tuple:
    position, message = numbered
    held = orjson.loads(message)
    return str(held["sensor"]), (held["value"], held["measured_ms"], position)


def job(folder: Path, items: list, *, decoded: bool) -> tuple[Dataflow, list]:
    asked = json.loads((folder / "settings.json").read_text())
    limit, clear = asked["limit"], asked["clear"]
    hold, back, longest = (round(asked[name] * 1000) for name in ("hold_s", "clear_hold_s", "max_gap_s"))

    def judge(rule: Rule | None, reading: tuple) -> tuple[Rule, list]:
        value, t, position = reading
        if rule is None:
            rule = Rule()
        if t <= rule.last:
            return rule, []
        if rule.last >= 0 and t - rule.last > longest:
            rule.gone = -1
            if not rule.stands:
                rule.since = -1
        rule.last = t
        if rule.stands:
            if value >= clear:
                rule.gone = -1
                return rule, []
            if rule.gone < 0:
                rule.gone = t
            if t - rule.gone < back:
                return rule, []
            rule.stands, onset, rule.since = False, rule.since, -1
            return rule, [("return", onset, t, value, position)]
        if value < limit:
            rule.since = -1
            return rule, []
        if rule.since < 0:
            rule.since = t
        if t - rule.since < hold:
            return rule, []
        rule.stands, rule.gone = True, -1
        return rule, [("raise", rule.since, t, value, position)]

    found: list = []
    flow = Dataflow("detect")
    keyed = op.input("readings", flow, TestingSource(items, batch_size=BATCH))
    if not decoded:
        keyed = op.map("decode", keyed, by_key)
    changes = op.stateful_flat_map("judge", keyed, judge)
    op.output("changes", changes, TestingSink(found))
    return flow, found


def main(folder: Path, rounds: int, form: str) -> None:
    if form == "json":
        items = list(enumerate((folder / "messages.jsonl").read_bytes().split(b"\n")))
    else:
        columns = column(folder, "sensor", "i"), column(folder, "value", "d"), column(folder, "measured_ms", "q")
        items = [(str(sensor), (value, t, n)) for n, (sensor, value, t) in enumerate(zip(*columns, strict=True))]
    rates, found = [], []
    for _ in range(rounds):
        flow, found = job(folder, items, decoded=form != "json")
        begun = time.perf_counter()
        run_main(flow)
        rates.append(len(items) / (time.perf_counter() - begun))
    changes = sorted(([kind, int(key), *rest] for key, (kind, *rest) in found), key=lambda change: change[5])
    said = {"rates": rates, "version": version("bytewax"), "python": sys.version.split()[0], "changes": changes}
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
