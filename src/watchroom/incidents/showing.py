"""Who did something, as this viewer may know it: a wall screen sees posts, never persons."""

from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words, post
from watchroom.people.rights import Role
from watchroom.people.viewer import Viewer


def who(viewer: Viewer, actor: str) -> Words | None:
    """None when nobody did it yet."""
    if not actor:
        return None
    if Role.WALL not in viewer.roles:
        return actor_words(actor)
    held = post(actor.partition(":")[0])
    return held.words if held else Words(zh="值守人员", en="the watch")
