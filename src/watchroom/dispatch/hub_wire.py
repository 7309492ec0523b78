"""How a message of the hub is read before anybody asks what it means: JSON or XML into plain values, within limits. Pure."""

import json
from typing import Any

from lxml import etree

from watchroom.dispatch.faults import HubRefused
from watchroom.kernel.words import Words

MOST_BYTES, MOST_DEPTH, MOST_VALUES, MOST_TEXT, MOST_REASONS = 1_000_000, 24, 20_000, 4_000, 20

type Node = dict[str, Any]


class Reasons:
    """What is wrong, each with its place."""

    def __init__(self) -> None:
        self.found: list[Words] = []

    def add(self, place: str, zh: str, en: str) -> None:
        self.found.append(Words(zh=f"{place}：{zh}", en=f"{place}: {en}"))

    def stop(self) -> None:
        if self.found:
            some = self.found[:MOST_REASONS]
            raise HubRefused(why=Words(zh="；".join(w.zh for w in some), en="; ".join(w.en for w in some)))

    def owed(self, node: Node, names: tuple[str, ...] | set[str], place: str) -> None:
        for name in sorted(names):
            if node.get(name) in (None, "", [], {}):
                self.add(f"{place}.{name}", "缺少", "is missing")


def parsed(content: bytes) -> Node:
    """The outermost object of a message, JSON or XML. Raises HubRefused."""
    if len(content) > MOST_BYTES:
        raise HubRefused(why=Words(zh=f"超过 {MOST_BYTES} 字节", en=f"it is larger than {MOST_BYTES} bytes"))
    root = _from_xml(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else _from_json(content)
    _bounded(root)
    return root


def _from_json(content: bytes) -> Node:
    def once(pairs: list[tuple[str, Any]]) -> Node:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    def refused(text: str) -> Any:
        raise ValueError(f"{text[:20]} is no number")

    try:
        root = json.loads(content.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=refused)
    except (ValueError, RecursionError) as error:
        raise HubRefused(why=Words(zh=f"不是完好的 JSON（{error}）", en=f"it is no sound JSON ({error})")) from error
    if not isinstance(root, dict):
        raise HubRefused(why=Words(zh="最外层不是对象", en="its outermost value is no object"))
    return root


def _from_xml(content: bytes) -> Node:
    """Names without namespaces; what stands several times is a list. A DOCTYPE is refused before anything is parsed."""
    if b"<!DOCTYPE" in content.replace(b"\0", b"") or b"<!ENTITY" in content.replace(b"\0", b""):
        raise HubRefused(why=Words(zh="含有 DOCTYPE 或实体定义", en="it holds a DOCTYPE or entity definitions"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise HubRefused(why=Words(zh=f"不是完好的 XML（{error}）", en=f"it is no sound XML ({error})")) from error
    name = etree.QName(root).localname
    found = _element(root, 0)
    if name == "edxlDistribution" and isinstance(found, dict):
        return found
    return {name: found}


def _element(node: Any, depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise HubRefused(why=Words(zh=f"嵌套超过 {MOST_DEPTH} 层", en=f"it is nested deeper than {MOST_DEPTH} levels"))
    children = list(node)
    if not children:
        return (node.text or "").strip()
    found: Node = {}
    for child in children:
        name, value = etree.QName(child).localname, _element(child, depth + 1)
        if name in found:
            found[name] = [*found[name], value] if isinstance(found[name], list) else [found[name], value]
        else:
            found[name] = value
    return found


def _bounded(root: Any) -> None:
    count, left = 0, [(root, 0)]
    while left:
        value, depth = left.pop()
        count += 1
        if depth > MOST_DEPTH or count > MOST_VALUES:
            raise HubRefused(why=Words(zh="嵌套过深或内容过多", en="it is nested too deep or holds too much"))
        if isinstance(value, str) and len(value) > MOST_TEXT:
            raise HubRefused(
                why=Words(zh=f"有文字超过 {MOST_TEXT} 字", en=f"a text is longer than {MOST_TEXT} characters")
            )
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        left.extend((child, depth + 1) for child in children)
