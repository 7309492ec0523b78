"""Sparkplug B: an edge node's births and data, bridged to our MQTT door under its device's own topics.

The few fields that a reading needs are read from the protobuf by ourselves: no library that is kept reads them without
bringing an MQTT client of its own.
"""

import re
from typing import Any

from watchroom.kernel.plugin import Sample
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hearing
from watchroom.sources.faults import NotReadable, TooLarge, TooMany
from watchroom.sources.outside import Named, coded, nothing
from watchroom.sources.payloads import Offer
from watchroom.sources.protobuf import NotProtobuf, Value, as_double, as_float, as_signed, fields
from watchroom.sources.readings import MOST_MESSAGE, MOST_READINGS

_TOPIC = re.compile(r"(?:.*/)?spBv1\.0/(?P<group>[^/]+)/(?P<type>[A-Z]+)/(?P<node>[^/]+)(?:/(?P<device>[^/]+))?")
_DATA = {"NBIRTH", "DBIRTH", "NDATA", "DDATA"}
_TIMESTAMP, _METRICS = 1, 2  # of a payload
_NAME, _ALIAS, _AT, _TYPE, _HISTORICAL, _NULL = 1, 2, 3, 4, 5, 7  # of a metric
_INT, _LONG, _FLOAT, _DOUBLE, _BOOL = 10, 11, 12, 13, 14
_BITS = {1: 8, 2: 16, 3: 32, 4: 64}  # signed types; what they are written in is wider


class Sparkplug(Hearing):
    name = "sparkplug"
    title = Words(zh="Sparkplug B（工业 MQTT）", en="Sparkplug B (industrial MQTT)")
    help = Words(
        zh="在现场的 MQTT 服务器上设桥接，把 spBv1.0/# 转到本平台的 sensors/设备代码/ 之下，用设备代码和密钥登录。"
        "名称为“节点/设备/指标”，要让节点在每个数据报文里带指标名（不用别名）。",
        en="Bridge spBv1.0/# from the plant's broker to sensors/<device>/ here, signing in with the device's code and key."
        " A name is node/device/metric; set the edge node to send metric names, not aliases, with all data.",
    )
    Settings = Named
    settings: Named

    def hear(self, came: Came) -> Offer:
        if len(came.body) > MOST_MESSAGE:
            raise TooLarge(size=len(came.body), most=MOST_MESSAGE)
        topic = _TOPIC.fullmatch(came.topic)
        if topic is None:
            raise NotReadable(why=shown(came.topic))
        if topic["type"] not in _DATA:  # a death, a command, a state
            return nothing()
        before = "/".join(part for part in (topic["node"], topic["device"]) if part)
        try:
            rows = _readings(came.body)
        except (NotProtobuf, UnicodeDecodeError) as error:
            raise NotReadable(why=shown(str(error), 80)) from error
        names = [coded(self.settings.sensors, f"{before}/{name}") for name, _, _ in rows]
        return Offer(names, [value for _, value, _ in rows], [at for _, _, at in rows], [None] * len(rows))

    samples = [
        Sample(
            title=Words(zh="一台设备的两个指标", en="Two metrics of one device"),
            settings={"sensors": {"pump-1/p2/Pressure": "p2-pressure", "pump-1/p2/Running": "p2-running"}},
            given=(
                "sensors/gw-1/spBv1.0/plant/DDATA/pump-1/p2",
                bytes.fromhex(
                    "0880c79187c33312180a0850726573737572651880c79187c33320096500004040"
                    "120d0a0752756e6e696e67200b7001"
                ),
            ),
            expect=[("p2-pressure", 3.0, 1770346800000), ("p2-running", 1, 1770346800000)],
        ),
        Sample(
            title=Words(zh="只有别名：列为未知，不猜", en="An alias alone: unknown, and not guessed"),
            settings={},
            given=("sensors/gw-1/spBv1.0/plant/NDATA/pump-1", bytes.fromhex("12061007200b7001")),
            expect=[("pump-1/#7", 1, None)],
        ),
        Sample(
            title=Words(zh="节点离线：没有读数", en="A node's death: no reading"),
            settings={},
            given=("sensors/gw-1/spBv1.0/plant/NDEATH/pump-1", b""),
            expect=[],
            silent=True,
        ),
    ]  # fmt: skip


def _readings(data: bytes) -> list[tuple[str, Any, int | None]]:
    """Name, value and moment of each metric that is a number or yes or no. Raises NotProtobuf, TooMany."""
    sent: int | None = None
    metrics: list[bytes] = []
    for number, value in fields(data):
        if number == _TIMESTAMP and isinstance(value, int):
            sent = value
        elif number == _METRICS and isinstance(value, bytes):
            metrics.append(value)
    if len(metrics) > MOST_READINGS:
        raise TooMany(count=len(metrics), most=MOST_READINGS)
    found = [_metric(dict(fields(metric)), sent) for metric in metrics]
    return [one for one in found if one is not None]


def _metric(told: dict[int, Value], sent: int | None) -> tuple[str, Any, int | None] | None:
    value = _value(told)
    if value is None or told.get(_NULL):
        return None
    name, alias, at = told.get(_NAME), told.get(_ALIAS), told.get(_AT)
    known = name.decode()[:200] if isinstance(name, bytes) else f"#{alias if isinstance(alias, int) else '?'}"
    return known, value, at if isinstance(at, int) else sent


def _value(told: dict[int, Value]) -> float | int | None:
    """A text, a data set, a template and the like are no readings, and are passed over."""
    kind = told.get(_TYPE, 0)
    for field in (_INT, _LONG, _FLOAT, _DOUBLE, _BOOL):
        value = told.get(field)
        if not isinstance(value, int):
            continue
        if field == _FLOAT:
            return as_float(value)
        if field == _DOUBLE:
            return as_double(value)
        if field == _BOOL:
            return int(bool(value))
        bits = _BITS.get(kind) if isinstance(kind, int) else None
        return as_signed(value, bits) if bits else value
    return None
