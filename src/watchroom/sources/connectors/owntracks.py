"""OwnTracks: a phone reports where it is, over MQTT under its own device's topic or over HTTP."""

from typing import Any, ClassVar

from pydantic import Field

from watchroom.kernel.datum import Datum
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hearing
from watchroom.sources.datums import DatumField
from watchroom.sources.faults import NoPosition
from watchroom.sources.outside import UNITS, UnitNames, nothing, position
from watchroom.sources.payloads import Offer, read_json


class OwnTracksSettings(Settings):
    unit: str = Field(
        "", pattern=r"^([a-z0-9][a-z0-9_-]{0,54})?$", json_schema_extra={"zh": "力量代码（只有一部手机时）", "en": "Unit (for a single phone)"}
    )  # fmt: skip
    units: UnitNames = Field(default_factory=dict, json_schema_extra=UNITS)  # type: ignore[arg-type]
    datum: DatumField = Datum.WGS84
    accuracy: bool = Field(False, json_schema_extra={"zh": "也收定位精度", "en": "Take the accuracy too"})


class OwnTracks(Hearing):
    name = "owntracks"
    title = Words(zh="OwnTracks 手机定位", en="OwnTracks phone positions")
    help = Words(
        zh="手机上选 MQTT，用户名为设备代码、密码为密钥、主题为 sensors/设备代码/batch；或选 HTTP，地址为 /api/push，用户名密码相同。"
        "位置记为“力量代码-lon”和“力量代码-lat”两个传感器，须先登记；不要开启报文加密。",
        en="On the phone choose MQTT with the device's code as user, its key as password and sensors/<device>/batch as topic;"
        " or HTTP with /api/push and the same user and password. A position becomes the sensors <unit>-lon and <unit>-lat,"
        " which must be registered; leave the app's payload encryption off.",
    )
    Settings = OwnTracksSettings
    settings: OwnTracksSettings
    thanks: ClassVar[Any] = []

    def hear(self, came: Came) -> Offer:
        told = read_json(came.body)
        if not isinstance(told, dict) or not isinstance(told.get("_type"), str):
            raise NoPosition(why="_type?")
        if told["_type"] == "encrypted":
            raise NoPosition(why=Words(zh="报文已加密", en="it is encrypted"))
        if told["_type"] != "location":  # a last will, a fence crossed, a step count: understood, and no position
            return nothing()
        if "lat" not in told or "lon" not in told:
            raise NoPosition(why="lat, lon?")
        at = told.get("tst")
        measured = round(at * 1000) if isinstance(at, int | float) and 0 < at < 1e11 else repr(at)
        accuracy = told.get("acc") if self.settings.accuracy else None
        return position(self._unit(told), told["lon"], told["lat"], accuracy, measured)

    def _unit(self, told: dict[str, Any]) -> str:
        names = [str(told[name])[:200] for name in ("topic", "tid") if isinstance(told.get(name), str)]
        known = next((self.settings.units[name] for name in names if name in self.settings.units), "")
        return known or self.settings.unit or shown(next(iter(names), "tid?"))

    samples = [
        Sample(
            title=Words(zh="一个位置，带精度", en="A position with its accuracy"),
            settings={"unit": "amb-1", "accuracy": True},
            given=(
                "sensors/phone-1/batch",
                b'{"_type": "location", "tid": "a1", "lat": 40.9067, "lon": 115.4665, "acc": 12, "tst": 1770346800, "batt": 81}',
            ),
            expect=[
                ("amb-1-lon", 115.4665, 1770346800000),
                ("amb-1-lat", 40.9067, 1770346800000),
                ("amb-1-accuracy", 12, 1770346800000),
            ],
        ),
        Sample(
            title=Words(zh="一个密钥，几部手机", en="One key, several phones"),
            settings={"units": {"owntracks/li/phone": "team-2"}},
            given=(
                "",
                b'{"_type": "location", "topic": "owntracks/li/phone", "tid": "li", "lat": 40.9, "lon": 115.4, "tst": 1770346800}',
            ),
            expect=[("team-2-lon", 115.4, 1770346800000), ("team-2-lat", 40.9, 1770346800000)],
        ),
        Sample(
            title=Words(zh="手机的遗言：没有位置", en="A phone's last will: no position"),
            settings={"unit": "amb-1"},
            given=("sensors/phone-1/batch", b'{"_type": "lwt", "tst": 1770346800}'),
            expect=[],
            silent=True,
        ),
    ]
