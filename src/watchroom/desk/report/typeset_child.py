"""Run by `typeset` as a program of its own: the report as JSON comes in, the PDF goes out; nothing of ours is imported.

Text goes in as data, never as markup; the root holds nothing but templates and code; fonts come from the wheel. A sign for
which the font has no picture is printed as its code, so that nothing is an empty box.
"""

import contextlib
import resource
import struct
import sys
from collections.abc import Container
from pathlib import Path

MEMORY = 2 << 30  # of addresses; a report of a thousand rows takes about 170 MB
FIRST_OF_EAST = 0x2E80  # below, the other fonts of the wheel have what this one lacks
_CHOOSERS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))  # they choose a picture and have none


class Drawn(Container[int]):
    """The code points for which a collection's first font has a picture: its character map of format 12."""

    def __init__(self, font: bytes) -> None:
        (first,) = struct.unpack_from(">I", font, 12)
        (tables,) = struct.unpack_from(">H", font, first + 4)
        rows = (struct.unpack_from(">4sIII", font, first + 12 + 16 * n) for n in range(tables))
        cmap = next(offset for tag, _, offset, _ in rows if tag == b"cmap")
        (kinds,) = struct.unpack_from(">H", font, cmap + 2)
        maps = [cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * n)[2] for n in range(kinds)]
        whole = next(at for at in maps if struct.unpack_from(">H", font, at)[0] == 12)
        (groups,) = struct.unpack_from(">I", font, whole + 12)
        spans = struct.iter_unpack(">III", font[whole + 16 : whole + 16 + 12 * groups])
        self._known = {code for start, end, _ in spans for code in range(start, end + 1)}

    def __contains__(self, code: object) -> bool:
        return code in self._known


def legible(text: str, drawn: Container[int]) -> str:
    """The text with a code in place of each sign that has no picture: `〔U+1F600〕`."""
    found = {ord(char) for char in text if ord(char) >= FIRST_OF_EAST and ord(char) not in drawn}
    silent = {code for code in found if any(code in span for span in _CHOOSERS)}
    return text.translate({code: "" if code in silent else f"〔U+{code:04X}〕" for code in found})


def main(limit_s: int, name: str) -> None:
    with contextlib.suppress(ValueError, OSError):  # not every system has every limit
        resource.setrlimit(resource.RLIMIT_CPU, (2 * limit_s, 2 * limit_s))  # it may use both cores
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import noto_cjk_sans_otc
    import typst

    template, fonts = Path(__file__).with_name(name), Path(noto_cjk_sans_otc.__file__).parent
    said = sys.stdin.buffer.read().decode()
    if any(ord(char) >= FIRST_OF_EAST for char in said):
        said = legible(said, Drawn(next(fonts.glob("*.ttc")).read_bytes()))
    paper = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"report": said},
    )
    sys.stdout.buffer.write(bytes(paper))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
