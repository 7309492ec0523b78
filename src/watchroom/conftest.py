"""What every test may ask for: the cast, the site's clock, and a database whose journal refuses changes as in life."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from django.test import TransactionTestCase

from watchroom.journal import clock as site_clock
from watchroom.journal import triggers
from watchroom.people import testing

T0 = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)
hypothesis.settings.register_profile("house", deadline=None)  # no test is judged by the wall clock
hypothesis.settings.load_profile("house")


class SetClock:
    """Drives the site's clock as a scenario does, without being an exercise."""

    def __init__(self) -> None:
        self.set(T0)

    def set(self, at: datetime) -> datetime:
        self.at = at.astimezone(UTC)
        site_clock.start_scenario("test", self.at, exercise=False)
        return self.at

    def forward(self, **by: float) -> datetime:
        return self.set(self.at + timedelta(**by))


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    """Tests in rooms use the database unless marked `pure`; the kernel's never do."""
    module = request.module.__name__
    if request.node.get_closest_marker("pure"):
        return
    if request.node.get_closest_marker("django_db") is None and ".kernel." not in module and "rules" not in module:
        request.getfixturevalue("db")


@pytest.fixture
def clock(db: None) -> SetClock:
    return SetClock()


@pytest.fixture
def cast(clock: SetClock) -> testing.Cast:
    return testing.cast()


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_triggers() -> Iterator[None]:
    """A transactional test's flush empties the journal of a test database; nothing else ever does."""
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: Any) -> None:
        triggers.lift()
        try:
            original(self)
        finally:
            triggers.install()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]
