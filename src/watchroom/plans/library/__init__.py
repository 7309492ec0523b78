"""The plans that come with the platform, each with its tests beside it."""

from pathlib import Path

from watchroom.plans.testing_format import SUFFIX

_HERE = Path(__file__).parent


def files() -> list[Path]:
    return sorted(path for path in _HERE.glob("*.yaml") if not path.name.endswith(SUFFIX))


def tests_of(code: str) -> Path | None:
    """The test file of a plan that came with the platform."""
    found = {path.name.removesuffix(SUFFIX): path for path in _HERE.glob(f"*{SUFFIX}")}
    return found.get(code)
