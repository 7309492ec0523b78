"""The children of `watchroom bench journal`: a writer, or the follower. Django is set up before this is imported."""

import json
import os
import sys
import time
from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.journal.followers import Follower, Runner
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words

LIMIT_S = 600.0
KIND = "bench.written"


@entry(KIND, say=Words(zh="测量写入 {writer}-{number}", en="measurement wrote {writer}-{number}"))
@dataclass(frozen=True, slots=True)
class Written(Facts):
    writer: int
    number: int


class Tally(Follower):
    """Notes which entries it was given."""

    name = "bench.tally"
    kinds = (KIND,)

    def __init__(self) -> None:
        self.seen: list[int] = []

    def handle(self, entry: Entry) -> None:
        self.seen.append(entry.id)


def main() -> None:
    if sys.argv[1] == "write":
        _write(int(sys.argv[2]), int(sys.argv[3]))
    else:
        _follow(int(sys.argv[2]))


def _start() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def _write(writer: int, count: int) -> None:
    from watchroom.journal.book import book

    _start()
    times = []
    for number in range(count):
        began = time.perf_counter()
        with book(actor=f"bench:{writer}") as b:
            b.record(Written(writer, number), subject=f"bench:{writer}")
        times.append(round((time.perf_counter() - began) * 1000, 3))
    print(json.dumps(times), flush=True)


def _follow(count: int) -> None:
    """Follows until everything was seen or the time is up, then compares with the book."""
    from django.db import connection

    from watchroom.journal import queries
    from watchroom.journal.verify import verify

    tally = Tally()
    runner = Runner(f"bench:{os.getpid()}", [tally])
    _start()
    until = time.monotonic() + LIMIT_S
    while len(tally.seen) < count and time.monotonic() < until:
        if not runner.run():
            time.sleep(0.02)
            if queries.head() >= count and not runner.run():
                break
    done_at = time.perf_counter()
    held = set(Entry.objects.filter(kind=KIND).values_list("id", flat=True))
    seen = set(tally.seen)
    written = {
        (facts["writer"], facts["number"]) for facts in Entry.objects.filter(kind=KIND).values_list("facts", flat=True)
    }
    told = {
        "lost": count - len(written) + len(held - seen),
        "doubled": len(tally.seen) - len(seen) + len(held) - len(written),
        "findings": sum(1 for _ in verify()),
        "done_at": done_at,
        "version": ".".join(map(str, connection.get_database_version())),
    }
    print(json.dumps(told), flush=True)
