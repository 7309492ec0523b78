from collections.abc import Iterator

import pytest

from watchroom.dispatch.tests import scene
from watchroom.incidents.models import Incident
from watchroom.people.testing import Cast
from watchroom.sources import line


@pytest.fixture(autouse=True)
def readings() -> Iterator[scene.Readings]:
    pretended = scene.Readings()
    line.use(pretended)
    yield pretended
    line.use(None)


@pytest.fixture
def gale(cast: Cast) -> Incident:
    scene.put_zone()
    return scene.open_gale(cast.lin)
