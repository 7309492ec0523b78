"""What every test may ask for: the cast, the site's clock, and a database whose journal refuses changes as in life."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.template.base import PartialTemplate, Template
from django.test import TransactionTestCase

from watchroom.journal import clock as site_clock
from watchroom.journal import eyes, triggers
from watchroom.journal.models import Entry
from watchroom.journal.tests.kept_rows import Rows, added, empty, put_back, rows
from watchroom.kernel import apart
from watchroom.kernel.loading import loading
from watchroom.people import testing
from watchroom.people.models import Person
from watchroom.plans import importing

MIGRATED = os.environ.get("WATCHROOM_TEST_MIGRATED", "")  # a file of SQLite, or the name of a database of PostgreSQL
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks `pure` what touches no database: it runs once, the rest on each database.

    bin/test looks for the other marks in the files' text: a mark that stands elsewhere would leave its test out.
    """
    for item in items:
        for mark in item.iter_markers():
            if mark.name in ("process", "site") and f"mark.{mark.name}" not in _text(item.path):
                raise pytest.UsageError(f"{item.nodeid}: write pytest.mark.{mark.name} in this file itself")
        if isinstance(item, pytest.Function) and _is_pure(item):
            item.add_marker("pure")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded here stays: the collector of garbage need look neither through it, nor so often at what comes after."""
    with loading():
        found = yield
    gc.set_threshold(20_000, 20, 20)
    return found


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _is_pure(item: pytest.Function) -> bool:
    """Tests in rooms use the database unless marked `pure`; the kernel's and those of `rules` only if they ask for it."""
    if item.get_closest_marker("django_db") is not None or {"db", "transactional_db"} & set(item.fixturenames):
        return False
    module = item.module.__name__
    return item.get_closest_marker("pure") is not None or ".kernel." in module or "rules" in module


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    node = request.node
    if node.get_closest_marker("pure") is None and node.get_closest_marker("django_db") is None:
        request.getfixturevalue("db")


@pytest.fixture(autouse=True)
def _nobodys_eyes() -> Iterator[None]:
    """A command looks with one person's eyes until its process ends: here, until its test ends."""
    with eyes.everybody():
        yield


@pytest.fixture
def clock(db: None) -> SetClock:
    return SetClock()


_entered: dict[datetime, tuple[testing.Cast, Rows]] = {}


@pytest.fixture
def cast(clock: SetClock) -> testing.Cast:
    """Entered once in a worker; on an empty site it is put back as it was, in a tenth of the time."""
    if Entry.objects.exists() or Person.objects.exists():
        return testing.cast()
    if clock.at not in _entered:
        before = rows()
        _entered[clock.at] = testing.cast(), added(before, rows())
    else:
        put_back(_entered[clock.at][1])
    return _entered[clock.at][0]


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_cheap() -> None:
    """Still Argon2, at its least cost: what a guess costs a thief is no matter for a test."""
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


@pytest.fixture(autouse=True, scope="session")
def _a_plans_file_is_checked_once() -> None:
    """Hundreds of tests put the shipped plans in force: what is found in a file depends on the file alone."""
    importing.sound = lru_cache(maxsize=64)(importing.sound)


@pytest.fixture(autouse=True, scope="session")
def _a_child_is_asked_once() -> None:
    """What sets a page or reads a file is a program that knows only what it is given: of the same bytes it says the same.

    A child that ran out of time, or fell, is asked again.
    """
    ended, known = apart.ended, dict[tuple[tuple[str, ...], bytes], Any]()

    def once(argv: tuple[str, ...], data: bytes, seconds: float) -> Any:
        done = known.get((argv, data)) or ended(argv, data, seconds)
        if done.returncode == 0:
            known[argv, data] = done
        return done

    apart.ended = once


@pytest.fixture(autouse=True, scope="session")
def _what_is_drawn_is_not_kept(django_test_environment: None) -> None:
    """Django's own client for tests keeps a copy of every template's context, which none of our tests asks for."""

    def drawn(self: Any, context: Any) -> Any:
        return self.nodelist.render(context)

    Template._render = PartialTemplate._render = drawn  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """bin/test migrates one database of each kind; those of the workers begin as its copies. Else each worker migrates."""
    here = connections["default"]
    if MIGRATED and here.vendor == "postgresql":
        here.settings_dict["TEST"]["TEMPLATE"] = MIGRATED
    elif MIGRATED and not Path(here.settings_dict["TEST"]["NAME"]).exists():
        shutil.copyfile(MIGRATED, here.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """A file that was copied is not deleted before the first test."""
    return django_db_keepdb or (bool(MIGRATED) and connections["default"].vendor == "sqlite")


@pytest.fixture(autouse=True, scope="session")
def _flush_lifts_triggers() -> Iterator[None]:
    """What a transactional test committed is deleted, the journal's entries with it; nothing else ever does that.

    Django's own flush truncates all tables and makes every permission anew: on PostgreSQL a third of a second a test.
    """
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: Any) -> None:
        triggers.lift()
        try:
            empty()
        finally:
            triggers.install()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]
