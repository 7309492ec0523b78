"""Supplies: in, out, from one store to another, never less than nothing, each by a person."""

from functools import partial

import pytest

from watchroom.dispatch.faults import TextOwed
from watchroom.dispatch.models import Stock, StockMove
from watchroom.dispatch.response_faults import NoSuchStock, NotSoMuch, StockWrong
from watchroom.dispatch.stocking import Item, give_out, moves, stock, take_in, transfer
from watchroom.dispatch.tests.test_at_once import at_once
from watchroom.incidents.models import Incident
from watchroom.journal.models import Entry
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.places.faults import NoSuchPlace

TENTS = Item("帐篷", "Tents", "顶", 5)


def test_what_comes_in_goes_out_and_the_book_says_by_whom_and_why(cast: Cast, gale: Incident) -> None:
    row = take_in(cast.lin, "station", TENTS, 10, reason="采购")
    assert take_in(cast.chen, "station", Item("帐篷", "Tents", "顶"), 2, reason="捐赠").pk == row.pk
    left = give_out(cast.lin, row.pk, 8, reason="安置", incident=gale.pk)

    assert (left.n, left.least, left.low) == (4, 5, True)
    assert [(one.change, one.left) for one in moves(cast.wall, row.pk)] == [(-8, 4), (2, 12), (10, 10)]
    said = Entry.objects.filter(kind="dispatch.stock_moved").latest("pk")
    assert (said.actor, said.incident, said.facts["change"], said.facts["left"]) == (cast.lin.actor, gale.pk, -8, 4)
    assert [one.n for one in stock(cast.wall, "station", "tent")] == [4]


def test_a_transfer_is_one_act_of_both_stores(cast: Cast, gale: Incident) -> None:
    row = take_in(cast.lin, "station", TENTS, 10, reason="采购")

    source, goal = transfer(cast.lin, row.pk, "village", 4, reason="前置")

    assert (source.n, goal.n, goal.place.code, goal.measure) == (6, 4, "village", "顶")
    assert [(one.change, one.other.code if one.other else "") for one in StockMove.objects.order_by("pk")[1:]] == [(-4, "village"), (4, "station")]  # fmt: skip
    with pytest.raises(NotSoMuch):
        transfer(cast.lin, row.pk, "village", 7, reason="前置")
    source.refresh_from_db()
    goal.refresh_from_db()
    assert (source.n, goal.n) == (6, 4)


def test_never_less_than_nothing_and_nothing_without_sense_reason_or_right(cast: Cast, gale: Incident) -> None:
    row = take_in(cast.lin, "station", TENTS, 3, reason="采购")
    with pytest.raises(NotSoMuch):
        give_out(cast.lin, row.pk, 4, reason="安置")
    for n in (0, -1, 1_000_001):
        with pytest.raises(StockWrong):
            give_out(cast.lin, row.pk, n, reason="安置")
    with pytest.raises(TextOwed):
        give_out(cast.lin, row.pk, 1, reason=" ")
    with pytest.raises(StockWrong):
        take_in(cast.lin, "station", Item("帐篷", measure="箱"), 1, reason="采购")
    with pytest.raises(StockWrong):
        transfer(cast.lin, row.pk, "station", 1, reason="原处")
    with pytest.raises(NoSuchPlace):
        transfer(cast.lin, row.pk, "moon", 1, reason="远处")
    with pytest.raises(NoSuchStock):
        give_out(cast.lin, 999_999, 1, reason="安置")
    with pytest.raises(NotAllowed):
        give_out(cast.sun, row.pk, 1, reason="安置")
    row.refresh_from_db()
    assert row.n == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_at_once_get_it_once(cast: Cast, gale: Incident) -> None:
    row = take_in(cast.lin, "station", TENTS, 1, reason="采购")

    results = at_once(
        partial(give_out, cast.lin, row.pk, 1, reason="甲"), partial(give_out, cast.chen, row.pk, 1, reason="乙")
    )

    assert sorted(type(one).__name__ for one in results) == ["NotSoMuch", "Stock"]
    assert Stock.objects.get(pk=row.pk).n == 0
    assert StockMove.objects.filter(stock=row).count() == 2
