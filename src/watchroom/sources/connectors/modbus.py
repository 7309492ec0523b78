"""Modbus TCP: registers of a controller or a meter, read now and then. Needs the package pymodbus."""

from typing import Any, Literal

from pydantic import Field

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Polling
from watchroom.sources.faults import INSTALL, FeedDown, NeedsExtra
from watchroom.sources.payloads import CODE, Offer
from watchroom.sources.registers import WORDS, Form, Order, number

TIMEOUT_S = 3.0
_HOST = r"^[A-Za-z0-9.:-]{1,100}$"


class Register(Settings):
    sensor: str = Field(pattern=f"^{CODE.pattern}$", json_schema_extra={"zh": "传感器代码", "en": "Sensor's code"})
    table: Literal["holding", "input", "coil", "discrete"] = Field(
        "holding", json_schema_extra={"zh": "寄存器种类", "en": "Table"}
    )
    address: int = Field(ge=0, le=65_535, json_schema_extra={"zh": "地址（从 0 起）", "en": "Address (from 0)"})
    form: Form = Field("uint16", json_schema_extra={"zh": "数的形式", "en": "Form"})
    order: Order = Field("ABCD", json_schema_extra={"zh": "字节和字的次序", "en": "Order of bytes and words"})
    bit: int = Field(
        0, ge=0, le=15, json_schema_extra={"zh": "第几位（form 为 bit 时）", "en": "Which bit (of form bit)"}
    )
    scale: float = Field(1, allow_inf_nan=False, json_schema_extra={"zh": "乘以", "en": "Times"})
    offset: float = Field(0, allow_inf_nan=False, json_schema_extra={"zh": "再加", "en": "Plus"})
    unit: str = Field(
        "", max_length=40, json_schema_extra={"zh": "单位（空：传感器的）", "en": "Unit (empty: the sensor's)"}
    )

    @property
    def place(self) -> str:
        return f"{self.table}:{self.address}"

    @property
    def count(self) -> int:
        return WORDS[self.form] if self.table in ("holding", "input") else 1


class ModbusSettings(Settings):
    host: str = Field(pattern=_HOST, json_schema_extra={"zh": "设备地址", "en": "Device's address"})
    port: int = Field(502, ge=1, le=65_535, json_schema_extra={"zh": "端口", "en": "Port"})
    device: int = Field(1, ge=0, le=255, json_schema_extra={"zh": "站号", "en": "Device id"})
    every_s: int = Field(60, ge=1, le=86_400, json_schema_extra={"zh": "每隔多少秒问一次", "en": "Ask every (s)"})
    registers: list[Register] = Field(
        min_length=1, max_length=100, json_schema_extra={"zh": "读哪些寄存器", "en": "Registers"}
    )


class Modbus(Polling):
    name = "modbus"
    title = Words(zh="Modbus TCP 轮询", en="Modbus TCP polling")
    help = Words(
        zh="填控制器或仪表的地址、站号和要读的寄存器，每个寄存器对应一个传感器。需要安装 pymodbus；只读，不写。",
        en="Enter the controller's address, its device id and the registers, each with its sensor. It needs pymodbus; it"
        " only reads and never writes.",
    )
    Settings = ModbusSettings
    settings: ModbusSettings

    def poll(self) -> dict[str, Any]:
        """Registers by `table:address`; a text in their place says why they could not be had."""
        try:
            from pymodbus.client import ModbusTcpClient
            from pymodbus.exceptions import ModbusException
        except ImportError as error:
            raise NeedsExtra(package="pymodbus", what="Modbus TCP", command=INSTALL) from error
        told = self.settings
        client: Any = ModbusTcpClient(told.host, port=told.port, timeout=TIMEOUT_S, retries=1)
        where = f"{told.host}:{told.port}"
        try:
            if not client.connect():
                raise FeedDown(url=where, why=Words(zh="连不上", en="no connection"))
            return {one.place: self._asked(client, one) for one in told.registers}
        except (ModbusException, OSError) as error:
            raise FeedDown(url=where, why=shown(str(error) or type(error).__name__, 100)) from error
        finally:
            client.close()

    def _asked(self, client: Any, one: Register) -> Any:
        act = {
            "holding": client.read_holding_registers, "input": client.read_input_registers,
            "coil": client.read_coils, "discrete": client.read_discrete_inputs,
        }[one.table]  # fmt: skip
        answer = act(one.address, count=one.count, device_id=self.settings.device)
        if answer.isError():
            return shown(str(answer), 80)
        return list(answer.registers) if one.table in ("holding", "input") else [int(bool(answer.bits[0]))]

    def read(self, answered: Any) -> Offer:
        found = [(one, _value(one, answered.get(one.place))) for one in self.settings.registers]
        return Offer(
            [one.sensor for one, _ in found], [value for _, value in found], [None] * len(found),
            [one.unit or None for one, _ in found], converts=True,
        )  # fmt: skip

    samples = [
        Sample(
            title=Words(zh="水位（浮点，字序颠倒）和水泵状态（一位）", en="A level (float, words exchanged) and a pump's state (a bit)"),
            settings={
                "host": "10.0.0.9",
                "registers": [
                    {"sensor": "p1-level", "address": 0, "form": "float32", "order": "CDAB", "unit": "m"},
                    {"sensor": "p1-pump", "address": 10, "form": "bit", "bit": 3},
                    {"sensor": "p1-temp", "table": "input", "address": 4, "form": "int16", "scale": 0.1},
                ],
            },
            given={"holding:0": [0x0000, 0x4060], "holding:10": [0b1000], "input:4": [0xFFCE]},
            expect=[("p1-level", 3.5, None), ("p1-pump", 1.0, None), ("p1-temp", -5.0, None)],
        ),
        Sample(
            title=Words(zh="设备说没有这个地址：不成读数", en="The device says that there is no such address: no reading"),
            settings={"host": "10.0.0.9", "registers": [{"sensor": "p1-level", "address": 0}]},
            given={"holding:0": "ExceptionResponse(2)"},
            expect=[("p1-level", "ExceptionResponse(2)", None)],
            silent=True,
        ),
    ]  # fmt: skip


def _value(one: Register, words: Any) -> Any:
    """A number, or what was answered in its place: it is then set aside by name, and the others are taken."""
    if not isinstance(words, list):
        return shown(words)
    if one.table in ("coil", "discrete"):
        return words[0] if words else shown(words)
    try:
        return number(words, one.form, one.order, bit=one.bit, scale=one.scale, offset=one.offset)
    except ValueError as error:
        return shown(str(error))
