"""The only writers of alarm rules. A rule that cannot be right, or says too little, is refused with the reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from watchroom.alarms import changes as step
from watchroom.alarms.detection import DETECTORS, Limits, settings_of
from watchroom.alarms.faults import (
    BuiltInRule,
    LimitOutOfRange,
    NoSuchRule,
    NoSuchSensor,
    UnknownDetector,
    WordsMissing,
    WrongPriority,
    WrongQuantity,
    WrongSettings,
    WrongSuppressor,
)
from watchroom.alarms.holding import DEEPEST, open_alarms, settle
from watchroom.alarms.models import PLATFORM, Alarm, Rule, RuleVersion
from watchroom.alarms.rule_content import TEXTS, VersionState, listed
from watchroom.alarms.rule_entries import RulePut
from watchroom.alarms.rule_inputs import check_inputs, check_unused
from watchroom.alarms.rules import STANDING, missing_words
from watchroom.journal.book import Book, book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.plugin import Settings
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources
from watchroom.sources.models import Sensor

__all__ = ["TEXTS", "check", "check_quantity", "put_rule", "suppressor", "take_off"]


def put_rule(
    code: str, *, detector: str, sensor: str, settings: dict[str, Any], priority: int, live: bool = True,
    latched: bool = False, suppressed_by: str = "", inputs: Sequence[str] = (), actor: str = "ops:setup", **told: str,
) -> Rule:  # fmt: skip
    """Sets a rule up, in force at once; the same again changes nothing. A person's rule goes through `rule_drafting`.

    inputs  what else it listens to, by code: sensors or rules, as the detector takes them
    told  title, cause, consequence and action, each as `_zh` and `_en`; all are owed before a rule can be live
    latched        its alarms stay until a person resets them, though the condition be gone
    suppressed_by  the code of a rule: while an alarm of that one stands, those of this one are held back
    The judge learns of it by a message in the partition's stream, whose rules are `queries.rule_specs`. Alarms that
    stand when their rule is taken off, or moved to another sensor, return to normal: nobody watches them any more.
    Raises UnknownDetector, NoSuchSensor, WrongSettings, WrongQuantity, LimitOutOfRange, WrongPriority, WordsMissing,
    BuiltInRule, WrongSuppressor, and what `rule_inputs` raises.
    """
    unknown = set(told) - set(TEXTS)
    if unknown:
        raise TypeError(f"put_rule does not know {sorted(unknown)}")
    check(code, detector, settings, priority, live, told)
    with book(actor=actor) as b:
        found = sources.sensor(sensor)
        if found is None:
            raise NoSuchSensor(sensor=sensor[:64])
        check_quantity(detector, found, settings)
        check_inputs(code, detector, found, settings_of(detector, settings), inputs, live)
        wanted = {"detector": detector, "sensor": found, "settings": settings, "priority": priority, "live": live}
        wanted["inputs"] = list(inputs)
        wanted |= {"latched": latched, "suppressed_by": suppressor(code, suppressed_by)}
        wanted |= {name: told.get(name, "").strip() for name in TEXTS}
        return _write(b, code, wanted)


def take_off(viewer: Viewer, code: str) -> Rule:
    """Takes a rule off the judge; its words and its past alarms stay. Raises NotAllowed, NoSuchRule, BuiltInRule."""
    viewer.must(Act.SET_RULES)
    with book(actor=viewer.actor) as b:
        rule = locked(code)
        if rule is None:
            raise NoSuchRule(rule=code[:64])
        if rule.detector == PLATFORM:
            raise BuiltInRule(rule=rule.code)
        if rule.live:
            check_unused(rule, False, rule.watched, rule.detector)
            retire(rule, VersionState.LIVE, b)
            rule.live = False
            in_force(b, rule)
    return rule


def _write(b: Book, code: str, wanted: dict[str, Any]) -> Rule:
    rule = locked(code)
    if rule and all(getattr(rule, name) == value for name, value in wanted.items()):
        return rule
    if rule:
        check_unused(
            rule,
            wanted.get("live", rule.live),
            wanted.get("sensor", rule.watched),
            wanted.get("detector", rule.detector),
        )
    rule = rule or Rule(code=code, version=0)
    rule.version = next_number(rule)
    for name, value in wanted.items():
        setattr(rule, name, value)
    rule.save()
    version = RuleVersion(rule=rule, number=rule.version, written_by=b.actor, written_at=b.now)
    version.state = VersionState.LIVE if rule.live else VersionState.DRAFT
    for name in (*TEXTS, "detector", "sensor", "priority", "latched", "inputs"):
        setattr(version, name, getattr(rule, name))
    version.suppressed_by = rule.suppressed_by.code if rule.suppressed_by else ""
    version.settings = whole(rule.detector, rule.settings)
    if rule.live:
        version.approved_by, version.approved_at, version.approved_hash = b.actor, b.now, version.content.hash
    retire(rule, version.state, b)
    if not rule.live:
        retire(rule, VersionState.LIVE, b)
    version.save(force_insert=True)
    in_force(b, rule, version)
    return rule


def in_force(b: Book, rule: Rule, version: RuleVersion | None = None) -> None:
    """Keeps the rule as it now is, tells the book, and ends the alarms that nobody watches any more."""
    rule.save()
    put = b.record(_facts(rule, version), subject=f"rule:{rule.pk}")
    standing = Alarm.objects.select_related("rule", "sensor__place").filter(
        rule=rule, state__in=[s.value for s in STANDING]
    )
    ended = [
        alarm
        for alarm in standing.select_for_update(of=("self",))
        if not rule.live or alarm.sensor_id != rule.sensor_id
    ]
    for alarm in ended:
        step.end_condition(b, alarm, b.now, cause=put)
    settle(b, _open(rule), put)
    if ended:
        rule.generation += 1
        rule.save(update_fields=["generation"])


def locked(code: str) -> Rule | None:
    return Rule.objects.select_related("sensor__place").filter(code=code).select_for_update(of=("self",)).first()


def whole(detector: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with what was left to its default, so that two versions differ only where they judge differently.

    As given, when this version of the platform cannot read them.
    """
    try:
        return settings_of(detector, dict(given)).model_dump(mode="json")
    except (KeyError, ValueError):
        return dict(given)


def next_number(rule: Rule) -> int:
    """Numbers are given once and never again."""
    newest = rule.versions.order_by("-number").values_list("number", flat=True).first() if rule.pk else None
    return 1 + max(rule.version, newest or 0)


def retire(rule: Rule, state: str, b: Book) -> None:
    """The version in this state, if there is one, makes room for another."""
    rule.versions.filter(state=state).update(state=VersionState.RETIRED, retired_at=b.now)


def _open(rule: Rule) -> list[Alarm]:
    """Its open alarms with the rule as it is now: what holds them back may have changed with it."""
    rows = list(open_alarms().filter(rule=rule).select_for_update(of=("self",)))
    for row in rows:
        row.rule = rule
    return rows


def suppressor(code: str, above: str) -> Rule | None:
    """The rule of that code. Raises WrongSuppressor for a ring, in which every alarm would hide the others."""
    if not above:
        return None
    found = at = Rule.objects.filter(code=above[:64]).first()
    for _ in range(DEEPEST):
        if at is None or at.code == code:
            break
        if at.suppressed_by_id is None:
            return found
        at = at.suppressed_by
    raise WrongSuppressor(rule=code, above=above[:64])


def check(code: str, detector: str, given: dict[str, Any], priority: int, live: bool, told: Mapping[str, str]) -> None:
    if code.startswith("platform-"):
        raise BuiltInRule(rule=code[:64])
    if detector not in DETECTORS:
        raise UnknownDetector(detector=detector[:64], known=", ".join(sorted(DETECTORS.all)))
    if priority not in (1, 2, 3, 4):
        raise WrongPriority(priority=priority)
    if live and (missing := missing_words(told)):
        raise WordsMissing(rule=code, missing=listed(missing))
    _read(detector, given)


def _read(detector: str, given: dict[str, Any]) -> Settings:
    try:
        return settings_of(detector, given)
    except ValidationError as wrong:
        errors = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or detector}: {e['msg']}" for e in wrong.errors(include_input=False)
        )
        raise WrongSettings(detector=DETECTORS[detector].title, errors=errors[:400]) from wrong


def check_quantity(detector: str, sensor: Sensor, given: dict[str, Any]) -> None:
    plugin, quantity = DETECTORS[detector], sensor.measured
    if plugin.quantities and quantity.code not in plugin.quantities:
        raise WrongQuantity(detector=plugin.title, quantity=quantity.title, sensor=sensor.code)
    limits: Limits | None = plugin().limits(_read(detector, given))
    quantity = plugin.measure or quantity
    if limits and not quantity.low <= limits.limit <= quantity.high:
        unit = quantity.unit_words
        low, high = (
            Words(zh=f"{decimal_text(x)} {unit.zh}", en=f"{decimal_text(x)} {unit.en}")
            for x in (quantity.low, quantity.high)
        )
        raise LimitOutOfRange(limit=decimal_text(limits.limit), quantity=quantity.title, low=low, high=high)


def _facts(rule: Rule, version: RuleVersion | None) -> RulePut:
    sensor = rule.sensor
    return RulePut(
        rule=rule.code, version=rule.version, live=rule.live, detector=rule.detector, sensor=sensor.code if sensor else "",
        partition=sensor.partition if sensor else -1, latched=rule.latched,
        suppressed_by=rule.suppressed_by.code if rule.suppressed_by else "",
        settings=settings_of(rule.detector, rule.settings).model_dump_json(), priority=rule.priority,
        written_by=version.written_by if version else "", hash=version.approved_hash if version else "",
        inputs=tuple(rule.inputs),
        **{name: getattr(rule, name) for name in TEXTS},
    )  # fmt: skip
