"""Messages about one thing: which of them counts now, when updates and cancels may come in any order, twice or late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchroom.kernel.cap.model import Alert
from watchroom.kernel.clock import UTC

Key = tuple[str, str, str]
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chain:
    """All messages that hang together by references, oldest first. `cancelled_by`: the Cancel that ended the chain."""

    messages: tuple[Alert, ...]
    cancelled_by: Alert | None

    @property
    def latest(self) -> Alert:
        """The newest message that is not a Cancel; the Cancel itself when nothing else has arrived yet."""
        told = [one for one in self.messages if one.msg_type != "Cancel"]
        return (told or self.messages)[-1]

    def in_force(self, at: datetime, default_life: timedelta) -> bool:
        """Whether people should still see it: not cancelled, and its latest version not run out."""
        if self.cancelled_by or self.latest.msg_type == "Cancel":
            return False
        end = self.latest.ends_at(default_life)
        return end is None or end > at


def chains(alerts: Iterable[Alert]) -> list[Chain]:
    """Alerts grouped by their references, followed through each other; the same message twice counts once.

    A Cancel ends the whole chain that it refers into, from the moment it is known and whatever its own expiry, unless
    a later Update shows that its sender took the chain up again.
    """
    known: dict[Key, Alert] = {}
    for alert in alerts:
        known.setdefault(_key(alert.sender, alert.identifier), alert)
    group = {key: key for key in known}
    for key, alert in known.items():
        for reference in alert.references:
            _join(group, key, _key(reference.sender, reference.identifier))
    gathered: dict[Key, list[Alert]] = {}
    for key, alert in known.items():
        gathered.setdefault(_root(group, key), []).append(alert)
    return [_chain(messages) for messages in gathered.values()]


def _key(sender: str, identifier: str) -> Key:
    return sender, identifier, ""


def _root(group: dict[Key, Key], key: Key) -> Key:
    while group[key] != key:
        group[key] = group[group[key]]
        key = group[key]
    return key


def _join(group: dict[Key, Key], one: Key, other: Key) -> None:
    """A message that is referred to joins before it arrives, so that two updates of it are one chain all the same."""
    group.setdefault(other, other)
    group[_root(group, one)] = _root(group, other)


def _chain(messages: list[Alert]) -> Chain:
    ordered = sorted(messages, key=lambda one: one.sent or _EARLIEST)
    cancels = [at for at, one in enumerate(ordered) if one.msg_type == "Cancel"]
    resumed = bool(cancels) and any(one.msg_type == "Update" for one in ordered[cancels[-1] + 1 :])
    return Chain(tuple(ordered), ordered[cancels[-1]] if cancels and not resumed else None)
