"""HTTP push: a box or another system posts batches in JSON or as an Arrow stream, with its device key in a header."""

import base64
import zlib

from watchroom.kernel.plugin import Sample
from watchroom.kernel.words import Words
from watchroom.sources import arrow
from watchroom.sources.connector import Came, Hearing
from watchroom.sources.faults import WrongShape
from watchroom.sources.payloads import Offer, read_payload

_ARROW = zlib.decompress(
    base64.b64decode(
        "eNr7////fwtGBgYBBhDgYuABYk4GFiAJFWNkYeAAQgYGFijJwMAMxEuAOAbKrwCaIQOkecBmMHKpMEAAB9g0iD4OiBxYb2iIMwM3kM5NTSwuLU"
        "pNiU8sAdolBsR8DPxgEznAdksAsQxEH7MEmGYDyrABIQgwgUlWIC5LzClNBbtXBKsZUHexCkDdxQKGDGBzilPzivOLGMgGQK///wENKx4GKaB9"
        "4mAfg+xUAOIDjCjKmUEhKwGU5YCGsQ9ULxOyIjQ+AxF8EGBHYsOsdYDSPFC6AUqLQukDaOphDFhYOTCiyjegyf9noBxwIbmHVFBgqFuemFmSmZ"
        "cOZBXn5ZfrGhplkBJ/VHA/Q0MiNJhZHEhOP5RanfzEYA4jgiYn/YJoAK01NBE="
    )
)


class HttpPush(Hearing):
    name = "http_push"
    title = Words(zh="HTTP 推送", en="HTTP push")
    help = Words(
        zh="向 /api/push 提交 JSON 或 Arrow 批次，请求头 X-Device-Key 带设备密钥；收到 202 才算送达，503 时按 Retry-After 原样重发。",
        en="POST batches in JSON or Arrow to /api/push with the device key in the header X-Device-Key; only 202 means"
        " delivered, on 503 send the same batch again after Retry-After.",
    )

    def hear(self, came: Came) -> Offer:
        """Arrow by what its sender calls it or by how it begins: no JSON does."""
        of_arrow = came.kind == arrow.KIND or came.body.startswith(arrow.MARK)
        offer = arrow.read_arrow(came.body) if of_arrow else read_payload(came.body)
        if not len(offer):
            raise WrongShape(why="value: []")
        return offer

    samples = [
        Sample(
            title=Words(zh="列式批次", en="A batch in columns"),
            settings={},
            given=(
                "",
                b'{"sensor": ["p1-waiting", "p1-snow-12h"], "value": [140, 2.5],'
                b' "measured_at": ["2026-02-06T11:00:00+08:00", "2026-02-06T11:00:00+08:00"]}',
            ),
            expect=[
                ("p1-waiting", 140, "2026-02-06T11:00:00+08:00"),
                ("p1-snow-12h", 2.5, "2026-02-06T11:00:00+08:00"),
            ],
        ),
        Sample(
            title=Words(zh="逐条的批次", en="A batch of single readings"),
            settings={},
            given=("", b'{"readings": [{"sensor": "p1-waiting", "value": 140, "measured_at": 1770346800000}]}'),
            expect=[("p1-waiting", 140, 1770346800000)],
        ),
        Sample(
            title=Words(zh="Arrow 流", en="An Arrow stream"),
            settings={},
            given=("", _ARROW, arrow.KIND),
            expect=[("p1-waiting", 140.0, 1770346800000), ("p1-snow-12h", 2.5, 1770346800000)],
        ),
        Sample(
            title=Words(zh="列长不一：不收", en="Columns of different lengths: not taken"),
            settings={},
            given=("", b'{"sensor": ["p1-waiting"], "value": [140, 150]}'),
            expect="sources.WrongShape",
            silent=True,
        ),
    ]
