"""What the value of an alarm is, and where it happened.

Of most rules it is what the sensor measures, where the sensor stands. A rule over positions judges a distance or a speed,
and happens where the unit was; a rule over rules tells the value of its first input.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from watchroom.alarms.detection import DETECTORS, Combiner
from watchroom.alarms.models import Rule
from watchroom.kernel.units import Quantity
from watchroom.sources.models import Sensor


@dataclass(frozen=True, slots=True)
class Judged:
    """By which detector a value came about, and what that listened to beside the sensor."""

    detector: str
    inputs: tuple[str, ...] = ()

    @property
    def own(self) -> Quantity | None:
        """What the value is when it is not what the sensor measures."""
        plugin = DETECTORS.all.get(self.detector)
        return plugin.measure if plugin else None

    @property
    def latitude(self) -> str:
        """The code of the sensor that tells the latitude to the longitude of the rule's own; empty without one."""
        plugin = DETECTORS.all.get(self.detector)
        return self.inputs[0] if plugin and plugin.takes.quantities[:1] == ("lat",) and self.inputs else ""


def judged(detector: str, inputs: Sequence[str]) -> Judged:
    if not _over_rules(detector):
        return Judged(detector, tuple(inputs))
    first = Rule.objects.filter(code__in=inputs[:1]).values_list("detector", "inputs").first()
    return Judged(first[0], tuple(first[1])) if first else Judged("")


def judged_by(rules: Iterable[Rule]) -> dict[int, Judged]:
    """The same for many rules, by rule, with one question for all rules over rules."""
    found = {rule.pk: rule for rule in rules}
    over = {pk: rule.inputs[0] for pk, rule in found.items() if _over_rules(rule.detector) and rule.inputs}
    rows = Rule.objects.filter(code__in=set(over.values())).values_list("code", "detector", "inputs") if over else ()
    firsts: Mapping[str, Judged] = {code: Judged(detector, tuple(inputs)) for code, detector, inputs in rows}
    return {
        pk: firsts.get(over[pk], Judged("")) if pk in over else Judged(rule.detector, tuple(rule.inputs))
        for pk, rule in found.items()
    }


def quantity(rule: Rule, sensor: Sensor) -> Quantity:
    """What the value, peak and limit of the rule's alarms are."""
    return judged(rule.detector, rule.inputs).own or sensor.measured


def _over_rules(detector: str) -> bool:
    plugin = DETECTORS.all.get(detector)
    return plugin is not None and issubclass(plugin, Combiner)
