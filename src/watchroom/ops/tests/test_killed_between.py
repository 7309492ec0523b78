"""F-04: a process is killed before each of its statements in turn; whoever follows it comes to the same end.

Nothing is lost, nothing is done twice, and the book stays whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from watchroom.advice.models import Advice
from watchroom.alarms.models import Alarm
from watchroom.alarms.tests.scene import wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.dispatch.models import Order
from watchroom.journal.chores import all_chores
from watchroom.journal.followers import Runner, all_followers, behind
from watchroom.journal.models import Cursor, Entry, SetAside
from watchroom.journal.testing import Killed, killed_at
from watchroom.journal.verify import verify
from watchroom.kernel.clock import ms
from watchroom.ops.watching import AlarmDetection
from watchroom.people.testing import Cast
from watchroom.plans.actions import activate, forward, put_shipped
from watchroom.plans.models import Proposal
from watchroom.plans.tests.world import opened, windy
from watchroom.sources import leases, line
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.models import Partition, Sensor
from watchroom.sources.partition import Work
from watchroom.sources.readings import encode_readings, encode_tick
from watchroom.sources.tests.scene import PretendedLine
from watchroom.warnings import delivering
from watchroom.warnings.models import Delivery, Posting
from watchroom.warnings.tests.gateway import lines
from watchroom.warnings.tests.scene import released

pytestmark = pytest.mark.site
AT = ms(T0)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    line.use(PretendedLine())
    yield
    line.use(None)


def told() -> list[tuple[str, str, str]]:
    """The book: kind, subject and state. Subjects of a kind are counted, because one database never gives a number twice."""
    entries = list(Entry.objects.order_by("id"))
    numbers: dict[str, set[int]] = {}
    for entry in entries:
        noun, _, pk = entry.subject.partition(":")
        numbers.setdefault(noun, set()).add(int(pk))
    place = {f"{noun}:{pk}": f"{noun} {n}" for noun, pks in numbers.items() for n, pk in enumerate(sorted(pks), 1)}
    return [(entry.kind, place[entry.subject], str(entry.facts.get("state", ""))) for entry in entries]


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is as if it had never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def at_every_statement(
    life: Callable[[], object], heir: Callable[[], object], outcome: Callable[[], object], every: int = 1
) -> int:
    """Lets a process live its whole life once; then kills it before each statement, and lets another go on.

    Returns at which statement it lived to its end. Every outcome must be that of the whole life.
    every  only before each n-th statement, where a life is long
    """
    with undone():
        life()
        heir()
        whole = outcome()
    for statement in count(1, every):
        with undone():
            killed = dies(life, statement)
            if not killed:
                return statement - 1
            heir()
            assert outcome() == whole, f"killed before statement {statement}: {killed}"
            assert list(verify()) == []
    raise AssertionError


def dies(life: Callable[[], object], statement: int) -> str:
    """The statement before which it was killed; empty when it lived to its end."""
    try:
        with killed_at(statement):
            life()
    except Killed as killed:
        # Its own transactions are undone; a statement outside one takes nothing with it.
        transaction.set_rollback(False)
        return str(killed)
    return ""


def stream_of(sensor: Sensor) -> list[tuple[int, bytes]]:
    """Wind that rises for six minutes and falls again, with a tick after every reading."""
    found: list[tuple[int, bytes]] = []
    for minute, value in enumerate([3.0, 4.6, 4.9, 5.1, 5.3, 5.6, 5.6, 3.0, 2.9]):
        at = np.array([AT + minute * 60_000], np.int64)
        found.append(
            (2 * minute + 1, encode_readings(np.array([sensor.number], np.int32), np.array([value]), at, at)[0])
        )
        found.append((2 * minute + 2, encode_tick(AT + minute * 60_000 + 500)))
    return found


def test_the_way_of_an_alarm(clock: SetClock, tmp_path: Path) -> None:
    """Judging, alarm, source, snapshot and position: between any two of them, and between lease and first commit."""
    sensor = wind_rule().watched
    messages = stream_of(sensor)

    def watch(owner: str) -> None:
        lease = leases.take(sensor.partition, owner, "s")
        assert lease is not None
        work = Work(lease, AlarmDetection(), Catalogue(), tmp_path)
        after = work.begin()
        for at, one in enumerate(messages):
            if one[0] > after:
                work._snapshot_due = at % 5 == 3
                work.judge(work.absorb([one]), work.sequence, now=True)
        work.finish()

    def heir() -> None:
        Partition.objects.update(lease_until=None)
        watch("elsewhere:2:b")

    def outcome() -> object:
        row = Partition.objects.get(number=sensor.partition)
        alarms = list(Alarm.objects.values_list("state", "value", "peak", "onset", "returned_at", "batch"))
        return told(), alarms, row.position, row.snapshot_position, bytes(row.snapshot or b"")

    deaths = at_every_statement(lambda: watch("elsewhere:1:a"), heir, outcome)

    assert deaths > 40
    with undone():
        heir()
        assert [kind for kind, _, _ in told()][-2:] == ["alarms.raised", "alarms.returned"]


def test_the_way_of_the_reactions(cast: Cast, clock: SetClock) -> None:
    """From the opened incident to proposal and questions; from the activation to the orders: each exactly once."""
    put_shipped()
    alarm = windy()
    Runner("first").run()
    opened(cast.lin, alarm)

    def follow(owner: str) -> None:
        runner = Runner(owner, all_followers())
        for _ in range(3):
            runner.run()

    def heir() -> None:
        Cursor.objects.update(lease_until=None)
        follow("heir")

    def outcome() -> object:
        assert behind() == {}
        assert not SetAside.objects.exists()
        orders = sorted(Order.objects.values_list("code", "state", "post", "stand_in"))
        # Followers of different rooms may take turns; each room's own entries keep their order.
        return sorted(told()), orders, sorted(Advice.objects.values_list("model", "state")), Proposal.objects.count()

    deaths = at_every_statement(lambda: follow("first"), heir, outcome)
    assert deaths > 20
    follow("first")
    row = Proposal.objects.get()
    forward(cast.chen, row.pk)
    activate(cast.zhao, row.pk)
    Cursor.objects.update(lease_until=None)

    deaths = at_every_statement(lambda: follow("first"), heir, outcome)
    assert deaths > 20


def test_the_way_of_a_delivery(cast: Cast, clock: SetClock, tmp_path: Path, settings: Any) -> None:
    """Claimed, sent, written down: at most one copy too many where repeats cannot be told, and that one is marked."""
    settings.DATA = tmp_path
    outbox = tmp_path / "outbox" / "text-messages.jsonl"
    released(cast, channels=["log_sms", "public_page", "cap_feed"])

    def work() -> None:
        delivering.run(clock.at)

    def heir() -> None:
        Delivery.objects.filter(state="sending").update(lease_until=T0)
        work()

    def outcome() -> object:
        copies = [line["possible_repeat"] for line in lines(outbox)]
        outbox.unlink()
        assert copies in ([False], [True], [False, True]), copies
        return (
            sorted((kind, subject) for kind, subject, _ in told()),
            sorted(Delivery.objects.values_list("channel", "state")),
            sorted(Posting.objects.values_list("outlet", "kind")),
        )

    assert at_every_statement(work, heir, outcome) > 20


def test_the_way_of_the_chores(cast: Cast, clock: SetClock, tmp_path: Path, settings: Any) -> None:
    """Deadlines, advice, reviews: whatever chore dies, the next turn does what is owed, once."""
    settings.DATA = tmp_path
    put_shipped()
    alarm = windy()
    Runner("before").run()
    opened(cast.lin, alarm)
    Runner("before").run()
    row = Proposal.objects.get()
    forward(cast.chen, row.pk)
    activate(cast.zhao, row.pk)
    Runner("before").run()
    clock.forward(hours=3)

    def work() -> None:
        for chore in all_chores():
            if chore.name != "journal.anchor":  # a file, not a row
                chore.run(clock.at)

    def outcome() -> object:
        orders = sorted(Order.objects.filter(overdue_at__isnull=False).values_list("code", flat=True))
        return sorted((kind, subject) for kind, subject, _ in told()), orders

    assert at_every_statement(work, work, outcome, every=3) > 20
    assert Order.objects.filter(overdue_at__isnull=False).count() == 0  # all of it was undone
