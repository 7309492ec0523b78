"""Pages that are pictures, read by the program `tesseract` where the machine has it with its simplified Chinese data."""

import os
import resource
import shutil
import subprocess
from typing import Any

from watchroom.plans.documents.wording import joined, wide

PAGE_S = 60
_DPI = 200
_MOST_PIXELS = 25_000_000
_ENVIRONMENT = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # more threads of it cost more than they gain
_LANGUAGES = "chi_sim+eng"


def can_recognise() -> bool:
    return shutil.which("tesseract") is not None


def recognised(page: Any) -> list[str]:
    """The lines of a page; none where the program fails or takes too long."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    rows = bytes(bitmap.buffer)
    body = b"".join(rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + body
    argv = ["tesseract", "stdin", "stdout", "-l", _LANGUAGES, "--dpi", str(_DPI)]
    try:
        done = subprocess.run(
            argv, input=picture, capture_output=True, timeout=PAGE_S, check=False, env=_ENVIRONMENT, preexec_fn=_unbound
        )
    except (subprocess.TimeoutExpired, OSError):
        return []
    if done.returncode:
        return []
    lines = done.stdout.decode("utf-8", "replace").replace("\f", "\n").split("\n")
    return [made for line in lines if (made := _tight(line))]


def _unbound() -> None:
    """The program needs more memory than those that parse: as much as was set aside for it."""
    _, largest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (largest, largest))


def _tight(line: str) -> str:
    """Without the blanks that it puts between Chinese characters."""
    made = ""
    for word in line.split():
        made = made + word if made and wide(made[-1]) and wide(word[0]) else joined(made, word)
    return made
