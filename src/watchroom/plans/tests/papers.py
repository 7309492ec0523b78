"""Documents for tests, made from nothing: Word packages of given XML, PDF of given objects, pages typeset from text."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def scan() -> bytes:
    """A page that is a picture."""
    picture = b"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 26>>stream\nq 90 0 0 90 0 0 cm /I Do Q\nendstream",
        picture + b"stream\n\0\xff\xff\0\nendstream",
    )


def typeset(paragraphs: list[str], head: str) -> bytes:
    """A PDF of A4 pages with a running head and page numbers, each paragraph indented by two characters."""
    import noto_cjk_sans_otc
    import typst

    said = "\n\n".join(f'#par[#"{one}"]' for one in paragraphs)
    source = (
        f'#set page(paper: "a4", numbering: "— 1 —", header: [{head}])\n'
        '#set text(font: "Noto Sans CJK SC", size: 12pt, lang: "zh")\n'
        f"#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n{said}"
    )
    fonts = [str(Path(noto_cjk_sans_otc.__file__).parent)]
    setting: Any = typst.compile
    return bytes(setting(source.encode(), font_paths=fonts, ignore_system_fonts=True))
