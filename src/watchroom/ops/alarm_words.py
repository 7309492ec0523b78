"""`watchroom alarm`: what is held back, and by whom; shelve, plan maintenance, take out of service, end any of them.

Acts are a person's: whoever types them shows an API token of his own in WATCHROOM_TOKEN, and has its person's rights.
"""

import os
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say

TOKEN = "WATCHROOM_TOKEN"
HELD = Words(
    zh="H{n}  {kind}  {what}  {since} 至 {until}（{zone}）  {state}  {reason}",
    en="H{n}  {kind}  {what}  {since} to {until} ({zone})  {state}  {reason}",
)
ALARM = Words(
    zh="A{n}  P{priority}  {state}  {title}  {since}（{zone}）{held}",
    en="A{n}  P{priority}  {state}  {title}  {since} ({zone}){held}",
)
BACK = Words(zh="  〔{held}〕", en="  [{held}]")
NONE_OPEN = Words(zh="没有未解除的告警", en="no alarm is open")
NOTHING = Words(zh="没有被压下的告警，也没有计划的检修", en="nothing is held back, and no maintenance is planned")
OPEN_END = Words(zh="有人恢复为止", en="until somebody puts it back")
IN_FORCE, PLANNED = Words(zh="生效中", en="in force"), Words(zh="尚未开始", en="not begun")
ENDED = Words(zh="已结束 H{n}：{what}", en="Ended H{n}: {what}")


class NoToken(Fault):
    status = 401
    text = Words(
        zh="这项操作须由本人办理：把本人的接口令牌放进环境变量 WATCHROOM_TOKEN（没有、错误或已过期）。",
        en="This is a person's act: put an API token of your own into the environment variable WATCHROOM_TOKEN (there is none, "
        "it is wrong, or it has expired).",
    )


class WallTypesNothing(Fault):
    status = 403
    text = Words(
        zh="这是大屏的令牌：大屏只在屏幕上显示，不在终端上使用，没有办理，也没有显示。请把本人的令牌放进 WATCHROOM_TOKEN。",
        en="This is the token of a wall screen, which shows what a wall may show and types nothing: nothing was done or shown. Put a "
        "token of your own into WATCHROOM_TOKEN.",
    )


class NoTime(Fault):
    status = 422
    text = Words(
        zh="“{text}”不是时间。请写成 2026-02-04T22:00（站点时区）或带时区的 ISO 8601。",
        en="“{text}” is no time. Write 2026-02-04T22:00 (in the site's zone), or ISO 8601 with a zone.",
    )


def listed() -> int:
    """A line for each open alarm, those held back too, the gravest first."""
    _setup()
    from watchroom.alarms.models import Alarm
    from watchroom.alarms.rules import HELD_WORDS, OPEN, STATE_WORDS, State, foremost
    from watchroom.ops import settings

    rows = Alarm.objects.filter(state__in=[one.value for one in OPEN]).select_related("rule", "sensor")
    for row in rows.order_by("priority", "raised_at", "pk"):
        by = foremost(row.position.held)
        say(
            ALARM, n=row.pk, priority=row.priority, state=STATE_WORDS[State(row.state)], title=row.title,
            since=_local(row.raised_at), zone=settings.SITE_ZONE, held=BACK.fill(held=HELD_WORDS[by]) if by else "",
        )  # fmt: skip
    if not rows:
        say(NONE_OPEN)
    return OK


def held() -> int:
    """A line each: number, kind, what, from when to when, why."""
    _setup()
    from watchroom.alarms.models import Hold

    rows = list(Hold.objects.select_related("rule", "sensor", "place").filter(ended_at=None).order_by("since", "pk"))
    for row in rows:
        _tell(HELD, row)
    if not rows:
        say(NOTHING)
    return OK


def shelve(alarm: int, minutes: int, reason: str) -> int:
    """Raises NoToken and what `hold_actions.shelve` raises."""
    _setup()
    from watchroom.alarms import hold_actions
    from watchroom.alarms.models import Hold

    row = hold_actions.shelve(_person(), alarm, minutes, reason)
    found = Hold.objects.filter(rule=row.rule_id, sensor=row.sensor_id, about=row.about, ended_at=None, kind="shelf")
    _tell(HELD, found.latest("pk"))
    return OK


def maintain(about: dict[str, str], since: str, until: str, reason: str) -> int:
    """Raises NoToken, NoTime, and what `plan_maintenance` raises."""
    _setup()
    from watchroom.alarms import hold_actions

    _tell(HELD, hold_actions.plan_maintenance(_person(), _time(since), _time(until), reason=reason, **_about(about)))
    return OK


def out(about: dict[str, str], reason: str) -> int:
    """Raises NoToken and what `take_out` raises."""
    _setup()
    from watchroom.alarms import hold_actions

    _tell(HELD, hold_actions.take_out(_person(), reason=reason, **_about(about)))
    return OK


def back(hold: int) -> int:
    """Raises NoToken and what `end_hold` raises."""
    _setup()
    from watchroom.alarms import hold_actions

    row = hold_actions.end_hold(_person(), hold)
    say(ENDED, n=row.pk, what=row.words)
    return OK


def _setup() -> None:
    import django

    django.setup()


def _person() -> Any:
    from watchroom.incidents.sharing import visible
    from watchroom.journal import eyes
    from watchroom.people import queries
    from watchroom.people.rights import Role

    person = queries.of_token(os.environ.get(TOKEN, ""))
    if person is None:
        raise NoToken
    viewer = queries.viewer(person)
    if (
        Role.WALL in viewer.roles
    ):  # what somebody typed into a note is masked on its pages, which a terminal has none of
        raise WallTypesNothing
    eyes.look_from_now_on(lambda: visible(viewer))  # a command is one person's, and ends with the process
    return viewer


def _about(given: dict[str, str]) -> Any:
    return {name: code for name, code in given.items() if code}


def _time(text: str) -> Any:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from watchroom.ops import settings

    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise NoTime(text=text[:40]) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.SITE_ZONE))


def _tell(line: Words, row: Any) -> None:
    from watchroom.alarms.rules import HOLD_WORDS, HoldKind
    from watchroom.ops import settings

    say(
        line, n=row.pk, kind=HOLD_WORDS[HoldKind(row.kind)], what=row.words, since=_local(row.since),
        until=_local(row.until) if row.until else OPEN_END, zone=settings.SITE_ZONE, state=IN_FORCE if row.in_force else PLANNED, reason=row.reason,
    )  # fmt: skip


def _local(at: Any) -> str:
    from watchroom.kernel.clock import as_local
    from watchroom.ops import settings

    return f"{as_local(at, settings.SITE_ZONE):%Y-%m-%d %H:%M}"
