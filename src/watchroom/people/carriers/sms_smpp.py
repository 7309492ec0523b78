"""Text messages through a short-message centre that speaks SMPP 3.4, over a line that is kept open."""

import zlib
from collections.abc import Callable
from functools import cached_property
from typing import Any

from pydantic import Field, SecretStr

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.people import smpp, sms
from watchroom.people.carrier import Carrier, Note, NotSent, Report, Sort, Taken
from watchroom.people.carrier_samples import EXERCISE, ORDER
from watchroom.people.smpp import GSM7, LATER, UCS2, Delivered, Pdu
from watchroom.people.smpp_line import Line, Where

ARRIVED, LOST = frozenset({"DELIVRD"}), frozenset({"EXPIRED", "DELETED", "UNDELIV", "REJECTD"})


def _label(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en}


_ASCII = r"^[\x21-\x7e]*$"


class SmsSmppSettings(Settings):
    host: str = Field(pattern=r"^[A-Za-z0-9.:_-]+$", max_length=253, json_schema_extra=_label("主机", "Host"))
    port: int = Field(2775, ge=1, le=65_535, json_schema_extra=_label("端口", "Port"))
    tls: bool = Field(False, json_schema_extra=_label("加密连接（TLS）", "Encrypted (TLS)"))
    system_id: str = Field(pattern=_ASCII, min_length=1, max_length=15, json_schema_extra=_label("账号", "System id"))
    password: SecretStr = Field(SecretStr(""), max_length=8, json_schema_extra=_label("密码", "Password"))
    system_type: str = Field("", pattern=_ASCII, max_length=12, json_schema_extra=_label("系统类型", "System type"))
    sender: str = Field("", pattern=r"^[A-Za-z0-9 ._-]*$", max_length=20, json_schema_extra=_label("主叫号码或名称", "Sender"))  # fmt: skip
    sender_ton: int = Field(0, ge=0, le=7, json_schema_extra=_label("主叫号码类型（TON）", "Type of the sender's number (TON)"))  # fmt: skip
    sender_npi: int = Field(1, ge=0, le=18, json_schema_extra=_label("主叫编号方案（NPI）", "Plan of the sender's number (NPI)"))  # fmt: skip
    receipts: bool = Field(True, json_schema_extra=_label("要送达回执", "Ask for delivery receipts"))
    hex_ids: bool = Field(
        False,
        json_schema_extra=_label("提交应答中的编号是十六进制、回执中是十进制", "Numbers are hexadecimal in answers, decimal in receipts"),
    )  # fmt: skip
    validity: bool = Field(True, json_schema_extra=_label("告知消息到何时仍有效", "Tell until when a message is true"))
    window: int = Field(10, ge=1, le=100, json_schema_extra=_label("同时等待应答的消息数", "Messages that wait for answers at once"))  # fmt: skip
    most_parts: int = Field(4, ge=1, le=20, json_schema_extra=_label("最多条数", "Most parts"))
    per_second: int = Field(20, ge=1, le=1000, json_schema_extra=_label("每秒最多", "Most in a second"))
    within_s: float = Field(10.0, ge=0.1, le=20.0, json_schema_extra=_label("最多等应答多少秒", "Most seconds to wait for an answer"))  # fmt: skip
    idle_s: float = Field(30.0, ge=0.1, le=300.0, json_schema_extra=_label("空闲多少秒后查链路", "Seconds without traffic until the line is tried"))  # fmt: skip


class SmsSmpp(Carrier):
    name = "sms_smpp"
    title = Words(zh="短信（SMPP 3.4）", en="Text message (SMPP 3.4)")
    Settings = SmsSmppSettings
    settings: SmsSmppSettings
    tells_delivered = True
    counts_parts = True

    @cached_property
    def line(self) -> Line:
        given = self.settings
        return Line(
            Where(
                given.host, given.port, given.tls, given.system_id, given.password.get_secret_value(), given.system_type,
                window=given.window, within_s=given.within_s, idle_s=given.idle_s,
            )
        )  # fmt: skip

    @classmethod
    def address(cls, typed: str) -> str:
        return sms.number(typed)

    def limits(self, text: str) -> list[Words]:
        told, most = sms.counted(text), self.settings.most_parts
        return [_TOO_LONG.fill(signs=told.signs, parts=told.parts, most=most)] if told.parts > most else []

    def parts(self, note: Note) -> list[smpp.Part]:
        """A repeat goes out under the same reference: a device that has some of its parts puts them together."""
        coding = GSM7 if sms.counted(note.text).encoding == "GSM-7" else UCS2
        return smpp.parts(sms.coded(note.text), coding, zlib.crc32(note.key.encode()) & 0xFF)

    def shown(self, note: Note) -> str:
        told = sms.counted(note.text)
        head = f"submit_sm {self.settings.sender or '-'} -> {note.to} {told.encoding} {told.signs} signs, {told.parts} parts"
        return f"{head}\n\n{note.text}"

    def send(self, note: Note) -> Taken:
        if why := self.limits(note.text):
            raise NotSent(why[0], passing=False)
        given, made = self.settings, self.parts(note)
        source = smpp.Address(given.sender, given.sender_ton, given.sender_npi)
        session, taken, valid_s = self.line.session(), list[str](), note.valid_s if given.validity else 0
        for part in made:
            answer = session.submit(source, smpp.destination(note.to), part, receipt=given.receipts, valid_s=valid_s)
            taken.append(self._taken(answer, begun=bool(taken))[:100])
        said = f"{len(made)} × submit_sm_resp {', '.join(taken)}"[:300]
        return Taken(taken[0], said) if len(taken) == 1 else Taken("", said, tuple(taken) if given.receipts else ())

    def _taken(self, answer: Pdu, *, begun: bool) -> str:
        """The centre's number of the message. `begun`: it has parts of it already."""
        if answer.status in LATER:
            raise NotSent(_BUSY.fill(status=f"0x{answer.status:08X}"), passing=True, unclear=begun)
        if answer.status != smpp.OK or answer.command != smpp.Command.SUBMIT_SM_RESP:
            raise NotSent(_REFUSED.fill(status=f"0x{answer.status:08X}"), passing=False)
        try:
            return self._decimal(smpp.message_id(answer))
        except smpp.Broken:
            return ""  # it was taken; only its receipt will belong to nothing

    def _decimal(self, number: str) -> str:
        try:
            return str(int(number, 16)) if self.settings.hex_ids else number
        except ValueError:
            return number

    def collect(self, take: Callable[[list[Report]], object]) -> None:
        session = self.line.session()
        if held := session.held():
            take([report for pdu in held for report in self._reports(pdu)])
            session.taken(held)

    def _reports(self, pdu: Pdu) -> list[Report]:
        try:
            one = smpp.delivered(pdu)
        except smpp.Broken:
            return []
        if one.is_receipt:
            number, state = smpp.receipt(one)
            number = str(int(number)) if self.settings.hex_ids and number.isdecimal() else number
            sort = Sort.ARRIVED if state in ARRIVED else Sort.LOST if state in LOST else None
            return [Report(sort, number[:100])] if sort and number else []
        return [Report(Sort.ANSWER, "", one.source[:40], written(one)[:500])] if one.is_text else []

    samples = [
        Sample(
            Words(zh="短信中心", en="A short-message centre"),
            {"host": "smsc.example.org", "system_id": "eoc", "password": "secret", "sender": "10690000"},
            ORDER,
            ["submit_sm 10690000 -> +8613800000000 UCS-2", "关闭看台"],
        ),
        Sample(
            Words(zh="演练", en="An exercise"),
            {"host": "smsc.example.org", "system_id": "eoc", "tls": True},
            EXERCISE,
            ["EXERCISE"],
        ),
    ]


def written(one: Delivered) -> str:
    """What a stranger wrote, by the coding that it says."""
    if one.coding == UCS2:
        return one.text.decode("utf-16-be", "replace")
    if one.coding == 0x03:
        return one.text.decode("latin-1")
    return sms.read(one.text) if one.coding == GSM7 else one.text.decode("ascii", "replace")


_TOO_LONG = Words(
    zh="短信 {signs} 字，要分 {parts} 条，超过上限 {most} 条，请缩短",
    en="the text message has {signs} signs and would take {parts} parts, more than {most}; shorten it",
)
_BUSY = Words(zh="短信中心暂不接收（{status}）", en="the short-message centre takes nothing just now ({status})")
_REFUSED = Words(zh="短信中心拒收（{status}）", en="the short-message centre refused it ({status})")
