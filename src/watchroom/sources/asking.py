"""What connectors that ask an address share: its setting, whose links may be followed, one document within limits."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from lxml import etree
from pydantic import AfterValidator, Field
from pydantic.config import JsonDict

from watchroom.kernel.plugin import Settings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Answer, Fetch
from watchroom.sources.faults import FeedDown, FeedUnreadable

MOST_DOCUMENT = 512 << 10
MOST_HOSTS = 20


def _http(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError("须是 http(s) 地址，不含用户名 / must be an http(s) address without a user name")
    return url


def _host(name: str) -> str:
    parts = urlsplit(f"//{name}")
    if not name or parts.netloc != name or "@" in name or not parts.hostname:
        raise ValueError("须是主机名，可带端口 / must be a host name, with a port if it has one")
    return name.lower()


HttpUrl = Annotated[str, AfterValidator(_http), Field(max_length=500)]
Host = Annotated[str, AfterValidator(_host), Field(max_length=200)]


class AskedSettings(Settings):
    """The settings of everything that is asked at an address."""

    url: HttpUrl = Field(json_schema_extra={"zh": "地址", "en": "Address"})
    every_s: int = Field(60, ge=10, le=3600, json_schema_extra={"zh": "每隔（秒）", "en": "Every (s)"})
    private: bool = Field(False, json_schema_extra={"zh": "允许内网地址", "en": "May be an address of our own network"})


MUST_BE_SIGNED: JsonDict = {
    "zh": "必须有已登记证书的签名，否则只显示、不参与自动判断",
    "en": "Must be signed by a registered certificate; else it is only shown and moves nothing by itself",
}
HOSTS: JsonDict = {
    "zh": "同一发布单位的其他主机（链接可以指向它们）",
    "en": "Further hosts of this issuer, to which links may lead",
}


def asked(fetch: Fetch, url: str, memo: dict[str, Any], most_bytes: int) -> Answer | None:
    """Asks an address for what is new since the marks of `memo`. None: nothing is. Raises FeedDown for anything but 200."""
    known = {"If-None-Match": memo.get("etag"), "If-Modified-Since": memo.get("modified")}
    headers = {name: str(value) for name, value in known.items() if value}
    answer = fetch(url, headers=headers, most_bytes=most_bytes)
    if answer.status == 304:
        return None
    if answer.status != 200:
        raise FeedDown(url=shown(url, 120), why=f"HTTP {answer.status}")
    return answer


def marks(answer: Answer) -> dict[str, str]:
    """What is to be remembered of an answer, so that the next asking gets only what is new."""
    told = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
    return {name: mark for name, mark in told.items() if mark}


def linked(fetch: Fetch, link: str, home: str, hosts: Sequence[str]) -> bytes:
    """One document that a feed points to: on the feed's own host, or on one that the settings name.

    Raises FeedUnreadable for no link, or one that leads elsewhere (a feed may not send us anywhere); FeedDown.
    """
    if not link:
        why = Words(zh="条目里既没有报文，也没有指向报文的链接", en="an item holds neither a message nor a link to one")
        raise FeedUnreadable(url=shown(home, 120), why=why)
    parts, own = urlsplit(link), urlsplit(home)
    named = parts.scheme in ("http", "https") and parts.netloc.lower() in hosts
    if not named and (parts.scheme, parts.netloc.lower()) != (own.scheme, own.netloc.lower()):
        raise FeedUnreadable(
            url=shown(link, 120),
            why=Words(
                zh="链接指向另一台主机；如属同一发布单位，请在设置的 hosts 中登记",
                en="it points to another host; if that is the same issuer's, name it in the setting hosts",
            ),
        )
    answer = fetch(link, most_bytes=MOST_DOCUMENT)
    if answer.status != 200:
        raise FeedDown(url=shown(link, 120), why=f"HTTP {answer.status}")
    return answer.body


def root_of(url: str, body: bytes) -> etree._Element:
    """The root of XML from outside, read with everything off that hostile XML could use. Raises FeedUnreadable."""
    # UTF-16 hides a DOCTYPE from a search for its letters, so the parser is asked as well.
    if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
        raise FeedUnreadable(url=shown(url, 120), why="DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedUnreadable(url=shown(url, 120), why=shown(str(error), 120)) from error
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise FeedUnreadable(url=shown(url, 120), why="DOCTYPE")
    return root
