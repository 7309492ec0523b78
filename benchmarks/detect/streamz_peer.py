"""The same job in streamz: threshold, dead band and holding time for each sensor, from messages of one reading.

Runs in an environment of its own, made by `watchroom bench detect`. Times the emitting alone (not the reading of files,
the import or the building of its input), and prints one JSON object.

    python streamz_peer.py FOLDER ROUNDS json
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import orjson
from streamz import Stream


class Rule:
    """One sensor's rule, kept by sensor. The job of the bench has the direction `above` and no ticks."""

    __slots__ = ("gone", "last", "since", "stands")

    def __init__(self) -> None:
        self.last = self.since = self.gone = -1
        self.stands = False


def decoded(numbered: tuple) -> tuple:
    position, message = numbered
    held = orjson.loads(message)
    return held["sensor"], held["value"], held["measured_ms"], position


def job(folder: Path) -> tuple[Stream, list]:
    asked = json.loads((folder / "settings.json").read_text())
    limit, clear = asked["limit"], asked["clear"]
    hold, back, longest = (round(asked[name] * 1000) for name in ("hold_s", "clear_hold_s", "max_gap_s"))

    def judge(rules: dict, reading: tuple) -> tuple[dict, tuple | None]:
        sensor, value, t, position = reading
        rule = rules.get(sensor)
        if rule is None:
            rule = rules[sensor] = Rule()
        if t <= rule.last:
            return rules, None
        if rule.last >= 0 and t - rule.last > longest:
            rule.gone = -1
            if not rule.stands:
                rule.since = -1
        rule.last = t
        if rule.stands:
            if value >= clear:
                rule.gone = -1
                return rules, None
            if rule.gone < 0:
                rule.gone = t
            if t - rule.gone < back:
                return rules, None
            rule.stands, onset, rule.since = False, rule.since, -1
            return rules, ("return", sensor, onset, t, value, position)
        if value < limit:
            rule.since = -1
            return rules, None
        if rule.since < 0:
            rule.since = t
        if t - rule.since < hold:
            return rules, None
        rule.stands, rule.gone = True, -1
        return rules, ("raise", sensor, rule.since, t, value, position)

    found: list = []
    source = Stream()
    changes = source.map(decoded).accumulate(judge, returns_state=True, start={})
    changes.filter(bool).sink(found.append)
    return source, found


def main(folder: Path, rounds: int) -> None:
    items = list(enumerate((folder / "messages.jsonl").read_bytes().split(b"\n")))
    rates, found = [], []
    for _ in range(rounds):
        source, found = job(folder)
        begun = time.perf_counter()
        for item in items:
            source.emit(item)
        rates.append(len(items) / (time.perf_counter() - begun))
    said = {"rates": rates, "version": version("streamz"), "python": sys.version.split()[0], "changes": found}
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
