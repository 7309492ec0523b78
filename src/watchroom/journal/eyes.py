"""Whose eyes look: which incidents the one before the screen may see, asked by every reader of rows at once.

The edge (a request, a command that acts for somebody) says whose eyes they are; rows that hang on an incident have a
manager which shows only those of incidents that these may see. Who is nobody's eyes (`work`, `watch`, a follower) sees all.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol

from django.db import models
from django.db.models import Q, QuerySet

type Seen = QuerySet[Any] | None  # the ids of the incidents that are seen; None: all


class _Eyes:
    """Asked when something is looked for at all, and once: most requests never need it."""

    def __init__(self, ask: Callable[[], Seen]) -> None:
        self._ask, self._known = ask, False
        self._seen: Seen = None
        self._one_by_one: dict[int, bool] = {}

    def seen(self) -> Seen:
        if not self._known:
            with everybody():  # what decides what is seen sees all
                self._seen = self._ask()
            self._known = True
        return self._seen

    def sees(self, incident: int) -> bool:
        rows = self.seen()
        if rows is None:
            return True
        if incident not in self._one_by_one:
            self._one_by_one[incident] = rows.filter(pk=incident).exists()
        return self._one_by_one[incident]


_EYES: ContextVar[_Eyes | None] = ContextVar("eyes", default=None)


def seen() -> Seen:
    """The ids of the incidents that may be seen here, as a query; None where all may."""
    eyes = _EYES.get()
    return eyes.seen() if eyes else None


def sees(incident: int | None) -> bool:
    """Whether an incident may be seen here. What hangs on none may."""
    eyes = _EYES.get()
    return incident is None or eyes is None or eyes.sees(incident)


class _Told(Protocol):
    incident: Any


def shown[T: _Told](rows: Iterable[T]) -> list[T]:
    """Of entries already read, those that may be seen here."""
    told, may = list(rows), seen()
    if may is None:
        return told
    ids = {row.incident for row in told if row.incident is not None}
    known = set(may.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [row for row in told if row.incident is None or row.incident in known]


@contextmanager
def looking(ask: Callable[[], Seen]) -> Iterator[None]:
    """What is read within is read with these eyes."""
    before = _EYES.set(_Eyes(ask))
    try:
        yield
    finally:
        _EYES.reset(before)


def look_from_now_on(ask: Callable[[], Seen]) -> None:
    """As `looking`, until the process ends: for a command, which is one person's."""
    _EYES.set(_Eyes(ask))


@contextmanager
def everybody() -> Iterator[None]:
    """What is read within is read whole: for what must hold over all incidents, whoever asks."""
    before = _EYES.set(None)
    try:
        yield
    finally:
        _EYES.reset(before)


class OfIncidents[M: models.Model](models.Manager[M]):
    """Rows of an incident. A row without an incident is everybody's.

    A model says by `hangs_on` how its rows come to the incident, where it is not by a field `incident`.
    """

    def get_queryset(self) -> QuerySet[M]:
        rows, may = super().get_queryset(), seen()
        if may is None:
            return rows
        path = getattr(self.model, "hangs_on", "incident")
        which = Q(**{f"{path}__in": may})
        return rows.filter(which | Q(**{path: None}) if _maybe(self.model, path) else which)


@cache
def _maybe(model: type[models.Model], path: str) -> bool:
    """Whether a row may hang on no incident."""
    field: Any = None
    for name in path.split("__"):
        field = (field.related_model if field else model)._meta.get_field("id" if name == "pk" else name)
    return bool(field.null)
