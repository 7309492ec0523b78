"""CAP documents at fixed addresses: one file that an issuer overwrites, or several."""

import hashlib
from typing import Any

from pydantic import Field

from watchroom.kernel.cap.tree import parse
from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.words import Words
from watchroom.sources.asking import MOST_DOCUMENT, MUST_BE_SIGNED, HttpUrl, asked, marks
from watchroom.sources.connector import Asked, Asking, Fetch

MOST_ADDRESSES = 20
_ONE = "https://alerts.example.org/now.xml"
_TWO = "https://alerts.example.org/sea.xml"
_ALERT = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>A-1</identifier></alert>'


class CapUrlSettings(BaseSettings):
    urls: list[HttpUrl] = Field(
        min_length=1,
        max_length=MOST_ADDRESSES,
        json_schema_extra={"zh": "CAP 文件的地址", "en": "Addresses of CAP files"},
    )
    every_s: int = Field(60, ge=10, le=3600, json_schema_extra={"zh": "每隔（秒）", "en": "Every (s)"})
    private: bool = Field(False, json_schema_extra={"zh": "允许内网地址", "en": "May be an address of our own network"})
    must_be_signed: bool = Field(False, json_schema_extra=MUST_BE_SIGNED)


class CapUrl(Asking):
    name = "cap_url"
    title = Words(zh="CAP 文件地址", en="CAP documents at addresses")
    help = Words(
        zh="填写一个或几个 CAP 文件的地址（每个文件一条或多条预警）；内容变了才收，取不到或读不懂时保留上次内容并注明时间。",
        en="Give the addresses of one or several CAP files, each with one warning or more; a file is taken when it has"
        " changed, and when it cannot be had or read the last content is kept with its age.",
    )
    Settings = CapUrlSettings

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        assert isinstance(settings, CapUrlSettings)
        self.urls = list(dict.fromkeys(settings.urls))

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        """An address that fails is remembered as it was, so that a 304 does not make a bad file look well."""
        before: dict[str, dict[str, str]] = memo.get("urls") or {}
        kept: dict[str, dict[str, str]] = {}
        documents: list[bytes] = []
        unread: list[tuple[bytes, Fault]] = []
        faults: list[Fault] = []
        for url in self.urls:
            known = before.get(url) or {}
            try:
                answer = asked(fetch, url, known, MOST_DOCUMENT)
                if answer is None:
                    kept[url] = known
                    continue
                try:
                    parse(answer.body)
                except Fault as fault:
                    unread.append((answer.body, fault))
                    raise
                mark = hashlib.sha256(answer.body).hexdigest()
                if mark != known.get("mark"):
                    documents.append(answer.body)
                kept[url] = {"mark": mark, **marks(answer)}
            except Fault as fault:
                faults.append(fault)
                kept[url] = {"mark": known["mark"]} if "mark" in known else {}
        return Asked(documents, {"urls": kept}, faults, unread=unread)

    samples = [
        Sample(
            title=Words(zh="两个地址，各一条", en="Two addresses, one message each"),
            settings={"urls": [_ONE, _TWO]},
            given={_ONE: (200, {"etag": '"1"'}, _ALERT), _TWO: (200, {}, _ALERT.replace(b"A-1", b"A-2"))},
            expect=[_ALERT, _ALERT.replace(b"A-1", b"A-2")],
        ),
        Sample(
            title=Words(zh="没有变动：不收", en="Nothing changed: nothing is taken"),
            settings={"urls": [_ONE]},
            given={_ONE: (304, {}, b"")},
            expect=[],
            silent=True,
        ),
    ]
