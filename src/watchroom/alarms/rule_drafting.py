"""A rule from the hands of people: one writes it, version by version, and another puts it in force."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from watchroom.alarms.detection import settings_of
from watchroom.alarms.faults import (
    CodeTaken,
    NoDraft,
    NoSuchRule,
    NoSuchSensor,
    NoSuchVersion,
    NotLive,
    RuleChanged,
    SameHand,
    WrongCode,
    WrongText,
)
from watchroom.alarms.models import Rule, RuleVersion
from watchroom.alarms.rule_actions import (
    check,
    check_quantity,
    in_force,
    locked,
    next_number,
    retire,
    suppressor,
    take_off,
    whole,
)
from watchroom.alarms.rule_content import (
    MOST_NOTE,
    MOST_TEXT,
    MOST_TITLE,
    TEXTS,
    Content,
    VersionState,
    authors,
    fingerprint,
    names,
    text_words,
)
from watchroom.alarms.rule_entries import RuleDraftDropped, RuleDrafted
from watchroom.alarms.rule_inputs import check_inputs, check_unused
from watchroom.journal.book import Book, book
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import queries as sources
from watchroom.sources.models import Sensor

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
TAKEN = ("new", "signals", "try", "settings")  # addresses beside the rules' own
_RULE = ("detector", "sensor", "settings", "priority", "latched", "inputs", *TEXTS)


def write(
    viewer: Viewer, code: str, content: Content, *, note: str = "", origin: str = "", new: bool = False
) -> RuleVersion:
    """Writes a new version as the rule's draft; the same content again changes nothing. Nobody is judged by it.

    new  the rule must not exist yet
    Texts may still be owed; all else must be right. Raises NotAllowed and the faults of `put_rule`, WrongCode,
    CodeTaken, WrongText, WrongInputs.
    """
    viewer.must(Act.DRAFT_RULE)
    return written(viewer.actor, viewer.person, code, content, note=note, origin=origin, new=new)


def written(
    actor: str, author: int | None, code: str, content: Content,
    *, note: str = "", origin: str = "", new: bool = False, base: int | None = None,
) -> RuleVersion:  # fmt: skip
    """The same for whoever is no person: the command line, whose drafts have no author."""
    if not _CODE.fullmatch(code) or code in TAKEN:
        raise WrongCode(code=code[:64])
    texts = _texts(content.told) | {"note": _text("note", note, MOST_NOTE)}
    with book(actor=actor) as b:
        sensor = sources.sensor(content.sensor)
        if sensor is None:
            raise NoSuchSensor(sensor=content.sensor[:64])
        must_be_right(code, content, sensor)
        rule = locked(code)
        if rule and new:
            raise CodeTaken(rule=code)
        return _draft(b, rule, code, content, sensor, texts, author, origin, base)


def put_live(viewer: Viewer, code: str, number: int, *, fingerprint: str) -> RuleVersion:
    """Approves exactly what the fingerprint names, and puts it in force: a second person's act.

    Raises NotAllowed, NoSuchRule, NoDraft, RuleChanged, SameHand, WordsMissing, and what a setting that has become wrong
    since raises.
    """
    viewer.must(Act.SET_RULES)
    with book(actor=viewer.actor) as b:
        rule = _rule(code)
        draft = _drafted(rule)
        seen = draft.content.hash
        if draft.number != number or not names(fingerprint, seen):
            raise RuleChanged(rule=code, version=number, now=draft.number, mark=_mark(seen))
        hands = {one.number: one.hand for one in rule.versions.all()}
        if viewer.person in authors(number, hands):
            raise SameHand(rule=code, version=number)
        check(code, draft.detector, draft.settings, draft.priority, True, draft.told)
        check_quantity(draft.detector, draft.sensor, draft.settings)
        check_inputs(
            code, draft.detector, draft.sensor, settings_of(draft.detector, draft.settings), draft.inputs, True
        )
        check_unused(rule, True, draft.sensor, draft.detector)
        retire(rule, VersionState.LIVE, b)
        draft.state, draft.approver_id, draft.approved_by = VersionState.LIVE, viewer.person, viewer.actor
        draft.approved_at, draft.approved_hash = b.now, seen
        draft.save()
        _take_over(rule, draft)
        rule.live, rule.version = True, draft.number
        in_force(b, rule, draft)
    return draft


def drop(viewer: Viewer, code: str) -> RuleVersion:
    """Gives the draft up; it stays among the versions. Raises NotAllowed, NoSuchRule, NoDraft."""
    viewer.must(Act.DRAFT_RULE)
    with book(actor=viewer.actor) as b:
        rule = _rule(code)
        draft = _drafted(rule)
        draft.state, draft.retired_at = VersionState.RETIRED, b.now
        draft.save()
        b.record(RuleDraftDropped(**_facts(draft)), subject=f"rule:{rule.pk}")
    return draft


def go_back(viewer: Viewer, code: str, number: int) -> RuleVersion:
    """A new draft with an older version's content. It goes into force like any other: by a second person.

    Raises NotAllowed, NoSuchRule, NoSuchVersion, and what a setting that has become wrong since raises.
    """
    viewer.must(Act.DRAFT_RULE)
    with book(actor=viewer.actor):
        rule = _rule(code)
        old = rule.versions.select_related("sensor").filter(number=number).first()
        if old is None:
            raise NoSuchVersion(rule=code, version=number)
        note = f"← v{number}"
        return written(viewer.actor, viewer.person, code, old.content, note=note, origin=old.origin, base=old.number)


def stop(viewer: Viewer, code: str) -> Rule:
    """Takes a live rule off. One person is enough, as with a warning. Raises NotAllowed, NoSuchRule, NotLive."""
    viewer.must(Act.SET_RULES)
    with book(actor=viewer.actor):
        if not _rule(code).live:
            raise NotLive(rule=code)
        return take_off(viewer, code)


def must_be_right(code: str, content: Content, sensor: Sensor) -> None:
    """All that a rule must be before it is kept or tried, but for its words. Raises the faults of `put_rule`, WrongInputs."""
    check(code, content.detector, dict(content.settings), content.priority, False, content.told)
    check_quantity(content.detector, sensor, dict(content.settings))
    check_inputs(
        code, content.detector, sensor, settings_of(content.detector, dict(content.settings)), content.inputs, False
    )
    suppressor(code, content.suppressed_by)


def _draft(
    b: Book, rule: Rule | None, code: str, content: Content, sensor: Sensor,
    texts: Mapping[str, str], author: int | None, origin: str, base: int | None,
) -> RuleVersion:  # fmt: skip
    rule = rule or Rule(code=code, version=0, live=False)
    before = _shown(rule)
    draft = RuleVersion(
        number=next_number(rule), base=base if base is not None or before is None else before.number, state=VersionState.DRAFT,
        origin=origin[:128], author_id=author, written_by=b.actor, written_at=b.now, detector=content.detector,
        sensor=sensor, inputs=list(content.inputs), settings=whole(content.detector, content.settings), priority=content.priority,
        latched=content.latched, suppressed_by=content.suppressed_by, **texts,
    )  # fmt: skip
    if before and before.content.hash == draft.content.hash:
        return before
    if not rule.pk or not rule.versions.filter(approved_at__isnull=False).exists():
        _take_over(rule, draft)  # what was never in force is shown as it was written last
        rule.version = draft.number
        rule.save()
    retire(rule, VersionState.DRAFT, b)
    draft.rule = rule
    draft.save(force_insert=True)
    b.record(RuleDrafted(**_facts(draft)), subject=f"rule:{rule.pk}")
    return draft


def _shown(rule: Rule) -> RuleVersion | None:
    """What a person who writes now has before him: the draft, or else what is in force."""
    if not rule.pk:
        return None
    rows = rule.versions.select_related("sensor", "rule").order_by("-number")
    standing = {one.state: one for one in rows.filter(state__in=(VersionState.DRAFT, VersionState.LIVE))}
    return standing.get(VersionState.DRAFT) or standing.get(VersionState.LIVE)


def _take_over(rule: Rule, version: RuleVersion) -> None:
    for name in _RULE:
        setattr(rule, name, getattr(version, name))
    rule.suppressed_by = suppressor(rule.code, version.suppressed_by)


def _rule(code: str) -> Rule:
    rule = locked(code)
    if rule is None:
        raise NoSuchRule(rule=code[:64])
    return rule


def _drafted(rule: Rule) -> RuleVersion:
    draft = rule.versions.select_related("sensor", "rule").filter(state=VersionState.DRAFT).first()
    if draft is None:
        raise NoDraft(rule=rule.code)
    return draft


def _texts(told: Mapping[str, str]) -> dict[str, str]:
    most = {name: MOST_TITLE if name.startswith("title") else MOST_TEXT for name in TEXTS}
    return {name: _text(name, told.get(name, ""), most[name]) for name in TEXTS}


_NOTE = Words(zh="改动说明", en="note on the change")


def _text(name: str, text: str, most: int) -> str:
    text = text.replace("\r\n", "\n").strip()
    called = text_words(name) if name in TEXTS else _NOTE
    if len(text) > most:
        raise WrongText(name=called, why=Words(zh=f"超过 {most} 个字", en=f"longer than {most} characters"))
    if code := unfit(text):
        raise WrongText(
            name=called, why=Words(zh=f"含有不是文字的字符 {code}", en=f"it holds {code}, which is no text")
        )
    return text


def _facts(version: RuleVersion) -> dict[str, Any]:
    inputs: Sequence[str] = version.inputs
    return {
        "rule": version.rule.code, "version": version.number, "base": version.base, "state": str(version.state),
        "note": version.note, "origin": version.origin, "detector": version.detector, "sensor": version.sensor.code,
        "inputs": list(inputs), "priority": version.priority, "hash": version.content.hash, "latched": version.latched, "suppressed_by": version.suppressed_by,
        "settings": settings_of(version.detector, version.settings).model_dump_json(), **version.told,
    }  # fmt: skip


def _mark(content_hash: str) -> str:
    return fingerprint(content_hash)
