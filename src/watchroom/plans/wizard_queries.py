"""The answers that a person gave to the wizard: the unfinished ones, and those of which plans were made."""

from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.wizard_models import WizardAnswers

_MOST_EARLIER = 20


def unfinished(viewer: Viewer) -> WizardAnswers | None:
    """The viewer's own; nobody reads another's."""
    viewer.must(Act.DRAFT_PLAN)
    return WizardAnswers.objects.filter(person=viewer.person, state=WizardAnswers.State.OPEN).first()


def earlier(viewer: Viewer) -> list[WizardAnswers]:
    """The viewer's answers of which plans were made, newest first, to begin a revision with."""
    viewer.must(Act.DRAFT_PLAN)
    rows = WizardAnswers.objects.filter(person=viewer.person, state=WizardAnswers.State.MADE)
    return list(rows.order_by("-at")[:_MOST_EARLIER])
