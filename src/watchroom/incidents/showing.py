"""Who did something, as this viewer may know it: a wall screen sees posts, never persons."""

from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.viewer import Viewer


def who(viewer: Viewer, actor: str) -> Words | None:
    """None when nobody did it yet."""
    return people.who(viewer, actor) if actor else None
