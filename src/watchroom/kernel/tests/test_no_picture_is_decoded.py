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


def _imports(path: Path, *names: str) -> set[str]:
    """What a file imports, if one of these names stands in it at all: what is not written there is not imported either."""
    found, text = set[str](), path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text if any(name in text for name in names) else "")):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


FILES = [path for path in SOURCES.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts]


def test_no_process_of_ours_has_a_decoder_of_pictures() -> None:
    held = {str(path.relative_to(SOURCES)): _imports(path, *DECODERS) for path in FILES}
    assert len(held) > 300
    assert [(name, one) for name, found in held.items() for one in found if one.partition(".")[0] in DECODERS] == []


def test_whatever_takes_a_foreign_picture_puts_it_together_anew() -> None:
    assert _takers("watchroom.kernel.pictures", "read_picture") <= TAKERS
    anew = _takers("watchroom.kernel.bare", "bare_picture")
    assert anew >= {"people/roll_actions.py", "incidents/scene_media.py", "incidents/files.py"}


def _takers(module: str, name: str) -> set[str]:
    return {str(path.relative_to(SOURCES)) for path in FILES if f"{module}.{name}" in _imports(path, name)}
