"""Advice that was asked for is worked out by the worker: inputs first, over the network, then one book for the answer."""

from datetime import datetime

from watchroom.advice import actions
from watchroom.advice.contract import MODELS
from watchroom.advice.gather import situation
from watchroom.advice.models import Advice
from watchroom.journal.chores import Chore

ACTOR = "work:advice.answer"


class Answer(Chore):
    name = "advice.answer"

    def pending(self, now: datetime) -> int:
        return len(_asked())

    def run(self, now: datetime) -> int:
        asked: dict[tuple[int, int], list[Advice]] = {}
        for row in _asked():
            asked.setdefault((row.incident_id, row.cause), []).append(row)
        return sum(self._answer(incident, cause, rows, now) for (incident, cause), rows in asked.items())

    def _answer(self, incident: int, cause: int, rows: list[Advice], now: datetime) -> int:
        models = [(row, MODELS.all[row.model]) for row in rows]
        known = situation(incident, cause, {code for _, model in models for code in model.wants}, now)
        return sum(actions.give(row.pk, actions.worked_out(model, known), actor=ACTOR) for row, model in models)


def _asked() -> list[Advice]:
    """Only of models that this process knows: another version's row waits for a process that has it."""
    return list(Advice.objects.filter(state=Advice.State.ASKED, model__in=list(MODELS.all)).order_by("pk"))


CHORES = [Answer()]
