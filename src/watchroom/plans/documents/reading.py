"""The one way into a document: what it is, how large it may be, and the child process that parses it.

This process only looks at the first bytes and decodes plain text; whatever has to be parsed is parsed in the child.
"""

import hashlib
import re
from typing import Any

from watchroom.kernel.apart import Failed, Overrun, apart
from watchroom.kernel.words import Words
from watchroom.plans.documents import faults
from watchroom.plans.documents.decoding import cleaned, decoded
from watchroom.plans.documents.pieces import MOST_CHARACTERS, MOST_PIECES, Piece
from watchroom.plans.documents.recognising import can_recognise
from watchroom.plans.documents.text import Block, Document, Media, plain

MOST_FILE = 32 << 20
MOST_MARKUP = 8 << 20  # of a text, Markdown or web page
MOST_LOOKED_AT = 200_000  # characters of a text in which signs of Markdown are looked for
LEAST_MARKED = 3  # lines marked as headings that make a text Markdown, whatever its name ends with
_MARKED = re.compile(r"^#{1,6} +[^#\s].{0,120}$", re.MULTILINE)
LIMIT_S = 20  # of processor time
BUSY = 3  # times as long by the clock, for a machine that is busy
RECOGNISE_S = 600
CHILD = "watchroom.plans.documents.child"
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what Word packs a document with a password into
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", Words(zh="旧版 Word（.doc）或加密的文档", en="an old Word file (.doc) or an encrypted one")),
    (b"{\\rtf", Words(zh="RTF", en="RTF")),
    (b"\x89PNG", Words(zh="图片", en="a picture")),
    (b"\xff\xd8\xff", Words(zh="图片", en="a picture")),
    (b"7z\xbc\xaf", Words(zh="压缩包", en="a packed folder")),
    (b"Rar!", Words(zh="压缩包", en="a packed folder")),
)


def read(content: bytes, name: str) -> Document:
    """What a file says. `name` is how people call it; what it is, its bytes tell, and its name only where they do not.

    Raises a fault of `documents.faults`: whatever is in the file, it costs at most the child's memory and time.
    """
    name = cleaned(name).replace("\n", " ")[-200:] or "—"
    if len(content) > MOST_FILE:
        raise faults.DocumentTooLarge(name=name, size=len(content), most=MOST_FILE)
    media, data = _media(content, name)
    digest = hashlib.sha256(content).hexdigest()
    document = _plain(data.decode(), name, digest) if media == "text" else _parsed(data, media, name, digest)
    if not document.blocks:
        raise faults.DocumentEmpty(name=name)
    return document


def _plain(text: str, name: str, digest: str) -> Document:
    for count, what, most in (
        (len(text), Words(zh="文字字数", en="characters of text"), MOST_CHARACTERS),
        (text.count("\n"), Words(zh="行数", en="lines"), MOST_PIECES),
    ):
        if count > most:
            raise faults.DocumentTooHeavy(name=name, what=what, most=most)
    return plain(text, name=name, digest=digest)


def _media(content: bytes, name: str) -> tuple[Media, bytes]:
    """What the file is, and its bytes; of text as UTF-8. Raises DocumentUnknown, DocumentTooLarge."""
    if content.startswith(b"PK"):
        return "docx", content
    if b"%PDF-" in content[:1024]:
        return "pdf", content
    if content.startswith(_OTHERS[0][0]) and _LOCKED in content:
        raise faults.DocumentLocked(name=name)
    for mark, what in _OTHERS:
        if content.startswith(mark):
            raise faults.DocumentUnknown(name=name, what=what)
    if len(content) > MOST_MARKUP:
        raise faults.DocumentTooLarge(name=name, size=len(content), most=MOST_MARKUP)
    text = decoded(content)
    if text is None:
        raise faults.DocumentUnknown(name=name, what=Words(zh="不是文字", en="it is no text"))
    ending = name.lower().rpartition(".")[2]
    if _PAGE.match(text[:20_000]) or ending in ("html", "htm", "xhtml"):
        return "html", text.encode()
    marked = ending in ("md", "markdown") or len(_MARKED.findall(text[:MOST_LOOKED_AT])) >= LEAST_MARKED
    return ("markdown" if marked else "text"), text.encode()


def _parsed(data: bytes, media: Media, name: str, digest: str) -> Document:
    told = _by_child(data, media, name, recognise=False)
    if told.get("pictures") and can_recognise():
        told = _by_child(data, media, name, recognise=True)
    pieces = [Piece(cleaned(text).replace("\n", " "), *rest) for text, *rest in _ordered(told["pieces"])]
    pages, pictures = told.get("pages"), tuple(told.get("pictures", ()))
    if pictures and len(pictures) == pages:
        raise faults.DocumentScanned(name=name, pages=pages)
    blocks, at = [], 0
    for piece in pieces:
        blocks.append(Block(at, at + len(piece.text), piece.kind, piece.depth, piece.page, piece.table))
        at += len(piece.text) + 1
    text = "\n".join(piece.text for piece in pieces)
    return Document(text, tuple(blocks), name, media, digest, pages, pictures, tuple(told.get("recognised", ())))


def _ordered(pieces: list[Any]) -> list[Any]:
    """Those that keep some text when signs that are none are taken out."""
    return [piece for piece in pieces if cleaned(piece[0]).strip()]


def _by_child(data: bytes, media: Media, name: str, *, recognise: bool) -> dict[str, Any]:
    limit = RECOGNISE_S if recognise else LIMIT_S
    words = (media, str(limit), "recognise" if recognise else "read")
    try:
        told: dict[str, Any] = apart(CHILD, *words, data=data, seconds=BUSY * limit)
    except Overrun as error:
        raise faults.DocumentSlow(name=name, seconds=limit) from error
    except Failed as error:
        raise faults.DocumentBroken(name=name, why=cleaned(str(error))[:120]) from error
    if "refused" in told:
        facts = {key: Words(*value) if isinstance(value, list) else value for key, value in told["facts"].items()}
        raise getattr(faults, told["refused"])(name=name, **facts)
    return told
