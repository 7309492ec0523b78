"""What the screens and other rooms may ask about advice."""

from dataclasses import dataclass

from watchroom.advice.envelope import Envelope, Value
from watchroom.advice.faults import NoSuchAdvice
from watchroom.advice.models import Advice
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Mark:
    """Where low, value and high stand on a line of 100: the range as a picture."""

    low: float
    at: float
    high: float

    @property
    def width(self) -> float:
        return round(self.high - self.low, 2)


@dataclass(frozen=True, slots=True)
class Card:
    """The newest answer of one model, with what was said about it."""

    advice: Advice
    envelope: Envelope
    mark: Mark | None
    judgeable: bool


def cards(viewer: Viewer, incident: int) -> list[Card]:
    """One card a model, the newest answer each; the models in the order of their names."""
    viewer.must(Act.SEE)
    newest: dict[str, Advice] = {}
    for row in Advice.objects.filter(incident_id=incident).exclude(state=Advice.State.ASKED).order_by("pk"):
        newest[row.model] = row
    return [_card(viewer, newest[name]) for name in sorted(newest)]


def asked(viewer: Viewer, incident: int) -> int:
    """How many answers are still being worked out."""
    viewer.must(Act.SEE)
    return Advice.objects.filter(incident_id=incident, state=Advice.State.ASKED).count()


def advice(viewer: Viewer, pk: int) -> Advice:
    """Raises NoSuchAdvice."""
    viewer.must(Act.SEE)
    found = Advice.objects.filter(pk=pk).exclude(state=Advice.State.ASKED).first()
    if found is None:
        raise NoSuchAdvice(advice=pk)
    return found


def of_incident(viewer: Viewer, incident: int) -> list[Advice]:
    """All answers for an incident, oldest first."""
    viewer.must(Act.SEE)
    return list(Advice.objects.filter(incident_id=incident).exclude(state=Advice.State.ASKED).order_by("pk"))


def _card(viewer: Viewer, row: Advice) -> Card:
    envelope = row.answer
    assert envelope is not None
    judgeable = row.state == Advice.State.GIVEN and not row.refused and viewer.may(Act.JUDGE_ADVICE)
    return Card(row, envelope, mark(envelope.value) if envelope.value else None, judgeable)


def mark(value: Value) -> Mark | None:
    """The range on a line, with a quarter of its width free at each end; None when there is no width."""
    span = value.high - value.low
    if span <= 0:
        return None
    first, whole = value.low - span / 4, span * 1.5
    low, at, high = (round((number - first) / whole * 100, 2) for number in (value.low, value.value, value.high))
    return Mark(low, at, high)
