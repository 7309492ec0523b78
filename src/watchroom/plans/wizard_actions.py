"""Keeps the plans that a unit's answers make as drafts: all of them, or none."""

from watchroom.journal.book import book
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.lifecycle import put_draft
from watchroom.plans.models import Plan
from watchroom.plans.wizard import made
from watchroom.plans.wizard_answers import Answers

MOST_CHARACTERS = 200_000


def keep_drafts(viewer: Viewer, answers: Answers) -> list[Plan]:
    """The drafts, the comprehensive plan first. Raises what `lifecycle.put_draft` raises."""
    viewer.must(Act.DRAFT_PLAN)
    contents = [content.encode() for content in made(answers).values()]
    with book(actor=viewer.actor):
        return [put_draft(viewer, content) for content in contents]
