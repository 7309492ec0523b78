"""Devices that the MQTT server refused: read from its log, because it tells nobody else, and said in words.

A refused device sees a closed connection and, if it retries for ever, writes a line a second; each kind of refusal of
one device is told once in a while.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.faults import AtTheDoor
from watchroom.sources.quarantine import Bad

AGAIN_S = 600.0
MOST_TOLD = 1000
_LINE = re.compile(r'\[ERR\] \S+ - mid:\d+ - "(?P<client>[^"]*)" - (?P<said>.*)$')
_USER = re.compile(r'User "([^"]*)"')
_KEY = Words(zh="请核对设备代码与密钥，或重发密钥。", en="Compare the device's code and key, or issue a new key.")

# What the server (2.15) writes, what it means, and what to do.
_REASONS: tuple[tuple[str, Words, Words], ...] = (
    ("authentication error", Words(zh="用户名或密钥不对", en="wrong user name or key"), _KEY),
    (
        "unacceptable protocol version",
        Words(zh="协议版本不支持", en="its protocol version is not supported"),
        Words(zh="请在设备上选用 MQTT 3.1.1。", en="Set the device to MQTT 3.1.1."),
    ),
    (
        "invalid character in client ID",
        Words(zh="客户端标识含有点或空格", en="a dot or space in its client id"),
        Words(zh="请改用字母、数字、连字符。", en="Use letters, digits and hyphens."),
    ),
    (
        "character not supported for MQTT topics",
        Words(zh="主题含有空格等字符", en="a space or the like in its topic"),
        Words(zh="请向 sensors/设备/传感器 发布。", en="Publish to sensors/device/sensor."),
    ),
    (
        "maximum payload exceeded",
        Words(zh="报文超过 256 KiB", en="a message over 256 KiB"),
        Words(zh="请分批发送。", en="Send smaller batches."),
    ),
    (
        "Publish Violation",
        Words(zh="向不属于它的主题发布", en="it publishes outside its own topics"),
        Words(
            zh="请向 sensors/自己的代码/传感器 发布；已回执的这些报文都没有保存。",
            en="Publish under its own code; those messages were answered but not kept.",
        ),
    ),
    (
        "Subscription Violation",
        Words(zh="它想订阅主题", en="it wants to subscribe"),
        Words(zh="设备只发布，不订阅；请在设备上关掉订阅。", en="Devices only publish; switch subscribing off."),
    ),
)


@dataclass
class Door:
    """Reads the server's log from where it stands now, also when it is turned over."""

    log: Path
    _place: int = -1
    _inode: int = 0
    _told: dict[tuple[str, str], float] = field(default_factory=dict)

    def refusals(self) -> list[tuple[str, AtTheDoor]]:
        """New refusals since the last call: the device as it named itself, and why."""
        try:
            status = self.log.stat()
        except OSError:
            return []
        if self._place < 0:
            self._place, self._inode = status.st_size, status.st_ino
        if status.st_ino != self._inode or status.st_size < self._place:
            self._place, self._inode = 0, status.st_ino
        if status.st_size == self._place:
            return []
        with self.log.open("rb") as file:
            file.seek(self._place)
            some = file.read(1 << 20)
        whole = some.rfind(b"\n") + 1
        self._place += whole
        return list(self._fresh(refusals_of(some[:whole].decode("utf-8", "replace").splitlines())))

    def _fresh(self, found: Iterable[tuple[str, str, AtTheDoor]]) -> Iterable[tuple[str, AtTheDoor]]:
        now = time.monotonic()
        self._told = {key: at for key, at in self._told.items() if now - at < AGAIN_S}
        for device, reason, fault in found:
            key = (device, reason)
            if key not in self._told and len(self._told) < MOST_TOLD:
                self._told[key] = now
                yield device, fault


def refusals_of(lines: Iterable[str]) -> Iterable[tuple[str, str, AtTheDoor]]:
    """Device, kind of refusal and fault of each line of the log that tells of one."""
    for text in lines:
        line = _LINE.search(text)
        if line is None:
            continue
        for mark, why, advice in _REASONS:
            if mark in line["said"]:
                user = _USER.search(line["said"])
                device = shown((user[1] if user else "") or line["client"] or "?", 64)
                yield device, mark, AtTheDoor(device=device, why=why, advice=advice)
                break


def as_bad(device: str, fault: AtTheDoor, sources: dict[str, int]) -> Bad:
    """For the quarantine. It does not make the source unwell by itself: anybody can name a device that is not his."""
    return Bad(None, device, "", fault, device if device in sources else "")
