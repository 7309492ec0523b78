"""Documents that somebody makes to harm, and what is said to each: for tests and for measuring.

Source: I-01, I-03 and I-04 of the threat tests.
"""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from watchroom.kernel.faults import Fault
from watchroom.plans.documents import faults

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word document of the given body; other parts by name, for example `styles`."""
    given = {f"word/{name}.xml": f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    return package({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **given})


def said(text: str, properties: str = "") -> str:
    """A paragraph of Word."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*objects: bytes) -> bytes:
    """A PDF of objects numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, len(body))
    )


_ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))


def locked() -> bytes:
    made = bytearray(word(said("x")))
    made[made.find(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def lying() -> bytes:
    """It says of ten million bytes that they are a thousand."""
    made = bytearray(word("<w:p/>" * 2_000_000))
    made[22:26] = made[(at := made.find(b"PK\x01\x02") + 24) : at + 4] = struct.pack("<I", 1000)
    return bytes(made)


def link() -> bytes:
    made = bytearray(word(said("x")))
    at = made.find(b"PK\x01\x02") + 38
    made[at : at + 4] = struct.pack("<I", 0xA1FF << 16)
    return bytes(made)


def noise(size: int) -> str:
    """Text that does not pack well, so that it is judged by what is in it."""
    return os.urandom(size // 2).hex()


def many_pages() -> bytes:
    count = 100_000
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(count))
    table = io.BytesIO()
    places = []
    table.write(b"%PDF-1.4\n")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    for number, one in enumerate([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids)] + [page] * count, 1):  # fmt: skip
        places.append(table.tell())
        table.write(b"%d 0 obj%b\nendobj\n" % (number, one))
    at = table.tell()
    table.write(
        b"xref\n0 %d\n0000000000 65535 f \n" % (count + 3) + b"".join(b"%010d 00000 n \n" % one for one in places)
    )
    table.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count + 3, at))
    return table.getvalue()


def stream_bomb() -> bytes:
    packed = zlib.compress(b"BT /F 1 Tf (aaaaaaaaaa) Tj ET\n" * 10_000_000)
    fonts = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R" + fonts + b">>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
    )


HOSTILE: dict[str, tuple[Callable[[], bytes], type[Fault]]] = {
    "bomb of sixty megabytes": (lambda: word("<w:p/>" * 10_000_000), faults.DocumentTooHeavy),
    "bomb of 629 KB": (
        lambda: word("<w:p/>" * 6_000_000 + f"<!--{noise(1_250_000)}-->"), faults.DocumentTooHeavy
    ),
    "bomb in the styles": (lambda: word(said("x"), styles="<w:style/>" * 3_000_000), faults.DocumentTooHeavy),
    "wrong size declared": (lying, faults.DocumentBroken),
    "a hundred thousand entries": (
        lambda: package({f"e{n}": "" for n in range(20_000)} | {"word/document.xml": ""}), faults.DocumentTooHeavy
    ),
    "laughs": (
        lambda: package({"word/document.xml": f'<!DOCTYPE l [<!ENTITY a "ha">{_ENTITIES}]><w:p {W}>&i;</w:p>'}),
        faults.DocumentUnsafe,
    ),
    "an outside entity behind blanks": (
        lambda: package({"word/document.xml": f'{" " * 300_000}<!DOCTYPE l SYSTEM "file:///etc/passwd"><w:p {W}/>'}),
        faults.DocumentUnsafe,
    ),
    "a declaration in UTF-16": (
        lambda: package({"word/document.xml": f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l><w:p {W}/>'.encode("utf-16")}),
        faults.DocumentUnsafe,
    ),
    "a path that leads out": (lambda: package({"word/document.xml": "<a/>", "../../x": "x"}), faults.DocumentUnsafe),
    "a link": (link, faults.DocumentUnsafe),
    "a password": (locked, faults.DocumentLocked),
    "a hundred thousand levels": (lambda: word("<w:p>" * 100_000), faults.DocumentTooHeavy),
    "deep tables": (lambda: word("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80), faults.DocumentTooHeavy),
    "names without end": (lambda: word("".join(f"<w:p{n}/>" for n in range(50_000))), faults.DocumentTooHeavy),
    "cut off": (lambda: word(said("x"))[:-30], faults.DocumentBroken),
    "a workbook": (lambda: package({"xl/workbook.xml": "<a/>"}), faults.DocumentUnknown),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), faults.DocumentUnknown),
    "a Word file with a password": (
        lambda: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), faults.DocumentLocked
    ),
    "noise": (lambda: bytes(range(256)) * 40, faults.DocumentUnknown),
    "a hundred thousand pages": (many_pages, faults.DocumentTooHeavy),
    "a tree of pages that goes round": (
        lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]>>"),
        faults.DocumentBroken,
    ),
    "a page of three hundred megabytes": (stream_bomb, faults.DocumentSlow),
    "a hundred thousand tags in one another": (lambda: b"<html>" + b"<b>" * 100_000, faults.DocumentTooHeavy),
    "a web page of text without end": (lambda: b"<html>" + b"<" * 5_000_000, faults.DocumentTooHeavy),
    "lines without end": (lambda: b"a\n" * 900_000, faults.DocumentTooHeavy),
    "nothing but blanks": (lambda: b" " * 1000, faults.DocumentEmpty),
}  # fmt: skip
