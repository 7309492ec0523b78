"""Opens an envelope for a test: the part that must be there, or the test fails."""

from watchroom.advice.envelope import Envelope, Refusal, Value
from watchroom.kernel.words import Words


def value(envelope: Envelope) -> Value:
    assert envelope.value is not None
    return envelope.value


def refusal(envelope: Envelope) -> Refusal:
    assert envelope.refusal is not None
    return envelope.refusal


def do(envelope: Envelope) -> Words:
    assert envelope.do is not None
    return envelope.do
