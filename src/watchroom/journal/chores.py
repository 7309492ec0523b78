"""Chores: what the `work` process keeps — deadlines, deliveries, reports — each a room's own, found by name."""

import importlib.util
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings

from watchroom.journal import anchors


class Chore:
    """Work that falls due. Several processes may run the same chore: what is due is claimed in the database."""

    name: ClassVar[str]

    def pending(self, now: datetime) -> int:
        """How many things are due at `now` (site's time) and not yet done."""
        raise NotImplementedError

    def run(self, now: datetime) -> int:
        """Does everything due at `now`, each thing in a book of its own, the network outside it. How many were done."""
        raise NotImplementedError


def of_rooms[T](module: str, attribute: str, kind: type[T]) -> list[T]:
    """All things of one kind that rooms offer, e.g. `CHORES` in each `<room>/chores.py`, in the river's order."""
    found: list[T] = []
    for room in settings.ROOMS:
        name = f"watchroom.{room}.{module}"
        if importlib.util.find_spec(name):
            found += [
                thing for thing in getattr(importlib.import_module(name), attribute, []) if isinstance(thing, kind)
            ]
    return found


def all_chores() -> list[Chore]:
    return of_rooms("chores", "CHORES", Chore)


class DropAnchor(Chore):
    """Keeps number and hash of the newest entry outside the database, a file a day, renewed every hour."""

    name = "journal.anchor"

    def pending(self, now: datetime) -> int:
        return 0 if anchors.fresh(_anchors()) else 1

    def run(self, now: datetime) -> int:
        return 0 if anchors.fresh(_anchors()) or anchors.drop(_anchors()) is None else 1


def _anchors() -> Path:
    return Path(settings.DATA) / "anchors"


CHORES = [DropAnchor()]
