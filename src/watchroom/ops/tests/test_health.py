"""The page that tells how the platform is: what is late, what nobody judges, and what to do."""

from datetime import timedelta

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.journal.book import book
from watchroom.ops.health import LATE_S, health
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.sources import leases
from watchroom.sources.tests.conftest import pretended  # noqa: F401
from watchroom.sources.tests.scene import PretendedLine, Scene, set_scene


@pytest.fixture
def scene(clock: SetClock) -> Scene:
    return set_scene()


def test_a_partition_that_nobody_judges_or_that_is_late_is_told(
    scene: Scene,
    cast: Cast,
    clock: SetClock,
    pretended: PretendedLine,  # noqa: F811
):
    (nobodys,) = health(cast.lin).partitions
    assert (nobodys.number, nobodys.sensors, nobodys.owner, nobodys.late) == (scene.partition, 2, "", True)

    lease = leases.take(scene.partition, leases.owner_name(), "2026")
    assert lease is not None
    with book(actor="watch:detect"):
        leases.renew(lease, position=7, ticked_until=clock.at)
    (judged,) = health(cast.lin).partitions
    assert (judged.position, judged.late) == (7, False)
    clock.forward(seconds=LATE_S + 1)
    assert health(cast.lin).partitions[0].late


def test_a_server_of_streams_that_is_away_is_told_and_the_page_comes_all_the_same(
    scene: Scene,
    cast: Cast,
    pretended: PretendedLine,  # noqa: F811
):
    client = Client()
    client.force_login(person_by_code("lin"), backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/platform/").content.decode()

    assert health(cast.lin).fill is None
    assert "没有应答" in page
    assert "没有进程：watch 在运行吗？" in page


def test_one_check_that_breaks_does_not_hide_the_others(
    scene: Scene,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    pretended: PretendedLine,  # noqa: F811
):
    def broken(*_: object) -> None:
        raise OSError("no such device")

    monkeypatch.setattr("watchroom.ops.doctor.disk", broken)
    found = health(cast.lin)

    assert "no such device" in found.findings[0].said.en
    assert len(found.findings) > 3
    assert found.unwell >= 1


def test_a_stranger_learns_nothing_about_the_platform(cast: Cast):
    for viewer in (cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            health(viewer)


def test_the_age_of_what_is_judged_is_by_the_sites_clock(
    scene: Scene,
    cast: Cast,
    clock: SetClock,
    pretended: PretendedLine,  # noqa: F811
):
    assert health(cast.lin).at - clock.at == timedelta(0)
