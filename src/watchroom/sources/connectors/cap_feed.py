"""CAP feed: an issuer's Atom, RSS or EDXL-DE file of warnings, asked every minute or so; only what changed is fetched."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from pydantic import Field

from watchroom.kernel.cap.tree import elements, local, namespace
from watchroom.kernel.faults import Fault
from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.asking import (
    HOSTS,
    MOST_DOCUMENT,
    MOST_HOSTS,
    MUST_BE_SIGNED,
    AskedSettings,
    Host,
    asked,
    linked,
    marks,
    root_of,
)
from watchroom.sources.connector import Asked, Asking, Fetch
from watchroom.sources.faults import FeedUnreadable

MOST_FEED = 2 << 20
MOST_ITEMS = 1000
MOST_NEW = 50  # fetched at one asking; the rest comes at the next
MOST_MISSED = 10  # of one asking; each may take as long as an address may
_REMEMBERED = MOST_ITEMS
_ATOM = "{http://www.w3.org/2005/Atom}"
_CAP_TYPES = ("application/cap+xml", "application/common-alerting-protocol+xml")
_TYPES = (*_CAP_TYPES, "application/xml", "text/xml", "", "application/atom+xml")

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>x</title><updated>2026-02-06T03:00:00Z</updated>
<entry><id>urn:example:1</id><title>x</title><updated>2026-02-06T03:00:00Z</updated>
<link rel="alternate" type="text/html" href="/1.html"/><link type="application/cap+xml" href="/1.xml"/></entry></feed>"""
_INSIDE = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:example:1</id><content type="text/xml">
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>A-1</identifier></alert></content></entry></feed>"""


class CapFeedSettings(AskedSettings):
    hosts: list[Host] = Field(default=[], max_length=MOST_HOSTS, json_schema_extra=HOSTS)
    must_be_signed: bool = Field(False, json_schema_extra=MUST_BE_SIGNED)


@dataclass(frozen=True, slots=True)
class Item:
    """One warning that a feed lists: `mark` changes when it does; either its document, or where that is."""

    key: str
    mark: str
    link: str = ""
    document: bytes | None = None


class CapFeed(Asking):
    name = "cap_feed"
    title = Words(zh="CAP 预警信息源", en="CAP feed of warnings")
    help = Words(
        zh="填写发布单位的 Atom、RSS 或 EDXL-DE 地址；每次只取变动的条目，取不到时保留上次内容并注明时间。",
        en="Give the issuer's Atom, RSS or EDXL-DE address; only what changed is fetched, and when nothing can be had the"
        " last content is kept with its age.",
    )
    Settings = CapFeedSettings

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        assert isinstance(settings, CapFeedSettings)
        self.url, self.hosts = settings.url, settings.hosts

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        answer = asked(fetch, self.url, memo, MOST_FEED)
        if answer is None:
            return Asked([], memo)
        seen: dict[str, str] = dict(memo.get("seen") or {})
        documents: list[bytes] = []
        faults: list[Fault] = []
        missed: dict[str, str] = dict(memo.get("missed") or {})
        items = [item for item in items_of(self.url, answer.body) if seen.get(item.key) != item.mark]
        # What could not be had before comes last: dead links must not stand before a new warning for ever.
        items.sort(key=lambda item: missed.get(item.key) == item.mark)
        missed = {item.key: item.mark for item in items if missed.get(item.key) == item.mark}
        for item in items[:MOST_NEW]:
            try:
                documents.append(item.document or linked(fetch, item.link, self.url, self.hosts))
                seen[item.key] = item.mark
                missed.pop(item.key, None)
            except Fault as fault:
                faults.append(fault)
                missed[item.key] = item.mark
                if len(faults) >= MOST_MISSED:
                    break
        whole = not faults and len(items) <= MOST_NEW
        kept = {"seen": dict(list(seen.items())[-_REMEMBERED:]), "missed": missed}
        # Remembering the feed's mark before everything in it was had would hide the rest behind a 304.
        return Asked(documents, kept | (marks(answer) if whole else {}), faults)

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
            title=Words(zh="报文就在条目里：直接收下", en="The message stands in the item itself: taken from there"),
            settings={"url": "https://alerts.example.org/feed.atom"},
            given={"https://alerts.example.org/feed.atom": (200, {}, _INSIDE)},
            expect=[
                b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>A-1</identifier></alert>',
            ],
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


def items_of(url: str, body: bytes) -> list[Item]:
    """What a feed lists, oldest first: a feed has the newest at its top. Raises FeedUnreadable."""
    root = root_of(url, body)
    kind = local(root)
    if kind == "feed":
        found = [item for entry in _named(root, "entry") for item in _atom(url, entry)]
    elif kind in ("rss", "rdf"):
        places = _named(root, "channel") if kind == "rss" else [root]
        found = [item for place in places for one in _named(place, "item") for item in _rss(url, one)]
    elif kind == "edxldistribution":
        found = [item for one in _named(root, "contentobject") for item in _edxl(url, one)][::-1]
    elif kind in ("alerts", "alert"):
        found = _alerts(root)[::-1]
    else:
        why = Words(zh="不是 Atom、RSS 或 EDXL-DE", en="it is neither Atom nor RSS nor EDXL-DE")
        raise FeedUnreadable(url=shown(url, 120), why=why)
    if len(found) > MOST_ITEMS:
        why = Words(
            zh=f"条目超过 {MOST_ITEMS} 条，请登记更小的分区源",
            en=f"it lists more than {MOST_ITEMS}; register a regional feed",
        )
        raise FeedUnreadable(url=shown(url, 120), why=why)
    return found[::-1]


def _named(parent: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in elements(parent) if local(one) == name]


def _text(parent: etree._Element, name: str) -> str:
    return next((("".join(str(part) for part in one.itertext())).strip() for one in _named(parent, name)), "")


def _alerts(place: etree._Element) -> list[Item]:
    """The messages inside, none of them inside another. Their mark is their content: a changed one is new."""
    found: list[Item] = []
    stack = [place]
    while stack:
        one = stack.pop()
        if local(one) == "alert" and ("cap" in namespace(one) or _named(one, "identifier")):
            found.append(_inside(etree.tostring(one, with_tail=False, encoding="utf-8"), one))
        else:
            stack.extend(reversed(elements(one)))
    return found


def _inside(document: bytes, alert: etree._Element) -> Item:
    key = f"{_text(alert, 'sender')} {_text(alert, 'identifier')} {_text(alert, 'sent')}"
    return Item(key[:500], hashlib.sha256(document).hexdigest(), document=document)


def _as_text(place: etree._Element) -> Iterator[Item]:
    """A message that stands in an element as text: escaped, or as CDATA."""
    text = (place.text or "").strip()
    if not text.startswith("<") or "alert" not in text or len(text) > MOST_DOCUMENT:
        return
    try:
        root = root_of("", text.encode("utf-8"))
    except FeedUnreadable:
        return
    if local(root) == "alert":
        yield _inside(text.encode("utf-8"), root)


def _atom(url: str, entry: etree._Element) -> list[Item]:
    inside = _alerts(entry) or [item for one in _named(entry, "content") for item in _as_text(one)]
    if inside:
        return inside
    links = [
        (_TYPES.index(kind), link.get("href") or "")
        for link in _named(entry, "link")
        if (kind := _type(link.get("type"))) in _TYPES and link.get("rel") not in ("self", "edit")
    ]
    links += [
        (_TYPES.index(kind), one.get("src") or "")
        for one in _named(entry, "content")
        if one.get("src") and (kind := _type(one.get("type"))) in _TYPES
    ]
    link = _joined(url, min(links, key=lambda one: one[0])[1]) if links else ""
    return [Item((_text(entry, "id") or link)[:500], _text(entry, "updated")[:64], link)]


def _rss(url: str, item: etree._Element) -> list[Item]:
    inside = _alerts(item) or [found for one in _named(item, "description") for found in _as_text(one)]
    if inside:
        return inside
    enclosed = [one.get("url") or "" for one in _named(item, "enclosure") if _type(one.get("type")) in _CAP_TYPES]
    link = next((one for one in [*enclosed, _text(item, "link")] if one), "")
    mark = _text(item, "pubdate") or _text(item, "date")
    return [Item((_text(item, "guid") or link)[:500], mark[:64], _joined(url, link) if link else "")]


def _edxl(url: str, content: etree._Element) -> list[Item]:
    """A content object of an envelope: its messages, or the address where its message is."""
    inside = _alerts(content) or [item for one in content.iter(etree.Element) for item in _as_text(one)]
    if inside:
        return inside
    for one in content.iter(etree.Element):
        if local(one) == "uri" and (one.text or "").strip():
            link = _joined(url, one.text or "")
            sums = [(part.text or "").strip() for part in content.iter(etree.Element) if local(part) == "digest"]
            return [Item(link[:500], sums[0][:64] if sums else "", link)]
    return []


def _type(told: str | None) -> str:
    return (told or "").split(";")[0].strip().lower()


def _joined(url: str, link: str) -> str:
    """Nothing for a link that is none: it is then refused by itself, and the others are fetched."""
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return ""
