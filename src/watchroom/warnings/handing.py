"""What warnings hand over with a post: those in force, those under way, and what was not delivered."""

from datetime import datetime

from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.warnings import queries


class Open(Handing):
    name, title = "warnings", Words(zh="预警发布", en="Warnings")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        said = Words(zh="在发：{what}", en="in force: {what}")
        found = [
            Matter(f"warning:{row.pk}", said.fill(what=row.words), f"/warnings/{row.pk}")
            for row in queries.in_force(now, limit=None)
        ]
        lacking = queries.undelivered_now(viewer, now)
        lost = Words(zh="{n} 项预警未送达", en="{n} deliveries of warnings failed").fill(n=lacking)
        return found + ([Matter(f"undelivered:{lacking}", lost, "/warnings/", urgent=True)] if lacking else [])


HANDING = [Open()]
