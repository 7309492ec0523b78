"""What may be asked about rules: the list with its filters, one rule with its versions, and what a person may do now."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from watchroom.alarms.faults import NoSuchRule, NoSuchVersion
from watchroom.alarms.models import PLATFORM, Rule, RuleVersion
from watchroom.alarms.rule_content import VersionState, authors
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST = 500
MOST_VERSIONS = 50
STATES = ("live", "draft", "off")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty is everything.

    state  `live`, `draft` (has a draft) or `off` (neither live nor a draft)
    """

    text: str = ""
    state: str = ""
    detector: str = ""
    sensor: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule with the version that is in force and the one that is being written."""

    rule: Rule
    live: RuleVersion | None
    draft: RuleVersion | None

    @property
    def shown(self) -> RuleVersion | None:
        return self.live or self.draft

    @property
    def state(self) -> str:
        return "live" if self.rule.live else "draft" if self.draft else "off"


@dataclass(frozen=True, slots=True)
class Whole:
    """One rule with its versions, newest first."""

    rule: Rule
    versions: tuple[RuleVersion, ...]

    @property
    def live(self) -> RuleVersion | None:
        return self._of(VersionState.LIVE)

    @property
    def draft(self) -> RuleVersion | None:
        return self._of(VersionState.DRAFT)

    @property
    def newest(self) -> RuleVersion | None:
        return self.draft or self.live or (self.versions[0] if self.versions else None)

    def version(self, number: int) -> RuleVersion:
        """Raises NoSuchVersion."""
        for one in self.versions:
            if one.number == number:
                return one
        raise NoSuchVersion(rule=self.rule.code, version=number)

    def before(self, version: RuleVersion) -> RuleVersion:
        """The version that was written before this one; itself, if it was the first."""
        return next((one for one in self.versions if one.number < version.number), version)

    def _of(self, state: str) -> RuleVersion | None:
        return next((one for one in self.versions if one.state == state), None)


def listing(viewer: Viewer, wanted: Wanted) -> list[Listed]:
    """The rules that fit, the gravest first, then by code; at most 500."""
    viewer.must(Act.SEE)
    rows = Rule.objects.exclude(detector=PLATFORM).select_related("sensor__place", "sensor__source")
    if wanted.text:
        told = Q(code__icontains=wanted.text) | Q(sensor__code__icontains=wanted.text)
        for name in ("title_zh", "title_en", "sensor__zh", "sensor__en", "sensor__place__zh", "sensor__place__en"):
            told |= Q(**{f"{name}__icontains": wanted.text})
        rows = rows.filter(told)
    for name, value in (
        ("detector", wanted.detector),
        ("sensor__code", wanted.sensor),
        ("sensor__place__code", wanted.place),
    ):
        if value:
            rows = rows.filter(**{name: value})
    standing = RuleVersion.objects.filter(state__in=(VersionState.LIVE, VersionState.DRAFT)).select_related("rule")
    rows = rows.prefetch_related(Prefetch("versions", standing, to_attr="standing")).order_by("priority", "code")
    found = [_listed(row) for row in rows[:MOST]]
    return [one for one in found if _fits(one, wanted.state)]


def whole(viewer: Viewer, code: str) -> Whole:
    """Raises NoSuchRule."""
    viewer.must(Act.SEE)
    rule = (
        Rule.objects.exclude(detector=PLATFORM)
        .select_related("sensor__place", "sensor__source")
        .filter(code=code)
        .first()
    )
    if rule is None:
        raise NoSuchRule(rule=code[:64])
    rows = rule.versions.select_related("rule", "sensor__place", "sensor__source", "author", "approver")
    return Whole(rule, tuple(rows.order_by("-number")[:MOST_VERSIONS]))


def in_force(viewer: Viewer, code: str) -> RuleVersion | None:
    """The version that judges now; None when there is none, or no such rule."""
    viewer.must(Act.SEE)
    rows = RuleVersion.objects.select_related("rule", "sensor")
    return rows.filter(rule__code=code, state=VersionState.LIVE).first()


def may_put_live(viewer: Viewer, found: Whole) -> bool:
    """Whether this person has the right, and none of the draft is from his hand."""
    draft = found.draft
    return draft is not None and viewer.may(Act.SET_RULES) and not own_hand(viewer, found, draft)


def own_hand(viewer: Viewer, found: Whole, version: RuleVersion) -> bool:
    hands = {one.number: one.hand for one in found.versions}
    return viewer.person in authors(version.number, hands)


def _listed(row: Rule) -> Listed:
    standing: list[RuleVersion] = row.standing  # type: ignore[attr-defined]
    by_state = {one.state: one for one in standing}
    return Listed(row, by_state.get(VersionState.LIVE), by_state.get(VersionState.DRAFT))


def _fits(one: Listed, state: str) -> bool:
    return {"live": one.rule.live, "draft": one.draft is not None, "off": one.state == "off"}.get(state, True)
