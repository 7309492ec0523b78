"""Documents for tests, made from nothing: Word packages of given XML, PDF of given objects, pages typeset from text."""

import zlib
from pathlib import Path
from typing import Any

from watchroom.plans.documents.hostile import W, package, pdf, said, word

__all__ = ["W", "package", "pdf", "printed", "said", "scan", "scanned", "typeset", "word"]


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
    said = "\n\n".join(f'#par[#"{one}"]' for one in paragraphs)
    return printed(
        f'#set page(numbering: "— 1 —", header: [{head}])\n'
        f"#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n{said}"
    )


def printed(source: str, form: str = "pdf") -> bytes:
    """What the typesetter makes of a source, on A4 and in Chinese: a PDF, or a picture of its one page (`png`)."""
    import noto_cjk_sans_otc
    import typst

    whole = f'#set page(paper: "a4")\n#set text(font: "Noto Sans CJK SC", size: 12pt, lang: "zh")\n{source}'
    fonts = [str(Path(noto_cjk_sans_otc.__file__).parent)]
    setting: Any = typst.compile
    return bytes(setting(whole.encode(), font_paths=fonts, ignore_system_fonts=True, format=form, ppi=200.0))


def scanned(document: bytes, *, lean: float = 0.008) -> bytes:
    """The pages of a PDF as a scanner gives them: pictures of 200 dpi, a little noisy, leaning by so much of their width."""
    import numpy as np
    import pypdfium2

    dice = np.random.default_rng(7)
    kids, objects = [], list[bytes]()
    for number, page in enumerate(pypdfium2.PdfDocument(document)):
        seen = page.render(scale=200 / 72, grayscale=True).to_numpy().astype(np.int16)
        seen = np.stack([np.roll(row, round(-lean * at)) for at, row in enumerate(seen)])
        seen = np.stack([np.roll(column, round(lean * at)) for at, column in enumerate(seen.T)]).T
        seen = np.clip(seen + dice.normal(0, 18, seen.shape), 0, 255).astype(np.uint8)
        packed = zlib.compress(seen.tobytes())
        height, width = seen.shape
        first = 3 + 3 * number
        kids.append(b"%d 0 R" % first)
        drawn = b"q %d 0 0 %d 0 0 cm /I Do Q" % (width * 72 // 200, height * 72 // 200)
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>"
            % (width * 72 // 200, height * 72 // 200, first + 1, first + 2),
            b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
            b"/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (width, height, len(packed), packed),
        ]
    pages = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), b" ".join(kids))
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", pages, *objects)
