"""What is numbered by counting on from the last: two at the same moment get two numbers, or a refusal with words.

Two real transactions: the first has done its part and waits with its commit until the second has met it. Without a turn
the second fails at the unique constraint, which on PostgreSQL it meets only when the first has committed.
"""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from watchroom.dispatch import ordering, ruling
from watchroom.dispatch.models import DispatchRule, Order
from watchroom.dispatch.tests.conftest import Activate, activate, gale
from watchroom.dispatch.tests.scene import task
from watchroom.incidents import briefs
from watchroom.incidents import ruling as reporting
from watchroom.incidents.brief_models import BriefTemplate
from watchroom.incidents.models import RuleVersion
from watchroom.incidents.reporting import national
from watchroom.incidents.tests.test_briefs import LINES, paper
from watchroom.journal import away
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.people import actions as people
from watchroom.people import ways
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.people.way_models import ContactWay
from watchroom.plans import lifecycle
from watchroom.plans.library import files
from watchroom.plans.models import Plan
from watchroom.sources import actions as sources
from watchroom.sources.models import Sensor

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["activate", "gale"]
type Act = Callable[[], Any]


def overlapping(first: Act, second: Act) -> list[Any]:
    """Each one's result, or the error that it raised. The second begins before the first is committed, and ends after."""
    results: list[Any] = [None, None]
    done, met = threading.Event(), threading.Event()

    def run(place: int, act: Act) -> None:
        try:
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            (done if place == 0 else met).set()
            connection.close()

    def holding() -> Any:
        with book(actor="ops:setup"):
            made = first()
            done.set()
            _until_met(met)
        return made

    def after() -> Any:
        assert done.wait(20)
        return second()

    threads = [threading.Thread(target=run, args=one) for one in ((0, holding), (1, after))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def _until_met(met: threading.Event) -> None:
    """The other one waits for us, or has ended; on SQLite it cannot begin while we write, and there is nothing to see."""
    if connection.vendor != "postgresql":
        return
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 20
    while not met.is_set() and time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # or whoever connects later is never seen in this block
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
        met.wait(0.01)


@pytest.fixture
def admin(cast: Cast) -> Viewer:
    people.put_person("root", "管理员", "Root", Role.ADMIN)
    return viewer(person_by_code("root"))


def _templates(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    one, other = paper(), paper((*LINES, "抄送："))
    return partial(briefs.put, admin, "a.docx", one), partial(briefs.put, admin, "b.docx", other), _column(BriefTemplate, "number")  # fmt: skip


def _reporting(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    code = next(iter(national()))
    put = partial(reporting._put, cast.chen, code, None)
    return partial(put, "a"), partial(put, "b"), _column(RuleVersion, "version")


def _dispatch(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    put = partial(ruling._put, cast.chen, "response", "x", None)
    return partial(put, "a"), partial(put, "b"), _column(DispatchRule, "version")


def _ways(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    put = partial(ways.put_way, cast.lin, "outbox")
    return partial(put, "a"), partial(put, "b"), _column(ContactWay, "rank")


def _sensors(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    sources.put_source("src", "http_push", "源", "Source")
    put = partial(sources.put_sensor, source="src", place="jump", quantity="wind_gust", zh="风", en="wind")
    return partial(put, "s-1"), partial(put, "s-2"), _column(Sensor, "number")


def _plans(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    source = next(iter(files())).read_bytes()
    one, other = source + "\n# 一\n".encode(), source.replace(b"zh: ", b"zh: X", 1)
    return partial(lifecycle.put_draft, cast.chen, one), partial(lifecycle.put_draft, cast.chen, other), _column(Plan, "version")  # fmt: skip


def _orders(cast: Cast, admin: Viewer, activate: Activate) -> tuple[Act, Act, Act]:
    running = activate(task("a")).pk
    add = partial(ordering.add_order, cast.zhao, running, "watch_officer", reason="r")
    return partial(add, title="a"), partial(add, title="b"), _column(Order, "code")


def _column(model: Any, name: str) -> Act:
    return lambda: sorted(model.objects.values_list(name, flat=True))


NUMBERED: dict[str, Callable[[Cast, Viewer, Activate], tuple[Act, Act, Act]]] = {
    "brief templates": _templates, "reporting rules": _reporting, "dispatch rules": _dispatch, "ways": _ways,
    "sensors": _sensors, "plans": _plans, "orders outside the plan": _orders,
}  # fmt: skip


@pytest.mark.parametrize("what", NUMBERED)
def test_two_at_once_get_two_numbers(cast: Cast, admin: Viewer, activate: Activate, what: str) -> None:
    first, second, numbers = NUMBERED[what](cast, admin, activate)
    before = numbers()
    results = overlapping(first, second)
    assert [one for one in results if isinstance(one, BaseException)] == []
    made = numbers()
    assert (len(made) - len(before), len(set(made))) == (2, len(made))


def test_what_two_write_under_one_code_is_refused_with_words_and_not_an_error_of_ours(admin: Viewer) -> None:
    """Where nothing is counted the unique constraint decides: the second is told so."""

    def broken(*args: object) -> None:
        BriefTemplate.objects.create(number=1, name="a", size=1, digest="d", body=b"x", at=site_now(), by="b")
        BriefTemplate.objects.create(number=1, name="b", size=1, digest="e", body=b"x", at=site_now(), by="b")

    with pytest.raises(IntegrityError) as raised:
        broken()
    fault = away.refused(raised.value)
    assert fault is not None
    assert (fault.status, fault.code) == (409, "journal.WrittenMeanwhile")
    assert "刷新" in fault.words.zh
    assert away.refused(IntegrityError("another")) is None
