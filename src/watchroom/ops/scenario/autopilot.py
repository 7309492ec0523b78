"""The autopilot: acts for the people of a scenario, each with his own account, through the public API and nothing else.

What it will do is a function of the book: after a restart it reads the book again and finds the same acts. It never
acts twice, because it looks at the thing first, and because every act carries a key under which it is done once.
"""

import heapq
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from watchroom.kernel.clock import parse_time
from watchroom.ops.scenario.script import Lacking, Step, filled, found, hold

CONFLICT = 409
READER = "watch_officer"
PAGE = 500
_log = logging.getLogger("watchroom.autopilot")


class Away(ConnectionError):
    """The API does not answer now; the act stays due."""


class Api(Protocol):
    """The public API, spoken to as the holder of a post."""

    def get(self, post: str, path: str) -> Any:
        """The answer. Raises Away, or LookupError when the thing is not there or not to be seen."""
        ...

    def send(self, post: str, path: str, body: Mapping[str, Any], key: str) -> tuple[int, Any]:
        """Status and answer. Raises Away."""
        ...


@dataclass(order=True, slots=True)
class Due:
    at: datetime
    order: int
    step: Step = field(compare=False)
    context: dict[str, Any] = field(compare=False)
    key: str = field(compare=False)


class Autopilot:
    """Follows the book through the API and does what the script says.

    travel_s  how long the unit named in an entry's facts needs to its incident
    known     values that every text may use, e.g. drawn areas
    """

    def __init__(
        self,
        api: Api,
        steps: Sequence[Step],
        *,
        travel_s: Callable[[Mapping[str, Any]], float],
        known: Mapping[str, Any],
    ) -> None:
        self._api, self._travel_s, self._known = api, travel_s, known
        self._steps = [step for step in steps if step.when != "clock"]
        self._position = 0
        self._due: list[Due] = []
        for order, step in enumerate(step for step in steps if step.when == "clock"):
            if step.at is None:
                raise ValueError(f"{step.code}: a step of the clock says when")
            heapq.heappush(self._due, Due(step.at, order - len(steps), step, dict(known), f"autopilot:{step.code}"))

    def read(self) -> int:
        """Takes in what the book has got since; how many entries."""
        taken = 0
        while True:
            page = self._api.get(READER, f"/api/journal?after={self._position}&limit={PAGE}")
            for entry in page:
                self._note(entry)
            taken += len(page)
            if len(page) < PAGE:
                return taken

    def next_due(self) -> datetime | None:
        return self._due[0].at if self._due else None

    def act(self, now: datetime) -> int:
        """Does everything due by now; how many acts were tried. Raises Away, and then nothing is forgotten."""
        done = 0
        while self._due and self._due[0].at <= now:
            self._do(self._due[0])
            heapq.heappop(self._due)
            done += 1
        return done

    def _note(self, entry: Mapping[str, Any]) -> None:
        self._position = max(self._position, int(entry["id"]))
        facts: dict[str, Any] = entry["facts"]
        for step in self._steps:
            if not step.wants(entry["kind"], facts):
                continue
            context = {**self._known, **facts, **_of(entry)}
            travel_s = self._travel_s(facts) if step.travel else 0
            due = step.due(parse_time(entry["at"]), facts, travel_s)
            heapq.heappush(self._due, Due(due, int(entry["id"]), step, context, f"autopilot:{step.code}:{entry['id']}"))

    def _do(self, due: Due) -> None:
        step, context = due.step, dict(due.context)
        try:
            post = str(filled(step.who, context))
            for name, find in step.find.items():
                context[name] = found(find, self._api.get(post, str(filled(find.get, context))), context)
            if not hold(step, context):
                _log.info("%s: no longer wanted (%s)", step.code, due.key)
                return
            status, answer = self._api.send(post, str(filled(step.post, context)), filled(step.body, context), due.key)
        except (Lacking, LookupError) as error:
            _log.warning("%s: %s is not there (%s)", step.code, error, due.key)
            return
        if status == CONFLICT:
            _log.info("%s: somebody did it before: %s", step.code, answer)
        elif status >= 400:
            _log.error("%s: refused with %s: %s", step.code, status, answer)
        else:
            _log.info("%s: done (%s)", step.code, due.key)


def _of(entry: Mapping[str, Any]) -> dict[str, Any]:
    tail = str(entry["subject"]).partition(":")[2]
    return {
        "entry": entry["id"],
        "incident": entry["incident"],
        "subject": entry["subject"],
        "id": int(tail) if tail.isdigit() else tail,
        "actor": entry["actor"],
        "at": entry["at"],
    }
