"""Arrow streams: what pyarrow writes is read, and no bytes do worse than be refused."""

import base64
import math
import random
import struct
import zlib

import pytest

from watchroom.kernel.faults import Fault
from watchroom.sources.arrow import KIND, read_arrow
from watchroom.sources.connector import Came
from watchroom.sources.connectors.http_push import _ARROW, HttpPush
from watchroom.sources.faults import NoArrow, TooLarge, TooMany
from watchroom.sources.readings import MOST_MESSAGE

pytestmark = pytest.mark.pure


def recorded(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


# Written by pyarrow: a dictionary of texts, int16, microseconds with a zone, a large string; each with a gap.
MIXED = recorded(
    "eNqNUr1OwzAQPidOKCVIGSKUCXXokK08AkgMCLGxsCEjIhpBA2oanoEH4CEYMvA4PAgjwtzZR+qYVuKiy/l833f+/KO11lcCIAWyMSQQQwQjHK"
    "EJCRLD57fWFMk/0F/Rjzh/QT4CM+LnPAcc27pa0ThFzLvFjQk3dXB76ItSNe2yvL1WK1yZFIzwIwsMbh/9pKnU7HKu6ru5qqgnZIiJYQfxlFn9"
    "IvB1ROjP6qEtMXZGA4jUMPKeT72YH2X4P0WfOD1i9Kasm8clsDJp/rQy6R1hF6sXhOXJnotL6jeMGecJjuwJJ4YPgTS1nOv25G3/3zvJESm5cs"
    "HzAawthO2WcEw5ujzh5Zvm1c16H4Vw93Ew3EcozR6e+i5D3R1rcLXuemva/Q9151594twJWeFpLzzescc/8/rMnXcCztsNPd62HP5RFxtxfMLd"
    "9OvwPP4Toy39Q0/vYtbc13w/lP8AbfpGkw=="
)
# The same, packed with zstd.
PACKED = recorded(
    "eNqFUztOw0AQnfWPEIxkwCIuILiIEFSBLmUQVFRIUNDBIiwSAQbFhDPkAByAAwSJhj4lR6DkEJSAmVlPzMZRkrHGz7vz3nzWdpqm6akA8ICsDC"
    "44YEMJn9CEBRbC12+aEpJ/oD+h7/C6h3ok+qQPeA8Yu3H7gZ495LxmvDLxahpvAf02kkm3E12eyQesTB2U8CIzFG8RfS9py/pxS8ZXLdmmnOAj"
    "x4E55NMq618YxT5s9Ed5040Q+6oHEJ5SBLmecrHe9vF+gB5qORz0JIqTuw5wZ5a6U2Xqt4RZsn5BZDor12LJdIDo89rFutkJu0oPhqX6bcC/6T"
    "U8pakiWrnmnM8wUCekm6N6cbgXEybbOmPIuKLFxFjebFayrbf6T+jKMaKhx40lAHmRz98UU+Y3LVhD+BypNTrvQJvXnDLvvBZZZgwK8zYK8SPG"
    "CmOrMPdwvcHYK+ifGTcZ3xlXtRyW1rdgnLSGCXGhny9Nas54LzN0jr7v7BLR0M9L7QddgCb0a9/VQwcJ++XKeD579DtS++ELwD2VModhME8MME"
    "VOz3j2Nv789eQ6zr4T2v8DEGRgkg=="
)


def test_what_pyarrow_writes_is_read_with_its_gaps():
    offer = read_arrow(MIXED)

    assert list(offer.sensor) == ["a", "b", None]
    assert list(offer.value) == [1, 2, None]
    assert list(offer.measured) == [1770346800000] * 3
    assert list(offer.unit) == ["m/s", None, "kn"]


def test_a_packed_stream_is_refused_because_it_could_unfold_to_anything():
    with pytest.raises(NoArrow, match="compressed"):
        read_arrow(PACKED)


def test_a_value_that_is_no_number_goes_on_to_be_refused_alone():
    at = _ARROW.rindex(struct.pack("<d", 2.5))
    offer = read_arrow(_ARROW[:at] + struct.pack("<d", math.nan) + _ARROW[at + 8 :])

    assert offer.value[0] == 140.0
    assert math.isnan(offer.value[1])


def test_what_its_sender_calls_arrow_or_what_begins_like_it_is_read_as_arrow():
    push = HttpPush(HttpPush.Settings())
    assert len(push.hear(Came(_ARROW, "", KIND))) == len(push.hear(Came(_ARROW))) == 2
    with pytest.raises(Fault):
        push.hear(Came(b'{"sensor": "a", "value": 1}', "", KIND))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xff\xff\xff", b"ARROW1\0\0", b"{}", _ARROW[:-9], _ARROW + b"x", _ARROW[8:], b"\xff\xff\xff\xff\xff\xff\xff\x7f" * 9,
        _ARROW.replace(b"sensor", b"sen\0or"), _ARROW.replace(b"sensor", b"sensos"),
        "传感器".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_such_stream_is_refused(data: bytes):
    with pytest.raises(NoArrow):
        read_arrow(data)


def test_limits_come_before_reading():
    with pytest.raises(TooLarge):
        read_arrow(b"\xff" * (MOST_MESSAGE + 1))
    rows = _ARROW.index(struct.pack("<q", 2), 0x100)
    with pytest.raises((TooMany, NoArrow)):
        read_arrow(_ARROW[:rows] + struct.pack("<q", 1 << 60) + _ARROW[rows + 8 :])


def test_no_change_of_bytes_does_worse_than_be_refused():
    chance = random.Random(7)
    for raw in (_ARROW, MIXED):
        for _ in range(400):
            data = bytearray(raw)
            for _ in range(chance.choice((1, 2, 5))):
                data[chance.randrange(len(data))] = chance.choice((0, 127, 128, 255, chance.randrange(256)))
            try:
                read_arrow(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))]))
            except (NoArrow, TooMany):
                continue
