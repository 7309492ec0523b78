"""The cast of every test: five people and a wall screen, on duty for a century."""

from dataclasses import dataclass
from datetime import UTC, datetime

from watchroom.journal.book import book
from watchroom.people import actions, queries
from watchroom.people.rights import Role
from watchroom.people.viewer import NOBODY, Viewer

SINCE, UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    """lin is on duty, chen leads the shift, zhao commands, sun informs; guest must be refused; wall only looks."""

    lin: Viewer
    chen: Viewer
    zhao: Viewer
    sun: Viewer
    guest: Viewer
    wall: Viewer
    nobody: Viewer = NOBODY


_CAST = [
    ("lin", "林晓", "Lin Xiao", Role.DUTY_OFFICER, "watch_officer", "值班员", "Watch officer"),
    ("chen", "陈立", "Chen Li", Role.DUTY_LEADER, "duty_leader", "带班领导", "Duty leader"),
    ("zhao", "赵岩", "Zhao Yan", Role.COMMANDER, "commander", "指挥长", "Commander"),
    ("sun", "孙宁", "Sun Ning", Role.INFORMATION_OFFICER, "information_officer", "信息员", "Information officer"),
]


def cast() -> Cast:
    """Enters the cast (again, harmlessly) and gives their viewers."""
    with book(actor="ops:setup"):  # one transaction: every second test begins with it
        for code, zh, en, role, post, post_zh, post_en in _CAST:
            actions.put_person(code, zh, en)
            actions.put_post(post, post_zh, post_en, role)
            actions.put_shift(post, code, SINCE, UNTIL)
        actions.put_person("guest", "外部人员", "Guest", Role.OUTSIDER)
        actions.put_person("wall", "大屏", "Wall", Role.WALL)
    codes = ("lin", "chen", "zhao", "sun", "guest", "wall")
    return Cast(*(queries.viewer(queries.person_by_code(code)) for code in codes))
