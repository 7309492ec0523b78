"""Which alarms that begin together are one line of the queue: pure, one alarm after the other, never over all alarms.

An alarm has keys from narrow to wide: its source, its place, the places around that. When `many` alarms of one key
begin within `window_ms` of each other they become a group, and whatever else of that key begins within the window of
what the group holds joins it, until it is `longest_ms` long. A wider key takes narrower groups over when it holds
`many_wide` alarms and the cause is plainly wider: without its largest part it would still be nearly `many`.

What decides is written with the alarms, so judging the same readings again, which raises none anew, regroups none.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple


class Limits(NamedTuple):
    """window_ms 0 switches grouping off."""

    window_ms: int = 60_000
    many: int = 5
    many_wide: int = 10
    longest_ms: int = 600_000


class Start(NamedTuple):
    """An alarm that began. `keys` from narrow to wide: `source:3`, `place:7`, `place:1`."""

    alarm: int
    onset_ms: int
    keys: tuple[str, ...]


@dataclass(slots=True)
class Known:
    """A group. `keys` is what all its members have in common; `fresh` until it has been written."""

    group: int
    key: str
    keys: tuple[str, ...]
    first_ms: int
    last_ms: int
    count: int
    first: int
    dissolved: bool = False
    fresh: bool = False
    joined: list[int] = field(default_factory=list)
    absorbed: list[int] = field(default_factory=list)

    def touches(self, onset_ms: int, limits: Limits) -> bool:
        near = self.first_ms - limits.window_ms <= onset_ms <= self.last_ms + limits.window_ms
        return near and max(self.last_ms, onset_ms) - min(self.first_ms, onset_ms) <= limits.longest_ms

    def add(self, start: Start) -> None:
        if start.onset_ms < self.first_ms:
            self.first = start.alarm
        self.first_ms, self.last_ms = min(self.first_ms, start.onset_ms), max(self.last_ms, start.onset_ms)
        self.count += 1
        self.keys = tuple(key for key in self.keys if key in start.keys)
        self.joined.append(start.alarm)


class Grouper:
    """Takes one alarm after the other. `groups` and `loose` are those that could touch what is to come.

    After `take`, `changed` holds each group that was formed or grew, with what `joined` it and whom it `absorbed`.
    New groups have negative numbers.
    """

    def __init__(self, limits: Limits, groups: list[Known], loose: list[Start]) -> None:
        self.limits = limits
        self.groups = groups
        self.changed: dict[int, Known] = {}
        self.placed: dict[int, int] = {}
        self._made = 0
        self._loose: dict[str, list[Start]] = defaultdict(list)
        for start in loose:
            self._lay(start)

    def take(self, start: Start) -> int | None:
        """The group in which the alarm now is; None when it stands alone."""
        if not self.limits.window_ms or not start.keys:
            return None
        joined = self._joins(start)
        if joined is None:
            self._lay(start)
        wider = start.keys if joined is None else start.keys[start.keys.index(joined.key) + 1 :]
        for key in wider:
            joined = self._forms(key, start.onset_ms) or joined
        return self.placed.get(start.alarm)

    def _lay(self, start: Start) -> None:
        for key in start.keys:
            self._loose[key].append(start)

    def _touching(self, key: str, onset_ms: int, *, dissolved: bool = False) -> Known | None:
        for group in reversed(self.groups):
            if group.key == key and group.dissolved == dissolved and group.touches(onset_ms, self.limits):
                return group
        return None

    def _joins(self, start: Start) -> Known | None:
        for key in reversed(start.keys):
            if group := self._touching(key, start.onset_ms):
                group.add(start)
                self._note(group, [start])
                return group
        return None

    def _note(self, group: Known, starts: list[Start]) -> None:
        self.changed[group.group] = group
        for start in starts:
            self.placed[start.alarm] = group.group

    def _forms(self, key: str, onset_ms: int) -> Known | None:
        """A group of this key, if there are enough around this onset and nobody took one apart by hand just now."""
        if self._touching(key, onset_ms, dissolved=True) or self._touching(key, onset_ms):
            return None
        window = self.limits.window_ms
        near = [one for one in self._loose[key] if abs(one.onset_ms - onset_ms) <= window]
        parts = [g for g in self.groups if key in g.keys and not g.dissolved and g.touches(onset_ms, self.limits)]
        count = len(near) + sum(part.count for part in parts)
        largest = max((part.count for part in parts), default=1)
        wide = bool(parts) or self._is_wide(key, near)
        if count < (self.limits.many_wide if wide else self.limits.many) or count - largest < self.limits.many - 1:
            return None
        return self._form(key, near, parts)

    def _is_wide(self, key: str, near: list[Start]) -> bool:
        """Wider than a source or the place itself: the places around ask for more alarms before they are one cause."""
        return any(start.keys.index(key) > 1 for start in near)

    def _form(self, key: str, near: list[Start], parts: list[Known]) -> Known:
        firsts = [(one.onset_ms, one.alarm) for one in near] + [(part.first_ms, part.first) for part in parts]
        common = [set(one.keys) for one in near] + [set(part.keys) for part in parts]
        model = near[0].keys if near else parts[0].keys
        first_ms, first = min(firsts, key=_order)
        self._made += 1
        made = Known(
            group=-self._made, key=key,
            keys=tuple(one for one in model if one != key and all(one in keys for keys in common)),
            first_ms=first_ms, last_ms=max([one.onset_ms for one in near] + [part.last_ms for part in parts]),
            count=len(near) + sum(part.count for part in parts), first=first, fresh=True,
            joined=[one.alarm for one in near] + [alarm for part in parts if part.fresh for alarm in part.joined],
            absorbed=_absorbed(parts),
        )  # fmt: skip
        taken = {one.alarm for one in near}
        for one in near:
            for each in one.keys:
                self._loose[each] = [other for other in self._loose[each] if other.alarm not in taken]
        for part in parts:
            self.groups.remove(part)
            self.changed.pop(part.group, None)
            self.placed |= {alarm: made.group for alarm, group in self.placed.items() if group == part.group}
        self.groups.append(made)
        self._note(made, near)
        return made


def _order(first: tuple[int, int]) -> tuple[int, bool, int]:
    """By onset; of one moment the alarm that was written first: those not yet written have negative numbers."""
    onset_ms, alarm = first
    return onset_ms, alarm < 0, abs(alarm)


def _absorbed(parts: list[Known]) -> list[int]:
    """The written groups behind these; one that was never written leaves nothing but what it had absorbed itself."""
    return [group for part in parts for group in (part.absorbed if part.fresh else [part.group])]
