"""Webhook: another system posts JSON in a form of its own; the settings say where in it the readings stand."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.sources.connector import Came, Hearing
from watchroom.sources.faults import TooMany
from watchroom.sources.outside import Named, coded, nothing
from watchroom.sources.paths import Missing, check_filter, check_path, check_template, filled, fits, look, walk
from watchroom.sources.payloads import Offer, read_json
from watchroom.sources.readings import MOST_READINGS

type Place = Annotated[str, AfterValidator(check_path)]
type Template = Annotated[str, AfterValidator(check_template)]
_FILTER = Annotated[str, AfterValidator(check_filter)]
_ITEMS = Annotated[str, AfterValidator(lambda path: check_path(path, each=True))]


class ReadingAt(Settings):
    """Where one reading of an item stands."""

    sensor: Template = Field(json_schema_extra={"zh": "外部传感器名称（模板）", "en": "Outside name (template)"})
    value: Place = Field(json_schema_extra={"zh": "值在哪里", "en": "Where the value is"})
    values: dict[str, float] = Field(
        default_factory=dict, max_length=100, json_schema_extra={"zh": "文字对应的数", "en": "Numbers for words"}
    )
    time: Place = Field(
        "", json_schema_extra={"zh": "时刻在哪里（空：收到时）", "en": "Where the time is (empty: receipt)"}
    )
    time_in: Literal["iso", "s", "ms"] = Field(
        "iso", json_schema_extra={"zh": "时刻的写法", "en": "How time is written"}
    )
    unit: Place = Field("", json_schema_extra={"zh": "单位（=单位，或在哪里）", "en": "Unit (=unit, or where)"})
    skip: list[float | str | None] = Field(
        default_factory=list, max_length=20, json_schema_extra={"zh": "遇到这些值就略过", "en": "Values to pass over"}
    )
    optional: bool = Field(False, json_schema_extra={"zh": "可以没有", "en": "May be missing"})


def _at(sensor: str, value: str, **more: Any) -> ReadingAt:
    return ReadingAt(sensor=sensor, value=value, **more)


_FIX: dict[str, Any] = {"time": "position.fixTime"}
PRESETS: dict[str, tuple[str, dict[str, Any], list[ReadingAt]]] = {
    # Alertmanager repeats what still fires; when it began is no time of measuring, so each word counts when it comes.
    "alertmanager": (
        "alerts[*]",
        {},
        [_at("{labels.alertname}/{labels.instance|-}", "status", values={"firing": 1, "resolved": 0})],
    ),
    "frigate": (
        "",
        {},
        [
            _at(
                "{after.camera}/{after.label}", "type", values={"new": 1, "update": 1, "end": 0},
                time="after.frame_time", time_in="s",
            )
        ],
    ),
    # A position without a fix is the last one again; an accuracy of 0 means that the tracker does not know it.
    "traccar": (
        "",
        {"position.valid": True},
        [
            _at("{device.uniqueId}-lon", "position.longitude", **_FIX),
            _at("{device.uniqueId}-lat", "position.latitude", **_FIX),
            _at("{device.uniqueId}-accuracy", "position.accuracy", unit="=m", skip=[0], optional=True, **_FIX),
        ],
    ),
}  # fmt: skip
# What a known form says over MQTT, behind the device's own topic: the rest of what its sender publishes is passed over.
TOPICS: dict[str, tuple[str, ...]] = {"frigate": ("events",)}


class WebhookSettings(Named):
    preset: Literal["own", "alertmanager", "frigate", "traccar"] = Field(
        "own", json_schema_extra={"zh": "报文格式（own：自定）", "en": "Form (own: as said below)"}
    )
    each: _ITEMS = Field("", json_schema_extra={"zh": "逐条的列表在哪里", "en": "Where the list is"})
    topics: list[_FILTER] = Field(
        default_factory=list,
        max_length=20,
        json_schema_extra={
            "zh": "只收这些 MQTT 主题（设备主题之后的部分，可用 + 和 #）",
            "en": "Only these MQTT topics (behind the device's own; + and # may stand in them)",
        },
    )
    when: dict[str, bool | float | str] = Field(
        default_factory=dict,
        max_length=10,
        json_schema_extra={"zh": "只收符合这些的条目", "en": "Only items with these"},
    )
    readings: list[ReadingAt] = Field(
        default_factory=list, max_length=20, json_schema_extra={"zh": "读数在哪里", "en": "Where the readings are"}
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.preset == "own") != bool(self.readings):
            raise ValueError("readings belong to the form “own”, which needs them; another form has its own")
        for path in self.when:
            check_path(path)
        return self


class Webhook(Hearing):
    name = "webhook"
    title = Words(zh="Webhook（对方的 JSON 格式，HTTP 或 MQTT）", en="Webhook (another system's JSON, by HTTP or MQTT)")
    help = Words(
        zh="让对方系统把 JSON 提交到 /api/push，请求头 X-Device-Key（或 Authorization: Bearer）带设备密钥；"
        "或经 MQTT 发布到 sensors/设备代码/ 之下，用户名为设备代码、密码为密钥。选一种已知格式，或写明名称、值、时刻、单位在 JSON 的哪里，再把对方的名称对应到传感器代码。",
        en="Have the other system POST its JSON to /api/push with the device key in X-Device-Key (or Authorization: Bearer),"
        " or publish it by MQTT below sensors/<device>/ with the device's code as user and its key as password. Choose a known form or say where name, value, time and unit stand, and give its names their sensors.",
    )
    Settings = WebhookSettings
    settings: WebhookSettings

    def hear(self, came: Came) -> Offer:
        levels = came.topic.split("/")[2:]  # none over HTTP
        wanted = self.settings.topics or TOPICS.get(self.settings.preset, ())
        if levels and wanted and not any(fits(one, levels) for one in wanted):
            return nothing()
        whole = read_json(came.body)
        each, when, readings = self._template()
        rows: list[tuple[Any, Any, Any, Any]] = []
        for item in walk(each, whole):
            if all(look(path, item, whole) == value for path, value in when.items()):
                rows += [row for reading in readings if (row := self._read(reading, item, whole, levels)) is not None]
            if len(rows) > MOST_READINGS:
                raise TooMany(count=f"> {MOST_READINGS}", most=MOST_READINGS)
        sensor, value, measured, unit = zip(*rows, strict=True) if rows else ((), (), (), ())
        return Offer(sensor, value, measured, unit, converts=True)

    def _template(self) -> tuple[str, dict[str, Any], list[ReadingAt]]:
        told = self.settings
        return PRESETS.get(told.preset) or (told.each, dict(told.when), list(told.readings))

    def _read(
        self, at: ReadingAt, item: Any, whole: Any, levels: Sequence[str]
    ) -> tuple[Any, Any, Any, Any] | None:  # fmt: skip
        value = look(at.value, item, whole)
        if isinstance(value, Missing) and at.optional:
            return None
        if not isinstance(value, bool) and any(value == one and type(value) is not bool for one in at.skip):
            return None
        if isinstance(value, str | bool | int | float):
            value = at.values.get(str(value).lower() if isinstance(value, bool) else str(value), value)
        if at.value.startswith("=") and isinstance(value, str):
            value = _number(value)
        name = filled(at.sensor, item, whole, levels)
        unit = look(at.unit, item, whole) if at.unit else None
        return coded(self.settings.sensors, name), value, _time(at, item, whole), unit

    samples = [
        Sample(
            title=Words(zh="Alertmanager：一条触发，一条恢复", en="Alertmanager: one fires, one is over"),
            settings={"preset": "alertmanager", "sensors": {"HostDown/nvr-3:9100": "nvr-3-down"}},
            given=(
                "",
                b'{"version": "4", "status": "firing", "groupKey": "{}", "alerts": ['
                b'{"status": "firing", "labels": {"alertname": "HostDown", "instance": "nvr-3:9100"},'
                b' "startsAt": "2026-02-06T02:10:00Z", "endsAt": "0001-01-01T00:00:00Z"},'
                b'{"status": "resolved", "labels": {"alertname": "DiskFull"}, "startsAt": "2026-02-06T01:00:00Z"}]}',
            ),
            expect=[("nvr-3-down", 1.0, None), ("DiskFull/-", 0.0, None)],
        ),
        Sample(
            title=Words(zh="Frigate：摄像机看见人", en="Frigate: a camera sees a person"),
            settings={"preset": "frigate", "sensors": {"gate-c/person": "gate-c-person"}},
            given=(
                "",
                b'{"type": "new", "before": {"camera": "gate-c"}, "after": {"id": "1770346800.1-x", "camera": "gate-c",'
                b' "label": "person", "frame_time": 1770346800.25, "score": 0.81}}',
            ),
            expect=[("gate-c-person", 1.0, 1770346800250)],
        ),
        Sample(
            title=Words(
                zh="Frigate 经 MQTT（frigate/events 的报文）：目标离开", en="Frigate by MQTT (frigate/events): it left"
            ),
            settings={"preset": "frigate", "sensors": {"gate-c/person": "gate-c-person"}},
            given=(
                "sensors/frigate-1/events",
                b'{"type": "end", "before": {"camera": "gate-c", "label": "person", "frame_time": 1770346800.25},'
                b' "after": {"id": "1770346800.1-x", "camera": "gate-c", "label": "person", "sub_label": null,'
                b' "frame_time": 1770346831.5, "start_time": 1770346800.1, "end_time": 1770346832.0, "score": 0.79,'
                b' "box": [424, 500, 536, 712], "current_zones": [], "snapshot": {"frame_time": 1770346815.9, "attributes": []},'
                b' "path_data": [[[0.5, 0.6], 1770346801.2]]}}',
            ),
            expect=[("gate-c-person", 0.0, 1770346831500)],
        ),
        Sample(
            title=Words(
                zh="Frigate 经 MQTT 发布的图片：略过", en="A picture that Frigate publishes by MQTT: passed over"
            ),
            settings={"preset": "frigate"},
            given=("sensors/frigate-1/gate-c/person/snapshot", b"\xff\xd8\xff\xe0 no JSON"),
            expect=[],
            silent=True,
        ),
        Sample(
            title=Words(
                zh="自定格式：传感器名在 MQTT 主题里", en="A form of one's own: the sensor's name in the MQTT topic"
            ),
            settings={"topics": ["+/person"], "readings": [{"sensor": "{/1}-count", "value": ""}]},
            given=("sensors/frigate-1/gate-c/person", b"3"),
            expect=[("gate-c-count", 3, None)],
        ),
        Sample(
            title=Words(zh="Traccar 转发：一个位置", en="Traccar forward: one position"),
            settings={"preset": "traccar", "sensors": {"8612-lon": "amb-1-lon", "8612-lat": "amb-1-lat"}},
            given=(
                "",
                b'{"position": {"id": 7, "valid": true, "latitude": 40.9067, "longitude": 115.4665, "accuracy": 0,'
                b' "speed": 12.1, "fixTime": "2026-02-06T03:00:00.000+00:00"},'
                b' "device": {"id": 3, "name": "120-1", "uniqueId": "8612"}}',
            ),
            expect=[
                ("amb-1-lon", 115.4665, "2026-02-06T03:00:00.000+00:00"),
                ("amb-1-lat", 40.9067, "2026-02-06T03:00:00.000+00:00"),
            ],
        ),
        Sample(
            title=Words(zh="自定格式：两层列表", en="A form of one's own: a list in a list"),
            settings={
                "each": "stations[*].readings[*]",
                "readings": [
                    {"sensor": "{^.network}:{id}", "value": "v", "time": "ts", "time_in": "s", "unit": "=km/h"},
                ],
            },
            given=(
                "",
                b'{"network": "roads", "stations": [{"readings": [{"id": 4, "v": 36, "ts": 1770346800}]}]}',
            ),
            expect=[("roads:4", 36, 1770346800000)],
        ),
        Sample(
            title=Words(zh="没有定位的 Traccar 报文：没有读数", en="Traccar without a fix: no reading"),
            settings={"preset": "traccar"},
            given=(
                "",
                b'{"position": {"valid": false, "latitude": 0, "longitude": 0}, "device": {"uniqueId": "8612"}}',
            ),
            expect=[],
            silent=True,
        ),
    ]


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _time(at: ReadingAt, item: Any, whole: Any) -> Any:
    """As `checking` reads it: text, or milliseconds."""
    if not at.time:
        return None
    found = look(at.time, item, whole)
    if at.time_in == "iso" or isinstance(found, bool) or not isinstance(found, int | float):
        return found if at.time_in == "iso" and isinstance(found, str) else repr(found)
    return round(found * 1000) if at.time_in == "s" and abs(found) < 1e12 else found
