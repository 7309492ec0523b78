"""What the shore notices becomes an alarm: a delivery that was given up, a disk that is short of room."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client

from watchroom.alarms import actions
from watchroom.alarms.models import Alarm
from watchroom.conftest import SetClock
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.ops import disks, nats
from watchroom.ops.chores import WatchDisks
from watchroom.ops.environment import disk_low_mb
from watchroom.ops.followers import AlarmOfThePlatform
from watchroom.ops.server import Server
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.warnings import delivering
from watchroom.warnings.models import Delivery, Warning
from watchroom.warnings.tests.conftest import outbox  # noqa: F401
from watchroom.warnings.tests.scene import released

MB = 1_000_000
type Left = Callable[[int], None]


def follow() -> None:
    Runner("tests", [AlarmOfThePlatform()]).run()


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Left:
    """Sets how many MB every disk has left, of a hundred thousand."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "DISK_LOW_MB", 2000)

    def told(mb: int) -> None:
        usage = SimpleNamespace(total=100_000 * MB, used=(100_000 - mb) * MB, free=mb * MB)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    return told


def test_a_disk_short_of_room_is_an_alarm_until_it_has_room_again(left: Left, clock: SetClock, cast: Cast) -> None:
    chore = WatchDisks()
    counts = []
    for mb in (50_000, 2000, 1999, 1000, 2400, 2500, 2400):
        left(mb)
        counts.append(chore.run(clock.at))
        follow()
        clock.forward(minutes=1)
    assert counts[0] == 0
    assert [bool(count) for count in counts] == [False, False, True, False, False, True, False]

    row = Alarm.objects.get(about="disk:data")
    assert (row.rule.code, row.priority, row.state) == ("platform-disk-low", 2, "rtn")
    assert row.detail_en.startswith("The disk of data folder")
    assert "has 1999 MB left (98 % used; the alarm is at 2000 MB)" in row.detail_en
    assert "1999 MB" in row.detail_zh
    assert (
        Entry.objects.get(kind="alarms.raised").cause == Entry.objects.filter(kind="ops.disk_filled").earliest("id").id
    )


def test_it_is_told_once_however_many_processes_look(left: Left, clock: SetClock) -> None:
    left(100)
    assert WatchDisks().run(clock.at)
    assert WatchDisks().run(clock.at) == 0
    follow()
    follow()
    assert Alarm.objects.get().state == "unack"


@pytest.mark.pure
def test_folders_of_one_disk_are_one_disk(tmp_path: Path) -> None:
    (tmp_path / "nats").mkdir()
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "watchroom.sqlite3")}
    (one,) = disks.look(disks.folders(tmp_path, sqlite))
    assert (one.key, one.holds.en) == ("data", "data folder, streams of readings, database")
    server = {"ENGINE": "django.db.backends.postgresql", "NAME": "watchroom"}
    assert "database" not in disks.folders(tmp_path, server)


@pytest.mark.pure
@pytest.mark.parametrize("wrong", ["", "199", "-5", "2e3", "much"])
def test_a_limit_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("WATCHROOM_DISK_LOW_MB", wrong)
    with pytest.raises(ValueError, match="WATCHROOM_DISK_LOW_MB"):
        disk_low_mb()


def test_a_delivery_that_was_given_up_is_an_alarm_until_a_person_resets_it(
    cast: Cast,
    clock: SetClock,
    outbox: Path,  # noqa: F811
) -> None:
    row = released(cast)
    Warning.objects.filter(pk=row.pk).update(headline_zh="别的标题")  # so every channel refuses it for good
    delivering.run(clock.at)
    follow()

    failed = Delivery.objects.filter(warning=row.pk, state="failed")
    alarms = Alarm.objects.select_related("rule").order_by("pk")
    assert {one.about for one in alarms} == {f"warning:{row.pk}/{pk}" for pk in failed.values_list("pk", flat=True)}
    one = alarms[0]
    assert (one.rule.code, one.priority, one.state) == ("platform-delivery-failed", 2, "latched_unack")
    assert row.number in one.title.en
    assert "held back" in one.detail_en
    client = Client()
    client.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")
    assert f'href="/warnings/{row.pk}"' in client.get(f"/alarms/{one.pk}").content.decode()
    actions.acknowledge(cast.lin, one.pk)
    assert actions.reset(cast.lin, one.pk).state == "cleared"


def test_a_passing_fault_that_is_tried_again_is_no_alarm(cast: Cast, clock: SetClock, outbox: Path) -> None:  # noqa: F811
    row = released(cast)
    pk = Delivery.objects.filter(warning=row.pk).values_list("pk", flat=True)[0]

    class Broken(delivering.SiteOutlet):
        def post(self, outlet: str, rendered: object) -> str:
            raise OSError("away")

        append = post  # type: ignore[assignment]

    delivering.deliver(pk, clock.at, Broken(outbox))
    follow()
    assert Entry.objects.get(kind="warnings.delivery_failed").facts["final"] is False
    assert not Alarm.objects.exists()


@pytest.mark.pure
def test_once_a_full_disk_has_room_again_our_server_of_streams_begins_anew(
    left: Left, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream whose write failed takes nothing in again before: found with a real server on a disk of forty MB."""
    (tmp_path / "nats").mkdir()
    monkeypatch.setattr("watchroom.sources.address.address", lambda _: SimpleNamespace(outside=False))
    ended: list[Path] = []
    runs = iter([False, True, True])

    def end(data: Path) -> bool:
        gone = next(runs)
        ended.extend([data] if gone else [])
        return gone

    monkeypatch.setattr(nats, "end", end)
    server = Server(tmp_path, in_database=None)  # type: ignore[arg-type]
    counts = []
    for mb in (5000, 150, 49, 150, 200, 200, 5000):
        left(mb)
        server.heal()
        counts.append(len(ended))
    assert counts == [0, 0, 0, 0, 0, 1, 1]  # the first time it could not be ended, so it is tried again
