"""Spoils a good alert in one of many small ways; the same seed spoils it the same way."""

import random

from lxml import etree

from watchroom.kernel.cap.tree import DSIG, NAMESPACES

TEXTS = (
    *(
        "",
        " ",
        "x",
        "Actual",
        " Actual",
        "Draft",
        "CBRNE",
        "Very Likely",
        "Observed",
        "AllClear",
        "Avoid",
        "en",
        "zh-CN",
    ),
    *(
        "en_US",
        "e1",
        "-1",
        "+12",
        "1.",
        ".5",
        "1e3",
        "12.5",
        "NaN",
        "http://a b",
        "http://[::1",
        "urn:x:%zz",
        "#a#b",
        "a:b",
    ),
    *("2026-02-06T11:21:00+08:00", "2026-02-06T11:21:00+08:00\n", "2026-02-06T11:21:00Z", "2026-02-06T11:21:00"),
    *(
        "2026-02-06T11:21:00.5+08:00",
        "2026-02-30T11:21:00+08:00",
        "2026-02-06T24:00:00+08:00",
        "2026-02-06T11:21:00,08:00",
    ),
    *("2026-02-06T11:21:00+14:30", "2026-02-06", "0000-01-01T00:00:00+00:00", "-2026-02-06T11:21:00+08:00"),
    *(
        "40,114 41,115 40,115 40,114",
        "40 114",
        "预警",
        "\u00a0",
        "12026-02-06T11:21:00+08:00",
        "mailto:a@b",
        "//x:99999999999",
    ),
)
NAMES = (
    *("identifier", "sender", "sent", "status", "msgType", "password", "source", "scope", "code", "note", "references"),
    *("info", "language", "category", "event", "responseType", "urgency", "eventCode", "effective", "expires", "web"),
    *(
        "parameter",
        "valueName",
        "value",
        "resource",
        "mimeType",
        "size",
        "uri",
        "derefUri",
        "area",
        "areaDesc",
        "polygon",
    ),
    *("circle", "geocode", "altitude", "ceiling", "alert", "reference", "Signature"),
)
SPACES = (*NAMESPACES.values(), DSIG, "", "urn:other")
ATTRIBUTES = (
    ("{http://www.w3.org/2001/XMLSchema-instance}nil", "true"),
    ("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "a b"),
    ("{http://www.w3.org/XML/1998/namespace}lang", "zh"),
    ("lang", "zh"),
    ("Id", "a"),
)


def spoil(alert: etree._Element, chance: random.Random, times: int = 1) -> etree._Element:
    """A copy of the alert with `times` changes; most break a rule of the schema, some do not."""
    made = etree.fromstring(etree.tostring(alert, with_tail=False))
    for _ in range(times):
        item = chance.choice(list(made.iter(etree.Element)))
        chance.choice(_WAYS)(item, chance)
    return etree.fromstring(etree.tostring(made, with_tail=False))  # as a file would hold it


def _delete(item: etree._Element, chance: random.Random) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)


def _double(item: etree._Element, chance: random.Random) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.insert(parent.index(item), etree.fromstring(etree.tostring(item, with_tail=False)))


def _move(item: etree._Element, chance: random.Random) -> None:
    parent = item.getparent()
    if parent is not None:
        parent.insert(chance.randrange(len(parent)), item)


def _rename(item: etree._Element, chance: random.Random) -> None:
    if item.getparent() is not None:
        item.tag = etree.QName(etree.QName(item).namespace, chance.choice(NAMES)).text


def _change_namespace(item: etree._Element, chance: random.Random) -> None:
    if item.getparent() is not None:
        item.tag = etree.QName(chance.choice(SPACES) or None, etree.QName(item).localname).text


def _retext(item: etree._Element, chance: random.Random) -> None:
    item.text = chance.choice(TEXTS)


def _loose(item: etree._Element, chance: random.Random) -> None:
    item.tail = chance.choice(TEXTS)


def _attribute(item: etree._Element, chance: random.Random) -> None:
    name, value = chance.choice(ATTRIBUTES)
    item.set(name, value)


def _insert(item: etree._Element, chance: random.Random) -> None:
    made = etree.Element(etree.QName(chance.choice(SPACES) or None, chance.choice(NAMES)).text)
    made.text = chance.choice(TEXTS)
    item.insert(chance.randint(0, len(item)), made)


def _comment(item: etree._Element, chance: random.Random) -> None:
    made = etree.Comment("a comment")
    made.tail = chance.choice(TEXTS)
    item.insert(chance.randint(0, len(item)), made)


_WAYS = (
    _delete,
    _double,
    _move,
    _rename,
    _change_namespace,
    _retext,
    _retext,
    _retext,
    _loose,
    _attribute,
    _insert,
    _comment,
)
