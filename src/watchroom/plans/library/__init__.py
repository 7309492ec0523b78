"""The plans that come with the platform."""

from pathlib import Path


def files() -> list[Path]:
    return sorted(Path(__file__).parent.glob("*.yaml"))
