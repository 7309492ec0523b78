"""The built pages: which file is which, read from the build's manifest. Without a build, pages work unstyled."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

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


def scripts(entry: str = ENTRY) -> list[str]:
    """Addresses of the scripts that every page loads; of the field app with its own entry."""
    return [f"desk/{found['file']}" for found in _entry(entry)]


def styles(entry: str = ENTRY) -> list[str]:
    """Of the entry and of every part that it shares with another, the parts first: what the entry says holds."""
    ordered = [css for found in reversed(_with_parts(entry)) for css in found.get("css", [])]
    return [f"desk/{css}" for css in dict.fromkeys(ordered)]


def parts(entry: str) -> list[str]:
    """Scripts that the entry brings along."""
    return [f"desk/{found['file']}" for found in _with_parts(entry)[1:]]


def text(name: str) -> str:
    """A built file of a fixed name; empty without a build."""
    return _text(name)


def sprite() -> str:
    """The level shapes, state glyphs and icons, put once into every page."""
    return _text("sprite.svg")


def _manifest() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_text("manifest.json") or "{}")
    return told


def _entry(entry: str) -> list[dict[str, Any]]:  # at most one
    manifest = _manifest()
    return [manifest[entry]] if entry in manifest else []


def _with_parts(entry: str) -> list[dict[str, Any]]:
    """The entry, then what it imports, each once."""
    manifest, found, waiting = _manifest(), {}, [entry]
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in manifest:
            continue
        found[name] = manifest[name]
        waiting += [*manifest[name].get("imports", [])]
    return list(found.values())
