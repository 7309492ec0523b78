"""A live picture (HLS) passed on: the browser asks us, and we ask the camera's own host, within the limits of all asking.

Every address in a playlist is replaced by one of ours, in which the camera's stands sealed: a browser can ask for what
the camera's own playlist names and for nothing else, and reads no address. Nothing is kept but for some seconds, so
that those who watch together are one to the camera.
"""

import base64
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from watchroom.kernel.words import Words
from watchroom.sources.cameras import logins
from watchroom.sources.cameras.asking import Ask, ask_outside
from watchroom.sources.cameras.faults import CamerasBusy, LiveBroken, PictureGone
from watchroom.sources.cameras.models import Camera
from watchroom.sources.faults import FeedDown, FeedRefused

PLAYLIST, MPEG_TS, MP4, KEY = "application/vnd.apple.mpegurl", "video/mp2t", "video/mp4", "application/octet-stream"
MOST_PART, MOST_PLAYLIST, MOST_LINES = 8 << 20, 256 << 10, 5000
KEEP_PLAYLIST_S, KEEP_PART_S, MOST_KEPT = 1.0, 20.0, 32 << 20
MOST_ASKING, MOST_ADDRESS = 3, 2000
_URI = re.compile(r'URI="([^"]*)"')
_BOXES = {b"ftyp", b"styp", b"moof", b"sidx", b"moov", b"emsg", b"prft"}
_ASKING = threading.BoundedSemaphore(MOST_ASKING)


class Kept:
    """What came in the last seconds, by address; the oldest gives way."""

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._rows: OrderedDict[str, tuple[float, str, bytes]] = OrderedDict()
        self._lock, self.tick = threading.Lock(), tick

    def get(self, url: str) -> tuple[str, bytes] | None:
        with self._lock:
            until, kind, body = self._rows.get(url, (0.0, "", b""))
        return (kind, body) if kind and self.tick() < until else None

    def put(self, url: str, kind: str, body: bytes) -> None:
        until = self.tick() + (KEEP_PLAYLIST_S if kind == PLAYLIST else KEEP_PART_S)
        with self._lock:
            self._rows.pop(url, None)
            self._rows[url] = (until, kind, body)
            while sum(len(row[2]) for row in self._rows.values()) > MOST_KEPT:
                self._rows.popitem(last=False)


KEPT = Kept()


def part(camera: Camera, sealed: str, *, ask: Ask = ask_outside, kept: Kept = KEPT) -> tuple[str, bytes]:
    """The type and the bytes of the first playlist (`sealed` empty) or of what a playlist named.

    A playlist comes with its addresses sealed; each is one name in the same folder as this one.
    Raises LiveBroken, CamerasBusy, PictureGone for a name that we did not give.
    """
    url = unsealed(camera, sealed) if sealed else camera.hls_url
    known = kept.get(url)
    if known is None:
        if not _ASKING.acquire(timeout=2):
            raise CamerasBusy()
        try:
            known = _fetched(camera, url, ask)
        finally:
            _ASKING.release()
        kept.put(url, *known)
    kind, body = known
    return (kind, rewritten(camera, url, body)) if kind == PLAYLIST else (kind, body)


def _fetched(camera: Camera, url: str, ask: Ask) -> tuple[str, bytes]:
    try:
        login = logins.login(camera.code, camera.user)
        answer = ask(url, private=camera.private, most_bytes=MOST_PART, login=login)
    except (FeedDown, FeedRefused) as fault:
        raise LiveBroken(name=camera.words, why=fault.facts["why"]) from fault
    if answer.status != 200:
        raise LiveBroken(name=camera.words, why=f"HTTP {answer.status}")
    kind = kind_of(answer.body)
    if kind is None:
        raise LiveBroken(name=camera.words, why=Words(zh="不是 HLS 的内容", en="it is not HLS"))
    return kind, answer.body


def kind_of(body: bytes) -> str | None:
    """What a part is by its bytes; None for what no player of HLS is given by us."""
    if body.startswith((b"#EXTM3U", b"\xef\xbb\xbf#EXTM3U")):
        return PLAYLIST if len(body) <= MOST_PLAYLIST else None
    if len(body) == 16:
        return KEY
    if len(body) >= 188 and body[0] == 0x47 and (len(body) < 377 or body[188] == 0x47):
        return MPEG_TS
    return MP4 if body[4:8] in _BOXES else None


def rewritten(camera: Camera, url: str, body: bytes) -> bytes:
    """The playlist with sealed names in place of its addresses. Raises LiveBroken for one that leads elsewhere."""
    try:
        lines = body.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise LiveBroken(name=camera.words, why=Words(zh="播放列表不是文字", en="its playlist is no text")) from None
    if len(lines) > MOST_LINES:
        raise LiveBroken(name=camera.words, why=Words(zh="播放列表太长", en="its playlist is too long"))

    def name(address: str) -> str:
        return seal(camera, _own(camera, address, url))

    made = [
        _URI.sub(lambda found: f'URI="{name(found[1])}"', line) if line.startswith("#") else name(line) if line.strip() else ""
        for line in map(str.strip, lines)
    ]  # fmt: skip
    return ("\n".join(made) + "\n").encode()


def _own(camera: Camera, address: str, base: str = "") -> str:
    """The whole address, when it is on the host that was registered. Raises LiveBroken."""
    home = urlsplit(camera.hls_url)
    try:
        url = urljoin(base, address)
        parts = urlsplit(url)
        ours = (parts.scheme, parts.netloc.lower()) == (home.scheme, home.netloc.lower()) and len(url) <= MOST_ADDRESS
    except ValueError:
        ours = False
    if not ours:
        why = Words(zh="播放列表指向另一台主机", en="its playlist leads to another host")
        raise LiveBroken(name=camera.words, why=why)
    return url


def seal(camera: Camera, url: str) -> str:
    """The same name for the same address, always: a player takes a part that changes its name for another one."""
    return base64.urlsafe_b64encode(_box(camera).encrypt(url.encode(), None)).decode().rstrip("=")


def unsealed(camera: Camera, sealed: str) -> str:
    """Raises PictureGone."""
    try:
        box = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        return _own(camera, _box(camera).decrypt(box, None).decode())
    except (InvalidTag, ValueError):
        raise PictureGone() from None


def _box(camera: Camera) -> AESSIV:
    return AESSIV(
        hashlib.sha256(f"watchroom.sources.live:{settings.SECRET_KEY}:{camera.pk}:{camera.hls_url}".encode()).digest()
    )
