"""A draft rule from a published criterion: its figure as the limit, its words filled, its caveats said."""

from watchroom.alarms.faults import NoSuchSensor, NoSuchSignal, NotExpressible
from watchroom.alarms.models import Rule, RuleVersion
from watchroom.alarms.rule_content import MOST_TITLE, Content
from watchroom.alarms.rule_drafting import written
from watchroom.alarms.signals import COLOURS, Condition, Signal, signal
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources
from watchroom.sources.models import Sensor

# How far a value must go back before the alarm ends: ours, to keep an alarm from fluttering; no criterion names it. A
# sum over hours goes back by itself.
_DEAD_BAND = {
    "wind_mean": 1.0,
    "wind_gust": 1.5,
    "air_temperature": 0.5,
    "ground_temperature": 0.5,
    "road_temperature": 0.5,
}
_DEAD_SHARE = {"visibility": 0.1}

NOTE = Words(
    zh="按{source}（{number}）的{signal}标准起草；回差和静默时限为平台建议值",
    en="Drafted from the criterion of the {signal}, {number}; dead band and longest gap are the platform's suggestion",
)
CAUSE = Words(
    zh="{what}：{condition}，即{authority} {issued} 发布的{signal}标准中的数值。{cause}{caveats}",
    en="{what}: {condition}, the figure of the {signal} ({authority}, {issued}). {cause}{caveats}",
)
APART = Words(
    zh="{consequence}达到该数值不等于已发布预警：预警级别由气象台决定，本告警的优先级 P{priority} 只表示多快要有人处置。",
    en="{consequence} Reaching the figure is not a warning: the warning level is the observatory's to set; this alarm's "
    "priority P{priority} only says how soon a person must act.",
)
_PART = Words(
    zh="这只是该标准同时要求的几个条件之一。",
    en="This is only one of several conditions that the criterion asks for together.",
)
_FORECAST_ONLY = Words(
    zh="标准说的是预报，本规则只在实测达到时告警。",
    en="The criterion speaks of a forecast; this rule alarms when it is measured.",
)
_JUDGE = Words(zh="还须人工判断：{what}。", en="A person must judge besides: {what}.")


def draft_from(viewer: Viewer, kind: str, colour: str, sensor: str, source: str = "") -> RuleVersion:
    """Drafts the rule of a criterion for a sensor; the same again finds the same draft.

    Raises NotAllowed, NoSuchSignal, NoSuchSensor, NotExpressible.
    """
    viewer.must(Act.DRAFT_RULE)
    return drafted(viewer.actor, viewer.person, kind, colour, sensor, source)


def drafted(actor: str, author: int | None, kind: str, colour: str, sensor: str, source: str = "") -> RuleVersion:
    """The same for the command line, whose drafts have no author."""
    found = signal(kind, colour, source)
    if found is None:
        said = COLOURS.get(colour, Words(zh=colour[:16] or "—", en=colour[:16] or "—"))
        raise NoSuchSignal(kind=kind[:32], colour=said)
    row = sources.sensor(sensor)
    if row is None:
        raise NoSuchSensor(sensor=sensor[:64])
    content = content_of(found, row)
    note = NOTE.fill(source=found.source.title, number=found.source.number, signal=found.called)
    code = _code(row, found)
    return written(actor, author, code, content, note=note.zh[:300], origin=found.origin)


def content_of(found: Signal, sensor: Sensor) -> Content:
    """The rule as it would be written. Raises NotExpressible."""
    condition = found.fitting(sensor.quantity)
    if condition is None:
        why = found.why_not(sensor.quantity)
        raise NotExpressible(signal=found.called, sensor=sensor.code, why=why)
    words = {
        "title": title(found, sensor),
        "cause": _cause(found, condition, sensor),
        "consequence": APART.fill(consequence=found.consequence, priority=found.level),
        "action": found.action,
    }
    told = {f"{name}_{lang}": said.text(lang) for name, said in words.items() for lang in ("zh", "en")}
    return Content("threshold", sensor.code, settings(condition, sensor), found.level, told)


def title(found: Signal, sensor: Sensor) -> Words:
    """Begins with the signal, because a sensor's name may fill the whole title."""
    colour = COLOURS[found.colour]
    return Words(
        zh=f"达到{found.title.zh}{colour.zh}标准：{sensor.zh}"[:MOST_TITLE],
        en=f"At the {found.called.en.removesuffix(' signal')} criterion: {sensor.en}"[:MOST_TITLE],
    )


def settings(condition: Condition, sensor: Sensor) -> dict[str, float | str]:
    """The limit is the criterion's figure. What must be "at or below" is told as "below half a digit more", because
    the detector's `below` leaves the limit itself out.
    """
    assert condition.value is not None
    above = condition.op == "ge"
    half = 0.5 * 10**-sensor.measured.digits if condition.op == "le" else 0.0
    limit = round(condition.value + half, 6)
    band = _DEAD_BAND.get(condition.quantity, abs(limit) * _DEAD_SHARE.get(condition.quantity, 0.0))
    return {
        "direction": "above" if above else "below",
        "limit": limit,
        "clear": round(limit - band if above else limit + band, 6),
        "max_gap_s": float(max(180, 3 * sensor.source.expected_every_s)),
    }


def _cause(found: Signal, condition: Condition, sensor: Sensor) -> Words:
    caveats = []
    if found.join == "all" and len(found.when) > 1:
        caveats.append(_PART)
    if not found.observed:
        caveats.append(_FORECAST_ONLY)
    if found.judge:
        what = Words(zh="、".join(one.zh for one in found.judged), en=", ".join(one.en for one in found.judged))
        caveats.append(_JUDGE.fill(what=what))
    said = Words(zh=" " + "".join(one.zh for one in caveats), en=" " + " ".join(one.en for one in caveats))
    return CAUSE.fill(
        what=Words(zh=sensor.zh, en=sensor.en), condition=condition.words, signal=found.called, cause=found.cause,
        authority=found.source.authority, issued=found.source.issued.isoformat(),
        caveats=said if caveats else "",
    )  # fmt: skip


def _code(sensor: Sensor, found: Signal) -> str:
    """A code that is free, or that this very criterion has already."""
    base = f"{sensor.code[: 64 - len(found.kind) - len(found.colour) - 5]}-{found.kind}-{found.colour}"
    for code in (base, *(f"{base}-{n}" for n in range(2, 10))):
        rule = Rule.objects.filter(code=code).first()
        if rule is None or rule.versions.filter(origin=found.origin, sensor=sensor).exists():
            return code
    return base
