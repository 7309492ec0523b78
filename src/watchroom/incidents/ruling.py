"""The site's own reporting rules: written with a reason, every version kept, over what comes with the platform."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from watchroom.incidents import clocks, entries
from watchroom.incidents.actions import filled
from watchroom.incidents.faults import NoSuchRule, NotFilled, RuleUnfit
from watchroom.incidents.models import Incident, ReportsAs, RuleVersion
from watchroom.incidents.reporting import LEVELS, ReportRule, national
from watchroom.incidents.rule_form import LABELS
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.form import faults
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_REASON = Words(zh="理由", en="Reason")
_NOT_RIGHT = Words(zh="内容不对", en="its content is not right")


def put_rule(viewer: Viewer, content: Mapping[str, Any], *, reason: str) -> RuleVersion:
    """Puts a rule in force, as the next version of its code; clocks that run go on as they began.

    One that bears a later first day leaves the version before in force until then. Raises NotFilled, RuleUnfit.
    """
    viewer.must(Act.SET_RULES)
    reason = filled(reason, _REASON, 500)
    try:
        rule = ReportRule.model_validate(dict(content))
    except ValidationError as error:
        raise RuleUnfit(why=_why(error)) from None
    return _put(viewer, rule.code, rule.model_dump(mode="json"), reason)


def withdraw_rule(viewer: Viewer, code: str, *, reason: str) -> RuleVersion:
    """Takes a rule out of force. Raises NotFilled, NoSuchRule."""
    viewer.must(Act.SET_RULES)
    reason = filled(reason, _REASON, 500)
    if code not in clocks.rules() and code not in clocks.coming():
        raise NoSuchRule(code=code[:64])
    return _put(viewer, code, None, reason)


def set_level(viewer: Viewer, level: str) -> ReportsAs:
    """Says at which level this centre reports; what is owed for open incidents begins to run. Raises NotFilled."""
    viewer.must(Act.SET_RULES)
    if level not in LEVELS:
        raise NotFilled(
            what=Words(zh="报送层级", en="Level"), why=Words(zh="不在可选之列", en="it is not one of the choices")
        )
    return put_level(level, actor=viewer.actor)


def put_level(level: str, *, actor: str = "ops:setup") -> ReportsAs:
    """As `set_level`, for setting a site up; `level` is one of `LEVELS`."""
    with book(actor=actor) as b:
        row = ReportsAs.objects.create(level=level, at=b.now, by=b.actor)
        words = LEVELS[level]
        said = b.record(entries.LevelSet(level, words.zh, words.en), subject="site:reporting")
        _begin_everywhere(b, said)
    return row


def history(viewer: Viewer, code: str) -> tuple[ReportRule | None, list[RuleVersion]]:
    """What came with the platform under this code, and the site's versions, newest first. Raises NoSuchRule."""
    viewer.must(Act.SEE)
    shipped, rows = national().get(code), list(RuleVersion.objects.filter(code=code).order_by("-version"))
    if shipped is None and not rows:
        raise NoSuchRule(code=code[:64])
    return shipped, rows


def _put(viewer: Viewer, code: str, content: dict[str, Any] | None, reason: str) -> RuleVersion:
    with book(actor=viewer.actor) as b:
        b.in_turn("reporting-rules")
        newest = RuleVersion.objects.filter(code=code).order_by("-version").first()
        row = RuleVersion.objects.create(
            code=code, version=newest.version + 1 if newest else 1, content=content, at=b.now, by=b.actor, reason=reason
        )
        said = b.record(entries.ReportingRulePut(code, row.version, content, reason), subject=f"reporting-rule:{code}")
        _begin_everywhere(b, said)
    return row


def _begin_everywhere(b: Book, cause: Cause) -> None:
    rows = Incident.objects.filter(state=Incident.State.OPEN).select_related("place").select_for_update(of=("self",))
    for row in rows.order_by("pk"):
        clocks.begin(b, row, cause=cause)


def _why(error: ValidationError) -> Words:
    wrong, whole = faults(error)
    for name, why in wrong.items():
        field = LABELS.get(name, Words(zh=name[:64], en=name[:64]))
        return Words(zh="“{field}”{why}", en="“{field}”: {why}").fill(field=field, why=why)
    return whole or _NOT_RIGHT


def amiss(content: Mapping[str, Any]) -> dict[str, Words]:
    """What is wrong with a rule by field, as the form marks it; what is wrong with all of it is not in it."""
    try:
        ReportRule.model_validate(dict(content))
    except ValidationError as error:
        return faults(error)[0]
    return {}
