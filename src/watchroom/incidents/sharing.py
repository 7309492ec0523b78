"""Whose an incident is, whom it is shared with, and who sees it: its own agency, those above as their rule says, and these."""

from collections.abc import Collection
from typing import ClassVar

from django.db.models import Q, QuerySet

from watchroom.incidents.actions import filled, open_row
from watchroom.incidents.entries import Shared as SharedFacts
from watchroom.incidents.entries import Unshared
from watchroom.incidents.faults import NotShared, NotYoursToShare, SharedAlready
from watchroom.incidents.models import Incident, Shared
from watchroom.incidents.recording import facts
from watchroom.journal import eyes
from watchroom.journal.book import book
from watchroom.journal.chores import of_rooms
from watchroom.kernel.words import Words
from watchroom.people import agencies
from watchroom.people.models import Agency
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_WHY = Words(zh="理由", en="Reason")


class Involved:
    """What makes an agency see another's incident without a word of sharing, such as an order to one of its posts.

    A room downstream offers its own in `<room>/involving.py` as `INVOLVES = [...]`.
    """

    name: ClassVar[str]

    def incidents(self, of: Collection[int]) -> QuerySet[Incident]:
        """The ids of the incidents in which these agencies have a part."""
        raise NotImplementedError


def visible(viewer: Viewer) -> eyes.Seen:
    """The ids of the incidents that this viewer may see; None where there is one agency only, the site, and so all."""
    return seen_by(viewer.agencies)


def seen_by(whose: Collection[int | None]) -> eyes.Seen:
    """As `visible`, for those who look in the name of these agencies (None is the site itself).

    They see these agencies' own incidents; those of every agency below as its rule says (all, from a grade on and the
    sensitive ones, or only what is shared); what is shared with these agencies; and what they have a part in.
    """
    rows = list(Agency.objects.values_list("pk", "parent_id", "upward", "grade"))
    if not rows:
        return None
    own = set(whose)
    below = agencies.Tree({pk: parent for pk, parent, _, _ in rows}).below(own)
    named = {one for one in own if one is not None}
    whole = named | {pk for pk, _, upward, _ in rows if pk in below and upward == "all"}
    may = Q(agency__in=whole) | Q(agency=None) if None in own else Q(agency__in=whole)
    for lightest in range(1, 5):
        graded = {pk for pk, _, upward, grade in rows if pk in below and upward == "grade" and grade == lightest}
        if graded:
            may |= Q(agency__in=graded) & (Q(grade__lte=lightest) | Q(sensitive=True))
    if not named:  # nothing is shared with the site: it is above all, and every other query holds this one
        return Incident.objects.filter(may).order_by().values("pk")
    may |= Q(shared__agency__in=named, shared__until=None)
    for part in of_rooms("involving", "INVOLVES", Involved):
        may |= Q(pk__in=part.incidents(named))
    return Incident.objects.filter(may).order_by().values("pk").distinct()


def shares(viewer: Viewer, incident: int) -> list[Shared]:
    """Whom an incident is or was shared with, those in force first."""
    viewer.must(Act.SEE)
    rows = Shared.objects.filter(incident=incident).select_related("agency").order_by("pk")
    return sorted(rows, key=lambda one: one.until is not None)


def may_share(viewer: Viewer, row: Incident) -> bool:
    """Those whose incident it is, and those above them; whom it is shared with passes it on to nobody."""
    if not viewer.may(Act.SHARE_INCIDENT):
        return False
    own = set(viewer.agencies)
    return row.agency_id in own or (row.agency_id is not None and bool(own & set(agencies.tree().above(row.agency_id))))


def share(viewer: Viewer, incident: int, agency: str, *, reason: str) -> Shared:
    """From now on the agency sees the incident and what hangs on it.

    Raises NoSuchIncident, NoSuchAgency, NotFilled, NotYoursToShare, SharedAlready, AlreadyClosed.
    """
    viewer.must(Act.SHARE_INCIDENT)
    reason, whom = filled(reason, _WHY), agencies.agency(agency)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        _must_be_ours(viewer, row)
        if row.agency_id == whom.pk or Shared.objects.filter(incident=row, agency=whom, until=None).exists():
            raise SharedAlready(number=row.number, agency=whom.words)
        made = Shared.objects.create(incident=row, agency=whom, since=b.now, by=b.actor, reason=reason)
        told = facts(
            row, SharedFacts, agency=whom.code, agency_zh=whom.zh, agency_en=whom.en, reason=reason
        )  # fmt: skip
        b.record(told, subject=row.subject, incident=row.pk)
    return made


def unshare(viewer: Viewer, incident: int, agency: str, *, reason: str) -> Shared:
    """The agency sees the incident no longer, unless it has a part in it. Raises as `share`, and NotShared."""
    viewer.must(Act.SHARE_INCIDENT)
    reason, whom = filled(reason, _WHY), agencies.agency(agency)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        _must_be_ours(viewer, row)
        held = Shared.objects.select_for_update().filter(incident=row, agency=whom, until=None).first()
        if held is None:
            raise NotShared(number=row.number, agency=whom.words)
        held.until, held.ended_by, held.ended_reason = b.now, b.actor, reason
        held.save(update_fields=["until", "ended_by", "ended_reason"])
        told = facts(row, Unshared, agency=whom.code, agency_zh=whom.zh, agency_en=whom.en, reason=reason)
        b.record(told, subject=row.subject, incident=row.pk)
    return held


def _must_be_ours(viewer: Viewer, row: Incident) -> None:
    if not may_share(viewer, row):
        raise NotYoursToShare(number=row.number, whose=agencies.words_of(row.agency_id))
