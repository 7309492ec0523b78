"""Rules over the API: written, tried, compared and put in force as on the screen, by the same two persons."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import JsonValue

from watchroom.alarms import from_signal, queries, rule_drafting, rule_queries, rule_showing, trying
from watchroom.alarms.detection import DETECTORS
from watchroom.alarms.faults import NoSuchSensor
from watchroom.alarms.models import Rule, RuleVersion
from watchroom.alarms.rule_content import MOST_INPUTS, MOST_NOTE, MOST_TEXT, MOST_TITLE, TEXTS, Content, fingerprint
from watchroom.alarms.signals import WHY_NOT, Condition, all_signals
from watchroom.alarms.trying import Summary, Trial
from watchroom.journal.clock import site_now
from watchroom.kernel import form
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import queries as sources

router = Router(tags=["alarms"])
MOST_LISTED = 500


class RuleTexts(Schema):
    title_zh: str = Field("", max_length=MOST_TITLE)
    title_en: str = Field("", max_length=MOST_TITLE)
    cause_zh: str = Field("", max_length=MOST_TEXT)
    cause_en: str = Field("", max_length=MOST_TEXT)
    consequence_zh: str = Field("", max_length=MOST_TEXT)
    consequence_en: str = Field("", max_length=MOST_TEXT)
    action_zh: str = Field("", max_length=MOST_TEXT)
    action_en: str = Field("", max_length=MOST_TEXT)


class RuleContent(RuleTexts):
    """What a rule says. All eight texts are owed before it can be live. `settings` are the detector's.

    `latched`: its alarms stay until a person resets them. `suppressed_by`: the code of a rule whose alarm holds back the
    alarms of this one while it stands.
    """

    detector: str = Field(max_length=64)
    sensor: str = Field(max_length=64)
    settings: dict[str, JsonValue]
    priority: int
    inputs: list[str] = Field(default_factory=list, max_length=MOST_INPUTS)
    latched: bool = False
    suppressed_by: str = Field("", max_length=64)


class RuleIn(RuleContent):
    note: str = Field("", max_length=MOST_NOTE)


class RuleOut(RuleTexts):
    """A rule as it judges, or as it was written last if it never did.

    `sensor` is empty for the built-in rules, by which the platform watches itself.
    """

    code: str
    version: int
    live: bool
    draft: int | None
    detector: str
    sensor: str
    settings: dict[str, JsonValue]
    priority: int
    latched: bool
    suppressed_by: str


class VersionOut(RuleContent):
    """One version. `hash` names its content: it is what a person who puts it live says that he has read."""

    rule: str
    version: int
    base: int | None
    state: str
    note: str
    origin: str
    hash: str
    fingerprint: str
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None


class LiveIn(Schema):
    version: int
    fingerprint: str = Field(max_length=80)


class VersionIn(Schema):
    version: int


class DifferenceOut(Schema):
    name: str
    title_zh: str
    title_en: str
    before: str
    after: str


class TrialIn(RuleContent):
    """Content to try. `rule`: compared with what is in force under that code."""

    days: int = Field(7, ge=1, le=trying.MOST_DAYS)
    rule: str = Field("", max_length=64)


class SummaryOut(Schema):
    alarms: int
    per_day: float
    total_s: float
    longest_s: float
    standing: bool


class EpisodeOut(Schema):
    """`ended_ms` is null while the alarm would still stand. Times in milliseconds since 1970, UTC."""

    onset_ms: int
    raised_ms: int
    ended_ms: int | None
    value: float
    peak: float


class TrialOut(Schema):
    """`upto`: how far it came before its time was up, null when it came to the end; `full`: only the newest readings
    were judged; `present`: the version in force over the same time; `episodes`: the newest 500; `silent`: sensors that
    the rule listens to and that said nothing in this time; `first`: since when all others had spoken.
    """

    since: datetime
    until: datetime
    readings: int
    first: datetime | None
    upto: datetime | None
    full: bool
    took_ms: int
    summary: SummaryOut
    present: SummaryOut | None
    silent: list[str]
    episodes: list[EpisodeOut]


class SettingOut(Schema):
    name: str
    title_zh: str
    title_en: str
    kind: str
    required: bool
    default: str
    choices: list[str]


class DetectorOut(Schema):
    name: str
    title_zh: str
    title_en: str
    quantities: list[str]
    settings: list[SettingOut]


class ConditionOut(Schema):
    """`why_not`: why no sensor rule can hold it; empty when one can."""

    quantity: str
    op: str
    value: float | None
    unit: str
    over_h: int | None
    days: int | None
    force: int | None
    band: int | None
    down_to: float | None
    grade: str
    why_not: str
    words_zh: str
    words_en: str


class SignalOut(Schema):
    """One colour of one published warning signal. `level` 1 to 4 is the warning's and no alarm priority. `forecast_zh`
    and `forecast_en` say why no rule can hold the forecast half.
    """

    source: str
    source_zh: str
    source_en: str
    number_zh: str
    number_en: str
    authority_zh: str
    authority_en: str
    issued: date
    in_force: date
    until: date | None
    url: str
    kind: str
    colour: str
    level: int
    title_zh: str
    title_en: str
    within_h: int
    forecast_zh: str
    forecast_en: str
    observed: bool
    join: str
    when: list[ConditionOut]
    judged_zh: list[str]
    judged_en: list[str]


class FromSignalIn(Schema):
    kind: str = Field(max_length=64)
    colour: str = Field(max_length=16)
    sensor: str = Field(max_length=64)
    source: str = Field("", max_length=64)


@router.get("/rules", response=list[RuleOut], summary="Alarm rules, all or those that fit")
def rules(
    request: HttpRequest, q: str = "", state: str = "", detector: str = "", sensor: str = "", place: str = ""
) -> list[RuleOut]:
    """`state` is `live`, `draft` or `off`."""
    wanted = rule_queries.Wanted(q[:64], state, detector, sensor, place)
    found = rule_queries.listing(viewer_of(request), wanted)
    return [_rule(one.rule, one.draft.number if one.draft else None) for one in found]


@router.post("/rules/try", response=TrialOut, summary="What a rule would have raised over the last days")
def attempt(request: HttpRequest, given: TrialIn) -> TrialOut:
    viewer = viewer_of(request)
    viewer.must(Act.DRAFT_RULE)
    content = _content(given)
    sensor = sources.sensor(content.sensor)
    if sensor is None:
        raise NoSuchSensor(sensor=content.sensor)
    rule_drafting.must_be_right(given.rule or "trial", content, sensor)
    present = rule_queries.in_force(viewer, given.rule)
    return _trial(trying.tried(content, sensor, site_now(), given.days, present.content if present else None))


@router.get("/rules/{code}", response=RuleOut, summary="One alarm rule")
def rule(request: HttpRequest, code: str) -> RuleOut:
    viewer = viewer_of(request)
    draft = rule_queries.whole(viewer, code).draft
    return _rule(queries.rule(viewer, code), draft.number if draft else None)


@router.put("/rules/{code}", response=VersionOut, summary="Write a rule's draft; the same again changes nothing")
def write(request: HttpRequest, code: str, given: RuleIn) -> VersionOut:
    """Another person puts it live: `POST /rules/{code}/live`."""
    return _version(rule_drafting.write(viewer_of(request), code, _content(given), note=given.note))


@router.get("/rules/{code}/versions", response=list[VersionOut], summary="A rule's versions, newest first")
def versions(request: HttpRequest, code: str) -> list[VersionOut]:
    return [_version(one) for one in rule_queries.whole(viewer_of(request), code).versions]


@router.get("/rules/{code}/differences", response=list[DifferenceOut], summary="In what two versions differ")
def differences(
    request: HttpRequest, code: str, before: int | None = None, after: int | None = None
) -> list[DifferenceOut]:
    """`after` by default the newest version, `before` the one that was written before it."""
    found = rule_queries.whole(viewer_of(request), code)
    newer = found.version(found.versions[0].number if after is None and found.versions else after or 0)
    older = found.version(before) if before is not None else found.before(newer)
    told = rule_showing.differ(older, newer)
    return [
        DifferenceOut(name=one.name, title_zh=one.title.zh, title_en=one.title.en, before=one.before, after=one.after)
        for one in told
    ]


@router.post("/rules/{code}/live", response=VersionOut, summary="Put the draft live: by a second person")
def put_live(request: HttpRequest, code: str, given: LiveIn) -> VersionOut:
    """`fingerprint` (or the whole `hash`) names what was read; 409 when the draft is another one by now."""
    return _version(rule_drafting.put_live(viewer_of(request), code, given.version, fingerprint=given.fingerprint))


@router.post("/rules/{code}/off", response=RuleOut, summary="Take a live rule off")
def off(request: HttpRequest, code: str) -> RuleOut:
    viewer = viewer_of(request)
    rule_drafting.stop(viewer, code)
    return rule(request, code)


@router.post("/rules/{code}/drop", response=VersionOut, summary="Drop the draft")
def drop(request: HttpRequest, code: str) -> VersionOut:
    return _version(rule_drafting.drop(viewer_of(request), code))


@router.post("/rules/{code}/back", response=VersionOut, summary="A new draft with an older version's content")
def back(request: HttpRequest, code: str, given: VersionIn) -> VersionOut:
    return _version(rule_drafting.go_back(viewer_of(request), code, given.version))


@router.get("/detectors", response=list[DetectorOut], summary="Detectors and the settings that each asks for")
def detectors(request: HttpRequest) -> list[DetectorOut]:
    viewer_of(request).must(Act.SEE)
    return [
        DetectorOut(
            name=name, title_zh=plugin.title.zh, title_en=plugin.title.en, quantities=sorted(plugin.quantities),
            settings=[
                SettingOut(
                    name=one.name, title_zh=one.title.zh, title_en=one.title.en, kind=one.kind, required=one.required,
                    default=one.typed, choices=[value for value, _ in one.choices],
                )
                for one in form.fields(plugin.Settings)
            ],
        )
        for name, plugin in sorted(DETECTORS.all.items())
    ]  # fmt: skip


@router.get(
    "/warning-signals", response=list[SignalOut], summary="Published criteria of warning signals, as dated data"
)
def signals(request: HttpRequest) -> list[SignalOut]:
    viewer_of(request).must(Act.SEE)
    return [
        SignalOut(
            source=one.source.code, source_zh=one.source.title.zh, source_en=one.source.title.en,
            number_zh=one.source.number.zh, number_en=one.source.number.en, authority_zh=one.source.authority.zh,
            authority_en=one.source.authority.en, issued=one.source.issued, in_force=one.source.in_force,
            until=one.source.until, url=one.source.url, kind=one.kind, colour=one.colour, level=one.level,
            title_zh=one.title.zh, title_en=one.title.en, within_h=one.within_h,
            forecast_zh=WHY_NOT["forecast"].zh, forecast_en=WHY_NOT["forecast"].en, observed=one.observed, join=one.join,
            when=[_condition(part) for part in one.when], judged_zh=[said.zh for said in one.judged],
            judged_en=[said.en for said in one.judged],
        )
        for one in all_signals()
    ]  # fmt: skip


@router.post(
    "/warning-signals/rules", response=VersionOut, summary="Draft a rule from a signal's criterion for a sensor"
)
def from_criterion(request: HttpRequest, given: FromSignalIn) -> VersionOut:
    """422 `alarms.NotExpressible` says why a criterion cannot be a rule over that sensor."""
    viewer = viewer_of(request)
    return _version(from_signal.draft_from(viewer, given.kind, given.colour, given.sensor, given.source))


def _content(given: RuleContent) -> Content:
    told = {name: getattr(given, name) for name in TEXTS}
    return Content(
        given.detector,
        given.sensor,
        given.settings,
        given.priority,
        told,
        tuple(given.inputs),
        given.latched,
        given.suppressed_by,
    )


def _rule(rule: Rule, draft: int | None) -> RuleOut:
    texts: dict[str, Any] = {name: getattr(rule, name) for name in TEXTS}
    return RuleOut(
        code=rule.code, version=rule.version, live=rule.live, draft=draft, detector=rule.detector,
        sensor=rule.sensor.code if rule.sensor else "", settings=rule.settings, priority=rule.priority, latched=rule.latched,
        suppressed_by=rule.suppressed_by.code if rule.suppressed_by else "", **texts,
    )  # fmt: skip


def _version(one: RuleVersion) -> VersionOut:
    told: dict[str, Any] = dict(one.told)
    content_hash = one.content.hash
    return VersionOut(
        rule=one.rule.code, version=one.number, base=one.base, state=one.state, note=one.note, origin=one.origin,
        hash=content_hash, fingerprint=fingerprint(content_hash), written_by=one.written_by, written_at=one.written_at,
        approved_by=one.approved_by, approved_at=one.approved_at, detector=one.detector, sensor=one.sensor.code,
        settings=one.settings, priority=one.priority, inputs=list(one.inputs), latched=one.latched,
        suppressed_by=one.suppressed_by, **told,
    )  # fmt: skip


def _trial(found: Trial) -> TrialOut:
    return TrialOut(
        since=found.since, until=found.until, readings=found.readings, first=found.first, upto=found.upto,
        full=found.full, took_ms=found.took_ms, summary=_summary(found.summary),
        present=_summary(found.present) if found.present else None, silent=list(found.silent),
        episodes=[
            EpisodeOut(onset_ms=e.onset_ms, raised_ms=e.raised_ms, ended_ms=e.ended_ms, value=e.value, peak=e.peak)
            for e in found.episodes[-MOST_LISTED:]
        ],
    )  # fmt: skip


def _summary(one: Summary) -> SummaryOut:
    return SummaryOut(
        alarms=one.alarms, per_day=one.per_day, total_s=one.total_s, longest_s=one.longest_s, standing=one.standing
    )


def _condition(one: Condition) -> ConditionOut:
    plain = {name: getattr(one, name) for name in ConditionOut.model_fields if hasattr(one, name)}
    return ConditionOut(**plain, words_zh=one.words.zh, words_en=one.words.en)
