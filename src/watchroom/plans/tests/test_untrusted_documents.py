"""What somebody sends up may be made to harm: every kind is refused, or read without harm, at a bounded cost.

Source: I-01, I-03 and I-04 of the threat tests; the bounds are those of `documents`.
"""

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS
from watchroom.plans.documents import faults, read
from watchroom.plans.tests.papers import W, package, pdf, said, word

pytestmark = [pytest.mark.pure, pytest.mark.once]

MOST_MEMORY = 330 << 10  # KiB that the child may ever have had
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


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_made_to_harm_is_refused_in_both_languages(what: str):
    made, fault = HOSTILE[what]
    with pytest.raises(fault) as refused:
        read(made(), what)
    assert all(what in refused.value.words.text(lang) and "{" not in refused.value.words.text(lang) for lang in LANGS)


@pytest.mark.parametrize("what", ["bomb of sixty megabytes", "bomb of 629 KB", "a page of three hundred megabytes"])
def test_a_bomb_costs_little_memory_and_little_time(what: str):
    data = HOSTILE[what][0]()
    media = "pdf" if data.startswith(b"%PDF") else "docx"
    code = (
        "import json, resource, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-I', '-m', 'watchroom.plans.documents.child', '{media}', '20', 'read'],"
        " stdin=sys.stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_maxrss, used.ru_utime + used.ru_stime]))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    memory, seconds = json.loads(done.stdout)
    assert memory < MOST_MEMORY
    assert seconds < 5, "of processor time, which a busy machine does not lengthen"


HARMLESS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a package within the package": (
        lambda: package({"word/document.xml": f"<w:p {W}><w:r><w:t>读</w:t></w:r></w:p>", "word/embeddings/a.zip": package({"x": "0" * 9_000_000})}),
        "读",
    ),
    "a relation to the outside": (
        lambda: package({"word/document.xml": f"<w:p {W}><w:r><w:t>读</w:t></w:r></w:p>", "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'}),
        "读",
    ),
    "styles that are based on one another": (
        lambda: word(said("读", '<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'),
        "读",
    ),
    "stars.md": (lambda: ("读" + "**a " * 300_000).encode(), "读"),
    "ticks.md": (lambda: ("读" + "`a" * 300_000).encode(), "读"),
    "table.md": (lambda: ("|a" * 300_000 + "\n" + "|--" * 300_000).encode(), "a"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_like_harm_and_is_none_is_read(name: str):
    made, begins = HARMLESS[name]
    assert read(made(), name).text.startswith(begins)
