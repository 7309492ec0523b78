"""Run by `typeset` as a program of its own: the report as JSON comes in, the PDF goes out; nothing of ours is imported.

Text goes in as data, never as markup; the root holds nothing but templates and code; fonts come from the wheel.
"""

import contextlib
import resource
import sys
from pathlib import Path

MEMORY = 2 << 30  # of addresses; a report of a thousand rows takes about 170 MB


def main(limit_s: int, name: str) -> None:
    with contextlib.suppress(ValueError, OSError):  # not every system has every limit
        resource.setrlimit(resource.RLIMIT_CPU, (2 * limit_s, 2 * limit_s))  # it may use both cores
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import noto_cjk_sans_otc
    import typst

    template = Path(__file__).with_name(name)
    paper = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(Path(noto_cjk_sans_otc.__file__).parent)],
        ignore_system_fonts=True,
        sys_inputs={"report": sys.stdin.buffer.read().decode()},
    )
    sys.stdout.buffer.write(bytes(paper))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
