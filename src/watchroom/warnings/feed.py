"""The public Atom feed of our CAP alerts: what other systems subscribe to. Made from postings alone."""

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from watchroom.kernel.exercise import mark
from watchroom.kernel.words import LANGS, Words
from watchroom.warnings.models import Posting

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
TITLE = Words(zh="公众预警（CAP）", en="Public warnings (CAP)")
_CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


def atom(postings: Sequence[Posting], sender: str, base: str, now: datetime, *, exercise: bool) -> bytes:
    """The feed, newest first.

    base  the site's address without a trailing slash; entries link to `/feed/cap/<identifier>.xml`
    now   the feed's time when it holds nothing yet
    exercise  what subscribers list, the feed's own title, says so in each language
    """
    root = etree.fromstring(f'<feed xmlns="{ATOM}"/>')
    updated = max((row.ended_at or row.posted_at for row in postings), default=now)
    _add(root, "id", f"urn:watchroom:{sender}:cap")
    _add(root, "title", " / ".join(mark(TITLE.text(lang), exercise, lang) for lang in LANGS))
    _add(root, "updated", _time(updated))
    _add(_add(root, "author"), "name", sender)
    _link(root, f"{base}/feed/cap.atom", "self", "application/atom+xml")
    _link(root, f"{base}/public/", "alternate", "text/html")
    for row in postings:
        _entry(root, row, sender, base)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _entry(root: etree._Element, row: Posting, sender: str, base: str) -> None:
    alert = etree.fromstring(row.body.encode())
    headlines = [text for text in (item.text for item in alert.iter(f"{_CAP}headline")) if text]
    entry = _add(root, "entry")
    _add(entry, "id", f"urn:watchroom:{sender}:{row.identifier}")
    _add(entry, "title", " / ".join(headlines))
    _add(entry, "updated", _time(row.posted_at))
    _add(entry, "published", _time(row.posted_at))
    _link(entry, f"{base}/feed/cap/{row.identifier}.xml", "enclosure", CAP_TYPE)
    _link(entry, f"{base}/feed/cap/{row.identifier}.xml", "alternate", CAP_TYPE)
    kind = _add(entry, "category")
    kind.set("term", alert.findtext(f"{_CAP}msgType") or "Alert")
    status = _add(entry, "category")
    status.set("term", alert.findtext(f"{_CAP}status") or "Actual")


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    if text:
        made.text = text
    return made


def _link(parent: etree._Element, href: str, rel: str, kind: str) -> None:
    link = _add(parent, "link")
    link.set("href", href)
    link.set("rel", rel)
    link.set("type", kind)


def _time(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
