"""A handover with very many open matters: many by one tick below their list, exactly those listed, and nothing dropped."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from watchroom.conftest import SetClock
from watchroom.incidents.actions import open_incident
from watchroom.incidents.handing import Open
from watchroom.kernel.words import Words
from watchroom.people import handover, queries
from watchroom.people.handing import MOST_SINGLY, Matter, grouped, open_matters
from watchroom.people.models import Shift
from watchroom.people.testing import Cast
from watchroom.people.tests.test_duty import MINUTE, desk, who

_TICK = re.compile(r'<input type="checkbox" name="read" value="([^"]*)"')


def opened(cast: Cast, many: int) -> None:
    for n in range(many):
        open_incident(cast.lin, title_zh=f"事件 {n}", kind="medical")


def page(code: str) -> tuple[Client, str, int]:
    """The page of one who is to take over, and how many queries it asked."""
    client = Client()
    client.force_login(queries.person_by_code(code))
    with CaptureQueriesContext(connection) as asked:
        said = client.get("/duty/posts/desk/handover").content.decode()
    return client, said, len(asked)


def change_of(clock: SetClock) -> None:
    """Just before ben's shift begins: amy holds the post by her signature."""
    first, second = Shift.objects.filter(post__code="desk").order_by("since")[:2]
    handover.take(who(first.person.code), "desk", ())
    clock.set(second.since - MINUTE)


def test_forty_incidents_are_taken_over_by_one_tick_below_their_list_and_a_new_one_is_not_dropped(
    cast: Cast, clock: SetClock
) -> None:
    desk(cast)
    change_of(clock)
    opened(cast, 40)
    handover.give(who("amy"), "desk")
    client, said, _ = page("ben")
    ticks = _TICK.findall(said)
    keys = " ".join(ticks).split()
    assert len(keys) == len(set(keys)) >= 40
    assert len(ticks) < len(keys) / 4
    assert all(f"事件 {n}" in said for n in range(40))

    opened(cast, 1)  # while he reads
    refused = client.post("/duty/posts/desk/take", {"read": ticks})
    assert refused.status_code == 409
    assert "事件 0" in refused.content.decode()
    assert str(queries.holder("desk", clock.at)) == "amy"

    again = _TICK.findall(page("ben")[1])
    assert client.post("/duty/posts/desk/take", {"read": again[:-1]}).status_code == 409  # a group left out
    assert client.post("/duty/posts/desk/take", {"read": again}).status_code == 302
    row = handover.last_handovers("desk")[0]
    assert {one["key"] for one in row.items} >= set(keys)
    assert len(row.items) == len(keys) + 1
    assert (row.giver and row.giver.code, row.taker.code) == ("amy", "ben")  # both signed


def test_the_page_asks_as_much_for_many_matters_as_for_few(cast: Cast, clock: SetClock) -> None:
    desk(cast)
    change_of(clock)
    opened(cast, 5)
    page("ben")
    few = page("ben")[2]
    opened(cast, 45)

    assert page("ben")[2] == few


def test_no_list_ends_at_what_a_screen_shows(cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("incidents", "incidents.intake", "alarms", "warnings"):
        monkeypatch.setattr(f"watchroom.{module}.queries.MOST", 3)
    opened(cast, 5)

    found = [one.key for one in Open().matters(cast.lin, clock.at)]
    assert len(found) == 5


def test_urgent_ones_come_first_and_few_are_ticked_one_by_one() -> None:
    def some(many: int, *, urgent: bool) -> list[Matter]:
        return [Matter(f"x:{urgent}:{n}", Words(zh="甲", en="A"), "/", urgent) for n in range(many)]

    title = Words(zh="告警", en="Alarms")
    groups = grouped(
        [(title, some(MOST_SINGLY + 1, urgent=False) + some(2, urgent=True)), (title, some(1, urgent=False))]
    )

    assert [(one.urgent, len(one.rows), one.at_once) for one in groups] == [
        (True, 2, False),
        (False, 9, True),
        (False, 1, False),
    ]
    assert groups[1].keys.split() == [one.key for one in groups[1].rows]


def test_no_key_holds_a_blank(cast: Cast, clock: SetClock) -> None:
    """The one tick of a group bears its keys with blanks between."""
    opened(cast, 2)
    clock.set(clock.at + timedelta(hours=1))

    assert [one.key for _, rows in open_matters(cast.lin, clock.at) for one in rows if " " in one.key] == []
