"""While the book is open nobody else writes: what is in it does not grow with the site, and asks no network."""

from datetime import timedelta

import pytest

from watchroom.advice.models import Advice
from watchroom.conftest import SetClock
from watchroom.dispatch.models import Order
from watchroom.incidents.actions import open_incident
from watchroom.journal.followers import Runner, all_followers
from watchroom.journal.testing import books
from watchroom.people.testing import Cast
from watchroom.places.actions import put_place
from watchroom.plans import chores
from watchroom.plans.actions import activate, forward, put_shipped, stand_down
from watchroom.plans.models import Proposal
from watchroom.plans.tests.world import bulletin, opened, windy


def others(cast: Cast, count: int) -> None:
    """Open incidents, places and official warnings beside the one that matters."""
    for number in range(count):
        put_place(
            f"p{number}", "venue", f"场馆{number}", f"Venue {number}", {"type": "Point", "coordinates": [115, 40]}
        )
        open_incident(cast.lin, title_zh=f"大风{number}", kind="gale", place=f"p{number}")
        bulletin("大风", 4)


@pytest.mark.parametrize("count", [0, 12])
def test_a_proposal_is_looked_for_before_its_transaction(cast: Cast, count: int) -> None:
    put_shipped()
    others(cast, count)
    raised = windy()
    Runner("test").run()

    opened(cast.lin, raised)
    with books() as found:
        Runner("test").run()

    proposing = [one for one in found.statements if any("plans_proposal" in sql for sql in one)]
    assert Proposal.objects.filter(incident__alarm=raised.pk).exists()
    assert max(map(len, proposing)) <= 16, proposing
    assert found.reads <= 8


def test_an_entry_that_changes_no_proposal_costs_the_book_one_statement(cast: Cast) -> None:
    put_shipped()
    others(cast, 6)
    Runner("test").run()
    windy()
    with books() as found:
        Runner("test").run()

    looked = [one for one in found.statements if not any("INSERT" in sql for sql in one)]
    assert looked
    assert max(map(len, looked)) == 1, looked  # the cursor


def test_a_review_that_finds_nothing_new_writes_down_that_it_looked_and_no_more(
    cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "newest", lambda plans: {})
    monkeypatch.setattr(chores, "drained", lambda at: [])
    put_shipped()
    others(cast, 6)
    Runner("test").run()
    review = chores.ReviewProposals()
    review.run(clock.at)
    clock.set(clock.at + timedelta(minutes=2))
    with books() as found:
        assert review.run(clock.at) == 1

    assert found.most <= 4, found.statements


def test_the_orders_of_a_plan_are_written_in_a_handful_of_statements(cast: Cast) -> None:
    put_shipped()
    raised = windy()
    Runner("test").run()
    opened(cast.lin, raised)
    Runner("test").run()
    row = Proposal.objects.get()
    forward(cast.chen, row.pk)
    running = activate(cast.zhao, row.pk)
    with books() as found:
        Runner("test").run()

    assert Order.objects.count() > 5
    assert found.most <= 17, found.statements  # the orders, and for all of them at once whom each calls, in which turn
    stand_down(cast.zhao, running.pk, reason="风已减弱")
    with books() as found:
        Runner("test").run()
    assert Order.objects.filter(state="cancelled").count() > 5
    assert found.most <= 13, found.statements  # and all their calls end at once


def test_every_reaction_of_the_site_is_short(cast: Cast) -> None:
    """A follower that is added later is measured here too: how much it asks within the book does not grow."""
    put_shipped()
    counted = []
    for count in (1, 8):
        others(cast, count)
        with books() as found:
            for _ in range(4):
                Runner("test", all_followers()).run()
        counted.append(found.most)

    assert Advice.objects.exists()
    assert counted[1] <= counted[0] <= 12, counted


def test_the_measure_sees_what_a_transaction_does(cast: Cast) -> None:
    with books() as found:
        open_incident(cast.lin, title_zh="大风", kind="gale")

    assert len(found.statements) == 1
    assert found.reads > 2
