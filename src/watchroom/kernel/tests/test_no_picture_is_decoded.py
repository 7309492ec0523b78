"""Pictures from outside are not decoded in any of our processes: neither a bomb nor a broken decoder finds anything to meet.

They are put together anew from the parts that are drawn (`bare.py`), within limits of size and pixels, and a browser decodes
them in its sandbox, under the type that they were found to have.
"""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2]
DECODERS = frozenset({"PIL", "cv2", "imageio", "pyvips", "wand", "skimage", "matplotlib", "pillow_heif", "turbojpeg"})
# Who may look at the bytes of a foreign picture at all; each asks `bare.py`, or keeps what a camera of the site's own gave.
TAKERS = {"kernel/bare.py", "sources/cameras/asking.py"}

pytestmark = [pytest.mark.pure, pytest.mark.once]


def _imports(path: Path) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


FILES = [path for path in SOURCES.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts]


def test_no_process_of_ours_has_a_decoder_of_pictures() -> None:
    held = {str(path.relative_to(SOURCES)): _imports(path) for path in FILES}
    assert len(held) > 300
    assert [(name, one) for name, found in held.items() for one in found if one.partition(".")[0] in DECODERS] == []


def test_whatever_takes_a_foreign_picture_puts_it_together_anew() -> None:
    direct = {str(path.relative_to(SOURCES)) for path in FILES if "watchroom.kernel.pictures.read_picture" in _imports(path)}  # fmt: skip
    assert direct <= TAKERS, direct
    anew = {str(path.relative_to(SOURCES)) for path in FILES if "watchroom.kernel.bare.bare_picture" in _imports(path)}
    assert anew >= {"people/roll_actions.py", "incidents/scene_media.py", "incidents/files.py"}
