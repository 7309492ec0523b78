"""Pure decisions about acts of the field: which there are, when one was done by a clock that nobody has set, how old it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from watchroom.kernel.words import Words


class Kind(StrEnum):
    """What a phone may send. Photos and voice notes bring a file along; a new incident may bring a photo."""

    ORDER_RECEIVE = "order_receive"
    ORDER_DECLINE = "order_decline"
    ORDER_PROGRESS = "order_progress"
    ORDER_DONE = "order_done"
    UNIT_STATUS = "unit_status"
    NOTE = "note"
    PHOTO = "photo"
    VOICE = "voice"
    INCIDENT = "incident"
    DISTRESS = "distress"
    SAFE = "safe"
    CALL_COME = "call_come"
    CALL_CANNOT = "call_cannot"
    CALL_THERE = "call_there"
    CALL_LEFT = "call_left"


KIND_WORDS: Mapping[Kind, Words] = {
    Kind.ORDER_RECEIVE: Words(zh="签收指令", en="order received"),
    Kind.ORDER_DECLINE: Words(zh="不能执行指令", en="order declined"),
    Kind.ORDER_PROGRESS: Words(zh="报告进展", en="progress"),
    Kind.ORDER_DONE: Words(zh="指令完成", en="order done"),
    Kind.UNIT_STATUS: Words(zh="力量状态", en="unit status"),
    Kind.NOTE: Words(zh="现场报告", en="report from the scene"),
    Kind.PHOTO: Words(zh="现场照片", en="photo"),
    Kind.VOICE: Words(zh="语音", en="voice note"),
    Kind.INCIDENT: Words(zh="新事件报告", en="report of a new incident"),
    Kind.DISTRESS: Words(zh="求助", en="call for help"),
    Kind.SAFE: Words(zh="已脱险", en="safe again"),
    Kind.CALL_COME: Words(zh="答复到场", en="answer that one comes"),
    Kind.CALL_CANNOT: Words(zh="答复不能到场", en="answer that one cannot come"),
    Kind.CALL_THERE: Words(zh="报告到达", en="report of having arrived"),
    Kind.CALL_LEFT: Words(zh="报告撤离", en="report of having left"),
}
WITH_FILE = frozenset({Kind.PHOTO, Kind.VOICE})
OF_A_CALL_OUT = (Kind.CALL_COME, Kind.CALL_CANNOT, Kind.CALL_THERE, Kind.CALL_LEFT)
NEEDS: Mapping[Kind, str] = {
    **dict.fromkeys((Kind.ORDER_RECEIVE, Kind.ORDER_DECLINE, Kind.ORDER_PROGRESS, Kind.ORDER_DONE), "order"),
    Kind.UNIT_STATUS: "unit",
    **dict.fromkeys((Kind.NOTE, Kind.PHOTO, Kind.VOICE), "incident"),
    **dict.fromkeys(OF_A_CALL_OUT, "called"),
    **dict.fromkeys((Kind.INCIDENT, Kind.DISTRESS, Kind.SAFE), ""),  # of nothing that there was before
}


class Outcome(StrEnum):
    APPLIED = "applied"
    REFUSED = "refused"


OLDEST = timedelta(hours=72)  # what a phone found no network for so long is told by telephone
AGREE = timedelta(
    minutes=2
)  # two ways of telling the time may differ by so much: the network's delays and a drifting clock
PRESENT = timedelta(seconds=10)  # what was done so short a time ago is so now
LATE = timedelta(minutes=1)  # what arrives so long after it was done is told in the incident as late


@dataclass(frozen=True, slots=True)
class Told:
    """When an act was done. `doubt`: the phone's clock was set in between, so that it may be wrong."""

    at: datetime
    doubt: bool


def told_at(now: datetime, done: datetime, sent: datetime, offset_ms: int | None, *, played: bool) -> Told:
    """The site's time at which something was done, by a phone whose clock may be wrong.

    now        the site's time at which it arrives
    done, sent the phone's clock at the act and at the sending
    offset_ms  by how much the site's time was ahead of the phone's clock, as the phone measured it before the act
    played     a scenario moves the site's clock: what the phone measured of it says nothing
    How long ago it was by the phone's own clock needs no clock that is right, only one that was not set meanwhile; where
    the measured offset disagrees with that, the clock was set, and the offset of the time of the act is believed.
    """
    by_wait = now - (sent - done)
    if offset_ms is None or played:
        doubt = sent < done
        return Told(min(now, by_wait), doubt)
    by_offset = done + timedelta(milliseconds=offset_ms)
    if abs(by_offset - by_wait) <= AGREE:
        return Told(min(now, by_wait), doubt=False)
    return Told(min(now, by_offset), doubt=True)
