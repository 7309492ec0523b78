"""The watchdog outside the platform, and the platform that knows whether it is watched over. N-14, N-15, N-16."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from watchroom.alarms.models import Alarm
from watchroom.conftest import SetClock
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.kernel.clock import FixedClock, SystemClock, ms
from watchroom.kernel.words import Words
from watchroom.ops import beats, watchdog, watchdog_calls
from watchroom.ops.chores import Beat
from watchroom.ops.followers import AlarmOfThePlatform
from watchroom.ops.watchdog import Kept, Watchdog
from watchroom.people.carrier import Note, NotSent, Taken
from watchroom.people.carriers.sms_http import SmsHttp

SECRET = b"a secret of at least thirty-two signs"
NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
FILE: dict[str, Any] = {
    "site": {"zh": "太子城指挥中心", "en": "Taizicheng centre"}, "key": "watchdog.key",
    "people": [{"carrier": "sms_http", "to": "+8613800000001"}, {"carrier": "sms_http", "to": "+8613800000002", "lang": "en"}],
    "carriers": {"sms_http": {"url": "http://127.0.0.1:9/send", "json": {"to": "{to}", "text": "{text}"}}},
}  # fmt: skip


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def time() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def dog(said: list[str], time: FixedClock, tmp_path: Path) -> Watchdog:
    return made(said, time, tmp_path)


def made(said: list[str], time: FixedClock, folder: Path) -> Watchdog:
    def call(words: Words) -> None:
        said.append(words.en)

    return Watchdog(Kept.model_validate(FILE), SECRET, time.now, call, folder / "file.state")


def hear(dog: Watchdog, at: datetime, secret: bytes = SECRET) -> bytes | Words:
    beat = str(int(at.timestamp() * 1000)).encode()
    return dog.hear(beat, beats.signature(secret, beat))


@pytest.mark.pure
def test_when_the_beats_stop_people_are_called_within_three_minutes_again_and_when_it_is_over(
    dog: Watchdog, said: list[str], time: FixedClock
) -> None:
    for _ in range(10):
        time.forward(seconds=20)
        assert not isinstance(hear(dog, time.at), Words)
        dog.look()
    assert said == []
    for _ in range(179):
        time.forward(seconds=1)
        dog.look()
    assert len(said) == 1
    assert "Taizicheng centre: no beat from the platform for 2 min" in said[0]
    time.forward(seconds=300)
    dog.look()
    assert "for 8 min" in said[1]
    hear(dog, time.at)
    dog.look()
    dog.look()
    assert len(said) == 3
    assert "the beat is back after 8 min" in said[2]


@pytest.mark.pure
def test_a_platform_that_never_began_is_called_for_as_well(dog: Watchdog, said: list[str], time: FixedClock) -> None:
    time.forward(seconds=121)
    dog.look()
    assert len(said) == 1


@pytest.mark.pure
def test_a_restart_neither_forgets_a_silence_nor_calls_anew(
    dog: Watchdog, said: list[str], time: FixedClock, tmp_path: Path
) -> None:
    hear(dog, time.at)
    time.forward(seconds=130)
    dog.look()
    other = made(said, time, tmp_path)
    time.forward(seconds=60)
    other.look()
    assert len(said) == 1
    assert isinstance(hear(other, NOW), Words), "an old beat, heard before the restart"
    hear(other, time.at)
    other.look()
    assert "back after 3 min" in said[1]
    (tmp_path / "file.state").write_text("{")
    assert made(said, time, tmp_path).state.heard_at == time.at


@pytest.mark.pure
def test_killed_before_it_has_called_it_calls_after_its_restart(
    dog: Watchdog, said: list[str], time: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(dog, time.at)
    dog.look()

    def killed(_: Words) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dog, "_call", killed)
    time.forward(seconds=130)
    with pytest.raises(KeyboardInterrupt):
        dog.look()
    made(said, time, tmp_path).look()
    assert len(said) == 1


@pytest.mark.pure
def test_a_clock_set_back_or_a_full_disk_keeps_it_from_nothing(
    dog: Watchdog, said: list[str], time: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    hear(dog, time.at)
    dog.look()
    time.forward(hours=-1)
    dog.look()
    time.forward(seconds=121)
    dog.look()
    assert len(said) == 1
    time.forward(hours=-1)
    dog.look()
    assert len(said) == 1, "nobody was told that it is back"
    time.forward(seconds=301)
    dog.look()
    assert "for 7 min" in said[1]
    assert isinstance(hear(dog, time.at), Words), "older than what was heard: a beat sent again looks the same"


@pytest.mark.pure
def test_what_is_no_beat_of_ours_counts_for_nothing(dog: Watchdog, said: list[str], time: FixedClock) -> None:
    hear(dog, time.at)
    time.forward(seconds=30)
    for refused in (
        hear(dog, time.at, b"another secret of thirty-two signs.."),
        hear(dog, NOW),  # heard before
        hear(dog, datetime(2026, 2, 10, 3, 2, tzinfo=UTC)),  # a clock that is wrong
        dog.hear(b"", ""),
        dog.hear(b"9" * 33, beats.signature(SECRET, b"9" * 33)),
        dog.hear("٣".encode(), beats.signature(SECRET, "٣".encode())),
    ):
        assert isinstance(refused, Words)
    assert dog.state.heard_at == NOW
    time.forward(seconds=90)
    dog.look()
    assert len(said) == 1


WRONG: list[dict[str, Any]] = [
    {"people": []}, {"silent_s": 600}, {"people": [{"carrier": "sms_http", "to": "+86138", "x": 1}]}, {"key": None}, {"more": 1},
]  # fmt: skip


@pytest.mark.pure
@pytest.mark.parametrize("change", WRONG)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, change: dict[str, Any]) -> None:
    file = tmp_path / "watchdog.yaml"
    file.write_text(yaml.safe_dump(FILE | change))
    with pytest.raises(watchdog.WatchdogFileWrong) as wrong:
        watchdog.read(file)
    assert "watchdog.yaml" in wrong.value.words.en


@pytest.mark.pure
def test_a_file_with_an_address_that_is_none_or_a_carrier_that_is_not_set_up_is_refused() -> None:
    wrong: list[dict[str, Any]] = [
        {"people": [{"carrier": "sms_http", "to": "nobody"}]},
        {"people": [{"carrier": "email", "to": "a@example.org"}]},
        {"carriers": {"pigeon": {}}},
        {"carriers": {"sms_http": {"url": "ftp://x"}}},
    ]
    for change in wrong:
        with pytest.raises(watchdog.WatchdogFileWrong):
            watchdog_calls.carriers_of(Kept.model_validate(FILE | change), "f")


@pytest.mark.pure
def test_each_is_called_in_his_language_and_what_fails_for_the_moment_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[Note] = []
    slept: list[float] = []

    def send(self: SmsHttp, note: Note) -> Taken:
        left.append(note)
        if note.to.endswith("1") and len(left) < 3:
            raise NotSent(Words(zh="忙", en="busy"), passing=True)
        if note.to.endswith("2"):
            raise NotSent(Words(zh="空号", en="no such number"), passing=False)
        return Taken("", "")

    monkeypatch.setattr(SmsHttp, "send", send)
    kept = Kept.model_validate(FILE)
    calls = watchdog_calls.Calls(kept, watchdog_calls.carriers_of(kept, "f"), slept.append)
    calls(Words(zh="停了", en="stopped"))
    assert {(note.to, note.text) for note in left} == {("+8613800000001", "停了"), ("+8613800000002", "stopped")}
    assert [one.en for one in calls.told] == ["…0001: sent (sms_http)", "…0002: not sent (sms_http): no such number"]
    assert len([note for note in left if note.to.endswith("2")]) == 1
    assert len(slept) == len(left) - 2


# ---- over the line ------------------------------------------------------------------------------------------------------


@pytest.fixture
def line(said: list[str], tmp_path: Path) -> Iterator[tuple[str, Watchdog]]:
    dog = Watchdog(Kept.model_validate(FILE), SECRET, SystemClock().now, lambda words: said.append(words.en))
    server = watchdog.door(dog, SECRET, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", dog
    server.shutdown()
    server.server_close()


def now_ms() -> int:
    return ms(SystemClock().now())


@pytest.mark.pure
def test_a_beat_goes_over_the_line_and_the_answer_is_known_to_be_the_watchdog_s(line: tuple[str, Watchdog]) -> None:
    url, dog = line
    client = beats.client()
    at = now_ms()
    beats.beat(client, url, SECRET, at)
    assert dog.state.said_ms == at
    with pytest.raises(beats.Unheard, match="heard before"):
        beats.beat(client, url, SECRET, at)
    with pytest.raises(beats.Unheard, match="wrong signature"):
        beats.beat(client, url, b"x" * 32, now_ms() + 1)
    with pytest.raises(beats.Unheard, match="clocks of the two machines differ by"):
        beats.beat(client, url, SECRET, now_ms() + 3_600_000)
    with pytest.raises(beats.Unheard, match="does not answer"):
        beats.beat(client, "http://127.0.0.1:9", SECRET, now_ms())
    other = beats.client()
    for answer in (
        other.post(f"{url}/other", content=b"1"), other.post(f"{url}/beat", content=b"9" * 33), other.post(f"{url}/beat", content=b""),
    ):  # fmt: skip
        assert answer.status_code == 400


@pytest.mark.pure
def test_whoever_answers_without_the_secret_does_not_watch_over_us() -> None:
    liar = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"watches": True})))
    with pytest.raises(beats.Unheard, match="not our watchdog"):
        beats.beat(liar, "http://x", SECRET, 1)


@pytest.mark.pure
def test_a_key_that_others_may_read_or_that_is_short_is_none(tmp_path: Path) -> None:
    file = tmp_path / "watchdog.key"
    for content, mode in ((SECRET, 0o644), (b"short", 0o600)):
        file.write_bytes(content)
        file.chmod(mode)
        with pytest.raises(beats.Unheard):
            beats.key(file)
    file.write_bytes(SECRET + b"\n")
    assert beats.key(file) == SECRET


# ---- the platform that is watched over ---------------------------------------------------------------------------------


class Running:
    """The machine's seconds, and a watchdog that hears or does not."""

    def __init__(self) -> None:
        self.s, self.hears, self.asked = 0.0, True, 0

    def client(self) -> httpx.Client:
        def answer(request: httpx.Request) -> httpx.Response:
            self.asked += 1
            if not self.hears:
                raise httpx.ConnectError("away")
            return httpx.Response(200, headers={beats.HEADER: beats.signature(SECRET, b"answer:" + request.content)})

        return httpx.Client(transport=httpx.MockTransport(answer))


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Running:
    key = tmp_path / "watchdog.key"
    key.write_bytes(SECRET)
    key.chmod(0o600)
    monkeypatch.setenv("WATCHROOM_WATCHDOG", "http://watchdog")
    monkeypatch.setenv("WATCHROOM_WATCHDOG_KEY", str(key))
    return Running()


def test_a_platform_that_nobody_watches_over_says_so_within_three_minutes(
    db: None, clock: SetClock, watched: Running
) -> None:
    beat = Beat(watched.client(), lambda: watched.s)

    def go(seconds: int) -> int:
        told = 0
        for _ in range(seconds):
            watched.s += 1
            told += beat.run(clock.at)
        Runner("tests", [AlarmOfThePlatform()]).run()
        return told

    assert go(600) == 0
    assert watched.asked == 30
    watched.hears = False
    assert go(100) == 0
    assert go(60) == 1
    assert go(600) == 0
    row = Alarm.objects.get()
    assert (row.rule.code, row.state, row.priority) == ("platform-unsupervised", "unack", 2)
    assert "does not answer" in row.detail_en
    watched.hears = True
    assert go(30) == 1
    row.refresh_from_db()
    assert row.state == "rtn"
    assert [one.facts["alone"] for one in Entry.objects.filter(kind="ops.supervision").order_by("id")] == [True, False]


def test_of_two_processes_one_tells_and_without_an_address_none_beats(
    db: None, clock: SetClock, watched: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.hears = False
    two = [Beat(watched.client(), lambda: watched.s) for _ in range(2)]
    watched.s = 130
    assert [beat.run(clock.at) for beat in two] == [1, 0]
    monkeypatch.delenv("WATCHROOM_WATCHDOG")
    watched.s = 500
    asked = watched.asked
    assert [beat.run(clock.at) for beat in two] == [0, 0]
    assert watched.asked == asked


def test_what_the_state_file_holds_is_no_secret(dog: Watchdog, time: FixedClock, tmp_path: Path) -> None:
    hear(dog, time.at)
    dog.look()
    assert set(json.loads((tmp_path / "file.state").read_text())) == {"heard_at", "said_ms", "called_at", "lost_at"}
