"""What the shore notices of the platform becomes alarms like any other: a failed delivery, a disk short of room.

Followers write downstream only, but for this: no reaction follows from a platform alarm by itself, so nothing can go
round in a ring; it tells people, who decide.
"""

from watchroom.alarms.platform import (
    DELIVERY_FAILED,
    DISK_LOW,
    DISTRESS,
    UNANSWERED,
    UNSUPERVISED,
    raise_about,
    return_about,
    tell_about,
)
from watchroom.alarms.rules import is_late
from watchroom.journal import queries as journal
from watchroom.journal.clock import exercise, site_now
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.kernel.exercise import marked
from watchroom.kernel.words import Words
from watchroom.ops.entries import DiskFilled, Supervision

# What ends that an order or a call is without an answer.
ANSWERS = (
    "dispatch.call_over", "dispatch.order_received", "dispatch.order_progress", "dispatch.order_blocked",
    "dispatch.order_done", "dispatch.order_round", "dispatch.order_skipped", "dispatch.order_left",
    "dispatch.order_cancelled", "dispatch.order_handed_over",
)  # fmt: skip


_WATCHDOG = Words(zh="看护程序", en="watchdog")
_PRESSED = Words(zh="{clock} 按下求助；{where_zh}。", en="Pressed at {clock}; {where_en}.")


class AlarmOfThePlatform(Follower):
    """One alarm for each delivery that was given up; one for a disk, until it has room again; one for an order or a call
    list that nobody answers, until somebody does."""

    name = "ops.platform"
    kinds = (
        "warnings.delivery_failed", DiskFilled.kind, Supervision.kind, "dispatch.call_unanswered", "dispatch.distress", "dispatch.distress_over", *ANSWERS,
    )  # fmt: skip

    def handle(self, entry: Entry) -> None:
        if entry.kind == DiskFilled.kind:
            self._disk(entry)
        elif entry.kind == Supervision.kind:
            self._supervision(entry)
        elif entry.kind == "dispatch.call_unanswered":
            self._unanswered(entry)
        elif entry.kind == "dispatch.distress":
            self._distress(entry)
        elif entry.kind == "dispatch.distress_over":
            return_about(DISTRESS, entry.subject, entry.at, actor=self._actor)
        elif entry.kind in ANSWERS:
            return_about(UNANSWERED, entry.subject, entry.at, actor=self._actor)
        elif entry.facts["final"]:
            self._delivery(entry)

    def _disk(self, entry: Entry) -> None:
        about = f"disk:{entry.facts['disk']}"
        if not entry.facts["short"]:
            return_about(DISK_LOW, about, entry.at, actor=self._actor)
            return
        last = journal.last(entry.subject, entry.kind)
        over = last is not None and not last.facts["short"]
        if not (over and is_late(entry.at, site_now())):  # else long ago and long over: no news to anybody
            names = Words(zh=entry.facts["zh"], en=entry.facts["en"])
            raise_about(DISK_LOW, about, names, entry.say(), entry.at, entry=entry.id, actor=self._actor)

    def _supervision(self, entry: Entry) -> None:
        if not entry.facts["alone"]:
            return_about(UNSUPERVISED, entry.subject, entry.at, actor=self._actor)
            return
        last = journal.last(entry.subject, entry.kind)
        over = last is not None and not last.facts["alone"]
        if not (over and is_late(entry.at, site_now())):
            why = Words(zh="{said_zh}。", en="{said_en}.").fill(**entry.facts)
            raise_about(UNSUPERVISED, entry.subject, _WATCHDOG, why, entry.at, entry=entry.id, actor=self._actor)

    def _delivery(self, entry: Entry) -> None:
        """Giving up is over as soon as it happened: nobody tries again. So the alarm latches until a person resets it."""
        facts = entry.facts
        about = f"{entry.subject}/{facts['delivery']}"
        names = Words(zh="{number} {what_zh}→{channel_zh}", en="{number} {what_en} → {channel_en}").fill(**facts)
        names = marked(names, entry.exercise and not exercise())
        why = Words(zh="{why_zh}。", en="{why_en}.").fill(**facts)
        raise_about(
            DELIVERY_FAILED, about, names, why, entry.at, entry=entry.id, actor=self._actor, incident=entry.incident
        )
        return_about(DELIVERY_FAILED, about, entry.at, actor=self._actor, entry=entry.id)

    def _distress(self, entry: Entry) -> None:
        """However old the press: nobody else knows of it. What comes later of it says where its person is now."""
        facts = entry.facts
        names = marked(Words(zh=facts["zh"], en=facts["en"]), entry.exercise and not exercise())
        detail = _PRESSED.fill(**facts)
        if tell_about(DISTRESS, entry.subject, detail, entry=entry.id, actor=self._actor) is None:
            raise_about(DISTRESS, entry.subject, names, detail, entry.at, entry=entry.id, actor=self._actor)

    def _unanswered(self, entry: Entry) -> None:
        """About the order where there is one, so that its answer ends it; else about the call itself."""
        about = str(entry.facts["about"]) if str(entry.facts["about"]).startswith("order:") else entry.subject
        names = Words(zh=entry.facts["title_zh"], en=entry.facts["title_en"])
        names = marked(names, entry.exercise and not exercise())
        why = Words(zh="{who_zh}之后已无人可叫。", en="After {who_en} nobody is left to call.").fill(**entry.facts)
        raise_about(UNANSWERED, about, names, why, entry.at, entry=entry.id, actor=self._actor, incident=entry.incident)

    @property
    def _actor(self) -> str:
        return f"follower:{self.name}"


FOLLOWERS = [AlarmOfThePlatform()]
