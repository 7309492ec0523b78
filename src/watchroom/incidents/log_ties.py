"""Incidents as a line of the duty log names them: `#12`, `#I-2026-0012`."""

from watchroom.incidents import queries
from watchroom.incidents.models import Incident
from watchroom.people.log_ties import Tie, Tied
from watchroom.people.viewer import Viewer


class Incidents(Tie):
    name = "incidents"

    def find(self, viewer: Viewer, number: str) -> Tied | None:
        """A bare figure is the last part of an incident's number, the newest incident's that has it."""
        given = number.strip().upper()
        if given.isdecimal():
            if len(given) > 9:
                return None
            rows = queries.incidents(viewer, None)
            row = next((one for one in rows if _last(one.number) == int(given)), None)
        else:
            row = queries.by_number(viewer, given)
        return _tied(row) if row else None

    def open(self, viewer: Viewer) -> list[Tied]:
        return [_tied(row) for row in queries.incidents(viewer)]


def _last(number: str) -> int:
    tail = number.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else -1


def _tied(row: Incident) -> Tied:
    return Tied(row.pk, row.number, row.words, f"/incidents/{row.pk}")


TIES = [Incidents()]
