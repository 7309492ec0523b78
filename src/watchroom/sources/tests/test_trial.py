"""A source is looked at before it is saved: nothing that it sends on trial counts, all of it is shown, and a person decides."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.clock import iso, ms
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.faults import NotAllowed
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources import actions, feeds, official, queries, replaying, trial, trial_actions
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.connector import Answer, Asked
from watchroom.sources.connectors.snmp import Snmp
from watchroom.sources.faults import BadCode, FeedDown, NotFinite, ReservedCode, UnknownDevice
from watchroom.sources.models import DeviceKey, Health, Quarantine, Sensor, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import MOST_BYTES
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.recording import Recording
from watchroom.sources.tests.scene import PretendedLine, Scene, at_once, no_stream, straight
from watchroom.sources.trial_actions import Named
from watchroom.sources.trial_faults import (
    DeviceElsewhere,
    NamesOwed,
    NotAsked,
    NotOnTrial,
    OnTrial,
    StillUsed,
    WrongPeriod,
)

ADMIN = Viewer(99, "admin", Words(zh="管理甲", en="Admin Jia"), (), frozenset({Role.ADMIN}))
NAMED = Named("山顶站", "Hill station", 60)
URL = "https://alerts.example.org/feed.atom"


def set_up(kind: str = "http_push", settings: dict[str, Any] | None = None) -> Source:
    return trial_actions.set_up("hill", kind, NAMED, settings or {}, viewer=ADMIN)


def push(key: str, body: Any, lang: str = "zh") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Device-Key": key, "Accept-Language": lang}
    return Client().post("/api/push", data, content_type="application/json", headers=headers)


@pytest.fixture
def key(scene: Scene, pretended: PretendedLine) -> str:
    set_up()
    return trial_actions.add_device("hill", "hill", viewer=ADMIN)


def known() -> Sensor:
    return trial_actions.add_sensor("hill", "hill-wind", "jump", "wind_mean", Named("风", "Wind"), viewer=ADMIN)


# ---- nothing counts ----------------------------------------------------------------------------------------------------


def test_what_a_source_on_trial_pushes_is_kept_and_none_of_it_is_taken(key: str, pretended: PretendedLine):
    known()

    answer = push(key, {"sensor": ["hill-wind"], "value": [4.5]})

    assert answer.status_code == 202
    assert (answer.json()["taken"], answer.json()["refused"][0]["code"]) == (0, "sources.OnTrial")
    assert pretended.published == []
    row = Quarantine.objects.get()
    assert (row.fault["code"], row.whole, bytes(row.body)) == (
        "sources.OnTrial",
        True,
        b'{"sensor": ["hill-wind"], "value": [4.5]}',
    )
    assert not Entry.objects.filter(kind__in=("sources.refused", "sources.came_back", "sources.went_silent")).exists()
    assert Source.objects.get(code="hill").health == Health.WELL


def test_the_silence_of_a_source_on_trial_is_nobodys(key: str, scene: Scene, clock: SetClock):
    row, catalogue = Source.objects.get(code="hill"), Catalogue()
    catalogue.fresh()
    assert row.pk not in catalogue.every_s
    assert scene.station.pk in catalogue.every_s

    actions.went_silent(row.pk, T0, actor="watch:sources")
    Source.objects.filter(pk=row.pk).update(polled_at=T0)
    clock.forward(days=1)

    assert Source.objects.get(code="hill").health == Health.UNKNOWN
    assert [one.code for one in feeds.overdue(clock.at)] == []


def test_the_console_counts_no_source_on_trial_and_the_list_says_so(key: str, cast: Cast):
    assert sum(queries.source_health(cast.lin).values()) == 1
    assert [one.code for one in queries.sources(cast.lin) if one.trial] == ["hill"]


def test_each_message_is_kept_by_itself_and_what_is_too_much_at_once_is_counted(key: str, scene: Scene):
    from watchroom.sources.quarantine import Bad, set_aside

    hill, fault = Source.objects.get(code="hill").pk, OnTrial(code="hill")
    bunch = [Bad(hill, "hill", "", fault, str(n), str(n).encode(), "", "mqtt") for n in range(50)]

    set_aside(bunch, actor="connector:mqtt")

    rows = Quarantine.objects.filter(source=hill)
    assert (rows.count(), sum(row.count for row in rows)) == (20, 50)


# ---- what is shown -----------------------------------------------------------------------------------------------------


def test_what_came_is_read_again_when_its_sensor_is_registered(key: str, clock: SetClock):
    push(key, {"sensor": ["hill-wind", "hill-wind"], "value": [4.5, 5.5], "measured_at": [iso(T0 - timedelta(seconds=s)) for s in (90, 30)]})  # fmt: skip
    row = Source.objects.get(code="hill")

    before = trial.arrived(row)
    assert [(one.code, one.readings) for one in before.unknown] == [("hill-wind", 2)]
    assert "没有登记代码为 hill-wind" in before.messages[0].lines[0].fault.zh  # type: ignore[union-attr]
    assert before.faults == []

    known()
    after = trial.arrived(row)
    first, second = after.messages[0].lines
    assert (first.value, first.unit.zh, first.measured, first.lag_s) == ("4.5", "m/s", T0 - timedelta(seconds=90), 90)  # type: ignore[union-attr]
    assert (second.lag_s, second.fault) == (30, None)
    assert [(one.code, one.readings, one.every_s) for one in after.known] == [("hill-wind", 2, 60)]
    assert after.unknown == []
    assert after.mark != before.mark


def test_each_fault_is_told_once_with_how_often(key: str):
    known()
    for value in ("calm", "mild", 999):
        push(key, {"sensor": ["hill-wind"], "value": [value]})
    push(key, b"\x00\xff not a message")

    told = trial.arrived(Source.objects.get(code="hill")).faults

    assert sorted(count for _, count in told) == [1, 1, 2]
    assert "Check sensor and unit" in " ".join(words.en for words, _ in told)


@pytest.mark.parametrize(
    ("gap_s", "wait_s", "said"),
    [(60, 0, "与约定的周期相符"), (150, 0, "请把周期改为约 150 秒"), (5, 0, "中断能发现得更早"), (60, 600, "已有 10 分钟 没有新报文")],
)  # fmt: skip
def test_the_real_rhythm_is_held_against_the_one_that_was_said(
    key: str, clock: SetClock, gap_s: int, wait_s: int, said: str
):
    for value in (1, 2, 3):
        push(key, {"sensor": ["hill-wind"], "value": [value]})
        clock.forward(seconds=gap_s if value < 3 else wait_s)

    found = trial.arrived(Source.objects.get(code="hill"))

    assert (found.count, found.seen_every_s) == (3, gap_s)
    assert said in found.rhythm.zh  # type: ignore[union-attr]


def test_too_few_messages_tell_no_rhythm_and_none_says_what_to_do(key: str):
    assert "还没有收到" in trial.arrived(Source.objects.get(code="hill")).rhythm.zh  # type: ignore[union-attr]
    push(key, {"sensor": ["hill-wind"], "value": [1]})
    assert "至少等三份" in trial.arrived(Source.objects.get(code="hill")).rhythm.zh  # type: ignore[union-attr]


def test_a_message_that_is_too_large_is_not_read_and_that_is_said(key: str):
    push(key, b'{"sensor": "hill-wind", "value": 1' + b" " * MOST_BYTES + b"}")

    (one,) = trial.arrived(Source.objects.get(code="hill")).messages

    assert "试接时只留前" in one.fault.zh  # type: ignore[union-attr]
    assert one.lines == ()


def test_hostile_bytes_are_shown_as_text_that_does_nothing(key: str, cast: Cast):
    """I-04."""
    push(key, '{"sensor": "<script>alert(7)</script>\u202e", "value": 1}'.encode())
    push(key, bytes(range(256)))

    found = trial.arrived(Source.objects.get(code="hill"))

    binary, text = found.messages
    assert binary.raw.startswith("00 01 02")
    assert "\\u202e" in text.raw
    assert "\u202e" not in text.raw + found.unknown[0].code


# ---- what is asked -----------------------------------------------------------------------------------------------------


class Answering(feeds.Feeds):
    """Feeds that ask as always, of which the network answers what the test says."""

    def __init__(self, answer: Asked | Fault, body: bytes = b"<feed/>") -> None:
        super().__init__(at_once, Catalogue(), no_stream)
        self.answer, self.body = answer, body

    async def _answer(self, source: Source) -> feeds.Answered:
        def fetch(url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 0) -> Answer:
            return Answer(200, {"content-type": "text/xml"}, self.body)

        recording = Recording(fetch, 20)
        recording(URL)
        return feeds.Answered(self.answer, recording.first, recording.came)


def test_a_source_that_is_asked_is_asked_once_and_its_answer_is_only_shown(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    row = set_up("cap_feed", {"url": URL})
    assert [one.code for one in feeds.due()] == ["hill"]
    assert pretended.told == ["watch.hurry"]
    offer = Offer(["jump-wind", "nobody"], [4.5, float("nan")], [iso(T0), None], [None, None])
    answer = Asked([b"<html/>"], {"etag": "1"}, faults=[NotFinite(value="NaN")], offers=[offer])

    straight(Answering(answer)._ask(row))

    row.refresh_from_db()
    assert (row.next_poll_at, row.memo, row.polled_at) == (None, {}, clock.at)
    assert feeds.due() == []
    found = trial.arrived(row)
    assert (found.readings, found.answered_at, found.waits) == (2, clock.at, None)
    assert [one.code for one in found.unknown] == ["nobody"]
    assert "sensor" in " ".join(line.fault.en for line in found.lines if line.fault)
    assert len(found.faults) >= 2  # the number that is none, the document that is no warning
    assert [(one.topic, one.raw) for one in found.messages] == [(URL, "<feed/>")]
    assert "2 readings" in Entry.objects.get(kind="sources.trial_answered").say().en


def test_an_official_warning_is_shown_and_not_received(scene: Scene, pretended: PretendedLine, clock: SetClock):
    from watchroom.sources.models import Bulletin
    from watchroom.sources.tests.test_bulletins import cap

    row = set_up("cap_feed", {"url": URL})

    straight(Answering(Asked([cap("A-00")], {}))._ask(row))

    found = trial.arrived(Source.objects.get(code="hill"))
    assert (found.notices_all, found.notices[0]["zh"]) == (1, "暴雪蓝色预警")
    assert not Bulletin.objects.exists()


def test_an_asking_that_failed_says_why_and_is_done(scene: Scene, pretended: PretendedLine, clock: SetClock):
    row = set_up("cap_feed", {"url": URL})

    straight(Answering(FeedDown(url=URL, why="timeout"))._ask(row))

    found = trial.arrived(Source.objects.get(code="hill"))
    assert found.waits is None
    assert "timeout" in found.faults[0][0].en
    assert "timeout" in Entry.objects.get(kind="sources.trial_answered").say().en


def test_it_is_asked_again_only_when_a_person_wants_it_and_a_long_wait_is_told(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    row = set_up("cap_feed", {"url": URL})
    straight(Answering(Asked([], {}))._ask(row))
    clock.forward(hours=1)
    assert feeds.due() == []

    trial_actions.ask("hill", viewer=ADMIN)
    assert [one.code for one in feeds.due()] == ["hill"]
    assert not trial.arrived(Source.objects.get(code="hill")).slow
    clock.forward(minutes=1)
    assert trial.arrived(Source.objects.get(code="hill")).slow


def test_the_answer_of_a_source_that_was_thrown_away_meanwhile_is_nothing(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    row = set_up("cap_feed", {"url": URL})
    trial_actions.throw_away("hill", viewer=ADMIN)

    straight(Answering(Asked([], {}))._ask(row))

    assert not Entry.objects.filter(kind="sources.trial_answered").exists()


def test_settings_changed_while_it_was_asked_are_asked_for_again(
    scene: Scene, pretended: PretendedLine, clock: SetClock
):
    before = set_up("cap_feed", {"url": URL})
    set_up("cap_feed", {"url": f"{URL}?other"})

    straight(Answering(Asked([], {}))._ask(before))

    assert [one.code for one in feeds.due()] == ["hill"]
    assert Source.objects.get(code="hill").trial_answer is None


def test_what_the_site_itself_knows_is_asked_in_the_same_way(scene: Scene, pretended: PretendedLine, clock: SetClock):
    row = set_up(official.KIND)

    straight(feeds.Feeds(at_once, Catalogue(), no_stream)._ask(row))

    assert trial.arrived(Source.objects.get(code="hill")).answered_at == clock.at


def test_a_source_that_sends_by_itself_is_not_asked(key: str):
    with pytest.raises(NotAsked):
        trial_actions.ask("hill", viewer=ADMIN)


# ---- deciding ----------------------------------------------------------------------------------------------------------


def test_put_into_service_it_is_a_source_like_any_other(key: str, pretended: PretendedLine):
    known()
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})

    assert trial_actions.put_into_service("hill", viewer=ADMIN) == trial_actions.Served()
    answer = push(key, {"sensor": ["hill-wind"], "value": [5.5]})

    assert answer.json() == {"taken": 1, "refused": []}
    assert len(pretended.published) == 1
    entry = Entry.objects.get(kind="sources.put_in_service")
    assert (entry.actor, entry.facts["trial"]) == (ADMIN.actor, False)
    assert "山顶站" in entry.say().zh
    assert Quarantine.objects.count() == 1  # what came on trial can still be offered by hand


def test_what_came_on_trial_is_taken_as_of_when_it_came(key: str, pretended: PretendedLine, clock: SetClock):
    known()
    for value in (4.5, 5.5):
        push(key, {"sensor": ["hill-wind", "other"], "value": [value, 1]})
    clock.forward(minutes=20)

    served = trial_actions.put_into_service("hill", replay=True, viewer=ADMIN)

    assert served == trial_actions.Served(2, 2, 2)
    batches = [decode(data, partition, 1) for partition, data, _ in pretended.published]
    assert all(isinstance(one, ReadingBatch) for one in batches)
    assert [one.value.tolist() for one in batches] == [[4.5], [5.5]]  # type: ignore[union-attr]
    assert {at for one in batches for at in one.received_ms.tolist()} == {ms(T0)}  # type: ignore[union-attr]
    assert set(Quarantine.objects.values_list("taken", flat=True)) == {1}
    assert "2 messages" in Entry.objects.get(kind="sources.put_in_service").say().en


def test_while_the_stream_is_down_it_stays_on_trial(key: str, pretended: PretendedLine):
    from watchroom.sources.faults import StreamDown

    known()
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})
    pretended.down = True

    with pytest.raises(StreamDown):
        trial_actions.put_into_service("hill", replay=True, viewer=ADMIN)

    assert Source.objects.get(code="hill").trial
    assert Quarantine.objects.get().replayed_at is None


def test_what_a_device_said_whose_key_was_withdrawn_is_not_taken(key: str, pretended: PretendedLine):
    known()
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})
    actions.withdraw_device("hill", viewer=ADMIN)

    assert trial_actions.put_into_service("hill", replay=True, viewer=ADMIN) == trial_actions.Served()
    assert pretended.published == []


def test_a_feed_put_into_service_is_asked_at_once_and_anew(scene: Scene, pretended: PretendedLine, clock: SetClock):
    row = set_up("cap_feed", {"url": URL})
    straight(Answering(Asked([], {"etag": "1"}))._ask(row))

    trial_actions.put_into_service("hill", replay=True, viewer=ADMIN)

    row.refresh_from_db()
    assert (row.trial, row.trial_answer, row.memo, row.next_poll_at) == (False, None, {}, clock.at)
    assert not Quarantine.objects.filter(source=row).exists()


def test_thrown_away_nothing_is_left_but_the_entry_and_its_number_is_not_given_again(
    key: str, scene: Scene, pretended: PretendedLine
):
    number = known().number
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})

    trial_actions.throw_away("hill", viewer=ADMIN)

    assert not Source.objects.filter(code="hill").exists()
    assert not DeviceKey.objects.filter(code="hill").exists()
    assert not Quarantine.objects.exists()
    assert push(key, {"sensor": ["hill-wind"], "value": [4.5]}).status_code == 401
    entry = Entry.objects.get(kind="sources.thrown_away")
    assert (entry.facts["messages"], entry.facts["sensors"], entry.actor) == (1, ["hill-wind"], ADMIN.actor)
    again = actions.put_sensor("jump-two", "ws-jump", "jump", "wind_mean", "二", "Two")
    assert again.number == number + 1


def test_what_is_still_used_is_not_thrown_away(key: str, pretended: PretendedLine, clock: SetClock):
    from watchroom.sources import bulletins
    from watchroom.sources.tests.test_bulletins import cap

    bulletins.receive(Source.objects.get(code="hill").pk, cap("A-00"), actor="t")

    with pytest.raises(StillUsed, match="A-00"):
        trial_actions.throw_away("hill", viewer=ADMIN)

    assert Source.objects.get(code="hill").trial


def test_nothing_is_offered_again_singly_while_it_is_on_trial(key: str, pretended: PretendedLine):
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})
    with pytest.raises(OnTrial):
        replaying.replay(ADMIN, Quarantine.objects.get().pk)


def test_a_source_in_service_has_no_trial(scene: Scene, pretended: PretendedLine):
    acts: list[Any] = [
        lambda: trial_actions.set_up("ws-jump", "mqtt", NAMED, {}, viewer=ADMIN),
        lambda: trial_actions.add_device("ws-jump", "ws-jump", viewer=ADMIN),
        lambda: trial_actions.put_into_service("ws-jump", viewer=ADMIN),
        lambda: trial_actions.throw_away("ws-jump", viewer=ADMIN),
        lambda: trial.seen(ADMIN, "ws-jump"),
    ]
    for act in acts:
        with pytest.raises(NotOnTrial):
            act()


@pytest.mark.parametrize(
    ("code", "named", "fault"),
    [
        ("Hill", NAMED, BadCode), ("new", NAMED, ReservedCode), ("hill", Named("山", ""), NamesOwed),
        ("hill", Named("山", "a\u202eb"), NamesOwed), ("hill", Named("山", "Hill", "0"), WrongPeriod),
        ("hill", Named("山", "Hill", "1.5"), WrongPeriod), ("hill", Named("山", "Hill", "9" * 30), WrongPeriod),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_before_anything_is_made(
    scene: Scene, pretended: PretendedLine, code: str, named: Named, fault: type[Exception]
):
    with pytest.raises(fault):
        trial_actions.set_up(code, "http_push", named, {}, viewer=ADMIN)
    assert Source.objects.count() == 1


def test_only_an_administrator_does_any_of_it(key: str, cast: Cast):
    acts: list[Any] = [
        lambda who: trial_actions.set_up("other", "mqtt", NAMED, {}, viewer=who),
        lambda who: trial_actions.ask("hill", viewer=who),
        lambda who: trial_actions.add_device("hill", "two", viewer=who),
        lambda who: trial_actions.add_sensor("hill", "s", "jump", "wind_mean", NAMED, viewer=who),
        lambda who: trial_actions.put_into_service("hill", viewer=who),
        lambda who: trial_actions.throw_away("hill", viewer=who),
        lambda who: trial.seen(who, "hill"),
    ]
    before = Entry.objects.count()
    for act in acts:
        for who in (cast.lin, cast.guest):
            with pytest.raises(NotAllowed):
                act(who)
    assert Entry.objects.count() == before


def test_a_device_of_another_source_is_not_taken_from_it(scene: Scene, pretended: PretendedLine):
    set_up()
    with pytest.raises(DeviceElsewhere, match="ws-jump"):
        trial_actions.add_device("hill", "ws-jump", viewer=ADMIN)
    assert push(scene.key, {"sensor": ["jump-wind"], "value": [4.5]}).json()["taken"] == 1


def test_a_secret_is_kept_when_it_is_left_out_and_is_shown_to_nobody(scene: Scene, pretended: PretendedLine):
    values = [{"sensor": "ups", "oid": "1.3.6.1"}]
    set_up("snmp", {"host": "10.0.0.9", "community": "s3cret", "values": values})
    client = admin_browser()

    page = client.get("/sources/hill/trial").content.decode()
    typed = {
        "zh": "山",
        "en": "Hill",
        "expected_every_s": "30",
        "s-host": "10.0.0.8",
        "s-port": "161",
        "s-version": "2c",
    }
    typed |= {"s-every_s": "60", "s-values": json.dumps(values), "s-community": ""}
    answer = client.post("/sources/hill/trial/settings", typed)

    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert "s3cret" not in page + client.get("/sources/hill/trial").content.decode()
    kept = Source.objects.get(code="hill").settings
    assert (kept["host"], kept["community"]) == ("10.0.0.8", "s3cret")
    told = client.get("/api/sources/hill/trial").json()["settings"]
    assert told["community"] == "•••"
    back = {"kind": "snmp", "zh": "山", "en": "Hill", "settings": told | {"port": 1161}}
    assert client.put("/api/sources/hill/trial", json.dumps(back), content_type="application/json").status_code == 200
    assert Source.objects.get(code="hill").settings["community"] == "s3cret"
    assert Snmp.Settings.model_validate(Source.objects.get(code="hill").settings).model_dump()["port"] == 1161


def admin_browser(lang: str = "zh") -> Client:
    from watchroom.people.actions import put_person
    from watchroom.people.queries import person_by_code

    put_person("admin", "管理甲", "Admin Jia", Role.ADMIN)
    client = Client(headers={"Accept-Language": lang})
    client.force_login(person_by_code("admin"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_unknown_devices_stay_unknown(key: str, pretended: PretendedLine):
    push(key, {"sensor": ["hill-wind"], "value": [4.5]})
    Quarantine.objects.update(device="stranger")
    trial_actions.put_into_service("hill", viewer=ADMIN)
    with pytest.raises(UnknownDevice):
        replaying.replay(ADMIN, Quarantine.objects.get().pk)
