"""What was not taken: its bytes are kept, are shown to nobody raw, and can be offered again as of when they came."""

import orjson
import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.kernel.words import Words
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, faults, intake, replaying, stream
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Came
from watchroom.sources.connectors.http_push import HttpPush
from watchroom.sources.models import Quarantine
from watchroom.sources.quarantine import MOST_BYTES, Bad, set_aside
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import PretendedLine, Scene

ADMIN = Viewer(99, "admin", Words(zh="管理甲", en="Admin Jia"), (), frozenset({Role.ADMIN}))
BODY = b'{"sensor": ["jump-wind", "new-one"], "value": [4.5, 7.5]}'


def came(scene: Scene, body: bytes = BODY) -> Quarantine:
    catalogue = Catalogue()
    catalogue.fresh()
    _, bad = intake.take(catalogue, HttpPush, catalogue.devices["ws-jump"], Came(body), ms(T0))
    set_aside(bad, actor="connector:http_push")
    return Quarantine.objects.get()


def test_after_the_sensor_is_registered_its_reading_is_taken_as_of_when_it_came(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    row = came(scene)
    actions.put_sensor("new-one", "ws-jump", "jump", "wind_gust", "新的", "New one")
    clock.forward(hours=2)

    assert replaying.replay(ADMIN, row.pk) == replaying.Outcome(2, 0, None)

    ((partition, data, _),) = pretended.published
    batch = decode(data, partition, 1)
    assert isinstance(batch, ReadingBatch)
    assert batch.value.tolist() == [4.5, 7.5]
    assert set(batch.received_ms.tolist()) == {ms(T0)}
    row.refresh_from_db()
    assert (row.taken, row.replayed_by) == (2, ADMIN.actor)
    assert "2 taken" in Entry.objects.get(kind="sources.replayed").say().en
    with pytest.raises(faults.AlreadyReplayed):
        replaying.replay(ADMIN, row.pk)


def test_what_is_still_wrong_is_said_and_can_be_offered_once_more(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    row = came(scene, b'{"sensor": ["new-one"], "value": [7.5]}')

    outcome = replaying.replay(ADMIN, row.pk)

    assert (outcome.taken, outcome.refused) == (0, 1)
    assert isinstance(outcome.fault, faults.UnknownSensor)
    actions.put_sensor("new-one", "ws-jump", "jump", "wind_gust", "新的", "New one")
    assert replaying.replay(ADMIN, row.pk).taken == 1


def test_while_the_stream_is_down_nothing_is_marked(scene: Scene, pretended: PretendedLine, clock: SetClock):
    row = came(scene)
    pretended.down = True

    with pytest.raises(faults.StreamDown):
        replaying.replay(ADMIN, row.pk)

    row.refresh_from_db()
    assert row.replayed_at is None


def test_of_a_message_that_is_too_large_the_beginning_is_kept_and_it_is_not_offered_again(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    big = b"[" * (MOST_BYTES + 1)
    set_aside([Bad(scene.station.pk, "ws-jump", "", faults.WrongKey(), "[", big, "", "http_push")], actor="t")
    row = Quarantine.objects.get()

    assert (len(row.body), row.size, row.whole) == (MOST_BYTES, MOST_BYTES + 1, False)
    with pytest.raises(faults.NotReplayable):
        replaying.replay(ADMIN, row.pk)


def test_a_device_that_is_not_registered_is_named(scene: Scene, pretended: PretendedLine, clock: SetClock):
    set_aside([Bad(None, "stranger", "", faults.WrongKey(), "4", b"4", "sensors/stranger/a", "mqtt")], actor="t")

    with pytest.raises(faults.UnknownDevice, match="stranger"):
        replaying.replay(ADMIN, Quarantine.objects.get().pk)


def test_a_document_that_could_not_be_read_is_received_when_it_can(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    feed = actions.put_source(
        "observatory", "cap_feed", "气象台", "Observatory", settings={"url": "https://alerts.example.org/feed.atom"}
    )
    set_aside([Bad(feed.pk, "", "", faults.WrongKey(), "<a", b"<alert/>", "", "cap_feed")], actor="t")

    outcome = replaying.replay(ADMIN, Quarantine.objects.get().pk)

    assert (outcome.taken, outcome.refused) == (0, 1)


def test_only_the_administrator_offers_again_and_a_stranger_sees_no_bytes(
    scene: Scene, pretended: PretendedLine, cast: Cast
):
    row = came(scene)

    with pytest.raises(NotAllowed):
        replaying.replay(cast.lin, row.pk)
    with pytest.raises(NotAllowed):
        replaying.quarantined(cast.guest, row.pk)


def test_the_bytes_come_as_a_file_that_no_browser_opens(scene: Scene, pretended: PretendedLine, cast: Cast):
    row = came(scene, b'<script>alert(1)</script>{"value": 1}')
    client = Client()
    client.force_login(person_by_code("lin"))

    answer = client.get(f"/quarantine/{row.pk}/bytes")

    assert answer.content.startswith(b"<script>")
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert b"<script>alert" not in client.get("/sources/ws-jump").content


def test_arrivals_are_counted_by_when_they_came_and_how_old_they_were(
    scene: Scene, pretended: PretendedLine, cast: Cast, clock: SetClock
):
    clock.forward(hours=1)
    now = ms(clock.at)
    pretended.answers[f"{stream.RECENT}.{scene.partition}"] = {
        "sensor": [scene.wind.number, scene.gust.number, 99], "value": [4.0, 5.0, 1.0],
        "measured_ms": [now - 90_000, now - 70_000, now], "received_ms": [now - 60_000, now - 60_000, now],
    }  # fmt: skip
    client = Client()
    client.force_login(person_by_code("lin"))

    counted = orjson.loads(client.get("/sources/ws-jump/arrivals.json").content)
    late = orjson.loads(client.get("/sources/ws-jump/lag.json").content)

    assert (sum(counted["mean"]), counted["mean"][-1], counted["limits"][0]["value"]) == (2, 2, 20)
    assert (late["mean"][-1], late["mean"][0]) == (20.0, None)
