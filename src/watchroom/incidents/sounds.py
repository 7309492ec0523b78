"""A voice note, judged by its bytes: WebM or Ogg or MP4 that holds sound, whole as far as its frame tells, of bearable size.

It is not decoded here. A browser does that; the bytes are served under the type that they were found to have.
Source: the frames of EBML (RFC 8794), Ogg (RFC 3533) and the ISO base media format.
"""

from dataclasses import dataclass, field

from watchroom.kernel.words import Words

MOST_BYTES = 1 << 20  # two minutes of speech take a fifth of it
_EBML, _SEGMENT, _DOCTYPE = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x42\x82"
_MOST_PAGES = 20_000


class BadSound(ValueError):
    """Why bytes are no voice note that we take, in words."""

    def __init__(self, zh: str, en: str) -> None:
        self.why = Words(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Sound:
    kind: str
    body: bytes = field(repr=False)


def read_sound(data: bytes) -> Sound:
    """Raises BadSound."""
    if not data:
        raise BadSound("没有内容", "it is empty")
    if len(data) > MOST_BYTES:
        raise BadSound(f"超过 {MOST_BYTES >> 20} MB", f"it is larger than {MOST_BYTES >> 20} MB")
    try:
        if data[:4] == _EBML:
            return _webm(data)
        if data[:4] == b"OggS":
            return _ogg(data)
        if data[4:8] == b"ftyp":
            return _mp4(data)
    except IndexError:
        raise _cut() from None
    raise BadSound("不是 WebM、Ogg 或 MP4 录音", "it is no recording in WebM, Ogg or MP4")


def _cut() -> BadSound:
    return BadSound("录音不完整", "the recording is cut short")


def _webm(data: bytes) -> Sound:
    size, start = _vint(data, 4)
    head = data[start : start + size]
    at = head.find(_DOCTYPE)
    if size > 200 or at < 0 or head[at + 3 : at + 7] != b"webm":
        raise BadSound("不是 WebM 录音", "it is no WebM recording")
    if data[start + size : start + size + 4] != _SEGMENT:
        raise _cut()
    if b"A_OPUS" not in data[:4096] or b"\x86" not in data[:4096] or b"V_VP" in data[:4096]:
        raise BadSound("WebM 里不是 Opus 录音", "the WebM does not hold sound in Opus alone")
    return Sound("audio/webm", data)


def _vint(data: bytes, place: int) -> tuple[int, int]:
    """A length of EBML, and where what it measures begins."""
    first = data[place]
    if first == 0:
        raise BadSound("WebM 结构损坏", "its WebM structure is broken")
    width = 9 - first.bit_length()
    value = first & ((1 << (8 - width)) - 1)
    for i in range(1, width):
        value = value << 8 | data[place + i]
    return value, place + width


def _ogg(data: bytes) -> Sound:
    """Page upon page to the very end; the first tells of Opus or Vorbis."""
    place = pages = 0
    while place < len(data):
        if data[place : place + 4] != b"OggS" or pages > _MOST_PAGES:
            raise BadSound("Ogg 结构损坏", "its Ogg structure is broken")
        segments = data[place + 26]
        table = data[place + 27 : place + 27 + segments]
        if len(table) < segments:
            raise _cut()
        body = place + 27 + segments
        if pages == 0 and not data[body : body + 8].startswith((b"OpusHead", b"\x01vorbis")):
            raise BadSound("Ogg 里不是录音", "the Ogg does not hold sound")
        place, pages = body + sum(table), pages + 1
    if place != len(data):
        raise _cut()
    return Sound("audio/ogg", data)


def _mp4(data: bytes) -> Sound:
    """Box upon box to the very end; one of them holds media, and it is sound."""
    place, names = 0, []
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if size < 8 or place + size > len(data):
            raise _cut()
        names.append(data[place + 4 : place + 8])
        place += size
    if not ({b"mdat", b"moof"} & set(names)) or b"soun" not in data or b"vide" in data:
        raise BadSound("MP4 里不是录音", "the MP4 does not hold sound alone")
    return Sound("audio/mp4", data)
