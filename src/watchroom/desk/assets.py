"""The built pages: which file is which, read from the build's manifest. Without a build, pages work unstyled."""

import json
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "desk"
ENTRY = "src/desk.ts"


@lru_cache(maxsize=4)
def _read(path: Path, _mtime: int) -> str:
    return path.read_text("utf-8")


def _text(name: str) -> str:
    path = FOLDER / name
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return ""


def built() -> bool:
    return (FOLDER / "manifest.json").is_file()


def scripts() -> list[str]:
    """Addresses of the scripts that every page loads."""
    return [f"desk/{entry['file']}" for entry in _entry()]


def styles() -> list[str]:
    return [f"desk/{css}" for entry in _entry() for css in entry.get("css", [])]


def sprite() -> str:
    """The level shapes, state glyphs and icons, put once into every page."""
    return _text("sprite.svg")


def _entry() -> list[dict[str, list[str] | str]]:  # at most one
    manifest = json.loads(_text("manifest.json") or "{}")
    return [manifest[ENTRY]] if ENTRY in manifest else []
