"""The arrival model of the spectators at a gate: deterministic, and never to be taken for a count."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchroom.ops.scenario.content import CrowdOf


class Crowd:
    """Minute by minute: a triangle of arrivals meets as many lanes as are open; who waits stands on the forecourt."""

    def __init__(self, model: CrowdOf, zone: str) -> None:
        self._model, self._zone = model, ZoneInfo(zone)
        self._since, self._peak, self._until = (
            _minute(t.hour, t.minute) for t in (model.since, model.peak, model.until)
        )
        self._waiting = self._queue()

    def arrivals(self, minute: float) -> float:
        """People a minute at a minute of the local day."""
        top = 2 * self._model.total / (self._until - self._since)
        if self._since <= minute < self._peak:
            return top * (minute - self._since) / (self._peak - self._since)
        if self._peak <= minute < self._until:
            return top * (self._until - minute) / (self._until - self._peak)
        return 0.0

    def lanes(self, minute: float) -> int:
        held = [lane.open for lane in self._model.lanes if _minute(lane.since.hour, lane.since.minute) <= minute]
        return held[-1] if held else 0

    def count(self, at: datetime) -> int:
        """People on the forecourt: those who wait, and those who walk through while anybody arrives."""
        minute = self._of(at)
        walking = self._model.walking if self.arrivals(minute) > 0 else 0
        return round(self._waiting[minute]) + walking

    def density(self, at: datetime) -> float:
        return self.count(at) / self._model.forecourt_m2

    def at_coaches(self, at: datetime) -> int:
        """People who wait for the shuttle at the car park: the same arrivals, earlier."""
        minute = self._of(at + timedelta(minutes=self._model.coach_ahead_min))
        return round(self.arrivals(minute) * self._model.coach_wait_min)

    def _queue(self) -> list[float]:
        waiting, held = [], 0.0
        for minute in range(24 * 60):
            waiting.append(held)
            held = max(0.0, held + self.arrivals(minute) - self.lanes(minute) * self._model.per_lane)
        return waiting

    def _of(self, at: datetime) -> int:
        local = at.astimezone(self._zone)
        return _minute(local.hour, local.minute)


def _minute(hour: int, minute: int) -> int:
    return hour * 60 + minute
