"""A device that the MQTT server refuses learns nothing; we read why in the server's log and say it."""

from pathlib import Path

from watchroom.sources.door import Door, refusals_of

# As nats-server 2.15.1 writes them.
LINES = """\
[11] 2026/11/25 12:58:22.839193 [ERR] 127.0.0.1:34517 - mid:31 - "x1" - authentication error - User "ws-1"
[11] 2026/11/25 12:58:22.839222 [ERR] 127.0.0.1:34517 - mid:31 - "x1" - unable to connect: authentication error
[11] 2026/11/25 12:58:22.840214 [ERR] 127.0.0.1:38535 - mid:32 - "x.2" - invalid character in client ID "x.2"
[11] 2026/11/25 12:58:22.841193 [ERR] 127.0.0.1:52121 - mid:33 - "" - unacceptable protocol version of 5
[11] 2026/11/25 12:58:23.887200 [ERR] 127.0.0.1:42379 - mid:34 - "x4" - character not supported for MQTT topics
[11] 2026/11/25 12:57:57.163835 [ERR] 127.0.0.1:48115 - mid:16 - "ws-1" - maximum payload exceeded: 300025 vs 262144
[11] 2026/11/25 12:57:56.158879 [ERR] 127.0.0.1:48115 - mid:16 - "ws-1" - Publish Violation - Subject "sensors.ws-2.wind"
[11] 2026/11/25 12:57:56.658161 [ERR] 127.0.0.1:48115 - mid:16 - "ws-1" - Subscription Violation - Subject "sensors.>", SID 1
[11] 2026/11/25 12:57:54.418087 [INF] Server is ready
"""


def test_each_refusal_is_told_with_what_to_do():
    found = list(refusals_of(LINES.splitlines()))

    assert [device for device, _, _ in found] == ["ws-1", "x1", "x.2", "?", "x4", "ws-1", "ws-1", "ws-1"]
    assert "3.1.1" in found[3][2].words.zh
    assert "3.1.1" in found[3][2].words.en
    assert all("{" not in fault.words.zh + fault.words.en for _, _, fault in found)


def test_a_device_that_retries_for_ever_is_told_of_once(tmp_path: Path):
    log = tmp_path / "nats.log"
    log.write_text("")
    door = Door(log)
    door.refusals()

    line = LINES.splitlines()[0] + "\n"
    log.write_text(line * 50)
    first = door.refusals()
    log.write_text(line * 80)
    again = door.refusals()

    assert [device for device, _ in first] == ["ws-1"]
    assert again == []


def test_a_log_that_was_turned_over_is_read_from_its_beginning(tmp_path: Path):
    log = tmp_path / "nats.log"
    log.write_text("x" * 1000 + "\n")
    door = Door(log)
    door.refusals()

    log.unlink()
    log.write_text(LINES.splitlines()[2] + "\n")

    assert [device for device, _ in door.refusals()] == ["x.2"]


def test_half_a_line_waits_for_its_end(tmp_path: Path):
    log = tmp_path / "nats.log"
    log.write_text("")
    door = Door(log)
    door.refusals()
    line = LINES.splitlines()[2] + "\n"

    log.write_text(line[:40])
    half = door.refusals()
    log.write_text(line)

    assert half == []
    assert [device for device, _ in door.refusals()] == ["x.2"]
