"""`watchroom rule`: list the alarm rules, try one on the readings that were, draft one from a published criterion."""

from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say

ACTOR = "ops:rule"
MOST_BYTES = 64 * 1024
LISTED = 10

LINE = Words(zh="{code}  P{priority}  {state}  {sensor}  {title}", en="{code}  P{priority}  {state}  {sensor}  {title}")
LIVE = Words(zh="在用 v{n}", en="live v{n}")
DRAFT = Words(zh="草稿 v{n}", en="draft v{n}")
OFF = Words(zh="未启用", en="not in use")
WINDOW = Words(
    zh="过去 {days} 天：告警 {alarms} 次，每天 {per_day}，合计 {total}，最长 {longest}（{readings} 个读数，用时 {took} 秒）",
    en="last {days} d: {alarms} alarms, {per_day} a day, {total} in all, longest {longest} ({readings} readings, {took} s)",
)
PRESENT = Words(zh="    现行版本：{compared}", en="    version in force: {compared}")
ONE = Words(zh="    {raised}  持续 {lasted}  峰值 {peak} {unit}", en="    {raised}  for {lasted}  peak {peak} {unit}")
CUT = Words(zh="    时间到，只试算到 {at}", en="    out of time; tried only up to {at}")
FULL = Words(zh="    读数太多，只用了最新的", en="    too many readings; only the newest were used")
NOTHING = Words(
    zh="    这段时间没有读数，试算说明不了什么", en="    no readings in this time: the trial proves nothing"
)
SILENT = Words(zh="    这段时间没有读数的传感器：{codes}", en="    sensors without readings in this time: {codes}")
SIGNAL = Words(zh="{kind}  {colour}  {called}：{when}", en="{kind}  {colour}  {called}: {when}")
NEVER = Words(zh="    不能写成传感器规则：{why}", en="    cannot be a sensor rule: {why}")
MADE = Words(
    zh="已起草 {code} 第 {n} 版，指纹 {mark}。请在 /rules/{code} 核对、试算，由有权的人启用。",
    en="Drafted {code}, version {n}, fingerprint {mark}. Read and try it at /rules/{code}; a person with that right puts it live.",
)


class NotARule(Fault):
    status = 422
    text = Words(
        zh="文件 {file} 不是规则：{why}。应有 detector、sensor、settings，写法同接口 PUT /api/rules。",
        en="The file {file} is no rule: {why}. It has detector, sensor and settings, as PUT /api/rules takes them.",
    )


def listed() -> int:
    """One rule a line: code, priority, state, sensor, title."""
    _setup()
    from watchroom.alarms.models import Rule, RuleVersion

    drafts = dict(RuleVersion.objects.filter(state="draft").values_list("rule_id", "number"))
    for rule in Rule.objects.exclude(sensor=None).select_related("sensor").order_by("code"):
        states = [LIVE.fill(n=rule.version)] if rule.live else []
        states += [DRAFT.fill(n=drafts[rule.pk])] if rule.pk in drafts else []
        state = Words(zh=" ".join(s.zh for s in states), en=" ".join(s.en for s in states)) if states else OFF
        say(LINE, code=rule.code, priority=rule.priority, state=state, sensor=rule.watched.code, title=rule.title)
    return OK


def attempt(what: str, days: int) -> int:
    """Tries a rule by its code (its draft, or else what is in force) or from a file, over one, seven and `days` days.

    Raises NoSuchRule, NotARule, and the faults of `put_rule` and `tried`.
    """
    _setup()
    from watchroom.alarms import rule_drafting, trying
    from watchroom.alarms.faults import NoSuchSensor
    from watchroom.alarms.told_values import judged
    from watchroom.journal.clock import site_now
    from watchroom.sources import queries as sources

    path = Path(what)
    content, present = (_from_file(path), None) if path.is_file() else _by_code(what)
    sensor = sources.sensor(content.sensor)
    if sensor is None:
        raise NoSuchSensor(sensor=content.sensor[:64])
    rule_drafting.must_be_right("trial", content, sensor)
    now = site_now()
    for window in sorted({*(day for day in trying.DAYS if day < days), days}):
        trial = trying.tried(content, sensor, now, window, present)
        _tell(trial, judged(content.detector, content.inputs).own or sensor.measured, last=window == days)
    return OK


def from_signal(kind: str, colour: str, sensor: str) -> int:
    """Drafts the rule of a criterion for a sensor. Raises NoSuchSignal, NoSuchSensor, NotExpressible."""
    _setup()
    from watchroom.alarms.from_signal import drafted
    from watchroom.alarms.rule_content import fingerprint

    made = drafted(ACTOR, None, kind, colour, sensor)
    say(MADE, code=made.rule.code, n=made.number, mark=fingerprint(made.content.hash))
    return OK


def signals() -> int:
    """Every published criterion: kind, colour, figures, and why some cannot be a sensor rule."""
    from watchroom.alarms.signals import all_signals

    for one in all_signals():
        when = Words(zh="；".join(c.words.zh for c in one.when), en="; ".join(c.words.en for c in one.when))
        say(SIGNAL, kind=one.kind, colour=one.colour, called=one.called, when=when)
        if one.never:
            say(NEVER, why=one.never)
    return OK


def _setup() -> None:
    import django

    django.setup()


def _by_code(code: str) -> tuple[Any, Any]:
    from watchroom.alarms.faults import NoSuchRule
    from watchroom.alarms.models import RuleVersion

    rows = RuleVersion.objects.select_related("rule", "sensor").filter(rule__code=code)
    row = rows.filter(state="draft").first() or rows.order_by("-number").first()
    if row is None:
        raise NoSuchRule(rule=code[:64])
    live = rows.filter(state="live").first()
    return row.content, live.content if live and live.pk != row.pk else None


def _from_file(path: Path) -> Any:
    """A rule as YAML or JSON: the fields of the API. Raises NotARule."""
    from watchroom.alarms.rule_content import TEXTS, Content
    from watchroom.kernel.yamls import loaded

    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValueError(f"> {MOST_BYTES} bytes")
        text = raw.decode("utf-8-sig")
        told = loaded(text)
        settings, inputs = dict(told["settings"]), tuple(str(one) for one in told.get("inputs") or ())
        texts = {name: str(told.get(name, "")) for name in TEXTS}
        return Content(
            str(told["detector"]),
            str(told["sensor"]),
            settings,
            int(told.get("priority", 3)),
            texts,
            inputs,
            bool(told.get("latched", False)),
            str(told.get("suppressed_by", "")),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotARule(file=path.name[:64], why=" ".join(str(error).split())[:120]) from error


def _tell(trial: Any, quantity: Any, *, last: bool) -> None:
    from watchroom.alarms.rule_showing import trial_shown
    from watchroom.kernel.clock import as_local
    from watchroom.ops import settings

    shown = trial_shown(trial, quantity)
    say(
        WINDOW, days=trial.days, alarms=trial.summary.alarms, per_day=shown.per_day, total=shown.total,
        longest=shown.longest, readings=trial.readings, took=shown.took,
    )  # fmt: skip
    if not trial.readings:
        say(NOTHING)
    elif trial.silent:
        say(SILENT, codes=shown.silent)
    if shown.compared:
        say(PRESENT, compared=shown.compared)
    if trial.upto:
        say(CUT, at=f"{as_local(trial.upto, settings.SITE_ZONE):%Y-%m-%d %H:%M}")
    if trial.full:
        say(FULL)
    for one in shown.episodes[:LISTED] if last else ():
        raised = as_local(one.raised, settings.SITE_ZONE)
        say(ONE, raised=f"{raised:%Y-%m-%d %H:%M:%S}", lasted=one.lasted, peak=one.peak, unit=quantity.unit_words)
