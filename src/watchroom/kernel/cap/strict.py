"""The strict verdict on an alert: the structure that the CAP 1.0, 1.1 and 1.2 schemas demand, as tables and rules of ours.

It says the same yes or no as the published schemas, but says in two languages what is wrong, where, and what was due.
A schema looks at form only: a polygon is just text to it. What the text means is the reader's business.
"""

from dataclasses import dataclass, replace
from functools import cache

from lxml import etree

from watchroom.kernel.cap import leaf
from watchroom.kernel.cap.leaf import Leaf, one_of
from watchroom.kernel.cap.tree import DSIG, NAMESPACES, VERSIONS, content, elements, namespace, place
from watchroom.kernel.words import Words

MOST_VIOLATIONS = 200
MANY = None
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_XS = "http://www.w3.org/2001/XMLSchema"
_HINTS = (f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation")
_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule. `place` is the path from the root, with the line in the file."""

    code: str
    place: str
    text: Words


@dataclass(frozen=True, slots=True)
class Part:
    """A child in its turn: `least` to `most` times (`most` None: any number); a `Leaf` or parts of its own."""

    name: str
    holds: "Leaf | tuple[Part, ...]"
    least: int = 1
    most: int | None = 1


def _may(name: str, holds: "Leaf | tuple[Part, ...]" = leaf.TEXT) -> Part:
    return Part(name, holds, least=0)


def _some(name: str, holds: "Leaf | tuple[Part, ...]" = leaf.TEXT, least: int = 0) -> Part:
    return Part(name, holds, least=least, most=MANY)


_NAMED = (Part("valueName", leaf.TEXT), Part("value", leaf.TEXT))
_STATUS = ("Actual", "Exercise", "System", "Test", "Draft")
_CATEGORY = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
_RESPONSE = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
_CERTAINTY = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")


@cache
def structure(version: str) -> tuple[Part, ...]:
    """The parts of an `alert` in their order. Written out for 1.2; the older versions state how they differ."""
    time = leaf.TIME_12 if version == "1.2" else leaf.TIME
    old = version == "1.0"
    listed = leaf.LIST if old else leaf.TEXT
    return tuple(
        part
        for part in (
            Part("identifier", leaf.TEXT),
            Part("sender", leaf.TEXT),
            Part("sent", time),
            Part("status", one_of(*(_STATUS[:4] if old else _STATUS))),
            Part("msgType", one_of("Alert", "Update", "Cancel", "Ack", "Error")),
            _may("password") if old else None,
            _may("source"),
            Part("scope", one_of("Public", "Restricted", "Private"), least=0 if old else 1),
            _may("restriction"),
            _may("addresses"),
            _some("code"),
            _may("note"),
            _may("references", listed),
            _may("incidents", listed),
            _some("info", _info(version, time)),
        )
        if part
    )


def _info(version: str, time: Leaf) -> tuple[Part, ...]:
    old = version == "1.0"
    named = leaf.TEXT if old else _NAMED
    responses = (
        _RESPONSE if version == "1.2" else tuple(word for word in _RESPONSE if word not in ("Avoid", "AllClear"))
    )
    categories = tuple(word for word in _CATEGORY if not (old and word == "CBRNE"))
    certainty = ("Very Likely", *_CERTAINTY[1:]) if old else _CERTAINTY
    return tuple(
        part
        for part in (
            _may("language", leaf.LANGUAGE),
            _some("category", one_of(*categories), least=0 if old else 1),
            Part("event", leaf.TEXT),
            None if old else _some("responseType", one_of(*responses)),
            Part("urgency", one_of("Immediate", "Expected", "Future", "Past", "Unknown")),
            Part("severity", one_of("Extreme", "Severe", "Moderate", "Minor", "Unknown")),
            Part("certainty", one_of(*certainty)),
            _may("audience"),
            _some("eventCode", named),
            *(_may(name, time) for name in ("effective", "onset", "expires")),
            *(_may(name) for name in ("senderName", "headline", "description", "instruction")),
            _may("web", leaf.ADDRESS),
            _may("contact"),
            _some("parameter", named),
            _some("resource", _resource(version)),
            _some("area", _area(version)),
        )
        if part
    )


def _resource(version: str) -> tuple[Part, ...]:
    head = (Part("resourceDesc", leaf.TEXT), Part("mimeType", leaf.TEXT, least=1 if version == "1.2" else 0))
    derefuri = () if version == "1.0" else (_may("derefUri"),)
    return (*head, _may("size", leaf.WHOLE), _may("uri", leaf.ADDRESS), *derefuri, _may("digest"))


def _area(version: str) -> tuple[Part, ...]:
    shapes = leaf.LIST if version == "1.0" else leaf.TEXT
    height = leaf.DECIMAL if version == "1.2" else leaf.TEXT
    geocode = _some("geocode") if version == "1.0" else _some("geocode", _NAMED)
    return (
        Part("areaDesc", leaf.TEXT),
        _some("polygon", shapes),
        _some("circle", shapes),
        geocode,
        _may("altitude", height),
        _may("ceiling", height),
    )


def violations(alert: etree._Element) -> list[Violation]:
    """Every broken rule, in document order, at most MOST_VIOLATIONS; empty means that the schema would accept it.

    alert  the `alert` element; its namespace names the version whose rules apply
    """
    found = _Found(VERSIONS.get(namespace(alert)))
    if found.version is None:
        found.add("cap.namespace", alert, _NAMESPACE.fill(namespace=namespace(alert)[:80] or "–"))
        return found.violations
    if etree.QName(alert).localname != "alert":
        found.add("cap.unexpected", alert, _UNEXPECTED.fill(name=etree.QName(alert).localname[:60], due="alert"))
        return found.violations
    _check_alert(alert, found)
    return found.violations


class _Found:
    """Collects violations and keeps the version that they are judged by."""

    def __init__(self, version: str | None) -> None:
        self.version = version
        self.violations: list[Violation] = []

    @property
    def full(self) -> bool:
        return len(self.violations) >= MOST_VIOLATIONS

    def add(self, code: str, item: etree._Element, text: Words) -> None:
        if not self.full:
            self.violations.append(Violation(code, place(item), text))


_NAMESPACE = Words(
    zh="命名空间 {namespace} 不属于 CAP 1.0、1.1 或 1.2。",
    en="The namespace {namespace} belongs to none of CAP 1.0, 1.1 and 1.2.",
)
_UNEXPECTED = Words(
    zh="此处不应出现元素 {name}；应为：{due}。", en="The element {name} is not expected here; due: {due}."
)
_ORDER = Words(
    zh="元素 {name} 的次序不对：应排在 {before} 之前。",
    en="The element {name} is out of order: it belongs before {before}.",
)
_REPEATED = Words(zh="元素 {name} 最多出现 {most} 次。", en="The element {name} may appear {most} time(s) at most.")
_MISSING = Words(zh="缺少必需的元素 {name}。", en="The required element {name} is missing.")
_VALUE = Words(zh="“{value}”不是允许的值；应为：{due}。", en="“{value}” is not an allowed value; due: {due}.")
_LOOSE_TEXT = Words(zh="元素 {name} 中只能有子元素，却有文字。", en="{name} may hold elements only, yet it holds text.")
_NO_CHILDREN = Words(
    zh="元素 {name} 只能是单个值，不能含有子元素。", en="{name} is a single value and may hold no elements."
)
_ATTRIBUTE = Words(zh="元素 {name} 不允许有属性 {attribute}。", en="{name} may not have the attribute {attribute}.")


def _check_alert(alert: etree._Element, found: _Found) -> None:
    _check_attributes(alert, "", found)
    parts = structure(found.version or "")
    children = elements(alert)
    signatures = _signatures(children, found.version or "")
    _check_children(alert, [child for child in children if child not in signatures], parts, found)
    for signature in signatures:
        _check_lax(signature, found)


def _signatures(children: list[etree._Element], version: str) -> list[etree._Element]:
    """CAP 1.2 ends with any number of signatures. Blocks of `info` among them pass, as they do with the usual processor."""
    first = next((at for at, child in enumerate(children) if namespace(child) == DSIG), len(children))
    tail = children[first:]
    info = etree.QName(NAMESPACES[version], "info").text
    if version != "1.2" or any(namespace(child) != DSIG and child.tag != info for child in tail):
        return []
    return [child for child in tail if namespace(child) == DSIG]


def _check_children(
    parent: etree._Element, children: list[etree._Element], parts: tuple[Part, ...], found: _Found
) -> None:
    """Walks the children along the table: a child may stay at its part or go on to a later one, never back."""
    if content(parent).strip(_BLANK):
        found.add("cap.loose_text", parent, _LOOSE_TEXT.fill(name=_name(parent)))
    names = {part.name: at for at, part in enumerate(parts)}
    counts = [0] * len(parts)
    at = 0
    for child in children:
        if found.full:
            return
        own = namespace(child) == NAMESPACES[found.version or ""]
        index = names.get(etree.QName(child).localname) if own else None
        if index is None:
            found.add("cap.unexpected", child, _UNEXPECTED.fill(name=_name(child), due=_due(parts, counts, at)))
            continue
        part = parts[index]
        counts[index] += 1
        if index < at:
            found.add("cap.order", child, _ORDER.fill(name=part.name, before=parts[at].name))
        elif part.most is not None and counts[index] > part.most:
            found.add("cap.repeated", child, _REPEATED.fill(name=part.name, most=part.most))
        at = max(at, index)
        _check_part(child, part, found)
    for part, count in zip(parts, counts, strict=True):
        if count < part.least:
            found.add("cap.missing", parent, _MISSING.fill(name=part.name))


def _due(parts: tuple[Part, ...], counts: list[int], at: int) -> str:
    """What may come next at this point, up to and with the first part that must."""
    due: list[str] = []
    for index in range(at, len(parts)):
        part = parts[index]
        if part.most is None or counts[index] < part.most:
            due.append(part.name)
            if part.least > counts[index]:
                break
    return ", ".join(due) or "–"


def _check_part(item: etree._Element, part: Part, found: _Found) -> None:
    if isinstance(part.holds, Leaf):
        _check_leaf(item, part.holds, found)
        return
    _check_attributes(item, "", found)
    _check_children(item, elements(item), part.holds, found)


def _check_leaf(item: etree._Element, kind: Leaf, found: _Found) -> None:
    _check_attributes(item, kind.base, found)
    if elements(item):
        found.add("cap.no_children", item, _NO_CHILDREN.fill(name=_name(item)))
        return
    text = content(item)
    if text == "" and kind.default:
        return
    if not kind.allowed(text):
        code = "cap.choice" if kind.choices else "cap.value"
        found.add(code, item, _VALUE.fill(value=_shown(text), due=kind.title))


def _check_attributes(item: etree._Element, base: str, found: _Found) -> None:
    """CAP has no attributes. Hints where a schema lies are allowed anywhere, and a type that only repeats the rule."""
    for name, value in item.attrib.items():
        if found.full:
            return
        if name in _HINTS or (name == f"{_XSI}type" and base and _names_type(item, str(value), base)):
            continue
        shown = etree.QName(str(name)).localname[:60]
        found.add("cap.attribute", item, _ATTRIBUTE.fill(name=_name(item), attribute=shown))


def _names_type(item: etree._Element, value: str, base: str) -> bool:
    prefix, _, name = value.rpartition(":")
    same = name == base or (base == "string" and name in ("normalizedString", "token"))
    return same and item.nsmap.get(prefix or None) == _XS


def _check_lax(item: etree._Element, found: _Found) -> None:
    """A signature may hold anything, but CAP elements that have rules of their own keep them even in there."""
    stack = [item]
    while stack and not found.full:
        at = stack.pop()
        if f"{_XSI}type" in at.attrib:
            found.add("cap.attribute", at, _ATTRIBUTE.fill(name=_name(at), attribute="xsi:type"))
        name = etree.QName(at).localname
        if namespace(at) == NAMESPACES[found.version or ""] and name in ("alert", "value", "valueName"):
            if name == "alert":
                _check_alert(at, found)
            else:
                _check_leaf(at, replace(leaf.TEXT, base="string"), found)
            continue
        stack.extend(reversed(elements(at)))


def _name(item: etree._Element) -> str:
    return etree.QName(item).localname[:60]


def _shown(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "…"
