"""What a rule listens to beside its sensor: checked when the rule is put, and turned into numbers for the judge.

A rule holds codes, of sensors or of other rules as its detector takes them. All must belong to the partition that judges
the rule, because there nothing else is heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from watchroom.alarms.detection import DETECTORS, Combiner, Detector, RuleSpec
from watchroom.alarms.faults import InputInUse, OtherPartition, TooFarApart, WrongInput, WrongInputs
from watchroom.alarms.models import Rule
from watchroom.alarms.rule_content import Content
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.geometry import distance_m
from watchroom.kernel.plugin import Settings
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.places.queries import centre
from watchroom.sources.models import Sensor

_KINDS = {
    "sensors": Words(zh="其他传感器", en="further sensors"),
    "rules": Words(zh="其他规则", en="other rules"),
}
_NO_SENSOR = Words(zh="没有这个传感器，或它就是规则自己的传感器", en="there is no such sensor, or it is the rule's own")
_NO_RULE = Words(zh="没有这条规则，或它就是本规则", en="there is no such rule, or it is this one")


def check_inputs(
    code: str, detector: str, sensor: Sensor, settings: Settings, inputs: Sequence[str], live: bool
) -> None:
    """Raises WrongInputs, WrongInput, OtherPartition, TooFarApart, when the rule could not be judged with these."""
    plugin = DETECTORS[detector]()
    takes, n = plugin.takes, len(inputs)
    if not takes.least <= n <= takes.most or len(set(inputs)) < n or not plugin.fits(settings, n):
        raise WrongInputs(detector=plugin.title, least=takes.least, most=takes.most, of=_KINDS[takes.of], given=n)
    if not n:
        return
    if takes.of == "rules":
        sensors = _of_rules(code, sensor, inputs, live)
    else:
        sensors = [sensor, *_of_sensors(plugin, sensor, inputs)]
    for name, one in zip(inputs, sensors[-n:], strict=True):
        if one.partition != sensor.partition:
            raise OtherPartition(input=name, partition=one.partition, sensor=sensor.code, own=sensor.partition)
    _check_distance(sensors, getattr(settings, "within_m", None))


def check_unused(rule: Rule, live: bool, sensor: Sensor, detector: str) -> None:
    """Raises InputInUse when a live rule over rules listens to this one, and could not any more after the change."""
    if live and sensor.pk == rule.sensor_id and not issubclass(DETECTORS[detector], Combiner):
        return
    for user in Rule.objects.filter(live=True).exclude(inputs=[]).exclude(pk=rule.pk):
        if _over_rules(user) and rule.code in user.inputs:
            raise InputInUse(rule=rule.code, user=user.code)


@dataclass(frozen=True, slots=True)
class Heard:
    """All that is heard for one rule: the readings of `sensors`, its own first, and the conditions of `rules`.

    inputs  what it listens to beside its sensor, as numbers for the judge
    """

    sensors: tuple[Sensor, ...]
    rules: tuple[RuleSpec, ...]
    inputs: tuple[int, ...]


def heard(content: Content, sensor: Sensor) -> Heard:
    """What a content that need not be kept would listen to. Other rules are heard as they judge, or as they were written
    last when they never did. Raises WrongInput for an input that is gone, or that has lost one of its own.
    """
    codes = content.inputs
    if DETECTORS[content.detector].takes.of == "sensors":
        further = _named_sensors(codes)
        return Heard((sensor, *further), (), tuple(one.number for one in further))
    rows = {
        rule.code: rule for rule in Rule.objects.exclude(sensor=None).select_related("sensor").filter(code__in=codes)
    }
    for code in codes:
        if code not in rows or rows[code].detector not in DETECTORS:
            raise WrongInput(input=code[:64], why=_NO_RULE)
    rules = [rows[code] for code in codes]
    sensors = {sensor.pk: sensor}
    for rule in rules:
        sensors |= {one.pk: one for one in (rule.watched, *_named_sensors(rule.inputs))}
    return Heard(tuple(sensors.values()), tuple(with_numbers(rules)), tuple(rule.pk for rule in rules))


def _named_sensors(codes: Sequence[str]) -> list[Sensor]:
    found = {one.code: one for one in Sensor.objects.filter(code__in=list(codes))} if codes else {}
    for code in codes:
        if code not in found:
            raise WrongInput(input=code[:64], why=_NO_SENSOR)
    return [found[code] for code in codes]


def with_numbers(rules: Sequence[Rule]) -> list[RuleSpec]:
    """The judge's view of these rules; `sensor` must be at hand. An input that is gone leaves a rule unjudged."""
    wanted = {code for rule in rules for code in rule.inputs}
    sensors = dict(Sensor.objects.filter(code__in=wanted).values_list("code", "number")) if wanted else {}
    others = dict(Rule.objects.filter(code__in=wanted, live=True).values_list("code", "pk")) if wanted else {}
    specs = []
    for rule in rules:
        known = others if _over_rules(rule) else sensors
        inputs = tuple(known[code] for code in rule.inputs if code in known)
        specs.append(
            RuleSpec(
                rule.pk, rule.version, rule.detector, rule.watched.number, rule.settings, rule.generation, inputs
            )
        )  # fmt: skip
    return specs


def _over_rules(rule: Rule) -> bool:
    """A detector that was taken away listens to nothing any more."""
    return rule.detector in DETECTORS and DETECTORS[rule.detector].takes.of == "rules"


def _of_sensors(plugin: Detector, sensor: Sensor, inputs: Sequence[str]) -> list[Sensor]:
    found = {one.code: one for one in Sensor.objects.select_related("place").filter(code__in=list(inputs))}
    for place, code in enumerate(inputs):
        one = found.get(code)
        if one is None or one.pk == sensor.pk:
            raise WrongInput(input=code[:64], why=_NO_SENSOR)
        owed = sensor.quantity if plugin.takes.alike else (*plugin.takes.quantities, *[""] * len(inputs))[place]
        if owed and one.quantity != owed:
            title = QUANTITIES[owed].title
            raise WrongInput(input=code, why=Words(zh="此处须为“{q}”", en="it must measure {q} here").fill(q=title))
    return [found[code] for code in inputs]


def _of_rules(code: str, sensor: Sensor, inputs: Sequence[str], live: bool) -> list[Sensor]:
    rows = Rule.objects.exclude(sensor=None).select_related("sensor__place").filter(code__in=list(inputs))
    found = {rule.code: rule for rule in rows}
    for name in inputs:
        rule = found.get(name)
        if rule is None or name == code:
            raise WrongInput(input=name[:64], why=_NO_RULE)
        if issubclass(DETECTORS[rule.detector], Combiner):
            raise WrongInput(
                input=name, why=Words(zh="它自己就是组合条件，不能再组合", en="it is a combination itself")
            )
        if live and not rule.live:
            raise WrongInput(input=name, why=Words(zh="它没有启用", en="it is not live"))
    if found[inputs[0]].sensor_id != sensor.pk:
        why = Words(
            zh="告警落在第一个输入的传感器上，请把规则的传感器填为 {sensor}",
            en="the alarm belongs to the sensor of the first input: make {sensor} the rule's sensor",
        )
        raise WrongInput(input=inputs[0], why=why.fill(sensor=found[inputs[0]].watched.code))
    return [found[name].watched for name in inputs]


def _check_distance(sensors: Sequence[Sensor], within_m: float | None) -> None:
    if within_m is None:
        return
    for one, other in combinations(sensors, 2):
        apart = distance_m(one.position or centre(one.place), other.position or centre(other.place))
        if apart > within_m:
            raise TooFarApart(
                one=one.code, other=other.code, apart=decimal_text(apart, 0), within=decimal_text(within_m, 0)
            )
