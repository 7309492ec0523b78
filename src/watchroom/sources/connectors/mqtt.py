"""MQTT: a device publishes to our own server's door, under its own name."""

from watchroom.kernel.plugin import Sample
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hearing
from watchroom.sources.payloads import ALL, Offer, read_payload, read_topic


class Mqtt(Hearing):
    name = "mqtt"
    title = Words(zh="MQTT 设备", en="MQTT device")
    help = Words(
        zh="给设备设 MQTT 3.1.1、QoS 1、用户名（设备代码）和密钥，向 sensors/设备代码/传感器代码 发布；客户端标识不含点和空格。",
        en="Set the device to MQTT 3.1.1 and QoS 1 with its code as user name and its key as password, publishing to"
        " sensors/<device>/<sensor>; no dot or space in the client id.",
    )

    def hear(self, came: Came) -> Offer:
        _, sensor = read_topic(came.topic)
        return read_payload(came.body, None if sensor == ALL else sensor)

    samples = [
        Sample(
            title=Words(zh="一个数字", en="One number"),
            settings={},
            given=("sensors/ws-jump/jump-wind", b"4.3"),
            expect=[("jump-wind", 4.3, None)],
        ),
        Sample(
            title=Words(zh="带时刻的一条读数", en="One reading with its time"),
            settings={},
            given=(
                "sensors/ws-jump/jump-wind",
                b'{"value": 4.3, "measured_at": "2026-02-06T11:00:00+08:00", "unit": "m/s"}',
            ),
            expect=[("jump-wind", 4.3, "2026-02-06T11:00:00+08:00")],
        ),
        Sample(
            title=Words(zh="列式批次", en="A batch in columns"),
            settings={},
            given=(
                "sensors/ws-jump/batch",
                b'{"sensor": ["jump-wind", "jump-gust"], "value": [4.3, 6.1], "measured_at": 1770346800000}',
            ),
            expect=[("jump-wind", 4.3, 1770346800000), ("jump-gust", 6.1, 1770346800000)],
        ),
        Sample(
            title=Words(zh="小数逗号：不收", en="A decimal comma: not taken"),
            settings={},
            given=("sensors/ws-jump/jump-wind", b"12,5"),
            expect="sources.NotNumber",
            silent=True,
        ),
    ]
