"""Text messages through any gateway that takes a request over HTTP: the request is a template, kept as data.

In url, headers, query, form and json stand `{to}` `{text}` `{key}` `{number}` `{secret.NAME}`; within a JSON text that is
itself a value, `{text_json}`; and `{valid_s}` `{valid_min}`: for how long the message is true, for a gateway that lets go of
what it cannot deliver until then; alone in a JSON value they are a number. Each value is put in where it belongs and coded as that place wants it: a text cannot break
out of its place. What the gateway answers is read by paths such as `data.0.id`.
"""

import json as jsons
import re
from collections.abc import Mapping
from contextlib import closing
from functools import cached_property
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import Field, SecretStr, field_validator

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.people import sms
from watchroom.people.carrier import Carrier, Note, NotSent, Report, Sort, Taken
from watchroom.people.carrier_samples import EXERCISE, ORDER

MOST_ANSWER, WITHIN_S = 65_536, 10.0
UNKNOWN_VALID_S = 3600  # of a trial, of which nothing is known
_GAP = re.compile(r"\{(to|text|text_json|key|number|valid_s|valid_min|secret\.[a-z0-9_]{1,40})\}")


def _label(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en}


class SmsHttpSettings(Settings):
    url: str = Field(
        pattern=r"^https?://[^\s@]+$", max_length=500, json_schema_extra=_label("网关地址", "Gateway address")
    )
    method: str = Field("POST", pattern="^(POST|GET|PUT)$", json_schema_extra=_label("方法", "Method"))
    headers: dict[str, str] = Field({}, json_schema_extra=_label("请求头", "Headers"))
    query: dict[str, str] = Field({}, json_schema_extra=_label("地址参数", "Query"))
    form: dict[str, str] = Field({}, json_schema_extra=_label("表单", "Form"))
    json_body: Any = Field(None, alias="json", json_schema_extra=_label("JSON 正文", "JSON body"))
    secrets: dict[str, SecretStr] = Field({}, json_schema_extra=_label("密钥", "Secrets"))
    ok_path: str = Field(
        "", max_length=100, json_schema_extra=_label("应答中表示成败的位置", "Where the answer says how it went")
    )
    ok_values: list[str] = Field([], json_schema_extra=_label("表示成功的值", "Values that mean success"))
    later_values: list[str] = Field([], json_schema_extra=_label("表示稍后再试的值", "Values that mean later"))
    id_path: str = Field(
        "", max_length=100, json_schema_extra=_label("应答中消息编号的位置", "Where the answer names the message")
    )
    most_parts: int = Field(4, ge=1, le=20, json_schema_extra=_label("最多条数", "Most parts"))
    per_second: int = Field(50, ge=1, le=1000, json_schema_extra=_label("每秒最多", "Most in a second"))
    token: str = Field(
        "",
        pattern=r"^([A-Za-z0-9_-]{32,100})?$",
        json_schema_extra=_label("回执地址的密钥", "Secret of the address for reports"),
    )
    reports_path: str = Field("", max_length=100, json_schema_extra=_label("回执列表的位置", "Where the reports stand"))
    report_id: str = Field(
        "id", max_length=100, json_schema_extra=_label("回执中消息编号的位置", "Where a report names the message")
    )
    report_status: str = Field(
        "status", max_length=100, json_schema_extra=_label("回执中状态的位置", "Where a report says the state")
    )
    arrived: list[str] = Field(["DELIVRD"], json_schema_extra=_label("表示已到手机的值", "Values that mean it arrived"))
    lost: list[str] = Field(
        ["UNDELIV", "EXPIRED", "REJECTD", "DELETED"],
        json_schema_extra=_label("表示未到的值", "Values that mean it did not"),
    )
    reply_from: str = Field(
        "from", max_length=100, json_schema_extra=_label("上行短信号码的位置", "Where an answer names its sender")
    )
    reply_text: str = Field(
        "text", max_length=100, json_schema_extra=_label("上行短信内容的位置", "Where the text of an answer stands")
    )

    @field_validator("headers")
    @classmethod
    def _one_line(cls, value: dict[str, str]) -> dict[str, str]:
        if any(char in text for pair in value.items() for text in pair for char in "\r\n"):
            raise ValueError("a header holds a line break")
        return value


class SmsHttp(Carrier):
    name = "sms_http"
    title = Words(zh="短信（HTTP 网关）", en="Text message (HTTP gateway)")
    Settings = SmsHttpSettings
    tells_delivered = True
    counts_parts = True
    settings: SmsHttpSettings

    @cached_property
    def client(self) -> httpx.Client:
        """One for all: what it trusts is read once. A connection is not used twice: the other side may have closed it, and
        whether a message on it was taken would be unknown."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        timeout = httpx.Timeout(WITHIN_S, connect=5.0)
        return httpx.Client(timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)

    @classmethod
    def address(cls, typed: str) -> str:
        return sms.number(typed)

    def limits(self, text: str) -> list[Words]:
        told = sms.counted(text)
        most = self.settings.most_parts
        return [_TOO_LONG.fill(signs=told.signs, parts=told.parts, most=most)] if told.parts > most else []

    def request(self, note: Note) -> httpx.Request:
        """The request as it leaves."""
        given, put = self.settings, _Put(note, self.settings.secrets)
        more: dict[str, Any] = {}
        if given.form:
            more["data"] = {name: put.plain(text) for name, text in given.form.items()}
        elif given.json_body is not None:
            more["json"] = put.whole(given.json_body)
        headers = {name: put.header(text) for name, text in given.headers.items()}
        query = {name: put.plain(text) for name, text in given.query.items()}
        return httpx.Request(given.method, put.address(given.url), headers=headers, params=query or None, **more)

    def shown(self, note: Note) -> str:
        asked = self.request(note)
        head = "\n".join(f"{name}: {value}" for name, value in asked.headers.items())
        return f"{asked.method} {asked.url}\n{head}\n\n{asked.content.decode(errors='replace')}"

    def send(self, note: Note) -> Taken:
        if why := self.limits(note.text):
            raise NotSent(why[0], passing=False)
        try:
            with closing(self.client.send(self.request(note), stream=True)) as answer:
                return self._taken(answer.status_code, _whole(answer), answer.headers.get("Retry-After", ""))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise NotSent(_AWAY, passing=True) from None
        except (httpx.HTTPError, OSError):
            raise NotSent(_SILENT, passing=True, unclear=True) from None

    def _taken(self, status: int, body: bytes, later: str = "") -> Taken:
        """`later`: seconds, as the answer's Retry-After says them; a date there is left to our own pauses."""
        if status == 429 or status >= 500:
            after_s = int(later) if later.isascii() and later.isdigit() and len(later) < 7 else 0
            raise NotSent(_BUSY.fill(status=status), passing=True, unclear=status >= 500, after_s=after_s)
        if not 200 <= status < 300:
            raise NotSent(_REFUSED.fill(status=status), passing=False)
        given = self.settings
        try:
            told: object = jsons.loads(body) if given.ok_path or given.id_path else None
        except (ValueError, RecursionError):
            raise NotSent(_UNREAD, passing=True, unclear=True) from None
        said = text_at(told, given.ok_path) if given.ok_path else ""
        if given.ok_path and said not in given.ok_values:
            raise NotSent(_SAID.fill(said=said[:40]), passing=said in given.later_values)
        return Taken(text_at(told, given.id_path)[:100] if given.id_path else "", f"HTTP {status}")

    def heard(self, told: object) -> list[Report]:
        given = self.settings
        rows = at(told, given.reports_path) if given.reports_path else told
        found = []
        for row in rows[:500] if isinstance(rows, list) else [rows]:
            status, number = text_at(row, given.report_status), text_at(row, given.report_id)[:100]
            if status in given.arrived or status in given.lost:
                found.append(Report(Sort.ARRIVED if status in given.arrived else Sort.LOST, number))
            elif text := text_at(row, given.reply_text):
                found.append(Report(Sort.ANSWER, number, text_at(row, given.reply_from)[:40], text[:500]))
        return found

    samples = [
        Sample(
            Words(zh="JSON 网关", en="A gateway that takes JSON"),
            {
                "url": "https://sms.example.org/v1/send", "json": {"mobile": "{to}", "content": "{text}", "uid": "{key}"},
                "headers": {"Authorization": "Bearer {secret.key}"}, "secrets": {"key": "k-123"},
            },
            ORDER,
            ['"mobile":"+8613800000000"', "关闭看台", "authorization: Bearer k-123"],
        ),
        Sample(
            Words(zh="表单网关", en="A gateway that takes a form"),
            {"url": "https://sms.example.org/send", "form": {"to": "{to}", "msg": "{text}"}, "query": {"u": "eoc"}},
            EXERCISE,
            ["u=eoc", "msg=EXERCISE"],
        ),
    ]  # fmt: skip


class _Put:
    """Puts a note into the gaps of a template, each time coded as its place wants it."""

    def __init__(self, note: Note, secrets: Mapping[str, SecretStr]) -> None:
        self.values = {
            "to": note.to, "text": note.text, "key": note.key, "number": str(note.number),
            "valid_s": str(note.valid_s or UNKNOWN_VALID_S), "valid_min": str(max(1, (note.valid_s or UNKNOWN_VALID_S) // 60)),
            "text_json": jsons.dumps(note.text, ensure_ascii=False)[1:-1],
        } | {f"secret.{name}": value.get_secret_value() for name, value in secrets.items()}  # fmt: skip

    def plain(self, text: str) -> str:
        return _GAP.sub(lambda gap: self.values.get(gap[1], ""), text)

    def header(self, text: str) -> str:
        """A header holds plain signs alone: any other value stands in it percent-coded."""

        def put(gap: re.Match[str]) -> str:
            value = self.values.get(gap[1], "")
            return value if value.isascii() and value.isprintable() else quote(value, safe=" ")

        return _GAP.sub(put, text)

    def address(self, url: str) -> str:
        return _GAP.sub(lambda gap: quote(self.values.get(gap[1], ""), safe=""), url)

    def whole(self, thing: Any) -> Any:
        if isinstance(thing, dict):
            return {str(name): self.whole(one) for name, one in thing.items()}
        if isinstance(thing, list):
            return [self.whole(one) for one in thing]
        if thing in ("{valid_s}", "{valid_min}"):
            return int(self.plain(str(thing)))
        return self.plain(thing) if isinstance(thing, str) else thing


def at(told: object, path: str) -> object:
    """What stands at `data.0.id`; None where nothing does."""
    for part in path.split("."):
        if isinstance(told, dict):
            told = told.get(part)
        elif isinstance(told, list) and part.isdecimal() and int(part) < len(told):
            told = told[int(part)]
        else:
            return None
    return told


def text_at(told: object, path: str) -> str:
    found = at(told, path)
    return str(found) if isinstance(found, str | int) else ""


def _whole(answer: httpx.Response) -> bytes:
    found = b""
    for part in answer.iter_bytes():
        found += part
        if len(found) > MOST_ANSWER:
            raise NotSent(_UNREAD, passing=True, unclear=True)
    return found


_TOO_LONG = Words(
    zh="短信 {signs} 字，要分 {parts} 条，超过上限 {most} 条，请缩短",
    en="the text message has {signs} signs and would take {parts} parts, more than {most}; shorten it",
)
_AWAY = Words(zh="连不上短信网关", en="the gateway cannot be reached")
_SILENT = Words(zh="短信网关没有答完，可能已经发出", en="the gateway did not answer to the end; it may have been sent")
_BUSY = Words(zh="短信网关暂不接收（HTTP {status}）", en="the gateway takes nothing just now (HTTP {status})")
_REFUSED = Words(zh="短信网关拒收（HTTP {status}）", en="the gateway refused it (HTTP {status})")
_UNREAD = Words(
    zh="短信网关的应答读不懂，可能已经发出", en="the gateway's answer cannot be read; it may have been sent"
)
_SAID = Words(zh="短信网关答“{said}”", en="the gateway said “{said}”")
