"""What the platform notices about itself becomes alarms like any other: a silent source, a full stream, a stall."""

from watchroom.alarms.platform import (
    ROLL_MISSED,
    ROSTER_GAP,
    SET_ASIDE,
    SOURCE_SILENT,
    STREAM_FULL,
    WATCH_WEAK,
    raise_about,
    return_about,
)
from watchroom.alarms.rules import is_late
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words


class WatchThePlatform(Follower):
    """One alarm for a source, whatever the number of its sensors; one for a stream; one for what was set aside."""

    name = "alarms.platform"
    kinds = ("sources.went_silent", "sources.came_back", "sources.stream_filled", "journal.set_aside")

    def handle(self, entry: Entry) -> None:
        match entry.kind:
            case "sources.went_silent":
                self._raise(SOURCE_SILENT, f"source:{entry.facts['code']}", _names(entry), _why(entry), entry)
            case "sources.came_back":
                return_about(SOURCE_SILENT, f"source:{entry.facts['code']}", entry.at, actor=self._actor)
            case "sources.stream_filled":
                self._stream(entry)
            case _:
                self._set_aside(entry)

    def _stream(self, entry: Entry) -> None:
        about = f"stream:{entry.facts['stream']}"
        if entry.facts["full"]:
            used = Words(zh="已用 {percent}%：{why_zh}", en="{percent} % full: {why_en}").fill(**entry.facts)
            self._raise(STREAM_FULL, about, _names(entry), used, entry)
        else:
            return_about(STREAM_FULL, about, entry.at, actor=self._actor)

    def _set_aside(self, entry: Entry) -> None:
        """The stall is over as soon as it happened: nobody tries again. So the alarm latches until a person resets it."""
        follower, about = entry.facts["follower"], f"follower:{entry.facts['follower']}"
        names = Words(zh=f"{follower}（{entry.subject}）", en=f"{follower} ({entry.subject})")
        self._raise(SET_ASIDE, about, names, entry.say(), entry)
        return_about(SET_ASIDE, about, entry.at, actor=self._actor)

    def _raise(self, code: str, about: str, names: Words, detail: Words, entry: Entry) -> None:
        if is_late(entry.at, site_now()) and _over(entry):
            return  # long ago and long over, read for the first time: no news to anybody
        raise_about(code, about, names, detail, entry.at, entry=entry.id, actor=self._actor)

    @property
    def _actor(self) -> str:
        return f"follower:{self.name}"


def _over(entry: Entry) -> bool:
    """Whether a later entry says that it is well again."""
    if entry.kind == "sources.stream_filled":
        last = journal.last(entry.subject, entry.kind)
        return last is not None and not last.facts["full"]
    last = journal.last(entry.subject, "sources.came_back") if entry.kind == "sources.went_silent" else None
    return last is not None and last.id > entry.id


def _names(entry: Entry) -> Words:
    return Words(zh=entry.facts["zh"], en=entry.facts["en"])


def _why(entry: Entry) -> Words:
    return Words(zh=entry.facts["why_zh"] or "没有数据。", en=entry.facts["why_en"] or "There are no data.")


class RosterGaps(Follower):
    """A gap is announced anew at each step nearer to it: the alarm of the step before returns."""

    name = "alarms.roster"
    kinds = ("people.gap_near", "people.gap_closed")

    def handle(self, entry: Entry) -> None:
        facts, actor = entry.facts, f"follower:{self.name}"
        for hours in (24, 8, 1):
            if entry.kind == "people.gap_closed" or hours != facts["hours"]:
                return_about(ROSTER_GAP, f"{entry.subject}:{hours}h", entry.at, actor=actor)
        if entry.kind == "people.gap_near":
            about = f"{entry.subject}:{facts['hours']}h"
            raise_about(ROSTER_GAP, about, _names(entry), entry.say(), entry.at, entry=entry.id, actor=actor)


class RollCalls(Follower):
    """A call that was missed is an alarm until the person answers after all, or a leader says what he found out."""

    name = "alarms.rolls"
    kinds = ("people.roll_missed", "people.roll_answered", "people.roll_settled")

    def handle(self, entry: Entry) -> None:
        actor = f"follower:{self.name}"
        if entry.kind == "people.roll_missed":
            raise_about(ROLL_MISSED, entry.subject, _names(entry), entry.say(), entry.at, entry=entry.id, actor=actor)
        else:
            return_about(ROLL_MISSED, entry.subject, entry.at, actor=actor)


class WatchStrength(Follower):
    """A watch that is too weak for the level in force is an alarm until it is strong enough."""

    name = "alarms.strength"
    kinds = ("people.strength_short", "people.strength_met")

    def handle(self, entry: Entry) -> None:
        actor = f"follower:{self.name}"
        if entry.kind == "people.strength_short":
            raise_about(WATCH_WEAK, entry.subject, _names(entry), entry.say(), entry.at, entry=entry.id, actor=actor)
        else:
            return_about(WATCH_WEAK, entry.subject, entry.at, actor=actor)


FOLLOWERS = [WatchThePlatform(), RosterGaps(), RollCalls(), WatchStrength()]
