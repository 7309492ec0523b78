"""Run by `briefs` as a program of its own: a Word template comes in; what is wrong with it, or the filled document, goes out.

The limits of memory and time are set before anything is parsed. Nothing of the template is ever run, fetched or evaluated: a
place is a name between braces, and what is put there is text.
"""

import base64
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from watchroom.kernel.apart import bind

LIMIT_S = 10
MOST_XML, MOST_ALL, MOST_TROUBLES, MOST_LINES = 4 << 20, 32 << 20, 30, 2000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT_PART = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_PLACE = re.compile(r"[{｛]{2}\s*([^{}｛｝]{1,40}?)\s*[}｝]{2}")
_BRACES = re.compile(r"[{｛]{2}|[}｝]{2}")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ACTIVE = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON)\b|\bHYPERLINK\s+[^\s\\]", re.IGNORECASE)  # fmt: skip
_REVISED = {f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "commentReference")}
_FOREIGN = {f"{_W}{name}" for name in ("altChunk", "object", "control", "subDoc")}
type Said = tuple[str, str]


def main(order: dict[str, Any], data: bytes) -> dict[str, Any]:
    bind(LIMIT_S)
    from watchroom.kernel.packing import Refused

    try:
        package, parts = _opened(data)
        if order["do"] == "check":
            return {"troubles": _troubles(parts, order["places"])[:MOST_TROUBLES]}
        return {"docx": base64.b64encode(_filled(package, parts, order["places"], order["values"])).decode()}
    except Refused as refused:
        return {"refused": refused.fault, "facts": refused.facts}


def _opened(data: bytes) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    """The package, and its parts that bear text as trees."""
    from lxml import etree

    from watchroom.kernel.packing import Package, Refused, heavy

    package = Package(data)
    box = zipfile.ZipFile(io.BytesIO(data))
    if len(package.names) < len(box.infolist()):
        raise Refused("DocumentUnsafe", what=("压缩包内有同名的文件", "its package has two files of one name"))
    if sum(one.file_size for one in box.infolist()) > MOST_ALL:
        raise heavy("解压后的字节数", "bytes when unpacked", MOST_ALL)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)

    def tree(name: str) -> Any:
        content = b"".join(package.part(name, MOST_XML))
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise Refused("DocumentUnsafe", what=("其中有 DOCTYPE 声明", "it has a DOCTYPE declaration"))
        try:
            return etree.fromstring(content, parser)
        except etree.LxmlError as error:
            raise Refused("DocumentBroken", why=str(error)[:120]) from error

    _must_be_plain(package.names, tree)
    parts = {name: tree(name) for name in sorted(package.names) if _TEXT_PART.fullmatch(name)}
    if "word/document.xml" not in parts or parts["word/document.xml"].tag != f"{_W}document":
        raise Refused("DocumentUnknown", what=("不是 Word 文档（.docx）", "it is no Word document (.docx)"))
    return box, parts


def _must_be_plain(names: set[str], tree: Any) -> None:
    """No macro, no embedded program, nothing that Word would fetch from elsewhere."""
    from watchroom.kernel.packing import Refused

    def unsafe(zh: str, en: str) -> Refused:
        return Refused("DocumentUnsafe", what=(zh, en))

    low = {name.casefold() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in low):
        raise unsafe("含有宏", "it holds macros")
    if any(part in name for name in low for part in ("/embeddings/", "/activex/", "/afchunk")):
        raise unsafe("含有嵌入的对象或控件", "it holds embedded objects or controls")
    if "[Content_Types].xml" not in names:
        raise unsafe("没有内容类型表", "it has no table of content types")
    if any("macroenabled" in str(one.get("ContentType", "")).casefold() for one in tree("[Content_Types].xml")):
        raise unsafe("含有宏", "it holds macros")
    for name in sorted(names):
        if not name.casefold().endswith(".rels"):
            continue
        for one in tree(name):
            if str(one.get("TargetMode", "")).casefold() == "external":
                target = _UNFIT.sub("", str(one.get("Target", "")))[:80]
                raise unsafe(f"有指向外部的链接（{target}）", f"it links to something outside ({target})")


# ---- what is wrong ---------------------------------------------------------------------------------------------------


def _troubles(parts: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> list[Said]:
    found: set[str] = set()
    told: list[Said] = []
    for name, root in parts.items():
        for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
            told += [_at(name, number, *said) for said in _of_paragraph(paragraph, known, found)]
            if len(told) > MOST_TROUBLES:
                return told
    for one in known.values():
        if one["needed"] and one["code"] not in found:
            told.append((f"缺少{{{{{one['zh']}}}}}", f"{{{{{one['en']}}}}} is missing"))
    return list(dict.fromkeys(told))


def _of_paragraph(paragraph: Any, known: Mapping[str, Mapping[str, Any]], found: set[str]) -> Iterator[Said]:
    text = "".join(node.text or "" for node in _texts(paragraph))
    for match in _PLACE.finditer(text):
        one = known.get(match[1].casefold())
        if one is None:
            yield f"没有“{match[1]}”这一项", f"there is no place “{match[1]}”"
            continue
        found.add(one["code"])
        if one["many"] and (text.strip() != match[0] or not _simple(paragraph)):
            yield f"{match[0]}须单独成段", f"{match[0]} must stand in a paragraph of its own"
    rest = _PLACE.sub("", text)
    if _BRACES.search(rest):
        near = rest[max(0, _start(rest) - 10) : _start(rest) + 20].strip()
        yield f"花括号不成对或名称过长：“{near}”", f"braces that do not pair, or too long a name: “{near}”"
    mine = [node for node in paragraph.iter() if _owner(node) is paragraph]
    if any(node.tag in _REVISED for node in mine):
        yield "有未接受的修订或批注", "there are tracked changes or comments"
    if any(node.tag in _FOREIGN for node in mine):
        yield "有嵌入的对象或控件", "there is an embedded object or control"
    fields = "".join(node.text or "" for node in mine if node.tag == f"{_W}instrText")
    fields += " ".join(node.get(f"{_W}instr", "") for node in mine if node.tag == f"{_W}fldSimple")
    if active := _ACTIVE.search(fields):
        yield f"有会取外部内容的域（{active[0]}）", f"there is a field that fetches from elsewhere ({active[0]})"


def _start(text: str) -> int:
    match = _BRACES.search(text)
    return match.start() if match else 0


def _at(part: str, number: int, zh: str, en: str) -> Said:
    head = {"d": ("正文", "text"), "h": ("页眉", "header"), "f": ("页脚", "footer")}[part.removeprefix("word/")[0]]
    return f"{head[0]}第 {number} 段：{zh}", f"{head[1]}, paragraph {number}: {en}"


# ---- filling ---------------------------------------------------------------------------------------------------------


def _filled(
    box: zipfile.ZipFile, parts: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]
) -> bytes:
    from lxml import etree

    values = _nothing_lost(parts, known, values)
    for root in parts.values():
        for paragraph in list(root.iter(f"{_W}p")):
            _fill(paragraph, known, values)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in box.infolist():
            if entry.filename in parts:
                body = etree.tostring(parts[entry.filename], xml_declaration=True, encoding="UTF-8", standalone=True)
            else:
                body = box.read(entry)
            out.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _nothing_lost(
    parts: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Figures and corrections follow the text where the template has no place for them."""
    found: set[str] = set()
    for root in parts.values():
        for paragraph in root.iter(f"{_W}p"):
            names = _PLACE.findall("".join(node.text or "" for node in _texts(paragraph)))
            found |= {known[name.casefold()]["code"] for name in names if name.casefold() in known}
    more = [line for code in ("figures", "corrections") if code not in found for line in values.get(code, ())]
    return {**values, "text": [*values.get("text", ()), *more]}


def _fill(paragraph: Any, known: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> None:
    text = "".join(node.text or "" for node in _texts(paragraph))
    match = _PLACE.search(text)
    one = known.get(match[1].casefold()) if match else None
    if one is not None and one["many"]:
        _fill_many(paragraph, [str(line) for line in values.get(one["code"], ())][:MOST_LINES])
        return
    for match in reversed(list(_PLACE.finditer(text))):
        one = known.get(match[1].casefold())
        if one is not None:
            _put(_texts(paragraph), match.span(), " ".join(str(values.get(one["code"], "")).split()))


def _fill_many(paragraph: Any, lines: list[str]) -> None:
    """A paragraph like it for each line; what ends a section ends it with the last one."""
    whole = (0, sum(len(node.text or "") for node in _texts(paragraph)))
    section = paragraph.find(f"{_W}pPr/{_W}sectPr")
    if not lines:
        beside = [one for one in paragraph.getparent() if one.tag == f"{_W}p" and one is not paragraph]
        if section is None and beside:
            paragraph.getparent().remove(paragraph)
        else:
            _put(_texts(paragraph), whole, "")
        return
    for line in lines[:-1]:
        copy = deepcopy(paragraph)
        ends = copy.find(f"{_W}pPr/{_W}sectPr")
        if ends is not None:
            ends.getparent().remove(ends)
        _put(_texts(copy), whole, line)
        paragraph.addprevious(copy)
    _put(_texts(paragraph), whole, lines[-1])


def _put(nodes: list[Any], span: tuple[int, int], said: str) -> None:
    """Puts a text where a place stands: in the fonts of its first character, however many runs Word cut it into."""
    at, said = 0, _UNFIT.sub("", said)
    for node in nodes:
        text = node.text or ""
        start, end = max(span[0] - at, 0), min(span[1] - at, len(text))
        at += len(text)
        if start >= end:
            continue
        node.text, said = text[:start] + said + text[end:], ""
        node.set(_SPACE, "preserve")


def _texts(paragraph: Any) -> list[Any]:
    """The texts of a paragraph, without those of text boxes in it, which have paragraphs of their own."""
    return [node for node in paragraph.iter(f"{_W}t") if _owner(node) is paragraph]


def _simple(paragraph: Any) -> bool:
    """Whether nothing stands in it but text: a picture must not be repeated with every line."""
    return not any(node.tag in (f"{_W}drawing", f"{_W}pict") for node in paragraph.iter())


def _owner(node: Any) -> Any:
    while node is not None and node.tag != f"{_W}p":
        node = node.getparent()
    return node


if __name__ == "__main__":
    sent = sys.stdin.buffer.read()
    length = int.from_bytes(sent[:4], "big")
    json.dump(main(json.loads(sent[4 : 4 + length]), sent[4 + length :]), sys.stdout, ensure_ascii=False)
