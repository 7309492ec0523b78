"""Updates and cancels: one card for a chain, whatever the order of arrival."""

from datetime import datetime, timedelta
from itertools import permutations

from watchroom.kernel.cap import Alert, Reference
from watchroom.kernel.cap.chain import chains
from watchroom.kernel.cap.tests.samples import SENT, block, ours

DAY = timedelta(days=1)


def message(name: str, kind: str, minutes: int, *about: str, expires_h: float = 30) -> Alert:
    sent = SENT + timedelta(minutes=minutes)
    info = block("zh-CN", onset=sent, expires=sent + timedelta(hours=expires_h))
    references = tuple(Reference("eoc@example.org", one, "2026-02-06T11:21:00+08:00") for one in about)
    return ours(identifier=name, msg_type=kind, sent=sent, references=references, infos=(info,))


A = message("A", "Alert", 0)
B = message("B", "Update", 10, "A")
C = message("C", "Update", 20, "A", "B")
END = message("X", "Cancel", 30, "C", expires_h=0)
NOW = SENT + timedelta(hours=1)


def shown(alerts: tuple[Alert, ...], at: datetime = NOW) -> list[str]:
    return [chain.latest.identifier for chain in chains(alerts) if chain.in_force(at, DAY)]


def test_a_chain_is_one_card_with_its_latest_version_in_any_order_of_arrival() -> None:
    assert {tuple(shown(order)) for order in permutations((A, B, C))} == {("C",)}


def test_a_cancel_of_the_last_link_ends_the_whole_chain_in_any_order() -> None:
    assert {tuple(shown(order)) for order in permutations((A, B, C, END))} == {()}


def test_a_cancel_that_came_before_its_original_raises_nothing() -> None:
    cancel = message("Y", "Cancel", 5, "A")
    assert shown((cancel,)) == []
    assert shown((cancel, A)) == []


def test_a_cancel_of_three_where_two_are_gone_ends_the_one_that_is_left() -> None:
    others = (message("P", "Alert", 0), message("Q", "Alert", 1), message("R", "Alert", 2))
    gone = (message("P-end", "Cancel", 3, "P"), message("Q-end", "Cancel", 4, "Q"))
    assert shown((*others, *gone)) == ["R"]
    assert shown((*others, *gone, message("all-end", "Cancel", 9, "P", "Q", "R"))) == []


def test_the_same_message_twice_counts_once() -> None:
    assert [len(chain.messages) for chain in chains((A, A, B, B))] == [2]


def test_two_warnings_that_do_not_refer_to_each_other_are_two_cards() -> None:
    assert shown((A, message("Z", "Alert", 1))) == ["A", "Z"]


def test_an_expired_chain_is_over() -> None:
    assert shown((A,), at=SENT + timedelta(hours=31)) == []
