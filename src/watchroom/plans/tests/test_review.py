"""The review by the clock leaves to the follower what just happened, and says why it looked."""

from datetime import timedelta

import pytest

from watchroom.conftest import SetClock
from watchroom.journal import queries as journal
from watchroom.people.testing import Cast
from watchroom.plans import chores
from watchroom.plans.actions import put_shipped
from watchroom.plans.chores import ReviewProposals
from watchroom.plans.models import Proposal
from watchroom.plans.tests.world import follow, opened, proposed, windy


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that are drained and have nothing newer to tell."""
    monkeypatch.setattr(chores, "newest", lambda plans: {})
    monkeypatch.setattr(chores, "drained", lambda at: [])


def test_what_just_happened_is_the_followers_to_propose_for(cast: Cast, clock: SetClock) -> None:
    put_shipped()
    alarm = windy()
    follow()
    opened(cast.lin, alarm)

    assert ReviewProposals().run(clock.at) == 0
    assert not Proposal.objects.exists()
    follow()
    assert Proposal.objects.count() == 1
    assert ReviewProposals().run(clock.at) == 1


def test_the_review_goes_on_after_the_clock_was_set_back(cast: Cast, clock: SetClock) -> None:
    """F-13: else nothing would be raised for as long as the clock was set back."""
    proposed(cast.lin)
    assert ReviewProposals().run(clock.at) == 1
    clock.forward(hours=-1)

    assert ReviewProposals().run(clock.at) == 1
    assert ReviewProposals().run(clock.at) == 0


def test_what_the_review_changes_names_the_opening_of_the_incident_as_its_cause(cast: Cast, clock: SetClock) -> None:
    row = proposed(cast.lin)
    row.incident.refresh_from_db()
    Proposal.objects.filter(pk=row.pk).update(level=4)
    clock.set(clock.at + timedelta(minutes=2))

    assert ReviewProposals().run(clock.at) == 1

    said = journal.last(row.subject, "plans.updated")
    opening = journal.last(row.incident.subject, "incidents.opened")
    assert said is not None
    assert opening is not None
    assert (said.actor, said.cause) == ("work:plans.review", opening.id)
