"""What incidents hand over with a post: each one that is open."""

from datetime import datetime

from watchroom.incidents import queries
from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer


class Open(Handing):
    name, title = "incidents", Words(zh="事件", en="Incidents")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        said = Words(zh="{number} {what}", en="{number} {what}")
        return [
            Matter(row.subject, said.fill(number=row.number, what=row.words), f"/incidents/{row.pk}", urgent=True)
            for row in queries.incidents(viewer)
        ]


HANDING = [Open()]
