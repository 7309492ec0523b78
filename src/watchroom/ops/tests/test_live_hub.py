"""The ring of the live stream: what a stream is given, in order and once."""

import asyncio

import orjson
import pytest

from watchroom.ops import live_hub
from watchroom.ops.live_hub import Hub, Sees, Stream, Told, Whose, encode, event

pytestmark = pytest.mark.pure


def told(*numbers: int, kind: str = "alarms.raised") -> list[Told]:
    return [Told(number, kind, f"alarm:{number}", None, True) for number in numbers]


def ids(some: bytes) -> list[int]:
    return [int(line[4:]) for line in some.split(b"\n") if line.startswith(b"id: ")]


def taken(hub: Hub, stream: Stream, position: int) -> tuple[bytes, int] | None:
    return asyncio.run(asyncio.wait_for(hub.next(stream, position), 1))


def given(hub: Hub, stream: Stream, position: int) -> list[int]:
    """The numbers of what the stream is given."""
    found = taken(hub, stream, position)
    return ids(found[0]) if found else []


def test_a_frame_names_the_entry_and_tells_nothing_of_what_it_says() -> None:
    frame = Told(7, "alarms.raised", "alarm:3", 2, True).frame()

    head, data = frame.removesuffix(b"\n\n").rsplit(b"data: ", 1)
    assert head == b"id: 7\nevent: entry\n"
    assert orjson.loads(data) == {
        "id": 7,
        "kind": "alarms.raised",
        "subject": "alarm:3",
        "incident": 2,
        "exercise": True,
    }


def test_an_event_without_a_number_leaves_the_browsers_place_alone() -> None:
    assert event("values", {"a": 1}) == b'event: values\ndata: {"a":1}\n\n'


def test_a_stream_gets_every_entry_once_and_in_order_also_across_batches() -> None:
    hub, stream = Hub(), Stream("s", Sees.PLAIN)
    hub.tell(told(1, 2))
    hub.tell(told(3))

    first = given(hub, stream, 0)
    hub.tell(told(4))
    second = given(hub, stream, 3)

    assert (first, second) == ([1, 2, 3], [4])


def test_a_stream_that_joins_within_a_batch_is_given_only_its_rest() -> None:
    hub, stream = Hub(), Stream("s", Sees.PLAIN)
    hub.tell(told(1, 2, 3, 4))

    assert given(hub, stream, 2) == [3, 4]


def test_who_may_not_see_personal_matters_is_not_told_of_them() -> None:
    frames = encode([*told(1), *told(2, kind="people.shift_set"), *told(3)])

    assert ids(frames[Sees.PLAIN]) == [1, 3]
    assert ids(frames[Sees.PERSONAL]) == [1, 2, 3]


def test_the_place_after_a_hidden_entry_moves_on_all_the_same() -> None:
    hub, stream = Hub(), Stream("s", Sees.PLAIN)
    hub.tell(told(1, kind="people.shift_set"))

    assert taken(hub, stream, 0) == (b"", 1)


def test_a_stream_that_falls_off_the_ring_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_hub, "RING_FRAMES", 3)
    hub, slow = Hub(), Stream("s", Sees.PLAIN)
    for number in range(1, 6):
        hub.tell(told(number))

    assert taken(hub, slow, 0) is None
    assert (hub.dropped, hub.floor()) == (1, 2)


def test_the_ring_is_bounded_in_bytes_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_hub, "RING_BYTES", 1000)
    hub = Hub()
    for _ in range(100):
        hub.tell_all(b"x" * 300)

    assert hub.end_place == 100
    assert len(hub._ring) <= 4


def test_values_reach_a_stream_between_entries_without_moving_its_place() -> None:
    hub, stream = Hub(), Stream("s", Sees.PLAIN)
    hub.tell(told(1))
    hub.tell_all(event("values", {"wind": 4.1}))
    hub.tell(told(2))

    found = taken(hub, stream, 0)

    assert found is not None
    assert found[0].index(b"id: 1") < found[0].index(b"event: values") < found[0].index(b"id: 2")
    assert found[1] == 2


def test_a_stream_begins_at_the_batch_that_it_does_not_have() -> None:
    hub = Hub()
    for number in (1, 2, 3):
        hub.tell(told(number))

    assert [hub.place_of(position) for position in (0, 1, 2, 3)] == [0, 1, 2, 3]


def test_while_the_ring_is_empty_everything_older_comes_from_the_journal() -> None:
    assert Hub(head=40).floor() == 40


NORTH, SOUTH = (1,), (2,)


def incident_told(number: int, *seen_by: tuple[int, ...], asked: frozenset[Whose] = frozenset({NORTH, SOUTH})) -> Told:
    return Told(number, "incidents.noted", "incident:9", 9, False, frozenset(seen_by), asked)


def test_an_entry_of_anothers_incident_reaches_only_the_streams_of_those_who_see_it() -> None:
    hub = Hub()
    north, south, site = (Stream(name, Sees.PLAIN, whose) for name, whose in (("n", NORTH), ("s", SOUTH), ("o", None)))
    hub.tell([*told(1), incident_told(2, NORTH), *told(3)])

    assert [given(hub, stream, 0) for stream in (north, south, site)] == [[1, 2, 3], [1, 3], [1, 2, 3]]
    assert south.place == hub.end_place


def test_of_whom_it_was_not_asked_what_he_sees_loads_his_page_anew_and_is_shown_nothing() -> None:
    hub, late = Hub(), Stream("l", Sees.PLAIN, (3,))
    hub.tell([incident_told(1, NORTH)])

    some, place = taken(hub, late, 0) or (b"", 0)

    assert place == 1
    assert b"event: reset" in some
    assert b"incident:9" not in some
