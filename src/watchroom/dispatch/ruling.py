"""The site's own rules on needs and cover: written with a reason, every version kept, over what comes with the platform."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from watchroom.dispatch.faults import TextOwed
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import DispatchRule
from watchroom.dispatch.needing import FAMILIES, MODELS, CoverRule, Numbered, ResponseRule, Rule, Wants, shipped
from watchroom.dispatch.response_entries import DispatchRulePut
from watchroom.dispatch.response_faults import DispatchRuleUnfit, NoSuchDispatchRule
from watchroom.dispatch.telling import short
from watchroom.journal.book import book
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

_REASON = Words(zh="理由", en="the reason")
MOST_REASON = 500


def rules(family: str) -> dict[str, Numbered[Any]]:
    """Every rule of a family that holds, with its version, by code: the site's over what comes with the platform."""
    found: dict[str, Numbered[Any]] = {code: (rule, 0) for code, rule in shipped(family).items()}
    for row in DispatchRule.objects.filter(family=family).order_by("version"):
        if row.content is None:
            found.pop(row.code, None)
        else:
            found[row.code] = (MODELS[family].model_validate(row.content), row.version)
    return found


def response_rules() -> list[Numbered[ResponseRule]]:
    return list(rules("response").values())


def cover_rules() -> list[Numbered[CoverRule]]:
    return list(rules("cover").values())


def seen(viewer: Viewer, family: str) -> list[Numbered[Any]]:
    """The rules that hold, by code. Raises NoSuchDispatchRule for a family that is none."""
    viewer.must(Act.SEE)
    _known(family)
    return [one for _, one in sorted(rules(family).items())]


def history(viewer: Viewer, family: str, code: str) -> tuple[Rule | None, list[DispatchRule]]:
    """What came with the platform under this code, and the site's versions, newest first. Raises NoSuchDispatchRule."""
    viewer.must(Act.SEE)
    _known(family)
    came, rows = (
        shipped(family).get(code),
        list(DispatchRule.objects.filter(family=family, code=code).order_by("-version")),
    )
    if came is None and not rows:
        raise NoSuchDispatchRule(code=code[:64], family=FAMILIES[family])
    return came, rows


def put_rule(viewer: Viewer, family: str, content: Mapping[str, Any], *, reason: str) -> DispatchRule:
    """Puts a rule in force, as the next version of its code. Raises TextOwed, DispatchRuleUnfit, NoSuchDispatchRule."""
    viewer.must(Act.SET_RULES)
    _known(family)
    reason = _filled(reason)
    try:
        rule = MODELS[family].model_validate(dict(content))
    except ValidationError as error:
        raise DispatchRuleUnfit(why=_why(error)) from None
    _check_names(rule)
    return _put(viewer, family, rule.code, rule.model_dump(mode="json"), reason)


def withdraw_rule(viewer: Viewer, family: str, code: str, *, reason: str) -> DispatchRule:
    """Takes a rule out of force. Raises TextOwed, NoSuchDispatchRule."""
    viewer.must(Act.SET_RULES)
    _known(family)
    reason = _filled(reason)
    if code not in rules(family):
        raise NoSuchDispatchRule(code=code[:64], family=FAMILIES[family])
    return _put(viewer, family, code, None, reason)


def _put(viewer: Viewer, family: str, code: str, content: dict[str, Any] | None, reason: str) -> DispatchRule:
    """The next version."""
    words = FAMILIES[family]
    with book(actor=viewer.actor) as b:
        b.in_turn("dispatch-rules")
        newest = DispatchRule.objects.filter(family=family, code=code).order_by("-version").first()
        version = newest.version + 1 if newest else 1
        row = DispatchRule.objects.create(
            family=family, code=code, version=version, content=content, at=b.now, by=b.actor, reason=reason
        )
        said = DispatchRulePut(family, words.zh, words.en, code, version, content, reason)
        b.record(said, subject=f"{family}-rule:{code}")
    return row


def _known(family: str) -> None:
    if family not in FAMILIES:
        raise NoSuchDispatchRule(code="—", family=family[:16])


def _filled(reason: str) -> str:
    clean = short(reason, MOST_REASON, _REASON)
    if not clean:
        raise TextOwed(what=_REASON)
    return clean


def _check_names(rule: Rule) -> None:
    """A kind or a place that does not exist would never be met, and nobody would notice. Raises DispatchRuleUnfit."""
    wanted: list[Wants | CoverRule] = [rule] if isinstance(rule, CoverRule) else list(rule.needs)
    strange = sorted({kind for one in wanted for kind in one.kinds} - set(kinds()))
    if strange:
        named = ", ".join(strange)
        raise DispatchRuleUnfit(why=Words(zh=f"没有这种力量类别：{named}", en=f"there is no kind of unit {named}"))
    if isinstance(rule, CoverRule) and (away := sorted(set(rule.places) - places.codes())):
        named = ", ".join(away)
        raise DispatchRuleUnfit(why=Words(zh=f"没有这个地点：{named}", en=f"there is no place {named}"))


def _why(error: ValidationError) -> Words:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "—"
    return Words(
        zh=f"“{field}”这一项不对（{first['msg'][:120]}）", en=f"the entry “{field}” is not right: {first['msg'][:120]}"
    )
