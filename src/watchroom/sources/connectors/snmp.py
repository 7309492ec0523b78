"""SNMP: values of switches, UPSs and cabinets, read now and then. Needs the package pysnmp."""

import asyncio
from typing import Any, Literal

from pydantic import Field

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Polling
from watchroom.sources.faults import INSTALL, FeedDown, NeedsExtra
from watchroom.sources.payloads import CODE, Offer

TIMEOUT_S = 2
MOST_IN_ONE = 20


class SnmpValue(Settings):
    sensor: str = Field(pattern=f"^{CODE.pattern}$", json_schema_extra={"zh": "传感器代码", "en": "Sensor's code"})
    oid: str = Field(pattern=r"^\d+(\.\d{1,10}){1,60}$", json_schema_extra={"zh": "OID", "en": "Object id"})
    scale: float = Field(1, allow_inf_nan=False, json_schema_extra={"zh": "乘以", "en": "Times"})
    offset: float = Field(0, allow_inf_nan=False, json_schema_extra={"zh": "再加", "en": "Plus"})
    unit: str = Field(
        "", max_length=40, json_schema_extra={"zh": "单位（空：传感器的）", "en": "Unit (empty: the sensor's)"}
    )


class SnmpSettings(Settings):
    host: str = Field(pattern=r"^[A-Za-z0-9.-]{1,100}$", json_schema_extra={"zh": "设备地址", "en": "Device's address"})
    port: int = Field(161, ge=1, le=65_535, json_schema_extra={"zh": "端口", "en": "Port"})
    version: Literal["1", "2c"] = Field("2c", json_schema_extra={"zh": "SNMP 版本", "en": "SNMP version"})
    community: str = Field(
        "public",
        min_length=1,
        max_length=64,
        json_schema_extra={"zh": "团体名（只读的）", "en": "Community (read-only)", "secret": True},
    )
    every_s: int = Field(60, ge=5, le=86_400, json_schema_extra={"zh": "每隔多少秒问一次", "en": "Ask every (s)"})
    values: list[SnmpValue] = Field(min_length=1, max_length=100, json_schema_extra={"zh": "读哪些值", "en": "Values"})


class Snmp(Polling):
    name = "snmp"
    title = Words(zh="SNMP 轮询", en="SNMP polling")
    help = Words(
        zh="填设备地址、只读团体名和要读的 OID，每个 OID 对应一个传感器。需要安装 pysnmp；只问，不设。",
        en="Enter the device's address, its read-only community and the object ids, each with its sensor. It needs pysnmp;"
        " it only asks and never sets.",
    )
    Settings = SnmpSettings
    settings: SnmpSettings

    def poll(self) -> dict[str, Any]:
        """What each object id was answered with: a number, or a text."""
        try:
            import pysnmp.hlapi.v3arch.asyncio as snmp
        except ImportError as error:
            raise NeedsExtra(package="pysnmp", what="SNMP", command=INSTALL) from error
        where = f"{self.settings.host}:{self.settings.port}"
        try:
            return asyncio.run(self._asked(snmp))
        except (OSError, TimeoutError, snmp.error.PySnmpError) as error:
            raise FeedDown(url=where, why=shown(str(error) or type(error).__name__, 100)) from error

    async def _asked(self, snmp: Any) -> dict[str, Any]:
        told, found = self.settings, dict[str, Any]()
        engine = snmp.SnmpEngine()
        try:
            target = await snmp.UdpTransportTarget.create((told.host, told.port), timeout=TIMEOUT_S, retries=1)
            reader = snmp.CommunityData(told.community, mpModel=0 if told.version == "1" else 1)
            oids = [one.oid for one in told.values]
            for start in range(0, len(oids), MOST_IN_ONE):
                some = [snmp.ObjectType(snmp.ObjectIdentity(oid)) for oid in oids[start : start + MOST_IN_ONE]]
                failed, status, at, bound = await snmp.get_cmd(
                    engine, reader, target, snmp.ContextData(), *some, lookupMib=False
                )
                if failed:
                    raise TimeoutError(str(failed))
                if status:
                    found |= {oid: f"{status.prettyPrint()} @{int(at)}" for oid in oids[start : start + MOST_IN_ONE]}
                else:
                    found |= {str(oid): _plain(value) for oid, value in bound}
        finally:
            engine.close_dispatcher()
        return found

    def read(self, answered: Any) -> Offer:
        told = self.settings.values
        return Offer(
            [one.sensor for one in told], [_value(one, answered.get(one.oid)) for one in told], [None] * len(told),
            [one.unit or None for one in told], converts=True,
        )  # fmt: skip

    samples = [
        Sample(
            title=Words(zh="UPS：输出负载和电池电压", en="A UPS: load and battery voltage"),
            settings={
                "host": "10.0.0.8",
                "values": [
                    {"sensor": "ups-load", "oid": "1.3.6.1.2.1.33.1.4.4.1.5.1", "unit": "%"},
                    {"sensor": "ups-battery", "oid": "1.3.6.1.2.1.33.1.2.5.0", "scale": 0.1, "unit": "V"},
                ],
            },
            given={"1.3.6.1.2.1.33.1.4.4.1.5.1": 37, "1.3.6.1.2.1.33.1.2.5.0": 545},
            expect=[("ups-load", 37, None), ("ups-battery", 54.5, None)],
        ),
        Sample(
            title=Words(zh="设备没有这个对象：不成读数", en="The device has no such object: no reading"),
            settings={"host": "10.0.0.8", "values": [{"sensor": "ups-load", "oid": "1.3.6.1.2.1.33.1.4.4.1.5.1"}]},
            given={"1.3.6.1.2.1.33.1.4.4.1.5.1": "No Such Object currently exists at this OID"},
            expect=[("ups-load", "No Such Object currently exists at this OID", None)],
            silent=True,
        ),
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    """A whole number, or text: some devices write numbers as text."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return shown(value.prettyPrint(), 80)


def _value(one: SnmpValue, answered: Any) -> Any:
    if isinstance(answered, str):
        try:
            answered = float(answered) if len(answered) <= 40 and "_" not in answered else answered
        except ValueError:
            return answered
    if isinstance(answered, bool) or not isinstance(answered, int | float):
        return shown(answered)
    return answered * one.scale + one.offset if (one.scale, one.offset) != (1, 0) else answered
