"""A telephone report of a drill is taken by the post that it is for: an incident is opened with it, or it is noted."""

from watchroom.incidents import actions as incidents
from watchroom.incidents import queries as known
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.journal.exercises import in_exercise
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.plans.drills import entries
from watchroom.plans.drills.faults import NoSuchReport, NotYourReport, RealIncident, ReportTaken
from watchroom.plans.drills.firing import post_words
from watchroom.plans.drills.models import Drill, Fired
from watchroom.plans.drills.recording import locked
from watchroom.plans.drills.rules import UNDER_WAY
from watchroom.plans.drills.script import ReportInject, read
from watchroom.plans.snapshot import local_text


def take_report(viewer: Viewer, drill: int, code: str, *, incident: int | None = None) -> Incident:
    """Opens an incident with the report, or notes it on `incident`. By the holder of its post, or by the watch for it.

    Raises NotAllowed, NoSuchReport, ReportTaken, NotYourReport, and what opening and noting raise.
    """
    viewer.must(Act.OPEN_INCIDENT)
    with book(actor=viewer.actor, exercise=True) as b:
        row = locked(drill)
        fired = Fired.objects.select_for_update().filter(drill=row, code=code[:64]).first()
        one = read(row.script).inject(code) if fired is not None else None
        if fired is None or not isinstance(one, ReportInject) or row.state not in UNDER_WAY:
            raise NoSuchReport(code=code[:64])
        if fired.taken_at is not None:
            raise ReportTaken(who=actor_words(fired.taken_by), at=local_text(fired.taken_at))
        if not is_for(viewer, one):
            raise NotYourReport(post=post_words(row, one.to))
        if incident is not None and not in_exercise({f"incident:{incident}"}):
            raise RealIncident(number=known.row(incident).number)
        came = _came(row, code)
        found = _opened(viewer, one, came) if incident is None else _noted(viewer, one, incident)
        fired.taken_at, fired.taken_by, fired.incident = b.now, b.actor, found.pk
        fired.save(update_fields=["taken_at", "taken_by", "incident"])
        text = one.text.words
        said = entries.ReportTaken(
            drill=row.pk, code=code, to=one.to, incident=found.pk, text_zh=text.zh, text_en=text.en
        )
        b.record(said, subject=row.subject, incident=found.pk, cause=came)
    return found


def is_for(viewer: Viewer, one: ReportInject) -> bool:
    """The watch takes calls for whoever is not at his telephone."""
    return one.to in viewer.posts or not viewer.roles.isdisjoint({Role.DUTY_OFFICER, Role.DUTY_LEADER})


def _opened(viewer: Viewer, one: ReportInject, cause: int | None) -> Incident:
    title = (one.title or one.text).words
    made = incidents.open_incident(
        viewer, title_zh=title.zh[:180], title_en=title.en[:180], kind=one.incident_kind, place=one.place, cause=cause
    )
    return _noted(viewer, one, made.pk)


def _noted(viewer: Viewer, one: ReportInject, incident: int) -> Incident:
    text = one.text.words
    said = text.zh if text.zh == text.en else f"{text.zh} / {text.en}"
    incidents.note(viewer, known.row(incident).pk, said, counted=one.counts)
    return known.row(incident)


def _came(row: Drill, code: str) -> int | None:
    """The entry of the inject."""
    found = [entry for entry in journal.of_subject(row.subject) if entry.facts.get("code") == code]
    return next((entry.id for entry in found if entry.kind == entries.InjectFired.kind), None)
