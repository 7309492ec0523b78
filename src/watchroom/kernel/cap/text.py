"""Bytes to text: size first, then the encoding, then the prolog, and only then may a parser see it.

A wrong declaration is common (GBK labelled UTF-8, UTF-8 labelled UTF-16). What can be told for certain is decoded and
noted; what cannot is refused, because a garbled warning is worse than a missing one.
"""

import codecs
import re
import zlib
from dataclasses import dataclass

from watchroom.kernel.cap.faults import CapDoctype, CapEncodingUnknown, CapNotXml, CapTooLarge
from watchroom.kernel.cap.model import Note
from watchroom.kernel.words import Words

MOST_BYTES = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|gb2312|gbk|gb18030|big5(-hkscs)?|cp936|cp950|shift_jis|euc-jp|euc-kr"
    r"|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|tis-620|latin1",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"""<\?xml\s[^<>]{0,200}?\?>""")
_DECLARED = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")
_JUNK_BEFORE = re.compile(r"[\s\ufeff\u200b]+(?=<)")
# Characters without which hardly any Chinese warning is written: the commonest of the language and of this trade.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国以要时来用们生到于地出就分对成可下过年动同也能多发等部度家电会"
    "月日点前将市县区省台气象预警报布风雨雪雷暴高低温雾霾强级小未达响请注意防范做好注及受影以内测局道路山水位灾害"
)
_MOST_BROKEN = 8
_GB2312_PAIR = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text`: without BOM and declaration, every character still on its line.

    `faithful`: an ordinary XML parser reads the bytes as they were sent; false when we had to know better.
    """

    text: str
    encoding: str
    faithful: bool
    notes: tuple[Note, ...] = ()


def decode(data: bytes, limit: int = MOST_BYTES) -> Decoded:
    """The text of an XML file, unpacked if it was gzipped.

    limit  bytes after unpacking
    Raises CapTooLarge, CapEncodingUnknown, CapDoctype, CapNotXml.
    """
    data = unpacked(data, limit)
    bom = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), None)
    body = data[len(bom[0]) :] if bom else data
    declared = _declared(body)
    encoding, text, notes = _read(body, bom[1] if bom else "", declared)
    faithful = not notes or _parser_reads(body, declared, bool(bom))
    text, junk = _without_junk(text)
    if junk:
        notes, faithful = [*notes, junk], False
    _refuse_doctype(text)
    return Decoded(_without_declaration(text), encoding, faithful, tuple(notes))


def unpacked(data: bytes, limit: int) -> bytes:
    """The bytes themselves, or what a gzip file holds, never more than `limit`."""
    if data[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(wbits=31)
        try:
            data = stream.decompress(data, limit + 1)
        except zlib.error as error:
            raise CapNotXml(line=1) from error
    if len(data) > limit:
        raise CapTooLarge(limit=limit)
    return data


def _declared(body: bytes) -> str:
    head = body[:400].replace(b"\x00", b"").decode("latin-1").lstrip()
    declaration = _DECLARATION.match(head)
    found = _DECLARED.search(declaration.group()) if declaration else None
    return found.group(1).lower() if found else ""


def _read(body: bytes, bom: str, declared: str) -> tuple[str, str, list[Note]]:
    """Encoding, text, and what has to be said about them. Raises CapEncodingUnknown when nothing is sure."""
    if declared and not _KNOWN.fullmatch(declared):
        raise CapEncodingUnknown(declared=declared)
    found = _encoding(body, bom, declared)
    if found:
        return found[0], body.decode(found[0]), found[1]
    damaged = _damaged(body, declared)
    if damaged is None:
        raise CapEncodingUnknown(declared=declared or "UTF-8")
    return "utf-8", damaged[0], [damaged[1]]


def _encoding(body: bytes, bom: str, declared: str) -> tuple[str, list[Note]] | None:
    """The encoding in which the bytes surely are, with a note if that is not what they claim."""
    wide = bom if bom[:6] in ("utf-16", "utf-32") else _wide(body)
    if wide:
        return _must(body, wide, declared), [] if bom or declared.startswith("utf-16") else [_note(declared, wide)]
    if _decodes(body, "utf-8"):
        return _utf8_or_declared(body, declared, bool(bom))
    if declared and not declared.startswith(("utf", "ascii", "us-ascii")):
        codec = "gb18030" if declared in ("gb2312", "gbk", "cp936") else declared
        if _decodes(body, codec):
            strict = _decodes(body, declared)
            return codec, [] if strict else [_note(declared, codec)]
    guessed = _guess(body)
    return (guessed, [_note(declared, guessed)]) if guessed else None


def _utf8_or_declared(body: bytes, declared: str, bom: bool) -> tuple[str, list[Note]]:
    """The bytes are valid UTF-8; another declaration is believed only where nothing speaks against it.

    Three-byte UTF-8 (all of Chinese) hardly ever arises from another encoding by chance, two-byte UTF-8 does.
    """
    if bom or not declared or declared.startswith("utf8") or declared.startswith("utf-8") or body.isascii():
        wide = declared.startswith(("utf-16", "utf16"))
        return "utf-8", [_note(declared, "utf-8")] if wide else []
    if declared.startswith("utf") or any(char >= "\u0800" for char in body.decode()) or not _decodes(body, declared):
        return "utf-8", [_note(declared, "utf-8")]
    if declared.startswith(("iso-8859", "windows", "latin1")):
        return "utf-8", [_note(declared, "utf-8")]
    return declared, []


def _wide(body: bytes) -> str:
    """UTF-16 without a byte-order mark shows in its first characters: `<` beside a zero."""
    if body[:2] == b"<\x00":
        return "utf-16-le"
    return "utf-16-be" if body[:2] == b"\x00<" else ""


def _must(body: bytes, encoding: str, declared: str) -> str:
    if not _decodes(body, encoding):
        raise CapEncodingUnknown(declared=declared or encoding)
    return encoding


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _guess(body: bytes) -> str | None:
    """GB 18030 when every high byte belongs to a pair of the GB 2312 set and the text reads like a Chinese warning.

    Korean and Japanese encodings use the same byte pairs; what gives Chinese away is how common its characters are.
    """
    high = sum(byte >= 0x80 for byte in body)
    in_pairs = sum(len(run.group()) for run in _GB2312_PAIR.finditer(body))
    if not high or high != in_pairs or not _decodes(body, "gb2312"):
        return None
    hanzi = [char for char in body.decode("gb2312") if "\u4e00" <= char <= "\u9fff"]
    common = sum(char in _COMMON for char in hanzi)
    return "gb18030" if hanzi and common * 5 >= len(hanzi) else None


def _damaged(body: bytes, declared: str) -> tuple[str, Note] | None:
    """UTF-8 with a few broken bytes: each is shown as U+FFFD, never as a letter that nobody wrote."""
    if declared and not declared.startswith(("utf8", "utf-8")):
        return None
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken > _MOST_BROKEN or broken * 200 > len(text):
        return None
    said = Words(
        zh=f"有 {broken} 处字节不合 UTF-8，已以“\ufffd”标出，其余文字照常读取。",
        en=f"{broken} byte(s) are not UTF-8 and are shown as “\ufffd”; the rest was read as usual.",
    )
    return text, Note("cap.bytes_damaged", "/", said)


def _parser_reads(body: bytes, declared: str, bom: bool) -> bool:
    """Whether an XML parser that goes by mark and declaration decodes these bytes at all, rightly or wrongly."""
    if bom or declared.startswith("utf-16"):
        return False
    return _decodes(body, declared or "utf-8")


def _note(declared: str, found: str) -> Note:
    said, is_ = (declared or "utf-8").upper(), found.upper()
    text = Words(
        zh=f"文件声明的编码是 {said}，实际是 {is_}，已按实际编码读取。",
        en=f"The file declares {said} but is {is_}; it was read as what it is.",
    )
    return Note("cap.encoding_declared_wrongly", "/", text)


def _without_junk(text: str) -> tuple[str, Note | None]:
    """XML allows nothing before its declaration; blanks there are a common slip of templates."""
    junk = _JUNK_BEFORE.match(text)
    if not junk or not text.startswith("<?xml", junk.end()):
        return text, None
    said = Words(
        zh="XML 声明之前有多余的空白，已略过。",
        en="There are blanks before the XML declaration; they were skipped.",
    )
    return _blank(junk) + text[junk.end() :], Note("cap.blank_before_declaration", "/", said)


def _without_declaration(text: str) -> str:
    """The text is Unicode now, so that the declaration of its encoding no longer holds."""
    start = len(text) - len(text.lstrip())
    found = _DECLARATION.match(text, start)
    return text[:start] + _blank(found) + text[found.end() :] if found else text


def _blank(match: re.Match[str]) -> str:
    """As many lines, and nothing on them: line numbers in messages stay those of the file."""
    return "".join("\n" if char == "\n" else " " for char in match.group() if char != "\ufeff")


def _refuse_doctype(text: str) -> None:
    """Reads only the prolog (blanks, comments, instructions); a DOCTYPE cannot stand anywhere else."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        closing = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ""
        if not closing:
            break
        end = text.find(closing, at + 2)
        if end < 0:
            raise CapNotXml(line=_line(text, at))
        at = end + len(closing)
    if text.startswith("<!", at):
        raise CapDoctype(line=_line(text, at))
    if not text.startswith("<", at):
        raise CapNotXml(line=_line(text, at))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
