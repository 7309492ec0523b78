"""The `work` process: followers and chores are done, faults are survived and logged once."""

import asyncio
import logging
import threading
from typing import Any

import pytest

from watchroom.journal import wake
from watchroom.journal.followers import Follower
from watchroom.ops import waker as wakers
from watchroom.ops import working
from watchroom.ops.waker import SUBJECT, Waker
from watchroom.ops.working import Following, Worker
from watchroom.people import actions, testing
from watchroom.people.rights import Role


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "AFTER_FAULT_S", 0.0)


async def nowhere() -> Any:
    raise OSError("no server")


def idle() -> Waker:
    return Waker(nowhere, listen=False)


@pytest.mark.pure
@pytest.mark.usefixtures("_quick")
def test_a_fault_is_logged_when_it_begins_and_when_it_has_gone(caplog: pytest.LogCaptureFixture) -> None:
    answers: list[Any] = [OSError("away"), OSError("away"), OSError("away"), 1, 1]

    def step() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    worker = Worker("dispatch.deadlines", step, threading.Event(), idle())
    with caplog.at_level(logging.WARNING, "watchroom.work"):
        done = [worker.once() for _ in range(5)]

    assert done == [0, 0, 0, 1, 1]
    assert [record.getMessage() for record in caplog.records] == [
        "dispatch.deadlines failed",
        "dispatch.deadlines is well again",
    ]


@pytest.mark.pure
def test_a_worker_goes_on_at_once_while_there_is_work_and_waits_when_there_is_none() -> None:
    stop, waker = threading.Event(), idle()
    left, waits = [3], [0]

    def wait(seen: int, timeout_s: float) -> int:
        waits[0] += 1
        stop.set()
        return seen

    def step() -> int:
        left[0] -= 1
        return left[0]

    waker.wait = wait  # type: ignore[method-assign]
    Worker("x", step, stop, waker).run()

    assert (left, waits) == ([0], [1])


@pytest.mark.pure
def test_a_waiting_worker_is_woken_by_news_and_not_by_news_that_it_has_had() -> None:
    waker = idle()
    waker.stir()

    seen = waker.wait(0, 5)
    assert seen == 1
    assert waker.wait(seen, 0.01) == 1
    threading.Timer(0.01, waker.stir).start()
    assert waker.wait(seen, 5) == 2


class Server:
    """A NATS client as the waker uses it."""

    def __init__(self) -> None:
        self.published: list[str] = []
        self.is_closed = False
        self.heard: Any = None

    async def subscribe(self, subject: str, cb: Any) -> None:
        self.heard = cb

    async def publish(self, subject: str, data: bytes) -> None:
        self.published.append(subject)


@pytest.mark.pure
def test_a_commit_is_told_to_the_other_processes() -> None:
    server = Server()

    async def story() -> None:
        waker = Waker(nowhere, listen=True)
        waker._loop, waker._news = asyncio.get_running_loop(), asyncio.Event()
        talking = asyncio.create_task(waker._talk(server))
        waker.tell()
        while not server.published:
            await asyncio.sleep(0)
        await server.heard(None)
        assert waker.wait(1, 0) == 2  # the teller's own stir, and what was heard
        talking.cancel()

    asyncio.run(asyncio.wait_for(story(), 5))
    assert server.published == [SUBJECT]


@pytest.mark.pure
def test_telling_without_a_server_costs_nothing_and_breaks_nothing() -> None:
    idle().tell()


@pytest.mark.pure
def test_the_processs_waker_is_started_once_and_hears_of_every_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "_listeners", [])
    monkeypatch.setattr(wakers, "_ours", None)
    monkeypatch.setattr(Waker, "start", lambda self: None)

    first, second = wakers.start(nowhere), wakers.start(nowhere)
    wake.after_commit()

    assert first is second
    assert first.wait(0, 0) == 1


class Round:
    """A runner that says how much it took."""

    def __init__(self, *taken: int) -> None:
        self.taken, self.rounds = list(taken), 0
        self.followers: list[Any] = []

    def run(self) -> int:
        self.rounds += 1
        return self.taken.pop(0) if self.taken else 0


def test_followers_rest_until_the_book_grows(cast: testing.Cast) -> None:
    runner = Round(3)
    following = Following(runner)  # type: ignore[arg-type]

    done = [following() for _ in range(5)]
    actions.put_post("new", "新", "New", Role.WALL)
    following()

    assert done == [3, 0, 0, 0, 0]
    assert runner.rounds == 3


def test_followers_do_not_rest_while_an_entry_waits_for_one_of_them(cast: testing.Cast) -> None:
    class Wants(Follower):
        name = "test.wants"
        kinds = ("people.post_set",)

    runner = Round()
    runner.followers = [Wants()]
    following = Following(runner)  # type: ignore[arg-type]

    for _ in range(3):
        following()

    assert runner.rounds == 3


def test_the_sites_work_is_its_followers_and_its_chores(db: None) -> None:
    stop = threading.Event()

    workers = working.site(stop, idle())

    assert workers[0].name == "followers"
    assert [worker.once() for worker in workers] == [0] * len(workers)
