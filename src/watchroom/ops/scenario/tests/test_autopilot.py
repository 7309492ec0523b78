"""The autopilot acts once for each thing, by looking first, and finds the same acts again after a restart."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchroom.kernel.clock import iso
from watchroom.ops.scenario.autopilot import Autopilot, Away
from watchroom.ops.scenario.script import Find, Lacking, Step, filled, found

pytestmark = pytest.mark.pure
T0 = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)
ACK = Step.model_validate(
    {
        "code": "acknowledge", "who": "watch_officer", "when": "alarms.raised", "where": {"rule": ["wind", "crowd"]}, "wait_s": 40,
        "find": {"alarm": {"get": "/api/alarms/{id}"}}, "holds": {"alarm.state": "unack"}, "post": "/api/alarms/{id}/acknowledge",
    }
)  # fmt: skip


class Book:
    """An API in memory: a book of entries and alarms with a state."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.alarms: dict[int, str] = {}
        self.sent: list[tuple[str, str, Mapping[str, Any], str]] = []
        self.away = False

    def raise_alarm(self, pk: int, rule: str = "wind", at: datetime = T0) -> None:
        self.alarms[pk] = "unack"
        self.write("alarms.raised", f"alarm:{pk}", {"rule": rule}, at)

    def write(
        self, kind: str, subject: str, facts: dict[str, Any], at: datetime = T0, incident: int | None = None
    ) -> None:
        number = len(self.entries) + 1
        self.entries.append(
            {
                "id": number,
                "kind": kind,
                "subject": subject,
                "facts": facts,
                "at": iso(at),
                "incident": incident,
                "actor": "watch:0",
            }
        )

    def get(self, post: str, path: str) -> Any:
        if self.away:
            raise Away("down")
        if path.startswith("/api/journal?after="):
            after = int(path.split("=")[1].split("&")[0])
            return [entry for entry in self.entries if entry["id"] > after]
        pk = int(path.rsplit("/", 1)[1])
        if pk not in self.alarms:
            raise LookupError(path)
        return {"state": self.alarms[pk], "links": [{"code": "a"}]}

    def send(self, post: str, path: str, body: Mapping[str, Any], key: str) -> tuple[int, Any]:
        if self.away:
            raise Away("down")
        self.sent.append((post, path, body, key))
        pk = int(path.split("/")[3])
        if self.alarms.get(pk) != "unack":
            return 409, {"code": "alarms.AlreadyAcknowledged"}
        self.alarms[pk] = "ack"
        return 200, {}


def pilot(book: Book, *steps: Step) -> Autopilot:
    one = Autopilot(
        book, steps or (ACK,), travel_s=lambda facts: 90.0, known={"area": {"ski-jump": {"type": "Polygon"}}}
    )
    one.read()
    return one


def test_it_waits_as_long_as_the_script_says_and_then_acts_as_the_post() -> None:
    book = Book()
    book.raise_alarm(7)
    one = pilot(book)
    assert one.next_due() == T0 + timedelta(seconds=40)
    assert one.act(T0 + timedelta(seconds=39)) == 0
    assert one.act(T0 + timedelta(seconds=40)) == 1
    assert book.sent == [("watch_officer", "/api/alarms/7/acknowledge", {}, "autopilot:acknowledge:1")]


def test_what_a_person_did_first_is_left_alone() -> None:
    book = Book()
    book.raise_alarm(7)
    one = pilot(book)
    book.alarms[7] = "ack"
    one.act(T0 + timedelta(minutes=5))
    assert book.sent == []


def test_after_a_restart_it_finds_what_is_still_to_do_and_repeats_nothing() -> None:
    book = Book()
    book.raise_alarm(7)
    book.raise_alarm(8, at=T0 + timedelta(seconds=30))
    pilot(book).act(T0 + timedelta(seconds=40))
    pilot(book).act(T0 + timedelta(seconds=70))
    assert [path for _, path, _, _ in book.sent] == ["/api/alarms/7/acknowledge", "/api/alarms/8/acknowledge"]


def test_while_the_api_is_away_the_act_stays_due() -> None:
    book = Book()
    book.raise_alarm(7)
    one = pilot(book)
    book.away = True
    with pytest.raises(Away):
        one.act(T0 + timedelta(seconds=40))
    book.away = False
    assert one.act(T0 + timedelta(seconds=41)) == 1
    assert book.alarms[7] == "ack"


def test_a_thing_that_is_gone_or_not_asked_for_is_passed_over() -> None:
    book = Book()
    book.raise_alarm(7)
    book.raise_alarm(9, rule="snow")
    del book.alarms[7]
    one = pilot(book)
    assert one.act(T0 + timedelta(hours=1)) == 1
    assert book.sent == []


def test_acts_come_in_the_order_of_their_times_then_of_the_book() -> None:
    book = Book()
    for pk, seconds in ((3, 60), (1, 0), (2, 0)):
        book.raise_alarm(pk, at=T0 + timedelta(seconds=seconds))
    pilot(book).act(T0 + timedelta(hours=1))
    assert [path.split("/")[3] for _, path, _, _ in book.sent] == ["1", "2", "3"]


def test_a_deadline_can_be_kept_by_a_share_or_missed() -> None:
    facts = {"due_at": iso(T0 + timedelta(minutes=10))}
    half = ACK.model_copy(update={"share": 0.5})
    late = ACK.model_copy(update={"share": 1.4})
    assert half.due(T0, facts, 0) == T0 + timedelta(minutes=5)
    assert late.due(T0, facts, 0) == T0 + timedelta(minutes=14)


def test_a_step_of_the_clock_is_done_at_its_time() -> None:
    book = Book()
    book.alarms[5] = "unack"
    step = Step.model_validate(
        {
            "code": "call",
            "who": "watch_officer",
            "when": "clock",
            "at": T0,
            "post": "/api/alarms/5/x",
            "body": {"area": "{area.ski-jump}"},
        }
    )
    one = pilot(book, step)
    assert one.next_due() == T0
    one.act(T0)
    assert book.sent == [("watch_officer", "/api/alarms/5/x", {"area": {"type": "Polygon"}}, "autopilot:call")]


def test_texts_are_filled_and_a_lone_name_keeps_its_kind() -> None:
    context = {"id": 4, "unit": {"list": [{"code": "amb-1"}]}, "fact": None}
    assert filled({"a": "{id}", "b": "no. {id}", "c": ["{unit.list.0.code}"], "d": 3, "e": "{fact}"}, context) == {
        "a": 4, "b": "no. 4", "c": ["amb-1"], "d": 3, "e": None,
    }  # fmt: skip
    with pytest.raises(Lacking):
        filled("{nobody}", context)


def test_what_is_on_the_list_already_is_not_done_again() -> None:
    book = Book()
    book.raise_alarm(7)
    step = ACK.model_copy(
        update={
            "find": {"links": Find(get="/api/alarms/{id}", pick="links")},
            "holds": {},
            "lacks": {"links": {"code": "a"}},
        }
    )
    other = ACK.model_copy(update={"find": step.find, "holds": {}, "lacks": {"links": {"code": "b"}}})
    pilot(book, step).act(T0 + timedelta(hours=1))
    assert book.sent == []
    pilot(book, other).act(T0 + timedelta(hours=1))
    assert len(book.sent) == 1


def test_of_a_list_the_member_that_is_meant_is_taken() -> None:
    find = Find(get="/x", where={"id": "{id}", "state": "open"})
    answer = [{"id": 3, "state": "open"}, {"id": 4, "state": "closed"}, {"id": 4, "state": "open", "n": 1}]
    assert found(find, answer, {"id": 4}) == {"id": 4, "state": "open", "n": 1}
    with pytest.raises(Lacking):
        found(find, answer, {"id": 5})
