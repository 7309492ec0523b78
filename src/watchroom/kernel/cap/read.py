"""The tolerant reader: what real senders publish becomes an alert, and every repair is said in both languages."""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from lxml import etree

from watchroom.kernel.cap import shapes, times
from watchroom.kernel.cap.faults import CapNoAlert
from watchroom.kernel.cap.model import Alert, Area, Document, Info, NamedValue, Note, Polygon, Reference, Resource
from watchroom.kernel.cap.text import MOST_BYTES
from watchroom.kernel.cap.tree import (
    CONTAINER_WORDS,
    DSIG,
    VERSIONS,
    Tree,
    content,
    elements,
    local,
    namespace,
    parse,
    place,
)
from watchroom.kernel.words import Words

MOST_NOTES = 200
MOST_ALIKE = 5
BUDDHIST_YEARS = 543
_FAR_YEAR = 2400

_MANY = (
    "code",
    "category",
    "responsetype",
    "info",
    "area",
    "resource",
    "eventcode",
    "parameter",
    "polygon",
    "circle",
    "geocode",
)


def read(data: bytes, *, limit: int = MOST_BYTES, zone: tzinfo | None = None) -> Document:
    """The alerts in a file, gzipped or plain.

    limit  bytes, after unpacking
    zone   where times without an offset are meant; without it they are left out and noted
    Raises CapRefused (a Fault) when nothing can be read safely; never an error of the parser.
    """
    return read_tree(parse(data, limit), zone=zone)


def read_tree(tree: Tree, *, zone: tzinfo | None = None) -> Document:
    """The same from a parsed file. Raises CapNoAlert for a container without alerts."""
    if not tree.alerts:
        what = Words(
            zh="类型为 {kind}，共 {entries} 条，只列出预警的链接，不含报文",
            en="it is {kind} of {entries} item(s) that only points to alerts",
        )
        raise CapNoAlert(what=what.fill(kind=CONTAINER_WORDS[tree.kind], entries=tree.entries))
    budget = shapes.Budget()
    alerts = tuple(_Reader(alert, budget, zone).alert() for alert in tree.alerts)
    return Document(tree.kind, alerts, tree.encoding, tree.notes)


class _Reader:
    """Reads one alert and gathers its notes. Names are matched without namespace, in any order and case."""

    def __init__(self, root: etree._Element, budget: shapes.Budget, zone: tzinfo | None) -> None:
        self.root, self.budget, self.zone = root, budget, zone
        self.notes: list[Note] = []

    def note(self, code: str, item: etree._Element, text: Words) -> None:
        """Keeps a note; of a slip that runs through the whole file, the first few are enough."""
        alike = sum(one.code == code for one in self.notes)
        if alike < MOST_ALIKE and len(self.notes) < MOST_NOTES:
            self.notes.append(Note(code, place(item), text))

    def alert(self) -> Alert:
        version = VERSIONS.get(namespace(self.root))
        if version is None:
            self.note("cap.namespace", self.root, _NAMESPACE.fill(namespace=namespace(self.root)[:80] or "–"))
        parts = self._parts(self.root)
        sent = self._time(parts, "sent")
        self._say_missing(parts, ("identifier", "sender", "sent", "status", "msgtype"))
        infos = tuple(self._info(item, sent) for item in parts.get("info", ()))
        return Alert(
            version=version,
            identifier=self._text(parts, "identifier"),
            sender=self._text(parts, "sender"),
            sent=sent,
            sent_text=self._text(parts, "sent"),
            status=self._text(parts, "status"),
            msg_type=self._text(parts, "msgtype"),
            scope=self._text(parts, "scope"),
            source=self._text(parts, "source"),
            restriction=self._text(parts, "restriction"),
            addresses=self._text(parts, "addresses"),
            codes=self._texts(parts, "code"),
            note=self._text(parts, "note"),
            references=self._references(parts),
            incidents=self._text(parts, "incidents"),
            infos=infos,
            signed=any(namespace(item) == DSIG for item in elements(self.root)),
            notes=tuple(self.notes),
        )

    def _info(self, info: etree._Element, sent: datetime | None) -> Info:
        parts = self._parts(info)
        made = Info(
            language=self._language(info, parts),
            categories=self._texts(parts, "category"),
            event=self._text(parts, "event"),
            response_types=self._texts(parts, "responsetype"),
            urgency=self._text(parts, "urgency"),
            severity=self._text(parts, "severity"),
            certainty=self._text(parts, "certainty"),
            audience=self._text(parts, "audience"),
            event_codes=self._named(parts, "eventcode"),
            effective=self._time(parts, "effective"),
            onset=self._time(parts, "onset"),
            expires=self._time(parts, "expires"),
            sender_name=self._text(parts, "sendername"),
            headline=self._text(parts, "headline"),
            description=self._text(parts, "description"),
            instruction=self._text(parts, "instruction"),
            web=self._text(parts, "web"),
            contact=self._text(parts, "contact"),
            parameters=self._named(parts, "parameter"),
            resources=tuple(self._resource(item) for item in parts.get("resource", ())),
            areas=tuple(self._area(item) for item in parts.get("area", ())),
        )
        self._doubt_times(info, made, sent)
        return made

    def _area(self, area: etree._Element) -> Area:
        parts = self._parts(area)
        polygons = self._shapes(parts, "polygon", lambda text: shapes.read_polygon(text, self.budget))
        circles = self._shapes(parts, "circle", shapes.read_circle)
        made = Area(
            desc=self._text(parts, "areadesc"),
            polygons=tuple(polygons),
            circles=tuple(circles),
            geocodes=self._named(parts, "geocode"),
            altitude=self._text(parts, "altitude"),
            ceiling=self._text(parts, "ceiling"),
        )
        if any(isinstance(shape, Polygon) and shape.repaired for shape in polygons):
            self.note("cap.geometry_repaired", area, _REPAIRED)
        return made

    def _resource(self, resource: etree._Element) -> Resource:
        parts = self._parts(resource)
        return Resource(
            desc=self._text(parts, "resourcedesc"),
            mime_type=self._text(parts, "mimetype"),
            size=self._text(parts, "size"),
            uri=self._text(parts, "uri"),
            digest=self._text(parts, "digest"),
            embedded=bool(self._text(parts, "derefuri")),
        )

    def _parts(self, parent: etree._Element) -> dict[str, list[etree._Element]]:
        """The children by name; a second value where one is due is noted and left out of account."""
        parts: dict[str, list[etree._Element]] = {}
        for child in elements(parent):
            if namespace(child) != DSIG:
                parts.setdefault(local(child), []).append(child)
        for name, items in parts.items():
            if len(items) > 1 and name not in _MANY and name not in ("valuename", "value"):
                self.note("cap.repeated", items[1], _REPEATED.fill(name=etree.QName(items[1]).localname[:60]))
        return parts

    def _text(self, parts: dict[str, list[etree._Element]], name: str) -> str:
        return next(iter(self._texts(parts, name)), "")

    def _texts(self, parts: dict[str, list[etree._Element]], name: str) -> tuple[str, ...]:
        return tuple(text for text in (content(item).strip() for item in parts.get(name, ())) if text)

    def _time(self, parts: dict[str, list[etree._Element]], name: str) -> datetime | None:
        item = next(iter(parts.get(name, ())), None)
        if item is None or not content(item).strip():
            return None
        at, said = times.read_time(content(item), self.zone)
        if said:
            self.note(said[0], item, said[1])
        if at and at.year >= _FAR_YEAR:
            self.note("cap.year_doubtful", item, _YEAR.fill(year=at.year, other=at.year - BUDDHIST_YEARS))
        return at

    def _language(self, info: etree._Element, parts: dict[str, list[etree._Element]]) -> str:
        """The element; else an attribute that some senders use in its place; else the standard's default."""
        given = self._text(parts, "language")
        if given:
            return given
        attribute = info.get("lang") or info.get("{http://www.w3.org/XML/1998/namespace}lang")
        if attribute:
            self.note("cap.language_attribute", info, _LANGUAGE.fill(language=str(attribute)[:20]))
            return str(attribute).strip()
        return "en-US"

    def _named(self, parts: dict[str, list[etree._Element]], name: str) -> tuple[NamedValue, ...]:
        """Name and value pairs: elements since CAP 1.1, `name=value` text in CAP 1.0."""
        pairs: list[NamedValue] = []
        for item in parts.get(name, ()):
            inner = self._parts(item)
            if inner:
                names = [content(one).strip() for one in inner.get("valuename", ())]
                values = [content(one).strip() for one in inner.get("value", ())]
                pairs += [NamedValue(*pair) for pair in zip(names, values, strict=False)]
            elif content(item).strip():
                head, _, tail = content(item).strip().partition("=")
                pairs.append(NamedValue(head.strip(), tail.strip()))
        return tuple(pairs)

    def _shapes[S](
        self,
        parts: dict[str, list[etree._Element]],
        name: str,
        reading: Callable[[str], tuple[S | None, list[shapes.Said]]],
    ) -> list[S]:
        made: list[S] = []
        for item in parts.get(name, ()):
            if not content(item).strip():
                continue
            shape, said = reading(content(item))
            for code, text in said:
                self.note(code, item, text)
            if shape is not None:
                made.append(shape)
        return made

    def _references(self, parts: dict[str, list[etree._Element]]) -> tuple[Reference, ...]:
        """`sender,identifier,sent`, parted by blanks. A sender or identifier may not hold either sign."""
        made: list[Reference] = []
        for item in parts.get("references", ()):
            for word in content(item).split():
                fields = word.split(",")
                if len(fields) >= 3 and all((fields[0], fields[-1])):
                    made.append(Reference(fields[0], ",".join(fields[1:-1]), fields[-1]))
                else:
                    self.note("cap.reference_unreadable", item, _REFERENCE.fill(value=word[:80]))
        return tuple(made)

    def _say_missing(self, parts: dict[str, list[etree._Element]], names: Iterable[str]) -> None:
        for name in names:
            if not self._text(parts, name):
                self.note("cap.missing", self.root, _MISSING.fill(name="msgType" if name == "msgtype" else name))

    def _doubt_times(self, item: etree._Element, info: Info, sent: datetime | None) -> None:
        starts = [at for at in (info.onset, info.effective) if at]
        if info.expires and info.expires in (starts or (sent,)):
            self.note("cap.no_validity", item, _NO_VALIDITY)
        elif info.expires and any(info.expires < at for at in (*starts, sent) if at):
            self.note("cap.expires_early", item, _EXPIRES_EARLY)


_NAMESPACE = Words(
    zh="命名空间 {namespace} 不是 CAP 的，已按 CAP 的元素名读取。",
    en="The namespace {namespace} is not one of CAP; it was read by CAP's element names.",
)
_MISSING = Words(zh="缺少 {name} 或其内容为空。", en="{name} is missing or empty.")
_REPEATED = Words(zh="元素 {name} 出现多次，只取第一个。", en="{name} appears more than once; the first one counts.")
_REPAIRED = Words(zh="本区域的图形经过修整，原文保留。", en="The geometry of this area was repaired; its text is kept.")
_YEAR = Words(
    zh="年份 {year} 可疑：如为佛历，应是公元 {other} 年。未作改动。",
    en="The year {year} is doubtful: in the Buddhist era it would be {other}. Nothing was changed.",
)
_LANGUAGE = Words(
    zh="语种写成了属性（{language}），应写成元素 language。",
    en="The language stands in an attribute ({language}); it belongs in a language element.",
)
_REFERENCE = Words(zh="引用“{value}”无法识别，已略过。", en="The reference “{value}” cannot be read; it was left out.")
_NO_VALIDITY = Words(
    zh="失效时间与开始时间相同，有效期为零，按未给出失效时间处理。",
    en="It expires at the moment it starts: a validity of no length counts as no expiry given.",
)
_EXPIRES_EARLY = Words(
    zh="失效时间早于发布或开始时间，按已失效显示，请核对。",
    en="It expires before it was sent or starts; it is shown as expired, please check.",
)
