"""Fixtures of this room: the zone, an incident, an activated plan, the stream's answers."""

from collections.abc import Callable, Iterator

import pytest

from watchroom.conftest import SetClock
from watchroom.dispatch.tests import scene
from watchroom.dispatch.upstream import Activated, Task
from watchroom.incidents.models import Incident
from watchroom.people.testing import Cast
from watchroom.sources import line

type Activate = Callable[..., Activated]


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


@pytest.fixture
def activate(gale: Incident, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Activate:
    """Activates a plan of exactly these tasks: the row is real, what the plan asks for is chosen by the test."""
    known: dict[int, Activated] = {}

    def made(*tasks: Task, incident: Incident = gale, previous: int | None = None) -> Activated:
        row = scene.activation_row(incident, clock.at, previous)
        lineage = known[previous].lineage if previous else row
        known[row] = Activated(row, lineage, incident.pk, clock.at, incident.opened_at, tasks)
        return known[row]

    monkeypatch.setattr("watchroom.dispatch.ordering.activated", lambda pk: known[pk])
    return made
