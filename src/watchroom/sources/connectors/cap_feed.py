"""CAP feed: an issuer's Atom or RSS feed of warnings is asked every minute or so; only what changed is fetched."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from pydantic import Field, field_validator

from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.words import Words
from watchroom.sources.connector import Asked, Asking, Fetch
from watchroom.sources.faults import FeedDown, FeedUnreadable
from watchroom.sources.payloads import shown

MOST_FEED = 2 << 20
MOST_DOCUMENT = 512 << 10
MOST_ITEMS = 200
MOST_NEW = 50  # fetched at one asking; the rest comes at the next
MOST_MISSED = 10  # of one asking; each may take as long as an address may
_REMEMBERED = 1000
_TYPES = ("application/cap+xml", "application/common-alerting-protocol+xml", "application/xml", "text/xml", "")

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>x</title><updated>2026-02-06T03:00:00Z</updated>
<entry><id>urn:example:1</id><title>x</title><updated>2026-02-06T03:00:00Z</updated>
<link rel="alternate" type="text/html" href="/1.html"/><link type="application/cap+xml" href="/1.xml"/></entry></feed>"""


class CapFeedSettings(BaseSettings):
    url: str = Field(json_schema_extra={"zh": "信息源地址", "en": "Address of the feed"}, max_length=500)
    every_s: int = Field(60, ge=10, le=3600, json_schema_extra={"zh": "每隔（秒）", "en": "Every (s)"})
    private: bool = Field(False, json_schema_extra={"zh": "允许内网地址", "en": "May be an address of our own network"})

    @field_validator("url")
    @classmethod
    def is_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise ValueError("须是 http(s) 地址，不含用户名 / must be an http(s) address without a user name")
        return url


class CapFeed(Asking):
    name = "cap_feed"
    title = Words(zh="CAP 预警信息源", en="CAP feed of warnings")
    help = Words(
        zh="填写发布单位的 Atom 或 RSS 地址；每次只取变动的条目，取不到时保留上次内容并注明时间。",
        en="Give the issuer's Atom or RSS address; only what changed is fetched, and when nothing can be had the last content"
        " is kept with its age.",
    )
    Settings = CapFeedSettings

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        assert isinstance(settings, CapFeedSettings)
        self.url = settings.url

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        known = {"If-None-Match": memo.get("etag"), "If-Modified-Since": memo.get("modified")}
        answer = fetch(
            self.url, headers={name: str(value) for name, value in known.items() if value}, most_bytes=MOST_FEED
        )
        if answer.status == 304:
            return Asked([], memo)
        if answer.status != 200:
            raise FeedDown(url=self.url, why=f"HTTP {answer.status}")
        seen: dict[str, str] = dict(memo.get("seen") or {})
        documents: list[bytes] = []
        faults: list[Fault] = []
        missed: dict[str, str] = dict(memo.get("missed") or {})
        items = [item for item in _items(self.url, answer.body) if seen.get(item[0]) != item[1]]
        # What could not be had before comes last: dead links must not stand before a new warning for ever.
        items.sort(key=lambda item: missed.get(item[0]) == item[1])
        missed = {key: mark for key, mark, _ in items if missed.get(key) == mark}
        for key, mark, link in items[:MOST_NEW]:
            try:
                documents.append(self._document(fetch, link))
                seen[key] = mark
                missed.pop(key, None)
            except Fault as fault:
                faults.append(fault)
                missed[key] = mark
                if len(faults) >= MOST_MISSED:
                    break
        whole = not faults and len(items) <= MOST_NEW
        kept = {"seen": dict(list(seen.items())[-_REMEMBERED:]), "missed": missed}
        # Remembering the feed's mark before everything in it was had would hide the rest behind a 304.
        marks = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")} if whole else {}
        return Asked(documents, kept | {name: mark for name, mark in marks.items() if mark}, faults)

    def _document(self, fetch: Fetch, link: str) -> bytes:
        if urlsplit(link)[:2] != urlsplit(self.url)[:2]:
            raise FeedUnreadable(
                url=shown(link, 120), why=Words(zh="链接指向另一台主机", en="it points to another host")
            )
        answer = fetch(link, most_bytes=MOST_DOCUMENT)
        if answer.status != 200:
            raise FeedDown(url=link, why=f"HTTP {answer.status}")
        return answer.body

    samples = [
        Sample(
            title=Words(zh="新条目：取其 CAP 文件", en="A new item: its CAP document is fetched"),
            settings={"url": "https://alerts.example.org/feed.atom"},
            given={
                "https://alerts.example.org/feed.atom": (200, {"etag": '"a"'}, _FEED.encode()),
                "https://alerts.example.org/1.xml": (200, {}, b"<alert/>"),
            },
            expect=[b"<alert/>"],
        ),
        Sample(
            title=Words(zh="没有变动：不取", en="Nothing changed: nothing is fetched"),
            settings={"url": "https://alerts.example.org/feed.atom"},
            given={"https://alerts.example.org/feed.atom": (304, {}, b"")},
            expect=[],
            silent=True,
        ),
        Sample(
            title=Words(zh="回以网页：读不懂", en="A web page instead: not readable"),
            settings={"url": "https://alerts.example.org/feed.atom"},
            given={"https://alerts.example.org/feed.atom": (200, {}, b"<html><body>502</body></html>")},
            expect="sources.FeedUnreadable",
            silent=True,
        ),
    ]


def _items(url: str, body: bytes) -> list[tuple[str, str, str]]:
    """Key, mark of change and address of each item, oldest first. Raises FeedUnreadable."""
    root = _root(url, body)
    space = "{http://www.w3.org/2005/Atom}"
    if root.tag == f"{space}feed":
        found = [_atom(url, item, space) for item in root.iterfind(f"{space}entry")]
    elif root.tag == "rss":
        found = [_rss(url, item) for item in root.iterfind("channel/item")]
    else:
        raise FeedUnreadable(url=url, why=Words(zh="不是 Atom 或 RSS", en="it is neither Atom nor RSS"))
    return [item for item in found if item is not None][:MOST_ITEMS][::-1]


def _root(url: str, body: bytes) -> etree._Element:
    # UTF-16 hides a DOCTYPE from a search for its letters, so the parser is asked as well.
    if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
        raise FeedUnreadable(url=url, why="DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedUnreadable(url=url, why=shown(str(error), 120)) from error
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise FeedUnreadable(url=url, why="DOCTYPE")
    return root


def _atom(url: str, item: etree._Element, space: str) -> tuple[str, str, str] | None:
    links = sorted(
        (_TYPES.index(kind), link.get("href", ""))
        for link in item.iterfind(f"{space}link")
        if (kind := link.get("type", "").split(";")[0].strip().lower()) in _TYPES
    )
    key = (item.findtext(f"{space}id") or "").strip()
    if not links or not key:
        return None
    return key[:500], (item.findtext(f"{space}updated") or "").strip()[:64], _joined(url, links[0][1])


def _rss(url: str, item: etree._Element) -> tuple[str, str, str] | None:
    link = (item.findtext("link") or "").strip()
    key = (item.findtext("guid") or link).strip()
    return (key[:500], (item.findtext("pubDate") or "").strip()[:64], _joined(url, link)) if link else None


def _joined(url: str, link: str) -> str:
    """Nothing for a link that is none: it is then refused like one to another host, and the others are fetched."""
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return ""
