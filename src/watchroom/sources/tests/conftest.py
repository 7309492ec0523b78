from collections.abc import Iterator

import pytest

from watchroom.sources import line
from watchroom.sources.tests.scene import PretendedLine, Scene, set_scene


@pytest.fixture
def scene(clock: object) -> Scene:
    return set_scene()


@pytest.fixture
def pretended() -> Iterator[PretendedLine]:
    one = PretendedLine()
    line.use(one)
    yield one
    line.use(None)
