"""Text to a tree, by lxml with everything off that a hostile file could use, and the alerts found in it."""

from dataclasses import dataclass

from lxml import etree

from watchroom.kernel.cap.faults import CapNoAlert, CapNotXml, CapTooDeep, CapTooMany
from watchroom.kernel.cap.model import Note
from watchroom.kernel.cap.text import MOST_BYTES, decode
from watchroom.kernel.words import Words

MOST_DEPTH = 64
MOST_COUNTED = 2_000
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 200
MOST_ALERTS = 1_000
VERSIONS = {
    "http://www.incident.com/cap/1.0": "1.0",
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
}
NAMESPACES = {version: namespace for namespace, version in VERSIONS.items()}
DSIG = "http://www.w3.org/2000/09/xmldsig#"

CONTAINERS = {"feed": "atom", "rss": "rss", "rdf": "rss", "edxldistribution": "edxl-de", "alerts": "alerts"}
CONTAINER_WORDS = {
    "atom": Words(zh="Atom 订阅源", en="an Atom feed"),
    "rss": Words(zh="RSS 订阅源", en="an RSS feed"),
    "edxl-de": Words(zh="EDXL-DE 分发信封", en="an EDXL-DE envelope"),
    "alerts": Words(zh="多条预警的集合文件", en="a collection of alerts"),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """`kind` as in Document; `alerts` are the elements, the first level of them; `entries` counts a feed's items."""

    kind: str
    root: etree._Element
    alerts: tuple[etree._Element, ...]
    entries: int
    encoding: str
    faithful: bool
    notes: tuple[Note, ...]


def parse(data: bytes, limit: int = MOST_BYTES) -> Tree:
    """The tree of a CAP file or of a container; a feed without alerts inside is no error here.

    Raises CapRefused: too large, DOCTYPE, unknown encoding, not well-formed, too deep, or no kind of alert file.
    """
    decoded = decode(data, limit)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(decoded.text.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise CapTooDeep(limit=MOST_DEPTH) from error
        raise CapNotXml(line=error.lineno or 1) from error
    _refuse_shape(root)
    kind = _kind(root)
    alerts = (root,) if kind == "alert" else tuple(_inside(root))
    if len(alerts) > MOST_ALERTS:
        raise CapTooMany(what=_ALERTS, limit=MOST_ALERTS)
    entries = sum(local(item) in ("entry", "item", "contentobject") for item in root.iter(etree.Element))
    return Tree(kind, root, alerts, entries, decoded.encoding, decoded.faithful, decoded.notes)


def _refuse_shape(root: etree._Element) -> None:
    """Bounds what every later step may cost: depth, elements, attributes of one element."""
    depth = count = 0
    for event, item in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise CapTooDeep(limit=MOST_DEPTH)
        if event == "start":
            count += 1
            if count > MOST_ELEMENTS:
                raise CapTooMany(what=_ELEMENTS, limit=MOST_ELEMENTS)
            if len(item.attrib) > MOST_ATTRIBUTES:
                raise CapTooMany(what=_ATTRIBUTES, limit=MOST_ATTRIBUTES)


_ELEMENTS = Words(zh="元素", en="elements")
_ATTRIBUTES = Words(zh="同一元素的属性", en="attributes on one element")
_ALERTS = Words(zh="预警报文", en="alerts")


def _kind(root: etree._Element) -> str:
    name = local(root)
    if name == "alert" and (namespace(root) in VERSIONS or any(local(part) == "identifier" for part in root)):
        return "alert"
    if name in CONTAINERS:
        return CONTAINERS[name]
    shown = etree.QName(root).localname[:40]
    raise CapNoAlert(
        what=Words(
            zh=f"根元素是 {shown}，不是 CAP 或其容器", en=f"its root is {shown}, neither CAP nor a container of it"
        )
    )


def _inside(root: etree._Element) -> list[etree._Element]:
    """The alerts of a known CAP namespace in a container, none of them inside another."""
    found: list[etree._Element] = []
    stack = list(reversed(elements(root)))
    while stack:
        item = stack.pop()
        if local(item) == "alert" and namespace(item) in VERSIONS:
            found.append(item)
        else:
            stack.extend(reversed(elements(item)))
    return found


def elements(parent: etree._Element) -> list[etree._Element]:
    """The child elements, without comments and instructions."""
    return [child for child in parent if isinstance(child.tag, str)]


def local(item: etree._Element) -> str:
    """The element's name without namespace, in lower case: tolerant of a sender's spelling."""
    return etree.QName(item).localname.lower() if isinstance(item.tag, str) else ""


def namespace(item: etree._Element) -> str:
    return etree.QName(item).namespace or ""


def content(item: etree._Element) -> str:
    """All text directly in the element; comments and instructions in between are no part of it."""
    return (item.text or "") + "".join(child.tail or "" for child in item)


def place(item: etree._Element) -> str:
    """Where an element stands, for a message: `alert/info[2]/area[1]/polygon[1] (line 41)`.

    Among thousands of siblings it is not numbered: the line has to do.
    """
    steps: list[str] = []
    at: etree._Element | None = item
    while at is not None:
        parent, name = at.getparent(), etree.QName(at).localname[:60]
        few = parent is not None and len(parent) <= MOST_COUNTED
        twins = [one for one in parent if one.tag == at.tag] if parent is not None and few else []
        numbered = len(twins) > 1 or (twins and name in ("info", "area"))
        steps.append(f"{name}[{twins.index(at) + 1}]" if numbered else name)
        at = parent
    return f"{'/'.join(reversed(steps))} (line {item.sourceline or 1})"
