"""Voice notes judged by their bytes: what a phone records is taken, everything else is not, and nothing breaks on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.incidents.sounds import MOST_BYTES, BadSound, read_sound

WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02"
    b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x16\x54\xae\x6b\xae\x86\x86A_OPUS" + b"\x00" * 40
)
OGG = b"OggS\x00\x02" + b"\x00" * 20 + b"\x01\x13" + b"OpusHead" + b"\x01" * 11


def box(name: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + name + body


MP4 = box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"hdlr", b"\0" * 8 + b"soun")) + box(b"mdat", b"\x01" * 30)


@pytest.mark.parametrize(("data", "kind"), [(WEBM, "audio/webm"), (OGG, "audio/ogg"), (MP4, "audio/mp4")])
def test_what_phones_record_is_taken_as_what_it_is(data: bytes, kind: str) -> None:
    found = read_sound(data)
    assert (found.kind, found.body) == (kind, data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<html><script>alert(1)</script>", b"MZ" + b"\0" * 100, b"OggS", WEBM[:30], OGG + b"PK\x03\x04", OGG[:40], MP4 + b"<script>",
        MP4.replace(b"soun", b"vide"), WEBM.replace(b"A_OPUS", b"V_VP80"), WEBM.replace(b"webm", b"matr"), OGG.replace(b"OpusHead", b"\x80theora "),
        WEBM + b"\0" * MOST_BYTES,
    ],
)  # fmt: skip
def test_what_is_no_recording_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadSound) as refused:
        read_sound(data)
    assert refused.value.why.zh
    assert refused.value.why.en


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", WEBM[:45], OGG[:29], MP4[:12], b"\x1a\x45\xdf\xa3", b"\0\0\0\x10ftyp"]),
)
def test_no_bytes_break_it(tail: bytes, head: bytes) -> None:
    try:
        read_sound(head + tail)
    except BadSound:
        return
