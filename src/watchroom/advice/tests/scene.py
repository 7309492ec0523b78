"""Weather at the hill, and the models asked about an incident."""

from watchroom.advice import actions
from watchroom.advice.chores import CHORES
from watchroom.advice.envelope import Envelope
from watchroom.advice.models import Advice
from watchroom.conftest import SetClock
from watchroom.dispatch.tests.scene import Readings
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal

ANSWER = CHORES[0]


def opened(incident: Incident) -> int:
    entry = journal.last(incident.subject, "incidents.opened")
    assert entry is not None
    return entry.id


def weather(readings: Readings, clock: SetClock, *, t: float | None = -22.0, wind: float | None = 8.0) -> None:
    if t is not None:
        readings.put("jump.t", t, clock.at, quantity="air_temperature", place="jump")
    if wind is not None:
        readings.put("jump.wind", wind, clock.at, quantity="wind_mean", place="jump")


def advise(incident: Incident, clock: SetClock) -> dict[str, Advice]:
    actions.ask(incident.pk, opened(incident), actor="follower:advice.ask")
    ANSWER.run(clock.at)
    return {row.model: row for row in Advice.objects.filter(incident=incident).order_by("pk")}


def answer(row: Advice) -> Envelope:
    envelope = row.answer
    assert envelope is not None
    return envelope
