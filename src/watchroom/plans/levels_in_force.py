"""The response level in force, as the roster's strength must follow it: the gravest of the responses that run."""

from watchroom.journal.clock import exercise
from watchroom.journal.exercises import in_exercise
from watchroom.people.levels import LevelInForce
from watchroom.plans.models import Activation


class Responses(LevelInForce):
    name = "plans"

    def level(self) -> int | None:
        rows = list(Activation.objects.filter(state=Activation.State.RUNNING).values_list("incident_id", "level"))
        subjects = {f"incident:{incident}" for incident, _ in rows}
        played = frozenset[str]() if exercise() else in_exercise(subjects)
        return min((level for incident, level in rows if f"incident:{incident}" not in played), default=None)


LEVELS_IN_FORCE = [Responses()]
