"""Cursor on Target: TAK clients, gateways and servers send positions to a door that we open."""

import asyncio
from typing import Literal, Self

from pydantic import Field, model_validator

from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources import doors
from watchroom.sources.connector import Came, Hand, Listening
from watchroom.sources.cot import Cutter, read_event
from watchroom.sources.outside import UNITS, UnitNames, nothing, position
from watchroom.sources.payloads import Offer


class CotSettings(Settings):
    by: Literal["tcp", "tls", "udp"] = Field("tcp", json_schema_extra={"zh": "方式", "en": "By"})
    host: str = Field("127.0.0.1", max_length=64, json_schema_extra={"zh": "监听地址", "en": "Address to listen at"})
    port: int = Field(8087, ge=0, le=65535, json_schema_extra={"zh": "端口", "en": "Port"})
    units: UnitNames = Field(default_factory=dict, json_schema_extra=UNITS)  # type: ignore[arg-type]
    types: str = Field(
        "a-", max_length=40, json_schema_extra={"zh": "只收此开头的类型", "en": "Only types that begin so"}
    )
    accuracy: bool = Field(False, json_schema_extra={"zh": "也收定位精度", "en": "Take the accuracy too"})

    @model_validator(mode="after")
    def _closed(self) -> Self:
        if self.by != "tls" and not doors.is_own(self.host):
            raise ValueError(
                f"{self.by} has no key: only an address of this machine or of a private network; else use tls"
            )
        return self


class Cot(Listening):
    name = "cot"
    title = Words(zh="CoT 位置（TAK）", en="CoT positions (TAK)")
    help = Words(
        zh="在 TAK 客户端或网关里加一个输出，指向这里的地址和端口，格式选 XML（不是 protobuf）。"
        "把 uid 或呼号对应到力量代码；对外开放须用 TLS，证书放在信息源的文件夹里。",
        en="Add an output in the TAK client or gateway to this address and port, in XML (not protobuf). Give each uid or"
        " callsign its unit's code; beyond a private network only TLS is opened, with certificates in the source's folder.",
    )
    Settings = CotSettings
    settings: CotSettings
    most_alike = 1  # a stranger says where he is every second

    def hear(self, came: Came) -> Offer:
        event = read_event(came.body)
        if not event.kind.startswith(self.settings.types) or not event.placed:
            return nothing()
        accuracy = event.ce if self.settings.accuracy else None
        return position(self._unit(event.uid, event.callsign), event.lon, event.lat, accuracy, event.time)

    def _unit(self, uid: str, callsign: str) -> str:
        units = self.settings.units
        return units.get(uid) or units.get(callsign) or shown(callsign or uid)

    async def listen(self, hand: Hand, stop: asyncio.Event) -> None:
        told = self.settings

        async def opened(_port: int) -> None:
            await hand.well()

        async def datagram(data: bytes) -> None:
            await hand(Came(data))

        async def connection(reader: asyncio.StreamReader) -> None:
            cutter = Cutter()
            while data := await asyncio.wait_for(reader.read(1 << 16), doors.IDLE_S):
                try:
                    for piece in cutter.feed(data):
                        await hand(Came(piece))
                except Fault:  # what cannot be cut is handed in as it is, so that a person sees it; then we part
                    await hand(Came(cutter.rest))
                    return

        if told.by == "udp":
            await doors.serve_udp(told.host, told.port, datagram, stop, opened=opened)
        else:
            context = doors.tls(hand.folder) if told.by == "tls" else None
            await doors.serve_tcp(told.host, told.port, connection, stop, context=context, opened=opened)

    samples = [
        Sample(
            title=Words(
                zh="一个单位的位置，没有可有可无的部分", en="A unit's position with nothing that may be missing"
            ),
            settings={"units": {"ANDROID-1": "amb-1"}},
            given=(
                "",
                b'<?xml version="1.0"?><event version="2.0" uid="ANDROID-1" type="a-f-G-U-C" how="m-g"'
                b' time="2026-02-06T03:00:00Z" start="2026-02-03T03:00:00Z" stale="2026-02-03T03:05:00Z">'
                b'<point lat="40.9067" lon="115.4665" hae="1650" ce="9999999.0" le="9999999.0"/></event>',
            ),
            expect=[("amb-1-lon", 115.4665, "2026-02-06T03:00:00Z"), ("amb-1-lat", 40.9067, "2026-02-06T03:00:00Z")],
        ),
        Sample(
            title=Words(zh="按呼号，带精度", en="By callsign, with its accuracy"),
            settings={"units": {"守望二组": "team-2"}, "accuracy": True},
            given=(
                "",
                '<event version="2.0" uid="u-2" type="a-f-G" how="m-g" time="2026-02-06T03:00:00.250Z" start="2026-02-06T03:00:00Z"'
                ' stale="2026-02-06T03:05:00Z"><point lat="40.9" lon="115.4" hae="0" ce="8.5" le="10"/>'
                '<detail><contact callsign="守望二组"/><remarks><![CDATA[</point>]]></remarks></detail></event>'.encode(),
            ),
            expect=[
                ("team-2-lon", 115.4, "2026-02-06T03:00:00.250Z"),
                ("team-2-lat", 40.9, "2026-02-06T03:00:00.250Z"),
                ("team-2-accuracy", 8.5, "2026-02-06T03:00:00.250Z"),
            ],
        ),
        Sample(
            title=Words(zh="带 DOCTYPE：不收", en="With a DOCTYPE: not taken"),
            settings={},
            given=("", b'<!DOCTYPE event [<!ENTITY a "b">]><event uid="&a;"/>'),
            expect="sources.NoPosition",
            silent=True,
        ),
        Sample(
            title=Words(zh="聊天消息：没有位置", en="A chat message: no position"),
            settings={},
            given=(
                "",
                b'<event version="2.0" uid="GeoChat.1" type="b-t-f" time="2026-02-06T03:00:00Z" start="2026-02-06T03:00:00Z"'
                b' stale="2026-02-06T03:05:00Z"><point lat="40.9" lon="115.4" hae="0" ce="10" le="10"/></event>',
            ),
            expect=[],
            silent=True,
        ),
    ]
