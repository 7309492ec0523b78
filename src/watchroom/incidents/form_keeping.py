"""What people type for an incident's forms: kept in versions, the newest holds, none is changed."""

from collections.abc import Mapping

from watchroom.incidents import entries, queries
from watchroom.incidents.actions import open_row, opening
from watchroom.incidents.faults import FormChanged, NoSuchForm, NotFilled
from watchroom.incidents.ics import FORMS, Form, wrong
from watchroom.incidents.models import FormVersion
from watchroom.incidents.recording import facts
from watchroom.journal.book import book
from watchroom.kernel.canonical import digest
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


def form_named(code: str) -> Form:
    """Raises NoSuchForm."""
    found = FORMS.get(code)
    if found is None:
        raise NoSuchForm(form=code[:16], forms=", ".join(FORMS))
    return found


def keep_form(
    viewer: Viewer, incident: int, code: str, content: Mapping[str, str], *, after: int | None = None
) -> FormVersion:
    """Saves what was typed as a new version; the same again makes none.

    content  text by field; what is not given is empty
    after    the version that it was typed over, 0 for none; where another was saved since, FormChanged. None: whatever there is
    Raises NoSuchIncident, AlreadyClosed, NoSuchForm, NotFilled (which field, and why), FormChanged.
    """
    viewer.must(Act.FILL_FORMS)
    form = form_named(code)
    typed = {name: text.strip() for name, text in content.items() if text.strip()}
    found = wrong(form, typed)
    if found is not None:
        raise NotFilled(what=found[0].words, why=found[1])
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        last = row.form_versions.filter(form=code).order_by("-version").first()
        if last is not None and after is not None and last.version != after:
            raise FormChanged(form=code, who=actor_words(last.by), version=last.version)
        if last is not None and last.content == typed:
            return last
        made = FormVersion.objects.create(
            incident=row, form=code, version=last.version + 1 if last else 1, content=typed, at=b.now, by=b.actor
        )
        said = facts(row, entries.FormKept, form=code, version=made.version, form_zh=form.title.zh, form_en=form.title.en, digest=digest(typed))  # fmt: skip
        b.record(said, subject=row.subject, incident=row.pk, cause=opening(row))
    return made


def typed_for(viewer: Viewer, incident: int) -> dict[str, FormVersion]:
    """The newest version of each form that was filled in. Raises NoSuchIncident."""
    viewer.must(Act.READ_REPORT)
    row = queries.incident(viewer, incident)
    return {one.form: one for one in row.form_versions.order_by("version")}


def versions(viewer: Viewer, incident: int, code: str) -> list[FormVersion]:
    """Newest first. Raises NoSuchIncident, NoSuchForm."""
    viewer.must(Act.READ_REPORT)
    form_named(code)
    row = queries.incident(viewer, incident)
    return list(row.form_versions.filter(form=code).order_by("-version")[:100])
