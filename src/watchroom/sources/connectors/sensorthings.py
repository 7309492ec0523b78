"""OGC SensorThings: programs written for a SensorThings server send here what they would send there."""

from pydantic import Field

from watchroom.kernel.plugin import Sample
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hearing
from watchroom.sources.outside import Named
from watchroom.sources.payloads import Offer, read_json
from watchroom.sources.sensorthings import datastream_in, read_observations


class SensorThingsSettings(Named):
    may_register: bool = Field(
        False, json_schema_extra={"zh": "允许设备自行登记传感器", "en": "The device may register sensors itself"}
    )
    place: str = Field(
        "",
        max_length=64,
        json_schema_extra={"zh": "自行登记的传感器在哪里（地点代码）", "en": "Place of those sensors"},
    )
    most_sensors: int = Field(50, ge=1, le=1000, json_schema_extra={"zh": "最多登记几个", "en": "How many at most"})


class SensorThings(Hearing):
    name = "sensorthings"
    title = Words(zh="SensorThings 接口（OGC）", en="SensorThings (OGC)")
    help = Words(
        zh="把程序里的服务器地址改为 /api/sensorthings/v1.1，用户名填设备代码，密码填设备密钥。"
        "Thing 对应信息源，Datastream 对应传感器（编号就是传感器代码）；未登记的 Datastream 会被拒绝并列在信息源页，除非允许自行登记。",
        en="Point the program at /api/sensorthings/v1.1 with the device's code as user and its key as password. A Thing is a"
        " source, a Datastream a sensor (its id is the sensor's code); one that is not registered is refused and listed on"
        " the source's page, unless the device may register.",
    )
    Settings = SensorThingsSettings
    settings: SensorThingsSettings
    by_address = True

    def hear(self, came: Came) -> Offer:
        """The topic is the address under the service's own, which may name the Datastream."""
        return read_observations(read_json(came.body), self.settings.sensors, datastream_in(came.topic))

    samples = [
        Sample(
            title=Words(zh="数据数组", en="A data array"),
            settings={"sensors": {"4": "jump-gust"}},
            given=(
                "",
                b'[{"Datastream": {"@iot.id": "jump-wind"}, "components": ["phenomenonTime", "result"],'
                b' "dataArray": [["2026-02-06T11:00:00+08:00", 4.3], ["2026-02-06T11:01:00+08:00", 4.5]]},'
                b' {"Datastream": {"@iot.id": 4}, "components": ["result"], "dataArray": [[6.1]]}]',
            ),
            expect=[
                ("jump-wind", 4.3, "2026-02-06T11:00:00+08:00"),
                ("jump-wind", 4.5, "2026-02-06T11:01:00+08:00"),
                ("jump-gust", 6.1, None),
            ],
        ),
        Sample(
            title=Words(zh="一个时段的观测：以结束时刻计", en="An observation of a span: its end counts"),
            settings={},
            given=(
                "",
                b'{"result": 2.5, "phenomenonTime": "2026-02-06T10:00:00Z/2026-02-06T11:00:00Z",'
                b' "Datastream": {"@iot.id": "p1-snow-1h"}}',
            ),
            expect=[("p1-snow-1h", 2.5, "2026-02-06T11:00:00Z")],
        ),
        Sample(
            title=Words(zh="没有指明 Datastream：不收", en="Without a Datastream: not taken"),
            settings={},
            given=("", b'{"result": 2.5}'),
            expect="sources.WrongShape",
            silent=True,
        ),
    ]
