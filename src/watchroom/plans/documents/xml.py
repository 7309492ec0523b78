"""XML as a stream of starts, ends and texts, without entities, without anything fetched, and with a bound on their number."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from lxml import etree

from watchroom.kernel.packing import Refused, heavy

MOST_ELEMENTS = 1_000_000
MOST_KINDS = 5000
_PREFIX = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
_NONE: dict[str, str] = {}


class Handler(Protocol):
    """Takes names as `w:p`; of attributes their names without a namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Target:
    def __init__(self, handler: Handler) -> None:
        self.handler, self.left, self.names = handler, MOST_ELEMENTS, dict[str, str]()

    def start(self, tag: str, attributes: Any) -> None:
        self.left -= 1
        if self.left < 0:
            raise heavy("文档内的标记数", "elements in its XML", MOST_ELEMENTS)
        given = {key.rpartition("}")[2]: value for key, value in attributes.items()} if attributes else _NONE
        self.handler.start(self.names.get(tag) or self.name(tag), given)

    def end(self, tag: str) -> None:
        self.handler.end(self.names.get(tag) or self.name(tag))

    def data(self, text: str) -> None:
        self.handler.text(text)

    def doctype(self, *_: Any) -> None:
        raise Refused("DocumentUnsafe", what=("其中有 DOCTYPE 声明", "it has a DOCTYPE declaration"))

    def close(self) -> None:
        pass

    def name(self, tag: str) -> str:
        space, _, local = tag.rpartition("}")
        if len(self.names) > MOST_KINDS:
            raise heavy("文档内的标记种类数", "kinds of element in its XML", MOST_KINDS)
        return self.names.setdefault(tag, f"{_PREFIX.get(space[1:], '?')}:{local}")


def parse(chunks: Iterable[bytes], handler: Handler) -> Iterator[None]:
    """Feeds the handler; yields after every chunk, so that what it has made can be taken. Raises Refused."""
    target: Any = _Target(handler)
    parser = etree.XMLParser(
        target=target, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    fed = False
    try:
        for chunk in chunks:
            if not fed and b"<!DOCTYPE" in chunk.replace(b"\0", b""):
                raise Refused("DocumentUnsafe", what=("其中有 DOCTYPE 声明", "it has a DOCTYPE declaration"))
            fed = True
            parser.feed(chunk)
            yield
        if fed:
            parser.close()
    except etree.LxmlError as error:
        raise Refused("DocumentBroken", why=str(error)[:120]) from error
